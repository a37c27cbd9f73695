//! Runs rules over the facts of one text.
//!
//! Every token is looked up once in the index of anchors; most call no rule. A rule that is called grows from its
//! anchor to both sides. Its length and the ways in which its gaps combine are bounded by the parser, so that the
//! time is linear in the text, whatever the text.

use std::ops::Range;

use super::facts::{Fact, lower_into};
use super::rules::{Key, Rule, Step};
use super::syntax::Sign;
use crate::text::{Analysis, Upos, Xpos};

/// A rule and the step at which a token calls it.
type Call = (u32, u8);

/// Rules by the keys of their anchors.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    words: Vec<Vec<Call>>,
    lemmas: Vec<Vec<Call>>,
    upos: Vec<Vec<Call>>,
    xpos: Vec<Vec<Call>>,
    signs: Vec<Vec<Call>>,
    /// Signs that some rule is anchored at.
    used_signs: u16,
}

impl Index {
    pub(super) fn new(words: usize) -> Self {
        Self {
            words: vec![Vec::new(); words],
            lemmas: vec![Vec::new(); words],
            upos: vec![Vec::new(); Upos::ALL.len()],
            xpos: vec![Vec::new(); Xpos::ALL.len()],
            signs: vec![Vec::new(); Sign::COUNT],
            used_signs: 0,
        }
    }

    pub(super) fn add(&mut self, keys: &[Key], rule: u32, step: usize) {
        let call = (rule, step as u8);
        for &key in keys {
            match key {
                Key::Word(number) => self.words[number as usize].push(call),
                Key::Lemma(number) => self.lemmas[number as usize].push(call),
                Key::Upos(number) => self.upos[usize::from(number)].push(call),
                Key::Xpos(number) => self.xpos[usize::from(number)].push(call),
                Key::Sign(number) => {
                    self.used_signs |= 1 << number;
                    self.signs[usize::from(number)].push(call);
                }
            }
        }
    }

    fn calls(&self, fact: &Fact, mut call: impl FnMut(Call)) {
        let mut all = |calls: &[Call]| calls.iter().for_each(|&one| call(one));
        all(&self.words[fact.word as usize]);
        all(&self.lemmas[fact.lemma as usize]);
        all(&self.upos[fact.tag.upos as usize]);
        all(&self.xpos[fact.tag.xpos as usize]);
        let mut signs = fact.signs & self.used_signs;
        while signs != 0 {
            all(&self.signs[signs.trailing_zeros() as usize]);
            signs &= signs - 1;
        }
    }
}

/// Where a rule holds: the first token and how many tokens each step took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) rule: u32,
    pub(super) start: usize,
    pub(super) taken: [u8; 16],
}

impl Hit {
    /// The tokens that the steps of `range` took.
    pub(super) fn tokens(&self, range: Range<usize>) -> Range<usize> {
        let count = |steps: &[u8]| steps.iter().map(|&count| usize::from(count)).sum::<usize>();
        let start = self.start + count(&self.taken[..range.start]);
        start..start + count(&self.taken[range])
    }
}

/// A sentence without the marks at its edges lies inside `whole`.
#[derive(Clone, Debug)]
struct Sentence {
    whole: Range<usize>,
    body: Range<usize>,
}

/// One text under the rules.
pub(super) struct Run<'a> {
    analysis: &'a Analysis,
    facts: &'a [Fact],
}

impl<'a> Run<'a> {
    pub(super) fn new(analysis: &'a Analysis, facts: &'a [Fact]) -> Self {
        Self { analysis, facts }
    }

    /// All places where a rule holds, in the order of the anchors.
    pub(super) fn hits(
        &self,
        index: &Index,
        rules: &[Rule],
        mut found: impl FnMut(Hit, Range<usize>),
    ) {
        for range in self.analysis.sentence_ranges() {
            let sentence = Sentence { whole: range.clone(), body: self.body(range.clone()) };
            for at in range.clone() {
                index.calls(&self.facts[at], |(number, step)| {
                    let rule = &rules[number as usize];
                    if let Some(mut hit) = self.at_anchor(rule, usize::from(step), at, &sentence) {
                        hit.rule = number;
                        found(hit, range.clone());
                    }
                });
            }
        }
    }

