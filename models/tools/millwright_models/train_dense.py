# SPDX-License-Identifier: EPL-2.0
"""Trains the dense network on a table and writes the model folder, with figures from the same recipe on every fold."""

from dataclasses import dataclass, field
from typing import List, Optional, Tuple

import numpy as np
import onnx
import sklearn
import torch

from . import assemble, card, golden, metrics, network
from .table import Table


@dataclass(frozen=True)
class Words:
    """Texts of the card that only a person can write; `sections` follow the title, before the generated ones.

    Without a section "Purpose" the model's description stands there.
    """

    command: str = ""
    sections: List[Tuple[str, str]] = field(default_factory=list)


def train(table: Table, identity, out, settings=network.Settings(), words=Words(), golden_count=golden.DEFAULT_ROWS):
    """Evaluates, trains, writes `out` and returns (Evidence, split scores, bytes of the ONNX file)."""

    def fit(values, labels):
        trained, chosen = network.fit(table.features, values, labels, settings)
        return trained.predict, chosen

    validation = metrics.cross_validate(fit, table.values, table.labels, network.SPLIT_SEED)
    trained, threshold = network.fit(table.features, table.values, table.labels, settings)
    _, held_out = network.split(table.labels)
    held_out_score = metrics.score(table.labels[held_out], trained.predict(table.values[held_out]), threshold)
    evidence = assemble.Evidence(
        table.source,
        table.sha256,
        table.labels,
        validation,
        {"split": network.SPLIT_SEED, "folds": network.SPLIT_SEED, "training": settings.seed},
        {"held_out_fifth": {key: round(value, 4) for key, value in held_out_score.items()}},
    )
    rows = golden.synthetic_rows(table.features, golden_count, settings.seed, avoid=table.values)
    sections = [
        *([] if any(heading == "Purpose" for heading, _ in words.sections) else [("Purpose", identity.description)]),
        *words.sections,
        (
            "Input",
            card.feature_table(table.features) + "\n\nRaw values in these units; scaling and one-hot are in the graph.",
        ),
        ("Data", assemble.data_text(evidence)),
        ("Evaluation", assemble.evaluation_text(evidence) + "\n\n" + _held_out_text(held_out_score, len(held_out))),
        ("Threshold", _threshold_text(threshold, settings, identity) + "\n\n" + _points(table, validation)),
        ("Training", _training_text(settings, words.command)),
    ]
    model = trained.to_onnx(identity.description, assemble.metadata(identity, table.sha256))
    size = assemble.write(out, identity, table.features, model, trained.predict, threshold, rows, evidence, sections)
    return evidence, held_out_score, size


def _held_out_text(scored, rows):
    figures = ", ".join(f"{metrics.TITLES[name]} {scored[name]:.4f}" for name in metrics.NAMES)
    return f"The shipped weights on the {rows:,} held-out rows of the 80/20 split: {figures}."


def _threshold_text(threshold, settings, identity):
    chosen = (
        "best F1 on the held-out fifth of the rows (in the 5-fold figures: of each fold's training rows)"
        if settings.threshold is None
        else "fixed in advance, not tuned"
    )
    below, above = identity.labels
    return f"`{above}` at or above {threshold:g}, else `{below}`. Chosen: {chosen}. A pipeline can override it."


def _points(table, validation):
    return "Other operating points, from the out-of-fold probabilities:\n\n" + metrics.operating_points(
        table.labels, validation.probabilities, (0.1, 0.2, 0.3, 0.5, 0.7)
    )


def _training_text(settings, command: Optional[str]):
    text = (
        f"Dense {network.HIDDEN} relu - Dense {network.HIDDEN} relu - Dense 1 sigmoid; Adam, learning rate "
        f"{settings.learning_rate:g}, batch {settings.batch}, {settings.epochs} epochs; binary cross-entropy on the logit; "
        f"80/20 split with seed {network.SPLIT_SEED}, trained on the 80 %; training seed {settings.seed}, one thread. "
        f"PyTorch {torch.__version__}, scikit-learn {sklearn.__version__}, onnx {onnx.__version__}, NumPy {np.__version__}."
    )
    return text + (f"\n\n```\n{command}\n```" if command else "")
