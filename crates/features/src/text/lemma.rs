//! Lemmas: a word and its tag in, its dictionary form out.
//!
//! One table holds closed lists and rules: for each Penn tag endings of words, and whole words, with what is taken
//! off and what is put in its place. The longest ending that a word has decides (Juršič et al. 2010, *LemmaGen*:
//! ripple-down rules). The table is made of the English Web Treebank and WordNet by `make tagger`.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::contractions::is_apostrophe;
use super::tag::{Tag, Xpos};

/// Why a text is no table of lemmas.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the lemmas: {why}")]
pub struct LemmaError {
    line: usize,
    why: &'static str,
}

/// A table of lemmas.
///
/// ```
/// use tongueprint_features::text::{Lemmatiser, Tag, Upos, Xpos};
/// let lemmas = Lemmatiser::bundled();
/// assert_eq!(lemmas.lemma("Went", Tag::new(Upos::Verb, Xpos::Vbd)), "go");
/// assert_eq!(lemmas.lemma("companies", Tag::new(Upos::Noun, Xpos::Nns)), "company");
/// assert_eq!(lemmas.lemma("informations", Tag::new(Upos::Noun, Xpos::Nns)), "information");
/// ```
#[derive(Clone, Debug)]
pub struct Lemmatiser {
    /// A trie of endings, read from the last byte; the first nodes are those of the tags.
    nodes: Vec<Node>,
    /// What is put in place of what is taken off.
    endings: Vec<String>,
}

/// What a node decides: how many bytes are taken off, and which ending is put there.
#[derive(Clone, Copy, Debug)]
struct Rule {
    strip: usize,
    ending: usize,
}

#[derive(Clone, Debug, Default)]
struct Node {
    rule: Option<Rule>,
    /// Ascending bytes and the node of each.
    next: Vec<(u8, u32)>,
}

/// Before the first byte of a word.
const WORD_START: u8 = b'^';

static BUNDLED: LazyLock<Lemmatiser> = LazyLock::new(|| {
    Lemmatiser::from_text(include_str!("../../data/lemma/english.lemmas"))
        .expect("the bundled table is read by a test")
});

