//! The engine: a model and an analyser, loaded once, used from any thread.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use tongueprint_features::text::{Analyser, Analysis, DecodeNote, Document, LanguageGate};

use crate::evidence::{self, Extent, Inputs};
use crate::model::Model;
use crate::model_file::Validation;
use crate::posterior::{log10_likelihood_ratios, posterior};
use crate::verdict::{
    Abstention, Explanation, ModelIdentity, PatternsAlone, RankedLabel, Verdict, Warning,
    WarningCode,
};
use crate::{Error, ErrorKind};

/// Fewer words than this and a verdict carries the warning `short_text`.
const SHORT_TEXT_WORDS: usize = 100;
/// In a text of more tokens no evidence is sought: it takes a few hundred bytes a token.
const MOST_TOKENS_OF_EVIDENCE: usize = 1 << 20;
/// Fewer training documents than this and a model is a demonstration.
pub const DEMONSTRATION_DOCUMENTS: u64 = 1_000;

/// Judges texts with one model.
///
/// `Send + Sync` and cheap to clone: load it once, share it between threads.
///
/// ```no_run
/// let engine = tongueprint::Engine::load("authors.model")?;
/// let verdict = engine.classify("All yours files are crypted. Write to us for make decryption.");
/// println!("{:?}: {:?}", verdict.verdict, verdict.ranking[0]);
/// # Ok::<(), tongueprint::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Engine {
    model: Arc<Model>,
    analyser: Analyser,
    plan: Plan,
}

/// What may be asked of a classification; the default asks what the model answers by default.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassifyOptions {
    /// The labels to compare, or `None` for the model's default candidates.
    pub candidates: Option<Vec<String>>,
    /// Prior probabilities; candidates not named share the rest equally. Empty: equal shares.
    pub prior: BTreeMap<String, f64>,
    /// Texts with fewer word tokens of prose abstain as too short. Default 20.
    pub min_words: usize,
    /// The most stretches of evidence. Default 10.
    pub evidence: usize,
}

impl Default for ClassifyOptions {
    fn default() -> Self {
        Self { candidates: None, prior: BTreeMap::new(), min_words: 20, evidence: 10 }
    }
}

/// Options resolved against a model.
#[derive(Clone, Debug)]
struct Plan {
    candidates: Vec<usize>,
    prior: Option<Vec<f64>>,
    min_words: usize,
    evidence: usize,
}

impl Engine {
    /// An engine around a model, with default options.
    ///
    /// # Errors
    /// [`ErrorKind::BadModel`] when the model has fewer than two default candidates.
    pub fn new(model: Model) -> Result<Self, Error> {
        let plan = Plan::new(&model, &ClassifyOptions::default())?;
        let analyser = Analyser::new(model.header().topic);
        Ok(Self { model: Arc::new(model), analyser, plan })
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// As [`Model::load`].
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::new(Model::load(path)?)
    }

    /// The bundled English model, read in place. Its licence allows non-commercial research use.
    ///
    /// ```
    /// let engine = tongueprint::Engine::bundled()?;
    /// let verdict = engine.classify("I am write you for ask about the payment of yesterday.");
    /// assert!((verdict.ranking.iter().map(|r| r.probability).sum::<f64>() - 1.0).abs() < 1e-9);
    /// # Ok::<(), tongueprint::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::BadModel`] when the embedded bytes are damaged.
    #[cfg(feature = "bundled-model")]
    pub fn bundled() -> Result<Self, Error> {
        Self::new(crate::bundled_model()?)
    }

