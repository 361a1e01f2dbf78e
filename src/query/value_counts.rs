//! Counts the values that occur in the file, for completion.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::filter::table::Field;
use crate::har::summary::Summary;

/// Maximum number of distinct values: a longer list does not help.
const MAX: usize = 2000;

/// Number of occurrences of each value.
#[derive(Debug, Default)]
pub struct ValueCounts {
    methods: Counts,
    statuses: Counts,
    domains: Counts,
    mimes: Counts,
    schemes: Counts,
    resources: Counts,
}

#[derive(Debug, Default)]
struct Counts(HashMap<Box<str>, usize>);

impl Counts {
    fn add(&mut self, value: &str) {
        if let Some(count) = self.0.get_mut(value) {
            *count += 1;
        } else if self.0.len() < MAX && !value.is_empty() {
            self.0.insert(value.into(), 1);
        }
    }

    fn sorted(&self) -> Vec<&str> {
        let mut values: Vec<(&str, usize)> = self.0.iter().map(|(value, count)| (&**value, *count)).collect();
        values.sort_unstable_by_key(|(value, count)| (Reverse(*count), *value));
        values.into_iter().map(|(value, _)| value).collect()
    }
}

impl ValueCounts {
    /// Counts the next entries.
    pub fn add(&mut self, batch: &[Summary]) {
        for summary in batch {
            self.methods.add(&summary.method);
            if let Some(status) = summary.status {
                self.statuses.add(&status.to_string());
            }
            self.domains.add(summary.host());
            self.mimes.add(summary.mime.split(';').next().unwrap_or_default().trim());
            self.schemes.add(summary.url.split_once(':').map_or("", |(scheme, _)| scheme));
            self.resources.add(summary.resource.name());
        }
    }

    /// The values of a field, the most frequent first; for fields with a fixed set, that set.
    #[must_use]
    pub fn values(&self, field: Field) -> Vec<&str> {
        match field {
            Field::Method => self.methods.sorted(),
            Field::Status => self.statuses.sorted(),
            Field::Domain => self.domains.sorted(),
            Field::Mime => self.mimes.sorted(),
            Field::Scheme => self.schemes.sorted(),
            Field::Resource => {
                let mut values = self.resources.sorted();
                let others =
                    field.choices().into_iter().filter(|choice| !self.resources.0.contains_key(*choice));
                values.extend(others);
                values
            }
            field => field.choices(),
        }
    }
}
