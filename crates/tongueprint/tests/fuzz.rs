//! The fuzz targets as a plain loop: seeds, and seeds mutated at random.
//!
//! `FUZZ_SECONDS=60 cargo test -p tongueprint --test fuzz -- --nocapture` gives each target so long and says how
//! many inputs it took; `FUZZ_TARGET=pdf` runs one. What made a target panic is written to `target/fuzz-findings/`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(missing_docs, unreachable_pub, dead_code, reason = "the harness is shared with fuzz/")]

mod common;
#[path = "../../../fuzz/src/lib.rs"]
mod harness;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tongueprint::{NoProgress, TrainOptions, Trainer};

/// Without the environment's word, so many mutations a target: enough to see that it works.
const FEW: usize = 60;

const LONGEST: usize = 16 << 10;

/// Pieces that parsers meet with surprise.
const PIECES: &[&[u8]] = &[
    b"\0",
    b"\xFF\xFE",
    b"\xEF\xBB\xBF",
    b"<",
    b">",
    b"</",
    b"&#x",
    b"{",
    b"}",
    b"\\u-1?",
    b"\\bin99999",
    b"\\'",
    b"[[[[",
    b"((((",
    b"<<",
    b">>",
    b"4294967295",
    b"-1",
    b"1e999",
    b" 0 R",
    b"/FlateDecode",
    b"stream\n",
    b"\n--x\n",
    b"\n> ",
    b"\n\n",
    b"\r",
    b"\t",
    b"\"\"",
    b",,,",
    b"=?utf-8?b?",
    b"\xCC\x81",
    b"\xE2\x80\x8D",
    b"\xF0\x9F\x91\xA9",
    b"\xD0\x9F\xD1\x80",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x01\x02",
    b"\x1F\x8B",
    b"%PDF-",
    b"<w:t>",
    b"|",
    b"~",
    b"{0,9}",
    b"-----BEGIN ",
    b"http://",
    b"a@b.c",
    b"y0u",
    b"\xEF\xBC\xA1",
];

struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

fn mutate(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len() + 1);
        match dice.below(8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 if at < bytes.len() => bytes[at] = dice.below(256) as u8,
            2 => bytes.truncate(at),
            3 => {
                let end = (at + dice.below(16)).min(bytes.len());
                bytes.drain(at..end);
            }
            4 => {
                let end = (at + 1 + dice.below(64)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let times = 1 + dice.below(40);
                bytes.splice(at..at, piece.repeat(times));
            }
            5 => {
                // The beginning of one and the end of another.
                let other = &seeds[dice.below(seeds.len())];
                let from = dice.below(other.len() + 1);
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            6 => {
                let piece = PIECES[dice.below(PIECES.len())];
                let times = 1 + dice.below(3) * dice.below(30);
                bytes.splice(at..at, piece.repeat(times));
            }
            _ => {
                let piece = PIECES[dice.below(PIECES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
        }
        bytes.truncate(LONGEST);
    }
    bytes
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = root().join("fuzz/seeds").join(target);
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut seeds: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    if target == "model" {
        // Made rather than kept: it changes with the format.
        let options = TrainOptions {
            views: vec!["function_words:1".parse().unwrap(), "orthography".parse().unwrap()],
            max_features: Some(12),
            ..common::options()
        };
        let records = common::records(&common::LABELS, &["one"], 10);
        let dataset = tongueprint::Dataset::new(records, &options, &NoProgress).unwrap();
        let model = Trainer::new(options).train(&dataset, &NoProgress).unwrap();
        seeds.push(model.bytes().to_vec());
    }
    assert!(!seeds.is_empty(), "{target} has no seeds");
    seeds
}

#[test]
fn no_target_falls() {
    let seconds: Option<u64> = std::env::var("FUZZ_SECONDS").ok().and_then(|n| n.parse().ok());
    let only = std::env::var("FUZZ_TARGET").ok();
    let start: u64 = std::env::var("FUZZ_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let mut findings = Vec::new();
    for &(name, target) in harness::TARGETS {
        if only.as_deref().is_some_and(|only| only != name) {
            continue;
        }
        let seeds = seeds(name);
        let mut dice = Dice(start);
        let begun = Instant::now();
        let mut runs = 0;
        let (mut slowest, mut slow_input) = (Duration::ZERO, Vec::new());
        loop {
            let input = seeds.get(runs).cloned().unwrap_or_else(|| mutate(&seeds, &mut dice));
            let before = Instant::now();
            if std::panic::catch_unwind(|| target(&input)).is_err() {
                let folder = root().join("target/fuzz-findings");
                fs::create_dir_all(&folder).unwrap();
                let path = folder.join(format!("{name}-{start}-{runs}"));
                fs::write(&path, &input).unwrap();
                findings.push(path);
                if findings.len() > 5 {
                    break;
                }
            }
            if before.elapsed() > slowest {
                slowest = before.elapsed();
                slow_input.clone_from(&input);
            }
            runs += 1;
            let done = match seconds {
                Some(seconds) => begun.elapsed() >= Duration::from_secs(seconds),
                None => runs >= FEW + seeds.len(),
            };
            if done {
                break;
            }
        }
        eprintln!("{name}: {runs} inputs, the slowest {slowest:.1?}");
        if seconds.is_some() {
            let folder = root().join("target/fuzz-findings");
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(format!("{name}-slowest")), slow_input).unwrap();
        }
    }
    assert!(findings.is_empty(), "{findings:?}");
}
