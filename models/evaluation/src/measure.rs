//! Runs a measurement with the command, once: results are kept under the hash of what was run, by which command, on
//! which data, so that an interrupted evaluation goes on where it stopped.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use tongueprint::{Evaluation, Judgement};

use crate::plan::{Run, Section};

/// The baseline, from the project's root.
const PEER: &str = "benches/peers/baseline.py";

pub(crate) struct Bench<'a> {
    /// The command that is measured.
    pub(crate) command: &'a Path,
    pub(crate) corpora: &'a Path,
    pub(crate) cache: &'a Path,
    pub(crate) python: &'a str,
    /// The hash of the command's own bytes.
    command_hash: blake3::Hash,
}

/// What a measurement gave.
pub(crate) struct Measured {
    pub(crate) evaluation: Evaluation,
    pub(crate) judgements: Vec<Judgement>,
    /// As a reader would type it.
    pub(crate) typed: String,
    /// What scikit-learn made of the same folds.
    pub(crate) peer: Option<String>,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(
        command: &'a Path,
        corpora: &'a Path,
        cache: &'a Path,
        python: &'a str,
    ) -> anyhow::Result<Self> {
        let bytes = fs::read(command)
            .with_context(|| format!("cannot read the command {}", command.display()))?;
        fs::create_dir_all(cache)
            .with_context(|| format!("cannot make the folder {}", cache.display()))?;
        Ok(Self { command, corpora, cache, python, command_hash: blake3::hash(&bytes) })
    }

    pub(crate) fn measure(&self, section: &Section, run: &Run) -> anyhow::Result<Measured> {
        let words: Vec<&str> =
            section.arguments.iter().chain(&run.arguments).map(String::as_str).collect();
        let files: Vec<PathBuf> =
            run.corpora.iter().map(|name| self.corpora.join(format!("{name}.jsonl"))).collect();
        let stem = self.key(&words, &files)?;
        let (figures, predictions) =
            (stem.with_extension("json"), stem.with_extension("predictions"));
        if !figures.exists() {
            let mut arguments: Vec<OsString> = vec!["evaluate".into()];
            arguments.extend(files.iter().map(OsString::from));
            arguments.extend(words.iter().map(OsString::from));
            arguments.extend(["--format".into(), "json".into(), "--predictions".into()]);
            arguments.push(predictions.clone().into());
            let output =
                Command::new(self.command).args(&arguments).stderr(Stdio::inherit()).output()?;
            if !output.status.success() {
                bail!("the measurement {:?} failed", run.name);
            }
            tongueprint::atomic::write(&figures, &output.stdout)?;
        }
        let evaluation = serde_json::from_slice(&fs::read(&figures)?)
            .with_context(|| format!("in {}", figures.display()))?;
        let judgements = fs::read_to_string(&predictions)?
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<Vec<_>, _>>()
            .with_context(|| format!("in {}", predictions.display()))?;
        let typed = format!(
            "tongueprint evaluate {} {}",
            run.corpora.iter().map(|name| format!("{name}.jsonl")).collect::<Vec<_>>().join(" "),
            words.join(" ")
        );
        let peer = if run.peer { Some(self.peer(&predictions, run, &files)?) } else { None };
        Ok(Measured { evaluation, judgements, typed, peer })
    }

    fn peer(&self, predictions: &Path, run: &Run, files: &[PathBuf]) -> anyhow::Result<String> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&fs::read(PEER).with_context(|| format!("cannot read {PEER}"))?);
        for word in &run.peer_arguments {
            hasher.update(word.as_bytes()).update(&[0]);
        }
        let kept = predictions.with_extension(format!("{}.peer", &hasher.finalize().to_hex()[..8]));
        if !kept.exists() {
            let output = Command::new(self.python)
                .arg(PEER)
                .arg(predictions)
                .args(files)
                .args(&run.peer_arguments)
                .stderr(Stdio::inherit())
                .output()
                .context("cannot run python")?;
            if !output.status.success() {
                bail!("scikit-learn could not be run: pip install scikit-learn numpy");
            }
            tongueprint::atomic::write(&kept, &output.stdout)?;
        }
        Ok(fs::read_to_string(kept)?)
    }

    fn key(&self, words: &[&str], files: &[PathBuf]) -> anyhow::Result<PathBuf> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.command_hash.as_bytes());
        for word in words {
            hasher.update(word.as_bytes()).update(&[0]);
        }
        for file in files {
            let bytes =
                fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            hasher.update(blake3::hash(&bytes).as_bytes());
        }
        Ok(self.cache.join(&hasher.finalize().to_hex()[..24]))
    }
}
