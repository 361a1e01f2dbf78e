//! The state of redaction: where in a file it is, what it has replaced so far, and the people it knows.

use std::collections::HashSet;
use std::ops::Range;

use super::choices::Choices;
use super::edit::Edit;
use super::known::KnownValues;
use super::marks::{Marks, is_mark};
use super::people::People;
use super::report::{Detail, Kind, Place as Where, Replacement, Report};
use super::tape::{BYTES_PER_CHECK, Tape};
use super::words::plain;
use super::{claims, names, paths, patterns, prefilter, values};
use crate::har::source::Source;
use crate::worker::CancelToken;

/// How the names in a text are to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// The HAR's own members.
    Har,
    /// A list of headers.
    Headers,
    /// A list of parameters: of a query, of a form.
    Parameters,
    /// Parameters of a sign-in, in which every `code` is a secret.
    Exchange,
    /// A list of cookies.
    Cookies,
    /// Texts about fields, with the fields' names: errors of a form, labels, a schema.
    Prose,
    /// JSON that was sent.
    Body,
    /// Every value in it is secret.
    Secret(Kind),
}

impl Context {
    pub(super) fn is_parameter(self) -> bool {
        matches!(self, Self::Parameters | Self::Exchange)
    }

    pub(super) fn is_prose(self) -> bool {
        self == Self::Prose
    }

    /// Whether a name is enough, where in other contexts its value must look random, too.
    fn is_proof(self, name: &str) -> bool {
        match self {
            Self::Headers => true,
            Self::Exchange => names::claim(name, false).is_none(),
            _ => false,
        }
    }

    /// Whether the value makes a secret of an ambiguous name.
    fn proves(self, name: &str, value: &str) -> bool {
        let is_of_sign_in = || names::claim(name, false).is_none() && values::is_of_sign_in(value);
        self.is_proof(name) || values::is_opaque(value) || is_of_sign_in()
    }
}

/// Maximum number of texts inside each other that are parsed; deeper ones are replaced as a whole.
const MAX_LAYERS: usize = 16;

/// Maximum length of a key in the path of a place, in characters.
const MAX_KEY: usize = 64;

/// Finds the replacements in texts.
#[derive(Default)]
pub(super) struct Redactor<'p> {
    pub(super) people: Option<&'p mut People>,
    /// Source of bodies that are files next to the HAR.
    pub(super) files: Option<&'p Source>,
    /// Nothing is replaced.
    pub(super) keeps_secrets: bool,
    /// The request goes to an endpoint that issues tokens.
    pub(super) is_exchange: bool,
    /// Nesting depth of the current value, across all layers.
    pub(super) depth: usize,
    pub(super) entry: Option<usize>,
    pub(super) detail: Detail,
    pub(super) marks: Marks,
    /// The harmless claims of a token follow its mark.
    pub(super) keeps_claims: bool,
    pub(super) choices: Option<&'p Choices>,
    pub(super) report: Report,
    /// The path from the entry to the current value.
    pub(super) path: String,
    /// Number of texts that the current one is nested in.
    pub(super) layers: usize,
    /// Archives inside of archives.
    pub(super) archives: usize,
    /// Values that are secret in another place of the file.
    pub(super) known: Option<&'p KnownValues>,
    /// Secret values found so far that are distinct enough to be searched for in the whole file.
    pub(super) seen: HashSet<String>,
    /// Something was decoded, such as base64, or read from another file.
    pub(super) has_layers: bool,
    /// Values whose bytes show that they hold no secret are not parsed: the same result, sooner.
    pub(super) skips_clean: bool,
    pub(super) cancel: CancelToken,
    /// Bytes processed since the last check for cancellation.
    pub(super) since: usize,
    /// The work was cancelled; the replacements are incomplete.
    pub(super) is_cancelled: bool,
}

/// Authentication schemes, which are not secret themselves.
const SCHEMES: [&str; 10] =
    ["bearer", "basic", "digest", "negotiate", "ntlm", "oauth", "token", "hawk", "mac", "aws4-hmac-sha256"];

