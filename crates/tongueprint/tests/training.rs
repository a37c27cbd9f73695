//! Training, judging and evaluating on made-up learners.

mod common;

use common::{LABELS, dataset, model, options, records, text};
use tongueprint::model_file::{LengthRecall, Recall};
use tongueprint::{
    Abstention, ClassifyOptions, Combine, Dataset, Engine, ErrorKind, NoProgress, Protocol,
    TrainOptions, Trainer, WarningCode, evaluate, evaluate_model,
};

#[test]
fn habits_are_learned_and_quoted() {
    let engine = Engine::new(model()).unwrap();
    let text = text("doubler", 8, 999_999);
    let verdict = engine.classify(&text);
    assert_eq!(verdict.verdict.as_deref(), Some("doubler"), "{:?}", verdict.ranking);
    assert!(verdict.abstained.is_none());
    assert!((verdict.ranking.iter().map(|r| r.probability).sum::<f64>() - 1.0).abs() < 1e-9);
    assert_eq!(verdict.ranking.len(), 3);
    assert!(!verdict.evidence.is_empty());
    for evidence in &verdict.evidence {
        assert_eq!(&text[evidence.start..evidence.end], evidence.text);
        assert_eq!(evidence.weights.len(), 3);
    }
    assert!(verdict.warnings.iter().any(|w| w.code == WarningCode::Demonstration));
}

#[test]
fn same_data_and_seed_give_the_same_bytes_on_any_number_of_threads() {
    let data = dataset(&["one", "two"], 12);
    let train = |threads: usize, seed: u64| {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| {
            let options = TrainOptions { seed, max_features: Some(300), ..options() };
            Trainer::new(options).train(&data, &NoProgress).unwrap().bytes().to_vec()
        })
    };
    let one = train(1, 7);
    assert_eq!(one, train(4, 7));
    assert_ne!(one, train(1, 8));
}

#[test]
fn a_prior_moves_probabilities_and_leaves_ratios() {
    let engine = Engine::new(model()).unwrap();
    let text = text("plain", 6, 5);
    let flat = engine.classify(&text);
    let skewed = engine
        .with_options(&ClassifyOptions {
            prior: [("dropper".to_owned(), 0.98)].into(),
            ..ClassifyOptions::default()
        })
        .unwrap()
        .classify(&text);
    for ranked in &flat.ranking {
        let same = skewed.ranking.iter().find(|other| other.label == ranked.label).unwrap();
        assert!((same.log10_lr - ranked.log10_lr).abs() < 1e-12);
        if ranked.label == "dropper" {
            assert!(same.probability > ranked.probability);
        }
    }
}

#[test]
fn candidates_are_compared_with_each_other_only() {
    let engine = Engine::new(model()).unwrap();
    let options = |names: &[&str]| ClassifyOptions {
        candidates: Some(names.iter().map(|&name| name.to_owned()).collect()),
        ..ClassifyOptions::default()
    };
    let pair = engine.with_options(&options(&["plain", "dropper"])).unwrap();
    assert_eq!(pair.candidates(), ["dropper", "plain"]);
    let verdict = pair.classify(&text("plain", 6, 11));
    assert_eq!(verdict.ranking.len(), 2);
    // With two candidates the ratios are each other's inverse.
    assert!((verdict.ranking[0].log10_lr + verdict.ranking[1].log10_lr).abs() < 1e-9);
    let kind = |names: &[&str]| engine.with_options(&options(names)).unwrap_err().kind();
    assert_eq!(kind(&["plain"]), ErrorKind::Option);
    assert_eq!(kind(&["plain", "klingon"]), ErrorKind::UnknownLabel);
    let prior = |share: f64| ClassifyOptions {
        prior: [("plain".to_owned(), share)].into(),
        ..ClassifyOptions::default()
    };
    for share in [0.0, 1.0, -0.5, f64::NAN] {
        assert_eq!(engine.with_options(&prior(share)).unwrap_err().kind(), ErrorKind::Option);
    }
}

#[test]
fn it_abstains_and_still_ranks() {
    let engine = Engine::new(model()).unwrap();
    for (text, why) in [
        ("Pay now.", Abstention::TooShort),
        ("", Abstention::TooShort),
        (
            "Todos los archivos de su empresa fueron cifrados por nosotros y usted tiene que pagar el precio que pedimos antes del viernes si quiere verlos otra vez en su casa",
            Abstention::NotEnglish,
        ),
    ] {
        let verdict = engine.classify(text);
        assert_eq!((verdict.verdict, verdict.abstained), (None, Some(why)), "{text}");
        assert_eq!(verdict.ranking.len(), 3);
    }
}

