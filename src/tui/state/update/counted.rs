//! A number and `G`: to the entry of that number, as in editors.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::tui::message::effect::Effect;
use crate::tui::state::App;
use crate::tui::state::counted::Counted;

impl App {
    /// Collects digits; with two or more of them `G` goes to that entry, and what the chips did to the filter is undone.
    /// `None` for a key that means what it always means.
    pub(super) fn on_counted_key(&mut self, key: KeyEvent) -> Option<Vec<Effect>> {
        let is_plain = (key.modifiers - KeyModifiers::SHIFT).is_empty() && self.overlay.is_none();
        match (key.code, self.counted.take()) {
            (KeyCode::Char(digit @ '0'..='9'), counted) if is_plain => {
                let filter = || (self.search.text().to_owned(), self.search.is_off());
                let mut counted = counted.unwrap_or_else(|| {
                    let (filter, is_off) = filter();
                    Counted { digits: String::new(), filter, is_off }
                });
                counted.digits.push(digit);
                self.counted = Some(counted);
                None
            }
            (KeyCode::Char('G'), Some(counted)) if is_plain && counted.digits.len() > 1 => {
                let number = counted.digits.parse().ok()?;
                self.search.set_text(counted.filter);
                if counted.is_off {
                    self.search.switch(true);
                }
                let mut effects = self.apply_filter(self.selection_target());
                effects.extend(self.go_to_entry(number));
                Some(effects)
            }
            _ => None,
        }
    }
}
