//! The same prose in any container: the same judgement; archives member by member; messages pooled.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

#[path = "../../features/tests/common/pdf.rs"]
mod made;

use serde_json::Value;
use zip::write::SimpleFileOptions;

/// Two paragraphs, wrapped the way a writer of notes wraps them.
const PARAGRAPHS: [&str; 2] = [
    "Hello. All yours files was encrypted by us. You must to pay for the decryption until friday, or else we will publish them in the internet.",
    "Write to us, we are waiting for you answer since two days. How much more time do you need for understand it?",
];

fn classify(paths: &[PathBuf], options: &[&str]) -> (Option<i32>, Vec<Value>) {
    let output = Command::new(env!("CARGO_BIN_EXE_tongueprint"))
        .args(["classify", "--format", "json"])
        .args(options)
        .args(paths)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code(), text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A PDF of one page, its lines wrapped at 72 characters, its paragraphs wide apart.
fn pdf(paragraphs: &[&str]) -> Vec<u8> {
    let mut operators = String::from("BT /F1 12 Tf 72 700 Td ");
    for paragraph in paragraphs {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            if line.len() + word.len() > 72 {
                operators.push_str(&format!("({line}) Tj 0 -14 Td "));
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        operators.push_str(&format!("({line}) Tj "));
        operators.push_str("0 -40 Td ");
    }
    operators.push_str("ET");
    made::page(&operators, &[])
}

#[test]
fn the_same_prose_in_any_container_is_the_same_judgement() {
    let dir = tempfile::tempdir().unwrap();
    let plain = PARAGRAPHS.join("\n\n");
    let html = PARAGRAPHS.map(|p| format!("<p>{p}</p>")).concat();
    let word = PARAGRAPHS.map(|p| format!("<w:p><w:r><w:t>{p}</w:t></w:r></w:p>")).concat();
    let word = format!("<w:document><w:body>{word}</w:body></w:document>");
    let wide: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(plain.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let mail = format!(
        "From: a@example.org\r\nTo: b@example.org\r\nSubject: hello\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n{}\r\n\r\nOn Monday B wrote:\r\n> what do you want from us\r\n> and why\r\n\r\n-- \r\nA\r\n",
        plain.replace('\n', "\r\n")
    );
    let files: Vec<(&str, &str, Vec<u8>)> = vec![
        ("a.txt", "text/plain", plain.clone().into_bytes()),
        ("b.txt", "text/plain", wide),
        (
            "c.hta",
            "text/html",
            format!("<html><head><script>x()</script></head><body>{html}</body></html>")
                .into_bytes(),
        ),
        (
            "d.rtf",
            "text/rtf",
            format!(
                "{{\\rtf1\\ansi{{\\fonttbl{{\\f0 Arial;}}}}\\f0 {}\\par}}",
                PARAGRAPHS.join("\\par ")
            )
            .into_bytes(),
        ),
        (
            "e.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            zipped(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", word.as_bytes())]),
        ),
        ("f.eml", "message/rfc822", mail.into_bytes()),
        ("g.md", "text/markdown", format!("{plain}\n\n```\nsome code\n```\n").into_bytes()),
        ("h.txt.gz", "text/plain", gzipped(plain.as_bytes())),
        ("i.pdf", "application/pdf", pdf(&PARAGRAPHS)),
        ("j.zip", "text/plain", zipped(&[("inner/note.txt", plain.as_bytes())])),
    ];
    let paths: Vec<PathBuf> = files
        .iter()
        .map(|(name, _, bytes)| {
            let path = dir.path().join(name);
            fs::write(&path, bytes).unwrap();
            path
        })
        .collect();
    let (code, answers) = classify(&paths, &[]);
    assert_eq!(code, Some(0));
    for ((name, media_type, _), answer) in files.iter().zip(&answers) {
        assert_eq!(answer["media_type"], *media_type, "{name}");
        assert_eq!(answer["words"], answers[0]["words"], "{name}");
        assert_eq!(answer["ranking"], answers[0]["ranking"], "{name}");
    }
    assert!(answers[9]["source"].as_str().unwrap().ends_with("j.zip!/inner/note.txt"));
    assert_eq!(answers[5]["left_out"]["lines_quoted"], 5);
}

#[test]
fn archives_are_read_member_by_member() {
    let dir = tempfile::tempdir().unwrap();
    let note = PARAGRAPHS[0].as_bytes();
    let rows = format!("{{\"id\":\"r1\",\"text\":{}}}\n{{oops\n", Value::from(PARAGRAPHS[1]));
    let inner = zipped(&[("deep.txt", note)]);
    let bomb = vec![b' '; (64 << 20) + 1];
    let path = dir.path().join("all.zip");
    fs::write(
        &path,
        zipped(&[
            ("b.txt", note),
            ("image.png", b"\x89PNG\r\n\x1a\n"),
            ("posts.jsonl", rows.as_bytes()),
            ("inner.zip", &inner),
            ("bomb.txt", &bomb),
            ("a.txt", note),
        ]),
    )
    .unwrap();
    let (code, answers) = classify(std::slice::from_ref(&path), &[]);
    assert_eq!(code, Some(1));
    let name = path.display();
    let told: Vec<(String, Option<&str>)> = answers
        .iter()
        .map(|a| (a["source"].as_str().unwrap().to_owned(), a["error"]["code"].as_str()))
        .collect();
    let wanted = [
        (format!("{name}!/b.txt"), None),
        (format!("{name}!/image.png"), Some("binary")),
        ("r1".to_owned(), None),
        (format!("{name}!/posts.jsonl:2"), Some("parse")),
        (format!("{name}!/inner.zip!/deep.txt"), None),
        (format!("{name}!/bomb.txt"), Some("too_large")),
        (format!("{name}!/a.txt"), None),
    ];
    assert_eq!(told, wanted);
}

