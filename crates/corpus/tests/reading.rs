//! Corpora as they come: every format, every way to be broken.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::fs;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tongueprint_corpus::{Format, ReadError, ReadOptions, Record, read, read_from};

fn write(dir: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path
}

fn all(path: &Path) -> Vec<Result<Record, ReadError>> {
    read(path, &ReadOptions::default()).unwrap().collect()
}

fn good(path: &Path) -> Vec<Record> {
    all(path).into_iter().map(Result::unwrap).collect()
}

fn stream(bytes: &'static [u8], format: Format) -> Vec<Result<Record, ReadError>> {
    read_from(bytes, "-", &ReadOptions { format, ..ReadOptions::default() }).unwrap().collect()
}

#[test]
fn the_same_table_in_every_format() {
    let dir = tempfile::tempdir().unwrap();
    let jsonl = concat!(
        r#"{"id":"a","l1":"thai","author":7,"text":"One, \"two\"\nthree"}"#,
        "\n",
        r#"{"id":2,"l1":null,"text":"Ünder"}"#,
        "\n"
    );
    let csv = "id,l1,author,text\na,thai,7,\"One, \"\"two\"\"\nthree\"\n2,,,Ünder\n";
    let tsv = "id\tl1\tauthor\ttext\na\tthai\t7\t\"One, \"\"two\"\"\nthree\"\n2\t\t\tÜnder\n";
    for (name, content) in [("d.jsonl", jsonl), ("d.NDJSON", jsonl), ("d.csv", csv), ("d.tsv", tsv)]
    {
        let records = good(&write(&dir, name, content.as_bytes()));
        assert_eq!(records.len(), 2, "{name}");
        assert_eq!(records[0].text, "One, \"two\"\nthree", "{name}");
        assert_eq!(records[0].name(), "a", "{name}");
        assert_eq!(records[0].label.as_deref(), Some("thai"), "{name}");
        assert_eq!(records[0].fields, [("author".to_owned(), "7".to_owned())].into(), "{name}");
        assert_eq!((records[1].name(), records[1].text.as_str()), ("2", "Ünder"), "{name}");
        assert_eq!((&records[1].label, records[1].fields.len()), (&None, 0), "{name}");
    }
}

#[test]
fn a_record_without_an_id_goes_by_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let path = write(&dir, "d.csv", b"l1,text\r\nthai,\"one\r\ntwo\"\r\nthai,three\r\n");
    let records = good(&path);
    assert_eq!(records[0].source, format!("{}:2", path.display()));
    assert_eq!(records[1].name(), format!("{}:4", path.display()));
    assert_eq!(records[0].text, "one\r\ntwo");

    let path = write(&dir, "blank.csv", b"\n\nl1,text\n\n\nthai,one\n\nthai,two");
    let records = good(&path);
    assert_eq!(records[0].source, format!("{}:6", path.display()));
    assert_eq!(records[1].source, format!("{}:8", path.display()));
}

#[test]
fn long_cells_and_wide_tables_are_read_whole() {
    let dir = tempfile::tempdir().unwrap();
    let columns: Vec<String> = (0..300).map(|column| format!("c{column}")).collect();
    let long = "quote \"\" and, comma\n".repeat(3000);
    let cells: Vec<String> = (0..300).map(|cell| format!("v{cell}")).collect();
    let table = format!(
        "{},text,l1\n{},\"{long}\",thai\n{1},short,polish\n",
        columns.join(","),
        cells.join(",")
    );
    let path = write(&dir, "d.csv", table.as_bytes());
    let options = ReadOptions { fields: vec!["c0".into(), "c299".into()], ..Default::default() };
    let records: Vec<_> = read(&path, &options).unwrap().map(Result::unwrap).collect();
    assert_eq!(records[0].text, long.replace("\"\"", "\""));
    assert_eq!(records[0].fields["c299"], "v299");
    assert_eq!(records[1].source, format!("{}:3003", path.display()));
    assert_eq!((records[1].text.as_str(), records[1].fields["c0"].as_str()), ("short", "v0"));
}

