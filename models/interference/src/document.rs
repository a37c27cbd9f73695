//! Writes docs/INTERFERENCE.md and the data file of rates.

use std::fmt::Write as _;

use tongueprint_features::interference::{Calibration, Interference, Pattern, Sources};

use crate::estimate::{Estimates, Measured};
use crate::ratio::Ratio;

/// The data file: for each pattern matches in a million words, in the order of `languages`.
pub(crate) fn rates(patterns: &Interference, estimates: &Estimates) -> String {
    let languages: Vec<&str> = estimates.words.keys().map(String::as_str).collect();
    let mut text = String::from(
        "# Written by `make interference`: smoothed matches in a million words, by pattern, in the order of languages.\n",
    );
    let Calibration { scale, exponent, repetition } = estimates.calibrated.calibration;
    let _ = writeln!(
        text,
        "languages = {languages:?}\n\n# See docs/INTERFERENCE.md, *From matches to likelihood ratios*.\n\
         [calibration]\nscale = {scale:.4}\nexponent = {exponent:.2}\nrepetition = {repetition:?}\n\n[rates]"
    );
    for (pattern, measured) in patterns.patterns().iter().zip(&estimates.patterns) {
        let rates =
            languages.iter().map(|label| measured.rates.get(*label).copied().unwrap_or(0.0));
        let rates: Vec<String> = rates.map(|rate| format!("{rate:.1}")).collect();
        let _ = writeln!(text, "{} = [{}]", pattern.id(), rates.join(", "));
    }
    text
}

/// The document.
pub(crate) fn markdown(
    patterns: &Interference,
    sources: &Sources,
    estimates: &Estimates,
) -> String {
    let mut text = String::new();
    let count = patterns.patterns().len();
    let telling = estimates
        .patterns
        .iter()
        .filter(|measured| learner_ratios(measured).any(|(_, ratio)| ratio.excludes_one()))
        .count();
    let _ = write!(
        text,
        "# Interference: what the literature claims and what the data say\n\n\
         Written by `make interference CORPORA=DIR TREEBANK=DIR`; do not edit.\n\n\
         {count} patterns. For {telling} of them at least one language differs from the other learners of the same \
         corpora so that the 95 % interval of the rate ratio excludes 1 (with so many comparisons some do by chance: \
         read the interval, not the mark).\n\n\
         ## How it is measured\n\n\
         A rate ratio sets a language's matches per word against those of the other learners **in the same corpus**, \
         so that an exam's register does not become a language's habit; corpora are combined by the Mantel–Haenszel \
         estimator for rates (Rothman, Greenland and Lash 2008, *Modern Epidemiology*, 3rd ed., chapter 15; variance \
         after Greenland and Robins 1985). Documents of one author, of one block and near-duplicates count as one \
         group; the interval uses the larger of the Poisson variance and the variance between groups. A ratio needs \
         five matches, found or expected, of the language, three of the others, and four groups on the side that has more. Names that tell the topic are masked. Corpora are named in \
         [data/README.md](../data/README.md); a label with fewer than 5,000 words in a corpus is left out there. A \
         language that stands alone in its corpus (realec, use) adds nothing to a ratio there; several forum and \
         mailing-list labels are proxies.\n\n"
    );
    natives(&mut text, estimates);
    best(&mut text, patterns, estimates);
    ratios(&mut text, estimates);
    words(&mut text, estimates);
    text.push_str("## The patterns\n\n\
        *Claimed* are the languages for which the works cited name the error, or the transfer that leads to it; \
        *expected* those for which whoever wrote the pattern expects it for the same reason, without a source. \
        *Measured* lists languages whose interval excludes 1, with ratio and interval; \
        *more* is above 1, *less* below.\n");
    let mut family = "";
    for (pattern, measured) in patterns.patterns().iter().zip(&estimates.patterns) {
        if pattern.family() != family {
            family = pattern.family();
            let _ = write!(text, "\n### {family}\n");
        }
        one(&mut text, pattern, measured);
    }
    references(&mut text, patterns, sources);
    text
}

fn references(text: &mut String, patterns: &Interference, sources: &Sources) {
    text.push_str(
        "\n## References\n\n\
        [ADDING_A_PATTERN.md](ADDING_A_PATTERN.md) says how they were checked.\n\n",
    );
    let cited = patterns.patterns().iter().flat_map(|pattern| pattern.sources());
    for (key, reference) in sources.works(cited.map(String::as_str)) {
        let _ = writeln!(text, "- *{key}*: {reference}");
    }
}

fn learner_ratios(measured: &Measured) -> impl Iterator<Item = (&String, &Ratio)> {
    measured.ratios.iter().filter(|(label, _)| *label != "english")
}

