//! Waterfall bars: when each entry in view ran and where its time went, all on the same scale.

use jiff::Timestamp;

use crate::har::summary::{Phases, Summary};

/// The time axis that all bars in view share.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    start: Timestamp,
    length: f64,
}

/// Phases are distinguished by shade instead of colour.
const BEFORE: char = '░';
const WAITING: char = '▒';
const RECEIVING: char = '█';
/// A request whose phases are not recorded.
const WHOLE: char = '▬';

impl Scale {
    /// A scale that fits all entries; `None` if none has a start time.
    pub fn of<'s>(entries: impl Iterator<Item = &'s Summary>) -> Option<Self> {
        let mut span: Option<(Timestamp, f64)> = None;
        let mut first: Option<Timestamp> = None;
        for summary in entries {
            let Some(start) = started(summary) else { continue };
            let origin = *first.get_or_insert(start);
            let end = between(origin, start) + total(summary);
            span = Some(match span {
                None => (start, end),
                Some((begin, last)) => (begin.min(start), last.max(end)),
            });
        }
        let (begin, end) = span?;
        Some(Self { start: begin, length: end + between(begin, first?) })
    }

    /// The bar of an entry, exactly `columns` wide.
    pub fn bar(&self, summary: &Summary, columns: usize) -> String {
        let Some(start) = started(summary) else { return " ".repeat(columns) };
        let per_column = if self.length > 0.0 { self.length / (columns.max(1) as f64) } else { 1.0 };
        let begin = (between(self.start, start) / per_column).floor();
        let parts = parts(summary);
        let length: f64 = parts.iter().map(|(time, _)| time).sum();
        // Every bar has at least one cell and stays within its column.
        let cells = (length / per_column).round().max(1.0);
        let cell_at = |cell: f64| {
            let mut at = (cell - begin + 0.5) / cells * length;
            let part = parts.iter().find(|(time, _)| {
                at -= time;
                at < 0.0
            });
            part.map_or(WHOLE, |(_, shade)| *shade)
        };
        let begin = begin.min(columns as f64 - 1.0);
        let is_inside = |cell: f64| cell >= begin && cell < begin + cells;
        (0..columns)
            .map(|cell| cell as f64)
            .map(|cell| if is_inside(cell) { cell_at(cell) } else { ' ' })
            .collect()
    }
}

fn started(summary: &Summary) -> Option<Timestamp> {
    summary.started.parse().ok()
}

fn between(from: Timestamp, to: Timestamp) -> f64 {
    // An `f64` represents microseconds over centuries exactly.
    (to.as_microsecond() - from.as_microsecond()) as f64 / 1000.0
}

fn total(summary: &Summary) -> f64 {
    parts(summary).iter().map(|(time, _)| time).sum()
}

/// The recorded phases in milliseconds, with their shades.
fn parts(summary: &Summary) -> Vec<(f64, char)> {
    let Phases { before, waiting, receiving } = summary.phases;
    let phases = [(before, BEFORE), (waiting, WAITING), (receiving, RECEIVING)];
    let phases: Vec<_> = phases.map(|(time, shade)| (f64::from(time), shade)).into();
    if phases.iter().any(|(time, _)| *time > 0.0) {
        return phases;
    }
    vec![(summary.time_ms.unwrap_or_default(), WHOLE)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(second: u32, phases: [f32; 3]) -> Summary {
        let [before, waiting, receiving] = phases;
        Summary {
            started: format!("2026-11-21T10:00:{second:02}.000Z").into(),
            phases: Phases { before, waiting, receiving },
            time_ms: Some(500.0),
            ..Summary::default()
        }
    }

    #[test]
    fn bars_share_a_scale_and_show_their_phases() {
        let entries = [
            entry(0, [1000.0, 2000.0, 1000.0]),
            entry(4, [0.0, 4000.0, 0.0]),
            entry(2, [0.0; 3]),
            Summary::default(),
        ];
        let scale = Scale::of(entries.iter()).unwrap();
        let bars: Vec<String> = entries.iter().map(|entry| scale.bar(entry, 8)).collect();
        assert_eq!(bars, ["░▒▒█    ", "    ▒▒▒▒", "  ▬     ", "        "]);
        assert!(Scale::of([Summary::default()].iter()).is_none());
    }

    proptest! {
        #[test]
        fn every_bar_fills_its_column(
            seconds in proptest::collection::vec((0u32..60, 0f32..1e6, 0f32..1e6, 0f32..1e9), 1..6), columns in 1usize..60,
        ) {
            let entries: Vec<_> = seconds.iter().map(|&(second, a, b, c)| entry(second, [a, b, c])).collect();
            let scale = Scale::of(entries.iter()).unwrap();
            for entry in &entries {
                let bar = scale.bar(entry, columns);
                prop_assert_eq!(bar.chars().count(), columns);
                prop_assert!(!bar.trim().is_empty());
            }
        }
    }
}
