//! Measurements as a Markdown document with SVG figures.

use std::fmt::Write as _;
use std::path::Path;

use tongueprint::{Evaluation, Metric};
use tongueprint_report::{markdown, svg};

use crate::measure::{Bench, Measured};
use crate::paired;
use crate::plan::{Plan, Section, Show};

/// Measures section by section and writes the document after each.
pub(crate) fn document(plan: &Plan, bench: &Bench<'_>, path: &Path) -> anyhow::Result<()> {
    let mut out = format!("{}\n", plan.opening.trim());
    let figures = path.with_file_name("figures");
    std::fs::create_dir_all(&figures)?;
    for section in &plan.section {
        let measured = section
            .run
            .iter()
            .map(|run| bench.measure(section, run))
            .collect::<Result<Vec<_>, _>>();
        let measured = measured?;
        // Writing to a string cannot fail.
        let _ = write!(out, "\n## {}\n\n{}\n", section.title, section.text.trim());
        match section.show {
            Show::Whole => {
                for (run, measured) in section.run.iter().zip(&measured) {
                    whole(&mut out, &run.name, measured, &figures)?;
                }
            }
            Show::Table => table(&mut out, section, &measured),
        }
        tongueprint::atomic::write(path, out.as_bytes())?;
    }
    Ok(())
}

fn whole(out: &mut String, name: &str, measured: &Measured, figures: &Path) -> anyhow::Result<()> {
    let evaluation = &measured.evaluation;
    let _ = write!(out, "\n### {name}\n\n```\n{}\n```\n\n", measured.typed.trim());
    out.push_str(&markdown::evaluation(evaluation));
    if let Some(peer) = &measured.peer {
        let _ = write!(
            out,
            "\nscikit-learn (word 1–2 and character 1–5 TF-IDF, LinearSVC) on the same folds, `benches/peers/baseline.py`:\n\n```\n{}\n```\n",
            peer.trim()
        );
    }
    let slug: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let mut figure = |kind: &str, what: &str, content: String| -> anyhow::Result<()> {
        let file = format!("{slug}-{kind}.svg");
        tongueprint::atomic::write(&figures.join(&file), content.as_bytes())?;
        let _ = write!(out, "\n![{what}: {name}](figures/{file})\n");
        Ok(())
    };
    figure("confusion", "Confusion", svg::confusion(&evaluation.labels, &evaluation.confusion))?;
    if evaluation.by_length.len() > 1 {
        figure("length", "Accuracy and Cllr by length", lengths(evaluation))?;
    }
    Ok(())
}

fn lengths(evaluation: &Evaluation) -> String {
    let series = |name: &str, of: fn(&tongueprint::LengthSummary) -> &Metric| svg::Series {
        name: name.to_owned(),
        points: evaluation
            .by_length
            .iter()
            .map(|row| {
                let metric = of(row);
                svg::Point {
                    x: row.words as f64,
                    y: metric.value,
                    low: metric.low,
                    high: metric.high,
                }
            })
            .collect(),
    };
    svg::line_chart(&svg::LineChart {
        name: "Accuracy and Cllr of texts cut to their first words".into(),
        x_label: "words".into(),
        x_scale: svg::Scale::Log,
        y_label: "accuracy, Cllr".into(),
        y_range: Some((0.0, 1.0)),
        series: vec![series("accuracy", |row| &row.accuracy), series("Cllr", |row| &row.cllr)],
        references: vec![svg::Reference::Level(
            format!("accuracy of always {}", evaluation.baseline.label),
            evaluation.baseline.accuracy,
        )],
    })
}

fn table(out: &mut String, section: &Section, measured: &[Measured]) {
    let against = section
        .against
        .as_ref()
        .and_then(|name| section.run.iter().position(|run| run.name == *name))
        .map(|place| &measured[place]);
    if let Some(first) = measured.first() {
        let _ = write!(
            out,
            "\nFirst row: `{}`; the others differ in what the row names.\n",
            first.typed.trim()
        );
    }
    let paired_head = if against.is_some() { " paired gain in accuracy |" } else { "" };
    let _ = write!(
        out,
        "\n| | documents | accuracy | balanced accuracy | Cllr | ECE |{paired_head}\n|---|---:|---|---|---|---|{}\n",
        if against.is_some() { "---|" } else { "" }
    );
    for (run, measured) in section.run.iter().zip(measured) {
        let e = &measured.evaluation;
        let _ = write!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            run.name,
            e.documents,
            interval(&e.accuracy),
            interval(&e.balanced_accuracy),
            interval(&e.cllr),
            interval(&e.ece)
        );
        if let Some(against) = against {
            let gain = paired::difference(&measured.judgements, &against.judgements, e.seed);
            let gain = gain.filter(|_| !std::ptr::eq(against, measured));
            let text = gain.map_or("–".to_owned(), |g| {
                format!("{:+.3} [{:+.3}, {:+.3}]", g.value, g.low, g.high)
            });
            let _ = write!(out, " {text} |");
        }
        out.push('\n');
    }
    if let Some(first) = measured.first() {
        let baseline = &first.evaluation.baseline;
        let _ = write!(
            out,
            "\nAlways {}: accuracy {:.3}, balanced {:.3}.\n",
            baseline.label, baseline.accuracy, baseline.balanced_accuracy
        );
    }
}

fn interval(metric: &Metric) -> String {
    format!("{:.3} [{:.3}, {:.3}]", metric.value, metric.low, metric.high)
}
