//! Counts to weighted rows: document frequencies, entropy and selection, learned from the rows given.

use serde::{Deserialize, Serialize};

use crate::counts::CountMatrix;
use crate::linear::SparseMatrix;

/// How counts are weighted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weighting {
    /// `(1 + ln tf) · (1 + ln((1 + n) / (1 + df)))`: sublinear term frequency, smoothed idf.
    TfIdf,
    /// `ln(1 + tf) · (1 + Σ p ln p / ln n)`, p a document's share of the feature (Dumais 1991).
    LogEntropy,
    /// `1 + ln((1 + n) / (1 + df))` for what occurs, however often: smoothed idf alone.
    #[default]
    Presence,
}

impl Weighting {
    /// The weight of `count` occurrences in one document, before the feature's factor.
    ///
    /// ```
    /// use tongueprint_classifier::Weighting;
    /// assert_eq!(Weighting::TfIdf.local(1), 1.0);
    /// ```
    #[must_use]
    pub fn local(self, count: u32) -> f32 {
        match self {
            Self::TfIdf => 1.0 + (count as f32).ln(),
            Self::LogEntropy => (count as f32).ln_1p(),
            Self::Presence => f32::from(u8::from(count > 0)),
        }
    }
}

/// What a [`Vectorizer`] keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VectorizerOptions {
    /// How counts are weighted.
    pub weighting: Weighting,
    /// A feature must occur in this many of the rows.
    pub min_documents: u32,
    /// The most features, those in the most rows first; `None` keeps all.
    pub max_features: Option<usize>,
}

/// A vocabulary and the factor of each of its features.
#[derive(Clone, Debug, PartialEq)]
pub struct Vectorizer {
    weighting: Weighting,
    /// Columns of the count matrix, ascending.
    columns: Vec<u32>,
    factors: Vec<f32>,
    /// From column of the count matrix to own column; `u32::MAX` for none.
    own: Vec<u32>,
}

impl Vectorizer {
    /// Learns from `rows` of `counts` alone.
    ///
    /// # Panics
    /// When a row does not exist.
    #[must_use]
    pub fn fit(counts: &CountMatrix, rows: &[usize], options: &VectorizerOptions) -> Self {
        let width = counts.keys().len();
        let mut documents = vec![0_u32; width];
        for &row in rows {
            for &column in counts.row(row).0 {
                documents[column as usize] += 1;
            }
        }
        let least = options.min_documents.max(1);
        let mut columns: Vec<u32> =
            (0..width as u32).filter(|&column| documents[column as usize] >= least).collect();
        if let Some(most) = options.max_features
            && columns.len() > most
        {
            columns.sort_by_key(|&column| (u32::MAX - documents[column as usize], column));
            columns.truncate(most);
            columns.sort_unstable();
        }
        let total = rows.len() as f64;
        let factors = match options.weighting {
            Weighting::TfIdf | Weighting::Presence => columns
                .iter()
                .map(|&column| {
                    let seen = f64::from(documents[column as usize]);
                    (1.0 + ((1.0 + total) / (1.0 + seen)).ln()) as f32
                })
                .collect(),
            Weighting::LogEntropy => entropy_factors(counts, rows, &columns),
        };
        Self::assemble(options.weighting, columns, factors, width)
    }

    fn assemble(weighting: Weighting, columns: Vec<u32>, factors: Vec<f32>, width: usize) -> Self {
        let mut own = vec![u32::MAX; width];
        for (place, &column) in columns.iter().enumerate() {
            own[column as usize] = place as u32;
        }
        Self { weighting, columns, factors, own }
    }

    /// The same with only some of its features, given ascending.
    ///
    /// # Panics
    /// When a feature does not exist.
    #[must_use]
    pub fn restricted(&self, keep: &[usize]) -> Self {
        let columns = keep.iter().map(|&place| self.columns[place]).collect();
        let factors = keep.iter().map(|&place| self.factors[place]).collect();
        Self::assemble(self.weighting, columns, factors, self.own.len())
    }

    /// The same with every factor 1: features weigh the same, however rare they are.
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.factors.fill(1.0);
        self
    }

    /// The same with every factor multiplied, one number a feature.
    #[must_use]
    pub fn scaled(mut self, by: &[f32]) -> Self {
        self.factors.iter_mut().zip(by).for_each(|(factor, by)| *factor *= by);
        self
    }

    /// Number of features.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether it kept nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// The count matrix's column of each feature, ascending.
    #[must_use]
    pub fn columns(&self) -> &[u32] {
        &self.columns
    }

    /// The own column of a column of the count matrix, where it is kept.
    #[must_use]
    pub fn own(&self, column: u32) -> Option<usize> {
        let own = self.own[column as usize];
        (own != u32::MAX).then_some(own as usize)
    }

    /// What each feature's local weight is multiplied by.
    #[must_use]
    pub fn factors(&self) -> &[f32] {
        &self.factors
    }

    /// Weighted rows of unit length; a row without a known feature is empty.
    ///
    /// # Panics
    /// When `counts` is another matrix than the one learned from, or a row does not exist.
    #[must_use]
    pub fn transform(&self, counts: &CountMatrix, rows: &[usize]) -> SparseMatrix {
        assert_eq!(counts.keys().len(), self.own.len(), "another count matrix");
        let mut matrix = SparseMatrix::with_columns(self.columns.len());
        let mut entries: Vec<(u32, f32)> = Vec::new();
        for &row in rows {
            entries.clear();
            let mut square = 0.0_f64;
            let (columns, numbers) = counts.row(row);
            for (&column, &count) in columns.iter().zip(numbers) {
                let own = self.own[column as usize];
                if own != u32::MAX {
                    let value = self.weighting.local(count) * self.factors[own as usize];
                    square += f64::from(value) * f64::from(value);
                    entries.push((own, value));
                }
            }
            let norm = if square > 0.0 { square.sqrt() as f32 } else { 1.0 };
            matrix.push_row(entries.iter().map(|&(column, value)| (column, value / norm)));
        }
        matrix
    }
}

fn entropy_factors(counts: &CountMatrix, rows: &[usize], columns: &[u32]) -> Vec<f32> {
    let width = counts.keys().len();
    let mut sums = vec![0.0_f64; width];
    // Σ c ln c and Σ c give Σ p ln p = (Σ c ln c) / s − ln s.
    let mut logs = vec![0.0_f64; width];
    for &row in rows {
        let (row_columns, numbers) = counts.row(row);
        for (&column, &count) in row_columns.iter().zip(numbers) {
            let count = f64::from(count);
            sums[column as usize] += count;
            logs[column as usize] += count * count.ln();
        }
    }
    let scale = (rows.len().max(2) as f64).ln();
    columns
        .iter()
        .map(|&column| {
            let (sum, log) = (sums[column as usize], logs[column as usize]);
            // A feature spread evenly over all rows has factor zero; keep it barely alive.
            (1.0 + (log / sum - sum.ln()) / scale).max(1e-6) as f32
        })
        .collect()
}
