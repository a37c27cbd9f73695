//! Verdicts, evaluations and models for people and programs: terminal, JSON, Markdown, HTML, SVG.
//!
//! Everything here turns a finished result into text; nothing is computed that the library did not
//! compute. Terminal text carries ANSI styles; a caller that writes to a pipe strips them.

pub mod answer;
pub mod card;
mod figures;
pub mod html;
pub mod markdown;
mod quote;
mod sheet;
pub mod svg;
pub mod terminal;

pub use answer::{Answer, Explained, Failure, FailureBody, FailureCode, Message};
