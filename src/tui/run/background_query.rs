//! What the terminal answers when it is asked for its background.
//!
//! The answer comes by the same way as the keys, whenever the terminal gets to it, and crossterm takes it for keys:
//! `ESC ]` for Alt-], the rest for characters. Here it is separated from them: as long as what comes may be an answer it is
//! held back, and what turns out to be none is passed on as it came. So nothing has to wait for the answer, and it may
//! come late, or never.

use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::tui::theme::background::Background;

/// Asks for the colour of the background (OSC 11).
pub const QUESTION: &[u8] = b"\x1b]11;?\x1b\\";

/// What comes in, answers separated from keys.
#[derive(Debug, PartialEq, Eq)]
pub enum Passed {
    /// A key, or anything else that is no answer.
    Input(Event),
    /// The answer.
    Answer(Background),
}

/// How long what may begin an answer is held back: the rest of one comes with it.
const BEGINNING: Duration = Duration::from_millis(50);

/// How long the rest of what is an answer beyond doubt is waited for.
const REST: Duration = Duration::from_secs(2);

/// How long after the question an answer may come so slowly that even its first byte comes alone.
const SLOW: Duration = Duration::from_secs(3);

/// Longer answers are none.
const MAX_LEN: usize = 40;

/// Tells answers from keys.
#[derive(Debug, Default)]
pub struct Answers {
    /// When the terminal was asked, until it answers.
    asked: Option<Instant>,
    /// What came of what may be an answer.
    held: Vec<Event>,
    /// Its text so far; `None` before it begins.
    text: Option<String>,
    /// An Esc came by itself, which may begin or end an answer.
    after_esc: bool,
}

/// What a key is to an answer.
enum Piece {
    Esc,
    Begin,
    End,
    Text(char),
    Other,
}

impl Answers {
    /// Awaits an answer, if the terminal was asked.
    #[must_use]
    pub fn awaited(is_asked: bool) -> Self {
        Self { asked: is_asked.then(Instant::now), ..Self::default() }
    }

    /// How long the next event is waited for; `None` for as long as it takes.
    #[must_use]
    pub fn patience(&self) -> Option<Duration> {
        match &self.text {
            Some(text) if text.len() > 2 => Some(REST),
            _ => (!self.held.is_empty()).then_some(BEGINNING),
        }
    }

    /// Takes an event; what is sure by now is passed on.
    pub fn take(&mut self, event: Event) -> Vec<Passed> {
        let Event::Key(key) = event else {
            return vec![Passed::Input(event)];
        };
        let piece = self.piece(key);
        self.held.push(event);
        let text = self.text.clone();
        match (piece, text) {
            (Piece::Begin, None) => self.go_on(String::new()),
            (Piece::Esc, None) if self.awaits_slowly() && self.held.len() == 1 => self.after_esc = true,
            (Piece::Esc, Some(_)) if !self.after_esc => self.after_esc = true,
            (Piece::Text(c), Some(text)) if may_be_answer(&text, c) => self.go_on(text + &c.to_string()),
            (Piece::End, Some(text)) => {
                if let Some(background) = Background::of_answer(&text) {
                    *self = Self::default();
                    return vec![Passed::Answer(background)];
                }
                return self.release();
            }
            _ => return self.release(),
        }
        Vec::new()
    }

    /// Nothing more came for so long: keys after all, or the rest of an answer was lost.
    pub fn give_up(&mut self) -> Vec<Passed> {
        if self.text.as_ref().is_some_and(|text| text.len() > 2) {
            self.held.clear();
        }
        self.release()
    }

    fn go_on(&mut self, text: String) {
        self.text = Some(text);
        self.after_esc = false;
    }

    fn release(&mut self) -> Vec<Passed> {
        (self.text, self.after_esc) = (None, false);
        self.held.drain(..).map(Passed::Input).collect()
    }

    fn awaits_slowly(&self) -> bool {
        self.asked.is_some_and(|asked| asked.elapsed() < SLOW)
    }

    fn piece(&self, key: KeyEvent) -> Piece {
        let is_alt = key.modifiers == KeyModifiers::ALT;
        let is_plain = (key.modifiers - KeyModifiers::SHIFT).is_empty();
        match key.code {
            _ if key.kind != KeyEventKind::Press => Piece::Other,
            KeyCode::Esc if is_plain => Piece::Esc,
            KeyCode::Char(']') if is_alt || self.after_esc => Piece::Begin,
            KeyCode::Char('\\') if is_alt || self.after_esc => Piece::End,
            KeyCode::Char('g') if key.modifiers == KeyModifiers::CONTROL => Piece::End,
            KeyCode::Char(c) if is_plain && !self.after_esc => Piece::Text(c),
            _ => Piece::Other,
        }
    }
}

