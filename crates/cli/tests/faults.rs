//! What happens when something outside goes wrong: killed, cut off, full, read-only, gone.

#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![cfg(unix)]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

fn tongueprint() -> Command {
    Command::new(env!("CARGO_BIN_EXE_tongueprint"))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// So many rows with an identifier each.
fn rows(count: usize) -> String {
    (0..count)
        .map(|n| format!("{{\"id\":\"m{n}\",\"text\":\"We wait for you answer number {n}, all files was encrypted by us and you must to pay.\"}}\n"))
        .collect()
}

/// How often the random ones are tried; raise it by the environment for a longer hunt.
fn tries(default: usize) -> usize {
    std::env::var("FAULT_TRIES").ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

fn kill_after(mut child: Child, delay: Duration) {
    std::thread::sleep(delay);
    // SIGKILL: nothing in the program can react.
    let _ = child.kill();
    let _ = child.wait();
}

fn sources(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["source"].as_str().unwrap().into())
        .collect()
}

#[test]
fn a_batch_killed_at_any_moment_is_continued() {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    fs::write(&input, rows(1_500)).unwrap();
    let whole = dir.path().join("whole.jsonl");
    let classify = |output: &Path| {
        let mut command = tongueprint();
        command.arg("classify").arg("--resume").arg(output).arg(&input);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    assert!(classify(&whole).status().unwrap().success());
    let wanted = fs::read(&whole).unwrap();
    let output = dir.path().join("out.jsonl");
    let mut kept = 0;
    for number in 0..tries(6) {
        let delay = Duration::from_millis(40 + (number as u64 * 97) % 400);
        kill_after(classify(&output).spawn().unwrap(), delay);
        let there = fs::read(&output).unwrap_or_default();
        let lines = there.iter().filter(|&&byte| byte == b'\n').count();
        assert!(lines >= kept, "an answer was lost");
        assert_eq!(there, wanted[..there.len()], "not a beginning of the whole");
        kept = lines;
    }
    assert!(classify(&output).status().unwrap().success());
    assert_eq!(fs::read(&output).unwrap(), wanted);
    // Nothing is left to do.
    assert!(classify(&output).status().unwrap().success());
    assert_eq!(fs::read(&output).unwrap(), wanted);
}

#[test]
fn a_torn_last_line_is_done_again() {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    fs::write(&input, rows(20) + "{\"id\":\"bad\"}\n").unwrap();
    let output = dir.path().join("out.jsonl");
    let run =
        || tongueprint().arg("classify").arg("--resume").arg(&output).arg(&input).output().unwrap();
    assert_eq!(run().status.code(), Some(1), "one row has no text");
    let wanted = fs::read(&output).unwrap();
    for cut in [1, wanted.len() / 2, wanted.len() - 1] {
        fs::write(&output, &wanted[..cut]).unwrap();
        assert_eq!(run().status.code(), Some(1), "the failure that is on file still counts");
        assert_eq!(fs::read(&output).unwrap(), wanted);
    }
    let names = sources(&output);
    assert_eq!(names.len(), 21);
    assert_eq!((names[0].as_str(), names[19].as_str()), ("m0", "m19"));
}

#[test]
fn answers_to_other_inputs_are_never_mixed() {
    let dir = tempfile::tempdir().unwrap();
    let (one, other) = (dir.path().join("one.jsonl"), dir.path().join("other.jsonl"));
    fs::write(&one, rows(3)).unwrap();
    fs::write(&other, rows(3).replace("\"m", "\"n")).unwrap();
    let output = dir.path().join("out.jsonl");
    let run = |input: &Path| {
        tongueprint().arg("classify").arg("--resume").arg(&output).arg(input).output().unwrap()
    };
    assert!(run(&one).status.success());
    let before = fs::read(&output).unwrap();
    let refused = run(&other);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("another file"));
    fs::write(&one, rows(2)).unwrap();
    assert_eq!(run(&one).status.code(), Some(1), "more answers than inputs");
    assert_eq!(fs::read(&output).unwrap(), before);
}

#[test]
fn training_killed_at_any_moment_leaves_the_old_model_or_the_new() {
    let dir = tempfile::tempdir().unwrap();
    let model = dir.path().join("x.model");
    let train = || {
        let mut command = tongueprint();
        command.current_dir(root()).args([
            "train",
            "data/sample.csv",
            "--views",
            "char_ngrams:1-2",
        ]);
        command.arg("-o").arg(&model).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    fs::write(&model, b"the old model").unwrap();
    for number in 0..tries(6) {
        let delay = Duration::from_millis(20 + (number as u64 * 131) % 900);
        kill_after(train().spawn().unwrap(), delay);
        let there = fs::read(&model).unwrap();
        if there != b"the old model" {
            let info = tongueprint().args(["model", "info"]).arg(&model).output().unwrap();
            assert!(info.status.success(), "{}", String::from_utf8_lossy(&info.stderr));
        }
    }
}

#[test]
fn an_interrupt_keeps_what_is_answered() {
    let mut child = tongueprint()
        .args(["classify", "--format", "json", "--input", "jsonl", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(rows(64).as_bytes()).unwrap();
    stdin.flush().unwrap();
    // The input stays open: the first batch must come out all the same.
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for number in 0..64 {
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert!(line.contains(&format!("\"source\":\"m{number}\"")), "{line}");
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert!(!child.wait().unwrap().success());
    drop(stdin);
}

#[test]
fn a_reader_that_stops_early_is_no_failure() {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    fs::write(&input, rows(500)).unwrap();
    let mut child = tongueprint()
        .args(["classify", "--format", "json"])
        .arg(&input)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
#[cfg(target_os = "linux")]
fn full_disks_are_told() {
    let message = root().join("data/messages");
    let output =
        tongueprint().arg("classify").args(["--resume", "/dev/full"]).arg(message).output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("/dev/full") && told.contains("No space left"), "{told}");
}

#[test]
fn folders_that_cannot_be_written_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let note = dir.path().join("note.txt");
    fs::write(&note, "We wait for you answer since two days.").unwrap();
    // A file where a folder should be fails for every user, root included.
    let taken = note.join("deeper");
    for arguments in [["classify", "--text-out"], ["classify", "--resume"]] {
        let output = tongueprint().args(arguments).arg(&taken).arg(&note).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains("note.txt/deeper"));
    }
}

#[test]
fn a_file_that_vanishes_fails_alone() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.txt"), "We wait for you answer since two days.").unwrap();
    // A file that is listed and not there: a link to nothing, given by its own name.
    std::os::unix::fs::symlink(dir.path().join("gone"), dir.path().join("b.txt")).unwrap();
    let output = tongueprint()
        .args(["classify", "--format", "json"])
        .args([dir.path().join("b.txt"), dir.path().join("a.txt")])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["error"]["code"], "not_found");
    assert!(lines[1]["ranking"].is_array());
}