#[test]
fn byte_order_marks_and_blank_lines_are_no_data() {
    let dir = tempfile::tempdir().unwrap();
    let csv = write(&dir, "d.csv", b"\xef\xbb\xbftext,l1\n\nhello,thai\n");
    assert_eq!(good(&csv)[0].text, "hello");
    let jsonl =
        write(&dir, "d.jsonl", b"\xef\xbb\xbf{\"text\":\"hello\"}\r\n \r\n{\"text\":\"bye\"}");
    let records = good(&jsonl);
    assert_eq!(records[0].text, "hello");
    assert_eq!(records[1].source, format!("{}:3", jsonl.display()));
}

#[test]
fn numbers_and_truth_values_are_text_and_blanks_are_nothing() {
    let line = br#"{"text":12.5,"id":true,"l1":"  ","author":{"name":"ann"},"block":" 3 "}"#;
    let records = stream(line, Format::Jsonl);
    let record = records[0].as_ref().unwrap();
    assert_eq!((record.text.as_str(), record.name(), &record.label), ("12.5", "true", &None));
    assert_eq!(record.fields["author"], r#"{"name":"ann"}"#);
    assert_eq!(record.fields["block"], "3");
}

#[test]
fn gzip_of_several_members_is_read_to_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let mut bytes = Vec::new();
    for text in ["one", "two"] {
        let mut member = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writeln!(member, "{{\"text\":\"{text}\"}}").unwrap();
        bytes.extend(member.finish().unwrap());
    }
    let records = good(&write(&dir, "d.jsonl.gz", &bytes));
    assert_eq!((records[0].text.as_str(), records[1].text.as_str()), ("one", "two"));

    let cut = write(&dir, "cut.jsonl.gz", &bytes[..bytes.len() - 12]);
    let results = all(&cut);
    assert!(matches!(results.last(), Some(Err(ReadError::Unreadable { .. }))), "{results:?}");
}

#[test]
fn zstandard_of_several_frames_is_read_to_the_end() {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};
    let dir = tempfile::tempdir().unwrap();
    let mut bytes = compress_to_vec(&b"text,l1\none,thai\n"[..], CompressionLevel::Fastest);
    // A skippable frame, as pzstd puts before each of its frames.
    bytes.extend(0x184d_2a50_u32.to_le_bytes());
    bytes.extend(4_u32.to_le_bytes());
    bytes.extend([1, 2, 3, 4]);
    bytes.extend(compress_to_vec(&b"two,thai\n"[..], CompressionLevel::Uncompressed));
    let records = good(&write(&dir, "d.csv.zst", &bytes));
    assert_eq!((records[0].text.as_str(), records[1].text.as_str()), ("one", "two"));

    let cut = write(&dir, "cut.csv.zst", &bytes[..bytes.len() - 3]);
    let results = all(&cut);
    assert!(matches!(results.last(), Some(Err(ReadError::Unreadable { .. }))), "{results:?}");

    let flipped_at = bytes.len() - 8;
    bytes[flipped_at] ^= 1;
    let results = all(&write(&dir, "flipped.csv.zst", &bytes));
    assert!(matches!(results.last(), Some(Err(ReadError::Unreadable { .. }))), "{results:?}");

    let plain = write(&dir, "plain.csv.zst", b"text,l1\none,thai\n");
    let error = read(&plain, &ReadOptions::default()).unwrap_err();
    assert!(matches!(error, ReadError::Unreadable { .. }), "{error}");
}

