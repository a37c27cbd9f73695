//! The literature that patterns cite: `sources.toml` in, full references and the languages that each work treats out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::catalogue::{CatalogueFile, Pattern};
use super::error::CatalogueError;

/// The cited works by key.
///
/// ```
/// use tongueprint_features::interference::Sources;
/// let sources = Sources::bundled();
/// let cited = ["learner-english: Russian; Polish", "balcom-1997", "learner-english: German"];
/// let works = sources.works(cited);
/// assert_eq!(works.len(), 2);
/// assert!(works["balcom-1997"].starts_with("Balcom, P. (1997)."));
/// assert!(sources.treats("learner-english: Russian; Polish", "polish"));
/// assert!(!sources.treats("learner-english: Russian; Polish", "german"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Sources(BTreeMap<String, Work>);

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Work {
    reference: String,
    #[serde(default)]
    languages: BTreeSet<String>,
    #[serde(default)]
    chapters: BTreeMap<String, BTreeSet<String>>,
    #[serde(default)]
    any: bool,
    #[serde(default, rename = "checked")]
    _checked: Option<Checked>,
}

/// What a reference was compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Checked {
    Abstract,
    Known,
}

static BUNDLED: LazyLock<Sources> = LazyLock::new(|| {
    Sources::from_file(&CatalogueFile {
        name: "sources.toml",
        text: include_str!("../../data/interference/sources.toml"),
    })
    .expect("the bundled sources are read by a test")
});

/// A citation's key and chapters: `key` or `key: chapter; chapter`.
fn split(citation: &str) -> (&str, impl Iterator<Item = &str>) {
    let (key, chapters) = citation.split_once(':').unwrap_or((citation, ""));
    (key.trim(), chapters.split(';').map(str::trim).filter(|chapter| !chapter.is_empty()))
}

impl Sources {
    /// The sources of the catalogue that is part of this library.
    #[must_use]
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }

    /// Reads a file of sources.
    ///
    /// # Errors
    /// When it is no such file.
    pub fn from_file(file: &CatalogueFile<'_>) -> Result<Self, CatalogueError> {
        toml::from_str(file.text).map(Self).map_err(|error| CatalogueError::File {
            file: file.name.to_owned(),
            reason: error.to_string(),
        })
    }

    /// The works that `citations` name, once each, by key: full references. Unknown keys are left out.
    #[must_use]
    pub fn works<'a>(
        &self,
        citations: impl IntoIterator<Item = &'a str>,
    ) -> BTreeMap<String, String> {
        citations
            .into_iter()
            .filter_map(|citation| self.0.get_key_value(split(citation).0))
            .map(|(key, work)| (key.clone(), work.reference.clone()))
            .collect()
    }

    /// Whether the work, or the chapters that `citation` names, treat speakers of `language`.
    #[must_use]
    pub fn treats(&self, citation: &str, language: &str) -> bool {
        let (key, mut chapters) = split(citation);
        self.0.get(key).is_some_and(|work| {
            work.any
                || work.languages.contains(language)
                || chapters.any(|chapter| {
                    work.chapters.get(chapter).is_some_and(|treated| treated.contains(language))
                })
        })
    }

    /// What is wrong with a pattern's citations, a sentence each.
    #[must_use]
    pub fn errors(&self, pattern: &Pattern) -> Vec<String> {
        let mut errors = Vec::new();
        for citation in pattern.sources() {
            let (key, chapters) = split(citation);
            match self.0.get(key) {
                None => errors.push(format!("no source {key:?}")),
                Some(work) => errors.extend(
                    chapters
                        .filter(|chapter| !work.chapters.contains_key(*chapter))
                        .map(|chapter| format!("{key} has no chapter {chapter:?}")),
                ),
            }
        }
        if pattern.sources().is_empty() {
            errors.push("no source: cite one, or \"observed\"".to_owned());
        }
        if pattern.languages().is_empty() && pattern.expected().is_empty() {
            errors.push("no language".to_owned());
        }
        errors.extend(
            pattern
                .languages()
                .iter()
                .filter(|language| !pattern.sources().iter().any(|s| self.treats(s, language)))
                .map(|language| {
                    format!("no source cited treats {language}: name it under expected")
                }),
        );
        errors
    }
}
