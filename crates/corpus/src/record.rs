//! One document of a corpus.

use std::collections::BTreeMap;

/// A document, its label where it has one, and the fields that were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The corpus's own name for it.
    pub id: Option<String>,
    /// Where it was read: `FILE:LINE`, or a file's path.
    pub source: String,
    /// The text.
    pub text: String,
    /// The label; `None` where the corpus has none for it.
    pub label: Option<String>,
    /// The fields that were asked for and are there.
    pub fields: BTreeMap<String, String>,
}

impl Record {
    /// The id, or where it was read.
    #[must_use]
    pub fn name(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.source)
    }
}
