//! What the stages are measured on: documents of some two kilobytes, the project's own texts or a learner corpus.

use std::fs;
use std::path::Path;

use tongueprint::features::text::Document;

/// Bytes that are measured on, at least.
const TOTAL: usize = 100_000;
/// Bytes that a document has, at least: texts are joined until it does.
const DOCUMENT: usize = 2_000;
/// Messages that are not English or too short to be judged.
const NOT_JUDGED: [&str; 2] = ["not-english.txt", "too-short.txt"];

#[derive(serde::Deserialize)]
struct Record {
    text: String,
}

/// Documents from `lang8.jsonl` in the folder that `CORPORA` names; without it, `data/sample.csv` and the English
/// text messages of `data/messages`, as often as it takes.
///
/// # Panics
/// When these cannot be read: a benchmark has no other answer.
pub(crate) fn documents() -> Vec<String> {
    let texts = match std::env::var("CORPORA") {
        Ok(folder) if !folder.is_empty() => corpus(Path::new(&folder)),
        _ => own(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../data")),
    };
    let (mut documents, mut total) = (Vec::new(), 0);
    let mut document = String::new();
    for text in texts.iter().cycle() {
        document.push_str(text.trim());
        document.push_str("\n\n");
        if document.len() >= DOCUMENT {
            total += document.len();
            documents.push(std::mem::take(&mut document));
            if total >= TOTAL {
                break;
            }
        }
    }
    documents
}

fn corpus(folder: &Path) -> Vec<String> {
    let lines = fs::read_to_string(folder.join("lang8.jsonl")).expect("CORPORA holds lang8.jsonl");
    let mut left = TOTAL + DOCUMENT;
    lines
        .lines()
        .map(|line| serde_json::from_str::<Record>(line).expect("a record in lang8.jsonl").text)
        // Read as much as is measured on, and at least one document of it.
        .take_while(|text| {
            let more = left > 0;
            left = left.saturating_sub(text.len());
            more
        })
        .collect()
}

fn own(data: &Path) -> Vec<String> {
    let mut reader = csv::Reader::from_path(data.join("sample.csv")).expect("data/sample.csv");
    let mut texts: Vec<String> = reader
        .deserialize()
        .map(|record: Result<Record, _>| record.expect("a row of data/sample.csv").text)
        .collect();
    let folder = fs::read_dir(data.join("messages")).expect("data/messages");
    let mut files: Vec<_> =
        folder.map(|entry| entry.expect("a file of data/messages").path()).collect();
    files.sort();
    for file in files {
        let judged = !NOT_JUDGED.iter().any(|name| file.ends_with(name));
        if judged && file.extension().is_some_and(|extension| extension == "txt") {
            let bytes = fs::read(&file).expect("a file of data/messages");
            texts.push(Document::from_bytes(&bytes).expect("a text of data/messages").into_text());
        }
    }
    texts
}
