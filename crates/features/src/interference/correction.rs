//! Corrections: a template with the pattern's elements in it, filled with the writer's own words.
//!
//! `$2` is what the second element took, as it was written; `$2:base` its lemma; `$2:plural`, `$2:s` and `$2:ing`
//! regular forms made of the lemma; `a(n)` the indefinite article that the next word asks for. All else is text.

/// A parsed template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Element(usize, Form),
    Article,
}

/// The form in which an element is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    AsWritten,
    Base,
    /// With `-s`: a plural, or a verb's third person.
    WithS,
    WithIng,
}

impl Template {
    /// Reads a template for a pattern of `elements` elements.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub(super) fn parse(text: &str, elements: usize) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix("a(n)") {
                pieces.push(Piece::Article);
                rest = after;
            } else if let Some(after) = rest.strip_prefix('$') {
                let digits = after.bytes().take_while(u8::is_ascii_digit).count();
                let number: usize = after[..digits]
                    .parse()
                    .map_err(|_| format!("$ without a number in {text:?}"))?;
                if number == 0 || number > elements {
                    return Err(format!("${number}: the pattern has {elements} elements"));
                }
                rest = &after[digits..];
                let mut form = Form::AsWritten;
                for (name, known) in FORMS {
                    if let Some(after) = rest.strip_prefix(name) {
                        (form, rest) = (known, after);
                        break;
                    }
                }
                pieces.push(Piece::Element(number - 1, form));
            } else {
                // Neither begins here: search behind the first character, however many bytes it has.
                let first = rest.chars().next().map_or(0, char::len_utf8);
                let after = &rest[first..];
                let end = after.find('$').into_iter().chain(after.find("a(n)")).min();
                let end = end.map_or(rest.len(), |end| end + first);
                pieces.push(Piece::Text(rest[..end].to_owned()));
                rest = &rest[end..];
            }
        }
        Ok(Self(pieces))
    }

    /// Fills the template; `element` hands what an element took, in a form. White space runs become one blank.
    pub(super) fn fill(&self, element: impl Fn(usize, Form) -> String) -> String {
        let mut filled = String::new();
        for (at, piece) in self.0.iter().enumerate() {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Element(number, form) => filled.push_str(&element(*number, *form)),
                Piece::Article => {
                    let next = self.0[at + 1..].iter().find_map(|piece| match piece {
                        Piece::Text(text) if text.trim().is_empty() => None,
                        Piece::Text(text) => Some(text.trim().to_owned()),
                        Piece::Element(number, form) => {
                            Some(element(*number, *form)).filter(|text| !text.is_empty())
                        }
                        Piece::Article => None,
                    });
                    filled.push_str(if next.is_some_and(|next| sounds_like_vowel(&next)) {
                        "an"
                    } else {
                        "a"
                    });
                }
            }
        }
        filled.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

const FORMS: [(&str, Form); 4] =
    [(":base", Form::Base), (":plural", Form::WithS), (":s", Form::WithS), (":ing", Form::WithIng)];

/// Whether `word` starts with the sound of a vowel, so that it takes *an*; letters are a guess at sounds.
pub(super) fn sounds_like_vowel(word: &str) -> bool {
    let lower = word.to_lowercase();
    let starts = |list: &[&str]| list.iter().any(|start| lower.starts_with(start));
    if starts(&["hour", "honest", "honor", "honour", "heir"]) {
        return true;
    }
    let like_you =
        ["uni", "use", "usu", "uti", "eu", "one", "once", "ura", "ure", "uto", "ufo", "ukr"];
    let un = starts(&["unim", "unin", "unid", "unint"]);
    starts(&["a", "e", "i", "o", "u"]) && (un || !starts(&like_you))
}

/// A regular form of a lemma.
pub(super) fn inflect(lemma: &str, form: Form) -> String {
    let bytes = lemma.as_bytes();
    let last = bytes.last().copied().unwrap_or(b' ');
    let before = bytes.len().checked_sub(2).map_or(b' ', |at| bytes[at]);
    let vowel = |byte: u8| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u');
    match form {
        Form::AsWritten | Form::Base => lemma.to_owned(),
        Form::WithS if last == b'y' && !vowel(before) => {
            format!("{}ies", &lemma[..lemma.len() - 1])
        }
        Form::WithS
            if matches!(last, b's' | b'x' | b'z')
                || lemma.ends_with("ch")
                || lemma.ends_with("sh") =>
        {
            format!("{lemma}es")
        }
        Form::WithS if lemma == "do" || lemma == "go" => format!("{lemma}es"),
        Form::WithS if lemma == "have" => "has".to_owned(),
        Form::WithS if lemma == "be" => "is".to_owned(),
        Form::WithS => format!("{lemma}s"),
        Form::WithIng if lemma.ends_with("ie") => format!("{}ying", &lemma[..lemma.len() - 2]),
        Form::WithIng if last == b'e' && !matches!(before, b'e' | b'o' | b'y') && lemma != "be" => {
            format!("{}ing", &lemma[..lemma.len() - 1])
        }
        Form::WithIng if DOUBLED.contains(&lemma) => format!("{lemma}{}ing", char::from(last)),
        Form::WithIng => format!("{lemma}ing"),
    }
}

/// Common verbs that double their last consonant.
const DOUBLED: &[&str] = &[
    "admit", "begin", "control", "cut", "forget", "get", "hit", "let", "permit", "plan", "prefer",
    "put", "quit", "refer", "regret", "run", "set", "shut", "sit", "stop", "swim", "win",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(template: &str, words: &[&str]) -> String {
        let template = Template::parse(template, words.len()).unwrap();
        template.fill(|at, form| inflect(words[at], form))
    }

    #[test]
    fn templates() {
        assert_eq!(fill("$1 to $2", &["explain", "me"]), "explain to me");
        assert_eq!(fill("a(n) $1", &["hour"]), "an hour");
        assert_eq!(fill("«$1»", &["try"]), "«try»");
        assert_eq!(fill("a(n) $1 $2", &["", "university"]), "a university");
        assert_eq!(fill("$1:ing $1:s $1:plural", &["try"]), "trying tries tries");
        assert_eq!(fill("$1:ing", &["lie"]), "lying");
        assert_eq!(fill("$1:ing", &["make"]), "making");
        assert!(Template::parse("$3", 2).is_err() && Template::parse("$", 2).is_err());
    }
}
