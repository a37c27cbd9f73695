//! What the library knows of English: tags, lemmas, the lexicon; sentences that are plain, learners' and extortionists'.

use tongueprint_features::text::{Analyser, Lemmatiser, Lexicon, TagInput, Tagger, Topic};

/// `word/XPOS/lemma` of each token.
fn annotated(text: &str) -> String {
    let analysis = Analyser::new(Topic::Mask).analyse(text);
    let words: Vec<String> = analysis
        .tokens()
        .iter()
        .zip(analysis.tags())
        .enumerate()
        .map(|(index, (token, tag))| {
            format!("{}/{}/{}", analysis.token_text(token), tag.xpos, analysis.lemma(index))
        })
        .collect();
    words.join(" ")
}

#[test]
fn plain_sentences() {
    for (text, expected) in [
        (
            "She has bought three knives.",
            "She/PRP/she has/VBZ/have bought/VBN/buy three/CD/three knives/NNS/knife ././.",
        ),
        (
            "I don't know what they're doing",
            "I/PRP/I do/VBP/do n't/RB/not know/VB/know what/WP/what they/PRP/they 're/VBP/be doing/VBG/do",
        ),
    ] {
        assert_eq!(annotated(text), expected);
    }
}

#[test]
fn learners_and_extortionists() {
    for (text, part) in [
        ("He explained me a lot of informations", "informations/NNS/information"),
        ("your files was encrypted by us", "files/NNS/file was/VBD/be encrypted/VBN/encrypt"),
        ("ALL YOUR FILES WERE STOLEN", "FILES/NNS/file WERE/VBD/be"),
        ("i am agree with you", "am/VBP/be"),
    ] {
        let annotated = annotated(text);
        assert!(annotated.contains(part), "{annotated}");
    }
}

#[test]
fn the_bundled_lemmas_are_a_table() {
    let table = include_str!("../data/lemma/english.lemmas");
    assert!(table.lines().count() > 1_000);
    assert!(Lemmatiser::from_text(table).is_ok());
}

#[test]
fn the_lexicon_knows_english() {
    let lexicon = Lexicon::bundled();
    assert!(lexicon.len() > 100_000);
    for word in [
        "the",
        "colour",
        "color",
        "decryptor",
        "bitcoin",
        "n't",
        "don't",
        "children",
        "went",
        "encrypted",
        "website",
        "realise",
        "realize",
        "café",
    ] {
        assert!(lexicon.get(word).is_some(), "{word}");
    }
    for word in ["recieve", "informacion", "goed", "alot", "", "qqqq", "The"] {
        assert_eq!(lexicon.get(word), None, "{word}");
    }
    assert!(lexicon.get("warsaw").is_some_and(|entry| entry.is_name));
    assert!(lexicon.get("bill").is_some_and(|entry| !entry.is_name));
    assert!(lexicon.get("people").unwrap().rank > lexicon.get("populace").unwrap().rank);
}

#[test]
fn neighbours_are_near() {
    let forms = |word: &str| -> Vec<(String, u8)> {
        let near = Lexicon::bundled().neighbours(word);
        near.into_iter().map(|near| (near.form, near.distance)).collect()
    };
    // One exchange, one letter left out, one put in; two of them.
    for (word, form, distance) in [
        ("recieve", "receive", 1),
        ("adress", "address", 1),
        ("exemple", "example", 1),
        ("dont", "don't", 1),
        ("aparttament", "apartment", 2),
    ] {
        assert!(forms(word).contains(&(form.to_owned(), distance)), "{word}: {:?}", forms(word));
    }
    for word in ["", "x", "zz", "xqzjwkvb", &"a".repeat(10_000)] {
        assert_eq!(forms(word), [], "{word}");
    }
}

#[test]
fn hostile_models_are_errors() {
    let model = include_bytes!("../data/tagger/english.tagger");
    assert!(Tagger::from_bytes(model).is_ok());
    for length in [0, 4, 8, 12, 20, 500, 10_000, model.len() / 2, model.len() - 1] {
        assert!(Tagger::from_bytes(&model[..length]).is_err(), "{length} bytes");
    }
    assert!(Tagger::from_bytes(&[&model[..], b"x"].concat()).is_err());
    // Whatever a changed model does, it does not panic: not while it is read, nor when it tags.
    let words = ["your", "files", "Are", "encrypted", "!"].map(TagInput::word);
    for step in 0..40_usize {
        let mut changed = model.to_vec();
        let at = if step < 20 { step * 2 } else { step * 48_611 % model.len() };
        changed[at] ^= 0x80 | step as u8;
        if let Ok(tagger) = Tagger::from_bytes(&changed) {
            let mut tags = Vec::new();
            tagger.tag(&words, &mut tags);
            assert_eq!(tags.len(), words.len());
        }
    }
}
