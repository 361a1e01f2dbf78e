//! Groups entries by page or host.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::finding_index::FindingIndex;
use super::totals::Totals;
use crate::har::index::Index;
use crate::har::summary::Summary;

/// The grouping criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroupBy {
    /// The page that caused the request.
    Page,
    /// The host of the URL.
    Host,
}

/// Every grouping with its name.
pub const GROUPINGS: [(GroupBy, &str); 2] = [(GroupBy::Page, "page"), (GroupBy::Host, "host")];

impl GroupBy {
    /// The next grouping in the cycle that starts and ends with `None`, no grouping.
    #[must_use]
    pub fn after(current: Option<Self>) -> Option<Self> {
        let place = current.and_then(|by| GROUPINGS.iter().position(|(own, _)| *own == by));
        GROUPINGS.get(place.map_or(0, |place| place + 1)).map(|(by, _)| *by)
    }

    /// The grouping with this name, compared case-insensitively.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        GROUPINGS.iter().find(|(_, own)| own.eq_ignore_ascii_case(name)).map(|(by, _)| *by)
    }

    /// The entry's group key; empty if unknown.
    #[must_use]
    pub fn key(self, summary: &Summary) -> &str {
        match self {
            Self::Page => &summary.page,
            Self::Host => summary.host(),
        }
    }
}

/// A group of entries.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The group key as in the file: page ID or host; empty if unknown.
    pub key: Arc<str>,
    /// Their range in the grouped list.
    pub entries: Range<usize>,
    /// Their totals.
    pub totals: Totals,
}

/// Groups entries in place. Groups are ordered by their first entries; the order within a group is kept.
#[must_use]
pub fn group(by: GroupBy, index: &Index, found: &FindingIndex, entries: &mut [usize]) -> Vec<Group> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    let of_entry: Vec<usize> = entries
        .iter()
        .map(|&number| {
            let summary = index.get(number);
            let key = summary.map_or("", |summary| by.key(summary));
            let place = *places.entry(key).or_insert_with(|| {
                groups.push(Group { key: key.into(), entries: 0..0, totals: Totals::default() });
                groups.len() - 1
            });
            if let (Some(group), Some(summary)) = (groups.get_mut(place), summary) {
                group.totals.add(summary);
                group.totals.failed += usize::from(found.has_failed(number, summary));
                group.entries.end += 1;
            }
            place
        })
        .collect();
    let mut start = 0;
    for group in &mut groups {
        // Refilled below, entry by entry.
        let count = group.entries.end;
        group.entries = start..start;
        start += count;
    }
    let in_order = entries.to_vec();
    for (number, place) in in_order.into_iter().zip(of_entry) {
        let Some(group) = groups.get_mut(place) else { continue };
        if let Some(entry) = entries.get_mut(group.entries.end) {
            *entry = number;
        }
        group.entries.end += 1;
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(urls: &[(&str, &str, i64)]) -> Index {
        urls.iter()
            .map(|(url, page, status)| Summary {
                url: (*url).into(),
                page: (*page).into(),
                status: Some(*status),
                size: Some(10),
                time_ms: Some(5.0),
                ..Summary::default()
            })
            .collect()
    }

    #[test]
    fn groups_keep_the_order_of_what_they_are_made_of() {
        let index = index(&[
            ("https://b.example/1", "p1", 200),
            ("https://a.example:8443/2", "p1", 404),
            ("https://b.example/3", "", 200),
            ("https://a.example/4", "p2", 200),
        ]);
        let mut entries = vec![3, 2, 1, 0];
        let groups = group(GroupBy::Host, &index, &FindingIndex::default(), &mut entries);
        assert_eq!(entries, [3, 1, 2, 0]);
        let found: Vec<_> =
            groups.iter().map(|group| (&*group.key, group.entries.clone(), group.totals.failed)).collect();
        assert_eq!(found, [("a.example", 0..2, 1), ("b.example", 2..4, 0)]);
        assert_eq!((groups[0].totals.bytes, groups[0].totals.time_ms), (20, 10.0));
        let groups = group(GroupBy::Page, &index, &FindingIndex::default(), &mut entries);
        assert_eq!(groups.iter().map(|group| &*group.key).collect::<Vec<_>>(), ["p2", "p1", ""]);
        assert_eq!(group(GroupBy::Page, &index, &FindingIndex::default(), &mut []), []);
    }

    #[test]
    fn groupings_are_stepped_through() {
        assert_eq!(GroupBy::after(None), Some(GroupBy::Page));
        assert_eq!(GroupBy::after(Some(GroupBy::Page)), Some(GroupBy::Host));
        assert_eq!(GroupBy::after(Some(GroupBy::Host)), None);
        assert_eq!(GroupBy::named("HOST"), Some(GroupBy::Host));
    }
}
