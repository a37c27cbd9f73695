//! Reports as HTML: written whole, self-contained, and in a browser what they should be.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use assert_cmd::Command;
use predicates::prelude::*;
use serde_json::Value;

/// Markup, a script, an image that would call home, characters that turn or hide text.
const HOSTILE: &str = "Hello <script>document.title='taken'</script> <img src=x onerror=\"document.title='taken'\"> dear \
    friend &amp; company. My brother wants to become doctor and it is good idea. Look: \u{202e}desrever\u{202c} and \
    zero\u{200b}width. </div></main> We have big problem with your server since two days, and you must to pay us.";

fn tongueprint() -> Command {
    Command::cargo_bin("tongueprint").unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn hostile_report(dir: &Path) -> PathBuf {
    let page = dir.join("a report & more.html");
    tongueprint()
        // Only constructions are marked, so that the hostile words stand in one piece.
        .args(["explain", "--format", "json", "--stretches", "0", "--report"])
        .arg(&page)
        .write_stdin(HOSTILE)
        .assert()
        .success();
    page
}

/// Nothing in the page runs, loads or refers elsewhere.
fn self_contained(page: &str) {
    assert!(page.contains("Content-Security-Policy\" content=\"default-src 'none'"), "no policy");
    for forbidden in
        ["<script", "<img", "<link", "<iframe", "src=\"", "url(", "@import", "href=\"http"]
    {
        assert!(!page.to_lowercase().contains(forbidden), "{forbidden}");
    }
}

#[test]
fn hostile_text_stays_text_in_every_format() {
    let dir = tempfile::tempdir().unwrap();
    let page = fs::read_to_string(hostile_report(dir.path())).unwrap();
    self_contained(&page);
    assert!(page.contains("&#60;script&#62;document.title="), "the text is shown");
    assert!(!page.contains(['\u{202e}', '\u{202c}', '\u{200b}']), "invisible characters are shown");
    assert!(page.contains("U+202E") && page.contains("zero-width space"));
    for format in ["text", "markdown"] {
        tongueprint()
            .args(["explain", "--format", format])
            .write_stdin(HOSTILE)
            .assert()
            .success()
            .stdout(
                predicate::str::contains("a doctor")
                    .and(
                        predicate::str::contains("what speaks against")
                            .or(predicate::str::contains("What speaks against")),
                    )
                    .and(predicate::str::contains("\u{202e}").not())
                    .and(predicate::str::contains("\u{1b}").not()),
            );
    }
}

#[test]
fn a_browser_shows_the_parts_and_nothing_taken() {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let Some(browser) = names.into_iter().find(|name| {
        Process::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
    }) else {
        eprintln!("skipped: no Chromium on the path");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let page = hostile_report(dir.path());
    let plain = dir.path().join("page.html");
    fs::rename(page, &plain).unwrap();
    let output = Process::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .arg(format!("--user-data-dir={}", dir.path().join("profile").display()))
        .arg("--dump-dom")
        .arg(format!("file://{}", plain.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8(output.stdout).unwrap();
    assert!(dom.contains("</html>"), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(dom.contains("<title>- · Tongueprint</title>"), "a script ran");
    assert!(!dom.contains("<script") && !dom.contains("<img"));
    assert!(dom.contains("&lt;script&gt;document.title="), "the text is shown");
    for part in [
        "Ranking",
        "The message",
        "Construction by language",
        "Suspicious constructions",
        "What speaks against",
        "How this was made",
        "role=\"tooltip\"",
        "tabindex=\"0\"",
        "missing-article-profession",
        "<svg",
        "U+202E",
    ] {
        assert!(dom.contains(part), "{part}");
    }
    // Everything that was opened closes where it should: the text's own tags closed nothing.
    let after = dom.rsplit("</main>").next().unwrap();
    assert_eq!(dom.matches("</main>").count(), 1);
    assert!(after.contains("How this was made"));
}

#[test]
fn a_folder_makes_one_report_and_its_name_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let page = dir.path().join("notes.html");
    tongueprint()
        .current_dir(root())
        .args(["classify", "data/messages", "--format", "json", "--report"])
        .arg(&page)
        .assert()
        .success();
    let page = fs::read_to_string(page).unwrap();
    self_contained(&page);
    assert!(page.contains("data/messages/ransom-russian.txt"));
    assert!(page.contains("No verdict: too short to judge"));
    assert!(page.contains("tongueprint classify data/messages --format json --report"));
    let nowhere = dir.path().join("no/such/folder/x.html");
    tongueprint()
        .args(["explain", "--report"])
        .arg(nowhere)
        .write_stdin(HOSTILE)
        .assert()
        .code(1)
        .stderr(predicate::str::contains("cannot write"));
}

#[test]
fn an_evaluation_makes_a_report() {
    let dir = tempfile::tempdir().unwrap();
    let page = dir.path().join("evaluation.html");
    tongueprint()
        .current_dir(root())
        .args(["evaluate", "data/sample.csv", "--folds", "3", "--views", "orthography"])
        .args(["--cut-words", "10,20", "--report"])
        .arg(&page)
        .assert()
        .success();
    let page = fs::read_to_string(page).unwrap();
    self_contained(&page);
    for part in ["balanced accuracy", "Confusion", "By length", "Reliability", "fold 1 of 3"] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn explanations_fit_the_schema_and_add_up() {
    let path = root().join("docs/schema/explain.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let output = tongueprint()
        .current_dir(root())
        .args(["explain", "--format", "json", "data/messages", "no-such-file"])
        .assert()
        .code(1);
    let text = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    assert!(text.lines().count() > 10);
    for line in text.lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        let errors: Vec<String> = schema.iter_errors(&value).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}\n{line}");
        let Some(ranking) = value["ranking"].as_array() else { continue };
        let clamped = line.contains("\"code\":\"clamped\"");
        for ranked in ranking.iter().filter(|_| !clamped) {
            let label = ranked["label"].as_str().unwrap();
            let quoted = value["evidence"].as_array().unwrap().iter();
            let sum: f64 = quoted.map(|e| e["weights"][label].as_f64().unwrap()).sum::<f64>()
                + value["remainder"][label].as_f64().unwrap();
            assert!((sum - ranked["log10_lr"].as_f64().unwrap()).abs() < 1e-6, "{label}");
        }
    }
}

/// Two messages and a file that cannot be read.
fn pool(dir: &Path) -> [PathBuf; 3] {
    let paths = ["one.txt", "two.txt", "gone.txt"].map(|name| dir.join(name));
    let one = "My brother wants to become doctor, and he told us of his plans for the next year at length.";
    let two =
        "We have big problem with your server, and my cousin is married with a pilot of ours.";
    fs::write(&paths[0], one).unwrap();
    fs::write(&paths[1], two).unwrap();
    paths
}

#[test]
fn pooled_messages_are_one_sheet_that_says_where_each_construction_stands() {
    let dir = tempfile::tempdir().unwrap();
    let paths = pool(dir.path());
    let page = dir.path().join("pool.html");
    let output = tongueprint()
        .args(["explain", "--pool", "--format", "json", "--report"])
        .arg(&page)
        .args(&paths)
        .assert()
        .code(1);
    let value: Value = serde_json::from_slice(&output.get_output().stdout).unwrap();
    let schema = fs::read_to_string(root().join("docs/schema/explain.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let errors: Vec<String> = schema.iter_errors(&value).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(value["source"], Value::Null);
    let messages = value["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 3);
    assert_eq!(messages[2]["error"]["code"], "not_found");
    let evidence = value["evidence"].as_array().unwrap();
    let married = evidence.iter().find(|e| e["feature"] == "married-with").unwrap();
    let start = married["start"].as_u64().unwrap();
    let of = |bound: &str| messages[1][bound].as_u64().unwrap();
    assert!((of("start")..of("end")).contains(&start), "{start}");
    let page = fs::read_to_string(page).unwrap();
    self_contained(&page);
    for part in ["Message 1: ", "Message 2: ", "Not judged: ", "message 2</span>"] {
        assert!(page.contains(part), "{part}");
    }
    for (format, part) in [("markdown", ", message 2 |"), ("text", "message 2\n")] {
        tongueprint()
            .args(["explain", "--pool", "--format", format])
            .args(&paths)
            .assert()
            .code(1)
            .stdout(predicate::str::contains(part))
            .stderr(predicate::str::contains("gone.txt"));
    }
}

#[test]
fn every_work_cited_is_given_once_and_in_full() {
    let text = "My cousin is married with a pilot. My aunt is married with a doctor from the north of the country.";
    let dir = tempfile::tempdir().unwrap();
    let page = dir.path().join("sheet.html");
    let reference = "Swan, M. & Smith, B. (eds.) (2001).";
    let json = tongueprint()
        .args(["explain", "--format", "json", "--report"])
        .arg(&page)
        .write_stdin(text)
        .assert()
        .success();
    let value: Value = serde_json::from_slice(&json.get_output().stdout).unwrap();
    assert!(value["references"]["learner-english"].as_str().unwrap().starts_with(reference));
    let page = fs::read_to_string(page).unwrap();
    assert_eq!(page.matches("(eds.) (2001).").count(), 1);
    for format in ["text", "markdown"] {
        let output = tongueprint()
            .args(["explain", "--format", format])
            .write_stdin(text)
            .assert()
            .success();
        let output = String::from_utf8(output.get_output().stdout.clone()).unwrap();
        assert_eq!(output.matches("(eds.) (2001).").count(), 1, "{output}");
        assert!(output.contains("learner-english: "), "the claim cites it by key");
    }
}

#[test]
fn shells_and_manuals_know_explain() {
    for shell in ["bash", "zsh", "fish"] {
        let named = predicate::str::contains("explain").and(predicate::str::contains("stretches"));
        tongueprint().args(["completions", shell]).assert().success().stdout(named);
    }
    let dir = tempfile::tempdir().unwrap();
    tongueprint().arg("man").arg(dir.path()).assert().success();
    let page = fs::read_to_string(dir.path().join("tongueprint-explain.1")).unwrap();
    assert!(page.contains("candidates russian,korean,chinese"), "{page}");
}

#[test]
fn no_stretch_and_no_construction_is_a_sheet_too() {
    tongueprint()
        .args(["explain", "--stretches", "0"])
        .write_stdin(
            "The weather was fine, and we walked home along the river before it grew dark.",
        )
        .assert()
        .success()
        .stdout(predicate::str::contains("none found").and(predicate::str::contains("remainder")));
}
