use anyhow::Result;
use std::collections::BTreeSet;
pub(crate) fn large() -> Result<BTreeSet<String>> {
    let mut w = BTreeSet::new();
    for f in ["american-english-large", "british-english-large"] {
        for l in std::fs::read_to_string(format!("/usr/share/dict/{f}"))?.lines() {
            if !l.ends_with("'s") {
                w.insert(l.to_owned());
            }
        }
    }
    Ok(w)
}
