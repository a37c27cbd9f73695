//! One linear model of the ensemble at work: counts in, a score for each label out.

use tongueprint_classifier::Weighting;
use tongueprint_features::text::Analysis;
use tongueprint_features::views::{Feature, View};

use crate::key_index::KeyIndex;
use crate::model_file::{Array, MemberHeader, MemberSections};
use crate::{Error, ErrorKind};

/// So many columns are held before they are counted up.
const MOST_COLUMNS: usize = 1 << 22;

/// Views, the weights of their features, and the way from one to the other.
#[derive(Debug)]
pub(crate) struct Member {
    views: Vec<View>,
    keys: Array<u64>,
    factors: Array<f32>,
    scales: Array<f32>,
    /// `[feature][label]`, quantised; a feature's true weights are these times its scale.
    weights: Array<i8>,
    intercepts: Vec<f32>,
    index: KeyIndex,
}

/// The features of a text that a member knows, weighted and L2-normalised.
#[derive(Debug, Default)]
pub(crate) struct ActiveFeatures {
    /// Column, occurrences, value; by column.
    pub(crate) entries: Vec<(u32, u32, f32)>,
}

impl Member {
    pub(crate) fn new(header: &MemberHeader, sections: MemberSections) -> Result<Self, Error> {
        let views = header
            .views
            .iter()
            .map(|view| {
                view.parse().map_err(|error| {
                    Error::new(ErrorKind::BadModel, format!("a damaged model file: {error}"))
                })
            })
            .collect::<Result<Vec<View>, Error>>()?;
        let index = KeyIndex::new(sections.keys.as_slice())?;
        Ok(Self {
            views,
            keys: sections.keys,
            factors: sections.factors,
            scales: sections.scales,
            weights: sections.weights,
            intercepts: header.intercepts.clone(),
            index,
        })
    }

    pub(crate) fn views(&self) -> &[View] {
        &self.views
    }

    pub(crate) fn features(&self) -> usize {
        self.keys.as_slice().len()
    }

    /// The column of a feature, where the member knows it.
    pub(crate) fn column(&self, key: u64) -> Option<u32> {
        self.index.get(self.keys.as_slice(), key)
    }

    /// The scale and the quantised weights of a column.
    pub(crate) fn row(&self, column: u32) -> (f32, &[i8]) {
        let labels = self.intercepts.len();
        let start = column as usize * labels;
        (self.scales.as_slice()[column as usize], &self.weights.as_slice()[start..start + labels])
    }

    /// What the member knows of an analysed text.
    pub(crate) fn read(&self, analysis: &Analysis, weighting: Weighting) -> ActiveFeatures {
        let mut columns = Vec::with_capacity(analysis.prose().len().min(MOST_COLUMNS));
        // One count a feature, for texts so long that their columns would take more memory than that.
        let mut counts: Vec<u32> = Vec::new();
        for view in &self.views {
            view.for_each(analysis, |feature: Feature| {
                columns.extend(self.column(feature.key));
                if columns.len() == MOST_COLUMNS {
                    counts.resize(self.features(), 0);
                    columns.drain(..).for_each(|column| counts[column as usize] += 1);
                }
            });
        }
        if counts.is_empty() {
            columns.sort_unstable();
            let counted = columns.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u32));
            return self.weigh(counted, weighting);
        }
        columns.into_iter().for_each(|column: u32| counts[column as usize] += 1);
        let counted = (0..).zip(counts).filter(|&(_, count)| count > 0);
        self.weigh(counted, weighting)
    }

    /// The same from counts made before: keys ascending, as the columns are.
    pub(crate) fn read_counts(
        &self,
        counts: impl Iterator<Item = (u64, u32)>,
        weighting: Weighting,
    ) -> ActiveFeatures {
        let known = counts.filter_map(|(key, count)| Some((self.column(key)?, count)));
        self.weigh(known, weighting)
    }

    fn weigh(
        &self,
        counted: impl Iterator<Item = (u32, u32)>,
        weighting: Weighting,
    ) -> ActiveFeatures {
        let factors = self.factors.as_slice();
        let mut square = 0.0_f64;
        let mut entries: Vec<(u32, u32, f32)> = counted
            .map(|(column, count)| {
                let value = weighting.local(count) * factors[column as usize];
                square += f64::from(value) * f64::from(value);
                (column, count, value)
            })
            .collect();
        if square > 0.0 {
            let norm = square.sqrt() as f32;
            for entry in &mut entries {
                entry.2 /= norm;
            }
        }
        ActiveFeatures { entries }
    }

    /// Adds the score of each label to `scores`.
    pub(crate) fn score(&self, active: &ActiveFeatures, scores: &mut [f64]) {
        for (score, &intercept) in scores.iter_mut().zip(&self.intercepts) {
            *score += f64::from(intercept);
        }
        for &(column, _, value) in &active.entries {
            let (scale, weights) = self.row(column);
            let step = scale * value;
            for (score, &weight) in scores.iter_mut().zip(weights) {
                *score += f64::from(step * f32::from(weight));
            }
        }
    }
}

/// Weights to bytes: each feature's largest weight becomes ±127.
///
/// Returns scales and quantised weights, both in the order of `weights` (`[feature][label]`).
pub(crate) fn quantise(weights: &[f32], labels: usize) -> (Vec<f32>, Vec<i8>) {
    let mut scales = Vec::with_capacity(weights.len() / labels);
    let mut quantised = Vec::with_capacity(weights.len());
    for row in weights.chunks_exact(labels) {
        let largest = row.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
        let scale = largest / 127.0;
        scales.push(scale);
        quantised.extend(row.iter().map(|weight| {
            if scale > 0.0 { (weight / scale).round().clamp(-127.0, 127.0) as i8 } else { 0 }
        }));
    }
    (scales, quantised)
}

#[cfg(test)]
mod tests {
    use super::quantise;

    #[test]
    fn quantised_weights_are_within_half_a_step() {
        let weights = [0.5, -1.0, 0.003, 0.0, 0.0, 0.0];
        let (scales, quantised) = quantise(&weights, 3);
        for (index, weight) in weights.iter().enumerate() {
            let scale = scales[index / 3];
            assert!((f32::from(quantised[index]) * scale - weight).abs() <= scale / 2.0 + 1e-9);
        }
    }
}
