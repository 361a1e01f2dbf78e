//! The two passes over the entries of a file, on all processors: the first collects secret values, the second writes.
//!
//! A value that is secret in one place is replaced everywhere, also in earlier entries. So nothing is written before the
//! whole file has been read. The replacements found by the first pass are kept, so that the second mostly copies.

use std::collections::HashSet;
use std::io::{self, Write};
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use super::choices::Choices;
use super::edit::{Edit, apply_into};
use super::frame::{Frame, PLACEHOLDER};
use super::known::KnownValues;
use super::marks::Marks;
use super::people::{People, Pseudonym};
use super::redactor::Redactor;
use super::report::{Detail, Kind, Report};
use crate::error::Error;
use crate::har::store::{MAX_STRING, Store, copy_bytes, read_bytes_exact};
use crate::har::summary::{Span, Summary};
use crate::worker::{Panicked, in_order};

/// What to do apart from replacing secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Replace e-mail addresses, names and phone numbers by pseudonyms.
    pub hide_people: bool,
    /// List every place in the report, and not only the counts.
    pub list_places: bool,
    /// How the marks are made.
    pub marks: Marks,
    /// Let issuer, audience and times of a JSON Web Token follow its mark.
    pub keeps_claims: bool,
    /// What the user decided about single values.
    pub choices: Choices,
}

/// Bytes of entries that one processor works on at a time. A larger entry is worked on alone.
const BATCH: u64 = 512 << 10;

/// Maximum memory for kept replacements, in bytes. Those of further entries are searched for again by the second pass.
const MAX_KEPT: usize = 16 << 20;

/// The replacements of an entry that only depend on the entry itself.
#[derive(Debug)]
struct Kept {
    edits: Vec<Edit>,
    kinds: Vec<(Kind, usize)>,
}

impl Kept {
    fn size(&self) -> usize {
        let texts: usize = self.edits.iter().map(|edit| edit.with.len()).sum();
        size_of::<Self>() + self.edits.len() * size_of::<Edit>() + texts
    }
}

/// What the first pass learned of a file.
#[derive(Debug, Default)]
pub(super) struct Learned {
    /// By the place of an entry among those that are written.
    kept: Vec<Option<Kept>>,
    kept_size: usize,
    values: HashSet<String>,
    known: KnownValues,
    people: Arc<People>,
}

impl Learned {
    fn add(&mut self, kept: impl IntoIterator<Item = Option<Kept>>, values: HashSet<String>, people: People) {
        for kept in kept {
            self.kept_size += kept.as_ref().map_or(0, Kept::size);
            self.kept.push(kept.filter(|_| self.kept_size <= MAX_KEPT));
        }
        self.values.extend(values);
        // Until the pass is over, nothing shares them.
        if let Some(all) = Arc::get_mut(&mut self.people) {
            all.absorb(people);
        }
    }

    fn finish(&mut self, choices: &Choices) {
        self.known = KnownValues::new(&self.values, choices.added());
        if let Some(people) = Arc::get_mut(&mut self.people) {
            people.know_names();
        }
    }

    /// Looks for the values of another file, too; how many there are. What was kept no longer holds.
    pub(super) fn look_also_for(&mut self, other: Self) -> usize {
        let count = other.values.len();
        self.values.extend(other.values);
        self.kept.clear();
        self.known = KnownValues::new(&self.values, std::iter::empty());
        count
    }

    pub(super) fn known(&self) -> &KnownValues {
        &self.known
    }

    /// The pseudonyms of the file.
    pub(super) fn pseudonyms(&self) -> Vec<Pseudonym> {
        self.people.list()
    }

    /// The people of the file, for one thread.
    pub(super) fn people(&self) -> People {
        People::based_on(Arc::clone(&self.people))
    }
}

/// Why a pass ended early.
enum Stop {
    Failed(Error),
    /// The caller cancelled it.
    Cancelled,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// What was written of a batch of entries.
struct Written {
    bytes: Vec<u8>,
    /// Where each entry ends.
    ends: Vec<usize>,
    report: Report,
}

/// Some entries of a file, in the order in which they are written.
pub(super) struct Pass<'p> {
    pub(super) store: &'p Store,
    pub(super) frame: &'p Frame,
    pub(super) entries: &'p [usize],
    pub(super) options: &'p Options,
    pub(super) detail: Detail,
    pub(super) keeps_secrets: bool,
    /// The entries are only some of the file's; the copy says so.
    pub(super) is_part: bool,
    /// Parses every string and keeps nothing from the first pass for the second. Tests compare the result with that of
    /// the fast way.
    pub(super) is_thorough: bool,
}

