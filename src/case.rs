//! Creates the attachments of a Cisco TAC case as a folder or zip: a page that summarizes the failures, the
//! responses that show them, and the redacted capture (Cisco 222122 lists the parts; 224663 requires credentials
//! to be replaced).
//!
//! Used by both the commands and the interface.

mod package;
mod page;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub use package::Form;
use package::Package;

use crate::diagnose::knowledge::Knowledge;
use crate::error::Error;
use crate::export::{bodies, files};
use crate::har::body::Body;
use crate::har::store::Store;
use crate::redact::{Choices, Marks, Options, Report as Replaced, Sanitizer};
use crate::report::{self, Diagnosed};
use crate::text::lang::Lang;
use crate::text::words;

/// The folder of the responses.
const RESPONSES: &str = "responses";

/// Maximum number of responses listed individually in a preview.
const MAX_ANSWERS_SHOWN: usize = 4;

/// A case about one file.
#[derive(Debug)]
pub struct Case<'k> {
    file: Diagnosed<'k>,
    lang: Lang,
    options: Options,
}

/// A file of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// `case.md`: what failed, for whom, when, and what it means.
    Page,
    /// The decoded response of an entry.
    Response {
        /// The entry's number.
        entry: usize,
        /// The file's name.
        name: String,
    },
    /// The redacted capture.
    Capture(String),
}

impl Part {
    /// Its path in the case.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Page => "case.md",
            Self::Response { name, .. } | Self::Capture(name) => name,
        }
    }
}

/// The result.
#[derive(Debug)]
pub struct Made {
    /// The folder or the zip.
    pub path: PathBuf,
    /// Its files.
    pub parts: Vec<Part>,
    /// The replacements made in the capture.
    pub replaced: Replaced,
}

impl<'k> Case<'k> {
    /// Creates a case about a scanned file; of `name`, the name given by the user, only the file name is used.
    #[must_use]
    pub fn new(name: String, store: Store, knowledge: &'k Knowledge, lang: Lang) -> Self {
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let options = Options { marks: Marks::random(), ..Options::default() };
        Self { file: Diagnosed::new(name, store, knowledge), lang, options }
    }

    /// Replaces email addresses, names and phone numbers in the capture and the responses with pseudonyms. The
    /// page still names the users, because TAC needs them to investigate the case.
    #[must_use]
    pub fn hiding_people(self, hide_people: bool) -> Self {
        Self { options: Options { hide_people, ..self.options }, ..self }
    }

    /// Applies the user's decisions about individual values of the capture and the responses.
    #[must_use]
    pub fn choosing(self, choices: Choices) -> Self {
        Self { options: Options { choices, ..self.options }, ..self }
    }

    /// With marks of this kind, instead of new random ones.
    #[must_use]
    pub fn marking(self, marks: Marks) -> Self {
        Self { options: Options { marks, ..self.options }, ..self }
    }

    /// How the capture of the case is sanitized: for a preview with the marks that the case will have.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The note that the page names the users although they are hidden elsewhere.
    #[must_use]
    pub fn names_users(&self) -> Option<&'static str> {
        self.options.hide_people.then(|| words::words(self.lang).case.names_users.as_str())
    }

    /// The file's name without folder and extensions.
    fn stem(&self) -> &str {
        files::stem(&self.file.name)
    }

    /// The page on its own, without the list of files.
    #[must_use]
    pub fn page(&self) -> String {
        let mut out = Vec::new();
        // Writing to memory cannot fail.
        let _ = page::write(self, &[], &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    /// The default name of the folder.
    #[must_use]
    pub fn default_name(&self) -> String {
        format!("{}-case", self.stem())
    }

    /// The files of the case.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        let answers = self.entries().into_iter().filter_map(|entry| {
            let body = self.answer(entry).ok()?;
            let name = format!("{RESPONSES}/entry-{entry}.{}", bodies::extension(&body));
            Some(Part::Response { entry, name })
        });
        let capture = Part::Capture(format!("{}.sanitized.har", self.stem()));
        std::iter::once(Part::Page).chain(answers).chain([capture]).collect()
    }

    /// The failed and undecided entries.
    fn entries(&self) -> BTreeSet<usize> {
        let failed = self.file.diagnosis.findings.iter().map(|finding| finding.entry);
        failed.chain(self.file.diagnosis.undecided.iter().map(|undecided| undecided.entry)).collect()
    }

    /// The decoded response of an entry, unredacted.
    fn answer(&self, entry: usize) -> Result<Body, Error> {
        report::body(&self.file.store, &self.file.name, entry, false)
    }

    /// The response, redacted with the capture's pseudonyms.
    fn safe_answer(&self, entry: usize, sanitizer: &mut Sanitizer<'_>) -> Result<Body, Error> {
        let mut body = self.answer(entry)?;
        sanitizer.body(&mut body, &self.file.store.entry(entry)?.request.url);
        Ok(body)
    }

    /// The files with their descriptions; many responses are summarized in one line.
    #[must_use]
    pub fn preview(&self) -> Vec<(String, String)> {
        let parts = self.parts();
        let (answers, others): (Vec<&Part>, Vec<&Part>) =
            parts.iter().partition(|part| matches!(part, Part::Response { .. }));
        let line = |part: &&Part| (part.name().to_owned(), page::what(part, self.lang));
        let mut lines: Vec<_> = others.iter().map(line).collect();
        if answers.len() <= MAX_ANSWERS_SHOWN {
            lines.extend(answers.iter().map(line));
        } else {
            lines.push((format!("{RESPONSES}/"), page::answers(answers.len(), self.lang)));
        }
        lines
    }

    /// Creates the case; never overwrites anything and leaves nothing behind on failure.
    ///
    /// # Errors
    /// [`Error::Exists`] if the name is taken, [`Error::Read`], [`Error::Write`].
    pub fn save(&self, to: &Path, form: Form) -> Result<Made, Error> {
        let parts = self.parts();
        let mut package = Package::begin(to, form)?;
        let mut replaced = Replaced::default();
        let mut sanitizer = Sanitizer::new(&self.file.store, self.options.clone())?;
        for part in &parts {
            package.add(part.name(), &mut |out, name| match part {
                Part::Page => page::write(self, &parts, out).map_err(|source| write_error(name, source)),
                Part::Response { entry, .. } => {
                    let body = self.safe_answer(*entry, &mut sanitizer)?;
                    out.write_all(bodies::bytes(&body).unwrap_or_default())
                        .map_err(|source| write_error(name, source))
                }
                Part::Capture(_) => {
                    replaced = sanitizer.write(name, out)?;
                    Ok(())
                }
            })?;
        }
        Ok(Made { path: package.finish()?, parts, replaced })
    }

    /// Like [`Case::save`], under the first name that is not taken: `x-case`, `x-case-2` …
    ///
    /// # Errors
    /// As [`Case::save`].
    pub fn save_in(&self, folder: &Path, form: Form) -> Result<Made, Error> {
        let name = format!("{}{}", self.default_name(), form.ending());
        for free in files::names(&name) {
            match self.save(&folder.join(free), form) {
                Err(Error::Exists { .. }) => {}
                done => return done,
            }
        }
        Err(Error::Exists { name, can_force: false })
    }
}

fn write_error(name: &str, source: std::io::Error) -> Error {
    Error::Write { name: name.to_owned(), source }
}

#[cfg(test)]
mod tests;
