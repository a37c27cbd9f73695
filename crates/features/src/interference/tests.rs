use super::*;
use crate::text::{Analyser, Topic};

fn ids(text: &str) -> Vec<&'static str> {
    let analysis = Analyser::new(Topic::Mask).analyse(text);
    let matches = Interference::bundled().matches(&analysis, text);
    matches.iter().map(|found| found.pattern.id()).collect()
}

#[test]
fn every_pattern_fires_on_its_wrong_examples_and_on_no_right_one() {
    let mut failures = Vec::new();
    for pattern in Interference::bundled().patterns() {
        for (examples, expected) in [(pattern.wrong(), true), (pattern.right(), false)] {
            for example in examples {
                if ids(example).contains(&pattern.id()) != expected {
                    failures.push(format!(
                        "{}: {example:?} {expected}: {:?}",
                        pattern.id(),
                        tagged(example)
                    ));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_catalogue_is_large_and_cites_what_exists() {
    let patterns = Interference::bundled().patterns();
    assert!(patterns.len() >= 200, "{}", patterns.len());
    for pattern in patterns {
        assert_eq!(Sources::bundled().errors(pattern).join("; "), "", "{}", pattern.id());
    }
}

#[test]
fn a_claim_needs_a_source_that_treats_the_language() {
    let text = "[book]\nreference = 'B'\nchapters = { Dutch = ['dutch'] }\n[paper]\nreference = 'P'\nlanguages = ['thai']";
    let sources = Sources::from_file(&CatalogueFile { name: "sources.toml", text }).unwrap();
    let errors = |fields: &str| {
        let text = format!(
            "family = 'f'\ntitle = 'F'\n[[pattern]]\nid = 'one'\ndetects = 'd'\nwhy = 'w'\nwrong = ['x']\n\
             right = ['y']\nmatch = 'a'\n{fields}"
        );
        let file = CatalogueFile { name: "f.toml", text: &text };
        let catalogue = Interference::from_files(&[], &[file]).unwrap();
        sources.errors(&catalogue.patterns()[0]).join("; ")
    };
    let cited = "sources = ['book: Dutch', 'paper']";
    assert_eq!(errors(&format!("languages = ['thai', 'dutch']\n{cited}")), "");
    assert_eq!(errors(&format!("languages = []\nexpected = ['korean']\n{cited}")), "");
    assert!(errors(&format!("languages = ['korean']\n{cited}")).contains("treats korean"));
    assert!(errors("languages = ['dutch']\nsources = ['book: Danish']").contains("\"Danish\""));
    assert!(errors("languages = []\nsources = ['novel']").contains("\"novel\""));
}

#[test]
fn every_pattern_has_a_rate_for_every_language() {
    let rates = Rates::bundled();
    for pattern in Interference::bundled().patterns() {
        for language in rates.languages() {
            let rate = rates.per_million(pattern.id(), language);
            assert!(rate.is_some_and(|rate| rate.is_finite() && rate >= 0.0), "{}", pattern.id());
        }
    }
}

/// A catalogue of one pattern, its fields after `match` given.
fn catalogue(rest: &str) -> Result<Interference, CatalogueError> {
    let text = format!(
        "family = 'f'\ntitle = 'F'\n[[pattern]]\nid = 'one'\ndetects = 'd'\nwhy = 'w'\nlanguages = []\n\
         sources = []\nwrong = ['x']\nright = ['y']\n{rest}"
    );
    let classes = CatalogueFile { name: "classes.toml", text: "pet = 'cat dog'" };
    Interference::from_files(&[classes], &[CatalogueFile { name: "f.toml", text: &text }])
}

fn found(catalogue: &Interference, text: &str) -> Vec<(String, Option<String>)> {
    let analysis = Analyser::new(Topic::Mask).analyse(text);
    let matches = catalogue.matches(&analysis, text);
    let words = |found: &Match<'_>| analysis.source_span(found.span).of(text).to_owned();
    matches.iter().map(|found| (words(found), found.correction.clone())).collect()
}

#[test]
fn spans_corrections_and_exceptions() {
    let catalogue = catalogue(
        "match = 'i [ <see> big{0,2} @pet ] ~food'\ncorrect = '$2:base a(n) $3 $4'\nexcept = 'big big cat'",
    )
    .unwrap();
    let seen = |text: &str| found(&catalogue, text);
    assert_eq!(seen("Then I saw cat."), [("saw cat".to_owned(), Some("see a cat".to_owned()))]);
    assert_eq!(seen("I see big big dog").len(), 1);
    assert!(seen("I see big big cat").is_empty());
    assert!(seen("I see dog food").is_empty());
    assert!(seen("I. See dog").is_empty());
}

#[test]
fn errors_name_file_pattern_and_reason() {
    for (rest, reason) in [
        ("match = '@bird'", "no class @bird"),
        ("match = '*'", "one element must be there exactly once"),
        ("match = ['a', 'b', 'c']\ncorrect = ['a', 'b']", "correct has 2 entries"),
        ("match = 'a'\ncorrect = '$2'", "the pattern has 1 elements"),
        ("match = 'a'\nexcept = '(a'", "except: ( without )"),
    ] {
        let error = catalogue(rest).unwrap_err().to_string();
        assert!(
            error.starts_with("f.toml: pattern \"one\": ") && error.contains(reason),
            "{error}"
        );
    }
    assert!(catalogue("match = 'a'\ncolour = 'red'").unwrap_err().to_string().contains("colour"));
}

#[test]
fn a_hostile_text_is_read_to_its_end() {
    for unit in ["the ", "I am to be ", "one of the most ", "but , that ", ") "] {
        let text = unit.repeat(20_000);
        let analysis = Analyser::new(Topic::Mask).analyse(&text);
        Interference::bundled().for_each(&analysis, |_, span| {
            let _ = span.of(analysis.prose());
        });
    }
}

/// Words with their tags and lemmas, to see why a pattern does not fire.
fn tagged(text: &str) -> String {
    let analysis = Analyser::new(Topic::Mask).analyse(text);
    let tokens = analysis.tokens().iter().zip(analysis.tags()).enumerate();
    let words = tokens.map(|(at, (token, tag))| {
        format!("{}/{}/{}", analysis.token_text(token), tag.xpos, analysis.lemma(at))
    });
    words.collect::<Vec<_>>().join(" ")
}
