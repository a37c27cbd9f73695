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

/// Words with their tags and lemmas, to see why a pattern does not fire.
fn tagged(text: &str) -> String {
    let analysis = Analyser::new(Topic::Mask).analyse(text);
    let tokens = analysis.tokens().iter().zip(analysis.tags()).enumerate();
    let words = tokens.map(|(at, (token, tag))| {
        format!("{}/{}/{}", analysis.token_text(token), tag.xpos, analysis.lemma(at))
    });
    words.collect::<Vec<_>>().join(" ")
}
