//! The lexicon: whether a word form is English, how common it is, and which forms are near it.
//!
//! A finite-state map of SCOWL's American and British word lists with what they lack, made by `make tagger`.

use std::sync::LazyLock;

use fst::automaton::Automaton;
use fst::{IntoStreamer, Map, Streamer};
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};

/// What the lexicon knows of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LexiconEntry {
    /// How common it is, from 0 to 15: 1 to 3 by the number of SCOWL's sizes that have it, from 4 the logarithm to
    /// base 2 of its count in the English Web Treebank's training part and WordNet's tagged texts.
    pub rank: u8,
    /// Whether it is only a name: written with a capital in every list.
    pub is_name: bool,
}

impl LexiconEntry {
    /// As the map holds it.
    #[must_use]
    pub const fn to_value(self) -> u64 {
        (self.rank as u64) << 1 | self.is_name as u64
    }

    const fn from_value(value: u64) -> Self {
        Self { rank: (value >> 1) as u8, is_name: value & 1 == 1 }
    }
}

/// A form near another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// The form.
    pub form: String,
    /// What the lexicon knows of it.
    pub entry: LexiconEntry,
    /// Letters put in, left out, changed, or two exchanged (Damerau 1964).
    pub distance: u8,
}

/// English word forms, in lower case with a straight apostrophe.
///
/// ```
/// use tongueprint_features::text::Lexicon;
/// let lexicon = Lexicon::bundled();
/// assert!(lexicon.get("colour").is_some() && lexicon.get("color").is_some());
/// assert_eq!(lexicon.get("recieve"), None);
/// assert!(lexicon.get("the").unwrap().rank > lexicon.get("ornithology").unwrap().rank);
/// assert!(lexicon.neighbours("recieve").iter().any(|near| near.form == "receive"));
/// ```
pub struct Lexicon {
    map: Map<&'static [u8]>,
    /// For a distance of one and of two.
    builders: [LevenshteinAutomatonBuilder; 2],
}

static BUNDLED: LazyLock<Lexicon> = LazyLock::new(|| Lexicon {
    map: Map::new(&include_bytes!("../../data/lexicon/english.fst")[..])
        .expect("the bundled map is read by a test"),
    builders: [
        LevenshteinAutomatonBuilder::new(1, true),
        LevenshteinAutomatonBuilder::new(2, true),
    ],
});

/// Words shorter than this, in bytes, have neighbours at a distance of one only: else all are near all.
const SHORT: usize = 5;

/// Words longer than this, in bytes, are no words, and have no neighbours.
const LONGEST: usize = 32;

impl Lexicon {
    /// The lexicon of English that is part of this library.
    #[must_use]
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }

    /// How many forms it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.map.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.map.is_empty()
    }

    /// What it knows of a form in lower case.
    #[must_use]
    pub fn get(&self, form: &str) -> Option<LexiconEntry> {
        self.map.get(form).map(LexiconEntry::from_value)
    }

    /// The forms at a distance of one from `form`; where there are none, those at a distance of two that start
    /// with the same letter. In the order of the alphabet. Names are not among them.
    ///
    /// A search takes some tenths of a millisecond at most; a form longer than 32 bytes, or shorter than three, has
    /// no neighbours, one of fewer than five none at a distance of two.
    #[must_use]
    pub fn neighbours(&self, form: &str) -> Vec<Neighbour> {
        let Some(first) = form.bytes().next() else { return Vec::new() };
        if !(3..=LONGEST).contains(&form.len()) {
            return Vec::new();
        }
        let near = self.within(1, form, None);
        if near.is_empty() && form.len() >= SHORT {
            self.within(2, form, Some(first))
        } else {
            near
        }
    }

    fn within(&self, distance: u8, form: &str, first: Option<u8>) -> Vec<Neighbour> {
        let near = Near(self.builders[usize::from(distance) - 1].build_dfa(form));
        let mut search = self.map.search_with_state(&near);
        if let Some(first) = first {
            search = search.ge([first]).lt([first.saturating_add(1)]);
        }
        let mut stream = search.into_stream();
        let mut found = Vec::new();
        while let Some((key, value, state)) = stream.next() {
            let entry = LexiconEntry::from_value(value);
            let Distance::Exact(distance) = near.0.distance(state) else { continue };
            // Keys are forms, which are UTF-8.
            if let (false, Ok(form)) = (entry.is_name, std::str::from_utf8(key)) {
                found.push(Neighbour { form: form.to_owned(), entry, distance });
            }
        }
        found
    }
}

/// The automaton of Schulz and Mihov (2002), *Fast string correction with Levenshtein automata*, as `fst` takes it.
struct Near(DFA);

impl Automaton for Near {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}
