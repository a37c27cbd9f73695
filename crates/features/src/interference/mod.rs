//! Learner errors that a native language explains: a documented catalogue, and the engine that finds them.
//!
//! ```text
//! data/interference/*.toml ─ catalogue, syntax ─▶ rules ─▶ Interference
//! Analysis ─ facts (word, lemma, tag, signs) ─ matcher (index of anchors) ─▶ Match (span, pattern, correction)
//! ```
//!
//! The catalogue is data; docs/ADDING_A_PATTERN.md says how it is written, docs/INTERFERENCE.md what literature and
//! corpora say of each pattern.

mod catalogue;
mod correction;
mod error;
mod facts;
mod matcher;
mod rates;
mod rules;
mod sources;
mod syntax;

use std::sync::LazyLock;

pub use catalogue::{CatalogueFile, Pattern};
pub use error::CatalogueError;
pub use rates::{Calibration, Rates};
pub use sources::Sources;

use crate::Span;
use crate::text::Analysis;
use catalogue::{Classes, Entry};
use correction::Form;
use facts::Vocabulary;
use matcher::{Hit, Index, Run};
use rules::{Anchor, Compiler, Rule};

macro_rules! file {
    ($name:literal) => {
        CatalogueFile {
            name: $name,
            text: include_str!(concat!("../../data/interference/", $name)),
        }
    };
}

const CLASSES: &[CatalogueFile<'static>] = &[file!("classes.toml")];

const FAMILIES: &[CatalogueFile<'static>] = &[
    file!("articles.toml"),
    file!("number.toml"),
    file!("agreement.toml"),
    file!("tense.toml"),
    file!("complement.toml"),
    file!("prepositions.toml"),
    file!("order.toml"),
    file!("missing.toml"),
    file!("calques.toml"),
    file!("clauses.toml"),
    file!("discourse.toml"),
    file!("orthography.toml"),
];

static BUNDLED: LazyLock<Interference> = LazyLock::new(|| {
    Interference::from_files(CLASSES, FAMILIES).expect("the bundled catalogue is read by a test")
});

/// A compiled catalogue.
///
/// ```
/// use tongueprint_features::interference::Interference;
/// use tongueprint_features::text::{Analyser, Topic};
/// let text = "My brother wants to become doctor.";
/// let analysis = Analyser::new(Topic::Mask).analyse(text);
/// let matches = Interference::bundled().matches(&analysis, text);
/// assert_eq!(matches[0].pattern.id(), "missing-article-profession");
/// assert_eq!(analysis.source_span(matches[0].span).of(text), "doctor");
/// assert_eq!(matches[0].correction.as_deref(), Some("a doctor"));
/// ```
#[derive(Clone, Debug)]
pub struct Interference {
    patterns: Vec<Pattern>,
    vocabulary: Vocabulary,
    rules: Vec<Rule>,
    index: Index,
    /// For each pattern, what keeps it from firing.
    exceptions: Vec<Vec<Rule>>,
}

/// A place where a pattern fires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match<'a> {
    /// The words, in the analysis's prose; [`Analysis::source_span`] maps them to the extracted text.
    pub span: Span,
    /// What they show.
    pub pattern: &'a Pattern,
    /// What could stand in their place, where the pattern can say.
    pub correction: Option<String>,
}

