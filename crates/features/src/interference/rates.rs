//! How often each pattern fires in the English of each native language, as `make interference` estimated it.

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
    rates: BTreeMap<String, Vec<f64>>,
}

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

    /// The native languages, in byte order.
    #[must_use]
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// Matches of a pattern in a million words of `language`; `None` where either is unknown. Never 0 where known,
    /// but for rounding.
    #[must_use]
    pub fn per_million(&self, pattern: &str, language: &str) -> Option<f64> {
        let column = self.languages.iter().position(|known| known == language)?;
        self.rates.get(pattern)?.get(column).copied()
    }
}
