//! A likelihood ratio in words.

/// The verbal equivalent of a base-10 log likelihood ratio, after the scale of the ENFSI Guideline
/// for Evaluative Reporting in Forensic Science (2015): steps at 2, 10, 100, 1,000, 10,000 and
/// 1,000,000.
///
/// ```
/// use tongueprint::verbal;
/// assert_eq!(verbal(0.1), "no support either way");
/// assert_eq!(verbal(1.3), "moderate support");
/// assert_eq!(verbal(-0.7), "weak support against");
/// ```
#[must_use]
pub fn verbal(log10_lr: f64) -> String {
    let strength = match log10_lr.abs() {
        size if size < 2.0_f64.log10() => return "no support either way".to_owned(),
        size if size < 1.0 => "weak",
        size if size < 2.0 => "moderate",
        size if size < 3.0 => "moderately strong",
        size if size < 4.0 => "strong",
        size if size < 6.0 => "very strong",
        _ => "extremely strong",
    };
    let against = if log10_lr < 0.0 { " against" } else { "" };
    format!("{strength} support{against}")
}