impl Interference {
    /// The catalogue that is part of this library, compiled at first use.
    #[must_use]
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }

    /// Compiles a catalogue: files of word classes, and a file for each family.
    ///
    /// # Errors
    /// When a file cannot be read or a pattern is wrong; the error names both and the reason.
    pub fn from_files(
        classes: &[CatalogueFile<'_>],
        families: &[CatalogueFile<'_>],
    ) -> Result<Self, CatalogueError> {
        let (compiled, errors) = Self::with_errors(classes, families);
        errors.into_iter().next().map_or(Ok(compiled), Err)
    }

    /// Compiles what can be compiled of a catalogue, and says all that is wrong with it: for whoever writes patterns.
    #[must_use]
    pub fn with_errors(
        classes: &[CatalogueFile<'_>],
        families: &[CatalogueFile<'_>],
    ) -> (Self, Vec<CatalogueError>) {
        let mut known = Classes::new();
        let mut errors = Vec::new();
        errors.extend(classes.iter().filter_map(|file| catalogue::classes(file, &mut known).err()));
        let mut compiler = Compiler { classes: &known, vocabulary: Vocabulary::default() };
        let mut compiled = Self {
            patterns: Vec::new(),
            vocabulary: Vocabulary::default(),
            rules: Vec::new(),
            index: Index::default(),
            exceptions: Vec::new(),
        };
        let mut anchors = Vec::new();
        for file in families {
            let entries = catalogue::family(file).unwrap_or_else(|error| vec![Err(error)]);
            for entry in entries {
                let added = entry.and_then(|entry| compiled.add(entry, &mut compiler));
                match added {
                    Ok(more) => anchors.extend(more),
                    Err(error) => errors.push(error),
                }
            }
        }
        compiled.index = Index::new(compiler.vocabulary.len());
        for (number, (step, keys)) in anchors.iter().enumerate() {
            compiled.index.add(keys, number as u32, *step);
        }
        compiled.vocabulary = compiler.vocabulary;
        (compiled, errors)
    }

    /// Adds a pattern; its rules' anchors are returned, in the order of the rules.
    fn add(
        &mut self,
        entry: Entry,
        compiler: &mut Compiler<'_>,
    ) -> Result<Vec<Anchor>, CatalogueError> {
        let fail = |reason: String| CatalogueError::Pattern {
            file: entry.file.clone(),
            pattern: entry.pattern.id().to_owned(),
            reason,
        };
        if self.pattern(entry.pattern.id()).is_some() {
            return Err(fail("there is a pattern of this name already".to_owned()));
        }
        let number =
            u16::try_from(self.patterns.len()).map_err(|_| fail("too many patterns".to_owned()))?;
        let compiled = entry.rules.iter().map(|(sequence, template)| {
            compiler.rule(number, sequence, template.clone()).map_err(&fail)
        });
        let (rules, anchors): (Vec<_>, Vec<_>) =
            compiled.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        let exceptions = entry.exceptions.iter().map(|sequence| {
            compiler.rule(number, sequence, None).map(|(rule, _)| rule).map_err(&fail)
        });
        let exceptions = exceptions.collect::<Result<_, _>>()?;
        self.rules.extend(rules);
        self.exceptions.push(exceptions);
        self.patterns.push(entry.pattern);
        Ok(anchors)
    }

    /// The patterns, in the order of the catalogue.
    #[must_use]
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// The pattern of that identifier.
    #[must_use]
    pub fn pattern(&self, id: &str) -> Option<&Pattern> {
        self.patterns.iter().find(|pattern| pattern.id() == id)
    }

    /// Every match in `analysis`, by place; `source` is the extracted text it was made of, whose words fill the
    /// corrections. Matches of one pattern do not overlap; matches of two may.
    ///
    /// Time is linear in the text.
    #[must_use]
    pub fn matches(&self, analysis: &Analysis, source: &str) -> Vec<Match<'_>> {
        self.hits(analysis)
            .into_iter()
            .map(|(span, hit)| {
                let rule = &self.rules[hit.rule as usize];
                Match {
                    span,
                    pattern: &self.patterns[usize::from(rule.pattern)],
                    correction: correct(rule, &hit, span, analysis, source),
                }
            })
            .collect()
    }

    /// Hands the number of each pattern that fires and where, without corrections.
    pub fn for_each(&self, analysis: &Analysis, mut emit: impl FnMut(usize, Span)) {
        for (span, hit) in self.hits(analysis) {
            emit(usize::from(self.rules[hit.rule as usize].pattern), span);
        }
    }

    fn hits(&self, analysis: &Analysis) -> Vec<(Span, Hit)> {
        let facts = facts::gather(analysis, &self.vocabulary);
        let run = Run::new(analysis, &facts);
        let mut hits = Vec::new();
        run.hits(&self.index, &self.rules, |hit, sentence| {
            let rule = &self.rules[hit.rule as usize];
            let shown = hit.tokens(rule.shown.clone());
            let whole = hit.tokens(0..rule.steps.len());
            let excepted = self.exceptions[usize::from(rule.pattern)]
                .iter()
                .any(|exception| run.overlaps(exception, sentence.clone(), &whole));
            if !excepted {
                let tokens = analysis.tokens();
                hits.push((tokens[shown.start].span.cover(tokens[shown.end - 1].span), hit));
            }
        });
        let pattern = |hit: &Hit| self.rules[hit.rule as usize].pattern;
        hits.sort_by_key(|(span, hit)| (pattern(hit), span.start, std::cmp::Reverse(span.end)));
        let mut last: Option<(u16, u32)> = None;
        hits.retain(|(span, hit)| {
            let fresh = last.is_none_or(|(known, end)| known != pattern(hit) || span.start >= end);
            if fresh {
                last = Some((pattern(hit), span.end));
            }
            fresh
        });
        hits.sort_by_key(|(span, hit)| (span.start, span.end, pattern(hit)));
        hits
    }
}

/// The correction of a hit, with the capital of what it replaces; none if it would change nothing.
fn correct(
    rule: &Rule,
    hit: &Hit,
    span: Span,
    analysis: &Analysis,
    source: &str,
) -> Option<String> {
    let written = |span: Span| {
        let place = analysis.source_span(span);
        source
            .get(place.start as usize..place.end as usize)
            .unwrap_or_else(|| span.of(analysis.prose()))
    };
    let first = hit.tokens(rule.shown.clone()).start;
    let mut filled = rule.template.as_ref()?.fill(|element, form| {
        if element >= rule.steps.len() {
            return String::new();
        }
        let taken = hit.tokens(element..element + 1);
        if taken.is_empty() {
            return String::new();
        }
        let tokens = analysis.tokens();
        if form != Form::AsWritten && taken.len() == 1 {
            return correction::inflect(&analysis.lemma(taken.start), form);
        }
        let text = written(tokens[taken.start].span.cover(tokens[taken.end - 1].span));
        // A capital that only the sentence gave moves with the sentence's start.
        let names = analysis.tags()[taken.start].upos == crate::text::Upos::Propn;
        if taken.start == first && !names && text != "I" && !text.starts_with("I'") {
            let lower_rest = text.chars().skip(1).all(|character| !character.is_uppercase());
            if lower_rest {
                let mut characters = text.chars();
                return characters
                    .next()
                    .into_iter()
                    .flat_map(char::to_lowercase)
                    .chain(characters)
                    .collect();
            }
        }
        text.to_owned()
    });
    let original = written(span);
    if original.starts_with(char::is_uppercase) {
        let mut characters = filled.chars();
        filled =
            characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect();
    }
    (filled != original).then_some(filled)
}

#[cfg(test)]
mod tests;
