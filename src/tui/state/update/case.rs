//! The support case: previewed first, created only when the user confirms.

use crate::redact::Options;
use crate::text::{clean, words};
use crate::tui::message::case::{CaseOutcome, CaseRequest, CaseStep};
use crate::tui::message::effect::Effect;
use crate::tui::state::App;
use crate::tui::state::popup::{Popup, PopupKind};
use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, Span};

/// The letter that opens the review of the replacements.
pub(super) const REVIEW: char = 'v';

impl App {
    /// Opens the preview, which is filled when the worker replies.
    pub(super) fn open_case(&mut self) -> Vec<Effect> {
        let words = &words::words(self.lang).case;
        if !self.file.is_loaded {
            return self.notify(words.still_loading.clone(), Role::Dim);
        }
        let lines = vec![Line::of(words.looking.clone(), Role::Dim)];
        self.open_popup(Popup { kind: PopupKind::Case, ..Popup::new(&words.preview, lines) });
        self.case_effect(CaseStep::Preview, None).into_iter().collect()
    }

    pub(super) fn case_effect(&self, step: CaseStep, options: Option<Options>) -> Option<Effect> {
        Some(Effect::Case(Box::new(CaseRequest {
            step,
            name: self.file.name.clone(),
            store: self.store()?,
            knowledge: self.knowledge,
            lang: self.lang,
            options,
        })))
    }

    pub(super) fn on_case(&mut self, news: CaseOutcome) {
        let words = &words::words(self.lang).case;
        let (text, role) = match news {
            CaseOutcome::Preview { parts, folder } => {
                let lines = self.case_lines(&parts, &folder);
                let make = self.case_effect(CaseStep::Make, None);
                if let Some(popup) = self.popup_of(PopupKind::Case) {
                    popup.lines = lines;
                    popup.on_enter = make;
                }
                return;
            }
            CaseOutcome::Made { path, replaced } => {
                let values = [("path", clean(&path).into_owned()), ("n", replaced.to_string())];
                let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
                (words::fill(&words.made, &values), Role::Good)
            }
            CaseOutcome::Failed(reason) => {
                (words::fill(&words.failed, &[("reason", &clean(&reason))]), Role::Warning)
            }
        };
        self.notify(text, role);
    }

    fn case_lines(&self, parts: &[(String, String)], folder: &str) -> Vec<Line> {
        let words = &words::words(self.lang).case;
        let review = Span::new(REVIEW.to_string(), Role::Heading);
        let offer = &words::words(self.lang).review.offer;
        let mut lines = vec![
            self.offer_line(&words::fill(&words.makes, &[("folder", &clean(folder))])),
            Line {
                spans: vec![review, Span::new(format!("      {offer}"), Role::Normal)],
                hang: 7,
                ..Line::default()
            },
            Line::default(),
        ];
        for (name, what) in parts {
            lines.push(Line::of(clean(name).into_owned(), Role::Strong));
            lines.push(Line { hang: 2, ..Line::of(format!("  {}", clean(what)), Role::Normal) });
        }
        lines.push(Line::default());
        lines.push(Line::of(words.kept.clone(), Role::Normal));
        lines.push(Line::of(words.look_over.clone(), Role::Warning));
        lines
    }
}
