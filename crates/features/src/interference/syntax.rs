//! The pattern language: text in, a [`Sequence`] of elements out. docs/ADDING_A_PATTERN.md describes it.
//!
//! ```text
//! sequence  = { "^" | "$" | "[" | "]" | element }          separated by blanks
//! element   = [ "~" ] and { "|" and } [ "?" | "{m,n}" | "{n}" ]
//! and       = unary { "&" unary }
//! unary     = "!" unary | "(" or ")" | "*" | "@class" | "#sign" | "<lemma|lemma>" | TAG | word | "quoted"
//! ```

use crate::text::{Upos, Xpos};

/// Elements a sequence may have.
const LONGEST: usize = 16;
/// Tokens that one element may take.
const WIDEST: usize = 40;
/// The ways in which optional elements and gaps may be combined: what bounds the work at one place of a text.
const MOST_WAYS: usize = 400;

/// A parsed pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sequence {
    pub(super) elements: Vec<Element>,
    /// Must start, must end with the sentence.
    pub(super) at_start: bool,
    pub(super) at_end: bool,
    /// The elements that are shown and corrected; the others are context.
    pub(super) shown: std::ops::Range<usize>,
}

/// One element: what a token must be, and how many such tokens may follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) test: Expr,
    /// Takes no token; the neighbour must not be so, if there is one in the sentence.
    pub(super) absent: bool,
    pub(super) least: u8,
    pub(super) most: u8,
}

/// What a token must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expr {
    Any,
    Word(String),
    Lemma(String),
    Class(String),
    /// A class of lemmas.
    LemmaClass(String),
    Upos(Upos),
    Xpos(Xpos),
    Sign(Sign),
    /// The first letters of the lower-cased word.
    Starts(String),
    /// The last letters.
    Ends(String),
    Not(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
}

/// What can be asked of a token beside its word and its tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Sign {
    /// White space stands before it.
    Spaced,
    /// Its first letter is a capital.
    Capital,
    /// It has at least two letters, all capital.
    Shouted,
    /// A masked name or a proper noun.
    Name,
    /// A number written with digits.
    Number,
    /// An emoticon or emoji.
    Face,
    /// Written with full-width or East Asian forms.
    Wide,
    /// First of its sentence.
    First,
    /// The first letter of its sound is likely a vowel.
    Vowel,
    /// On a line other than the token's before it.
    NewLine,
}

