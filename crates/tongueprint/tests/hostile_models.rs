//! Model files from strangers: cut anywhere, mutated with the checksum made right, crafted.
//!
//! Each must be refused with a clear error or judge with finite numbers, and must not make the reader allocate
//! more than the file's size allows. `MODEL_MUTATIONS=100000` raises the number of mutations.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use std::alloc::System;
use std::sync::LazyLock;
use std::sync::Mutex;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tongueprint::{Engine, ErrorKind, Model, NoProgress, TrainOptions, Trainer};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What is measured is the whole program's: one test at a time.
static ALONE: Mutex<()> = Mutex::new(());

const TEXT: &str = "He explained me the problem and I have to wait for it since a week, yes?";

/// A model of a few kilobytes, so that every byte of it can be tried.
static SMALL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let options = TrainOptions {
        views: vec!["function_words:1".parse().unwrap(), "orthography".parse().unwrap()],
        max_features: Some(12),
        ..common::options()
    };
    let dataset = tongueprint::Dataset::new(
        common::records(&common::LABELS, &["one"], 10),
        &options,
        &NoProgress,
    )
    .unwrap();
    Trainer::new(options).train(&dataset, &NoProgress).unwrap().bytes().to_vec()
});

/// The length and the checksum made right, so that what lies behind them is reached.
fn resealed(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.len() >= 64 {
        let end = bytes.len() - 32;
        let length = bytes.len() as u64;
        bytes[16..24].copy_from_slice(&length.to_le_bytes());
        let checksum = blake3::hash(&bytes[..end]);
        bytes[end..].copy_from_slice(checksum.as_bytes());
    }
    bytes
}

/// Loads and, if that goes well, judges; `Err` is the loader's message.
fn survive(bytes: &[u8], what: &str) -> Result<(), String> {
    let region = Region::new(ALLOCATOR);
    let loaded = Model::from_bytes(bytes).and_then(Engine::new);
    let allocated = region.change().bytes_allocated;
    // Arrays are read in place; the copy, the header and the index are what is allocated, and serde makes room for
    // at most a mebibyte before it reads a list.
    let bound = 16 * bytes.len() + (4 << 20);
    assert!(allocated < bound, "{what}: {allocated} bytes allocated for a file of {}", bytes.len());
    match loaded {
        Err(error) => {
            assert!(
                matches!(
                    error.kind(),
                    ErrorKind::BadModel | ErrorKind::FutureModel | ErrorKind::Option
                ),
                "{what}: {error}"
            );
            assert!(
                error.to_string().len() < 500,
                "{what}: a message of {} bytes",
                error.to_string().len()
            );
            Err(error.to_string())
        }
        Ok(engine) => {
            let verdict = engine.classify(TEXT);
            let sum: f64 = verdict.ranking.iter().map(|ranked| ranked.probability).sum();
            assert!((sum - 1.0).abs() < 1e-6, "{what}: {:?}", verdict.ranking);
            assert!(verdict.ranking.iter().all(|r| r.log10_lr.is_finite()), "{what}");
            assert!(
                verdict.evidence.iter().all(|e| e.weights.values().all(|w| w.is_finite())),
                "{what}: {:?}",
                verdict.evidence
            );
            Ok(())
        }
    }
}

fn header_length(bytes: &[u8]) -> usize {
    u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize
}

/// Where each section's header begins.
fn sections(bytes: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = (32 + header_length(bytes)).next_multiple_of(16);
    while at + 16 + 32 <= bytes.len() {
        found.push(at);
        let length = u64::from_le_bytes(bytes[at + 8..at + 16].try_into().unwrap()) as usize;
        at = (at + 16 + length).next_multiple_of(16);
    }
    found
}

#[test]
fn every_truncation_is_refused() {
    let _alone = ALONE.lock();
    for length in 0..SMALL.len() {
        let cut = SMALL[..length].to_vec();
        assert!(survive(&cut, "cut").is_err(), "{length}");
        assert!(survive(&resealed(cut), "cut and resealed").is_err(), "{length}");
    }
    survive(&SMALL, "whole").unwrap();
}