    /// The same engine with other options; the model is shared.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownLabel`] for a label that the model lacks; [`ErrorKind::Option`] for fewer
    /// than two candidates or a prior that is no probability.
    pub fn with_options(&self, options: &ClassifyOptions) -> Result<Self, Error> {
        Ok(Self { plan: Plan::new(&self.model, options)?, ..self.clone() })
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The labels this engine compares, byte-sorted.
    #[must_use]
    pub fn candidates(&self) -> Vec<&str> {
        self.plan.candidates.iter().map(|&c| self.model.header().labels[c].name.as_str()).collect()
    }

    /// Judges a text.
    #[must_use]
    pub fn classify(&self, text: &str) -> Verdict {
        self.judge(text, Vec::new(), Extent::Strongest(self.plan.evidence)).verdict
    }

    /// Judges a decoded document; how it was decoded may add warnings.
    #[must_use]
    pub fn classify_document(&self, document: &Document) -> Verdict {
        self.judge_document(document, Extent::Strongest(self.plan.evidence)).verdict
    }

    /// Judges a document with every suspicious construction in the evidence, and as many other
    /// stretches as the options say.
    ///
    /// ```no_run
    /// use tongueprint::{Engine, features::text::Document};
    /// let engine = Engine::load("learners.model")?;
    /// let document = Document::from_text("My brother wants to become doctor.").unwrap();
    /// for found in engine.explain_document(&document).verdict.evidence {
    ///     println!("{:?} -> {:?}: {:?}", found.text, found.correction, found.reason);
    /// }
    /// # Ok::<(), tongueprint::Error>(())
    /// ```
    #[must_use]
    pub fn explain_document(&self, document: &Document) -> Explanation {
        self.judge_document(document, Extent::EveryConstruction(self.plan.evidence))
    }

    fn judge_document(&self, document: &Document, extent: Extent) -> Explanation {
        let warnings = document
            .notes()
            .iter()
            .filter_map(|note| match note {
                DecodeNote::EncodingGuessed => Some(warning(
                    WarningCode::EncodingGuessed,
                    format!("the encoding was guessed to be {}", document.encoding()),
                )),
                DecodeNote::Replaced(count) => Some(warning(
                    WarningCode::Replacements,
                    format!("{count} undecodable characters were replaced"),
                )),
                _ => None,
            })
            .collect();
        let mut explanation = self.judge(document.text(), warnings, extent);
        explanation.verdict.left_out.lines_quoted += document.quoted_lines();
        explanation
    }

    fn judge(&self, text: &str, mut warnings: Vec<Warning>, extent: Extent) -> Explanation {
        let analysis = self.analyser.analyse(text);
        let words = analysis.words();
        let active = self.model.read_text(&analysis);
        let log_weights = self.model.log_weights(&active, words);
        let plan = &self.plan;
        let header = self.model.header();
        let probabilities = posterior(&log_weights, &plan.candidates, plan.prior.as_deref());
        let ratios = log10_likelihood_ratios(&log_weights, &plan.candidates, header.lr_ceiling);
        let mut order: Vec<usize> = (0..plan.candidates.len()).collect();
        // Candidates are in byte order of their names, so ties are settled the same way everywhere.
        order.sort_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]).then(a.cmp(&b)));
        let leading = order[0];
        let label = |place: usize| &header.labels[plan.candidates[place]];
        let abstained = self.abstention(&analysis, words, probabilities[leading]);
        self.warn(&analysis, words, &probabilities, &ratios, leading, &mut warnings);
        let extent = if analysis.tokens().len() > MOST_TOKENS_OF_EVIDENCE {
            warnings.push(warning(
                WarningCode::LongText,
                format!("no evidence is quoted from a text of more than {MOST_TOKENS_OF_EVIDENCE} words and marks: split it"),
            ));
            Extent::Strongest(0)
        } else {
            extent
        };
        let gathered = evidence::gather(
            &Inputs {
                model: &self.model,
                analysis: &analysis,
                extracted: text,
                active: &active,
                log_weights: &log_weights,
                candidates: &plan.candidates,
                leading,
                words,
            },
            extent,
        );
        let by_label = |values: Vec<f64>| -> BTreeMap<String, f64> {
            (0..values.len()).map(|place| label(place).name.clone()).zip(values).collect()
        };
        let verdict = Verdict {
            words,
            verdict: abstained.is_none().then(|| label(leading).name.clone()),
            abstained,
            left_out: analysis.left_out(),
            ranking: order
                .iter()
                .map(|&place| RankedLabel {
                    label: label(place).name.clone(),
                    probability: probabilities[place],
                    log10_lr: ratios[place],
                })
                .collect(),
            warnings,
            evidence: gathered.evidence,
            remainder: by_label(gathered.remainder),
            model: ModelIdentity {
                name: header.name.clone(),
                version: header.version.clone(),
                blake3: self.model.blake3().to_owned(),
            },
        };
        let patterns = gathered.patterns.map(|(log10_lr, weighed_by)| PatternsAlone {
            log10_lr: by_label(log10_lr),
            weighed_by,
        });
        Explanation { verdict, patterns }
    }

    fn abstention(&self, analysis: &Analysis, words: usize, top: f64) -> Option<Abstention> {
        if words < self.plan.min_words {
            Some(Abstention::TooShort)
        } else if matches!(analysis.language(), LanguageGate::NotEnglish(_)) {
            Some(Abstention::NotEnglish)
        } else if top < self.model.header().threshold {
            Some(Abstention::Inconclusive)
        } else {
            None
        }
    }

    fn warn(
        &self,
        analysis: &Analysis,
        words: usize,
        probabilities: &[f64],
        ratios: &[f64],
        leading: usize,
        warnings: &mut Vec<Warning>,
    ) {
        let header = self.model.header();
        let name = |place: usize| header.labels[self.plan.candidates[place]].name.as_str();
        if words < SHORT_TEXT_WORDS {
            warnings.push(warning(
                WarningCode::ShortText,
                format!(
                    "{words} words; judgements of fewer than {SHORT_TEXT_WORDS} are often wrong"
                ),
            ));
        }
        let unlike: Vec<&str> = (0..self.plan.candidates.len())
            .filter(|&other| {
                other != leading
                    && !self
                        .model
                        .share_corpus(self.plan.candidates[leading], self.plan.candidates[other])
            })
            .map(name)
            .collect();
        if !unlike.is_empty() {
            warnings.push(warning(
                WarningCode::UnlikeCorpora,
                format!(
                    "{} never shared a training corpus with {}: between them the kind of text may speak, not the language",
                    name(leading),
                    unlike.join(", ")
                ),
            ));
        }
        let unvalidated: Vec<&str> = (0..self.plan.candidates.len())
            .filter(|&place| probabilities[place] >= 0.05 || place == leading)
            .filter(|&place| {
                header.labels[self.plan.candidates[place]].validation != Validation::AnotherCorpus
            })
            .map(name)
            .collect();
        if !unvalidated.is_empty() {
            warnings.push(warning(
                WarningCode::UnvalidatedLabel,
                format!(
                    "{}: never tested on a corpus that the model was not trained on",
                    unvalidated.join(", ")
                ),
            ));
        }
        if header.training.documents < DEMONSTRATION_DOCUMENTS {
            warnings.push(warning(
                WarningCode::Demonstration,
                format!(
                    "the model was trained on {} documents: a demonstration, not evidence",
                    header.training.documents
                ),
            ));
        }
        let clamped: Vec<&str> = (0..self.plan.candidates.len())
            .filter(|&place| ratios[place].abs() >= header.lr_ceiling)
            .map(name)
            .collect();
        if !clamped.is_empty() {
            warnings.push(warning(
                WarningCode::Clamped,
                format!(
                    "the log10 LR of {} is reported at the ceiling of {:.2}: the validation data support no more; evidence and remainder add up to what it was before",
                    clamped.join(", "),
                    header.lr_ceiling
                ),
            ));
        }
        let paragraphs = analysis.left_out().paragraphs_not_english;
        if paragraphs > 0 {
            warnings.push(warning(
                WarningCode::SeveralLanguages,
                format!(
                    "{paragraphs} paragraphs in other languages were left out: only the English part was judged"
                ),
            ));
        }
        let foreign = analysis.traces().foreign_runs;
        if foreign > 0 {
            warnings.push(warning(
                WarningCode::ForeignScript,
                format!("{foreign} stretches in another script were left out of the judgement"),
            ));
        }
    }
}

