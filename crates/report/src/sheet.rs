//! The analyst's sheet: what was quoted, with its weight for each candidate, and the sums.

use tongueprint::{Evidence, WeighedBy};

use crate::answer::{Answer, Explained, Message};

/// The sheet of one answer; every list of numbers stands in the order of `labels`.
pub(crate) struct Sheet<'a> {
    /// The candidates, most probable first.
    pub(crate) labels: Vec<&'a str>,
    /// Suspicious constructions, in the order of the text.
    pub(crate) constructions: Vec<Row<'a>>,
    /// Other stretches, in the order of the text.
    pub(crate) others: Vec<Row<'a>>,
    /// The sum of the constructions' weights: of everything inside them, not of the patterns alone.
    pub(crate) constructions_sum: Vec<f64>,
    /// The sum of the other stretches' weights.
    pub(crate) others_sum: Vec<f64>,
    /// What no stretch holds.
    pub(crate) remainder: Vec<f64>,
    /// The three together: the log10 likelihood ratio before it is clamped.
    pub(crate) total: Vec<f64>,
}

/// A stretch.
#[derive(Clone)]
pub(crate) struct Row<'a> {
    /// Its number, by place in the text, from 1.
    pub(crate) number: usize,
    pub(crate) evidence: &'a Evidence,
    /// The number of the message it stands in, from 1, where several were judged together.
    pub(crate) message: Option<usize>,
    pub(crate) weights: Vec<f64>,
    /// Whether the literature names the construction for each candidate.
    pub(crate) named: Vec<bool>,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(answer: &'a Answer) -> Self {
        let labels: Vec<&str> = answer.ranking.iter().map(|r| r.label.as_str()).collect();
        let mut evidence: Vec<&Evidence> = answer.evidence.iter().collect();
        evidence.sort_by_key(|evidence| (evidence.start, evidence.end));
        let rows = evidence.into_iter().enumerate().map(|(place, evidence)| Row {
            number: place + 1,
            evidence,
            message: message_of(answer, evidence),
            weights: in_order(&labels, &evidence.weights),
            named: labels
                .iter()
                .map(|label| evidence.languages.iter().any(|language| language == label))
                .collect(),
        });
        let (constructions, others): (Vec<Row<'_>>, Vec<Row<'_>>) =
            rows.partition(|row| row.evidence.is_construction());
        let sum = |rows: &[Row<'_>]| -> Vec<f64> {
            (0..labels.len()).map(|at| rows.iter().map(|row| row.weights[at]).sum()).collect()
        };
        let (constructions_sum, others_sum) = (sum(&constructions), sum(&others));
        let remainder = in_order(&labels, &answer.remainder);
        let total = (0..labels.len())
            .map(|at| constructions_sum[at] + others_sum[at] + remainder[at])
            .collect();
        Self { labels, constructions, others, constructions_sum, others_sum, remainder, total }
    }

    /// The label that leads.
    pub(crate) fn leader(&self) -> &'a str {
        self.labels.first().copied().unwrap_or_default()
    }

    /// The stretches that speak against the leader, strongest first.
    pub(crate) fn against(&self) -> Vec<&Row<'a>> {
        let mut rows: Vec<&Row<'_>> = self.rows().filter(|row| row.leader() < 0.0).collect();
        rows.sort_by(|a, b| a.leader().total_cmp(&b.leader()).then(a.number.cmp(&b.number)));
        rows
    }

    /// Every stretch.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row<'a>> {
        self.constructions.iter().chain(&self.others)
    }

    /// The label that a row speaks for most, unless it is the leader's.
    pub(crate) fn speaks_for(&self, row: &Row<'_>) -> Option<&'a str> {
        let best = row.weights.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?;
        (best.0 > 0 && *best.1 > 0.0).then(|| self.labels[best.0])
    }
}

impl Row<'_> {
    /// Its weight for the leader.
    pub(crate) fn leader(&self) -> f64 {
        self.weights.first().copied().unwrap_or(0.0)
    }
}

/// The message that holds a stretch.
fn message_of(answer: &Answer, evidence: &Evidence) -> Option<usize> {
    let place = answer.messages.as_ref()?.iter().position(|message| {
        matches!((message.start, message.end), (Some(start), Some(end))
            if (start..=end).contains(&evidence.start))
    })?;
    Some(place + 1)
}

/// What became of a message: its words, or why it could not be read.
pub(crate) fn outcome(message: &Message) -> String {
    match (&message.error, message.words) {
        (Some(error), _) => error.message.clone(),
        (None, words) => format!("{} words", words.unwrap_or(0)),
    }
}

/// What the row of the patterns alone is called, and why it is not there.
pub(crate) fn patterns_alone(explained: &Explained) -> &'static str {
    match explained.patterns_weighed_by {
        Some(WeighedBy::Rates) => "the patterns alone, by their rates: log10 LR",
        Some(_) => "the patterns alone: their own log10 LR",
        None => {
            "the patterns alone: this model has no view of them and a candidate's rates were never measured, so no log10 LR of their own"
        }
    }
}

/// What a reader must know of the patterns' own ratio.
pub(crate) fn about_patterns_alone(explained: &Explained) -> Option<&'static str> {
    (explained.patterns_weighed_by == Some(WeighedBy::Rates)).then_some(
        "this model does not weigh the patterns; their own log10 LR comes from how often they occur in each language's \
         learner texts, calibrated on corpora that gave no rates, and is no part of the model's",
    )
}

/// A map's values in the order of `labels`; 0 where it has none.
pub(crate) fn in_order(
    labels: &[&str],
    values: &std::collections::BTreeMap<String, f64>,
) -> Vec<f64> {
    labels.iter().map(|label| values.get(*label).copied().unwrap_or(0.0)).collect()
}

/// A weight with its sign, to two decimals.
pub(crate) fn signed(value: f64) -> String {
    let text = format!("{value:+.2}");
    match text.as_str() {
        "+0.00" | "-0.00" => "0.00".to_owned(),
        _ => text.replace('-', "\u{2212}"),
    }
}

/// What a stretch shows, in a line: a construction's name, or a view and its feature.
pub(crate) fn shows(evidence: &Evidence) -> String {
    match &evidence.detects {
        Some(detects) => format!("{}: {detects}", evidence.feature),
        None => format!("{}: {}", evidence.view, evidence.feature),
    }
}

/// What is said above a ranking: the verdict, or why there is none.
pub(crate) fn headline(answer: &Answer) -> (String, Option<String>) {
    use tongueprint::{Abstention, verbal};
    let leader = answer.ranking.first();
    match (&answer.verdict, answer.abstained) {
        (Some(verdict), _) => (
            format!("most like English written by natives of: {verdict}"),
            leader.map(|leader| verbal(leader.log10_lr)),
        ),
        (None, Some(Abstention::TooShort)) => (
            "no verdict: too short to judge; the ranking is shown for completeness".to_owned(),
            None,
        ),
        (None, Some(Abstention::NotEnglish)) => {
            ("no verdict: this does not read as English".to_owned(), None)
        }
        (None, _) => (
            format!(
                "no verdict: inconclusive; the leader, {}, is not likely enough",
                leader.map_or("", |leader| leader.label.as_str())
            ),
            None,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::signed;

    #[test]
    fn nothing_has_no_sign() {
        assert_eq!(
            [signed(-0.001), signed(-0.0), signed(0.25), signed(-1.0)],
            ["0.00", "0.00", "+0.25", "\u{2212}1.00"]
        );
    }
}
