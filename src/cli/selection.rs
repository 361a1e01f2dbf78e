//! The entries that a command processes: filtered and sorted.

use std::path::Path;

use super::output::print_note;
use super::settings::{Settings, knowledge_of};
use crate::diagnose::engine::Engine;
use crate::error::Error;
use crate::har::store::Store;
use crate::query::{filter::Filter, finding_index::FindingIndex, select::select, sort::Sort};
use crate::text::{human, words};

/// A loaded file, the selected entries, and the findings if the filter needs them.
pub(super) struct Chosen {
    pub(super) store: Store,
    pub(super) entries: Vec<usize>,
    pub(super) found: FindingIndex,
}

/// Loads a file and selects its entries.
pub(super) fn chosen(
    file: &Path,
    filter: Option<&str>,
    sort: Option<Sort>,
    needs_findings: bool,
    settings: &Settings,
) -> Result<Chosen, Error> {
    // Report an invalid filter before a large file is read.
    let filter = filter.map(|text| self::filter(text, settings)).transpose()?;
    let store = Store::open_with_limit(file, settings.unpack_limit)?;
    let needs_findings = needs_findings || filter.as_ref().is_some_and(Filter::needs_findings);
    let found = if needs_findings { found(&store, settings)? } else { FindingIndex::default() };
    let mut entries = match filter {
        Some(filter) => {
            let selection = select(&store, &filter, &found);
            if selection.entries.is_empty() && selection.similar > 0 {
                let values = [("words", filter.words()), ("similar", &human::count(selection.similar))];
                print_note(&words::fill(&words::words(settings.lang).search.only_similar, &values));
            }
            selection.entries
        }
        None => (0..store.index.len()).collect(),
    };
    if let Some(sort) = sort {
        sort.apply(&store.index, &mut entries);
    }
    Ok(Chosen { store, entries, found })
}

fn filter(text: &str, settings: &Settings) -> Result<Filter, Error> {
    Filter::parse(text).map_err(|mistake| Error::Filter {
        reason: mistake.text(settings.lang),
        text: text.to_owned(),
        range: mistake.range,
    })
}

/// The findings of a file.
fn found(store: &Store, settings: &Settings) -> Result<FindingIndex, Error> {
    Ok(FindingIndex::of_diagnosis(&Engine::new(knowledge_of(settings)?).diagnose(store)))
}
