//! SCOWL's word lists as Debian has them, American and British, in three sizes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

const DIRECTORY: &str = "/usr/share/dict";

/// The sizes, the smallest first: words in few lists are rare words.
const SIZES: [&str; 3] = ["-small", "", "-large"];

fn read(words: &mut impl FnMut(&str), size: &str) -> Result<()> {
    for variety in ["american-english", "british-english"] {
        let path = Path::new(DIRECTORY).join(format!("{variety}{size}"));
        let text =
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        text.lines().filter(|word| !word.ends_with("'s")).for_each(&mut *words);
    }
    Ok(())
}

/// The words of the large lists, without possessives.
pub(crate) fn large() -> Result<BTreeSet<String>> {
    let mut words = BTreeSet::new();
    read(&mut |word| _ = words.insert(word.to_owned()), SIZES[2])?;
    Ok(words)
}

/// Every word with the number of sizes it is in: 3 for the most common, 1 for the rarest.
pub(crate) fn graded() -> Result<BTreeMap<String, u8>> {
    let mut words = BTreeMap::new();
    for (size, grade) in SIZES.iter().zip((1..=3).rev()) {
        read(&mut |word| _ = words.entry(word.to_owned()).or_insert(grade), size)?;
    }
    Ok(words)
}