impl Redactor<'_> {
    /// Whether to continue, after processing a number of bytes.
    pub(super) fn goes_on(&mut self, bytes: usize) -> bool {
        self.since += bytes;
        if self.since >= BYTES_PER_CHECK && !self.is_cancelled {
            self.since = 0;
            self.is_cancelled = self.cancel.is_cancelled();
        }
        !self.is_cancelled
    }

    /// The values of a JSON text.
    pub(super) fn tape<'t>(&mut self, text: &'t str) -> Tape<'t> {
        let mut tape = Tape::read_cancellable(text, &self.cancel);
        self.is_cancelled |= tape.is_cancelled;
        if self.skips_clean && !self.is_exchange && self.people.is_none() {
            let suspects = prefilter::suspects(text, self.known);
            self.has_layers |= suspects.has_layers;
            tape.mark(suspects);
        }
        tape
    }

    /// Whether a name or context alone decides whether its value is replaced.
    pub(super) fn is_named(&self, name: &str, place: Context) -> bool {
        matches!(place, Context::Secret(_)) || names::claim(name, place.is_parameter()).is_some()
    }

    /// Replaces the secret value in a range by its mark; `None` where the user keeps it.
    pub(super) fn replace(&mut self, kind: Kind, value: &str, range: Range<usize>) -> Option<Edit> {
        let mut mark = self.marks.of(value);
        if self.keeps_claims {
            mark.push_str(&claims::of(value));
        }
        if !self.count(kind, value, &mark) {
            return None;
        }
        if values::is_distinct(value) && !self.seen.contains(value) {
            self.seen.insert(value.to_owned());
        }
        Some(Edit::new(range, mark))
    }

    /// Counts a value that is replaced; false where the user keeps it, so that it must not be.
    pub(super) fn count(&mut self, kind: Kind, value: &str, mark: &str) -> bool {
        if self.choices.is_some_and(|choices| choices.keeps_value(self.entry, &self.path, value)) {
            return false;
        }
        self.count_at(kind, value, mark);
        true
    }

    /// Counts a value that is replaced, whatever the user keeps.
    pub(super) fn count_at(&mut self, kind: Kind, value: &str, mark: &str) {
        *self.report.kinds.entry(kind).or_default() += 1;
        let place = |path: &str| Where { entry: self.entry, path: path.to_owned(), kind, count: 1 };
        let is_here = |last: &Where| last.entry == self.entry && last.kind == kind && last.path == self.path;
        match self.detail {
            Detail::Counts => {}
            Detail::Places => match self.report.places.last_mut().filter(|last| is_here(last)) {
                Some(last) => last.count += 1,
                None => self.report.places.push(place(&self.path)),
            },
            Detail::Replacements => {
                let replacements = &mut self.report.replacements;
                let mut here = replacements.iter_mut().rev().take_while(|last| is_here(&last.place));
                match here.find(|last| last.original == value) {
                    Some(last) => last.place.count += 1,
                    None => replacements.push(Replacement {
                        place: place(&self.path),
                        original: value.to_owned(),
                        mark: mark.to_owned(),
                    }),
                }
            }
        }
    }

    /// Whether where it is has to be known.
    fn tracks_path(&self) -> bool {
        self.detail != Detail::Counts || self.choices.is_some() || paths::are_there()
    }

    /// Calls `work` with the path extended by a member.
    pub(super) fn at_key<T>(&mut self, key: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        self.inside(
            |path| {
                let is_first = path.is_empty() || path.ends_with(' ');
                path.push_str(if is_first { "" } else { "." });
                path.extend(key.chars().take(MAX_KEY));
            },
            work,
        )
    }

    /// Calls `work` with the path extended by an element.
    pub(super) fn at_index<T>(&mut self, index: usize, work: impl FnOnce(&mut Self) -> T) -> T {
        self.inside(|path| path.extend(["[", &index.to_string(), "]"]), work)
    }

    fn inside<T>(&mut self, step: impl FnOnce(&mut String), work: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.path.len();
        if self.tracks_path() {
            step(&mut self.path);
        }
        self.depth += 1;
        let done = work(self);
        self.depth -= 1;
        self.path.truncate(before);
        done
    }

    /// Parses a text inside of a text. Each text counts once, however many formats are tried on it.
    pub(super) fn layer(&mut self, text: &str, look: impl FnOnce(&mut Self) -> Vec<Edit>) -> Vec<Edit> {
        if self.is_cancelled {
            return Vec::new();
        }
        if self.layers >= MAX_LAYERS {
            return self.whole(text, Kind::Unreadable);
        }
        self.layers += 1;
        let edits = look(self);
        self.layers -= 1;
        edits
    }

    /// Parses a text whose members have paths of their own.
    pub(super) fn document(&mut self, look: impl FnOnce(&mut Self) -> Vec<Edit>) -> Vec<Edit> {
        let before = self.path.len();
        self.path.push_str(" › ");
        let edits = look(self);
        self.path.truncate(before);
        edits
    }

    /// Free text: secrets are only recognized by their shape.
    pub(super) fn free_text(&mut self, text: &str) -> Vec<Edit> {
        if !self.goes_on(text.len()) {
            return Vec::new();
        }
        let mut found = patterns::find(text);
        found.extend(self.find_known(text, &found));
        let people = match &mut self.people {
            Some(people) => people.find(text),
            None => Vec::new(),
        };
        let is_free = |edit: &Edit| {
            !found.iter().any(|(other, _)| edit.range.start < other.end && other.start < edit.range.end)
        };
        let people: Vec<_> = people.into_iter().filter(|(edit, _)| is_free(edit)).collect();
        let mut edits = Vec::with_capacity(found.len() + people.len());
        for (range, kind) in found {
            edits.extend(self.replace(kind, text.get(range.clone()).unwrap_or_default(), range));
        }
        for (edit, kind) in people {
            let value = text.get(edit.range.clone()).unwrap_or_default();
            edits.extend(Some(edit).filter(|edit| self.count(kind, value, &edit.with)));
        }
        edits.sort_by_key(|edit| edit.range.start);
        edits
    }

    /// Known values outside of what was found.
    fn find_known(&self, text: &str, found: &[(Range<usize>, Kind)]) -> Vec<(Range<usize>, Kind)> {
        let known = self.known.map(|known| known.find(text.as_bytes())).unwrap_or_default();
        let is_free = |range: &Range<usize>| {
            found.iter().all(|(other, _)| other.end <= range.start || range.end <= other.start)
        };
        known.into_iter().filter(is_free).map(|range| (range, Kind::Elsewhere)).collect()
    }

    /// Treats what is between edits as free text: a damaged text may have secrets anywhere.
    pub(super) fn free_text_between(&mut self, text: &str, edits: Vec<Edit>) -> Vec<Edit> {
        let mut all = Vec::with_capacity(edits.len());
        let mut from = 0;
        let end = Edit::new(text.len()..text.len(), "");
        for edit in edits.into_iter().chain([end]) {
            let between = text.get(from..edit.range.start).unwrap_or_default();
            all.extend(super::edit::moved(self.free_text(between), from));
            from = edit.range.end;
            all.push(edit);
        }
        all.pop();
        all
    }

    /// A value that is a secret as a whole. The scheme of credentials stays.
    pub(super) fn whole(&mut self, text: &str, kind: Kind) -> Vec<Edit> {
        let scheme = text.split([' ', '\t']).next().unwrap_or_default();
        let is_scheme = SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme));
        let start = if is_scheme && scheme.len() < text.len() { scheme.len() + 1 } else { 0 };
        let secret = text.get(start..).unwrap_or_default();
        if secret.trim().is_empty() || is_mark(secret) {
            return Vec::new();
        }
        self.replace(kind, secret, start..text.len()).into_iter().collect()
    }

    /// The replacements that follow from a name; `None` where the name decides nothing.
    pub(super) fn named(&mut self, name: &str, text: &str, place: Context) -> Option<Vec<Edit>> {
        self.secret(name, text, place).or_else(|| self.person(name, text))
    }

    /// The replacements that follow from the name of a secret.
    pub(super) fn secret(&mut self, name: &str, text: &str, place: Context) -> Option<Vec<Edit>> {
        let is_harmless = |kind| match kind {
            Kind::Authorization | Kind::Cookie => values::is_flag(text.trim()),
            _ => values::is_harmless(text),
        };
        if let Context::Secret(kind) = place {
            return Some(if is_harmless(kind) { Vec::new() } else { self.whole(text, kind) });
        }
        if plain(name) == "secwebsocketprotocol" {
            return Some(self.protocols(text));
        }
        let claim = names::claim(name, place.is_parameter()).filter(|_| !place.is_prose())?;
        let is_proven = !claim.needs_proof || place.proves(name, text);
        if !is_proven || is_harmless(claim.kind) {
            return None;
        }
        let kind = claim.kind;
        Some(match plain(name).as_str() {
            "cookie" | "cookies" => self.cookies(text),
            "setcookie" => self.set_cookies(text),
            _ => self.whole(text, kind),
        })
    }

    /// The replacements that follow from a name where people are hidden.
    pub(super) fn person(&mut self, name: &str, text: &str) -> Option<Vec<Edit>> {
        let people = self.people.as_mut()?;
        let kind = names::personal(name).filter(|_| !text.contains('@'))?;
        let edit = Edit::new(0..text.len(), people.named(kind, text)?);
        Some(Some(edit).filter(|edit| self.count(kind, text, &edit.with)).into_iter().collect())
    }
}