#[test]
fn archives_in_archives_end_somewhere() {
    let dir = tempfile::tempdir().unwrap();
    let mut bytes = zipped(&[("note.txt", PARAGRAPHS[0].as_bytes())]);
    for _ in 0..6 {
        bytes = zipped(&[("next.zip", &bytes)]);
    }
    let path = dir.path().join("deep.zip");
    fs::write(&path, bytes).unwrap();
    let (code, answers) = classify(&[path], &[]);
    assert_eq!((code, answers.len()), (Some(1), 1));
    assert_eq!(answers[0]["error"]["code"], "unsupported");
}

#[test]
fn foreign_and_damaged_files_have_their_codes() {
    let dir = tempfile::tempdir().unwrap();
    let files: [(&str, &[u8], &str); 6] = [
        ("old.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old", "unsupported"),
        (
            "sheet.xlsx",
            &zipped(&[("[Content_Types].xml", b"x"), ("xl/a.xml", b"y")]),
            "unsupported",
        ),
        ("broken.pdf", b"%PDF-1.7 no more", "parse"),
        ("broken.zip", b"PK\x03\x04 no more", "parse"),
        ("broken.gz", b"\x1F\x8B\x08 no more", "parse"),
        ("scan.pdf", &pdf(&[]), "empty"),
    ];
    for (name, bytes, code) in files {
        let path = dir.path().join(name);
        fs::write(&path, bytes).unwrap();
        let (status, answers) = classify(&[path], &[]);
        assert_eq!(status, Some(1), "{name}");
        assert_eq!(answers[0]["error"]["code"], code, "{name}: {}", answers[0]);
    }
}

#[test]
fn messages_of_one_writer_are_pooled() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let paths =
        [file("1.txt", PARAGRAPHS[0]), dir.path().join("none.txt"), file("2.txt", PARAGRAPHS[1])];
    let out = dir.path().join("out");
    let (code, answers) = classify(&paths, &["--pool", "--text-out", out.to_str().unwrap()]);
    assert_eq!((code, answers.len()), (Some(1), 1));
    let answer = &answers[0];
    assert!(answer["source"].is_null());
    let text = fs::read_to_string(out.join("0001.txt")).unwrap();
    let messages = answer["messages"].as_array().unwrap();
    assert_eq!(messages[1]["error"]["code"], "not_found");
    for (message, paragraph) in [(&messages[0], PARAGRAPHS[0]), (&messages[2], PARAGRAPHS[1])] {
        let at = |field: &str| message[field].as_u64().unwrap() as usize;
        assert_eq!(&text[at("start")..at("end")], paragraph);
    }
    let words: u64 = messages.iter().filter_map(|message| message["words"].as_u64()).sum();
    assert_eq!(answer["words"], words);
    // Pooled it is what the joined text is.
    let whole = file("whole.txt", &PARAGRAPHS.join("\n\n"));
    assert_eq!(classify(&[whole], &[]).1[0]["ranking"], answer["ranking"]);
}

#[test]
fn several_languages_are_judged_on_the_english_part() {
    let dir = tempfile::tempdir().unwrap();
    let german = "Alle Ihre Dateien wurden verschlüsselt. Schreiben Sie uns bitte noch heute eine Nachricht, sonst werden wir sie veröffentlichen.";
    let file = |name: &str, text: &str| {
        let path: PathBuf = Path::new(dir.path()).join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let mixed = file(
        "mixed.txt",
        &format!("{german}\n\n{}\n\n你的文件已被加密。请付款。", PARAGRAPHS.join("\n\n")),
    );
    let english = file("english.txt", &PARAGRAPHS.join("\n\n"));
    let (_, answers) = classify(&[mixed, english], &["--candidates", "russian,german"]);
    assert_eq!(answers[0]["words"], answers[1]["words"]);
    assert_eq!(answers[0]["left_out"]["paragraphs_not_english"], 2);
    let warned = answers[0]["warnings"].as_array().unwrap();
    assert!(warned.iter().any(|warning| warning["code"] == "several_languages"));
}

#[test]
fn an_input_over_the_limit_is_refused_with_the_reason() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("large.txt");
    // A hole: no disk is filled, and nothing of it is read.
    fs::File::create(&path).unwrap().set_len(10 << 30).unwrap();
    let (code, answers) = classify(&[path], &[]);
    assert_eq!(code, Some(1));
    assert_eq!(answers[0]["error"]["code"], "too_large");
    assert!(answers[0]["error"]["message"].as_str().unwrap().contains("64 MiB"));
}
