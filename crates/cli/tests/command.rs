//! The command as a user runs it: answers, errors, exit statuses.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::LazyLock;

use assert_cmd::Command;
use predicates::prelude::*;
use serde_json::Value;

fn tongueprint() -> Command {
    Command::cargo_bin("tongueprint").unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn json_lines(output: &[u8]) -> Vec<Value> {
    String::from_utf8(output.to_vec())
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A model trained on the sample, shared by the tests that need one of their own.
static MODEL: LazyLock<(tempfile::TempDir, PathBuf)> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sample.model");
    tongueprint()
        .current_dir(root())
        .args(["train", "data/sample.csv", "--label-field", "l1", "-o"])
        .arg(&path)
        .assert()
        .success()
        .stdout(predicate::str::contains("a demonstration"));
    (dir, path)
});

const NOTE: &str = "Hello. All yours files was encrypted by us. You must to pay for the decryption until friday, or else we will publish them in the internet. Write to us, we are waiting for you answer since two days.";

#[test]
fn no_path_and_no_input_is_help_or_an_empty_input() {
    tongueprint().assert().code(2).stderr(predicate::str::contains("Usage"));
    tongueprint()
        .args(["classify", "--format", "json"])
        .write_stdin("  \n ")
        .assert()
        .code(1)
        .stdout(predicate::str::contains("\"code\":\"empty\""));
}

#[test]
fn wrong_command_lines_exit_with_two() {
    for arguments in [
        &["classify", "--candidates", "klingon,vulcan", "x"][..],
        &["classify", "--candidates", "russian", "x"],
        &["classify", "--prior", "russian", "x"],
        &["classify", "--prior", "russian=1.5", "x"],
        &["classify", "--no-such-flag"],
        &["train", "x.csv"],
        &["evaluate", "x.csv", "--folds", "3", "--leave-out", "corpus"],
        &["evaluate", "x.csv", "--views", "no_such_view"],
    ] {
        tongueprint().args(arguments).assert().code(2);
    }
}

#[test]
fn inputs_that_fail_are_told_and_the_others_answered() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let good = file("note.txt", NOTE.as_bytes());
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(NOTE.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let wide = file("wide.txt", &wide);
    let empty = file("empty.txt", b"");
    let binary = file("image.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01");
    let missing = dir.path().join("missing.txt");
    let output = tongueprint()
        .args(["classify", "--format", "json"])
        .args([&missing, &empty, &good, &binary, &wide])
        .assert()
        .code(1);
    let answers = json_lines(&output.get_output().stdout);
    assert_eq!(answers.len(), 5);
    let code = |answer: &Value| answer["error"]["code"].as_str().map(str::to_owned);
    assert_eq!(code(&answers[0]).as_deref(), Some("not_found"));
    assert_eq!(code(&answers[1]).as_deref(), Some("empty"));
    assert_eq!(code(&answers[3]).as_deref(), Some("binary"));
    for (place, path, encoding) in [(2, &good, "utf-8"), (4, &wide, "utf-16le")] {
        let answer = &answers[place];
        assert_eq!(answer["source"], path.display().to_string());
        assert_eq!(answer["encoding"], encoding);
        let ranking = answer["ranking"].as_array().unwrap();
        let sum: f64 = ranking.iter().map(|r| r["probability"].as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-9);
        assert_eq!(answer["verdict"].is_null(), !answer["abstained"].is_null());
        for evidence in answer["evidence"].as_array().unwrap() {
            let at = |field: &str| evidence[field].as_u64().unwrap() as usize;
            assert_eq!(&NOTE[at("start")..at("end")], evidence["text"].as_str().unwrap());
        }
    }
    // The same prose in another encoding is the same judgement.
    assert_eq!(answers[2]["ranking"], answers[4]["ranking"]);
}

#[test]
fn output_is_the_same_with_any_number_of_threads() {
    let run = |threads: &str| {
        let output = tongueprint()
            .current_dir(root())
            .args(["classify", "--format", "json", "--threads", threads, "data/messages"])
            .output()
            .unwrap();
        output.stdout
    };
    assert_eq!(run("1"), run("3"));
}

#[test]
fn the_sample_messages_are_answered() {
    let output = tongueprint().current_dir(root()).args(["classify", "data/messages/"]).assert();
    let output = output.success();
    let text = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    assert!(text.contains("most like English written by natives of"), "{text}");
    assert!(text.contains("no verdict: too short"), "{text}");
    assert!(text.contains("does not read as English"), "{text}");
    assert!(!text.contains('\u{1b}'), "styles in a pipe");
}

