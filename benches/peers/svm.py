"""The linear SVM against scikit-learn's LinearSVC (LIBLINEAR) on the same rows, in one run.

Character 1-5 TF-IDF of a labelled JSON Lines file, every fifth document held out.

    python benches/peers/svm.py lang8.jsonl --label-field l1
"""

import argparse
import json
import pathlib
import subprocess
import tempfile
import time

import numpy as np
from sklearn.datasets import dump_svmlight_file
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("--label-field", default="l1")
    arguments = parser.parse_args()
    with open(arguments.data, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    rows = [row for row in rows if row[arguments.label_field]]
    _, labels = np.unique([row[arguments.label_field] for row in rows], return_inverse=True)
    held = np.arange(len(rows)) % 5 == 0
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 5), sublinear_tf=True, min_df=2)
    texts = np.array([row["text"] for row in rows], dtype=object)
    train, test = vectorizer.fit_transform(texts[~held]), vectorizer.transform(texts[held])
    start = time.time()
    model = LinearSVC(C=1.0).fit(train, labels[~held])
    seconds = time.time() - start
    accuracy = np.mean(model.predict(test) == labels[held])
    print(f"LinearSVC: {train.shape}, {train.nnz} cells, {seconds:.2f} s, accuracy {accuracy:.4f}")
    root = pathlib.Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory() as folder:
        paths = [f"{folder}/train.svm", f"{folder}/test.svm"]
        dump_svmlight_file(train, labels[~held], paths[0])
        dump_svmlight_file(test, labels[held], paths[1])
        subprocess.run(
            ["cargo", "run", "--release", "-q", "-p", "tongueprint-classifier"]
            + ["--example", "svmlight", "--", *paths],
            check=True,
            cwd=root,
        )


if __name__ == "__main__":
    main()
