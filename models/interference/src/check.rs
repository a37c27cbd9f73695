//! For whoever writes patterns: reads a catalogue from its folder and runs its examples.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use tongueprint_features::interference::{CatalogueError, CatalogueFile, Interference, Sources};
use tongueprint_features::text::{Analyser, Topic};

/// The catalogue in `folder`, or the library's own, with what is wrong with it.
pub(crate) fn catalogue(folder: Option<&Path>) -> Result<(Interference, Vec<CatalogueError>)> {
    let Some(folder) = folder else {
        return Ok((Interference::bundled().clone(), Vec::new()));
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".toml") && name != "sources.toml" && name != "rates.toml" {
            files.push((name, fs::read_to_string(&path)?));
        }
    }
    files.sort();
    let (classes, families): (Vec<_>, Vec<_>) = files
        .iter()
        .map(|(name, text)| CatalogueFile { name, text })
        .partition(|file| file.name == "classes.toml");
    Ok(Interference::with_errors(&classes, &families))
}

/// The sources in `folder`, or the library's own.
pub(crate) fn sources(folder: Option<&Path>) -> Result<Sources> {
    let Some(folder) = folder else { return Ok(Sources::bundled().clone()) };
    let path = folder.join("sources.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    Ok(Sources::from_file(&CatalogueFile { name: "sources.toml", text: &text })?)
}

/// Prints what is wrong with the catalogue, each citation that does not bear its claim, and each example that does
/// not do what it should.
#[expect(clippy::print_stdout, reason = "the answer")]
pub(crate) fn check(
    patterns: &Interference,
    sources: &Sources,
    errors: &[CatalogueError],
) -> Result<()> {
    let mut wrong = errors.len();
    for error in errors {
        println!("{error}");
    }
    for pattern in patterns.patterns() {
        for error in sources.errors(pattern) {
            wrong += 1;
            println!("{}: {error}", pattern.id());
        }
        for (examples, expected) in [(pattern.wrong(), true), (pattern.right(), false)] {
            for example in examples {
                let analysis = Analyser::new(Topic::Mask).analyse(example);
                let found = patterns.matches(&analysis, example);
                if found.iter().any(|found| found.pattern.id() == pattern.id()) != expected {
                    wrong += 1;
                    let tokens = analysis.tokens().iter().zip(analysis.tags()).enumerate();
                    let words = tokens.map(|(at, (token, tag))| {
                        format!(
                            "{}/{}/{}",
                            analysis.token_text(token),
                            tag.xpos,
                            analysis.lemma(at)
                        )
                    });
                    let verb = if expected { "does not fire" } else { "fires" };
                    let words = words.collect::<Vec<_>>().join(" ");
                    println!("{}: {verb} on {example:?}: {words}", pattern.id());
                }
            }
        }
    }
    if wrong > 0 {
        bail!("{wrong} errors");
    }
    println!("{} patterns, every example as it should be", patterns.patterns().len());
    Ok(())
}