#[test]
fn folds_judge_every_document_once() {
    let data = dataset(&["one"], 20);
    let evaluated =
        evaluate(&data, &options(), &Protocol::Folds(4), &[20, 40], &NoProgress).unwrap();
    let evaluation = evaluated.evaluation;
    assert_eq!(evaluation.documents, 60);
    assert_eq!(evaluation.confusion.iter().flatten().sum::<usize>(), 60);
    assert_eq!(evaluation.folds.len(), 4);
    assert!(evaluation.accuracy.value > 0.9, "{:?}", evaluation.accuracy);
    assert!(evaluation.accuracy.low <= evaluation.accuracy.value);
    assert!(evaluation.accuracy.value <= evaluation.accuracy.high);
    assert_eq!(evaluation.by_length.len(), 2);
    assert!((evaluation.baseline.balanced_accuracy - 1.0 / 3.0).abs() < 1e-12);
    for judgement in &evaluated.judgements {
        assert!(judgement.judged && judgement.trains.len() == 3);
        assert!(!judgement.trains.contains(&judgement.fold.unwrap()));
    }
    // An author's two documents are judged by the same fold.
    for pair in evaluated.judgements.chunks(2) {
        assert_eq!(pair[0].fold, pair[1].fold);
    }
}

#[test]
fn a_left_out_corpus_takes_no_part() {
    let mut all = records(&LABELS, &["one", "two"], 16);
    all.extend(records(&["alone"], &["two"], 16));
    let data = Dataset::new(all, &options(), &NoProgress).unwrap();
    let protocol = Protocol::LeaveOut { field: "corpus".into(), values: vec!["two".into()] };
    let evaluated = evaluate(&data, &options(), &protocol, &[], &NoProgress).unwrap();
    let evaluation = evaluated.evaluation;
    assert_eq!(evaluation.folds[0].held_out, "corpus=two");
    // A near-duplicate of a held-out document is not trained on either.
    let fold = &evaluation.folds[0];
    assert_eq!((fold.train + fold.dropped, evaluation.documents), (48, 48));
    // A label that only the left-out corpus has is skipped, not scored wrong.
    assert_eq!(evaluation.skipped.len(), 1);
    assert_eq!(evaluation.skipped[0].label.as_deref(), Some("alone"));
    assert_eq!(evaluation.skipped[0].documents, 16);
    assert!(evaluation.accuracy.value > 0.9);
    let missing = Protocol::LeaveOut { field: "corpus".into(), values: vec!["three".into()] };
    let error = evaluate(&data, &options(), &missing, &[], &NoProgress).unwrap_err();
    assert!(error.to_string().contains("one, two"), "{error}");
}

#[test]
fn corpora_are_left_out_together() {
    let data = dataset(&["one", "two", "three"], 16);
    let protocol = Protocol::LeaveOut { field: "corpus".into(), values: vec!["one+three".into()] };
    let evaluated = evaluate(&data, &options(), &protocol, &[], &NoProgress).unwrap();
    let fold = &evaluated.evaluation.folds[0];
    assert_eq!((fold.held_out.as_str(), fold.test), ("corpus=one+three", 96));
    for judgement in &evaluated.judgements {
        assert!(judgement.judged != judgement.trains.contains(&0) || judgement.trains.is_empty());
    }
    assert_eq!(evaluated.judgements.iter().filter(|j| j.judged).count(), 96);
}

#[test]
fn what_is_said_of_a_label_follows_from_the_judgements() {
    // Every fifth writer has the habits of one label, whatever the own: something must go wrong.
    let mut all = records(&LABELS, &["one"], 20);
    for (seed, record) in all.iter_mut().enumerate().step_by(5) {
        record.text = text("plain", 6, 5_000 + seed as u64);
    }
    let data = Dataset::new(all, &options(), &NoProgress).unwrap();
    let evaluated = evaluate(&data, &options(), &Protocol::Folds(4), &[], &NoProgress).unwrap();
    let judged = &evaluated.judgements;
    for judgement in judged {
        assert_eq!(judgement.probabilities.len(), 3);
        assert!((judgement.probabilities.values().sum::<f64>() - 1.0).abs() < 1e-9);
        assert_eq!(judgement.probability_of_label, Some(judgement.probabilities[&judgement.label]));
    }
    let mut wrong = 0;
    for label in &evaluated.evaluation.per_label {
        let (own, others): (Vec<_>, Vec<_>) = judged.iter().partition(|j| j.label == label.label);
        let mut wins = 0.0;
        for positive in &own {
            for negative in &others {
                let (p, n) =
                    (positive.probabilities[&label.label], negative.probabilities[&label.label]);
                wins += if p > n { 1.0 } else { 0.5 * f64::from(u8::from(p == n)) };
            }
        }
        let auc = wins / (own.len() * others.len()) as f64;
        assert!((label.auc.unwrap().value - auc).abs() < 1e-9, "{label:?} {auc}");
        assert!(label.cllr.unwrap().value > 0.0);
        let false_positives =
            others.iter().filter(|j| j.top.as_deref() == Some(&label.label)).count();
        let rate = false_positives as f64 / others.len() as f64;
        assert!((label.false_positive_rate.unwrap() - rate).abs() < 1e-12);
        assert!(label.misnamed.value <= 1.0 - label.recall.value + 1e-12);
        wrong += false_positives;
    }
    assert!(wrong > 0, "nothing went wrong: the test says nothing");
}

