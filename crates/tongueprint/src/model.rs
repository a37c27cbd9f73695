//! A trained model in memory: from an analysed text to calibrated evidence for each label.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;

use tongueprint_features::text::Analysis;

use crate::member::{ActiveFeatures, Member};
use crate::model_file::{self, Header, Learner, MAX_FILE_BYTES, ModelBytes};
use crate::train::{Combine, TrainOptions};
use crate::{Error, ErrorKind};

/// A trained model: read-only, shared between threads, read in place where it is embedded.
///
/// ```no_run
/// let model = tongueprint::Model::load("authors.model")?;
/// println!("{} labels, {} features", model.header().labels.len(), model.features());
/// # Ok::<(), tongueprint::Error>(())
/// ```
#[derive(Debug)]
pub struct Model {
    header: Header,
    members: Vec<Member>,
    bytes: ModelBytes,
    blake3: String,
}

/// The bundled English model, read in place. Its licence allows non-commercial research use.
///
/// # Errors
/// [`ErrorKind::BadModel`] when the embedded bytes are damaged.
#[cfg(feature = "bundled-model")]
pub fn bundled_model() -> Result<Model, Error> {
    Model::from_static(tongueprint_model_en::MODEL)
}

impl Model {
    /// Reads a model file.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::Unreadable`], [`ErrorKind::BadModel`] or
    /// [`ErrorKind::FutureModel`], each with the path and what is wrong.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let io = |error| Error::io(path, error, false);
        let file = std::fs::File::open(path).map_err(io)?;
        let mut bytes = Vec::new();
        // Read within bounds rather than measured first: a device or a pipe tells no size.
        file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            let message = format!("more than {MAX_FILE_BYTES} bytes; no model is so large");
            return Err(Error::new(ErrorKind::BadModel, message).at(path));
        }
        Self::read(ModelBytes::copied(&bytes)).map_err(|error| error.at(path))
    }

    /// Reads a model from bytes, copying them once.
    ///
    /// # Errors
    /// [`ErrorKind::BadModel`] or [`ErrorKind::FutureModel`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        Self::read(ModelBytes::copied(bytes))
    }

    /// Reads a model from bytes embedded in the program, in place where they are 16-byte aligned.
    ///
    /// # Errors
    /// [`ErrorKind::BadModel`] or [`ErrorKind::FutureModel`].
    pub fn from_static(bytes: &'static [u8]) -> Result<Self, Error> {
        Self::read(ModelBytes::embedded(bytes))
    }

    fn read(bytes: ModelBytes) -> Result<Self, Error> {
        let (header, sections) = model_file::read(&bytes)?;
        let members = header
            .members
            .iter()
            .zip(sections)
            .map(|(member, sections)| Member::new(member, sections))
            .collect::<Result<Vec<_>, Error>>()?;
        let blake3 = blake3::hash(bytes.as_slice()).to_hex().to_string();
        Ok(Self { header, members, bytes, blake3 })
    }

    /// Writes the model under a temporary name and renames it: `path` holds the old content or the
    /// new, never a part.
    ///
    /// # Errors
    /// [`ErrorKind::Unwritable`] with the path.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        crate::atomic::write(path.as_ref(), self.bytes.as_slice())
    }

    /// What the model says of itself.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The whole file's bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_slice()
    }

    /// The BLAKE3 hash of the whole file, in hexadecimal.
    #[must_use]
    pub fn blake3(&self) -> &str {
        &self.blake3
    }

    /// Features over all its linear models.
    #[must_use]
    pub fn features(&self) -> usize {
        self.members.iter().map(Member::features).sum()
    }

    /// The views it reads, as they are written on the command line, with the features of each linear model; language
    /// models are called so.
    #[must_use]
    pub fn views(&self) -> Vec<(String, usize)> {
        self.members
            .iter()
            .zip(&self.header.members)
            .map(|(member, header)| {
                let mut names = match header.learner {
                    Learner::Svm => String::new(),
                    Learner::LanguageModels => "language models of ".to_owned(),
                };
                let first = names.len();
                for view in member.views() {
                    let separator = if names.len() == first { "" } else { " + " };
                    let _ = write!(names, "{separator}{view}");
                }
                (names, member.features())
            })
            .collect()
    }

    /// The options under which a [`Dataset`](crate::Dataset) reads as this model does.
    #[must_use]
    pub fn reading_options(&self) -> TrainOptions {
        let mut views: Vec<_> = Vec::new();
        for view in self.members.iter().flat_map(Member::views) {
            if !views.contains(view) {
                views.push(view.clone());
            }
        }
        TrainOptions {
            views,
            language_models: Some(Vec::new()),
            combine: if self.members.len() == 1 { Combine::Concat } else { Combine::Stack },
            topic: self.header.topic,
            weighting: self.header.weighting,
            // Everything that the model knows must be counted, however rare it is here.
            min_document_frequency: 1,
            ..TrainOptions::default()
        }
    }

    pub(crate) fn members(&self) -> &[Member] {
        &self.members
    }

    /// The class of a label.
    pub(crate) fn class(&self, label: &str) -> Result<usize, Error> {
        self.header.labels.binary_search_by(|info| info.name.as_str().cmp(label)).map_err(|_| {
            let known: Vec<&str> = self.header.labels.iter().map(|l| l.name.as_str()).collect();
            Error::new(
                ErrorKind::UnknownLabel,
                format!(
                    "this model does not know the label {label:?}; it knows {}",
                    known.join(", ")
                ),
            )
        })
    }

    /// Whether two classes shared a training corpus.
    pub(crate) fn share_corpus(&self, a: usize, b: usize) -> bool {
        self.header.shared_corpus[a * self.header.labels.len() + b]
    }

    /// The features of a text that each member knows.
    pub(crate) fn read_text(&self, analysis: &Analysis) -> Vec<ActiveFeatures> {
        self.members.iter().map(|member| member.read(analysis, self.header.weighting)).collect()
    }

    /// Prior-free calibrated log weights, natural logarithm, one a label, up to a common constant.
    ///
    /// `words` is the text's length in word tokens; shorter texts are judged more carefully.
    pub(crate) fn log_weights(&self, active: &[ActiveFeatures], words: usize) -> Vec<f64> {
        let labels = self.header.labels.len();
        let mut logits = self.header.stack.intercepts.clone();
        let mut scores = vec![0.0; labels];
        for (index, (member, active)) in self.members.iter().zip(active).enumerate() {
            scores.fill(0.0);
            member.score(active, &mut scores);
            for (input, &score) in scores.iter().enumerate() {
                for (logit, &coefficient) in logits.iter_mut().zip(self.stack_row(index, input)) {
                    *logit += score * coefficient;
                }
            }
        }
        let scale = self.calibration_scale(words);
        for logit in &mut logits {
            *logit *= scale;
        }
        logits
    }

    /// The stack's coefficients of one label's score by one member, one an output label.
    pub(crate) fn stack_row(&self, member: usize, input: usize) -> &[f64] {
        let labels = self.header.labels.len();
        let start = (member * labels + input) * labels;
        &self.header.stack.coefficients[start..start + labels]
    }

    /// What the stack's logits are multiplied by for a text of `words` words.
    pub(crate) fn calibration_scale(&self, words: usize) -> f64 {
        let calibration = self.header.calibration;
        let words = (words as f64).clamp(calibration.min_words, calibration.max_words);
        (calibration.log_scale + calibration.length_slope * (words / 100.0).ln()).exp()
    }
}
