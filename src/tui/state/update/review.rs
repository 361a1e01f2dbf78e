//! The review of a copy: opened, gone through, decided.

use std::collections::BTreeSet;

use crossterm::event::{KeyCode, KeyEvent, MouseEventKind};

use crate::export::{Form, Secrets};
use crate::redact::Marks;
use crate::tui::action::Action;
use crate::tui::message::case::CaseStep;
use crate::tui::message::effect::Effect;
use crate::tui::message::export::ExportKind;
use crate::tui::message::review::{ReviewFound, ReviewRequest};
use crate::tui::state::App;
use crate::tui::state::overlay::Overlay;
use crate::tui::state::review::{Review, ReviewPurpose, ReviewStatus};
use crate::tui::widget::input::Input;

impl App {
    /// Opens the review of the support case's capture.
    pub(super) fn review_case(&mut self) -> Vec<Effect> {
        self.open_review(ReviewPurpose::Case)
    }

    /// Opens the review of a HAR of what is listed.
    pub(super) fn review_export(&mut self) -> Vec<Effect> {
        let listed: BTreeSet<usize> =
            (0..self.list.len()).filter_map(|place| self.list.number_at(place)).collect();
        self.open_review(ReviewPurpose::Export(listed))
    }

    fn open_review(&mut self, purpose: ReviewPurpose) -> Vec<Effect> {
        self.reviews += 1;
        self.overlay = Some(Overlay::Review(Review::new(purpose, self.reviews, Marks::random())));
        self.review_effect()
    }

    /// Looks for the replacements.
    fn review_effect(&mut self) -> Vec<Effect> {
        let Some(store) = self.store() else { return Vec::new() };
        let Some(Overlay::Review(review)) = &mut self.overlay else { return Vec::new() };
        review.status = ReviewStatus::Looking;
        let (generation, options) = (review.generation, review.options_of_search());
        vec![Effect::Review(Box::new(ReviewRequest { generation, store, options }))]
    }

    pub(super) fn on_review(&mut self, found: ReviewFound) {
        let Some(Overlay::Review(review)) = &mut self.overlay else { return };
        if review.generation != found.generation {
            return;
        }
        match found.result {
            Ok(replacements) => review.set_replacements(replacements),
            Err(reason) => review.status = ReviewStatus::Failed(reason),
        }
    }

    pub(super) fn on_review_key(&mut self, key: KeyEvent, action: Option<Action>) -> Vec<Effect> {
        let page = isize::try_from(self.size.1 / 2).unwrap_or(1).max(1);
        let Some(Overlay::Review(review)) = &mut self.overlay else { return Vec::new() };
        if review.adding.is_some() {
            return self.on_added_key(key);
        }
        match (key.code, action) {
            (KeyCode::Enter, _) => return self.confirm_review(),
            (KeyCode::Esc, _) => self.overlay = None,
            (KeyCode::Char(' '), _) => review.toggle(),
            (KeyCode::Tab, _) => review.next_kind(),
            (KeyCode::Char('+'), _) => review.adding = Some(Input::default()),
            (_, Some(Action::Mark)) => review.toggle_everywhere(),
            (_, Some(Action::Down)) => review.go(1),
            (_, Some(Action::Up)) => review.go(-1),
            (_, Some(Action::PageDown)) => review.go(page),
            (_, Some(Action::PageUp)) => review.go(-page),
            (_, Some(Action::First)) => review.go(isize::MIN),
            (_, Some(Action::Last)) => review.go(isize::MAX),
            (_, Some(Action::Secrets)) => return self.toggle_secrets(),
            _ => {}
        }
        Vec::new()
    }

    /// A key while a value is typed that is to be replaced too.
    fn on_added_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let Some(Overlay::Review(review)) = &mut self.overlay else { return Vec::new() };
        match (key.code, &mut review.adding) {
            (KeyCode::Esc, adding) => *adding = None,
            (KeyCode::Enter, adding) => {
                let typed = adding.take().map(|input| input.text().to_owned()).unwrap_or_default();
                review.choices.add(&typed);
                review.generation += 1;
                self.reviews = self.reviews.max(review.generation);
                return self.review_effect();
            }
            (_, Some(input)) => _ = input.key(key),
            (_, None) => {}
        }
        Vec::new()
    }

    pub(super) fn on_review_mouse(&mut self, kind: MouseEventKind) {
        let Some(Overlay::Review(review)) = &mut self.overlay else { return };
        match kind {
            MouseEventKind::ScrollDown => review.go(1),
            MouseEventKind::ScrollUp => review.go(-1),
            _ => {}
        }
    }

    /// Makes what the review is for, as the user decided.
    fn confirm_review(&mut self) -> Vec<Effect> {
        let Some(Overlay::Review(review)) = &self.overlay else { return Vec::new() };
        if review.status != ReviewStatus::Ready {
            return Vec::new();
        }
        let (options, purpose) = (review.options(), review.purpose.clone());
        self.overlay = None;
        match purpose {
            ReviewPurpose::Case => self.case_effect(CaseStep::Make, Some(options)).into_iter().collect(),
            ReviewPurpose::Export(_) => {
                let kind = ExportKind::Entries(Form::Har);
                self.begin_export(kind, Secrets::Replaced, Some(options))
            }
        }
    }
}
