//! Totals over entries.

use jiff::Timestamp;

use crate::har::summary::Summary;

/// Totals over entries, which are added one by one so that none is counted twice.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Totals {
    /// Number of entries.
    pub count: usize,
    /// Number of failed entries.
    pub failed: usize,
    /// Total size of their responses in bytes.
    pub bytes: u64,
    /// Sum of their durations in milliseconds. Concurrent requests make it longer than the elapsed time.
    pub time_ms: f64,
    /// Start of the first and end of the last, in microseconds since 1970.
    span: Option<(i64, i64)>,
}

impl Totals {
    /// Adds an entry.
    pub fn add(&mut self, summary: &Summary) {
        self.count += 1;
        self.bytes = self.bytes.saturating_add(summary.size.unwrap_or_default());
        self.time_ms += time_ms(summary);
    }

    /// Extends the time span by an entry; parsing its date is the expensive part.
    pub fn add_span(&mut self, summary: &Summary) {
        let Ok(start) = summary.started.parse::<Timestamp>() else { return };
        let start = start.as_microsecond();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a longer time than there are dates ends at the last"
        )]
        let end = start.saturating_add((time_ms(summary) * 1000.0) as i64);
        self.span = Some(match self.span {
            None => (start, end),
            Some((first, last)) => (first.min(start), last.max(end)),
        });
    }

    /// Milliseconds from the start of the first to the end of the last entry; `None` without dates.
    #[must_use]
    pub fn span_ms(&self) -> Option<f64> {
        self.span.map(|(first, last)| last.saturating_sub(first) as f64 / 1000.0)
    }
}

fn time_ms(summary: &Summary) -> f64 {
    summary.time_ms.filter(|ms| ms.is_finite()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_side_by_side_add_up_to_more_than_went_by() {
        let entry = |started: &str, time_ms, size| Summary {
            started: started.into(),
            time_ms,
            size,
            ..Summary::default()
        };
        let mut totals = Totals::default();
        for summary in [
            entry("2026-11-21T10:00:01Z", Some(2000.0), Some(100)),
            entry("2026-11-21T19:00:00.5+09:00", Some(1500.0), None),
            entry("yesterday", Some(f64::NAN), Some(1)),
        ] {
            totals.add(&summary);
            totals.add_span(&summary);
        }
        assert_eq!((totals.count, totals.bytes, totals.time_ms), (3, 101, 3500.0));
        assert_eq!(totals.span_ms(), Some(2500.0));
        assert_eq!(Totals::default().span_ms(), None);
    }
}
