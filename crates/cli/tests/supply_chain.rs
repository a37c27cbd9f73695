//! What the command is built from: nothing that talks to a network, nothing unsafe of our own, all of it pinned.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn toml(path: &Path) -> toml::Table {
    fs::read_to_string(path).unwrap().parse().unwrap()
}

/// Crates that open connections, or serve those that do.
const NETWORK: &[&str] = &[
    "actix-web",
    "async-io",
    "async-net",
    "async-std",
    "attohttpc",
    "axum",
    "curl",
    "curl-sys",
    "ehttp",
    "git2",
    "h2",
    "h3",
    "hickory-proto",
    "hickory-resolver",
    "hyper",
    "hyper-util",
    "isahc",
    "libgit2-sys",
    "libssh2-sys",
    "minreq",
    "mio",
    "native-tls",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    "rustls",
    "smol",
    "socket2",
    "ssh2",
    "surf",
    "tokio",
    "tonic",
    "trust-dns-proto",
    "tungstenite",
    "ureq",
    "warp",
    "websocket",
    "ws",
];

#[test]
fn nothing_in_the_lock_file_opens_connections() {
    let lock = toml(&root().join("Cargo.lock"));
    let packages = lock["package"].as_array().unwrap();
    assert!(packages.len() > 100, "the lock file was read");
    for package in packages {
        let name = package["name"].as_str().unwrap();
        assert!(!NETWORK.contains(&name), "{name} is in Cargo.lock");
        if let Some(source) = package.get("source") {
            let source = source.as_str().unwrap();
            assert!(
                source.starts_with("registry+https://github.com/rust-lang/crates.io-index"),
                "{name}: {source}"
            );
            assert!(package.get("checksum").is_some(), "{name} is not pinned by its checksum");
        }
    }
}

/// Every Rust file below a folder, `target` left out.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut pending = vec![folder.to_path_buf()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with("target") && !path.ends_with("tests") {
                    pending.push(path);
                }
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn our_own_code_neither_connects_nor_runs_programs_nor_builds_by_script() {
    let files = sources(&root().join("crates"));
    assert!(files.len() > 80, "the sources were found");
    for path in files {
        assert!(!path.ends_with("build.rs"), "{} is a build script", path.display());
        let source = fs::read_to_string(&path).unwrap();
        for forbidden in ["std::net", "TcpStream", "UdpSocket", "process::Command"] {
            assert!(!source.contains(forbidden), "{} uses {forbidden}", path.display());
        }
    }
}

#[test]
fn unsafe_code_is_forbidden_everywhere() {
    let workspace = toml(&root().join("Cargo.toml"));
    let lints = &workspace["workspace"]["lints"]["rust"];
    assert_eq!(lints["unsafe_code"].as_str(), Some("forbid"));
    let mut members = 0;
    for folder in ["crates", "models"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let manifest = entry.unwrap().path().join("Cargo.toml");
            if manifest.exists() {
                let inherits = toml(&manifest)["lints"]["workspace"].as_bool();
                assert_eq!(inherits, Some(true), "{}", manifest.display());
                members += 1;
            }
        }
    }
    assert!(members >= 8);
}
