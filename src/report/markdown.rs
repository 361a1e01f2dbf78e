//! The diagnosis as Markdown, for tickets and wikis.

use std::io::{self, Write};

use super::Diagnosed;
use crate::diagnose::explain::{self, Block, Explanation};
pub(crate) use crate::text::markdown::escaped;
use crate::text::{Lang, clean, clean_lines};

/// Writes the diagnosis of a file.
///
/// # Errors
/// If writing fails.
pub fn write(file: &Diagnosed<'_>, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}\n\n{}", escaped(&file.title(lang)), escaped(&file.verdict(lang)))?;
    if let Some(anomaly) = file.anomaly(lang) {
        writeln!(out, "\n{}", escaped(anomaly))?;
    }
    section(&explain::causes(file.knowledge, &file.causes(), lang), lang, out)?;
    for (heading, explanation) in file.sections(lang) {
        writeln!(out, "\n## {}", escaped(&heading))?;
        section(&explanation, lang, out)?;
    }
    section(&file.other_failures(lang), lang, out)?;
    section(&file.recapture(lang), lang, out)?;
    Ok(())
}

fn section(explanation: &Explanation, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let mut before: Option<&Block> = None;
    let mut belongs_to_step = false;
    for block in &explanation.blocks {
        belongs_to_step = block.belongs_to_step(belongs_to_step);
        // Items of a list are consecutive; everything else is a separate paragraph.
        let continues_list = matches!(
            (before, block),
            (Some(Block::Fact { .. }), Block::Fact { .. })
                | (Some(Block::Step { .. } | Block::Item(_)), Block::Step { .. } | Block::Item(_))
                | (Some(Block::Source { .. }), Block::Source { .. })
                | (Some(Block::Branch { .. }), Block::Branch { .. })
        );
        if !continues_list {
            writeln!(out)?;
        }
        match block {
            Block::Headline { failed, text, detail } => {
                let sign = if *failed { "✗ " } else { "" };
                let detail =
                    if detail.is_empty() { String::new() } else { format!(" · {}", escaped(detail)) };
                writeln!(out, "**{sign}{}**{detail}", escaped(text))?;
            }
            Block::Person(text) => writeln!(out, "{}", escaped(text))?,
            Block::Title(text) => writeln!(out, "**{}**", escaped(text))?,
            Block::Paragraph(text) => writeln!(out, "{}", escaped(text))?,
            Block::Heading(text) => writeln!(out, "### {}", escaped(text))?,
            Block::Step { number, text } => writeln!(out, "{number}. {}", escaped(text))?,
            Block::Item(text) => {
                let indent = if belongs_to_step { "   " } else { "" };
                writeln!(out, "{indent}- {}", escaped(text))?;
            }
            Block::Branch { rail, text } => {
                writeln!(out, "- {}{}", escaped(rail.trim_start()), escaped(text))?
            }
            Block::Fact { label, value } => writeln!(out, "- {}: {}", escaped(label), escaped(value))?,
            Block::Quote(text) => quote(text, out)?,
            Block::Source { title, link, basis } => {
                let basis = explain::basis(*basis, lang);
                writeln!(out, "- {} ({basis}): <{}>", escaped(title), clean(link))?;
            }
        }
        before = Some(block);
    }
    Ok(())
}

/// A verbatim text from the server, in a fence longer than any run of backticks in it.
fn quote(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let text = clean_lines(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    writeln!(out, "{fence}text\n{}\n{fence}", text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_file_becomes_markup() {
        let mut out = Vec::new();
        quote("a ``` b\nc", &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "````text\na ``` b\nc\n````\n");
    }
}
