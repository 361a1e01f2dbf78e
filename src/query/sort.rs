//! Sorts entries by column.

use std::cmp::Ordering;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::har::index::Index;
use crate::har::summary::Summary;
use crate::text::human;

/// A column of the list.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    VariantArray,
    IntoStaticStr,
    EnumString,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
#[allow(missing_docs, reason = "each is named as its column")]
pub enum Column {
    #[default]
    Number,
    Status,
    Method,
    Host,
    Path,
    Url,
    Mime,
    Type,
    Size,
    Time,
    Started,
    Wait,
    Download,
    Page,
}

impl Column {
    /// Every column.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The column with this name, compared case-insensitively.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

/// A sort order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Sort {
    /// The column to sort by.
    pub column: Column,
    /// Whether the greatest value comes first.
    pub descending: bool,
}

/// The orders to cycle through, each in its most useful direction: the largest, slowest or earliest first.
const STEPS: [Sort; 8] = [
    Sort { column: Column::Status, descending: true },
    Sort { column: Column::Method, descending: false },
    Sort { column: Column::Host, descending: false },
    Sort { column: Column::Path, descending: false },
    Sort { column: Column::Mime, descending: false },
    Sort { column: Column::Size, descending: true },
    Sort { column: Column::Time, descending: true },
    Sort { column: Column::Started, descending: false },
];

/// A sort key.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Whole(i128),
    Text(String),
    /// A timestamp, or a text that is not one, which sorts after all timestamps.
    Moment(Timestamp),
    NoMoment(String),
}

impl Sort {
    /// The next order in the cycle; `None` is file order, before the first and after the last.
    #[must_use]
    pub fn after(current: Option<Self>) -> Option<Self> {
        let place = current.and_then(|sort| STEPS.iter().position(|step| step.column == sort.column));
        STEPS.get(place.map_or(0, |place| place + 1)).copied()
    }

    /// The order after a click on a column title: first the most useful direction, then the opposite one, then
    /// file order. For the number column the ascending order is file order, so there is only the descending one.
    #[must_use]
    pub fn pressed(column: Column, current: Option<Self>) -> Option<Self> {
        let step = STEPS.iter().find(|step| step.column == column).copied();
        let first = step.unwrap_or(Self { column, descending: true });
        match current.filter(|sort| sort.column == column) {
            None => Some(first),
            Some(sort) if sort == first && column != Column::Number => Some(first.reversed()),
            Some(_) => None,
        }
    }

    /// The same column in the opposite direction.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self { descending: !self.descending, ..self }
    }

    /// Parses a column's name; a leading `-` means descending.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let column = name.strip_prefix('-');
        Some(Self { column: Column::named(column.unwrap_or(name))?, descending: column.is_some() })
    }

    /// Sorts entries. The sort is stable; entries without a value come last in both directions.
    pub fn apply(self, index: &Index, entries: &mut [usize]) {
        let mut keyed: Vec<(Option<Key>, usize)> = entries
            .iter()
            .map(|&number| (index.get(number).and_then(|summary| self.key(number, summary)), number))
            .collect();
        keyed.sort_by(|(one, _), (other, _)| match (one, other) {
            (Some(one), Some(other)) if self.descending => other.cmp(one),
            (Some(one), Some(other)) => one.cmp(other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        });
        for (place, (_, number)) in entries.iter_mut().zip(keyed) {
            *place = number;
        }
    }

    fn key(self, number: usize, summary: &Summary) -> Option<Key> {
        let text = |text: &str| (!text.is_empty()).then(|| Key::Text(text.to_lowercase()));
        let whole = |number: i128| Some(Key::Whole(number));
        match self.column {
            Column::Number => whole(number as i128),
            // Without a response there is no status.
            Column::Status => whole(summary.status.filter(|status| *status > 0)?.into()),
            Column::Size => whole(summary.size?.into()),
            Column::Time => {
                let ms = summary.time_ms.filter(|ms| ms.is_finite() && !summary.is_aborted())?;
                whole((ms * 1e6) as i128)
            }
            Column::Method => text(&summary.method),
            Column::Host => text(summary.host()),
            Column::Path => text(summary.path()),
            Column::Url => text(&summary.url),
            Column::Mime => text(&human::media_type(&summary.mime)).filter(|_| !summary.mime.is_empty()),
            Column::Type => text(summary.resource.name()),
            Column::Wait => whole((f64::from(summary.wait_ms()?) * 1e6) as i128),
            Column::Download => whole((f64::from(summary.download_ms()?) * 1e6) as i128),
            Column::Page => text(&summary.page),
            Column::Started if summary.started.is_empty() => None,
            Column::Started => Some(match summary.started.parse() {
                Ok(moment) => Key::Moment(moment),
                Err(_) => Key::NoMoment(summary.started.to_string()),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_is_stepped_through_and_the_files_own_comes_after_the_last() {
        let mut seen = Vec::new();
        let mut sort = None;
        while let Some(next) = Sort::after(sort) {
            assert_eq!(Sort::after(Some(next.reversed())), Sort::after(Some(next)));
            seen.push(next.column);
            sort = Some(next);
        }
        assert_eq!(seen.len(), STEPS.len());
        assert_eq!(Sort::after(None), Some(STEPS[0]));
    }

    #[test]
    fn a_title_that_is_pressed_again_reverses_and_ends() {
        let pressed = |column, times| (0..times).fold(None, |sort, _| Sort::pressed(column, sort));
        let sort = |column, descending| Some(Sort { column, descending });
        assert_eq!(pressed(Column::Time, 1), sort(Column::Time, true));
        assert_eq!(pressed(Column::Time, 2), sort(Column::Time, false));
        assert_eq!(pressed(Column::Time, 3), None);
        assert_eq!(pressed(Column::Number, 1), sort(Column::Number, true));
        assert_eq!(pressed(Column::Number, 2), None);
        assert_eq!(Sort::pressed(Column::Host, sort(Column::Time, true)), sort(Column::Host, false));
    }

    #[test]
    fn stable_and_missing_values_last() {
        let times = [Some(5.0), None, Some(0.5), Some(5.0), Some(70.0)];
        let index: Index = times
            .iter()
            .map(|time_ms| Summary { time_ms: *time_ms, status: Some(200), ..Summary::default() })
            .collect();
        let sorted = |name: &str| {
            let mut entries: Vec<usize> = (0..times.len()).collect();
            Sort::named(name).unwrap().apply(&index, &mut entries);
            entries
        };
        assert_eq!(sorted("time"), [2, 0, 3, 4, 1]);
        assert_eq!(sorted("-time"), [4, 0, 3, 2, 1]);
        assert_eq!(sorted("-number"), [4, 3, 2, 1, 0]);
        assert_eq!(sorted("size"), [0, 1, 2, 3, 4]);
        assert_eq!(Sort::named("nonsense"), None);
    }

    #[test]
    fn moments_are_compared_across_zones() {
        let index: Index = ["2026-11-21T10:00:00+09:00", "2026-11-21T02:00:00Z", "yesterday", ""]
            .iter()
            .map(|started| Summary { started: (*started).into(), ..Summary::default() })
            .collect();
        let mut entries = vec![3, 2, 1, 0];
        Sort::named("started").unwrap().apply(&index, &mut entries);
        assert_eq!(entries, [0, 1, 2, 3]);
    }

    #[test]
    fn every_column_is_named() {
        for (column, name) in Column::ALL.iter().map(|column| (*column, column.name())) {
            assert_eq!((column.name(), Column::named(&name.to_uppercase())), (name, Some(column)));
        }
    }
}