#[test]
fn real_ransom_notes_are_read_without_a_stumble() {
    let Some(notes) = std::env::var_os("RANSOM_NOTES") else {
        eprintln!("skipped: RANSOM_NOTES names no folder of notes");
        return;
    };
    let output = tongueprint().args(["classify", "--format", "json"]).arg(notes).assert().success();
    let answers = json_lines(&output.get_output().stdout);
    assert!(answers.len() > 100);
    assert!(answers.iter().all(|answer| answer["ranking"].is_array()));
}

#[test]
fn batches_answer_row_by_row() {
    let rows = format!(
        "{{\"id\":\"a\",\"text\":{note}}}\nnot json\n{{\"id\":\"b\",\"body\":1}}\n{{\"text\":\"\"}}\n{{\"text\":{note}}}\n",
        note = serde_json::to_string(NOTE).unwrap()
    );
    let output = tongueprint()
        .args(["classify", "--format", "json", "--input", "jsonl", "-"])
        .write_stdin(rows)
        .assert()
        .code(1);
    let answers = json_lines(&output.get_output().stdout);
    assert_eq!(answers.len(), 5);
    assert_eq!(answers[0]["source"], "a");
    assert_eq!(answers[1]["error"]["code"], "parse");
    assert_eq!(answers[1]["source"], "-:2");
    assert_eq!(answers[2]["error"]["code"], "missing_field");
    assert_eq!(answers[3]["error"]["code"], "empty");
    assert_eq!(answers[4]["source"], "-:5");
    assert_eq!(answers[0]["ranking"], answers[4]["ranking"]);
}

#[test]
fn extracted_text_is_what_offsets_point_into() {
    let dir = tempfile::tempdir().unwrap();
    let page = dir.path().join("note.html");
    fs::write(&page, format!("<html><head><style>p{{}}</style></head><body><p>{NOTE}</p><script>x()</script></body></html>")).unwrap();
    let out = dir.path().join("out");
    let output = tongueprint()
        .args(["classify", "--format", "json", "--text-out"])
        .args([&out, &page])
        .assert()
        .success();
    let text = fs::read_to_string(out.join("0001.txt")).unwrap();
    let answer = &json_lines(&output.get_output().stdout)[0];
    assert_eq!(answer["media_type"], "text/html");
    assert!(!text.contains("x()") && text.contains("encrypted"));
    for evidence in answer["evidence"].as_array().unwrap() {
        let at = |field: &str| evidence[field].as_u64().unwrap() as usize;
        assert_eq!(&text[at("start")..at("end")], evidence["text"].as_str().unwrap());
    }
}

#[test]
fn a_model_of_ones_own_judges() {
    tongueprint()
        .args(["classify", "--model"])
        .arg(&MODEL.1)
        .write_stdin(NOTE)
        .assert()
        .success()
        .stdout(predicate::str::contains("a demonstration, not evidence"));
    tongueprint()
        .args(["model", "card"])
        .arg(&MODEL.1)
        .assert()
        .success()
        .stdout(predicate::str::starts_with("# Model card: sample"));
    tongueprint()
        .current_dir(root())
        .args(["evaluate", "data/sample.csv", "--format", "json", "--model"])
        .arg(&MODEL.1)
        .assert()
        .success();
}

#[test]
fn damaged_models_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let bytes = fs::read(&MODEL.1).unwrap();
    let mut flipped = bytes.clone();
    flipped[bytes.len() / 2] ^= 4;
    for (name, bytes, says) in [
        ("cut.model", &bytes[..bytes.len() / 2], "truncated"),
        ("flipped.model", &flipped[..], "checksum"),
        ("foreign.model", b"PK\x03\x04 an archive", "not a Tongueprint model"),
        ("empty.model", b"", "not a Tongueprint model"),
    ] {
        let path = dir.path().join(name);
        fs::write(&path, bytes).unwrap();
        tongueprint()
            .args(["classify", "--model"])
            .arg(&path)
            .write_stdin(NOTE)
            .assert()
            .code(1)
            .stderr(predicate::str::contains(says).and(predicate::str::contains(name)));
    }
}

#[test]
fn evaluations_come_in_three_formats() {
    let run = |format: &str| {
        let output = tongueprint()
            .current_dir(root())
            .args(["evaluate", "data/sample.csv", "--folds", "4", "--cut-words", "20"])
            .args(["--views", "char_ngrams:1-3,function_words:1-2", "--format", format])
            .assert()
            .success();
        String::from_utf8(output.get_output().stdout.clone()).unwrap()
    };
    let json: Value = serde_json::from_str(&run("json")).unwrap();
    assert_eq!(json["protocol"], "4-fold");
    assert_eq!(json["folds"].as_array().unwrap().len(), 4);
    assert_eq!(json["by_length"][0]["words"], 20);
    assert!(run("text").contains("balanced accuracy"));
    assert!(run("markdown").contains("| accuracy |"));
}

