//! The treebank's files in, sentences out.
//!
//! A file has one token a line, `form<TAB>lemma<TAB>UPOS<TAB>XPOS`, and an empty line after each sentence.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use tongueprint_features::text::{Analyser, Tag, TagInput, TokenKind, Topic};

/// One token with its annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) form: String,
    pub(crate) lemma: String,
    pub(crate) tag: Tag,
    /// The kind that the tokeniser gives the form by itself.
    pub(crate) kind: TokenKind,
}

impl Token {
    pub(crate) fn input(&self) -> TagInput<'_> {
        TagInput { text: &self.form, kind: self.kind }
    }
}

/// A sentence of the treebank.
pub(crate) type Sentence = Vec<Token>;

/// Reads one file of the treebank.
pub(crate) fn read(path: &Path) -> Result<Vec<Sentence>> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    parse(&text).with_context(|| format!("in {}", path.display()))
}

/// Reads sentences from the text of a file.
pub(crate) fn parse(text: &str) -> Result<Vec<Sentence>> {
    let mut sentences = Vec::new();
    let mut sentence = Sentence::new();
    for (number, line) in text.lines().enumerate() {
        if line.is_empty() {
            if !sentence.is_empty() {
                sentences.push(std::mem::take(&mut sentence));
            }
            continue;
        }
        sentence.push(token(line).with_context(|| format!("line {}", number + 1))?);
    }
    if !sentence.is_empty() {
        sentences.push(sentence);
    }
    Ok(sentences)
}

fn token(line: &str) -> Result<Token> {
    let mut fields = line.split('\t');
    let mut field = || fields.next().context("fewer than four fields");
    let (form, lemma, upos, xpos) = (field()?, field()?, field()?, field()?);
    Ok(Token {
        form: form.to_owned(),
        lemma: lemma.to_owned(),
        tag: Tag::new(upos.parse()?, xpos.parse()?),
        kind: kind(form),
    })
}

/// The kind of a form that the tokeniser keeps whole; a word otherwise.
fn kind(form: &str) -> TokenKind {
    // A closing bracket that stands alone would be a smile.
    if form.bytes().all(|byte| matches!(byte, b'(' | b')')) {
        return TokenKind::Punctuation;
    }
    let analysis = Analyser::new(Topic::Keep).analyse(form);
    match analysis.tokens() {
        [token] => token.kind,
        _ => TokenKind::Word,
    }
}