#[test]
fn a_folder_has_a_subfolder_a_label() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir, "c/thai/b.txt", b"\xef\xbb\xbfsecond");
    write(&dir, "c/thai/B.txt", b"first");
    write(&dir, "c/thai/deep/er/z.txt", "dëep".as_bytes());
    write(&dir, "c/thai/.hidden", b"no");
    write(&dir, "c/polish/a.txt", b"polish");
    write(&dir, "c/README", b"no document");
    let records = good(&dir.path().join("c"));
    let told: Vec<_> =
        records.iter().map(|r| (r.label.as_deref().unwrap(), r.text.as_str())).collect();
    assert_eq!(
        told,
        [("polish", "polish"), ("thai", "first"), ("thai", "second"), ("thai", "dëep")]
    );
    assert_eq!(records[0].name(), dir.path().join("c/polish/a.txt").display().to_string());

    let unlabelled = ReadOptions { label_field: None, ..ReadOptions::default() };
    let mut records = read(dir.path().join("c"), &unlabelled).unwrap();
    assert_eq!(records.next().unwrap().unwrap().label, None);
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    let file = write(&dir, "c/thai/a.txt", b"once");
    std::os::unix::fs::symlink(&file, dir.path().join("c/thai/again.txt")).unwrap();
    std::os::unix::fs::symlink(dir.path().join("c"), dir.path().join("c/loop")).unwrap();
    assert_eq!(good(&dir.path().join("c")).len(), 1);
}

