//! A view's specification: `char_ngrams:1-5`, `char_ngrams:2-4:folded`, `orthography`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A way of reading a text.
///
/// ```
/// use tongueprint_features::views::View;
/// let view: View = "char_ngrams:1-5".parse()?;
/// assert_eq!(view.to_string(), "char_ngrams:1-5");
/// assert!("char_ngrams:0-99".parse::<View>().is_err());
/// # Ok::<(), tongueprint_features::views::ViewError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct View {
    kind: ViewKind,
    lowest: u8,
    highest: u8,
    folded: bool,
}

/// The kinds of view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ViewKind {
    /// Character n-grams, orders 1 to 9, cased or folded to lower case.
    CharNgrams,
    /// Word n-grams, orders 1 to 3.
    WordNgrams,
    /// N-grams of function words, all else collapsed, orders 1 to 5.
    FunctionWords,
    /// N-grams of words whose content is blurred to shape and suffix, orders 1 to 5.
    Distorted,
    /// Punctuation, spacing, capitals, number formats and other habits of the hand.
    Orthography,
    /// N-grams of part-of-speech tags, orders 1 to 5.
    PosNgrams,
    /// N-grams of function words and, for all other words, their tags, orders 1 to 5.
    PosWords,
    /// Character n-grams of affixes and at punctuation, orders 1 to 5.
    TypedCharNgrams,
    /// Unknown words and how they differ from the forms that were meant.
    Misspelling,
    /// Learner errors of the catalogue, by pattern and by family.
    Interference,
    /// N-grams of lemmas, orders 1 to 3.
    LemmaNgrams,
    /// Pairs of words with one to three words between them.
    SkipGrams,
}

impl ViewKind {
    const ALL: [Self; 12] = [
        Self::CharNgrams,
        Self::WordNgrams,
        Self::FunctionWords,
        Self::Distorted,
        Self::Orthography,
        Self::PosNgrams,
        Self::PosWords,
        Self::TypedCharNgrams,
        Self::Misspelling,
        Self::Interference,
        Self::LemmaNgrams,
        Self::SkipGrams,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::CharNgrams => "char_ngrams",
            Self::WordNgrams => "word_ngrams",
            Self::FunctionWords => "function_words",
            Self::Distorted => "distorted",
            Self::Orthography => "orthography",
            Self::PosNgrams => "pos_ngrams",
            Self::PosWords => "pos_words",
            Self::TypedCharNgrams => "typed_char_ngrams",
            Self::Misspelling => "misspelling",
            Self::Interference => "interference",
            Self::LemmaNgrams => "lemma_ngrams",
            Self::SkipGrams => "skip_grams",
        }
    }

    /// The highest n-gram order; 0 for a view without orders.
    const fn highest(self) -> u8 {
        match self {
            Self::CharNgrams => 9,
            Self::WordNgrams | Self::LemmaNgrams | Self::SkipGrams => 3,
            Self::FunctionWords
            | Self::Distorted
            | Self::PosNgrams
            | Self::PosWords
            | Self::TypedCharNgrams => 5,
            Self::Orthography | Self::Misspelling | Self::Interference => 0,
        }
    }

    /// Frozen: part of every key.
    pub(super) const fn number(self) -> u8 {
        match self {
            Self::CharNgrams => 1,
            Self::WordNgrams => 2,
            Self::FunctionWords => 3,
            Self::Distorted => 4,
            Self::Orthography => 5,
            Self::PosNgrams => 6,
            Self::PosWords => 7,
            Self::TypedCharNgrams => 8,
            Self::Misspelling => 9,
            Self::Interference => 10,
            Self::LemmaNgrams => 11,
            Self::SkipGrams => 12,
        }
    }
}

