//! What can go wrong, with enough context to mend it.

use std::fmt;
use std::path::PathBuf;

/// The error of every fallible function of this crate.
///
/// ```
/// let error = tongueprint::Engine::load("no-such.model").unwrap_err();
/// assert_eq!(error.kind(), tongueprint::ErrorKind::NotFound);
/// assert!(error.to_string().contains("no-such.model"));
/// ```
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    path: Option<PathBuf>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What went wrong, in kinds a program can act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file is not there.
    NotFound,
    /// A file is there and cannot be read.
    Unreadable,
    /// A file cannot be written; what stood there before is untouched.
    Unwritable,
    /// Not a Tongueprint model, or one that was damaged.
    BadModel,
    /// A model of a later format version.
    FutureModel,
    /// The data cannot be trained on or evaluated: too few labels, labels rarer than the folds.
    Data,
    /// An option is out of range or contradicts another.
    Option,
    /// A candidate or prior names a label that the model does not know.
    UnknownLabel,
    /// A fault in Tongueprint itself.
    Internal,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), path: None, source: None }
    }

    pub(crate) fn at(mut self, path: impl Into<PathBuf>) -> Self {
        self.path = Some(path.into());
        self
    }

    pub(crate) fn because(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }

    pub(crate) fn io(path: impl Into<PathBuf>, error: std::io::Error, writing: bool) -> Self {
        let (kind, doing) = match (error.kind(), writing) {
            (std::io::ErrorKind::NotFound, false) => (ErrorKind::NotFound, "cannot find the file"),
            (_, false) => (ErrorKind::Unreadable, "cannot read the file"),
            (_, true) => (ErrorKind::Unwritable, "cannot write the file"),
        };
        Self::new(kind, format!("{doing}: {error}")).at(path).because(error)
    }

    /// The kind, for a program to act on.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The file it happened to, where there is one.
    #[must_use]
    pub fn path(&self) -> Option<&std::path::Path> {
        self.path.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{}: {}", path.display(), self.message),
            None => f.write_str(&self.message),
        }
    }
}

// The message already tells the source, so it is not chained a second time.
impl std::error::Error for Error {}

macro_rules! from_sister {
    ($($error:ty => $kind:ident),*) => {$(
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::new(ErrorKind::$kind, error.to_string()).because(error)
            }
        }
    )*};
}

from_sister! {
    tongueprint_classifier::Error => Data,
    tongueprint_corpus::FoldError => Data
}
