#!/usr/bin/python3
# SPDX-License-Identifier: EPL-2.0
"""Trains the machine-failure forest on AI4I 2020 and writes its model folder.

    python3 models/machine-failure/train/train.py --data PATH/ai4i2020.csv

Everything that the forest needs beyond the six raw tags is computed inside the graph.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import onnx
import sklearn
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools"))

from millwright_models import ai4i2020, assemble, card, golden, metrics  # noqa: E402
from millwright_models.errors import InputError  # noqa: E402
from millwright_models.forest import add_forest, thresholds_of  # noqa: E402
from millwright_models.graph import GraphArithmetic, GraphBuilder, NumpyArithmetic  # noqa: E402
from physics import AIR_TEMPERATURE, NAMES, PROCESS_TEMPERATURE, columns  # noqa: E402

SEED = 42
TREES = 150
IDENTITY = assemble.Identity(
    "machine-failure",
    "1.0.0",
    "Probability that a milling machine is about to fail, from temperatures, speed, torque and tool wear.",
    ["healthy", "failure"],
)


class Forest:
    """A random forest behind the physical features."""

    def __init__(self, values, labels):
        self.trees = RandomForestClassifier(TREES, min_samples_leaf=2, max_features=0.6, random_state=SEED, n_jobs=1).fit(
            _physical(values), labels
        )

    def predict(self, values):
        """Probability of failure per row of raw values, float64, computed by scikit-learn."""
        return self.trees.predict_proba(_physical(values))[:, 1]

    def to_onnx(self, raw_columns, metadata):
        """Physical features and forest as one graph on the raw values."""
        builder = GraphBuilder(raw_columns)
        features = builder.node("Concat", columns(GraphArithmetic(builder)), axis=1)
        return builder.model(add_forest(builder, features, self.trees), IDENTITY.description, metadata)


def _physical(values):
    return np.concatenate(columns(NumpyArithmetic(values)), axis=1)


def fit(values, labels):
    """Returns (Forest, threshold). The threshold has the best F1 on out-of-fold rows of an inner 5-fold of these rows."""
    inner = np.empty(len(labels))
    for train, test in StratifiedKFold(5, shuffle=True, random_state=SEED + 1).split(values, labels):
        inner[test] = Forest(values[train], labels[train]).predict(values[test])
    return Forest(values, labels), metrics.best_f1_threshold(labels, inner)


def evaluate(values, labels):
    """Stratified 5-fold of the whole recipe, the choice of the threshold included."""

    def fit_fold(fold_values, fold_labels):
        forest, threshold = fit(fold_values, fold_labels)
        return forest.predict, threshold

    return metrics.cross_validate(fit_fold, values, labels, SEED)


def golden_rows(table, forest):
    """Boundaries and random rows of the inputs, plus rows exactly on and one float above thresholds of the trees."""
    random = np.random.default_rng(SEED)
    extra = []
    # Columns of the forest that are raw inputs: forest column -> input column.
    for inner, raw in {1: 3, 2: 4, 3: 5}.items():
        cuts = thresholds_of(forest.trees, inner)
        for cut in random.choice(cuts, min(20, len(cuts)), replace=False):
            for value in (np.float32(cut), np.nextafter(np.float32(cut), np.float32(np.inf))):
                row = golden.random_rows(table.features, 1, int(random.integers(1 << 30)))[0]
                row[raw] = value
                extra.append(row)
    # Small temperature differences, where the heat-dissipation failures lie: random temperatures seldom meet there.
    for row in golden.random_rows(table.features, 40, SEED + 1):
        row[PROCESS_TEMPERATURE] = np.round(row[AIR_TEMPERATURE] + random.uniform(7.0, 12.5), 2)
        extra.append(row)
    return golden.synthetic_rows(table.features, 400, SEED, extra=extra, avoid=table.values)


def recall_by_cause(causes, labels, validation):
    """A table of out-of-fold recall per published failure mode; a row may have several."""
    folds = StratifiedKFold(5, shuffle=True, random_state=SEED).split(labels, labels)
    called = np.empty(len(labels), bool)
    for (_, test), threshold in zip(folds, validation.thresholds):
        called[test] = validation.probabilities[test] >= threshold
    lines = ["| failure mode | rows | found |", "|---|---|---|"]
    for name, cause in zip(ai4i2020.CAUSES, causes.T):
        rows = cause & (labels == 1)
        share = f"{np.mean(called[rows]):.2f}" if rows.any() else "–"
        lines.append(f"| {name} | {int(rows.sum())} | {share} |")
    return "\n".join(lines)


def sections(table, evidence, validation, threshold, by_cause):
    """The model card."""
    notes = dict(card.split_sections((HERE / "card.md").read_text(encoding="utf-8")))
    inside = "\n".join(f"* {name}" for name in NAMES)
    chosen = ", ".join(f"{value:.2f}" for value in validation.thresholds)
    return [
        ("Purpose", notes["Purpose"]),
        (
            "Input",
            card.feature_table(table.features)
            + "\n\nRaw values in these units. The graph computes what the trees see:\n\n"
            + inside,
        ),
        ("Data", notes["Data"].strip() + "\n\n" + assemble.data_text(evidence)),
        ("Evaluation", assemble.evaluation_text(evidence) + "\n\nRecall by failure mode, out-of-fold:\n\n" + by_cause),
        (
            "Threshold",
            f"`failure` at or above {threshold:.2f}, else `healthy`: the best F1 on out-of-fold rows, the curve smoothed over "
            f"±0.04. In the 5-fold figures each fold chose its own on its training rows only ({chosen}). A pipeline can override "
            "it; other operating points, from the out-of-fold probabilities:\n\n"
            + metrics.operating_points(table.labels, validation.probabilities, (0.1, 0.2, 0.3, 0.5, 0.7)),
        ),
        ("Limits", notes["Limits"]),
        (
            "Training",
            f"Random forest, {TREES} trees, at least 2 rows per leaf, 60 % of the features per split; every seed {SEED} (inner "
            f"folds {SEED + 1}). scikit-learn {sklearn.__version__}, onnx {onnx.__version__}, NumPy {np.__version__}.\n\n"
            "```\npython3 models/machine-failure/train/train.py --data PATH/ai4i2020.csv\n```",
        ),
    ]


def main():
    """Evaluates, trains on all rows and writes the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="ai4i2020.csv as published (UCI 601), or rows of it")
    parser.add_argument(
        "--out", default=str(HERE.parent), help="model folder to write (default: the one beside this script)"
    )
    parser.add_argument("--evaluate-only", action="store_true", help="print the 5-fold figures and write nothing")
    options = parser.parse_args()
    try:
        table, causes = ai4i2020.read(options.data)
    except InputError as failure:
        sys.exit(f"error: {failure}")
    validation = evaluate(table.values, table.labels)
    print(metrics.report(validation))
    by_cause = recall_by_cause(causes, table.labels, validation)
    print("\n" + by_cause)
    if options.evaluate_only:
        return
    forest, threshold = fit(table.values, table.labels)
    seeds = {"folds": SEED, "inner_folds": SEED + 1, "training": SEED}
    evidence = assemble.Evidence(table.source, table.sha256, table.labels, validation, seeds)
    model = forest.to_onnx(len(table.features), assemble.metadata(IDENTITY, table.sha256))
    card_sections = sections(table, evidence, validation, threshold, by_cause)
    rows = golden_rows(table, forest)
    size = assemble.write(
        options.out, IDENTITY, table.features, model, forest.predict, threshold, rows, evidence, card_sections
    )
    print(f"\nthreshold {threshold:.2f}; {options.out}: model.onnx ({size:,} bytes), {len(rows)} golden rows")


if __name__ == "__main__":
    main()