#[test]
fn data_that_cannot_be_used_is_told_with_the_remedy() {
    let dir = tempfile::tempdir().unwrap();
    let output = dir.path().join("out.model");
    for (name, content, says) in [
        ("noheader.csv", "id,l1,body\n1,a,hello\n", "--text-field"),
        ("nolabel.csv", "id,text\n1,hello\n", "--label-field"),
        ("onelabel.csv", "l1,text\na,hello you\na,goodbye then\n", "at least two labels"),
        ("rare.csv", "l1,text\na,hello you\nb,goodbye then\n", "--min-documents"),
        ("empty.csv", "", "empty"),
        ("broken.jsonl", "{\"l1\":\"a\",\"text\":\"x\"}\n{oops\n", "broken.jsonl:2:"),
        ("latin.csv", "l1,text\na,caf\u{e9}\n", "UTF-8"),
    ] {
        let path = dir.path().join(name);
        let bytes: Vec<u8> = match name {
            "latin.csv" => content.chars().map(|c| c as u8).collect(),
            _ => content.as_bytes().to_vec(),
        };
        fs::write(&path, bytes).unwrap();
        tongueprint()
            .arg("train")
            .arg(&path)
            .arg("-o")
            .arg(&output)
            .assert()
            .code(1)
            .stderr(predicate::str::contains(says));
        assert!(!output.exists(), "{name}");
    }
}

#[test]
fn an_output_that_cannot_be_written_is_told() {
    let dir = tempfile::tempdir().unwrap();
    tongueprint()
        .current_dir(root())
        .args(["train", "data/sample.csv", "--views", "orthography", "-o"])
        .arg(dir.path().join("no/such/folder/x.model"))
        .assert()
        .code(1)
        .stderr(predicate::str::contains("cannot write"));
    #[cfg(target_os = "linux")]
    {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let status = std::process::Command::new(assert_cmd::cargo::cargo_bin("tongueprint"))
            .args(["classify", "--format", "json", "data/messages"])
            .current_dir(root())
            .stdout(full)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!(status.status.code(), Some(1));
        let told = String::from_utf8(status.stderr).unwrap();
        assert!(told.contains("cannot write to standard output"), "{told}");
    }
}

#[test]
fn a_reader_that_has_enough_is_no_failure() {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("tongueprint"))
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty());
}

#[test]
fn folders_are_read_in_byte_order_and_links_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("b/deep")).unwrap();
    for name in ["b/deep/2.txt", "b/1.txt", "a.txt", "c.txt"] {
        fs::write(dir.path().join(name), NOTE).unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(dir.path(), dir.path().join("b/loop")).unwrap();
    let output =
        tongueprint().args(["classify", "--format", "json"]).arg(dir.path()).assert().success();
    let sources: Vec<String> = json_lines(&output.get_output().stdout)
        .iter()
        .map(|answer| {
            let source = PathBuf::from(answer["source"].as_str().unwrap());
            source.strip_prefix(dir.path()).unwrap().display().to_string()
        })
        .collect();
    assert_eq!(sources, ["a.txt", "b/1.txt", "b/deep/2.txt", "c.txt"]);
}

#[test]
fn shells_and_manuals_are_served() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        tongueprint()
            .args(["completions", shell])
            .assert()
            .success()
            .stdout(predicate::str::contains("classify"));
    }
    let dir = tempfile::tempdir().unwrap();
    tongueprint().arg("man").arg(dir.path()).assert().success();
    let page = fs::read_to_string(dir.path().join("tongueprint-classify.1")).unwrap();
    assert!(page.contains("min\\-words"), "{page}");
}

/// Every answer and every evaluation fits the published schema.
#[test]
fn output_fits_the_schemas() {
    let schema = |name: &str| {
        let path = root().join("docs/schema").join(name);
        let value: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        jsonschema::validator_for(&value).unwrap()
    };
    let run = |arguments: &[&str]| {
        let output = tongueprint().current_dir(root()).args(arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let answers = run(&["classify", "--format", "json", "data/messages", "no-such-file"]);
    let classify = schema("classify.json");
    for line in answers.lines() {
        let value = serde_json::from_str(line).unwrap();
        let errors: Vec<String> = classify.iter_errors(&value).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}\n{line}");
    }
    for (name, arguments) in [
        ("model.json", &["model", "info", "--format", "json"][..]),
        (
            "evaluate.json",
            &[
                "evaluate",
                "data/sample.csv",
                "--folds",
                "3",
                "--views",
                "orthography",
                "--format",
                "json",
            ],
        ),
    ] {
        let value: Value = serde_json::from_str(&run(arguments)).unwrap();
        let schema = schema(name);
        let errors: Vec<String> = schema.iter_errors(&value).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
}
