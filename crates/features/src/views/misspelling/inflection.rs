//! Regular endings on stems that do not take them: `goed`, `childs`, `informations`.

use crate::text::Lexicon;

/// Verbs with an irregular past.
const VERBS: &str = "awake be bear beat become begin bend bet bind bite bleed blow break breed bring build burst buy \
    catch choose cling come cost creep cut deal dig do draw drink drive eat fall feed feel fight find flee fly forbid \
    forget forgive freeze get give go grow hang have hear hide hit hold hurt keep know lay lead leave lend let lie \
    lose make mean meet overcome pay put quit read ride ring rise run say see seek sell send set shake shoot show \
    shrink shut sing sink sit sleep slide speak spend spin spread stand steal stick sting strike swear sweep swim \
    swing take teach tear tell think throw understand undergo wake wear weep win withdraw write";

/// Nouns with an irregular plural, or without one.
const NOUNS: &str = "advice baggage bread child children clothing correspondence data deer equipment evidence \
    feedback foot furniture goose grass hardware homework housework information jewelry knowledge luggage machinery \
    man mankind men mice mouse music news ox people police progress research rubbish scenery sheep slang software \
    staff stuff tooth teeth traffic transportation trash violence vocabulary wealth weather woman women";

/// Adjectives with irregular degrees.
const ADJECTIVES: &str = "bad far good ill little many much well";

/// The regular ending that stands on a stem that does not take it.
pub(super) fn regularised(lower: &str) -> Option<&'static str> {
    let has = |list: &str, stem: &str| list.split_ascii_whitespace().any(|known| known == stem);
    let verb = |ending: &str, put: &str| {
        lower.strip_suffix(ending).is_some_and(|stem| match put {
            "" => has(VERBS, stem) || doubled(stem).is_some_and(|stem| has(VERBS, stem)),
            _ => has(VERBS, &format!("{stem}{put}")),
        })
    };
    if verb("ed", "") || verb("ed", "e") || verb("ied", "y") {
        return Some("ed");
    }
    let noun = |ending: &str, put: &str| {
        lower.strip_suffix(ending).is_some_and(|stem| has(NOUNS, &format!("{stem}{put}")))
    };
    if noun("s", "") || noun("es", "") || noun("ies", "y") {
        return Some("s");
    }
    ["er", "est"].into_iter().find(|ending| {
        lower.strip_suffix(ending).is_some_and(|stem| {
            has(ADJECTIVES, stem) || doubled(stem).is_some_and(|stem| has(ADJECTIVES, stem))
        })
    })
}

/// The regular ending on a common stem, where no neighbour of the word has that ending too.
pub(super) fn regular(lower: &str, neighbours: &[&str]) -> Option<&'static str> {
    let lexicon = Lexicon::bundled();
    ["ing", "ed", "est", "er", "ly", "s"].into_iter().find(|ending| {
        lower.strip_suffix(ending).is_some_and(|stem| {
            stem.len() > 2
                && lexicon.get(stem).is_some_and(|entry| entry.rank >= 4 && !entry.is_name)
        }) && !neighbours.iter().any(|near| near.ends_with(ending))
    })
}

/// The stem with its doubled last letter made single.
fn doubled(stem: &str) -> Option<&str> {
    let bytes = stem.as_bytes();
    let (&last, before) = bytes.split_last()?;
    (last.is_ascii_alphabetic() && before.last() == Some(&last)).then(|| &stem[..stem.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn irregular_stems() {
        for (word, ending) in [
            ("goed", Some("ed")),
            ("writed", Some("ed")),
            ("cutted", Some("ed")),
            ("flyed", Some("ed")),
            ("childrens", Some("s")),
            ("homeworks", Some("s")),
            ("gooder", Some("er")),
            ("baddest", Some("est")),
            ("walked", None),
            ("ed", None),
            ("s", None),
        ] {
            assert_eq!(regularised(word), ending, "{word}");
        }
    }
}
