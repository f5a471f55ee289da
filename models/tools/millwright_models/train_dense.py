# SPDX-License-Identifier: EPL-2.0
"""Trains the dense network on a table and writes the model folder, with figures from the same recipe on every fold."""

import os
from dataclasses import dataclass, field
from typing import Dict

import numpy as np
import onnx
import sklearn
import torch

from . import assemble, golden, metrics, network, statements
from .table import Table


@dataclass(frozen=True)
class Words:
    """What only a person can say: the command for model.json's `training`, and its `use` (`statements.use`)."""

    command: str = "models/tools/model train"
    use: Dict[str, object] = field(default_factory=dict)


def train(table: Table, identity, out, settings=network.Settings(), words=Words(), golden_count=golden.DEFAULT_ROWS, figures=()):
    """Evaluates, trains, writes `out` and returns (Evidence, split scores, bytes of the ONNX file).

    `figures` are further (heading, text) pairs for train/figures.md; a text may be a function of the Evidence.
    """

    def fit(values, labels):
        trained, chosen = network.fit(table.features, values, labels, settings)
        return trained.predict, chosen

    validation = metrics.cross_validate(fit, table.values, table.labels, network.SPLIT_SEED)
    trained, threshold = network.fit(table.features, table.values, table.labels, settings)
    _, held_out = network.split(table.labels)
    held_out_score = metrics.score(table.labels[held_out], trained.predict(table.values[held_out]), threshold)
    data = {"name": os.path.basename(table.source), "sha256": table.sha256, "rows": len(table.labels)}
    evidence = assemble.Evidence(
        table.labels,
        validation,
        statements.training(words.command, settings.seed, [data]),
        _chosen(settings),
        words.use,
        [
            statements.metric(
                f"{metrics.TITLES[name]} of the shipped weights",
                held_out_score[name],
                metrics.majority_score(table.labels[held_out])[name],
                metrics.MAJORITY,
                f"{len(held_out):,} rows held out of the training",
            )
            for name in ("f1", "pr_auc")
        ],
    )
    rows = golden.synthetic_rows(table.features, golden_count, settings.seed, avoid=table.values)
    texts = [
        ("Rows", assemble.rows_text(evidence)),
        *((heading, text(evidence) if callable(text) else text) for heading, text in figures),
        ("Other operating points", _points(table, validation)),
        ("Training", _training_text(settings)),
    ]
    model = trained.to_onnx(identity.description, assemble.metadata(identity, table.sha256))
    size = assemble.write(out, identity, table.features, model, trained.predict, threshold, rows, evidence, texts)
    return evidence, held_out_score, size


def _chosen(settings):
    if settings.threshold is None:
        return statements.chosen("f1", "the held-out fifth of the rows; in the 5-fold figures, rows of each fold's training part")
    return statements.chosen("given", "no rows", "fixed before the training, not tuned")


def _points(table, validation):
    return "From the out-of-fold probabilities:\n\n" + metrics.operating_points(
        table.labels, validation.probabilities, (0.1, 0.2, 0.3, 0.5, 0.7)
    )


def _training_text(settings):
    return (
        f"Dense {network.HIDDEN} relu - Dense {network.HIDDEN} relu - Dense 1 sigmoid; Adam, learning rate "
        f"{settings.learning_rate:g}, batch {settings.batch}, {settings.epochs} epochs; binary cross-entropy on the logit; "
        f"80/20 split with seed {network.SPLIT_SEED}, trained on the 80 %; one thread. "
        f"PyTorch {torch.__version__}, scikit-learn {sklearn.__version__}, onnx {onnx.__version__}, NumPy {np.__version__}."
    )