    /// Whether `rule` holds somewhere in `sentence` so that it overlaps `tokens`.
    pub(super) fn overlaps(
        &self,
        rule: &Rule,
        sentence: Range<usize>,
        tokens: &Range<usize>,
    ) -> bool {
        let reach: usize = rule.steps.iter().map(|step| step.most).sum();
        let sentence = Sentence { whole: sentence.clone(), body: self.body(sentence) };
        let first = tokens.start.saturating_sub(reach).max(sentence.whole.start);
        (first..tokens.end).any(|start| {
            let mut hit = Hit { rule: 0, start, taken: [0; 16] };
            if !self.forward(rule, 0, start, &sentence, &mut hit.taken)
                || rule.at_start && start > sentence.body.start
            {
                return false;
            }
            let taken = hit.tokens(0..rule.steps.len());
            taken.start < tokens.end && tokens.start < taken.end
        })
    }

    /// The sentence without quotes and brackets before it, final marks and faces after it.
    fn body(&self, range: Range<usize>) -> Range<usize> {
        let edge = |at: usize, marks: &str| {
            let fact = &self.facts[at];
            let text = self.analysis.token_text(&self.analysis.tokens()[at]);
            fact.signs & Sign::Face.bit() != 0
                || fact.tag.upos == Upos::Punct && text.chars().all(|mark| marks.contains(mark))
        };
        let mut body = range;
        while body.start < body.end && edge(body.start, "\"'“‘„«([-–—*•") {
            body.start += 1;
        }
        while body.start < body.end && edge(body.end - 1, ".!?…\"'”’“»)]") {
            body.end -= 1;
        }
        body
    }

    fn at_anchor(&self, rule: &Rule, step: usize, at: usize, sentence: &Sentence) -> Option<Hit> {
        if !self.holds(&rule.steps[step], at) {
            return None;
        }
        let mut hit = Hit { rule: 0, start: at, taken: [0; 16] };
        hit.taken[step] = 1;
        if !self.forward(rule, step + 1, at + 1, sentence, &mut hit.taken) {
            return None;
        }
        hit.start = self.backward(rule, step, at, sentence, &mut hit.taken)?;
        Some(hit)
    }

    fn holds(&self, step: &Step, at: usize) -> bool {
        let lower = || {
            let mut lower = String::new();
            lower_into(self.analysis.token_text(&self.analysis.tokens()[at]), &mut lower);
            lower
        };
        step.test.holds(&self.facts[at], &lower)
    }

    /// Whether the steps from `step` on hold from token `at` on.
    fn forward(
        &self,
        rule: &Rule,
        step: usize,
        at: usize,
        sentence: &Sentence,
        taken: &mut [u8; 16],
    ) -> bool {
        let Some(now) = rule.steps.get(step) else {
            return !rule.at_end || at >= sentence.body.end;
        };
        if now.absent {
            taken[step] = 0;
            return (at >= sentence.whole.end || !self.holds(now, at))
                && self.forward(rule, step + 1, at, sentence, taken);
        }
        let room = sentence.whole.end.saturating_sub(at).min(now.most);
        let fitting = (0..room).take_while(|&next| self.holds(now, at + next)).count();
        choices(now, fitting).any(|count| {
            taken[step] = count as u8;
            self.forward(rule, step + 1, at + count, sentence, taken)
        })
    }

    /// The first token, if the steps before `step` hold before token `at`.
    fn backward(
        &self,
        rule: &Rule,
        step: usize,
        at: usize,
        sentence: &Sentence,
        taken: &mut [u8; 16],
    ) -> Option<usize> {
        let Some(before) = step.checked_sub(1) else {
            return (!rule.at_start || at <= sentence.body.start).then_some(at);
        };
        let now = &rule.steps[before];
        if now.absent {
            taken[before] = 0;
            let free = at == sentence.whole.start || !self.holds(now, at - 1);
            return if free { self.backward(rule, before, at, sentence, taken) } else { None };
        }
        let room = (at - sentence.whole.start).min(now.most);
        let fitting = (0..room).take_while(|&next| self.holds(now, at - 1 - next)).count();
        choices(now, fitting).find_map(|count| {
            taken[before] = count as u8;
            self.backward(rule, before, at - count, sentence, taken)
        })
    }
}

/// How many tokens a step may take, best first: a gap as few as possible, all else as many.
fn choices(step: &Step, fitting: usize) -> impl Iterator<Item = usize> {
    let range = step.least..fitting + 1;
    let lazy = matches!(step.test, super::rules::Test::Any);
    let (least, last) = (range.start, fitting);
    range.map(move |count| if lazy { count } else { last + least - count })
}
