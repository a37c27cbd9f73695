//! How often each pattern fires in the English of each native language, as `make interference` estimated it, and what
//! follows for a text: one likelihood a language from all matches together.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// Smoothed rates by pattern and native language; docs/INTERFERENCE.md says how they are estimated.
///
/// ```
/// use tongueprint_features::interference::Rates;
/// let rates = Rates::bundled();
/// let russian = rates.per_million("bracket-smile", "russian").unwrap_or(0.0);
/// let spanish = rates.per_million("bracket-smile", "spanish").unwrap_or(0.0);
/// assert!(russian > 5.0 * spanish);
/// assert_eq!(rates.per_million("bracket-smile", "klingon"), None);
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Rates {
    languages: Vec<String>,
    #[serde(default)]
    calibration: Calibration,
    rates: BTreeMap<String, Vec<f64>>,
}

/// How far the patterns' likelihoods may be trusted together: patterns are not independent, and writers repeat
/// themselves.
///
/// docs/INTERFERENCE.md says how the numbers are fitted and what they do.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Calibration {
    /// What log likelihoods are multiplied with in a text of 100 words.
    pub scale: f64,
    /// The power of words / 100 by which that changes with length.
    pub exponent: f64,
    /// How much a repetition counts, k: c matches of one pattern count as ln(1 + c / k) / ln(1 + 1 / k), from one
    /// match however often it is repeated (k near 0) to every match alike (k large).
    pub repetition: f64,
}

impl Default for Calibration {
    fn default() -> Self {
        Self { scale: 1.0, exponent: 0.0, repetition: 1e6 }
    }
}

impl Calibration {
    /// The factor for a text of so many words; outside the lengths it was fitted on it stays as at their ends.
    #[must_use]
    pub fn factor(&self, words: usize) -> f64 {
        self.scale * (words.clamp(20, 1_000) as f64 / 100.0).powf(self.exponent)
    }
}

/// The least rate in a million words that a file can tell from none.
const LEAST: f64 = 0.05;

static BUNDLED: LazyLock<Rates> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/interference/rates.toml"))
        .expect("the bundled rates are read by a test")
});

impl Rates {
    /// The rates that are part of this library.
    #[must_use]
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }

    /// Rates from each pattern's matches in a million words by language; 0 where a language is missing. Not calibrated.
    #[must_use]
    pub fn new(patterns: impl IntoIterator<Item = (String, BTreeMap<String, f64>)>) -> Self {
        let patterns: Vec<_> = patterns.into_iter().collect();
        let languages: std::collections::BTreeSet<&String> =
            patterns.iter().flat_map(|(_, by_language)| by_language.keys()).collect();
        let row = |by_language: &BTreeMap<String, f64>| -> Vec<f64> {
            languages
                .iter()
                .map(|language| by_language.get(*language).copied().unwrap_or(0.0))
                .collect()
        };
        let rates = patterns.iter().map(|(id, by_language)| (id.clone(), row(by_language)));
        Self {
            rates: rates.collect(),
            languages: languages.into_iter().cloned().collect(),
            calibration: Calibration::default(),
        }
    }

    /// The native languages, in byte order.
    #[must_use]
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    fn column(&self, language: &str) -> Option<usize> {
        self.languages.iter().position(|known| known == language)
    }

    /// Matches of a pattern in a million words of `language`; `None` where either is unknown. Never 0 where known,
    /// but for rounding.
    #[must_use]
    pub fn per_million(&self, pattern: &str, language: &str) -> Option<f64> {
        self.rates.get(pattern)?.get(self.column(language)?).copied()
    }

    /// The natural log likelihood of `matches` by pattern, given how many there are, if the writer's native language
    /// is `language`: multinomial, each pattern's probability its share in all matches of that language, repetitions
    /// of one pattern discounted. `None` for an unknown language.
    ///
    /// How many errors a text holds tells its writer's proficiency and care, and the corpus it comes from; which ones
    /// they are tells the language.
    #[must_use]
    pub fn log_likelihood(
        &self,
        language: &str,
        matches: &BTreeMap<String, f64>,
        repetition: f64,
    ) -> Option<f64> {
        let column = self.column(language)?;
        let rate = |row: &Vec<f64>| row.get(column).copied().unwrap_or(0.0).max(LEAST);
        let total: f64 = self.rates.values().map(rate).sum();
        let likelihood = matches.iter().filter_map(|(id, &count)| {
            let share = rate(self.rates.get(id)?) / total;
            let counted = (count / repetition).ln_1p() / repetition.recip().ln_1p();
            Some(counted * share.ln())
        });
        Some(likelihood.sum())
    }

    /// [`Self::log_likelihood`], calibrated: differences between languages are log likelihood ratios that the corpora
    /// bear out.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use tongueprint_features::interference::Rates;
    /// let matches = BTreeMap::from([("bracket-smile".to_owned(), 2.0)]);
    /// let of = |language| Rates::bundled().calibrated(language, &matches, 150);
    /// assert!(of("russian") > of("spanish"));
    /// assert_eq!(of("klingon"), None);
    /// ```
    #[must_use]
    pub fn calibrated(
        &self,
        language: &str,
        matches: &BTreeMap<String, f64>,
        words: usize,
    ) -> Option<f64> {
        let likelihood = self.log_likelihood(language, matches, self.calibration.repetition)?;
        Some(likelihood * self.calibration.factor(words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_by_hand() {
        let row = |dutch: f64, thai: f64| {
            BTreeMap::from([("dutch".to_owned(), dutch), ("thai".to_owned(), thai)])
        };
        // Of the matches of the Dutch a quarter are of the first kind, of the Thais half.
        let rates =
            Rates::new([("one".to_owned(), row(1.0, 20.0)), ("two".to_owned(), row(3.0, 20.0))]);
        let ratio = |one: f64, two: f64, repetition: f64| {
            let matches = BTreeMap::from([("one".to_owned(), one), ("two".to_owned(), two)]);
            let of = |language| rates.log_likelihood(language, &matches, repetition);
            of("thai").unwrap_or(0.0) - of("dutch").unwrap_or(0.0)
        };
        let (first, second) = (2.0_f64.ln(), (2.0_f64 / 3.0).ln());
        assert!((ratio(3.0, 1.0, 1e9) - (3.0 * first + second)).abs() < 1e-6);
        // One who repeats himself says less with each repetition.
        assert!((ratio(3.0, 0.0, 1e-9) - first).abs() < 0.1);
        assert!(ratio(3.0, 0.0, 1.0) < 3.0 * first && ratio(3.0, 0.0, 1.0) > first);
        assert_eq!(ratio(0.0, 0.0, 1.0), 0.0);
    }
}
