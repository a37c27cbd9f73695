//! Rules made ready to run: words numbered, classes resolved, the rarest element chosen as the anchor.

use super::catalogue::Classes;
use super::correction::Template;
use super::facts::{Fact, Vocabulary};
use super::syntax::{Expr, Sequence, Sign};
use crate::text::Upos;

/// What a token must be, ready to ask.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Any,
    /// Sorted numbers of words, of lemmas.
    Words(Box<[u32]>),
    Lemmas(Box<[u32]>),
    /// Sets of tags, a bit each.
    Upos(u32),
    Xpos(u64),
    Sign(u16),
    Starts(Box<str>),
    Ends(Box<str>),
    Not(Box<Test>),
    And(Box<[Test]>),
    Or(Box<[Test]>),
}

impl Test {
    /// Whether a token is so; `lower` hands its lower-cased text, which few tests need.
    pub(super) fn holds(&self, fact: &Fact, lower: &impl Fn() -> String) -> bool {
        match self {
            Self::Any => true,
            Self::Words(words) => words.binary_search(&fact.word).is_ok(),
            Self::Lemmas(lemmas) => lemmas.binary_search(&fact.lemma).is_ok(),
            Self::Upos(set) => set & (1 << fact.tag.upos as u32) != 0,
            Self::Xpos(set) => set & (1 << fact.tag.xpos as u64) != 0,
            Self::Sign(bit) => fact.signs & bit != 0,
            Self::Starts(start) => lower().starts_with(&**start),
            Self::Ends(end) => lower().ends_with(&**end),
            Self::Not(test) => !test.holds(fact, lower),
            Self::And(tests) => tests.iter().all(|test| test.holds(fact, lower)),
            Self::Or(tests) => tests.iter().any(|test| test.holds(fact, lower)),
        }
    }
}

/// One element of a rule.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) test: Test,
    /// Takes no token; the neighbour must not be so.
    pub(super) absent: bool,
    pub(super) least: usize,
    pub(super) most: usize,
}

/// One way in which a pattern shows.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    /// The pattern's number.
    pub(super) pattern: u16,
    pub(super) steps: Box<[Step]>,
    pub(super) at_start: bool,
    pub(super) at_end: bool,
    pub(super) shown: std::ops::Range<usize>,
    pub(super) template: Option<Template>,
}

/// By what a token calls the rules that are anchored at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Word(u32),
    Lemma(u32),
    Upos(u8),
    Xpos(u8),
    Sign(u8),
}

/// Compiles sequences against one vocabulary.
pub(super) struct Compiler<'a> {
    pub(super) classes: &'a Classes,
    pub(super) vocabulary: Vocabulary,
}

/// The step to anchor at and the keys that lead to it.
pub(super) type Anchor = (usize, Vec<Key>);

