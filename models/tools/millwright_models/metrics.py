# SPDX-License-Identifier: EPL-2.0
"""Scores of a binary classifier, always beside what the majority class scores without any model."""

import numpy as np
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from . import statements

FOLDS = 5
NAMES = ("accuracy", "precision", "recall", "f1", "roc_auc", "pr_auc")
TITLES = {
    "accuracy": "accuracy",
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "roc_auc": "ROC-AUC",
    "pr_auc": "PR-AUC",
}
_HEADLINE = ("f1", "pr_auc", "recall", "precision", "roc_auc", "accuracy")
MAJORITY = "always the more frequent class"
SPLIT = f"stratified {FOLDS}-fold, rows drawn at random"


def score(labels, probabilities, threshold):
    """All of NAMES for one set of rows; a row is called 1 where its probability is at or above the threshold."""
    called = (np.asarray(probabilities) >= threshold).astype(int)
    return {
        "accuracy": float(np.mean(called == labels)),
        "precision": float(precision_score(labels, called, zero_division=0)),
        "recall": float(recall_score(labels, called, zero_division=0)),
        "f1": float(f1_score(labels, called, zero_division=0)),
        "roc_auc": float(roc_auc_score(labels, probabilities)),
        "pr_auc": float(average_precision_score(labels, probabilities)),
    }


def majority_score(labels):
    """NAMES for the answer "always the more frequent class"."""
    majority = float(np.mean(labels) > 0.5)
    return score(labels, np.full(len(labels), majority), 0.5)


class CrossValidation:
    """Result of a stratified 5-fold evaluation.

    `folds` and `baseline_folds` hold one `score` each per fold, `thresholds` what each fold chose without seeing its test
    rows, `probabilities` the out-of-fold probability of every row.
    """

    def __init__(self, rows):
        self.folds = []
        self.baseline_folds = []
        self.thresholds = []
        self.probabilities = np.empty(rows)

    def mean_and_sd(self, name, baseline=False):
        """Mean and standard deviation (over the folds, n - 1) of one metric."""
        values = [fold[name] for fold in (self.baseline_folds if baseline else self.folds)]
        return float(np.mean(values)), float(np.std(values, ddof=1))

    def to_json(self):
        """The figures as they stand in model.json under `metrics`, F1 first: accuracy is no headline where failures are rare."""
        return [
            statements.metric_of_folds(
                TITLES[name],
                [fold[name] for fold in self.folds],
                [fold[name] for fold in self.baseline_folds],
                MAJORITY,
                SPLIT,
            )
            for name in sorted(NAMES, key=_HEADLINE.index)
        ]


def cross_validate(fit, values, labels, seed):
    """Evaluates a recipe on stratified 5 folds.

    `fit(values, labels)` returns `(predict, threshold)`; it sees the training rows of a fold only, so whatever it chooses
    (weights, scaling, threshold) is chosen without the fold's test rows.
    """
    result = CrossValidation(len(labels))
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(values, labels):
        predict, threshold = fit(values[train], labels[train])
        probabilities = predict(values[test])
        result.folds.append(score(labels[test], probabilities, threshold))
        result.baseline_folds.append(majority_score(labels[test]))
        result.thresholds.append(threshold)
        result.probabilities[test] = probabilities
    return result


def best_f1_threshold(labels, probabilities):
    """The threshold in 0.05 .. 0.95 with the best F1, the F1 curve smoothed over ±0.04 so that one row cannot decide."""
    grid = np.round(np.arange(0.01, 1.0, 0.01), 2)
    curve = np.array([f1_score(labels, probabilities >= threshold, zero_division=0) for threshold in grid])
    smooth = np.convolve(curve, np.ones(9) / 9, mode="same")
    inner = (grid >= 0.05) & (grid <= 0.95)
    return float(grid[inner][np.argmax(smooth[inner])])


def least_cost_threshold(labels, probabilities, ratio):
    """The threshold in 0.05 .. 0.95 of the least cost where a miss costs `ratio` false alarms, the curve smoothed over ±0.04.

    `probabilities` are one per row, or several sets of them, [sets, rows]: then the mean of their costs counts.
    """
    grid = np.round(np.arange(0.01, 1.0, 0.01), 2)
    sets = np.atleast_2d(probabilities)
    curve = np.array([sum(cost(labels, one >= threshold, ratio) for one in sets) for threshold in grid])
    smooth = np.convolve(curve, np.ones(9) / 9, mode="same")
    inner = (grid >= 0.05) & (grid <= 0.95)
    return float(grid[inner][np.argmin(smooth[inner])])


def cost(labels, called, ratio):
    """False alarms, plus `ratio` times the misses."""
    called = np.asarray(called, bool)
    return float(np.sum(called & (labels == 0)) + ratio * np.sum(~called & (labels == 1)))


def report(result):
    """The table that the tool prints and the card shows: model beside majority class, mean ± sd over the folds."""
    lines = ["| metric | model | majority class |", "|---|---|---|"]
    for name in NAMES:
        cells = ["{:.4f} ± {:.4f}".format(*result.mean_and_sd(name, baseline)) for baseline in (False, True)]
        lines.append(f"| {TITLES[name]} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines)


def operating_points(labels, probabilities, thresholds):
    """A table for whoever wants another threshold: precision, recall and alarms per 1,000 rows, from out-of-fold rows."""
    lines = ["| threshold | precision | recall | F1 | alarms per 1,000 rows | of them false |", "|---|---|---|---|---|---|"]
    for threshold in thresholds:
        called = probabilities >= threshold
        row = score(labels, probabilities, threshold)
        alarms = 1000 * np.mean(called)
        wrong = 1000 * np.mean(called & (labels == 0))
        lines.append(
            f"| {threshold:.2f} | {row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f} | {alarms:.1f} | {wrong:.1f} |"
        )
    return "\n".join(lines)
