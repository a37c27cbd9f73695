//! What the tokeniser hands to every later stage.

use crate::Span;

/// The characters that stand in the prose for what is not prose. The source's own private-use characters are
/// removed, so that these mean nothing else.
pub mod placeholder {
    /// For a [`Url`](super::TokenKind::Url).
    pub const URL: char = '\u{E000}';
    /// For an [`Email`](super::TokenKind::Email).
    pub const EMAIL: char = '\u{E001}';
    /// For an [`Onion`](super::TokenKind::Onion).
    pub const ONION: char = '\u{E002}';
    /// For a [`Wallet`](super::TokenKind::Wallet).
    pub const WALLET: char = '\u{E003}';
    /// For a [`Masked`](super::TokenKind::Masked) name.
    pub const MASKED: char = '\u{E004}';
}

/// What a token is. Views read kinds, never re-guess them from characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A word or a clitic (`n't`, `'s`). The parts of a hyphenated word are words of their own.
    Word,
    /// Digits, with their separators and an ordinal's or a unit's letters.
    Number,
    /// A run of one kind of punctuation: `,` `...` `?!`.
    Punctuation,
    /// Any other symbol: currency, mathematics, box drawing.
    Symbol,
    /// A web address, a path or a file name.
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
    /// The private-use character that stands for such a token in the prose; `None` for tokens that are prose.
    #[must_use]
    pub const fn placeholder(self) -> Option<char> {
        match self {
            Self::Url => Some(placeholder::URL),
            Self::Email => Some(placeholder::EMAIL),
            Self::Onion => Some(placeholder::ONION),
            Self::Wallet => Some(placeholder::WALLET),
            Self::Masked => Some(placeholder::MASKED),
            _ => None,
        }
    }

    /// Whether it counts as a word of prose: words and masked names do.
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
