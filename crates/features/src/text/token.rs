//! What the tokeniser hands to every later stage.

use crate::Span;

/// What a token is. Views read kinds, never re-guess them from characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A word, a clitic (`n't`, `'s`), a hyphenated word.
    Word,
    /// Digits, with their separators and an ordinal's or a unit's letters.
    Number,
    /// A run of one kind of punctuation: `,` `...` `?!`.
    Punctuation,
    /// Any other symbol: currency, mathematics, box drawing.
    Symbol,
    /// A web address.
    Url,
    /// An e-mail address or a messenger handle.
    Email,
    /// A Tor address without a scheme.
    Onion,
    /// A cryptocurrency wallet, a key, a hash or another long opaque identifier.
    Wallet,
    /// A Unicode emoji.
    Emoji,
    /// An emoticon: `:-)` `xD` `)))`.
    Emoticon,
    /// A name masked because it tells the topic (country, nationality, city, language, currency, person).
    Masked,
}

impl TokenKind {
    /// Whether it counts as a word of prose: words, numbers and masked names do.
    #[must_use]
    pub const fn is_prose_word(self) -> bool {
        matches!(self, Self::Word | Self::Masked)
    }
}

/// One token: where it lies in the prose of its [`Analysis`](super::Analysis), and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its place in the analysis's prose.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
    /// Whether white space (or the text's edge) stands before it.
    pub space_before: bool,
}