impl Sign {
    const ALL: [(&'static str, Self); 10] = [
        ("spaced", Self::Spaced),
        ("capital", Self::Capital),
        ("shouted", Self::Shouted),
        ("name", Self::Name),
        ("number", Self::Number),
        ("face", Self::Face),
        ("wide", Self::Wide),
        ("first", Self::First),
        ("vowel", Self::Vowel),
        ("newline", Self::NewLine),
    ];

    pub(super) const COUNT: usize = Self::ALL.len();

    pub(super) const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// Reads a pattern. One whose last element has `$` among its alternatives is two: that element, or the end.
///
/// # Errors
/// A sentence that says what is wrong, for the pattern's author.
pub(super) fn parse(pattern: &str) -> Result<Vec<Sequence>, String> {
    let parts: Vec<&str> = pattern.split_whitespace().collect();
    let ends = |part: &&str| part.split('|').any(|alternative| alternative == "$") && *part != "$";
    let Some(last) = parts.iter().position(ends) else {
        return Ok(vec![sequence(parts.iter().copied())?]);
    };
    if parts[last + 1..].iter().any(|part| *part != "]") {
        return Err(format!("nothing may follow {:?}, which may be the end", parts[last]));
    }
    let others: Vec<&str> =
        parts[last].split('|').filter(|alternative| *alternative != "$").collect();
    let others = others.join("|");
    let with = |replacement| {
        parts.iter().enumerate().map(move |(at, part)| if at == last { replacement } else { *part })
    };
    Ok(vec![sequence(with(&others))?, sequence(with("$"))?])
}

fn sequence<'a>(parts: impl Iterator<Item = &'a str>) -> Result<Sequence, String> {
    let mut sequence =
        Sequence { elements: Vec::new(), at_start: false, at_end: false, shown: 0..0 };
    let (mut open, mut close) = (None, None);
    for part in parts {
        if sequence.at_end && part != "]" {
            return Err("nothing may follow $".to_owned());
        }
        match part {
            "^" if sequence.elements.is_empty() => sequence.at_start = true,
            "^" => return Err("^ stands at the start only".to_owned()),
            "$" => sequence.at_end = true,
            "[" if open.is_none() => open = Some(sequence.elements.len()),
            "]" if open.is_some() && close.is_none() => close = Some(sequence.elements.len()),
            "[" | "]" => return Err("one pair of [ and ] at most".to_owned()),
            _ => sequence.elements.push(element(part)?),
        }
    }
    let count = sequence.elements.len();
    if open.is_some() != close.is_some() {
        return Err("[ without ]".to_owned());
    }
    sequence.shown = open.unwrap_or(0)..close.unwrap_or(count);
    if count == 0 || count > LONGEST {
        return Err(format!("a pattern has 1 to {LONGEST} elements, this one {count}"));
    }
    if sequence.elements[sequence.shown.clone()].iter().all(|element| element.least == 0) {
        return Err("what is shown may be nothing at all".to_owned());
    }
    let ways = sequence.elements.iter().try_fold(1_usize, |ways, element| {
        ways.checked_mul(usize::from(element.most - element.least) + 1)
    });
    if ways.is_none_or(|ways| ways > MOST_WAYS) {
        return Err(format!("gaps and options combine in more than {MOST_WAYS} ways"));
    }
    Ok(sequence)
}

fn element(part: &str) -> Result<Element, String> {
    let mut parser = Parser { part, rest: part };
    let absent = parser.take('~');
    let test = parser.or()?;
    let (least, most) = if absent { (0, 0) } else { parser.quantity()? };
    if !parser.rest.is_empty() {
        return Err(format!("cannot read {:?} in {part:?}", parser.rest));
    }
    Ok(Element { test, absent, least, most })
}

struct Parser<'a> {
    part: &'a str,
    rest: &'a str,
}

/// Characters that mean something; a word that holds one is quoted.
fn is_special(character: char) -> bool {
    "|&!()<>@#{}?*[]^~\"".contains(character)
}