/// Whether a character may follow in an answer.
fn may_be_answer(text: &str, next: char) -> bool {
    const BEGINNINGS: [&str; 2] = ["11;rgb:", "11;rgba:"];
    let longer = format!("{text}{next}");
    let is_colour = |rest: &str| rest.chars().all(|c| c.is_ascii_hexdigit() || c == '/');
    let begins =
        |begin: &&str| begin.starts_with(&longer) || longer.strip_prefix(*begin).is_some_and(is_colour);
    longer.len() <= MAX_LEN && BEGINNINGS.iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(code: KeyCode, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(code, modifiers))
    }

    fn text(text: &str) -> Vec<Event> {
        text.chars().map(|c| key(KeyCode::Char(c), KeyModifiers::NONE)).collect()
    }

    fn alt(c: char) -> Event {
        key(KeyCode::Char(c), KeyModifiers::ALT)
    }

    fn answer(text_of: &str) -> Vec<Event> {
        [vec![alt(']')], text(text_of), vec![alt('\\')]].concat()
    }

    fn passed(answers: &mut Answers, events: Vec<Event>) -> Vec<Passed> {
        events.into_iter().flat_map(|event| answers.take(event)).collect()
    }

    #[test]
    fn an_answer_is_told_however_it_is_cut_and_ended() {
        let esc = || key(KeyCode::Esc, KeyModifiers::NONE);
        let bell = || key(KeyCode::Char('g'), KeyModifiers::CONTROL);
        let colour = "11;rgb:fdf6/e3e3/ffff";
        let whole = answer(colour);
        let by_bell = [vec![alt(']')], text(colour), vec![bell()]].concat();
        let cut = [vec![esc()], text("]"), text(colour), vec![esc()], text("\\")].concat();
        for events in [whole, by_bell, cut] {
            let mut answers = Answers::awaited(true);
            assert_eq!(passed(&mut answers, events), [Passed::Answer(Background::Light)]);
            assert_eq!(answers.patience(), None);
            let after = passed(&mut answers, text("q"));
            assert_eq!(after, [Passed::Input(text("q").remove(0))]);
        }
        let dark = passed(&mut Answers::default(), answer("11;rgba:1e/1e/1e/ff"));
        assert_eq!(dark, [Passed::Answer(Background::Dark)]);
    }

    #[test]
    fn keys_are_passed_on_in_their_order() {
        let mut answers = Answers::awaited(true);
        assert_eq!(passed(&mut answers, vec![alt(']')]), []);
        assert_eq!(answers.patience(), Some(BEGINNING));
        assert_eq!(answers.give_up(), [Passed::Input(alt(']'))]);
        let typed = [vec![alt(']')], text("1q")].concat();
        let expected: Vec<_> = typed.iter().cloned().map(Passed::Input).collect();
        assert_eq!(passed(&mut answers, typed), expected);
        // The window changes its size while an answer comes.
        passed(&mut answers, [vec![alt(']')], text("11;rgb:0000/00")].concat());
        assert_eq!(answers.take(Event::Resize(9, 9)), [Passed::Input(Event::Resize(9, 9))]);
        assert_eq!(answers.patience(), Some(REST));
        assert_eq!(answers.give_up(), []);
        // Later, an Esc is an Esc at once.
        assert_eq!(passed(&mut Answers::default(), vec![key(KeyCode::Esc, KeyModifiers::NONE)]).len(), 1);
    }

    #[test]
    fn backgrounds_of_the_variable() {
        let of = Background::of_variable;
        assert_eq!((of("15;0"), of("0;15")), (Some(Background::Dark), Some(Background::Light)));
        assert_eq!((of("0;default;7"), of("12;8")), (Some(Background::Light), Some(Background::Dark)));
        assert_eq!((of(""), of("0;default"), of("x")), (None, None, None));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_exchanged(pieces in proptest::collection::vec(0usize..9, 0..60)) {
            let alphabet = [
                alt(']'), alt('\\'), key(KeyCode::Esc, KeyModifiers::NONE),
                key(KeyCode::Char('g'), KeyModifiers::CONTROL),
                text("1").remove(0), text(";").remove(0), text("]").remove(0), text("r").remove(0), text("x").remove(0),
            ];
            let events: Vec<Event> = pieces.iter().map(|piece| alphabet[*piece].clone()).collect();
            let mut answers = Answers::awaited(true);
            let mut came = passed(&mut answers, events.clone());
            let is_answer = answers.patience() == Some(REST);
            came.extend(answers.give_up());
            let keys: Vec<Event> = came.into_iter().map(|passed| match passed {
                Passed::Input(event) => event,
                Passed::Answer(_) => panic!("no colour was given"),
            }).collect();
            prop_assert!(keys == events || is_answer && events.starts_with(&keys));
        }
    }
}