#[test]
fn a_label_of_which_too_little_is_left_is_skipped() {
    let mut all = records(&LABELS, &["one", "two"], 16);
    all.extend(records(&["scarce"], &["two", "one"], 16).into_iter().take(18));
    let data = Dataset::new(all, &options(), &NoProgress).unwrap();
    let protocol = Protocol::LeaveOut { field: "corpus".into(), values: vec!["two".into()] };
    let evaluated = evaluate(&data, &options(), &protocol, &[], &NoProgress).unwrap();
    let skipped = &evaluated.evaluation.skipped;
    assert_eq!(skipped.len(), 1, "{skipped:?}");
    assert_eq!((skipped[0].label.as_deref(), skipped[0].documents), (Some("scarce"), 16));
    assert!(skipped[0].reason.contains("too few"), "{skipped:?}");
}

#[test]
fn labels_say_how_far_they_were_validated() {
    let mut all = records(&LABELS, &["one", "two"], 32);
    all.extend(records(&["alone"], &["three"], 32));
    let data = Dataset::new(all, &options(), &NoProgress).unwrap();
    let model = Trainer::new(options()).train(&data, &NoProgress).unwrap();
    for label in &model.header().labels {
        let alone = label.name == "alone";
        assert_eq!(label.recall_out_of_corpus.is_none(), alone, "{label:?}");
        assert_eq!(label.default, !alone, "{label:?}");
        assert!(label.recall_in_corpus.is_some());
    }
    for (label, details) in model.header().labels.iter().zip(&model.header().details) {
        let of_lengths = |of: fn(&LengthRecall) -> Option<Recall>| -> u64 {
            details.by_length.iter().filter_map(of).map(|recall| recall.documents).sum()
        };
        let documents = |recall: Option<Recall>| recall.map_or(0, |recall| recall.documents);
        assert_eq!(of_lengths(|row| row.recall_in_corpus), documents(label.recall_in_corpus));
        assert_eq!(details.taken_for_out_of_corpus, label.recall_out_of_corpus.is_some());
        let missed: f64 = details.taken_for.iter().map(|taken| taken.share).sum();
        let recall = label.recall_out_of_corpus.or(label.recall_in_corpus).unwrap();
        assert!((missed - (1.0 - recall.value)).abs() < 1e-9, "{label:?} {details:?}");
    }
    // It answers when named, and says that corpora may speak for it.
    let engine = Engine::new(model)
        .unwrap()
        .with_options(&ClassifyOptions {
            candidates: Some(vec!["alone".into(), "plain".into()]),
            ..ClassifyOptions::default()
        })
        .unwrap();
    let verdict = engine.classify(&text("plain", 8, 77));
    assert!(verdict.warnings.iter().any(|w| w.code == WarningCode::UnlikeCorpora));
}

#[test]
fn a_model_judges_other_data_as_it_was_trained() {
    let model = model();
    let reading = model.reading_options();
    let unseen = Dataset::new(records(&LABELS, &["five"], 10), &reading, &NoProgress).unwrap();
    let evaluated = evaluate_model(&unseen, &model, None, &[], &NoProgress).unwrap();
    assert_eq!(evaluated.evaluation.documents, 30);
    assert!(evaluated.evaluation.accuracy.value > 0.9);
    let other = TrainOptions { views: vec!["orthography".parse().unwrap()], ..reading };
    let wrong = Dataset::new(records(&LABELS, &["five"], 4), &other, &NoProgress).unwrap();
    let error = evaluate_model(&wrong, &model, None, &[], &NoProgress).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Option);
}

#[test]
fn one_model_over_all_views_works_too() {
    let options = TrainOptions { combine: Combine::Concat, ..options() };
    let data = Dataset::new(records(&LABELS, &["one"], 16), &options, &NoProgress).unwrap();
    let model = Trainer::new(options).train(&data, &NoProgress).unwrap();
    assert_eq!(model.views().len(), 1);
    let engine = Engine::new(model).unwrap();
    let verdict = engine.classify(&text("dropper", 8, 31));
    assert_eq!(verdict.ranking[0].label, "dropper");
}

