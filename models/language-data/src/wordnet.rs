//! WordNet's files in (Miller 1995): the words of a part of speech, their irregular forms, and how frequent they are.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Where Debian's `wordnet-base` puts them.
pub(crate) const DIRECTORY: &str = "/usr/share/wordnet";

/// One part of speech.
pub(crate) struct Part {
    /// Its words, and how many of their senses are tagged in WordNet's own texts.
    pub(crate) words: BTreeMap<String, u32>,
    /// Irregular forms and their stems.
    pub(crate) irregular: BTreeMap<String, Vec<String>>,
}

impl Part {
    /// Reads `index.NAME` and `NAME.exc`.
    pub(crate) fn read(directory: &Path, name: &str) -> Result<Self> {
        let read = |file: String| {
            let path = directory.join(file);
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))
        };
        let mut words = BTreeMap::new();
        for line in read(format!("index.{name}"))?.lines().filter(|line| !line.starts_with(' ')) {
            let fields: Vec<&str> = line.split_whitespace().collect();
            // word pos senses pointers [pointer…] senses tagged [offset…]
            let pointers: usize = fields.get(3).and_then(|field| field.parse().ok()).unwrap_or(0);
            let tagged = fields.get(5 + pointers).and_then(|field| field.parse().ok()).unwrap_or(0);
            words.insert(fields[0].to_owned(), tagged);
        }
        let mut irregular: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in read(format!("{name}.exc"))?.lines() {
            let mut fields = line.split_whitespace();
            if let Some(form) = fields.next() {
                irregular.entry(form.to_owned()).or_default().extend(fields.map(str::to_owned));
            }
        }
        Ok(Self { words, irregular })
    }

    pub(crate) fn has(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }

    /// Whether the part has a stem of `word` by one of the rules: (ending, what stands for it).
    pub(crate) fn has_stem(&self, word: &str, rules: &[(&str, &str)]) -> bool {
        rules.iter().any(|(ending, stem_ending)| {
            word.strip_suffix(ending)
                .is_some_and(|stem| stem.len() > 1 && self.has(&format!("{stem}{stem_ending}")))
        })
    }

    /// As [`has_stem`](Self::has_stem), also where the stem's last consonant is doubled.
    pub(crate) fn has_doubled_stem(&self, word: &str, ending: &str) -> bool {
        word.strip_suffix(ending).is_some_and(|stem| {
            let mut letters = stem.chars().rev();
            let doubled = letters.next().is_some_and(|last| letters.next() == Some(last));
            doubled && stem.len() > 2 && self.has(&stem[..stem.len() - 1])
        })
    }
}
