//! Reports as one HTML file: no script, nothing loaded, readable in the dark and on paper.
//!
//! The page's own policy forbids to load anything, so that a report on a hostile message is safe to
//! open: what comes from outside is escaped by the template engine, invisible characters are drawn
//! as their code points. Tooltips open on hover and on keyboard focus by style alone.

mod evaluation;
mod explanation;
mod message;

pub use evaluation::evaluation;
pub use explanation::explanation;

use crate::answer::Explained;

/// What a report says of how it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The command as it was typed.
    pub command_line: String,
    /// The program's version.
    pub version: String,
}

/// An explained input and its extracted text, the one that offsets point into.
#[derive(Clone, Debug, PartialEq)]
pub struct Examined {
    /// What is said of it.
    pub explained: Explained,
    /// The text.
    pub text: String,
}

/// A template that failed to render.
#[derive(Debug, thiserror::Error)]
#[error("the report could not be rendered: {0}")]
pub struct RenderError(#[from] askama::Error);
