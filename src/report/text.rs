//! The diagnosis as plain text, for people.

use std::io::{self, Write};

use super::Diagnosed;
use crate::diagnose::explain;
use crate::text::{Lang, clean, clean_lines};

/// Writes the diagnosis of a file.
///
/// # Errors
/// If writing fails.
pub fn write(file: &Diagnosed<'_>, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", clean(&file.title(lang)))?;
    writeln!(out, "{}", file.verdict(lang))?;
    if let Some(anomaly) = file.anomaly(lang) {
        writeln!(out, "{anomaly}")?;
    }
    let causes = explain::causes(file.knowledge, &file.causes(), lang);
    if !causes.blocks.is_empty() {
        write!(out, "\n{}", clean_lines(&explain::to_text(&causes, lang)))?;
    }
    for (heading, explanation) in file.sections(lang) {
        let heading = clean(&heading).into_owned();
        writeln!(out, "\n{heading}\n")?;
        write!(out, "{}", clean_lines(&explain::to_text(&explanation, lang)))?;
    }
    let others = file.other_failures(lang);
    if !others.blocks.is_empty() {
        write!(out, "\n{}", clean_lines(&explain::to_text(&others, lang)))?;
    }
    let recapture = file.recapture(lang);
    if !recapture.blocks.is_empty() {
        write!(out, "\n{}", clean_lines(&explain::to_text(&recapture, lang)))?;
    }
    if let Some(hint) = file.unknown_hint(lang) {
        writeln!(out, "\n{}", clean(&hint))?;
    }
    Ok(())
}
