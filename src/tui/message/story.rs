//! One user's story: asked for, and found.

use std::sync::Arc;

use crate::har::store::Store;
use crate::query::finding_index::FindingIndex;

/// Asks for every entry that touches a user.
#[derive(Debug, Clone)]
pub struct StoryRequest {
    /// The user's e-mail and UUID, as far as they are known.
    pub names: Vec<String>,
    /// The file.
    pub store: Store,
    /// What was found in it.
    pub found: Arc<FindingIndex>,
}

/// The entries that touch a user.
#[derive(Debug)]
pub struct StoryFound {
    /// The names that were asked for.
    pub names: Vec<String>,
    /// The entries in order of time, CORS preflights included.
    pub entries: Vec<usize>,
}