impl Parser<'_> {
    fn fail<T>(&self, what: &str) -> Result<T, String> {
        Err(format!("{what} in {:?}", self.part))
    }

    fn take(&mut self, sign: char) -> bool {
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn or(&mut self) -> Result<Expr, String> {
        let mut alternatives = vec![self.and()?];
        while self.take('|') {
            alternatives.push(self.and()?);
        }
        Ok(one_or(alternatives, Expr::Or))
    }

    fn and(&mut self) -> Result<Expr, String> {
        let mut conditions = vec![self.unary()?];
        while self.take('&') {
            conditions.push(self.unary()?);
        }
        Ok(one_or(conditions, Expr::And))
    }

    fn unary(&mut self) -> Result<Expr, String> {
        for mark in ["!", "?"] {
            let rest = self.rest.strip_prefix(mark);
            if let Some(rest) =
                rest.filter(|rest| mark == "?" || rest.is_empty() || rest.starts_with('|'))
            {
                self.rest = rest;
                return Ok(Expr::Word(mark.to_owned()));
            }
        }
        if self.take('!') {
            return Ok(Expr::Not(Box::new(self.unary()?)));
        }
        if self.take('(') {
            let inner = self.or()?;
            return if self.take(')') { Ok(inner) } else { self.fail("( without )") };
        }
        if self.take('<') {
            let Some((inside, rest)) = self.rest.split_once('>') else {
                return self.fail("< without >");
            };
            self.rest = rest;
            let lemmas = inside.split('|').map(|lemma| match lemma.strip_prefix('@') {
                Some(class) => Expr::LemmaClass(class.to_owned()),
                None => Expr::Lemma(lemma.to_owned()),
            });
            return Ok(one_or(lemmas.collect(), Expr::Or));
        }
        if self.take('"') {
            let Some((word, rest)) = self.rest.split_once('"') else {
                return self.fail("a quotation mark without its partner");
            };
            self.rest = rest;
            return Ok(Expr::Word(word.to_owned()));
        }
        if self.take('@') {
            let name = self.name();
            return if name.is_empty() {
                self.fail("@ without a class")
            } else {
                Ok(Expr::Class(name))
            };
        }
        if self.take('#') {
            let name = self.name();
            let known = Sign::ALL.iter().find(|(known, _)| *known == name);
            return match known {
                Some(&(_, sign)) => Ok(Expr::Sign(sign)),
                None => self.fail(&format!("no sign #{name}")),
            };
        }
        let starred = self.take('*');
        let name = self.name();
        match (starred, name.is_empty()) {
            (true, true) => Ok(Expr::Any),
            (true, false) => Ok(Expr::Ends(name)),
            (false, true) => self.fail("a word, a tag or a class is missing"),
            (false, false) if self.take('*') => Ok(Expr::Starts(name)),
            (false, false) => self.word_or_tag(&name),
        }
    }

    fn word_or_tag(&self, name: &str) -> Result<Expr, String> {
        if !name.chars().any(|character| character.is_ascii_uppercase()) {
            return Ok(Expr::Word(name.to_owned()));
        }
        if name == "I" {
            return Ok(Expr::Word("i".to_owned()));
        }
        let tags = [name.parse().map(Expr::Upos).ok(), name.parse().map(Expr::Xpos).ok()];
        let tags: Vec<Expr> = tags.into_iter().flatten().collect();
        if tags.is_empty() {
            return self
                .fail(&format!("{name:?} is no tag, and words are written in small letters"));
        }
        Ok(one_or(tags, Expr::Or))
    }

    /// The longest run of ordinary characters.
    fn name(&mut self) -> String {
        let end = self.rest.find(is_special).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        name.to_owned()
    }

    fn quantity(&mut self) -> Result<(u8, u8), String> {
        if self.take('?') {
            return Ok((0, 1));
        }
        if !self.take('{') {
            return Ok((1, 1));
        }
        let Some((inside, rest)) = self.rest.split_once('}') else {
            return self.fail("{ without }");
        };
        self.rest = rest;
        let (least, most) = inside.split_once(',').unwrap_or((inside, inside));
        match (least.parse::<u8>(), most.parse::<u8>()) {
            (Ok(least), Ok(most)) if least <= most && most >= 1 && usize::from(most) <= WIDEST => {
                Ok((least, most))
            }
            _ => self.fail("{m,n} needs two numbers, m not above n"),
        }
    }
}

fn one_or(mut all: Vec<Expr>, join: fn(Vec<Expr>) -> Expr) -> Expr {
    match all.pop() {
        Some(only) if all.is_empty() => only,
        Some(last) => {
            all.push(last);
            join(all)
        }
        None => Expr::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements() {
        let sequence = parse("^ <explain|describe> [ me|@him DT? !(NN|NNS)&*ing *{0,3} ] \"!\" $")
            .unwrap()
            .remove(0);
        assert!(sequence.at_start && sequence.at_end);
        assert_eq!((sequence.elements.len(), sequence.shown), (6, 1..5));
        assert_eq!((sequence.elements[2].least, sequence.elements[2].most), (0, 1));
        assert_eq!(sequence.elements[5].test, Expr::Word("!".to_owned()));
        assert_eq!(
            sequence.elements[1].test,
            Expr::Or(vec![Expr::Word("me".into()), Expr::Class("him".into())])
        );
    }

    #[test]
    fn the_end_may_be_an_alternative() {
        let both = parse("[ a ] b|$|c").unwrap();
        assert_eq!(both.iter().map(|one| one.at_end).collect::<Vec<_>>(), [false, true]);
        assert_eq!(both.iter().map(|one| one.elements.len()).collect::<Vec<_>>(), [2, 1]);
        assert!(parse("a|$ b").is_err());
    }

    #[test]
    fn errors_name_the_place() {
        for (pattern, reason) in [
            ("", "1 to 16 elements"),
            ("a b ^", "start only"),
            ("$ a", "follow $"),
            ("[ a", "[ without ]"),
            ("Explain", "is no tag"),
            ("#odd", "no sign #odd"),
            ("(a|b", "( without )"),
            ("a{3,1}", "needs two numbers"),
            ("*{0,9} a *{0,9} b *{0,9}", "400 ways"),
            ("a?", "nothing at all"),
            ("a||b", "missing"),
        ] {
            let error = parse(pattern).unwrap_err();
            assert!(error.contains(reason), "{pattern}: {error}");
        }
    }
}
