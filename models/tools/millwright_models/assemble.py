# SPDX-License-Identifier: EPL-2.0
"""From a trained classifier of one row of features to a complete model folder."""

import os
from dataclasses import dataclass, field
from typing import Callable, Dict, List

import numpy as np

from . import TOOL, folder, golden, graph, metrics, statements
from .features import Feature


@dataclass(frozen=True)
class Identity:
    """What the model is called. `labels` are the words below and at or above the threshold; `period_ms` is the rows' distance."""

    name: str
    version: str
    description: str
    labels: List[str]
    period_ms: int = 0


@dataclass(frozen=True)
class Evidence:
    """What was measured and on what. `training`, `chosen`, `use` and `more` metrics are objects of `statements`."""

    labels: np.ndarray
    cross_validation: metrics.CrossValidation
    training: Dict[str, object]
    chosen: Dict[str, object]
    use: Dict[str, object] = field(default_factory=dict)
    more: List[Dict[str, object]] = field(default_factory=list)

    @property
    def metrics(self):
        """All figures, those of the cross-validation first."""
        return self.cross_validation.to_json() + list(self.more)


@dataclass(frozen=True)
class Further:
    """What a model says beside its probability: an output of `columns`, computed by `predict` (float64), and what reads it."""

    output: str
    columns: int
    predict: Callable[[np.ndarray], np.ndarray]
    readings: List[Dict[str, object]]


def metadata(identity, data_sha256):
    """What the ONNX file itself says about its origin (metadata_props)."""
    return {"name": identity.name, "version": identity.version, "training.data.sha256": data_sha256, "tool": TOOL}


def write(out, identity, features: List[Feature], model, predict, threshold, golden_rows, evidence, figures, further=()):
    """Writes model.onnx, golden.csv, model.json and train/figures.md into `out`; returns the size of the ONNX file.

    `predict` computes the expected results (float64 per row) in the training library, never from the graph. `figures` are
    (heading, text) pairs: what was found beyond the metrics. `./millwright model card` writes the card from all that.
    `further` are objects of Further, outputs of the graph beside the probability.
    """
    folder.check_name_and_version(identity.name, identity.version)
    size = folder.write_onnx(out, model)
    widths = {graph.OUTPUT: 1, **{more.output: more.columns for more in further}}
    results = [np.asarray(predict(golden_rows))[:, None], *(more.predict(golden_rows) for more in further)]
    head = golden.header(features, None, widths)
    golden.write(os.path.join(out, folder.GOLDEN_FILE), head, golden_rows, np.concatenate(results, axis=1))
    says = folder.score_contract(graph.OUTPUT, threshold, identity.labels, evidence.chosen)
    if further:
        says = [folder.binary_reading("score", says), *(reading for more in further for reading in more.readings)]
    folder.describe(
        out,
        identity.name,
        identity.version,
        identity.description,
        [folder.tabular_input(graph.INPUT, features)],
        [{"name": name, "type": "FLOAT32", "shape": [-1, width]} for name, width in widths.items()],
        says,
        evidence.training,
        identity.period_ms,
        evidence.metrics,
        evidence.use,
    )
    folder.write_text(out, "figures", figures)
    return size


def rows_text(evidence):
    """How many rows the figures stand on, and how many of them are positive."""
    positives, rows = int(evidence.labels.sum()), len(evidence.labels)
    return (
        f"{rows:,} rows, {positives:,} of them positive ({100 * positives / rows:.2f} %). Read accuracy against what the more "
        "frequent class scores, never alone."
    )
