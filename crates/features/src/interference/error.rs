//! Why a catalogue was refused.

/// A catalogue that cannot be read: the file, the pattern in it, and the reason.
///
/// ```
/// use tongueprint_features::interference::{CatalogueFile, Interference};
/// let file = CatalogueFile {
///     name: "articles.toml",
///     text: "family = 'articles'\ntitle = 'Articles'\n[[pattern]]\nid = 'Not Kebab'\ndetects = 'x'\nwhy = 'x'\n\
///            languages = []\nsources = []\nmatch = 'x'\nwrong = []\nright = []",
/// };
/// let error = Interference::from_files(&[], &[file]).unwrap_err();
/// assert!(error.to_string().starts_with("articles.toml: pattern \"Not Kebab\": "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// The file is no TOML of the expected shape.
    #[error("{file}: {reason}")]
    File {
        /// The file's name.
        file: String,
        /// What is wrong, with line and column where known.
        reason: String,
    },
    /// One pattern of the file is wrong.
    #[error("{file}: pattern {pattern:?}: {reason}")]
    Pattern {
        /// The file's name.
        file: String,
        /// The pattern's identifier.
        pattern: String,
        /// What is wrong.
        reason: String,
    },
}