#[test]
fn mutations_do_no_harm() {
    let _alone = ALONE.lock();
    let count: usize =
        std::env::var("MODEL_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(4_000);
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let (mut refused, mut judged) = (0, 0);
    for number in 0..count {
        let mut bytes = SMALL.clone();
        // Half of them in the header, where there is more to break.
        let reach = if number % 2 == 0 { 32 + header_length(&bytes) } else { bytes.len() - 32 };
        for _ in 0..=next(4) {
            let at = next(reach);
            match next(5) {
                0 => bytes[at] ^= 1 << next(8),
                1 => bytes[at] = [0, 0x7F, 0x80, 0xFF][next(4)],
                2 => bytes[at] = next(256) as u8,
                3 => {
                    let end = (at + 1 + next(8)).min(reach);
                    bytes[at..end].fill(0xFF);
                }
                _ => {
                    let from = next(reach);
                    let length = next(16).min(reach - at.max(from));
                    bytes.copy_within(from..from + length, at);
                }
            }
        }
        match survive(&resealed(bytes), &format!("mutation {number}")) {
            Err(_) => refused += 1,
            Ok(()) => judged += 1,
        }
    }
    eprintln!("{count} mutations: {refused} refused, {judged} judged");
    assert!(refused > 0 && judged > 0, "both ways were tried");
}

#[test]
fn crafted_lengths_allocate_nothing() {
    let _alone = ALONE.lock();
    let end = 32 + header_length(&SMALL);
    for at in 32..end - 8 {
        for length in [u64::MAX, u64::MAX / 2, 1 << 40, 1 << 32, (16 << 20) - 64, 0xFFFF] {
            let mut bytes = SMALL.clone();
            bytes[at..at + 8].copy_from_slice(&length.to_le_bytes());
            let _ = survive(&resealed(bytes), &format!("{length} at {at}"));
        }
    }
    for at in sections(&SMALL) {
        for length in [u64::MAX, u64::MAX - 15, 1 << 63, 1 << 33, 1, 0] {
            let mut bytes = SMALL.clone();
            bytes[at + 8..at + 16].copy_from_slice(&length.to_le_bytes());
            assert!(survive(&resealed(bytes), "a section's length").is_err(), "{length} at {at}");
        }
    }
    for (place, values) in [(12, [u32::MAX, 1 << 24, 0]), (24, [u32::MAX, 1, 0])] {
        for value in values {
            let mut bytes = SMALL.clone();
            bytes[place..place + 4].copy_from_slice(&value.to_le_bytes());
            assert!(survive(&resealed(bytes), "a count").is_err(), "{value} at {place}");
        }
    }
}

#[test]
fn weights_that_are_no_numbers_are_refused() {
    let _alone = ALONE.lock();
    let mut tried = 0;
    for at in sections(&SMALL) {
        // The second and third array of a member hold its factors and scales.
        let kind = SMALL[at];
        if !matches!(kind, 2 | 3) {
            continue;
        }
        for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX] {
            let mut bytes = SMALL.clone();
            bytes[at + 16..at + 20].copy_from_slice(&value.to_le_bytes());
            let told = survive(&resealed(bytes), "a weight").unwrap_err();
            assert!(told.contains("finite"), "{told}");
            tried += 1;
        }
    }
    assert!(tried >= 8);
}

#[test]
fn keys_that_stand_twice_are_refused() {
    let _alone = ALONE.lock();
    let at = sections(&SMALL)[0];
    let mut bytes = SMALL.clone();
    bytes.copy_within(at + 16..at + 24, at + 24);
    let told = survive(&resealed(bytes), "a key").unwrap_err();
    assert!(told.contains("twice"), "{told}");
}

#[test]
fn versions_to_come_are_told_apart() {
    let _alone = ALONE.lock();
    for version in [tongueprint::model_file::FORMAT_VERSION + 1, 1_000, u32::MAX] {
        let mut bytes = SMALL.clone();
        bytes[8..12].copy_from_slice(&version.to_le_bytes());
        let error = Model::from_bytes(&resealed(bytes)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::FutureModel);
    }
    let mut bytes = SMALL.clone();
    bytes[8..12].fill(0);
    assert_eq!(Model::from_bytes(&resealed(bytes)).unwrap_err().kind(), ErrorKind::BadModel);
}

#[test]
fn names_that_steer_a_terminal_are_refused() {
    let _alone = ALONE.lock();
    // The name is the first thing in the header: its length, then its bytes.
    let mut bytes = SMALL.clone();
    assert_eq!(&bytes[40..47], b"made-up");
    bytes[40] = 0x1B;
    let told = survive(&resealed(bytes), "a name").unwrap_err();
    assert!(told.contains("control"), "{told}");
}

#[test]
#[cfg(unix)]
fn a_device_without_an_end_is_no_model() {
    let _alone = ALONE.lock();
    assert_eq!(Model::load("/dev/null").unwrap_err().kind(), ErrorKind::BadModel);
    assert!(Model::load("/").is_err());
}
