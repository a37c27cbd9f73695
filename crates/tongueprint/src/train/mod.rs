//! Training: labelled records in, a model out.
//!
//! ```text
//! records ─▶ Dataset (counts, groups, corpora) ─▶ inner folds ─▶ members' out-of-fold scores
//!                                                    stack ◀─────────────┘
//!                         calibration, threshold ◀── cross-fitted stack
//!                         Model ◀── members fitted on every row
//! ```

mod contrasts;
mod dataset;
mod fit;
mod inner_folds;
mod member;
mod options;
mod out_of_fold;
mod stacking;
mod validate;

pub(crate) use dataset::Table;
pub use dataset::{Dataset, Skipped};
pub(crate) use fit::fit;
pub use options::{Calibrate, Combine, TrainOptions};

use crate::progress::Progress;
use crate::{Error, Model};

/// Trains models.
///
/// ```no_run
/// use tongueprint::{Dataset, NoProgress, Trainer, TrainOptions, corpus};
///
/// let read = corpus::ReadOptions::default();
/// let records = corpus::read("essays.jsonl", &read)?.collect::<Result<Vec<_>, _>>()?;
/// let options = TrainOptions::default();
/// let dataset = Dataset::new(records, &options, &NoProgress)?;
/// let model = Trainer::new(options).train(&dataset, &NoProgress)?;
/// model.save("essays.model")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Trainer {
    options: TrainOptions,
}

impl Trainer {
    /// A trainer with these options.
    #[must_use]
    pub const fn new(options: TrainOptions) -> Self {
        Self { options }
    }

    /// Trains on every document of the dataset.
    ///
    /// The same dataset and options give the same bytes, on any number of threads.
    ///
    /// # Errors
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) when labels are too few or too rare;
    /// [`ErrorKind::Option`](crate::ErrorKind::Option) when options contradict each other.
    pub fn train(&self, dataset: &Dataset, progress: &dyn Progress) -> Result<Model, Error> {
        let rows: Vec<usize> = (0..dataset.len()).collect();
        fit(dataset, &rows, &self.options, progress)
    }
}
