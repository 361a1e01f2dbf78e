//! The texts of a comparison.

use super::{Comparison, Fact, Head, Name, Part, Row, Same, Section, Sides, Unchanged};
use crate::text::words::{Compare as Words, fill, words};
use crate::text::{Lang, clean, human};

/// The texts of a language.
#[must_use]
pub fn of(lang: Lang) -> &'static Words {
    &words(lang).compare
}

impl Part {
    /// The display name.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        let words = of(lang);
        match self {
            Self::Call => &words.call,
            Self::ResponseBody => &words.response_body,
            Self::RequestBody => &words.request_body,
            Self::ResponseHeaders => &words.response_headers,
            Self::RequestHeaders => &words.request_headers,
        }
    }

    /// The stable name for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::ResponseBody => "response-body",
            Self::RequestBody => "request-body",
            Self::ResponseHeaders => "response-headers",
            Self::RequestHeaders => "request-headers",
        }
    }
}

impl Fact {
    /// The display name.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        let words = of(lang);
        match self {
            Self::Status => &words.status,
            Self::Error => &words.error,
            Self::Redirect => &words.redirect,
            Self::Method => &words.method,
            Self::Host => &words.host,
            Self::Path => &words.path,
            Self::Protocol => &words.protocol,
            Self::Body => &words.body,
            Self::Started => &words.started,
            Self::Took => &words.took,
            Self::Address => &words.address,
        }
    }

    /// The stable name for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Error => "error",
            Self::Redirect => "redirect",
            Self::Method => "method",
            Self::Host => "host",
            Self::Path => "path",
            Self::Protocol => "protocol",
            Self::Body => "body",
            Self::Started => "started",
            Self::Took => "took",
            Self::Address => "server-address",
        }
    }
}

impl Name {
    /// The display name, safe for a terminal.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Fact(fact) => fact.text(lang).to_owned(),
            Self::Own(name) => clean(name).into_owned(),
            Self::Line(Some(left), Some(right)) if left != right => format!("{left}→{right}"),
            Self::Line(left, right) => left.or(*right).map(|line| line.to_string()).unwrap_or_default(),
        }
    }
}

impl Row {
    /// The name prefixed with its part, for lists with rows of several parts.
    #[must_use]
    pub fn whole_name(&self, lang: Lang) -> String {
        match self.name {
            Name::Fact(Fact::Body) => self.part.text(lang).to_owned(),
            Name::Fact(_) => self.name.text(lang),
            _ => format!("{} · {}", self.part.text(lang), self.name.text(lang)),
        }
    }
}

impl Section {
    /// The title, with the number of differences.
    #[must_use]
    pub fn title(&self, lang: Lang) -> String {
        let count = human::count(self.rows.len() + self.more);
        format!("{} · {}", self.part.text(lang), fill(&of(lang).differ, &[("n", &count)]))
    }

    /// A note that not all differences are listed, if so.
    #[must_use]
    pub fn rest(&self, lang: Lang) -> Option<String> {
        (self.more > 0).then(|| fill(&of(lang).more, &[("n", &human::count(self.more))]))
    }
}

impl Same {
    /// What is equal, in one line: the part, the extent and the names.
    #[must_use]
    pub fn text(&self, lang: Lang) -> Sides<String> {
        let words = of(lang);
        let counted = |text: &str, count: usize| fill(text, &[("n", &human::count(count))]);
        let (what, names) = match &self.what {
            Unchanged::Facts(facts) => {
                let names: Vec<_> = facts.iter().map(|fact| fact.text(lang)).collect();
                (human::count(facts.len()), names.join(", "))
            }
            Unchanged::Names(names) => {
                let clean: Vec<_> = names.iter().map(|name| clean(name)).collect();
                (human::count(names.len()), clean.join(", "))
            }
            Unchanged::Values(count) => (counted(&words.same_values, *count), String::new()),
            Unchanged::Lines(count) => (counted(&words.same_lines, *count), String::new()),
            Unchanged::Whole(bytes) => {
                (fill(&words.same_whole, &[("size", &human::bytes(*bytes as u64))]), String::new())
            }
        };
        Sides { left: format!("{} · {what}", self.part.text(lang)), right: names }
    }
}

impl Head {
    /// The entry in one line, without its file: `entry 10 · POST …/onboard · HTTP 200 · 10:02:24`.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let words = of(lang);
        let status = self.status.map_or_else(|| words.no_answer.clone(), |status| format!("HTTP {status}"));
        let entry = fill(&crate::text::words::words(lang).status.entry, &[("n", &self.number.to_string())]);
        let parts = [entry, status, human::clock(&self.started).unwrap_or_default().to_owned()];
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let request = format!("{} {}", self.method, self.url);
        clean(&format!("{} · {}", parts.join(" · "), request.trim())).into_owned()
    }

    /// The name of its file without the folder.
    #[must_use]
    pub fn file_name(&self) -> String {
        let path = clean(&self.file);
        path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
    }
}

impl Comparison {
    /// The result in one line.
    #[must_use]
    pub fn verdict(&self, lang: Lang) -> String {
        let words = of(lang);
        match (self.count(), self.volatile.is_empty()) {
            (0, true) => words.nothing.clone(),
            (0, false) => words.only_volatile.clone(),
            (1, _) => words.one_difference.clone(),
            (count, _) => fill(&words.differences, &[("n", &human::count(count))]),
        }
    }
}