impl Lemmatiser {
    /// The table of English that is part of this library.
    #[must_use]
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }

    /// Reads a table: lines of `XPOS`, ending (`^` before a whole word), number of bytes taken off, and what is put
    /// there, with a tab between each; lines that start with `# ` are comments.
    ///
    /// # Errors
    /// When a line is not of this form.
    pub fn from_text(text: &str) -> Result<Self, LemmaError> {
        let mut table = Self { nodes: vec![Node::default(); Xpos::ALL.len()], endings: Vec::new() };
        for (number, line) in text.lines().enumerate() {
            if !line.is_empty() && !line.starts_with("# ") {
                table.add(line).map_err(|why| LemmaError { line: number + 1, why })?;
            }
        }
        Ok(table)
    }

    fn add(&mut self, line: &str) -> Result<(), &'static str> {
        let mut fields = line.split('\t');
        let mut field = || fields.next().ok_or("fewer than four fields");
        let (tag, ending, strip, put) = (field()?, field()?, field()?, field()?);
        let tag: Xpos = tag.parse().map_err(|_| "no such tag")?;
        let strip: usize = strip.parse().map_err(|_| "no number of bytes")?;
        // Whatever has this ending can lose so much, on a character's boundary.
        let letters = ending.strip_prefix('^').unwrap_or(ending);
        if letters.len().checked_sub(strip).is_none_or(|at| !letters.is_char_boundary(at)) {
            return Err("more is taken off than the ending has");
        }
        let mut node = tag as usize;
        for &byte in ending.as_bytes().iter().rev() {
            let at = self.nodes[node].next.partition_point(|&(known, _)| known < byte);
            let found = self.nodes[node].next.get(at).filter(|&&(known, _)| known == byte);
            node = match found {
                Some(&(_, next)) => next as usize,
                None => {
                    let new = u32::try_from(self.nodes.len()).map_err(|_| "too many rules")?;
                    self.nodes[node].next.insert(at, (byte, new));
                    self.nodes.push(Node::default());
                    new as usize
                }
            };
        }
        let known = self.endings.iter().position(|known| known == put);
        let place = known.unwrap_or_else(|| {
            self.endings.push(put.to_owned());
            self.endings.len() - 1
        });
        self.nodes[node].rule = Some(Rule { strip, ending: place });
        Ok(())
    }

    /// The lemma of `form`, tagged so: in lower case, a name as it is written. Borrowed where letters are only
    /// taken off.
    #[must_use]
    pub fn lemma<'a>(&self, form: &'a str, tag: Tag) -> Cow<'a, str> {
        if !form.is_ascii() && form.contains(is_typographic) {
            let straight = form.replace(is_typographic, "'");
            return Cow::Owned(self.lemma(&straight, tag).into_owned());
        }
        let rule = self.rule(form, tag.xpos);
        let stem = rule.map_or(form, |rule| &form[..form.len().saturating_sub(rule.strip)]);
        let ending = rule.map_or("", |rule| self.endings[rule.ending].as_str());
        let keeps_case = matches!(tag.xpos, Xpos::Nnp | Xpos::Nnps) || is_acronym(stem, form);
        let lower = !keeps_case && stem.chars().any(char::is_uppercase);
        match (lower, ending.is_empty()) {
            (false, true) => Cow::Borrowed(stem),
            (false, false) => Cow::Owned(format!("{stem}{ending}")),
            (true, _) => {
                let mut lemma = stem.to_lowercase();
                lemma.push_str(ending);
                Cow::Owned(lemma)
            }
        }
    }

    /// The rule of the longest ending that the word has.
    fn rule(&self, form: &str, tag: Xpos) -> Option<Rule> {
        let mut node = &self.nodes[tag as usize];
        let mut rule = node.rule;
        let letters = form.bytes().rev().map(|byte| byte.to_ascii_lowercase());
        for byte in letters.chain([WORD_START]) {
            let Some(&(_, next)) = node.next.iter().find(|&&(known, _)| known == byte) else {
                break;
            };
            node = &self.nodes[next as usize];
            rule = node.rule.or(rule);
        }
        rule
    }
}

fn is_typographic(character: char) -> bool {
    character != '\'' && is_apostrophe(character)
}

/// The stem of `TVs`, `PCs`: capitals in a word that has a small ending. Words of capitals alone may be shouted.
fn is_acronym(stem: &str, form: &str) -> bool {
    let capitals = |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase());
    stem.len() > 1 && capitals(stem) && !capitals(form)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Upos;

    #[test]
    fn the_longest_ending_decides() {
        let table =
            "# a comment\nNNS\ts\t1\t\nNNS\ties\t3\ty\nNNS\t^movies\t1\t\nVBD\t^went\t4\tgo\n";
        let lemmas = Lemmatiser::from_text(table).unwrap();
        let noun = Tag::new(Upos::Noun, Xpos::Nns);
        for (form, lemma) in
            [("cats", "cat"), ("Parties", "party"), ("movies", "movie"), ("fish", "fish"), ("", "")]
        {
            assert_eq!(lemmas.lemma(form, noun), lemma);
        }
        assert_eq!(lemmas.lemma("WENT", Tag::new(Upos::Verb, Xpos::Vbd)), "go");
        assert!(matches!(lemmas.lemma("cats", noun), Cow::Borrowed("cat")));
        assert_eq!(lemmas.lemma("Beatles", Tag::new(Upos::Propn, Xpos::Nnp)), "Beatles");
    }

    #[test]
    fn what_is_no_table_is_an_error() {
        for (table, line) in [
            ("NNS\ts\n", 1),
            ("\nNNX\ts\t1\t\n", 2),
            ("NN\ts\tx\t\n", 1),
            ("NN\ts\t2\t\n", 1),
            ("NN\té\t1\t\n", 1),
        ] {
            assert_eq!(Lemmatiser::from_text(table).unwrap_err().line, line, "{table:?}");
        }
    }
}