#[test]
fn a_folder_goes_on_after_a_broken_file() {
    let dir = tempfile::tempdir().unwrap();
    let broken = write(&dir, "c/thai/a.txt", b"caf\xe9 noir");
    write(&dir, "c/thai/b.txt", b"fine");
    let results = all(&dir.path().join("c"));
    match &results[0] {
        Err(error @ ReadError::Encoding { offset: 3, line: None, .. }) => {
            let message = error.to_string();
            assert!(message.contains(broken.to_str().unwrap()) && message.contains("byte 3"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(results[1].as_ref().unwrap().text, "fine");
    let small = ReadOptions { max_record_bytes: 3, ..ReadOptions::default() };
    let error = read(dir.path().join("c"), &small).unwrap().nth(1).unwrap().unwrap_err();
    assert!(matches!(error, ReadError::TooLarge { limit: 3, line: None, .. }), "{error}");
}

#[test]
fn a_folder_without_labels_or_documents_says_so() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir, "flat/a.txt", b"text");
    let error = read(dir.path().join("flat"), &ReadOptions::default()).unwrap_err();
    assert!(matches!(error, ReadError::Format { .. }), "{error}");
    assert!(error.to_string().contains("subfolder"), "{error}");

    fs::create_dir_all(dir.path().join("empty/thai")).unwrap();
    let results = all(&dir.path().join("empty"));
    assert!(matches!(results[..], [Err(ReadError::Empty { .. })]), "{results:?}");

    let csv = ReadOptions { format: Format::Csv, ..ReadOptions::default() };
    assert!(matches!(read(dir.path(), &csv), Err(ReadError::Format { .. })));
}

#[test]
fn what_is_not_there_is_not_found() {
    let error = read("no/such/file.jsonl", &ReadOptions::default()).unwrap_err();
    assert!(matches!(error, ReadError::NotFound { .. }));
    assert_eq!(error.to_string(), "no/such/file.jsonl: no such file or folder; check the path");
}

#[test]
fn an_unknown_format_names_the_known_ones() {
    let dir = tempfile::tempdir().unwrap();
    let path = write(&dir, "d.xlsx", b"PK");
    let error = read(&path, &ReadOptions::default()).unwrap_err();
    assert!(matches!(error, ReadError::Format { .. }));
    assert!(error.to_string().contains(".jsonl, .csv or .tsv"), "{error}");
    let named = ReadOptions { format: Format::Jsonl, ..ReadOptions::default() };
    assert!(matches!(read(&path, &named).unwrap().next(), Some(Err(ReadError::Parse { .. }))));
    assert!(matches!(
        read_from(io::empty(), "-", &ReadOptions::default()),
        Err(ReadError::Format { .. })
    ));
}

#[test]
fn nothing_at_all_is_empty() {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in [("a.jsonl", &b""[..]), ("b.jsonl", b" \n\n"), ("c.csv", b"text,l1\n")] {
        let results = all(&write(&dir, name, bytes));
        assert!(matches!(results[..], [Err(ReadError::Empty { .. })]), "{name}: {results:?}");
    }
    let error = read(write(&dir, "d.csv", b""), &ReadOptions::default()).unwrap_err();
    assert!(matches!(error, ReadError::Empty { .. }), "{error}");
}

#[test]
fn a_header_that_lacks_a_field_is_told_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = write(&dir, "d.csv", b"id,body,l1\n1,hello,thai\n");
    let error = read(&path, &ReadOptions::default()).unwrap_err();
    assert!(matches!(&error, ReadError::MissingField { field, .. } if field == "text"));
    assert_eq!(error.line(), Some(1));
    let message = error.to_string();
    assert!(message.contains("id, body, l1") && message.contains("--text-field"), "{message}");

    let options = ReadOptions {
        text_field: "body".into(),
        label_field: Some("native".into()),
        ..ReadOptions::default()
    };
    let message = read(&path, &options).unwrap_err().to_string();
    assert!(message.contains("\"native\"") && message.contains("--label-field"), "{message}");

    let unlabelled = ReadOptions { label_field: None, ..options };
    assert_eq!(read(&path, &unlabelled).unwrap().next().unwrap().unwrap().text, "hello");
}

#[test]
fn bad_json_rows_do_not_end_the_reading() {
    let results = stream(
        concat!(
            "{\"text\":\"one\"}\n",
            "{\"text\":\"cut\n",
            "[1, 2]\n",
            "{\"body\":\"two\",\"text\":null}\n",
            "{\"text\":[\"list\"]}\n",
            "{\"text\":\"x\",\"l1\":[\"thai\"]}\n",
            "{\"text\":\"last\"}\n"
        )
        .as_bytes(),
        Format::Jsonl,
    );
    assert_eq!(results.len(), 7);
    for (row, line) in [(1, 2), (2, 3), (4, 5), (5, 6)] {
        let error = results[row].as_ref().unwrap_err();
        assert!(matches!(error, ReadError::Parse { .. }), "{error}");
        assert_eq!(error.line(), Some(line));
        assert!(error.to_string().starts_with(&format!("-:{line}: ")), "{error}");
    }
    let missing = results[3].as_ref().unwrap_err();
    assert!(
        matches!(missing, ReadError::MissingField { line: Some(4), present, .. } if present == &["body"]),
        "{missing}"
    );
    assert_eq!(results[6].as_ref().unwrap().text, "last");
}

#[test]
fn bytes_that_are_not_utf8_cost_their_row_only() {
    let results =
        stream(b"{\"text\":\"ok\"}\n{\"text\":\"\xff\"}\n{\"text\":\"ok\"}", Format::Jsonl);
    let error = results[1].as_ref().unwrap_err();
    assert!(matches!(error, ReadError::Encoding { line: Some(2), offset: 23, .. }), "{error}");
    assert_eq!(results[2].as_ref().unwrap().text, "ok");

    let results = stream(b"text,l1\nok,thai\ncaf\xe9,thai\nok,thai\n", Format::Csv);
    let error = results[1].as_ref().unwrap_err();
    assert!(matches!(error, ReadError::Encoding { line: Some(3), offset: 16, .. }), "{error}");
    assert_eq!(results[2].as_ref().unwrap().text, "ok");

    let header = read_from(
        &b"text,l\xe9\n"[..],
        "-",
        &ReadOptions { format: Format::Csv, ..ReadOptions::default() },
    );
    assert!(matches!(header, Err(ReadError::Encoding { line: Some(1), .. })));
}

#[test]
fn ragged_table_rows_are_told_and_passed() {
    let results = stream(b"l1,text\nthai,one, two\nthai\nthai,three\n", Format::Csv);
    for (row, line) in [(0, 2), (1, 3)] {
        let error = results[row].as_ref().unwrap_err();
        assert!(matches!(error, ReadError::Parse { .. }), "{error}");
        assert_eq!(error.line(), Some(line));
    }
    assert!(results[0].as_ref().unwrap_err().to_string().contains("quotes"));
    assert_eq!(results[2].as_ref().unwrap().text, "three");
}

#[test]
fn a_record_over_the_limit_is_told_and_never_held() {
    let limited = |format| ReadOptions { format, max_record_bytes: 40, ..ReadOptions::default() };
    let long = "x".repeat(100);
    let lines = format!("{{\"text\":\"a\"}}\n{{\"text\":\"{long}\"}}\n{{\"text\":\"b\"}}\n");
    let results: Vec<_> =
        read_from(io::Cursor::new(lines), "-", &limited(Format::Jsonl)).unwrap().collect();
    let error = results[1].as_ref().unwrap_err();
    assert!(matches!(error, ReadError::TooLarge { line: Some(2), limit: 40, .. }), "{error}");
    assert_eq!(results[2].as_ref().unwrap().text, "b");

    let rows = format!("text,l1\na,thai\n{long},thai\nb,thai\n");
    let results: Vec<_> =
        read_from(io::Cursor::new(rows), "-", &limited(Format::Csv)).unwrap().collect();
    let error = results[1].as_ref().unwrap_err();
    assert!(matches!(error, ReadError::TooLarge { line: Some(3), limit: 40, .. }), "{error}");
    assert_eq!(results[2].as_ref().unwrap().text, "b");
}

#[test]
fn a_quote_that_never_ends_is_told() {
    let options =
        ReadOptions { format: Format::Csv, max_record_bytes: 1000, ..ReadOptions::default() };
    let reader = (&b"text,l1\n\"open"[..]).chain(io::repeat(b'x').take(100_000));
    let results: Vec<_> = read_from(reader, "-", &options).unwrap().collect();
    match &results[..] {
        [Err(error @ ReadError::TooLarge { line: Some(2), .. })] => {
            assert!(error.to_string().contains("quote"), "{error}");
        }
        other => panic!("{other:?}"),
    }
    let cells = (&b"text,l1\n"[..]).chain(io::repeat(b',').take(100_000));
    let results: Vec<_> = read_from(cells, "-", &options).unwrap().collect();
    assert!(matches!(results[..], [Err(ReadError::TooLarge { .. })]), "{results:?}");
}

/// Gives some bytes, then fails for ever.
struct Failing(&'static [u8]);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() {
            return Err(io::Error::other("the disk is gone"));
        }
        self.0.read(buffer)
    }
}

#[test]
fn a_failing_disk_ends_the_reading() {
    for (format, bytes) in [
        (Format::Jsonl, &b"{\"text\":\"one\"}\n{\"te"[..]),
        (Format::Csv, b"text,l1\none,thai\ntw"),
    ] {
        let options = ReadOptions { format, ..ReadOptions::default() };
        let results: Vec<_> = read_from(Failing(bytes), "-", &options).unwrap().collect();
        assert_eq!(results.len(), 2, "{results:?}");
        assert_eq!(results[0].as_ref().unwrap().text, "one");
        let message = results[1].as_ref().unwrap_err().to_string();
        assert!(message.contains("the disk is gone"), "{message}");
        assert!(results[1].as_ref().unwrap_err().line().is_some());
    }
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_unreadable() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let path = write(&dir, "d.jsonl", b"{}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(&path).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    let error = read(&path, &ReadOptions::default()).unwrap_err();
    assert!(matches!(error, ReadError::Unreadable { .. }));
    assert!(error.to_string().contains("permissions"), "{error}");
}
