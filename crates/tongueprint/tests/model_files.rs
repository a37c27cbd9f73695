//! Model files: round trips, and files that are damaged, foreign, of the future or hostile.

mod common;

use std::sync::LazyLock;

use proptest::prelude::*;
use tongueprint::{Engine, ErrorKind, Model};

static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| common::model().bytes().to_vec());

/// The checksum made right again, so that what lies behind it is reached.
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

#[test]
fn saved_and_loaded_it_says_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("made-up.model");
    let model = Model::from_bytes(&BYTES).unwrap();
    model.save(&path).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), *BYTES);
    let text = common::text("dropper", 6, 42);
    let before = Engine::new(model).unwrap().classify(&text);
    assert_eq!(Engine::load(&path).unwrap().classify(&text), before);
    // Nothing but the model is left behind.
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn saving_where_one_cannot_leaves_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    let model = Model::from_bytes(&BYTES).unwrap();
    let error = model.save(dir.path().join("no/such/folder/x.model")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unwritable);
    // A folder stands where the model should go.
    let taken = dir.path().join("taken");
    std::fs::create_dir_all(taken.join("inside")).unwrap();
    assert_eq!(model.save(&taken).unwrap_err().kind(), ErrorKind::Unwritable);
    assert!(taken.join("inside").is_dir());
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn what_is_no_model_is_told_apart() {
    let kind = |bytes: &[u8]| Model::from_bytes(bytes).unwrap_err().kind();
    assert_eq!(kind(b""), ErrorKind::BadModel);
    assert_eq!(kind(b"TNGPRINT"), ErrorKind::BadModel);
    assert_eq!(kind(&[0; 4096]), ErrorKind::BadModel);
    let foreign = Model::from_bytes(b"\x89PNG\r\n\x1a\n and so on").unwrap_err().to_string();
    assert!(foreign.contains("not a Tongueprint model"), "{foreign}");
    let mut future = BYTES.clone();
    future[8] = u8::try_from(tongueprint::model_file::FORMAT_VERSION + 1).unwrap();
    let error = Model::from_bytes(&resealed(future)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::FutureModel);
    assert!(error.to_string().contains("newer Tongueprint"), "{error}");
    assert_eq!(Model::load("no/such.model").unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn every_truncation_is_refused() {
    // Each of the first bytes, then steps through the arrays.
    let steps = (0..2048).chain((2048..BYTES.len()).step_by(97));
    for length in steps {
        assert!(Model::from_bytes(&BYTES[..length]).is_err(), "{length}");
        assert!(Model::from_bytes(&resealed(BYTES[..length].to_vec())).is_err(), "{length}");
    }
}

#[test]
fn every_flipped_bit_is_noticed() {
    for at in (0..BYTES.len()).step_by(BYTES.len() / 400) {
        let mut bytes = BYTES.clone();
        bytes[at] ^= 1 << (at % 8);
        assert!(Model::from_bytes(&bytes).is_err(), "{at}");
    }
}

#[test]
fn a_header_that_claims_terabytes_allocates_none() {
    let mut bytes = BYTES.clone();
    // The length of the model's name, the first thing in the header.
    bytes[32..40].copy_from_slice(&u64::MAX.to_le_bytes());
    assert_eq!(Model::from_bytes(&resealed(bytes)).unwrap_err().kind(), ErrorKind::BadModel);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// With the checksum made right, a mutated model is refused or judges without panic.
    #[test]
    fn mutations_do_no_harm(
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        in_header in any::<bool>(),
    ) {
        let mut bytes = BYTES.clone();
        let reach = if in_header { 3000.min(bytes.len()) } else { bytes.len() };
        for (index, byte) in &places {
            bytes[index.index(reach)] = *byte;
        }
        if let Ok(engine) = Model::from_bytes(&resealed(bytes)).and_then(Engine::new) {
            let verdict = engine.classify("He explained me the problem and I have to wait for it since a week.");
            let sum: f64 = verdict.ranking.iter().map(|ranked| ranked.probability).sum();
            prop_assert!((sum - 1.0).abs() < 1e-6, "{:?}", verdict.ranking);
            prop_assert!(verdict.ranking.iter().all(|ranked| ranked.log10_lr.is_finite()));
        }
    }
}