impl<'p> Pass<'p> {
    pub(super) fn new(
        store: &'p Store,
        frame: &'p Frame,
        entries: &'p [usize],
        options: &'p Options,
    ) -> Self {
        let detail = if options.list_places { Detail::Places } else { Detail::Counts };
        let (keeps_secrets, is_part, is_thorough) = (false, false, false);
        Self { store, frame, entries, options, detail, keeps_secrets, is_part, is_thorough }
    }
}

impl Pass<'_> {
    /// The entries in batches, as ranges of [`Pass::entries`].
    fn batches(&self) -> Vec<Range<usize>> {
        let mut batches = Vec::new();
        let (mut start, mut size) = (0, 0);
        for (place, number) in self.entries.iter().enumerate() {
            let len = self.store.index.get(*number).map_or(0, |summary| summary.span.len);
            if place > start && size + len > BATCH {
                batches.push(start..place);
                (start, size) = (place, 0);
            }
            size += len;
        }
        if start < self.entries.len() {
            batches.push(start..self.entries.len());
        }
        batches
    }

    fn redactor<'r>(&'r self, people: &'r mut People, known: Option<&'r KnownValues>) -> Redactor<'r> {
        Redactor {
            people: self.options.hide_people.then_some(people),
            files: Some(&self.store.source),
            keeps_secrets: self.keeps_secrets,
            known: known.filter(|known| !known.is_empty()),
            skips_clean: !self.is_thorough,
            marks: self.options.marks,
            keeps_claims: self.options.keeps_claims,
            choices: Some(&self.options.choices).filter(|choices| !choices.is_empty()),
            ..Redactor::default()
        }
    }

    /// Carries out `work` on each entry of the batches and `take` on the results, in order.
    fn each_batch<T: Send>(
        &self,
        work: impl Fn(&Range<usize>) -> Result<T, Error> + Sync,
        mut take: impl FnMut(&Range<usize>, T) -> Result<(), Stop>,
    ) -> Result<bool, Error> {
        let done = in_order(&self.batches(), work, |batch, result| match result {
            Ok(result) => take(batch, result?),
            Err(panicked) => Err(Stop::Failed(self.defect(&panicked))),
        });
        match done {
            Ok(()) => Ok(true),
            Err(Stop::Cancelled) => Ok(false),
            Err(Stop::Failed(error)) => Err(error),
        }
    }

    fn defect(&self, panicked: &Panicked) -> Error {
        let source =
            io::Error::other(format!("a defect of harlens ended the work on its entries: {}", panicked.0));
        Error::Read { name: self.store.source.name().to_owned(), source }
    }

    fn summary(&self, place: usize) -> Option<&Summary> {
        self.store.index.get(*self.entries.get(place)?)
    }

    fn read(&self, place: usize, bytes: &mut Vec<u8>) -> Result<(), Error> {
        let Some(summary) = self.summary(place) else {
            bytes.clear();
            return Ok(());
        };
        Ok(read_bytes_exact(&self.store.source, summary.span, bytes)?)
    }

    /// The bytes of an entry that is only copied, because it is too long for the memory and no secret is replaced in it.
    fn copied_span(&self, place: usize) -> Option<Span> {
        let span = self.summary(place).filter(|_| self.keeps_secrets)?.span;
        (span.len > MAX_STRING).then_some(span)
    }

    /// The first pass. `go_on` is called after each batch; `None` where it breaks.
    pub(super) fn learn(
        &self,
        go_on: &mut dyn FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Option<Learned>, Error> {
        let mut learned = Learned::default();
        if self.keeps_secrets {
            return Ok(Some(learned));
        }
        let mut people = People::default();
        let mut redactor = self.redactor(&mut people, None);
        self.frame.edits(&mut redactor);
        let values = redactor.seen;
        learned.add([], values, people);
        let work = |batch: &Range<usize>| {
            let (mut people, mut bytes, mut kept) = (People::default(), Vec::new(), Vec::new());
            let mut redactor = self.redactor(&mut people, None);
            for place in batch.clone() {
                self.read(place, &mut bytes)?;
                kept.push(self.learn_entry(&bytes, &mut redactor));
            }
            let values = std::mem::take(&mut redactor.seen);
            Ok((kept, values, people))
        };
        let is_whole = self.each_batch(work, |_, (kept, values, people)| {
            learned.add(kept, values, people);
            if go_on(0).is_break() { Err(Stop::Cancelled) } else { Ok(()) }
        })?;
        learned.finish(&self.options.choices);
        Ok(is_whole.then_some(learned))
    }

    /// The replacements of an entry; `None` where they cannot be kept: a damaged entry is rewritten, and known values in an
    /// encoded layer, such as base64, are only found by parsing it again.
    fn learn_entry(&self, bytes: &[u8], redactor: &mut Redactor<'_>) -> Option<Kept> {
        redactor.report = Report::default();
        redactor.has_layers = false;
        let Some(edits) = std::str::from_utf8(bytes).ok().and_then(|text| redactor.entry_edits(text)) else {
            redactor.entry_text(bytes, None);
            return None;
        };
        let can_keep = !redactor.has_layers
            && !self.is_thorough
            && self.detail == Detail::Counts
            && !self.options.hide_people
            && self.options.choices.is_empty();
        can_keep
            .then(|| Kept { edits, kinds: std::mem::take(&mut redactor.report.kinds).into_iter().collect() })
    }

    /// The second pass. `go_on` is called after each entry with the number of entries written; `None` where it breaks.
    /// Errors call the output `name`.
    pub(super) fn write(
        &self,
        learned: &Learned,
        name: &str,
        out: &mut dyn Write,
        go_on: &mut dyn FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Option<Report>, Error> {
        let failed = |source| Error::Write { name: name.to_owned(), source };
        let mut people = learned.people();
        let mut redactor = self.redactor(&mut people, Some(&learned.known));
        redactor.detail = self.detail;
        redactor.report.head_repaired = self.frame.is_rebuilt;
        redactor.report.of = self.is_part.then_some(self.store.index.len());
        let mut edits = self.frame.edits(&mut redactor);
        let mut from = 0;
        let is_whole = self.each_batch(
            |batch| self.write_batch(batch, learned),
            |batch, written| {
                redactor.report.add(written.report);
                let mut start = 0;
                let placeholders = self.frame.placeholders.iter().enumerate().skip(batch.start);
                for ((place, placeholder), end) in placeholders.zip(written.ends) {
                    out.write_all(self.frame.part(from, *placeholder, &edits).as_bytes()).map_err(failed)?;
                    match self.copied_span(place) {
                        Some(span) => copy_bytes(&self.store.source, span, out).map_err(failed)?,
                        None => {
                            let bytes = written.bytes.get(start..end).unwrap_or_default();
                            out.write_all(bytes).map_err(failed)?;
                        }
                    }
                    (from, start) = (placeholder + PLACEHOLDER.len(), end);
                    redactor.report.entries += 1;
                    if go_on(redactor.report.entries).is_break() {
                        return Err(Stop::Cancelled);
                    }
                }
                Ok(())
            },
        )?;
        if !is_whole {
            return Ok(None);
        }
        edits.extend(self.frame.comment(&mut redactor));
        edits.sort_by_key(|edit| edit.range.start);
        let end = self.frame.text.len();
        out.write_all(self.frame.part(from, end, &edits).as_bytes()).map_err(failed)?;
        out.flush().map_err(failed)?;
        Ok(Some(redactor.report))
    }

    fn write_batch(&self, batch: &Range<usize>, learned: &Learned) -> Result<Written, Error> {
        let mut people = learned.people();
        let mut redactor = self.redactor(&mut people, Some(&learned.known));
        redactor.detail = self.detail;
        let (mut bytes, mut out, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        for place in batch.clone() {
            if self.copied_span(place).is_some() {
                ends.push(out.len());
                continue;
            }
            self.read(place, &mut bytes)?;
            redactor.entry = self.entries.get(place).copied();
            let is_shortened =
                self.summary(place).is_some_and(|summary| summary.span.len > bytes.len() as u64);
            redactor.report.shortened.extend(redactor.entry.filter(|_| is_shortened));
            // Kept replacements know their kinds, and not their places.
            let is_counted = self.detail == Detail::Counts;
            let kept = learned.kept.get(place).and_then(Option::as_ref).filter(|_| is_counted);
            match kept
                .filter(|kept| learned.known.find(&bytes).iter().all(|range| is_covered(range, &kept.edits)))
            {
                Some(kept) => {
                    apply_into(&mut out, &bytes, &kept.edits);
                    redactor.report.add_kinds(&kept.kinds);
                }
                None => {
                    let summary = redactor.entry.and_then(|number| self.store.index.get(number));
                    out.extend_from_slice(redactor.entry_text(&bytes, summary).as_bytes());
                }
            }
            ends.push(out.len());
        }
        Ok(Written { bytes: out, ends, report: redactor.report })
    }
}

/// Whether a range touches one that is replaced anyway.
pub(super) fn is_covered(range: &Range<usize>, edits: &[Edit]) -> bool {
    let first = edits.partition_point(|edit| edit.range.end <= range.start);
    edits.get(first).is_some_and(|edit| edit.range.start < range.end)
}

#[cfg(test)]
mod tests;
