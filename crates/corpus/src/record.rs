//! One document of a corpus, as it was read.

use std::collections::BTreeMap;

/// A text with what its corpus says about it.
///
/// ```
/// use tongueprint_corpus::Record;
///
/// let mut record = Record { source: "posts.csv:7".into(), ..Record::default() };
/// assert_eq!(record.name(), "posts.csv:7");
/// record.id = Some("post-12".into());
/// assert_eq!(record.name(), "post-12");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The corpus's own name of the document.
    pub id: Option<String>,
    /// Where it was read: `FILE:LINE`, or the file's path in a folder.
    pub source: String,
    /// The text, as the corpus holds it.
    pub text: String,
    /// The class to learn, such as a native language or an author; `None` where the corpus says nothing.
    pub label: Option<String>,
    /// Further fields that were asked for, by name. Absent and empty values have no entry.
    pub fields: BTreeMap<String, String>,
}

impl Record {
    /// The id if there is one, else the place it was read from.
    #[must_use]
    pub fn name(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.source)
    }
}