impl fmt::Display for ViewKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl View {
    /// A view of each kind, with all its orders.
    ///
    /// ```
    /// use tongueprint_features::views::View;
    /// assert!(View::of_each_kind().any(|view| view.to_string() == "word_ngrams:1-3"));
    /// ```
    pub fn of_each_kind() -> impl Iterator<Item = Self> {
        ViewKind::ALL.into_iter().map(Self::widest)
    }

    const fn widest(kind: ViewKind) -> Self {
        let highest = kind.highest();
        Self { kind, lowest: if highest == 0 { 0 } else { 1 }, highest, folded: false }
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> ViewKind {
        self.kind
    }

    /// Lowest and highest n-gram order; 0 and 0 for a view without orders.
    #[must_use]
    pub const fn orders(&self) -> (u8, u8) {
        (self.lowest, self.highest)
    }

    /// Whether characters are folded to lower case.
    #[must_use]
    pub const fn folded(&self) -> bool {
        self.folded
    }

    /// What every key of the view is seeded with, beside the order.
    pub(super) const fn seed_number(&self) -> u8 {
        self.kind.number() | if self.folded { 0x80 } else { 0 }
    }
}

/// A specification that names no view.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{spec:?} is no view: {why}. Known: {}", known())]
pub struct ViewError {
    spec: String,
    why: String,
}

fn known() -> String {
    let views: Vec<String> = View::of_each_kind().map(|view| view.to_string()).collect();
    format!("{}; char_ngrams also with :folded at the end", views.join(", "))
}

impl FromStr for View {
    type Err = ViewError;

    fn from_str(spec: &str) -> Result<Self, ViewError> {
        let fail = |why: &str| ViewError { spec: spec.to_owned(), why: why.to_owned() };
        let mut parts = spec.trim().split(':');
        let name = parts.next().unwrap_or_default();
        let kind = ViewKind::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| fail("no such name"))?;
        let mut view = Self::widest(kind);
        for part in parts {
            match part {
                "folded" if kind == ViewKind::CharNgrams => view.folded = true,
                "cased" if kind == ViewKind::CharNgrams => view.folded = false,
                orders if kind.highest() > 0 => {
                    let (low, high) = orders.split_once('-').unwrap_or((orders, orders));
                    let order = |text: &str| text.parse::<u8>().map_err(|_| fail("no order"));
                    (view.lowest, view.highest) = (order(low)?, order(high)?);
                    if view.lowest < 1
                        || view.lowest > view.highest
                        || view.highest > kind.highest()
                    {
                        return Err(fail("orders out of range"));
                    }
                }
                _ => return Err(fail("it takes no such option")),
            }
        }
        Ok(view)
    }
}

impl fmt::Display for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        if self.highest > 0 {
            write!(f, ":{}-{}", self.lowest, self.highest)?;
        }
        if self.folded { f.write_str(":folded") } else { Ok(()) }
    }
}

impl TryFrom<String> for View {
    type Error = ViewError;

    fn try_from(spec: String) -> Result<Self, ViewError> {
        spec.parse()
    }
}

impl From<View> for String {
    fn from(view: View) -> Self {
        view.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specifications_make_the_round_trip() {
        for spec in ["char_ngrams:1-9", "char_ngrams:2-4:folded", "word_ngrams:1-3", "orthography"]
        {
            assert_eq!(spec.parse::<View>().unwrap().to_string(), spec);
        }
        assert_eq!("distorted".parse::<View>().unwrap().to_string(), "distorted:1-5");
        assert_eq!("char_ngrams:3".parse::<View>().unwrap().orders(), (3, 3));
    }

    #[test]
    fn what_is_no_view_is_told_with_what_is() {
        for spec in [
            "",
            "words",
            "char_ngrams:0-3",
            "char_ngrams:4-2",
            "char_ngrams:1-10",
            "word_ngrams:1-2:folded",
            "orthography:1-2",
            "char_ngrams:x",
        ] {
            let message = spec.parse::<View>().unwrap_err().to_string();
            assert!(message.contains("function_words:1-5"), "{message}");
        }
    }
}
