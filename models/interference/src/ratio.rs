//! Rate ratios within corpora, combined over corpora.
//!
//! The Mantel–Haenszel estimator for person-time data (Rothman, Greenland and Lash 2008, *Modern Epidemiology*,
//! 3rd ed., chapter 15), with words in the place of time: with a matches in N1 words of a language and b in N0 words
//! of the others of the same corpus, T = N1 + N0,
//!
//! ```text
//! RR = Σ a N0 / T  /  Σ b N1 / T        Var(ln RR) = Σ (a + b) N1 N0 / T²  /  (Σ a N0 / T)(Σ b N1 / T)
//! ```
//!
//! (Greenland and Robins 1985). One writer repeats an error, so that matches are not independent: the variance used
//! is the larger of this one and the one between groups of documents (the sum of squared contributions to ln RR).

use crate::counts::Cell;

/// A language's words and matches in one corpus, and the others'.
pub(crate) struct Stratum<'a> {
    pub(crate) one: Vec<&'a Cell>,
    pub(crate) others: Vec<&'a Cell>,
}

/// A ratio with its 95 % interval.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ratio {
    pub(crate) value: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// Standard error of ln RR.
    pub(crate) error: f64,
    /// Matches of the language, of the others.
    pub(crate) matches: (f64, f64),
}

impl Ratio {
    pub(crate) fn excludes_one(&self) -> bool {
        self.low > 1.0 || self.high < 1.0
    }
}

/// Matches that the language must have, or that it would have at the others' rate; and the others must have.
const LEAST: (f64, f64) = (5.0, 3.0);
/// Groups of documents in which the side with the higher rate must have them.
const LEAST_GROUPS: usize = 4;

/// The ratio for `pattern`; `None` where there are too few matches, or too few writers made them.
pub(crate) fn mantel_haenszel(strata: &[Stratum<'_>], pattern: usize) -> Option<Ratio> {
    let sum =
        |cells: &[&Cell], of: &dyn Fn(&Cell) -> f64| cells.iter().map(|cell| of(cell)).sum::<f64>();
    let (mut r, mut s, mut v) = (0.0, 0.0, 0.0);
    let mut matches = (0.0, 0.0);
    let mut totals = Vec::new();
    for stratum in strata {
        let (n1, n0) = (sum(&stratum.one, &Cell::words), sum(&stratum.others, &Cell::words));
        if n1 == 0.0 || n0 == 0.0 {
            continue;
        }
        let a = sum(&stratum.one, &|cell| cell.matches(pattern));
        let b = sum(&stratum.others, &|cell| cell.matches(pattern));
        let t = n1 + n0;
        r += a * n0 / t;
        s += b * n1 / t;
        v += (a + b) * n1 * n0 / (t * t);
        matches = (matches.0 + a, matches.1 + b);
        totals.push((stratum, n1, n0, a, b));
    }
    if r <= 0.0 || s <= 0.0 || matches.0.max(matches.0 * s / r) < LEAST.0 || matches.1 < LEAST.1 {
        return None;
    }
    let cells =
        totals.iter().flat_map(|(stratum, ..)| if r > s { &stratum.one } else { &stratum.others });
    let groups = cells.flat_map(|cell| &cell.groups);
    if groups.filter(|group| group.matches.contains_key(&pattern)).count() < LEAST_GROUPS {
        return None;
    }
    let mut between = 0.0;
    for (stratum, n1, n0, a, b) in totals {
        let t = n1 + n0;
        let sides = [(&stratum.one, a / n1, n0 / t / r), (&stratum.others, b / n0, n1 / t / s)];
        for (cells, rate, weight) in sides {
            for group in cells.iter().flat_map(|cell| &cell.groups) {
                let own = group.matches.get(&pattern).copied().unwrap_or(0.0);
                between += ((own - rate * group.words) * weight).powi(2);
            }
        }
    }
    let error = (v / (r * s)).max(between).sqrt();
    let value = r / s;
    let width = (1.96 * error).exp();
    Some(Ratio { value, low: value / width, high: value * width, error, matches })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::Group;

    fn cell(groups: &[(f64, f64)]) -> Cell {
        let group =
            |&(words, matches): &(f64, f64)| Group { words, matches: [(0, matches)].into() };
        Cell { documents: groups.len(), groups: groups.iter().map(group).collect() }
    }

    #[test]
    fn one_stratum_is_the_plain_ratio() {
        let one = cell(&[(250.0, 2.0), (250.0, 3.0), (250.0, 3.0), (250.0, 2.0)]);
        let others = cell(&[(1000.0, 2.0), (1000.0, 3.0)]);
        let ratio = mantel_haenszel(&[Stratum { one: vec![&one], others: vec![&others] }], 0);
        let ratio = ratio.expect("both sides have matches");
        assert!((ratio.value - 4.0).abs() < 1e-9);
        // Poisson: 1/10 + 1/5.
        assert!((ratio.error - 0.3_f64.sqrt()).abs() < 1e-2, "{}", ratio.error);
    }

    #[test]
    fn one_writer_who_repeats_widens_the_interval() {
        let many: Vec<_> = (0..100).map(|_| (100.0, 1.0)).collect();
        let mut single = vec![(100.0, 0.0); 99];
        single.truncate(96);
        single.extend([(100.0, 94.0), (100.0, 2.0), (100.0, 2.0), (100.0, 2.0)]);
        let others = cell(&many);
        let error = |one: &Cell| {
            mantel_haenszel(&[Stratum { one: vec![one], others: vec![&others] }], 0)
                .map(|r| r.error)
        };
        let (even, repeated) = (cell(&many), cell(&single));
        assert!(error(&repeated) > error(&even).map(|error| 3.0 * error));
    }
}
