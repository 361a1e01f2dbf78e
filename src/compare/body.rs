//! Compares bodies: JSON by path, forms by name, text by line, anything else as a whole.

use crate::worker::CancelToken;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::align::{Segment, align};
use super::json::{self, Comparer, HashedJson, Step};
use super::subject::{Decoded, paired};
use super::{
    DiffBuilder, Fact, MAX, Name, Part, Row, Same, Sides, Unchanged, Values, excerpt, fields, volatile, words,
};
use crate::diagnose::words::absence;
use crate::har::body::{Body, BodyContent};
use crate::har::entry::Header;
use crate::har::format::form;
use crate::har::media_type::essence;
use crate::redact::tape::Tape;
use crate::text::words::fill;
use crate::text::{Lang, human, pretty};

/// Maximum number of characters of a name from the file.
const MAX_NAME: usize = 200;

impl DiffBuilder {
    /// Compares two bodies; `None` if cancelled.
    pub(super) fn body(
        &mut self,
        part: Part,
        left: &Decoded,
        right: &Decoded,
        lang: Lang,
        cancel: &CancelToken,
    ) -> Option<()> {
        let is_sent_same = left.hash == right.hash;
        let (left, right) = (&left.body, &right.body);
        match (&left.content, &right.content) {
            (BodyContent::Missing(_), BodyContent::Missing(_)) => {}
            (one, other) if one == other && !is_sent_same => {
                let hidden = || words::of(lang).hidden.clone();
                let values = Values::Changed(Sides { left: hidden(), right: hidden() });
                self.volatile.push(Row { part, name: Name::Fact(Fact::Body), values });
            }
            (BodyContent::Text(one), BodyContent::Text(other)) if one == other => {
                self.same.push(Same { part, what: Unchanged::Whole(one.len()) });
            }
            (BodyContent::Binary(one), BodyContent::Binary(other)) if one == other => {
                self.same.push(Same { part, what: Unchanged::Whole(one.len()) });
            }
            (BodyContent::Text(one), BodyContent::Text(other)) => {
                self.texts(part, (one, &left.mime), (other, &right.mime), cancel)?;
            }
            _ => self.kinds(part, left, right, lang),
        }
        Some(())
    }

    /// Bodies of different kinds are only described, not compared.
    fn kinds(&mut self, part: Part, left: &Body, right: &Body, lang: Lang) {
        let values = excerpt::values(Some(&what(left, lang)), Some(&what(right, lang)));
        if let Some(values) = values {
            self.differs(part, Name::Fact(Fact::Body), values);
        }
    }

    fn texts(
        &mut self,
        part: Part,
        (left, left_mime): (&str, &str),
        (right, right_mime): (&str, &str),
        cancel: &CancelToken,
    ) -> Option<()> {
        let (one, other) = (tape(left), tape(right));
        match (&one, &other) {
            (Some(one), Some(other)) => return self.json(part, one, other, cancel),
            (None, None) if is_form(left_mime) && is_form(right_mime) => {
                self.fields(part, &fields::compare(&form_fields(left), &form_fields(right), str::to_owned));
                return Some(());
            }
            (None, None) => {}
            _ => {
                let what = |mime: &str, text: &str| described(mime, text.len());
                let values = excerpt::values(Some(&what(left_mime, left)), Some(&what(right_mime, right)));
                if let Some(values) = values {
                    self.differs(part, Name::Fact(Fact::Body), values);
                }
            }
        }
        let laid_out = |is_json: bool, text: &str| {
            let laid_out = is_json.then(|| pretty::layout(text, cancel)).flatten();
            laid_out.map(|laid_out| laid_out.text)
        };
        let (nice, other_nice) = (laid_out(one.is_some(), left), laid_out(other.is_some(), right));
        self.lines(part, nice.as_deref().unwrap_or(left), other_nice.as_deref().unwrap_or(right), cancel)
    }

    fn json(&mut self, part: Part, left: &Tape<'_>, right: &Tape<'_>, cancel: &CancelToken) -> Option<()> {
        let (left, right) = (HashedJson::new(left, cancel)?, HashedJson::new(right, cancel)?);
        let (mut same, mut rows, mut aside, mut more) = (0, Vec::new(), Vec::new(), 0);
        Comparer::run(&left, &right, cancel, &mut |diff| {
            match diff {
                json::JsonDifference::Same(_, node) => same += left.leaves(node),
                json::JsonDifference::Differs(_, one, other) if rows.len() + aside.len() >= MAX => {
                    let count =
                        |side: &HashedJson<'_>, node: Option<_>| node.map_or(0, |node| side.leaves(node));
                    more += count(&left, one).max(count(&right, other));
                }
                json::JsonDifference::Differs(steps, one, other) => {
                    let (one, other) = (one.map(json::shown), other.map(json::shown));
                    let values = excerpt::values(one.as_deref(), other.as_deref());
                    let name = Name::Own(cut_path(steps));
                    if let Some(values) = values {
                        let is_volatile = volatile::field(member(steps), one.as_deref(), other.as_deref());
                        let row = Row { part, name, values };
                        if is_volatile { aside.push(row) } else { rows.push(row) }
                    }
                }
            }
            rows.len() + aside.len() < MAX
        })?;
        self.volatile.extend(aside);
        self.listed(part, rows, more);
        if same > 0 {
            self.same.push(Same { part, what: Unchanged::Values(same) });
        }
        Some(())
    }

