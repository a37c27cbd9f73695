//! Tags and lemmas of sentences that are plain, learners' and extortionists'.

use tongueprint_features::text::{Analyser, Lemmatiser, Topic};

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
