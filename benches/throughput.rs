//! Throughput of every stage, in megabytes of text a second on one core.
//!
//! Each stage is handed what the stages before it made, so that its figure is its own; `classify` is all of them.
//! `make bench` runs it on the project's own texts, `make bench CORPORA=DIR` on learners' texts.

mod texts;

use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{
    BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main,
};
use tongueprint::Engine;
use tongueprint::features::interference::Interference;
use tongueprint::features::text::{Analyser, Analysis, Document, Topic};
use tongueprint::features::views::View;

/// Measures `stage`, which goes once over all documents.
fn measure(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, mut stage: impl FnMut()) {
    group.bench_function(name, |bencher| bencher.iter(&mut stage));
}

fn stages(criterion: &mut Criterion) {
    let documents = texts::documents();
    let analyser = Analyser::new(Topic::Mask);
    let bare: Vec<Analysis> = documents.iter().map(|text| analyser.analyse(text)).collect();
    let tagged = bare.clone();
    for analysis in &tagged {
        black_box(analysis.tags());
    }

    let mut group = criterion.benchmark_group("stage");
    let bytes = documents.iter().map(String::len).sum::<usize>() as u64;
    group.throughput(Throughput::BytesDecimal(bytes)).sample_size(10);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(1));

    measure(&mut group, "decode", || {
        for text in &documents {
            let _ = black_box(Document::from_bytes(text.as_bytes()));
        }
    });
    measure(&mut group, "analyse", || {
        for text in &documents {
            black_box(analyser.analyse(text));
        }
    });
    group.bench_function("tag", |bencher| {
        // Tags are made once an analysis: each round needs analyses without.
        let fresh = || bare.clone();
        bencher.iter_batched_ref(
            fresh,
            |analyses| analyses.iter().map(|analysis| analysis.tags().len()).sum::<usize>(),
            BatchSize::LargeInput,
        );
    });
    measure(&mut group, "lemma", || {
        for analysis in &tagged {
            for index in 0..analysis.tokens().len() {
                black_box(analysis.lemma(index));
            }
        }
    });
    let catalogue = Interference::bundled();
    measure(&mut group, "interference", || {
        for analysis in &tagged {
            catalogue.for_each(analysis, |pattern, span| {
                black_box((pattern, span));
            });
        }
    });
    for view in View::of_each_kind() {
        measure(&mut group, &format!("view {view}"), || {
            for analysis in &tagged {
                view.for_each(analysis, |feature| {
                    black_box(feature);
                });
            }
        });
    }
    let engine = Engine::bundled().expect("the bundled model");
    let few = &documents[..documents.len().min(10)];
    let bytes = few.iter().map(String::len).sum::<usize>() as u64;
    group.throughput(Throughput::BytesDecimal(bytes));
    measure(&mut group, "classify", || {
        for text in few {
            black_box(engine.classify(text));
        }
    });
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
