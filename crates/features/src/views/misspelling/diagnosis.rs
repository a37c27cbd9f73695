//! An unknown word in, its signs out: the form that was probably meant, and how the word differs from it.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use super::edits::{Edit, align};
use super::inflection;
use super::{Sign, Signs};
use crate::text::{Lexicon, Neighbour};
use crate::views::function_words::is_function_word;

/// Diagnoses that are kept; when so many are known, later ones are made anew.
const MOST_KEPT: usize = 1 << 16;

static KEPT: LazyLock<RwLock<HashMap<String, Arc<Signs>>>> = LazyLock::new(RwLock::default);

/// The signs of a word that the lexicon lacks. They depend on the word alone.
pub(super) fn of(lower: &str) -> Arc<Signs> {
    // A diagnosis that panicked while it was stored cannot have left a map that is harmful to read.
    if let Some(signs) = KEPT.read().unwrap_or_else(PoisonError::into_inner).get(lower) {
        return Arc::clone(signs);
    }
    let signs = Arc::new(diagnose(lower));
    let mut kept = KEPT.write().unwrap_or_else(PoisonError::into_inner);
    if kept.len() < MOST_KEPT {
        kept.insert(lower.to_owned(), Arc::clone(&signs));
    }
    signs
}

fn diagnose(lower: &str) -> Signs {
    if let Some(ending) = inflection::regularised(lower) {
        return vec![(Sign::Inflection, ending.to_owned())];
    }
    let written: Vec<char> = lower.chars().collect();
    let mut neighbours = Lexicon::bundled().neighbours(lower);
    neighbours.extend(respelled(lower));
    let best = best(&neighbours, &written);
    if let Some((rank, parts)) = joined(lower)
        && best.as_ref().is_none_or(|(near, _)| rank > near.entry.rank + 1)
    {
        return vec![(Sign::Joined, parts)];
    }
    let close: Vec<&str> = neighbours
        .iter()
        .filter(|near| near.distance == 1)
        .map(|near| near.form.as_str())
        .collect();
    if let Some(ending) = inflection::regular(lower, &close) {
        return vec![(Sign::Inflection, format!("{ending} on a stem without"))];
    }
    match best {
        Some((near, edits)) => signs(&near.form, &written, &edits),
        None => vec![(Sign::Unknown, format!("…{}", last(&written, 2)))],
    }
}

/// The likeliest of the neighbours: few and ordinary edits, a common form.
fn best<'a>(neighbours: &'a [Neighbour], written: &[char]) -> Option<(&'a Neighbour, Vec<Edit>)> {
    neighbours
        .iter()
        // At a distance of two there are rare words near every string of letters.
        .filter(|near| near.distance <= 1 || near.entry.rank >= 3)
        .map(|near| {
            let right: Vec<char> = near.form.chars().collect();
            let edits = align(&right, written);
            let cost = match near.distance {
                0 => 0,
                _ => edits.iter().map(|edit| cost(*edit, &right, written)).sum(),
            };
            (cost * 2 - i32::from(near.entry.rank), near, edits)
        })
        .min_by_key(|(cost, ..)| *cost)
        .map(|(_, near, edits)| (near, edits))
}

/// Spellings of other languages, and those of English that sound the same.
const RESPELLED: [(&str, &str); 12] = [
    ("f", "ph"),
    ("k", "ch"),
    ("kw", "qu"),
    ("ks", "x"),
    ("cs", "x"),
    ("cion", "tion"),
    ("zion", "tion"),
    ("ção", "tion"),
    ("ique", "ic"),
    ("eux", "ous"),
    ("isch", "ic"),
    ("tät", "ty"),
];

/// Known forms that sound like the word, at a distance of "0": their edits are one.
fn respelled(lower: &str) -> Vec<Neighbour> {
    let lexicon = Lexicon::bundled();
    RESPELLED
        .iter()
        .filter(|(wrote, _)| lower.contains(wrote))
        .filter_map(|(wrote, meant)| {
            let form = lower.replace(wrote, meant);
            let entry = lexicon.get(&form).filter(|entry| !entry.is_name)?;
            Some(Neighbour { form, entry, distance: 0 })
        })
        .collect()
}

const fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// How unlikely an edit is, from 1 to 10.
fn cost(edit: Edit, right: &[char], written: &[char]) -> i32 {
    match edit {
        Edit::Missing { right_at, .. } if right[right_at] == '\'' => 1,
        Edit::Extra { .. } | Edit::Missing { .. } if doubling(edit, right, written).is_some() => 3,
        Edit::Exchanged { .. } => 4,
        Edit::Missing { right_at, .. } => 5 + first(right_at),
        Edit::Extra { right_at, .. } => 5 + first(right_at),
        Edit::Changed { right_at, at } => {
            let pair = (right[right_at], written[at]);
            let likely = is_vowel(pair.0) && is_vowel(pair.1) || sounds_alike(pair.0, pair.1);
            first(right_at) + if likely { 4 } else { 7 }
        }
    }
}

/// The first letter is seldom wrong.
const fn first(right_at: usize) -> i32 {
    if right_at == 0 { 3 } else { 0 }
}

/// Consonants that languages without the contrast exchange.
fn sounds_alike(one: char, other: char) -> bool {
    const PAIRS: [&str; 16] = [
        "bp", "bv", "cg", "ck", "cs", "dt", "fv", "gj", "gk", "lr", "mn", "sz", "vw", "cq", "jy",
        "kq",
    ];
    PAIRS.iter().any(|pair| pair.contains(one) && pair.contains(other))
}