fn natives(text: &mut String, estimates: &Estimates) {
    text.push_str("## False alarms on natives\n\n\
        All patterns together, on native writers only. Target: at most 1 in 1,000 words.\n\n\
        | texts | used in tuning | documents | words | matches | in 1,000 words | without writers' errors | most often |\n|---|---|---|---|---|---|---|---|\n");
    for row in &estimates.natives {
        let most: Vec<String> = row
            .most
            .iter()
            .filter(|(_, n)| *n > 0.0)
            .map(|(id, n)| format!("{id} {n:.0}"))
            .collect();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {:.0} | {:.0} | {:.2} | {} | {} |",
            row.name,
            if row.tuned { "yes" } else { "no" },
            row.documents,
            row.words,
            row.matches,
            row.matches * 1e3 / row.words.max(1.0),
            row.errors.map_or_else(
                || "–".to_owned(),
                |errors| format!(
                    "{:.2} ({errors:.0} of {:.0} are)",
                    (row.matches - errors) * 1e3 / row.words.max(1.0),
                    row.matches
                )
            ),
            most.join(", ")
        );
    }
    text.push_str("\nThe treebank's parts are joined from tokens, so that their spacing is a guess, and their documents are runs of a hundred sentences. \
        Its writers are taken for natives, and some are not: of its training and development parts every \
        match was read, and judged an error of the writer's or a false alarm; the column says what remains of the rate without the errors.\n\n");
}

/// The patterns whose interval lies farthest from 1.
fn best(text: &mut String, patterns: &Interference, estimates: &Estimates) {
    text.push_str(
        "## The twenty that separate languages best\n\n\
        Ranked by the distance of the interval's near end from 1; one language a pattern.\n\n\
        | pattern | language | ratio | 95 % interval | matches, others' |\n|---|---|---|---|---|\n",
    );
    let mut all: Vec<(f64, &Pattern, &String, &Ratio)> = patterns
        .patterns()
        .iter()
        .zip(&estimates.patterns)
        .filter_map(|(pattern, measured)| {
            learner_ratios(measured)
                .map(|(label, ratio)| (ratio.low.ln().max(-ratio.high.ln()), pattern, label, ratio))
                .max_by(|one, other| one.0.total_cmp(&other.0))
        })
        .collect();
    all.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (_, pattern, label, ratio) in all.into_iter().take(20) {
        let _ = writeln!(
            text,
            "| {} | {label} | {:.2} | {:.2}–{:.2} | {:.0}, {:.0} |",
            pattern.id(),
            ratio.value,
            ratio.low,
            ratio.high,
            ratio.matches.0,
            ratio.matches.1
        );
    }
    text.push('\n');
}

/// What the patterns say together.
fn ratios(text: &mut String, estimates: &Estimates) {
    let Calibration { scale, exponent, repetition } = estimates.calibrated.calibration;
    let _ = write!(
        text,
        "## From matches to likelihood ratios\n\n\
        The patterns' own log10 LR of a text, where a model does not weigh them in a view of its own: given how many \
        matches it has, which they are is multinomial, each pattern's probability its share in the matches of the \
        language. How many there are is left out: it tells proficiency, care and the corpus (negative binomial counts \
        were tried: mean Cllr after calibration 1.04 over folds, 1.02 with the corpus left out). Writers repeat themselves, so that c matches of one \
        pattern count as ln(1 + c / k) / ln(1 + 1 / k) (Madsen, Kauchak and Elkan 2005, ICML, on the burstiness of words). \
        Patterns are not independent, so the sum says too much; it is multiplied by one factor \
        a (words / 100)^b, fitted together with k by minimising Cllr (Brümmer and du Preez 2006, *Computer Speech and \
        Language* 20, 230–275; Morrison 2013, *Australian Journal of Forensic Sciences* 45, 173–197). \
        **a = {scale:.3}, b = {exponent:.2}, k = {repetition}**, fitted on documents whose corpus gave no rates.\n\n\
        Cllr below is multiclass, every label of the corpus weighing the same, 1 for one who knows nothing. *Before*: \
        every match at its word. *After*: with factors fitted on other folds, or on other corpora. Rates \
        never come from the document's fold, or from its corpus. At most 300 documents a label of at least 20 words.\n\n\
        | corpus | rates from | labels | documents | Cllr before | Cllr after |\n|---|---|---:|---:|---:|---:|\n"
    );
    for row in &estimates.calibrated.rows {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {:.3} | {:.3} |",
            row.corpus,
            if row.left_out { "other corpora" } else { "other folds" },
            row.labels,
            row.documents,
            row.before,
            row.after
        );
    }
    let mean = |left_out: bool| {
        let rows = estimates.calibrated.rows.iter().filter(|row| row.left_out == left_out);
        let after: Vec<f64> = rows.map(|row| row.after).collect();
        after.iter().sum::<f64>() / after.len().max(1) as f64
    };
    let _ = writeln!(
        text,
        "\nMean after calibration: {:.2} over folds, {:.2} with the corpus left out. The patterns of a single text, taken \
        alone, say little of its writer's language, and where the text comes from elsewhere next to nothing: their own \
        log10 LR is near 0 for most texts, and rightly so. They are there to be read.\n",
        mean(false),
        mean(true)
    );
}

