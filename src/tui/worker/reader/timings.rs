//! Timings: each phase with its share of the time, and a bar at its position.

use super::line_builder::LineBuilder;
use crate::har::entry::Entry;
use crate::text::{Lang, human, width, words};
use crate::tui::page::{Page, View, ViewKind};
use crate::tui::theme::Role;
use crate::tui::widget::text::{Line, Span};

/// Columns of the bars: a row then fits the pane in a 100-column window.
const BAR_WIDTH: usize = 22;

/// Milliseconds; exporters round, so a smaller difference means nothing.
const ROUNDING: f64 = 5.0;

/// A phase of the request.
struct Phase<'a> {
    name: &'a str,
    ms: Option<f64>,
    /// Part of the phase before it (such as TLS within connect), and therefore not added to the total.
    is_nested: bool,
}

pub(super) fn page(entry: &Entry, lang: Lang) -> Page {
    let words = &words::words(lang).sheet;
    let times = &entry.timings;
    let phase = |name, ms| Phase { name, ms, is_nested: false };
    let phases = [
        phase(&words.blocked, times.blocked),
        phase(&words.dns, times.dns),
        phase(&words.connect, times.connect),
        Phase { is_nested: true, ..phase(&words.ssl, times.ssl) },
        phase(&words.send, times.send),
        phase(&words.wait, times.wait),
        phase(&words.receive, times.receive),
    ];
    if phases.iter().all(|phase| phase.ms.is_none()) && entry.time_ms.is_none() {
        return Page::remark(&words.no_timings);
    }
    let sum: f64 = phases.iter().filter(|phase| !phase.is_nested).filter_map(|phase| phase.ms).sum();
    let whole = if sum > 0.0 { sum } else { entry.time_ms.unwrap_or(0.0) };
    let longest = phases.iter().filter_map(|phase| phase.ms).fold(0.0, f64::max);
    let mut sheet = LineBuilder::new(lang);
    let mut before = 0.0;
    for phase in &phases {
        // A nested phase ends where its parent ends.
        let from = if phase.is_nested { (before - phase.ms.unwrap_or(0.0)).max(0.0) } else { before };
        sheet.push(row(phase, from, whole, longest, &words.not_applicable));
        before += phase.ms.filter(|_| !phase.is_nested).unwrap_or(0.0);
    }
    let total = entry.time_ms.unwrap_or(sum);
    sheet.push(Line::of(format!("{}{:>9}", label(&words.total), human::duration(total)), Role::Strong));
    sheet.blank();
    if (total - sum).abs() > ROUNDING && sum > 0.0 {
        let values = [("time", human::duration(total)), ("sum", human::duration(sum))];
        let values = values.each_ref().map(|(name, time)| (*name, time.as_str()));
        sheet.note(&words::fill(&words.total_differs, &values));
    }
    if times.ssl.unwrap_or(0.0) > times.connect.unwrap_or(f64::INFINITY) + ROUNDING {
        sheet.note(&words.ssl_longer);
    }
    Page::new("", View::lines(ViewKind::Summary, sheet.lines()))
}

/// A label in the first column.
fn label(text: &str) -> String {
    format!("{text}{}", " ".repeat(12_usize.saturating_sub(width(text))))
}

fn row(phase: &Phase, from: f64, whole: f64, longest: f64, absent: &str) -> Line {
    let name = if phase.is_nested { format!("  {}", phase.name) } else { phase.name.to_owned() };
    let Some(ms) = phase.ms else {
        let spans = vec![
            Span::new(label(&name), Role::Dim),
            Span::new(format!("{:>9}   ", "–"), Role::Dim),
            Span::new(absent, Role::Dim),
        ];
        return Line { spans, ..Line::default() };
    };
    let is_longest = ms > 0.0 && ms >= longest && !phase.is_nested;
    let share = if whole > 0.0 { ms / whole } else { 0.0 };
    let columns = |part: f64| ((part * BAR_WIDTH as f64).round() as usize).min(BAR_WIDTH);
    let start = columns(if whole > 0.0 { from / whole } else { 0.0 }).min(BAR_WIDTH - 1);
    let long = columns(share).clamp(usize::from(ms > 0.0), BAR_WIDTH - start);
    let bar = format!("{}{}", " ".repeat(start), "━".repeat(long));
    let role = if is_longest { Role::Strong } else { Role::Normal };
    let spans = vec![
        Span::new(label(&name), role),
        Span::new(format!("{:>9}", human::duration(ms)), role),
        Span::new(format!("{:>5.0} %  ", share * 100.0), Role::Dim),
        Span::new(bar, if phase.is_nested { Role::Dim } else { Role::Heading }),
    ];
    Line { spans, ..Line::default() }
}