/// The letter that is doubled or made single.
fn doubling(edit: Edit, right: &[char], written: &[char]) -> Option<char> {
    let doubles = |letters: &[char], at: usize| {
        let letter = letters[at];
        let same = |place: Option<usize>| place.and_then(|p| letters.get(p)) == Some(&letter);
        (same(at.checked_sub(1)) || same(Some(at + 1))).then_some(letter)
    };
    match edit {
        Edit::Extra { at, .. } => doubles(written, at),
        Edit::Missing { right_at, .. } => doubles(right, right_at),
        _ => None,
    }
}

fn last(letters: &[char], count: usize) -> String {
    letters[letters.len().saturating_sub(count)..].iter().collect()
}

fn signs(form: &str, written: &[char], edits: &[Edit]) -> Signs {
    let right: Vec<char> = form.chars().collect();
    let mut signs = vec![(Sign::Misspelt, edits.len().to_string())];
    for &edit in edits {
        let ((from, to), (start, end)) = edit.ranges();
        let right_letters: String = right[from..to].iter().collect();
        let written_letters: String = written[start..end].iter().collect();
        let (sign, kind, value) = name(edit, &right, written);
        signs.push((sign, value));
        signs.push((Sign::Kind, kind.to_owned()));
        let before = from.checked_sub(1).map_or('^', |place| right[place]);
        let after = right.get(to).copied().unwrap_or('$');
        signs.push((Sign::Around, format!("{before}[{right_letters}→{written_letters}]{after}")));
        if from < 2 {
            signs.push((Sign::Beginning, kind.to_owned()));
        }
    }
    for group in
        edits.chunk_by(|one, next| one.ranges().0.1 == next.ranges().0.0).filter(|g| g.len() > 1)
    {
        let ((from, _), (start, _)) = group[0].ranges();
        let ((_, to), (_, end)) = group[group.len() - 1].ranges();
        let of = |letters: &[char]| letters.iter().collect::<String>();
        signs.push((
            Sign::Respelled,
            format!("{}→{}", of(&right[from..to]), of(&written[start..end])),
        ));
    }
    let touches_end = edits.last().is_some_and(|edit| edit.ranges().0.1 + 2 >= right.len());
    if touches_end {
        signs.push((Sign::Ending, format!("{}→{}", last(&right, 3), last(written, 3))));
    }
    signs
}

/// The sign of an edit, its kind in words, and its letters.
fn name(edit: Edit, right: &[char], written: &[char]) -> (Sign, &'static str, String) {
    let kind_of = |letter: char| if is_vowel(letter) { "vowel" } else { "consonant" };
    if let Some(letter) = doubling(edit, right, written) {
        return match (edit, is_vowel(letter)) {
            (Edit::Extra { .. }, true) => (Sign::Doubled, "doubled vowel", letter.to_string()),
            (Edit::Extra { .. }, false) => (Sign::Doubled, "doubled consonant", letter.to_string()),
            (_, true) => (Sign::Single, "single vowel", letter.to_string()),
            (_, false) => (Sign::Single, "single consonant", letter.to_string()),
        };
    }
    match edit {
        Edit::Extra { at, .. } => {
            let letter = written[at];
            let final_e = letter == 'e' && at + 1 == written.len();
            let kind = match kind_of(letter) {
                _ if final_e => "extra final e",
                "vowel" => "extra vowel",
                _ => "extra consonant",
            };
            (Sign::Extra, kind, letter.to_string())
        }
        Edit::Missing { right_at, .. } => {
            let letter = right[right_at];
            let final_e = letter == 'e' && right_at + 1 == right.len();
            let kind = match kind_of(letter) {
                _ if letter == '\'' => "missing apostrophe",
                _ if final_e => "missing final e",
                "vowel" => "missing vowel",
                _ => "missing consonant",
            };
            (Sign::Missing, kind, letter.to_string())
        }
        Edit::Changed { right_at, at } => {
            let (meant, wrote) = (right[right_at], written[at]);
            let value = format!("{meant}→{wrote}");
            match (is_vowel(meant), is_vowel(wrote)) {
                (true, true) => (Sign::Vowel, "vowel for vowel", value),
                (false, false) if sounds_alike(meant, wrote) => {
                    (Sign::Consonant, "like consonant", value)
                }
                (false, false) => (Sign::Consonant, "unlike consonant", value),
                _ => (Sign::Letter, "vowel and consonant", value),
            }
        }
        Edit::Exchanged { at, .. } => {
            let value: String = written[at..at + 2].iter().collect();
            (Sign::Exchanged, "exchanged letters", value)
        }
    }
}

/// Two known words written as one: the lower of their ranks, and the words, of content words only `*`.
fn joined(lower: &str) -> Option<(u8, String)> {
    let lexicon = Lexicon::bundled();
    let rank = |word: &str| match word {
        "a" | "i" => Some(u8::MAX),
        _ if word.len() < 2 => None,
        _ => lexicon.get(word).filter(|entry| !entry.is_name).map(|entry| entry.rank),
    };
    let shown = |word: &str| if is_function_word(word) { word.to_owned() } else { "*".to_owned() };
    lower
        .char_indices()
        .skip(1)
        .filter_map(|(at, _)| {
            let (left, right) = lower.split_at(at);
            let rank = rank(left)?.min(rank(right)?);
            let grammatical = is_function_word(left) || is_function_word(right);
            (rank >= 8 && grammatical).then(|| (rank, format!("{} {}", shown(left), shown(right))))
        })
        .max_by_key(|(rank, _)| *rank)
}
