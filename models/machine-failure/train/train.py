#!/usr/bin/python3
# SPDX-License-Identifier: EPL-2.0
"""Trains the machine-failure forest on AI4I 2020 and writes its model folder.

    python3 models/machine-failure/train/train.py --data PATH/ai4i2020.csv

Everything that the forest needs beyond the six raw tags is computed inside the graph.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import sklearn
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold, StratifiedShuffleSplit

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools"))

from millwright_models import ai4i2020, assemble, background, golden, metrics, reference, statements  # noqa: E402
from millwright_models.errors import InputError  # noqa: E402
from millwright_models.forest import add_forest, thresholds_of  # noqa: E402
from millwright_models.graph import OUTPUT, GraphArithmetic, GraphBuilder, NumpyArithmetic  # noqa: E402
from physics import AIR_TEMPERATURE, NAMES, PROCESS_TEMPERATURE, columns  # noqa: E402

SEED = 42
TREES = 150
MODE_TREES = 30
# How many false alarms cost as much as one failure that was missed.
COST_RATIO = 2
# One inner 5-fold draws limits from 0.35 to 0.5 on nearly the same rows: the cost is flat there.
INNER_REPEATS = 2
# Further splits, as a plant would see it that trains on four fifths of its record.
LEFT_OUT = 0.2
# The learnable ones of ai4i2020.CAUSES, and what the hint calls them.
MODES = {"TWF": "tool_wear", "HDF": "heat_dissipation", "PWF": "power", "OSF": "overstrain"}
IDENTITY = assemble.Identity(
    "machine-failure",
    "1.0.1",
    "Probability that a milling machine is about to fail, with a hint at the likely mode, from temperatures, speed, torque and wear.",
    ["healthy", "failure"],
)
USE = statements.use(
    ["An early word to the operator of a milling machine whose temperatures, speed, torque and tool wear are read together."],
    [
        "Stopping a machine, or anything that protects people: it is no safety function.",
        "Another kind of machine, or rows in other units than model.json names.",
        "Planning maintenance by date: it sees one row, no trend, and gives no remaining life.",
    ],
    ["Whether the machine is stopped and the tool changed after an alarm.", "Whether the limit fits what a miss costs this plant."],
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



class ModeForest:
    """A small forest of all modes at once: a failure may have several."""

    def __init__(self, values, causes):
        wanted = [ai4i2020.CAUSES.index(cause) for cause in MODES]
        self.trees = RandomForestClassifier(
            MODE_TREES, min_samples_leaf=3, max_features=0.8, random_state=SEED, n_jobs=1
        ).fit(_physical(values), causes[:, wanted].astype(int))

    def predict(self, values):
        """Probability of each mode, [rows, modes], computed by scikit-learn."""
        return np.stack([mode[:, 1] for mode in self.trees.predict_proba(_physical(values))], axis=1)


def hint(score, modes, threshold):
    """What an alarm names, [rows, 1 + modes]: the first element leads where there is no alarm, else that of the likeliest mode.

    The likeliest mode has the score itself, the others their share of it; the first has what the score must pass.
    """
    likeliest = np.maximum(modes.max(axis=1), _LEAST_MODE)[:, None]
    healthy = (1 - score) * threshold / (1 - threshold)
    return np.concatenate([healthy[:, None], modes / likeliest * score[:, None]], axis=1)


# Below it no mode is likely; the hint then names the least unlikely one.
_LEAST_MODE = 1e-4


def to_onnx(forest, modes, threshold, raw_columns, metadata):
    """Physical features, both forests and the hint as one graph on the raw values."""
    builder = GraphBuilder(raw_columns)
    features = builder.node("Concat", columns(GraphArithmetic(builder)), axis=1)
    score = add_forest(builder, features, forest.trees)
    each = add_forest(builder, features, modes.trees)
    greatest = builder.node("ReduceMax", [each], axes=[1], keepdims=1)
    likeliest = builder.node("Max", [greatest, builder.constant([_LEAST_MODE])])
    rest = builder.node("Sub", [builder.constant([1.0]), score])
    healthy = builder.node("Mul", [rest, builder.constant([threshold / (1 - threshold)])])
    shares = builder.node("Mul", [builder.node("Div", [each, likeliest]), score])
    named = builder.node("Concat", [healthy, shares], axis=1)
    results = {OUTPUT: (score, 1), "hint": (named, 1 + len(MODES)), "modes": (each, len(MODES))}
    return builder.model_of(results, IDENTITY.description, metadata)


def further(forest, modes, threshold):
    """The outputs beside the probability, and what reads them."""
    labels = ["none", *MODES.values()]
    values = [
        {"name": name, "task": "value", "output": "modes", "index": index} for index, name in enumerate(MODES.values())
    ]
    return [
        assemble.Further(
            "hint",
            len(labels),
            lambda rows: hint(forest.predict(rows), modes.predict(rows), threshold),
            [{"name": "hint", "task": "classes", "output": "hint", "labels": labels}],
        ),
        assemble.Further("modes", len(MODES), modes.predict, values),
    ]


def _physical(values):
    return np.concatenate(columns(NumpyArithmetic(values)), axis=1)


def fit(values, labels):
    """Returns (Forest, threshold). The threshold costs least on out-of-fold rows of inner 5-folds of these rows."""
    inner = np.empty((INNER_REPEATS, len(labels)))
    for repeat in range(INNER_REPEATS):
        folds = StratifiedKFold(5, shuffle=True, random_state=SEED + 1 + repeat)
        for train, test in folds.split(values, labels):
            inner[repeat, test] = Forest(values[train], labels[train]).predict(values[test])
    return Forest(values, labels), metrics.least_cost_threshold(labels, inner, COST_RATIO)


def evaluate(values, labels):
    """Stratified 5-fold of the whole recipe, the choice of the threshold included."""

    def fit_fold(fold_values, fold_labels):
        forest, threshold = fit(fold_values, fold_labels)
        return forest.predict, threshold

    return metrics.cross_validate(fit_fold, values, labels, SEED)


def left_out(values, labels, splits):
    """Scores of the whole recipe, one per random split that leaves a fifth of the rows out."""
    scores = []
    drawn = StratifiedShuffleSplit(splits, test_size=LEFT_OUT, random_state=SEED) if splits else None
    for train, test in drawn.split(values, labels) if splits else []:
        forest, threshold = fit(values[train], labels[train])
        scores.append(metrics.score(labels[test], forest.predict(values[test]), threshold))
    return scores


def left_out_metrics(scores, labels):
    """The same as figures of the card, the worst split named."""
    majority = metrics.majority_score(labels)
    stated = []
    for name in ("f1", "pr_auc") if scores else ():
        values = [score[name] for score in scores]
        split = f"{len(scores)} random splits, {100 * LEFT_OUT:.0f} % left out; the worst {min(values):.3f}"
        title = f"{metrics.TITLES[name]}, a fifth left out"
        stated.append(
            statements.metric_of_folds(title, values, [majority[name]] * len(values), metrics.MAJORITY, split)
        )
    return stated


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


def hinted(table, causes, validation):
    """Share of out-of-fold hits of one mode alone whose hint names that mode, and a table by mode."""
    right, hits = np.zeros(len(MODES), int), np.zeros(len(MODES), int)
    wanted = [ai4i2020.CAUSES.index(cause) for cause in MODES]
    folds = StratifiedKFold(5, shuffle=True, random_state=SEED).split(table.labels, table.labels)
    for (train, test), threshold in zip(folds, validation.thresholds):
        named = ModeForest(table.values[train], causes[train]).predict(table.values[test]).argmax(axis=1)
        alone = (causes[test].sum(axis=1) == 1) & (validation.probabilities[test] >= threshold) & (table.labels[test] == 1)
        for mode, cause in enumerate(wanted):
            rows = alone & causes[test][:, cause]
            hits[mode] += rows.sum()
            right[mode] += (named[rows] == mode).sum()
    lines = ["| failure mode | alarms | named by the hint |", "|---|---|---|"]
    for mode, cause in enumerate(MODES):
        lines.append(f"| {cause} | {hits[mode]} | {right[mode] / hits[mode]:.2f} |" if hits[mode] else f"| {cause} | 0 | – |")
    return right.sum() / hits.sum(), hits.max() / hits.sum(), "\n".join(lines)


def figures(table, validation, threshold, by_cause, by_hint):
    """What train/figures.md says beyond the metrics, as (heading, text) pairs."""
    chosen = ", ".join(f"{value:.2f}" for value in validation.thresholds)
    points = sorted({0.1, 0.2, 0.3, round(threshold, 2), 0.5, 0.7})
    return [
        ("What the trees see", "Computed inside the graph:\n\n" + "\n".join(f"* {name}" for name in NAMES)),
        ("Recall by failure mode", "Out-of-fold:\n\n" + by_cause),
        (
            "The hint",
            "Alarms on out-of-fold failures of one mode alone, and how many of them the hint gave its right name. It names what the "
            "row resembles, which is no proof of a cause:\n\n" + by_hint,
        ),
        (
            "Limits for other costs",
            "Where a miss costs so many false alarms, the limit of the least cost on the out-of-fold rows:\n\n"
            + cost_table(table.labels, validation.probabilities),
        ),
        (
            "Other operating points",
            f"The shipped limit, {threshold:.2f}, was chosen on all rows in the way in which each split of the figures above chose its "
            f"own on its training rows alone (5-fold: {chosen}); so the figures are those of the recipe, the choice of the limit "
            "included. A pipeline can override it. From the out-of-fold probabilities, all rows at one limit:\n\n"
            + metrics.operating_points(table.labels, validation.probabilities, points),
        ),
        (
            "Training",
            f"Random forest, {TREES} trees, at least 2 rows per leaf, 60 % of the features per split; for the modes one of "
            f"{MODE_TREES} trees, at least 3 rows per leaf, 80 % of the features. Every seed {SEED} (inner "
            f"folds {SEED + 1} and {SEED + 2}). scikit-learn {sklearn.__version__}, onnx {onnx.__version__}, NumPy {np.__version__}.",
        ),
    ]


def cost_table(labels, probabilities):
    """The threshold of the least cost for several ratios, and what each pays beside the two policies without a model."""
    lines = [
        "| a miss costs | limit | false alarms + cost of misses | never an alarm | always an alarm |",
        "|---|---|---|---|---|",
    ]
    for ratio in (1, 2, 5, 10, 20):
        threshold = metrics.least_cost_threshold(labels, probabilities, ratio)
        paid = metrics.cost(labels, probabilities >= threshold, ratio)
        never, always = ratio * int(labels.sum()), int((labels == 0).sum())
        lines.append(f"| {ratio} | {threshold:.2f} | {paid:.0f} | {never} | {always} |")
    return "\n".join(lines)


def figures_json(validation, share):
    """The 5-fold figures for programs."""
    folds = {}
    for name in metrics.NAMES:
        mean, spread = validation.mean_and_sd(name)
        folds[name] = {"mean": round(mean, 4), "sd": round(spread, 4), "baseline": round(validation.mean_and_sd(name, True)[0], 4)}
    return {**folds, "thresholds": validation.thresholds, "hint_names_the_mode": round(float(share), 4)}


def numeric_of(table):
    """Positions of the features that are numbers."""
    return [position for position, feature in enumerate(table.features) if not feature.is_text]


def reference_of(table, answers):
    """What the rows were like, which stand in time order: raw values with the published decimals."""
    numeric = numeric_of(table)
    return reference.reference_of(
        [table.features[position].name for position in numeric],
        np.round(table.values[:, numeric].astype(np.float64), 1),
        time_ordered=True,
        labels=[("score", IDENTITY.labels, answers.astype(int))],
    )


def main():
    """Evaluates, trains on all rows and writes the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="ai4i2020.csv as published (UCI 601), or rows of it")
    parser.add_argument(
        "--out", default=str(HERE.parent), help="model folder to write (default: the one beside this script)"
    )
    parser.add_argument(
        "--splits", type=int, help="random splits beside the 5-fold, a fifth left out (default: 10, with --evaluate-only none)"
    )
    parser.add_argument("--evaluate-only", action="store_true", help="print the 5-fold figures and write nothing")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    options = parser.parse_args()
    try:
        table, causes = ai4i2020.read(options.data)
    except InputError as failure:
        sys.exit(f"error: {failure}")
    splits = (0 if options.evaluate_only else 10) if options.splits is None else options.splits
    validation = evaluate(table.values, table.labels)
    by_cause = recall_by_cause(causes, table.labels, validation)
    share, commonest, by_hint = hinted(table, causes, validation)
    further_splits = left_out_metrics(left_out(table.values, table.labels, splits), table.labels)
    if options.json:
        print(json.dumps(figures_json(validation, share)))
    else:
        print(metrics.report(validation) + "\n\n" + by_cause + "\n\n" + by_hint)
        for metric in further_splits:
            print(f"{metric['name']}: {metric['value']} ± {metric['spread']}, {metric['split']}")
    if options.evaluate_only:
        return
    forest, threshold = fit(table.values, table.labels)
    data = statements.data_file(options.data, len(table.labels))
    evidence = assemble.Evidence(
        table.labels,
        validation,
        statements.training("python3 models/machine-failure/train/train.py --data PATH/ai4i2020.csv", SEED, [data]),
        statements.chosen(
            "cost_ratio",
            f"out-of-fold rows of {INNER_REPEATS} inner 5-folds",
            "a missed failure costs as much as two false alarms; the curve smoothed over ±0.04",
            cost_ratio=COST_RATIO,
        ),
        USE,
        [
            *further_splits,
            statements.metric(
                "Hint names the mode",
                share,
                commonest,
                "always the commonest mode",
                "alarms on failures of one mode, stratified 5-fold",
            )
        ],
    )
    modes = ModeForest(table.values, causes)
    model = to_onnx(forest, modes, threshold, len(table.features), assemble.metadata(IDENTITY, table.sha256))
    rows = golden_rows(table, forest)
    texts = [("Rows", assemble.rows_text(evidence)), *figures(table, validation, threshold, by_cause, by_hint)]
    beside = further(forest, modes, threshold)
    size = assemble.write(
        options.out, IDENTITY, table.features, model, forest.predict, threshold, rows, evidence, texts, beside
    )
    reference.add_to(options.out, reference_of(table, validation.probabilities >= threshold))
    healthy = background.draw(table.values[table.labels == 0])
    background.add_to(options.out, table.features, background.like(healthy, numeric_of(table)))
    print(f"\nthreshold {threshold:.2f}; {options.out}: model.onnx ({size:,} bytes), {len(rows)} golden rows")


if __name__ == "__main__":
    main()
