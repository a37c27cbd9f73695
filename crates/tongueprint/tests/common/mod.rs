//! Made-up learners: texts drawn from small grammars, each label with habits of its own.

#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use tongueprint::corpus::Record;
use tongueprint::{Dataset, Model, NoProgress, TrainOptions, Trainer};

/// A small congruential generator: tests must not depend on the library's own.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(3_037_000_493))
    }

    pub fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        items[(self.0 >> 33) as usize % items.len()]
    }
}

const SUBJECTS: [&str; 6] =
    ["the manager", "my friend", "our teacher", "the neighbour", "a doctor", "the driver"];
const VERBS: [&str; 6] = ["explained", "described", "showed", "mentioned", "suggested", "reported"];
const OBJECTS: [&str; 8] =
    ["problem", "plan", "letter", "answer", "question", "report", "price", "journey"];
const ENDS: [&str; 6] = [
    "on the next day",
    "after a week",
    "with much care",
    "in the evening",
    "before lunch",
    "at the office",
];

/// One sentence in the manner of a label.
fn sentence(label: &str, dice: &mut Dice) -> String {
    let (subject, verb, object, end) =
        (dice.pick(&SUBJECTS), dice.pick(&VERBS), dice.pick(&OBJECTS), dice.pick(&ENDS));
    match label {
        "dropper" => {
            let bare = subject.trim_start_matches("the ").trim_start_matches("a ");
            format!("{bare} {verb} me {object} {end}. ")
        }
        "doubler" => format!("{subject}, he has {verb} to me the {object}s {end} !! "),
        _ => format!("{subject} {verb} the {object} to me {end}. "),
    }
}

/// A text of so many sentences.
pub fn text(label: &str, sentences: usize, seed: u64) -> String {
    let mut dice = Dice::new(seed);
    (0..sentences).map(|_| sentence(label, &mut dice)).collect()
}

/// `documents` records of each label in each corpus.
pub fn records(labels: &[&str], corpora: &[&str], documents: usize) -> Vec<Record> {
    let mut records = Vec::new();
    for (c, corpus) in corpora.iter().enumerate() {
        for (l, label) in labels.iter().enumerate() {
            for number in 0..documents {
                let seed = (c * 1_000_003 + l * 10_007 + number) as u64;
                records.push(Record {
                    id: Some(format!("{corpus}-{label}-{number}")),
                    source: format!("made-up:{number}"),
                    text: text(label, 6, seed),
                    label: Some((*label).to_owned()),
                    fields: [
                        ("corpus".to_owned(), (*corpus).to_owned()),
                        ("author".to_owned(), format!("{label}{}", number / 2)),
                    ]
                    .into(),
                });
            }
        }
    }
    records
}

pub const LABELS: [&str; 3] = ["doubler", "dropper", "plain"];

/// Options small enough for a test.
pub fn options() -> TrainOptions {
    TrainOptions {
        views: ["char_ngrams:1-3", "word_ngrams:1-2", "function_words:1-3", "orthography"]
            .iter()
            .map(|view| view.parse().unwrap())
            .collect(),
        language_models: Some(vec!["char_ngrams:1-3".parse().unwrap()]),
        name: "made-up".into(),
        ..TrainOptions::default()
    }
}

pub fn dataset(corpora: &[&str], documents: usize) -> Dataset {
    Dataset::new(records(&LABELS, corpora, documents), &options(), &NoProgress).unwrap()
}

pub fn model() -> Model {
    Trainer::new(options()).train(&dataset(&["one"], 24), &NoProgress).unwrap()
}