#[test]
fn spread_and_pull_are_what_was_asked() {
    let bytes = |change: &dyn Fn(&mut TrainOptions)| {
        let mut options = options();
        change(&mut options);
        let data = Dataset::new(records(&LABELS, &["one", "two"], 12), &options, &NoProgress);
        let model = Trainer::new(options).train(&data.unwrap(), &NoProgress).unwrap();
        let said = model.header().training.options.join(" ");
        (model.header().clone(), said)
    };
    let (usual, said) = bytes(&|_| {});
    assert!(!said.contains("spread") && !said.contains("pull"), "{said}");
    let (uneven, said) = bytes(&|options| options.spread = false);
    assert!(said.contains("--no-spread") && uneven != usual, "{said}");
    let (free, said) = bytes(&|options| options.pull = Some(1.0));
    assert!(said.contains("--pull 1") && free != usual, "{said}");
}

#[test]
fn data_that_cannot_be_learned_from_is_told() {
    let one = Dataset::new(records(&["plain"], &["one"], 8), &options(), &NoProgress);
    assert!(one.unwrap_err().to_string().contains("at least two labels"));
    let none = Dataset::new(Vec::new(), &options(), &NoProgress).unwrap_err();
    assert_eq!(none.kind(), ErrorKind::Data);
    let mut rare = records(&LABELS, &["one"], 12);
    rare.extend(records(&["rare"], &["one"], 2));
    let data = Dataset::new(rare, &options(), &NoProgress).unwrap();
    let error = Trainer::new(options()).train(&data, &NoProgress).unwrap_err();
    assert!(error.to_string().contains("\"rare\""), "{error}");
    let twice = TrainOptions {
        views: vec!["orthography".parse().unwrap(), "orthography".parse().unwrap()],
        ..options()
    };
    let error = Dataset::new(records(&LABELS, &["one"], 4), &twice, &NoProgress).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Option);
    for pull in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let pulled = TrainOptions { pull: Some(pull), ..options() };
        let error = Dataset::new(records(&LABELS, &["one"], 4), &pulled, &NoProgress).unwrap_err();
        assert!(error.to_string().contains("pull"), "{error}");
    }
    for view in ["orthography", "char_ngrams:2-4", "skip_grams:1-2"] {
        let unchained =
            TrainOptions { language_models: Some(vec![view.parse().unwrap()]), ..options() };
        let data = records(&LABELS, &["one"], 4);
        let error = Dataset::new(data, &unchained, &NoProgress).unwrap_err();
        assert!(error.to_string().contains("makes no language model"), "{error}");
    }
}

#[test]
fn language_models_tell_labels_apart_and_the_file_says_what_they_are() {
    let options = TrainOptions {
        views: vec!["misspelling".parse().unwrap()],
        language_models: Some(vec!["word_ngrams:1-2".parse().unwrap()]),
        max_features: Some(40),
        ..options()
    };
    let data = Dataset::new(records(&LABELS, &["one", "two"], 20), &options, &NoProgress).unwrap();
    let protocol = Protocol::LeaveOut { field: "corpus".to_owned(), values: Vec::new() };
    let evaluated = evaluate(&data, &options, &protocol, &[], &NoProgress).unwrap().evaluation;
    assert!(evaluated.accuracy.value > 0.8, "{:?}", evaluated.accuracy);
    let without = TrainOptions { language_models: Some(Vec::new()), ..options.clone() };
    let other = Dataset::new(records(&LABELS, &["one", "two"], 20), &without, &NoProgress).unwrap();
    let alone = evaluate(&other, &without, &protocol, &[], &NoProgress).unwrap().evaluation;
    assert!(alone.accuracy.value < 0.6, "{:?}", alone.accuracy);
    let model = Trainer::new(options).train(&data, &NoProgress).unwrap();
    let model = tongueprint::Model::from_bytes(model.bytes()).unwrap();
    let names: Vec<String> = model.views().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["misspelling", "language models of word_ngrams:1-2"]);
    assert!(model.views().iter().all(|&(_, features)| features <= 40));
}

#[test]
fn language_models_join_unasked_within_one_corpus_alone() {
    let options = TrainOptions { language_models: None, ..options() };
    let of_models = |corpora: &[&str]| {
        let data = Dataset::new(records(&LABELS, corpora, 30), &options, &NoProgress).unwrap();
        let model = Trainer::new(options.clone()).train(&data, &NoProgress).unwrap();
        let names = model.views().into_iter().map(|(name, _)| name);
        names.filter(|name| name.starts_with("language models")).count()
    };
    assert_eq!(of_models(&["one"]), TrainOptions::USUAL_LANGUAGE_MODELS.len());
    assert_eq!(of_models(&["one", "two"]), 0);
}