    fn listed(&mut self, part: Part, rows: Vec<Row>, more: usize) {
        if !rows.is_empty() || more > 0 {
            let section = self.section(part);
            section.rows.extend(rows);
            section.more += more;
        }
    }

    fn lines(&mut self, part: Part, left: &str, right: &str, cancel: &CancelToken) -> Option<()> {
        let (lefts, rights): (Vec<&str>, Vec<&str>) = (left.lines().collect(), right.lines().collect());
        let hashes = |lines: &[&str]| lines.iter().map(|line| hash(line)).collect::<Vec<_>>();
        let (mut same, mut rows, mut aside, mut more) = (0, Vec::new(), Vec::new(), 0);
        let mut differs = |at: Option<usize>, other: Option<usize>| {
            if rows.len() + aside.len() >= MAX {
                more += 1;
                return;
            }
            let (one, two) = (at.map(|at| lefts[at]), other.map(|at| rights[at]));
            let Some(values) = excerpt::values(one, two) else { return };
            let name = Name::Line(at.map(|at| at + 1), other.map(|at| at + 1));
            let is_volatile = one.zip(two).is_some_and(|(one, two)| volatile::values(one, two));
            let row = Row { part, name, values };
            if is_volatile { aside.push(row) } else { rows.push(row) }
        };
        for stretch in align(&hashes(&lefts), &hashes(&rights), cancel)? {
            match stretch {
                Segment::Same(..) => same += 1,
                Segment::Gap(at, other) => {
                    for place in 0..at.len().max(other.len()) {
                        differs(at.clone().nth(place), other.clone().nth(place));
                    }
                }
            }
        }
        if rows.is_empty() && aside.is_empty() {
            // Only the line endings differ, which is invisible.
            let values = Values::Changed(Sides {
                left: human::bytes(left.len() as u64),
                right: human::bytes(right.len() as u64),
            });
            rows.push(Row { part, name: Name::Fact(Fact::Body), values });
        }
        self.volatile.extend(aside);
        self.listed(part, rows, more);
        if same > 0 {
            self.same.push(Same { part, what: Unchanged::Lines(same) });
        }
        Some(())
    }
}

/// Parses a text that is JSON throughout.
fn tape(text: &str) -> Option<Tape<'_>> {
    let begins = text.trim_start().starts_with(['{', '[']);
    begins.then(|| Tape::read(text)).filter(|tape| tape.is_sound && tape.roots().count() == 1)
}

fn hash(line: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    line.hash(&mut hasher);
    hasher.finish()
}

/// The name of the innermost object member that contains the value.
fn member<'s>(steps: &'s [Step<'_>]) -> &'s str {
    let name = |step: &'s Step<'_>| match step {
        Step::Key(name) => Some(&**name),
        Step::Element(..) => None,
    };
    steps.iter().rev().find_map(name).unwrap_or_default()
}

fn cut_path(steps: &[Step<'_>]) -> String {
    let path = json::path(steps);
    match path.char_indices().nth_back(MAX_NAME) {
        Some((at, c)) => format!("…{}", &path[at + c.len_utf8()..]),
        None => path,
    }
}

fn is_form(mime: &str) -> bool {
    essence(mime) == "application/x-www-form-urlencoded"
}

/// The fields of a form that is already redacted.
fn form_fields(text: &str) -> Vec<fields::Field> {
    let fields = form::fields(text).into_iter();
    let sent: Vec<Header> =
        fields.map(|(name, value)| Header { name, value: value.unwrap_or_default() }).collect();
    paired(sent.clone(), sent).collect()
}

/// A short description of a body.
fn what(body: &Body, lang: Lang) -> String {
    match &body.content {
        BodyContent::Text(text) => described(&body.mime, text.len()),
        BodyContent::Binary(bytes) => described(&body.mime, bytes.len()),
        BodyContent::Missing(reason) => {
            let none = &words::of(lang).no_body;
            fill(none, &[("why", &absence(reason, lang))])
        }
    }
}

fn described(mime: &str, bytes: usize) -> String {
    let (mime, size) = (essence(mime), human::bytes(bytes as u64));
    if mime.is_empty() { size } else { format!("{mime} · {size}") }
}