impl Compiler<'_> {
    /// The rule, and its anchor.
    ///
    /// # Errors
    /// When a class is unknown or no element can be an anchor.
    pub(super) fn rule(
        &mut self,
        pattern: u16,
        sequence: &Sequence,
        template: Option<Template>,
    ) -> Result<(Rule, Anchor), String> {
        let mut steps = Vec::new();
        let mut best: Option<(f64, Anchor)> = None;
        for (at, element) in sequence.elements.iter().enumerate() {
            let test = self.test(&element.test)?;
            if (element.least, element.most) == (1, 1)
                && let Some((cost, keys)) = self.keys(&element.test)
                && best.as_ref().is_none_or(|(lowest, _)| cost < *lowest)
            {
                best = Some((cost, (at, keys)));
            }
            steps.push(Step {
                test,
                absent: element.absent,
                least: usize::from(element.least),
                most: usize::from(element.most),
            });
        }
        let (_, anchor) =
            best.ok_or("one element must be there exactly once and name words, tags or signs")?;
        let rule = Rule {
            pattern,
            steps: steps.into(),
            at_start: sequence.at_start,
            at_end: sequence.at_end,
            shown: sequence.shown.clone(),
            template,
        };
        Ok((rule, anchor))
    }

    fn class_numbers(&mut self, name: &str) -> Result<Box<[u32]>, String> {
        let classes = self.classes;
        let words = classes.get(name).ok_or_else(|| format!("no class @{name}"))?;
        Ok(self.numbers(words))
    }

    fn numbers(&mut self, words: &[String]) -> Box<[u32]> {
        let mut numbers: Vec<u32> = words.iter().map(|word| self.vocabulary.intern(word)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into()
    }

    fn test(&mut self, expr: &Expr) -> Result<Test, String> {
        Ok(match expr {
            Expr::Any => Test::Any,
            Expr::Word(word) => Test::Words(self.numbers(std::slice::from_ref(word))),
            Expr::Lemma(lemma) => Test::Lemmas(self.numbers(std::slice::from_ref(lemma))),
            Expr::Class(name) => Test::Words(self.class_numbers(name)?),
            Expr::LemmaClass(name) => Test::Lemmas(self.class_numbers(name)?),
            Expr::Upos(tag) => Test::Upos(1 << *tag as u32),
            Expr::Xpos(tag) => Test::Xpos(1 << *tag as u64),
            Expr::Sign(sign) => Test::Sign(sign.bit()),
            Expr::Starts(start) => Test::Starts(start.as_str().into()),
            Expr::Ends(end) => Test::Ends(end.as_str().into()),
            Expr::Not(inner) => Test::Not(Box::new(self.test(inner)?)),
            Expr::And(all) => Test::And(self.tests(all)?),
            Expr::Or(all) => self.any_of(all)?,
        })
    }

    fn tests(&mut self, all: &[Expr]) -> Result<Box<[Test]>, String> {
        all.iter().map(|one| self.test(one)).collect()
    }

    /// Alternatives, those of a kind merged into one set.
    fn any_of(&mut self, all: &[Expr]) -> Result<Test, String> {
        let (mut words, mut lemmas, mut upos, mut xpos) = (Vec::new(), Vec::new(), 0, 0);
        let mut others = Vec::new();
        for one in all {
            match self.test(one)? {
                Test::Words(set) => words.extend(set),
                Test::Lemmas(set) => lemmas.extend(set),
                Test::Upos(set) => upos |= set,
                Test::Xpos(set) => xpos |= set,
                other => others.push(other),
            }
        }
        for (mut set, make) in [(words, Test::Words as fn(_) -> _), (lemmas, Test::Lemmas)] {
            if !set.is_empty() {
                set.sort_unstable();
                set.dedup();
                others.push(make(set.into()));
            }
        }
        if upos != 0 {
            others.push(Test::Upos(upos));
        }
        if xpos != 0 {
            others.push(Test::Xpos(xpos));
        }
        Ok(match others.len() {
            1 => others.remove(0),
            _ => Test::Or(others.into()),
        })
    }

    /// Keys of which every token that passes has one, and how many tokens in 1,000 carry them, roughly.
    fn keys(&mut self, expr: &Expr) -> Option<(f64, Vec<Key>)> {
        match expr {
            Expr::Word(word) => {
                Some((frequency(word), vec![Key::Word(self.vocabulary.intern(word))]))
            }
            Expr::Lemma(word) => {
                Some((2.0 * frequency(word), vec![Key::Lemma(self.vocabulary.intern(word))]))
            }
            Expr::Class(name) => self.class_keys(name, 1.0, Key::Word),
            Expr::LemmaClass(name) => self.class_keys(name, 2.0, Key::Lemma),
            Expr::Upos(tag) => Some((upos_frequency(*tag), vec![Key::Upos(*tag as u8)])),
            Expr::Xpos(tag) => Some((40.0, vec![Key::Xpos(*tag as u8)])),
            Expr::Sign(sign) => Some((sign_frequency(*sign), vec![Key::Sign(*sign as u8)])),
            Expr::And(all) => all
                .iter()
                .filter_map(|one| self.keys(one))
                .min_by(|(one, _), (other, _)| one.total_cmp(other)),
            Expr::Or(all) => {
                let (mut sum, mut union) = (0.0, Vec::new());
                for one in all {
                    let (cost, keys) = self.keys(one)?;
                    sum += cost;
                    union.extend(keys);
                }
                union.sort_unstable();
                union.dedup();
                Some((sum, union))
            }
            Expr::Any | Expr::Not(_) | Expr::Starts(_) | Expr::Ends(_) => None,
        }
    }

    fn class_keys(
        &mut self,
        name: &str,
        factor: f64,
        key: fn(u32) -> Key,
    ) -> Option<(f64, Vec<Key>)> {
        let classes = self.classes;
        let words = classes.get(name)?;
        let cost = words.iter().map(|word| factor * frequency(word)).sum();
        Some((cost, self.numbers(words).iter().map(|&number| key(number)).collect()))
    }
}

/// Tokens in 1,000 of running English, from memory of any frequency list: only which of two is rarer counts.
fn frequency(word: &str) -> f64 {
    const COMMON: &[(f64, &str)] = &[
        (50.0, "the , ."),
        (25.0, "of and to a in i be"),
        (10.0, "is that it for you was with on as are my we have not 's n't this"),
        (
            4.0,
            "he they be at do but from or by your will an so can what me if there his all when about their one which \
             has were more our who would no very just like she because some had out up people time ! ? : ) ( \" -",
        ),
        (
            1.5,
            "make get go know think want good many much than them him us how other been also only say see then any \
             most after into these new now use did way could should even first day work well need take two year",
        ),
    ];
    let known =
        COMMON.iter().find(|(_, words)| words.split_whitespace().any(|known| known == word));
    known.map_or(0.1, |&(frequency, _)| frequency)
}

const fn upos_frequency(tag: Upos) -> f64 {
    match tag {
        Upos::Noun => 180.0,
        Upos::Verb | Upos::Punct | Upos::Pron => 110.0,
        Upos::Adp | Upos::Det => 90.0,
        Upos::Adj | Upos::Aux | Upos::Adv | Upos::Propn => 60.0,
        Upos::Cconj | Upos::Part | Upos::Num => 30.0,
        _ => 10.0,
    }
}

const fn sign_frequency(sign: Sign) -> f64 {
    match sign {
        Sign::Spaced => 900.0,
        Sign::Capital | Sign::Vowel => 200.0,
        Sign::First | Sign::Name => 60.0,
        Sign::Number | Sign::Shouted => 20.0,
        Sign::NewLine => 10.0,
        Sign::Face | Sign::Wide => 2.0,
    }
}
