//! The catalogue as linguists write it: TOML in, [`Pattern`]s with their rules out.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::correction::Template;
use super::error::CatalogueError;
use super::syntax::{self, Sequence};

/// A file of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CatalogueFile<'a> {
    /// Its name, for error messages.
    pub name: &'a str,
    /// What it holds.
    pub text: &'a str,
}

/// One documented learner error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    id: String,
    family: String,
    detects: String,
    why: String,
    languages: Vec<String>,
    expected: Vec<String>,
    sources: Vec<String>,
    wrong: Vec<String>,
    right: Vec<String>,
}

impl Pattern {
    /// The identifier, in kebab case: `missing-article`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The family it belongs to, which is its file's name.
    #[must_use]
    pub fn family(&self) -> &str {
        &self.family
    }

    /// What it detects, in one phrase; a title for reports.
    #[must_use]
    pub fn detects(&self) -> &str {
        &self.detects
    }

    /// Why speakers of some languages write so.
    #[must_use]
    pub fn why(&self) -> &str {
        &self.why
    }

    /// The native languages for which the cited literature names it, in lower case. May be empty.
    #[must_use]
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// Further native languages for which whoever wrote the pattern expects it, without a source.
    #[must_use]
    pub fn expected(&self) -> &[String] {
        &self.expected
    }

    /// The sources of that claim: `key` or `key: place`, keys as in `sources.toml`.
    #[must_use]
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// Own-written examples in which it fires.
    #[must_use]
    pub fn wrong(&self) -> &[String] {
        &self.wrong
    }

    /// The same examples, corrected, in which it does not.
    #[must_use]
    pub fn right(&self) -> &[String] {
        &self.right
    }
}

/// A pattern with its rules, parsed and not yet compiled.
pub(super) struct Entry {
    pub(super) pattern: Pattern,
    pub(super) rules: Vec<(Sequence, Option<Template>)>,
    pub(super) exceptions: Vec<Sequence>,
    pub(super) file: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyFile {
    family: String,
    #[serde(rename = "title")]
    _title: String,
    pattern: Vec<RawPattern>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPattern {
    id: String,
    detects: String,
    why: String,
    languages: Vec<String>,
    #[serde(default)]
    expected: Vec<String>,
    sources: Vec<String>,
    #[serde(rename = "match")]
    rules: OneOrMany,
    #[serde(default)]
    correct: OneOrMany,
    #[serde(default)]
    except: OneOrMany,
    wrong: Vec<String>,
    right: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl OneOrMany {
    fn as_slice(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

/// Named lists of words.
pub(super) type Classes = BTreeMap<String, Vec<String>>;

/// Reads a file of word classes: `name = "word word"`; a word `@other` takes in a class defined before by name.
///
/// # Errors
/// When it is no such file, or a class takes in one that the file does not define.
pub(super) fn classes(file: &CatalogueFile<'_>, known: &mut Classes) -> Result<(), CatalogueError> {
    let fail = |reason: String| CatalogueError::File { file: file.name.to_owned(), reason };
    let raw: BTreeMap<String, String> =
        toml::from_str(file.text).map_err(|error| fail(error.to_string()))?;
    for (name, words) in &raw {
        let mut list = Vec::new();
        for word in words.split_whitespace() {
            match word.strip_prefix('@').filter(|other| !other.is_empty()) {
                Some(other) => match raw.get(other) {
                    Some(words) if !words.contains('@') => {
                        list.extend(words.split_whitespace().map(str::to_owned));
                    }
                    _ => return Err(fail(format!("class {name}: no plain class @{other}"))),
                },
                None => list.push(word.to_owned()),
            }
        }
        known.insert(name.clone(), list);
    }
    Ok(())
}

/// Reads one family; an error for each of its patterns that is wrong.
///
/// # Errors
/// When it is no family file.
pub(super) fn family(
    file: &CatalogueFile<'_>,
) -> Result<Vec<Result<Entry, CatalogueError>>, CatalogueError> {
    let raw: FamilyFile = toml::from_str(file.text).map_err(|error| CatalogueError::File {
        file: file.name.to_owned(),
        reason: error.to_string(),
    })?;
    let entries = raw.pattern.into_iter().map(|pattern| entry(file.name, &raw.family, pattern));
    Ok(entries.collect())
}

fn entry(file: &str, family: &str, raw: RawPattern) -> Result<Entry, CatalogueError> {
    let id = raw.id.clone();
    let fail = |reason: String| CatalogueError::Pattern {
        file: file.to_owned(),
        pattern: id.clone(),
        reason,
    };
    let kebab = raw.id.split('-').all(|part| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    });
    if !kebab {
        return Err(fail(
            "an identifier is in kebab case: small letters, digits, hyphens".to_owned(),
        ));
    }
    let (rules, correct) = (raw.rules.as_slice(), raw.correct.as_slice());
    if rules.is_empty() {
        return Err(fail("no match".to_owned()));
    }
    if correct.len() > 1 && correct.len() != rules.len() {
        return Err(fail(format!(
            "correct has {} entries, match has {}: give one, or one for each",
            correct.len(),
            rules.len()
        )));
    }
    if raw.wrong.is_empty() || raw.right.is_empty() {
        return Err(fail("at least one wrong and one right example".to_owned()));
    }
    let mut compiled = Vec::new();
    for (at, rule) in rules.iter().enumerate() {
        let sequences = syntax::parse(rule).map_err(|reason| fail(format!("match: {reason}")))?;
        let template = match correct.get(at).or(correct.first()).filter(|text| !text.is_empty()) {
            Some(text) => Some(
                Template::parse(text, sequences[0].elements.len())
                    .map_err(|reason| fail(format!("correct: {reason}")))?,
            ),
            None => None,
        };
        compiled.extend(sequences.into_iter().map(|sequence| (sequence, template.clone())));
    }
    let exceptions = raw.except.as_slice().iter().map(|text| syntax::parse(text));
    let exceptions: Result<Vec<_>, _> = exceptions.collect();
    let exceptions = exceptions.map_err(|reason| fail(format!("except: {reason}")))?.concat();
    let pattern = Pattern {
        id: raw.id,
        family: family.to_owned(),
        detects: raw.detects,
        why: raw.why,
        languages: raw.languages,
        expected: raw.expected,
        sources: raw.sources,
        wrong: raw.wrong,
        right: raw.right,
    };
    Ok(Entry { pattern, rules: compiled, exceptions, file: file.to_owned() })
}
