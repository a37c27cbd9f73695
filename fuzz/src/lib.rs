//! What each fuzz target does with its bytes. A panic, a hang or memory out of bounds is a finding.

use std::io::{Cursor, Write as _};

use tongueprint::corpus::{self, Format, ReadOptions};
use tongueprint::features::interference::{CatalogueFile, Interference};
use tongueprint::features::text::{Analyser, Analysis, Archive, Document, Topic};
use tongueprint::features::views::View;
use tongueprint::{Engine, Model};

/// A target's name and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: &[Target] = &[
    ("decode", decode),
    ("html", html),
    ("rtf", rtf),
    ("mail", mail),
    ("pdf", pdf),
    ("word", word),
    ("markdown", markdown),
    ("analyse", analyse),
    ("views", views),
    ("corpus", corpus),
    ("model", model),
    ("patterns", patterns),
];

const NAMES: [&str; 8] = ["a.txt", "a.md", "a.eml", "a.html", "a.gz", "a.docx", "a.pdf", "a.rtf"];

/// Any bytes under any name; archives member by member.
pub fn decode(data: &[u8]) {
    let (name, bytes) = data.split_first().map_or((0, data), |(&first, rest)| (first, rest));
    read(NAMES[usize::from(name) % NAMES.len()], bytes);
    if Archive::is_archive(bytes)
        && let Ok(archive) = Archive::open(bytes)
    {
        let _ = Archive::is_document(bytes);
        for member in archive.take(50) {
            let _ = member.bytes;
        }
    }
}

fn read(name: &str, bytes: &[u8]) {
    if let Ok(document) = Document::from_named_bytes(name, bytes) {
        assert!(!document.text().trim().is_empty());
        check(document.text());
    }
}

/// The laws of an analysis: spans on boundaries, in order, and back to the source.
fn check(text: &str) -> Analysis {
    let analysis = Analyser::new(Topic::Mask).analyse(text);
    let mut end = 0;
    for token in analysis.tokens() {
        assert!(token.span.start >= end && token.span.end > token.span.start);
        end = token.span.end;
        assert!(!analysis.token_text(token).is_empty());
        let source = analysis.source_span(token.span);
        assert!(text.get(source.start as usize..source.end as usize).is_some());
    }
    let _ = analysis.language();
    analysis
}

pub fn html(data: &[u8]) {
    read("a.html", &[b"<html>", data].concat());
}

pub fn rtf(data: &[u8]) {
    read("a.rtf", &[b"{\\rtf1 ", data].concat());
}

pub fn mail(data: &[u8]) {
    read("a.eml", &[b"From: a@example.org\nMIME-Version: 1.0\n", data].concat());
}

pub fn pdf(data: &[u8]) {
    read("a.pdf", &[b"%PDF-1.4\n", data].concat());
}

pub fn markdown(data: &[u8]) {
    read("a.md", data);
}

/// The bytes as the main part of a Word document that is otherwise whole.
pub fn word(data: &[u8]) {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let written = writer
        .start_file("word/document.xml", options)
        .and_then(|()| Ok(writer.write_all(data)?))
        .and_then(|()| writer.finish());
    if let Ok(file) = written {
        read("a.docx", file.get_ref());
    }
}

/// Text to tokens, tags and lemmas; and once more, which must change nothing.
pub fn analyse(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let analysis = check(&text);
    assert_eq!(analysis.tags().len(), analysis.tokens().len());
    for index in 0..analysis.tokens().len().min(200) {
        let _ = analysis.lemma(index);
    }
    let placeholder = |c: char| ('\u{E000}'..='\u{E004}').contains(&c);
    let analyser = Analyser::new(Topic::Keep);
    let once = analyser.analyse(&text);
    if !once.prose().contains(placeholder) {
        let twice = analyser.analyse(once.prose());
        assert_eq!(once.prose(), twice.prose());
        assert_eq!(once.tokens(), twice.tokens());
    }
}

/// Every view over any text: spans on character boundaries, features that can be described.
pub fn views(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let analysis = check(&text);
    for view in View::of_each_kind() {
        let mut described = 0;
        view.for_each(&analysis, |feature| {
            let (start, end) = (feature.span.start as usize, feature.span.end as usize);
            assert!(analysis.prose().get(start..end).is_some(), "{view}");
            if described < 20 {
                let _ = view.describe(&analysis, &feature);
                described += 1;
            }
        });
    }
    let _ = Interference::bundled().matches(&analysis, &text);
}

/// Tables and JSON Lines, with a small limit so that it is met.
pub fn corpus(data: &[u8]) {
    for format in [Format::Jsonl, Format::Csv, Format::Tsv] {
        let options = ReadOptions {
            format,
            label_field: None,
            max_record_bytes: 256,
            ..ReadOptions::default()
        };
        if let Ok(rows) = corpus::read_from(Cursor::new(data.to_vec()), "fuzz", &options) {
            for row in rows.take(1_000).flatten() {
                assert!(row.text.len() <= 256 * 4);
            }
        }
    }
}

/// A model file whose length and checksum are made right first.
pub fn model(data: &[u8]) {
    let mut bytes = data.to_vec();
    if bytes.len() >= 64 {
        let end = bytes.len() - 32;
        let length = bytes.len() as u64;
        bytes[16..24].copy_from_slice(&length.to_le_bytes());
        let checksum = blake3::hash(&bytes[..end]);
        bytes[end..].copy_from_slice(checksum.as_bytes());
    }
    if let Ok(engine) = Model::from_bytes(&bytes).and_then(Engine::new) {
        let verdict = engine.classify("He explained me the problem and I wait since a week.");
        let sum: f64 = verdict.ranking.iter().map(|ranked| ranked.probability).sum();
        assert!((sum - 1.0).abs() < 1e-6);
        assert!(verdict.ranking.iter().all(|ranked| ranked.log10_lr.is_finite()));
    }
}

/// A catalogue of patterns, and its patterns over a text.
pub fn patterns(data: &[u8]) {
    let source = String::from_utf8_lossy(data);
    let file = CatalogueFile { name: "fuzz.toml", text: &source };
    if let Ok(interference) = Interference::from_files(&[], &[file]) {
        let text = "I am student from there and he explained me the very good idea since two days.";
        let analysis = Analyser::new(Topic::Keep).analyse(text);
        let _ = interference.matches(&analysis, text);
    }
}