fn warning(code: WarningCode, message: String) -> Warning {
    Warning { code, message }
}

impl Plan {
    fn new(model: &Model, options: &ClassifyOptions) -> Result<Self, Error> {
        let candidates = match &options.candidates {
            Some(names) => {
                let mut classes =
                    names.iter().map(|name| model.class(name)).collect::<Result<Vec<_>, _>>()?;
                classes.sort_unstable();
                classes.dedup();
                classes
            }
            None => {
                let labels = model.header().labels.iter().enumerate();
                labels.filter(|(_, label)| label.default).map(|(class, _)| class).collect()
            }
        };
        if candidates.len() < 2 {
            return Err(Error::new(
                ErrorKind::Option,
                "at least two candidates are needed: a judgement compares",
            ));
        }
        let prior = resolve_prior(model, &candidates, &options.prior)?;
        Ok(Self { candidates, prior, min_words: options.min_words, evidence: options.evidence })
    }
}

/// One positive number a candidate, summing to one, or `None` for equal shares.
fn resolve_prior(
    model: &Model,
    candidates: &[usize],
    prior: &BTreeMap<String, f64>,
) -> Result<Option<Vec<f64>>, Error> {
    if prior.is_empty() {
        return Ok(None);
    }
    let option = |message: String| Error::new(ErrorKind::Option, message);
    let mut shares = vec![None; candidates.len()];
    for (name, &share) in prior {
        let class = model.class(name)?;
        let place = candidates
            .binary_search(&class)
            .map_err(|_| option(format!("the prior names {name:?}, which is no candidate")))?;
        if !(share > 0.0 && share < 1.0) {
            return Err(option(format!(
                "the prior of {name:?} is {share}; it must lie between 0 and 1, both excluded"
            )));
        }
        shares[place] = Some(share);
    }
    let named: f64 = shares.iter().flatten().sum();
    let unnamed = shares.iter().filter(|share| share.is_none()).count();
    if unnamed > 0 && named >= 1.0 {
        return Err(option(format!(
            "the priors add up to {named}, which leaves nothing for {unnamed} other candidates"
        )));
    }
    if unnamed == 0 && (named - 1.0).abs() > 1e-6 {
        return Err(option(format!("the priors of all candidates add up to {named} instead of 1")));
    }
    let rest = if unnamed == 0 { 0.0 } else { (1.0 - named) / unnamed as f64 };
    Ok(Some(shares.into_iter().map(|share| share.unwrap_or(rest)).collect()))
}
