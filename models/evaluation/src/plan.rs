//! The plan of measurements (`models/evaluation.toml`): what is run, and where it stands in the document.

use std::path::Path;

use anyhow::Context as _;
use serde::Deserialize;

/// The whole document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plan {
    /// Markdown that opens it.
    pub(crate) opening: String,
    pub(crate) section: Vec<Section>,
}

/// A section: a heading, a text, and measurements.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Section {
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) text: String,
    /// Whether each measurement is shown whole, or all of them as the rows of one table.
    pub(crate) show: Show,
    /// Words that every measurement of the section is run with.
    #[serde(default)]
    pub(crate) arguments: Vec<String>,
    /// The measurement that the others of a table are compared with, on the same folds.
    pub(crate) against: Option<String>,
    pub(crate) run: Vec<Run>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Show {
    Whole,
    Table,
}

/// One measurement: an `evaluate` command.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Run {
    /// Names it in tables, its figures and its cache.
    pub(crate) name: String,
    /// Files in the folder of the corpora, without their ending.
    pub(crate) corpora: Vec<String>,
    #[serde(default)]
    pub(crate) arguments: Vec<String>,
    /// Whether scikit-learn is run on the same folds.
    #[serde(default)]
    pub(crate) peer: bool,
    /// Further words for `benches/peers/baseline.py`.
    #[serde(default)]
    pub(crate) peer_arguments: Vec<String>,
}

impl Plan {
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the plan {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("the plan {} is not valid", path.display()))
    }
}
