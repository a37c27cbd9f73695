//! What may be chosen when a model is trained.

use serde::{Deserialize, Serialize};
use tongueprint_classifier::Weighting;
use tongueprint_features::text::Topic;
use tongueprint_features::views::View;

use crate::model_file::Learner;
use crate::{Error, ErrorKind};

/// Options of training and of evaluation by training; the default is the recommended set.
///
/// ```
/// use tongueprint::TrainOptions;
/// let mut options = TrainOptions::default();
/// options.views = "char_ngrams:1-4,function_words:1-3".split(',').map(|v| v.parse().unwrap()).collect();
/// options.language_models = Some(vec!["char_ngrams:1-4".parse().unwrap()]);
/// options.seed = 7;
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainOptions {
    /// The views; one linear model each, or one over all with [`Combine::Concat`].
    pub views: Vec<View>,
    /// The views that language models are made of, beside the linear models and in the same stack; n-grams from the
    /// first order on. `None` for [those](Self::USUAL_LANGUAGE_MODELS) that pay within a corpus, and none of them where
    /// corpora are left out inside training: on another corpus they hardly tell labels apart. None of them with
    /// [`Combine::Concat`].
    pub language_models: Option<Vec<View>>,
    /// How counts are weighted.
    pub weighting: Weighting,
    /// Whether a feature weighs as much as it is spread over the training corpora. It pays with a handful of corpora of
    /// several labels each; among many corpora of a single label it takes from features that only learners' corpora
    /// have.
    pub spread: bool,
    /// How strongly the stack is pulled towards weights that all labels share, above 0; `None` for 500 in a single
    /// corpus and 5,000 where corpora are left out inside training.
    pub pull: Option<f64>,
    /// How the views come together.
    pub combine: Combine,
    /// How probabilities are calibrated.
    pub calibrate: Calibrate,
    /// Whether topical names are masked.
    pub topic: Topic,
    /// Seeds every random choice.
    pub seed: u64,
    /// The SVM's cost of a mistake, C > 0.
    pub cost: f32,
    /// A feature must occur in this many training documents.
    pub min_document_frequency: u32,
    /// The most features of one linear model, those with the largest weights; `None` keeps all.
    pub max_features: Option<usize>,
    /// Folds for the out-of-fold scores that the stack learns from, at least 2.
    pub inner_folds: usize,
    /// Fields that tie documents into groups: the first that a record has counts.
    pub group_fields: Vec<String>,
    /// The field that names the corpus.
    pub corpus_field: String,
    /// Labels that answer by default; `None` for all that share a corpus with another.
    pub default_labels: Option<Vec<String>>,
    /// The model's name.
    pub name: String,
    /// The model's version.
    pub version: String,
    /// The terms of the model, in its header.
    pub licence: String,
    /// Markdown that the model card carries.
    pub notes: String,
}

/// How the views come together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Combine {
    /// One linear model a view, and a softmax over their out-of-fold scores.
    #[default]
    Stack,
    /// One linear model over all views' features, and a softmax over its out-of-fold scores.
    Concat,
}

/// How probabilities are calibrated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Calibrate {
    /// A temperature that depends on the text's length.
    #[default]
    Temperature,
    /// The stack's probabilities as they are.
    None,
}

impl Default for TrainOptions {
    fn default() -> Self {
        let views = [
            "char_ngrams:1-6",
            "word_ngrams:1-3",
            "function_words:1-4",
            "distorted:1-5",
            "orthography",
            "pos_ngrams:1-4",
            "pos_words:1-4",
            "lemma_ngrams:1-2",
            "skip_grams:1-2",
            "misspelling",
            "interference",
        ];
        Self {
            views: parsed(&views),
            language_models: None,
            weighting: Weighting::Presence,
            spread: true,
            pull: None,
            combine: Combine::Stack,
            calibrate: Calibrate::Temperature,
            topic: Topic::Mask,
            seed: 1,
            cost: 1.0,
            min_document_frequency: 2,
            max_features: None,
            inner_folds: 4,
            group_fields: vec!["author".into(), "block".into()],
            corpus_field: "corpus".into(),
            default_labels: None,
            name: "unnamed".into(),
            version: "1".into(),
            licence: "not stated; the licences of the training data apply".into(),
            notes: String::new(),
        }
    }
}

