//! What happens when something outside goes wrong: killed, cut off, full, read-only, gone.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may fail, and says what it skips"
)]
#![cfg(unix)]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

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

/// Kills it then; whether it was still at work.
fn kill_after(mut child: Child, delay: Duration) -> bool {
    std::thread::sleep(delay);
    // SIGKILL: nothing in the program can react.
    let _ = child.kill();
    child.wait().unwrap().signal() == Some(9)
}

/// A moment before `longest`: scattered, and the same in every run.
fn moment(number: usize, longest: Duration) -> Duration {
    let dice = (number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    longest.mul_f64((dice >> 11) as f64 / (1_u64 << 53) as f64)
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
    let begun = Instant::now();
    assert!(classify(&whole).status().unwrap().success());
    let longest = begun.elapsed() / 2;
    let wanted = fs::read(&whole).unwrap();
    let output = dir.path().join("out.jsonl");
    let (mut kept, mut killed, mut times) = (0, 0, 0);
    for number in 0..tries(6) {
        let at_work = kill_after(classify(&output).spawn().unwrap(), moment(number, longest));
        killed += usize::from(at_work);
        let there = fs::read(&output).unwrap_or_default();
        let lines = there.iter().filter(|&&byte| byte == b'\n').count();
        assert!(lines >= kept, "an answer was lost");
        assert_eq!(there, wanted[..there.len()], "not a beginning of the whole");
        kept = lines;
        if !at_work {
            // Done: once more from the beginning.
            assert_eq!(there, wanted);
            fs::remove_file(&output).unwrap();
            (kept, times) = (0, times + 1);
        }
    }
    eprintln!("classify: {killed} kills at work, {times} batches done, {kept} answers of the next");
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
    let begun = Instant::now();
    assert!(train().status().unwrap().success());
    let longest = begun.elapsed();
    fs::write(&model, b"the old model").unwrap();
    let (mut killed, mut times) = (0, 0);
    for number in 0..tries(6) {
        let at_work = kill_after(train().spawn().unwrap(), moment(number, longest));
        killed += usize::from(at_work);
        let there = fs::read(&model).unwrap();
        if there == b"the old model" {
            assert!(at_work, "a training that ended left nothing");
            continue;
        }
        let info = tongueprint().args(["model", "info"]).arg(&model).output().unwrap();
        assert!(info.status.success(), "{}", String::from_utf8_lossy(&info.stderr));
        fs::write(&model, b"the old model").unwrap();
        times += 1;
    }
    eprintln!("train: {killed} kills at work, {times} models written all the same");
}

#[test]
fn an_interrupt_keeps_what_is_answered() {
    if interrupts_are_ignored() {
        println!(
            "skipped: this process ignores SIGINT, and so do its children (nohup, background)"
        );
        return;
    }
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

/// Whether a child would be born with SIGINT ignored; where nobody can tell, it is taken not to be.
fn interrupts_are_ignored() -> bool {
    const SIGINT: u32 = 2;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & (1 << (SIGINT - 1)) != 0)
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

/// A disk that is full after a few pages.
///
/// A small file system in memory where the user may mount one; elsewhere a limit on the size of files, which fails
/// in the same calls with another word.
struct SmallDisk {
    folder: tempfile::TempDir,
    mounted: bool,
}

impl SmallDisk {
    const KIB: usize = 16;

    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={}k", Self::KIB), "none"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !mounted {
            eprintln!(
                "no file system can be mounted: a limit on the size of files stands for the full disk"
            );
        }
        Self { folder, mounted }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The command, started so that it meets the limit.
    fn tongueprint(&self) -> Command {
        if self.mounted {
            return tongueprint();
        }
        let mut shell = Command::new("sh");
        // Ignored, the signal becomes an error of the write.
        let limited = format!("trap '' XFSZ; ulimit -f {}; exec \"$@\"", Self::KIB * 2);
        shell.args(["-c", &limited, "sh", env!("CARGO_BIN_EXE_tongueprint")]);
        shell
    }

    /// Everything that lies there.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        if self.mounted {
            let _ = Command::new("umount").arg(self.folder.path()).status();
        }
    }
}

/// It failed as it should, and told where.
fn full(output: &std::process::Output, place: &Path) {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("No space left") || told.contains("File too large"), "{told}");
    assert!(told.contains(&*place.to_string_lossy()), "{told}");
}

#[test]
fn a_model_that_does_not_fit_leaves_nothing() {
    let disk = SmallDisk::new();
    let model = disk.path("x.model");
    let train = || {
        let mut command = disk.tongueprint();
        command.current_dir(root()).args([
            "train",
            "data/sample.csv",
            "--views",
            "char_ngrams:1-4",
        ]);
        command.arg("-o").arg(&model).output().unwrap()
    };
    full(&train(), &model);
    assert_eq!(disk.names(), Vec::<String>::new());
    fs::write(&model, b"the old model").unwrap();
    full(&train(), &model);
    assert_eq!(disk.names(), ["x.model"]);
    assert_eq!(fs::read(&model).unwrap(), b"the old model");
}

#[test]
fn reports_and_texts_that_do_not_fit_leave_nothing() {
    let disk = SmallDisk::new();
    let input = tempfile::tempdir().unwrap();
    let note = input.path().join("note.txt");
    fs::write(&note, "We wait for you answer since two days. ".repeat(1_000)).unwrap();
    let (report, texts) = (disk.path("report.html"), disk.path("texts"));
    full(
        &disk
            .tongueprint()
            .arg("classify")
            .arg("--report")
            .arg(&report)
            .arg(&note)
            .output()
            .unwrap(),
        &report,
    );
    assert_eq!(disk.names(), Vec::<String>::new());
    full(
        &disk
            .tongueprint()
            .arg("classify")
            .arg("--text-out")
            .arg(&texts)
            .arg(&note)
            .output()
            .unwrap(),
        &texts,
    );
    assert_eq!(fs::read_dir(&texts).unwrap().count(), 0);
}

#[test]
fn answers_that_do_not_fit_are_continued_where_there_is_room() {
    let disk = SmallDisk::new();
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in.jsonl");
    fs::write(&input, rows(200)).unwrap();
    let (output, roomy) = (disk.path("out.jsonl"), folder.path().join("out.jsonl"));
    full(
        &disk
            .tongueprint()
            .arg("classify")
            .arg("--resume")
            .arg(&output)
            .arg(&input)
            .output()
            .unwrap(),
        &output,
    );
    // What was answered is kept, the last line perhaps torn.
    fs::copy(&output, &roomy).unwrap();
    assert!(fs::metadata(&roomy).unwrap().len() > 4_096);
    let resume = |output: &Path| {
        let output =
            tongueprint().arg("classify").arg("--resume").arg(output).arg(&input).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    resume(&roomy);
    let whole = folder.path().join("whole.jsonl");
    resume(&whole);
    assert_eq!(fs::read(&roomy).unwrap(), fs::read(&whole).unwrap());
}

#[test]
fn a_full_standard_output_is_told() {
    let disk = SmallDisk::new();
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in.jsonl");
    fs::write(&input, rows(200)).unwrap();
    let stdout = fs::File::create(disk.path("out.jsonl")).unwrap();
    let output = disk
        .tongueprint()
        .args(["classify", "--format", "json"])
        .arg(&input)
        .stdout(stdout)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
        .wait_with_output()
        .unwrap();
    full(&output, Path::new("standard output"));
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
