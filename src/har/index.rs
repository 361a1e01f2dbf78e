//! The summaries of a file that may still be being read: append-only and cheap to share between threads.

use std::sync::Arc;

use super::summary::Summary;

/// Summaries in file order, in batches as the scan delivered them. Cloning copies no summary.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// Batches, each with the number of its first entry.
    batches: Vec<(usize, Arc<[Summary]>)>,
    len: usize,
}

impl Index {
    /// Appends the next entries.
    pub fn push(&mut self, batch: Arc<[Summary]>) {
        if batch.is_empty() {
            return;
        }
        let first = self.len;
        self.len += batch.len();
        self.batches.push((first, batch));
    }

    /// Number of entries so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no entries so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The summary of the entry with this number.
    #[must_use]
    pub fn get(&self, number: usize) -> Option<&Summary> {
        let after = self.batches.partition_point(|(first, _)| *first <= number);
        let (first, batch) = self.batches.get(after.checked_sub(1)?)?;
        batch.get(number - first)
    }

    /// The entries from `number` on, with their numbers.
    pub fn iter_from(&self, number: usize) -> impl Iterator<Item = (usize, &Summary)> {
        let start = self.batches.partition_point(|(first, batch)| first + batch.len() <= number);
        self.batches[start..]
            .iter()
            .flat_map(|(first, batch)| batch.iter().enumerate().map(move |(i, summary)| (first + i, summary)))
            .skip_while(move |(i, _)| *i < number)
    }

    /// All entries, with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Summary)> {
        self.iter_from(0)
    }
}

impl FromIterator<Summary> for Index {
    fn from_iter<I: IntoIterator<Item = Summary>>(summaries: I) -> Self {
        let mut index = Self::default();
        index.push(summaries.into_iter().collect());
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(urls: &[&str]) -> Arc<[Summary]> {
        urls.iter().map(|url| Summary { url: (*url).into(), ..Summary::default() }).collect()
    }

    #[test]
    fn entries_keep_their_numbers_over_batches() {
        let mut index = Index::default();
        index.push(batch(&["a"]));
        index.push(batch(&[]));
        let snapshot = index.clone();
        index.push(batch(&["b", "c"]));
        assert_eq!((snapshot.len(), index.len()), (1, 3));
        let urls = |from| index.iter_from(from).map(|(i, s)| (i, &*s.url)).collect::<Vec<_>>();
        assert_eq!(urls(0), [(0, "a"), (1, "b"), (2, "c")]);
        assert_eq!(urls(2), [(2, "c")]);
        assert_eq!(urls(3), []);
        assert_eq!(index.get(1).map(|s| &*s.url), Some("b"));
        assert_eq!(index.get(3), None);
    }
}