/// Views that are named in this file.
fn parsed(views: &[&str]) -> Vec<View> {
    views.iter().map(|view| view.parse().expect("the default views are valid: tested")).collect()
}

impl TrainOptions {
    /// What language models are made of where nothing is said of them.
    pub const USUAL_LANGUAGE_MODELS: [&str; 2] = ["char_ngrams:1-6", "word_ngrams:1-3"];

    /// Whether a model has members that learn so, by whether corpora are left out inside its training.
    pub(crate) const fn wants(&self, learner: Learner, across_corpora: bool) -> bool {
        match learner {
            Learner::LanguageModels => self.language_models.is_some() || !across_corpora,
            Learner::Svm => true,
        }
    }

    /// What each member of the ensemble may read, and how it learns.
    pub(crate) fn members(&self) -> Vec<(Learner, Vec<View>)> {
        match self.combine {
            Combine::Stack => {
                let linear = self.views.iter().map(|view| (Learner::Svm, vec![view.clone()]));
                let usual = || parsed(&Self::USUAL_LANGUAGE_MODELS);
                let models = self.language_models.clone().unwrap_or_else(usual);
                linear
                    .chain(models.into_iter().map(|v| (Learner::LanguageModels, vec![v])))
                    .collect()
            }
            Combine::Concat => vec![(Learner::Svm, self.views.clone())],
        }
    }

    /// The options that differ from the defaults, as they would be typed.
    pub(crate) fn describe(&self) -> Vec<String> {
        let default = Self::default();
        let mut list = Vec::new();
        let mut say = |differs: bool, text: String| {
            if differs {
                list.push(text);
            }
        };
        let views: Vec<String> = self.views.iter().map(ToString::to_string).collect();
        say(self.views != default.views, format!("--views {}", views.join(",")));
        if let Some(models) = &self.language_models {
            let models: Vec<String> = models.iter().map(ToString::to_string).collect();
            let models = if models.is_empty() { "none".to_owned() } else { models.join(",") };
            say(true, format!("--language-models {models}"));
        }
        let weighting = match self.weighting {
            Weighting::Presence => "presence",
            Weighting::TfIdf => "tfidf",
            Weighting::LogEntropy => "log-entropy",
        };
        say(self.weighting != default.weighting, format!("--weighting {weighting}"));
        say(!self.spread, "--no-spread".to_owned());
        if let Some(pull) = self.pull {
            say(true, format!("--pull {pull}"));
        }
        say(self.combine != default.combine, "--combine concat".to_owned());
        say(self.calibrate != default.calibrate, "--calibrate none".to_owned());
        say(self.topic != default.topic, "--topic keep".to_owned());
        if let Some(most) = self.max_features {
            say(true, format!("--max-features {most}"));
        }
        list
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let wrong = |message: String| Err(Error::new(ErrorKind::Option, message));
        if self.views.is_empty() {
            return wrong("no views: name at least one".into());
        }
        let models = self.language_models.as_deref().unwrap_or_default();
        for views in [&self.views, models] {
            for (index, view) in views.iter().enumerate() {
                if views[..index].contains(view) {
                    return wrong(format!("the view {view} stands twice"));
                }
            }
        }
        if let Some(view) = models.iter().find(|view| !view.chains()) {
            return wrong(format!(
                "{view} makes no language model: it takes n-grams from the first order on, such as char_ngrams:1-6"
            ));
        }
        if !(self.cost > 0.0 && self.cost.is_finite()) {
            return wrong(format!("the cost is {}; it must be positive", self.cost));
        }
        if let Some(pull) = self.pull.filter(|&pull| !(pull > 0.0 && pull.is_finite())) {
            return wrong(format!("the stack's pull is {pull}; it must be positive"));
        }
        if self.inner_folds < 2 {
            return wrong(format!("{} inner folds; at least 2 are needed", self.inner_folds));
        }
        if self.max_features == Some(0) {
            return wrong("at most 0 features: nothing could be learned".into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::TrainOptions;

    #[test]
    fn the_defaults_are_valid() {
        TrainOptions::default().check().unwrap();
    }
}