fn words(text: &mut String, estimates: &Estimates) {
    text.push_str(
        "## Words by language and corpus\n\n| language | words | corpora |\n|---|---|---|\n",
    );
    for (label, corpora) in &estimates.words {
        let total: f64 = corpora.values().sum();
        let names: Vec<String> =
            corpora.iter().map(|(name, words)| format!("{name} {words:.0}")).collect();
        let _ = writeln!(text, "| {label} | {total:.0} | {} |", names.join(", "));
    }
    text.push('\n');
}

fn one(text: &mut String, pattern: &Pattern, measured: &Measured) {
    let _ = write!(
        text,
        "\n#### {}\n\n{}. {}\n\n*{}* → *{}*\n\n- Claimed: {} ({}).{}\n",
        pattern.id(),
        capital(pattern.detects()),
        pattern.why(),
        escape(&pattern.wrong()[0]),
        escape(&pattern.right()[0]),
        or_nobody(pattern.languages().to_vec()),
        pattern.sources().join("; "),
        if pattern.expected().is_empty() {
            String::new()
        } else {
            format!(" Expected: {}.", pattern.expected().join(", "))
        },
    );
    let mut telling: Vec<(&String, &Ratio)> =
        learner_ratios(measured).filter(|(_, ratio)| ratio.excludes_one()).collect();
    telling.sort_by(|one, other| other.1.value.total_cmp(&one.1.value));
    let show = |(label, ratio): &(&String, &Ratio)| {
        format!("{label} {:.2} ({:.2}–{:.2})", ratio.value, ratio.low, ratio.high)
    };
    let more: Vec<String> = telling.iter().filter(|(_, r)| r.value > 1.0).map(show).collect();
    let less: Vec<String> = telling.iter().filter(|(_, r)| r.value < 1.0).map(show).collect();
    let _ = writeln!(text, "- Measured: more in {}; less in {}.", or_nobody(more), or_nobody(less));
    if let Some(ratio) = &measured.learners {
        let _ = writeln!(
            text,
            "- Learners against natives of the same corpora: {:.2} ({:.2}–{:.2}).",
            ratio.value, ratio.low, ratio.high
        );
    }
    let _ = writeln!(text, "- {}", verdict(pattern, &telling, measured));
}

/// The plain word: whether the data agree with the literature, and with what was expected.
fn verdict(pattern: &Pattern, telling: &[(&String, &Ratio)], measured: &Measured) -> String {
    if telling.is_empty() {
        return if measured.ratios.is_empty() {
            "Too rare in these corpora to say anything.".to_owned()
        } else {
            "Undecided: no interval excludes 1.".to_owned()
        };
    }
    let (claimed, expected) = (pattern.languages(), pattern.expected());
    let neither = |label: &String| !claimed.contains(label) && !expected.contains(label);
    let list = |more: bool, belongs: &dyn Fn(&String) -> bool| -> Vec<&str> {
        telling
            .iter()
            .filter(|(label, ratio)| (ratio.value > 1.0) == more && belongs(label))
            .map(|(label, _)| label.as_str())
            .collect()
    };
    let mut parts = Vec::new();
    let mut say = |languages: Vec<&str>, before: &str, after: &str| {
        if !languages.is_empty() {
            parts.push(format!("{before} {}{after}", languages.join(", ")));
        }
    };
    let fewer = ", who do it less than other learners";
    say(list(true, &|label| claimed.contains(label)), "the data agree for", "");
    say(list(false, &|label| claimed.contains(label)), "they disagree for", fewer);
    say(list(true, &|label| expected.contains(label)), "expected and seen in", "");
    say(list(false, &|label| expected.contains(label)), "wrongly expected for", fewer);
    say(list(true, &neither), "not claimed but seen in", "");
    if parts.is_empty() {
        return "The data neither confirm nor refute the claim.".to_owned();
    }
    format!("{}.", capital(&parts.join("; ")))
}

fn or_nobody(list: Vec<String>) -> String {
    if list.is_empty() { "none".to_owned() } else { list.join(", ") }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect()
}

fn escape(text: &str) -> String {
    text.replace('*', "\\*").replace('<', "&lt;")
}
