"""scikit-learn's word 1-2 + character 1-5 TF-IDF + LinearSVC on the very folds of an evaluation.

`tongueprint evaluate DATA --folds 5 --predictions FILE.jsonl` writes one line a document: its id,
fold, group, truth and top label. This script fits the baseline on the same folds and prints both
figures and their paired difference, with 95 % intervals by bootstrap over groups.

    pip install scikit-learn numpy
    python benches/peers/baseline.py lang8.jsonl predictions.jsonl
"""

import argparse
import json
import sys
import time

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC


def baseline(words_only):
    word = TfidfVectorizer(analyzer="word", ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    char = TfidfVectorizer(analyzer="char", ngram_range=(1, 5), sublinear_tf=True, min_df=2)
    return make_pipeline(word if words_only else make_union(word, char), LinearSVC(C=1.0))


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
    theirs = np.empty(len(judged), dtype=object)
    start = time.time()
    for fold in sorted(set(folds)):
        train = [row for row in rows if fold in row["trains"]]
        model = baseline(arguments.words_only)
        model.fit([texts[row["id"]] for row in train], [row["label"] for row in train])
        held = np.flatnonzero(folds == fold)
        theirs[held] = model.predict([texts[judged[i]["id"]] for i in held])
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


if __name__ == "__main__":
    main()
