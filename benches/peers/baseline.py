"""scikit-learn's word 1-2 + character 1-5 TF-IDF + LinearSVC on the very folds of an evaluation.

`tongueprint evaluate DATA --folds 5 --predictions FILE.jsonl` writes one line a document: its id,
fold, group, truth and top label. This script fits the baseline on the same folds and prints both
figures and their paired difference, with 95 % intervals by bootstrap over groups.

With `--one-vs-rest LABEL,…` it also compares how well each label's documents are told from all others
(AUC), and what the likelihood ratios are worth (Cllr): the baseline's probabilities are then its
margins through a sigmoid fitted by cross-validation within the training documents, label shares
divided out.

    pip install scikit-learn numpy
    python benches/peers/baseline.py predictions.jsonl lang8.jsonl
"""

import argparse
import json
import sys
import time

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC


def baseline(words_only, calibrated):
    word = TfidfVectorizer(analyzer="word", ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    char = TfidfVectorizer(analyzer="char", ngram_range=(1, 5), sublinear_tf=True, min_df=2)
    svm = LinearSVC(C=1.0)
    if calibrated:
        svm = CalibratedClassifierCV(svm, cv=3, ensemble=False)
    return make_pipeline(word if words_only else make_union(word, char), svm)


def flat_log_ratios(probabilities, classes, train):
    """Natural log likelihood ratios of each class against the mean of the others."""
    names, counts = np.unique(train, return_counts=True)
    shares = dict(zip(names, counts))
    flat = np.clip(probabilities / np.array([shares[name] for name in classes]), 1e-12, None)
    flat /= flat.sum(axis=1, keepdims=True)
    others = np.clip(1 - flat, 1e-12, None) / (len(classes) - 1)
    return {name: np.log(flat[:, place] / others[:, place]) for place, name in enumerate(classes)}


def cllr(ratios, positive):
    loss = np.logaddexp(0, np.where(positive, -ratios, ratios)) / np.log(2)
    return (loss[positive].mean() + loss[~positive].mean()) / 2


def balanced(truth, top):
    return float(np.mean([np.mean(top[truth == label] == label) for label in np.unique(truth)]))


def bootstrap(groups, figure, rounds=1000, seed=1):
    rng = np.random.default_rng(seed)
    names, index = np.unique(groups, return_inverse=True)
    members = np.split(np.argsort(index, kind="stable"), np.cumsum(np.bincount(index))[:-1])
    values = []
    for _ in range(rounds):
        rows = np.concatenate([members[g] for g in rng.integers(len(names), size=len(names))])
        values.append(figure(rows))
    return np.percentile(values, [2.5, 97.5])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("predictions", help="what `evaluate --predictions` wrote")
    parser.add_argument("data", nargs="+", help="the JSON Lines files that were evaluated")
    parser.add_argument("--one-vs-rest", default="", help="labels to tell from all others")
    parser.add_argument("--words-only", action="store_true", help="word n-grams alone")
    parser.add_argument("--text-field", default="text")
    arguments = parser.parse_args()
    texts = {}
    for path in arguments.data:
        with open(path, encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                texts[row["id"]] = row[arguments.text_field]
    with open(arguments.predictions, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    judged = [row for row in rows if row["judged"]]
    truth = np.array([row["label"] for row in judged])
    ours = np.array([row["top"] for row in judged])
    groups = np.array([row["group"] for row in judged])
    folds = np.array([row["fold"] for row in judged])
    contested = [label for label in arguments.one_vs_rest.split(",") if label]
    their_ratios = {label: np.full(len(judged), np.nan) for label in contested}
    theirs = np.empty(len(judged), dtype=object)
    start = time.time()
    for fold in sorted(set(folds)):
        train = [row for row in rows if fold in row["trains"]]
        model = baseline(arguments.words_only, bool(contested))
        model.fit([texts[row["id"]] for row in train], [row["label"] for row in train])
        held = np.flatnonzero(folds == fold)
        held_texts = [texts[judged[i]["id"]] for i in held]
        theirs[held] = model.predict(held_texts)
        if contested:
            probabilities = model.predict_proba(held_texts)
            ratios = flat_log_ratios(probabilities, model.classes_, [row["label"] for row in train])
            for label in contested:
                their_ratios[label][held] = ratios[label]
        print(f"fold {fold}: {len(train)} trained, {len(held)} judged", file=sys.stderr)
    print(f"{len(judged)} documents, {len(set(groups))} groups, {time.time() - start:.0f} s")

    def accuracy(rows, top):
        return float(np.mean(truth[rows] == top[rows]))

    def balanced_accuracy(rows, top):
        return balanced(truth[rows], top[rows])

    def difference(score, within):
        low, high = bootstrap(groups[within], lambda rows: score(within[rows], ours) - score(within[rows], theirs))
        return f"{score(within, ours) - score(within, theirs):+.3f} [{low:+.3f}, {high:+.3f}]"

    every = np.arange(len(judged))
    for name, score in (("accuracy", accuracy), ("balanced accuracy", balanced_accuracy)):
        for who, top in (("tongueprint", ours), ("scikit-learn", theirs)):
            low, high = bootstrap(groups, lambda rows: score(rows, top))
            print(f"{name:18} {who:13} {score(every, top):.3f} [{low:.3f}, {high:.3f}]")
        print(f"{name:18} {'difference':13} {difference(score, every)}")
    for fold in sorted(set(folds)):
        held = np.flatnonzero(folds == fold)
        a, b = balanced_accuracy(held, ours), balanced_accuracy(held, theirs)
        print(f"balanced accuracy, fold {fold}: tongueprint {a:.3f}, scikit-learn {b:.3f}, difference {difference(balanced_accuracy, held)}")
    for label in contested:
        positive = truth == label
        own = np.array([ratio(row["probabilities"], label) for row in judged])
        for name, score in (("AUC", lambda rows, r: roc_auc_score(positive[rows], r[rows])), ("Cllr", lambda rows, r: cllr(r[rows], positive[rows]))):
            for who, ratios in (("tongueprint", own), ("scikit-learn", their_ratios[label])):
                low, high = bootstrap(groups, lambda rows: score(rows, ratios))
                print(f"{label} {name:4} {who:13} {score(every, ratios):.3f} [{low:.3f}, {high:.3f}]")
            low, high = bootstrap(groups, lambda rows: score(rows, own) - score(rows, their_ratios[label]))
            difference_of_all = score(every, own) - score(every, their_ratios[label])
            print(f"{label} {name:4} {'difference':13} {difference_of_all:+.3f} [{low:+.3f}, {high:+.3f}]")


def ratio(probabilities, label):
    own = probabilities[label]
    others = (sum(probabilities.values()) - own) / (len(probabilities) - 1)
    return np.log(own / max(others, 1e-300))


if __name__ == "__main__":
    main()
