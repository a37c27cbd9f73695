//! Bytes to stylometric feature counts; no learning, no labels.
//!
//! ```text
//! bytes ─ text::decode ─▶ Document ─ text::Analyser ─▶ Analysis ─ views::View ─▶ Feature (key, span)
//! ```
//!
//! Everything moves one way. A view knows an [`Analysis`](text::Analysis) and nothing of labels or models.

pub mod interference;
mod key;
pub mod span;
pub mod text;
pub mod views;

pub use span::Span;
