# SPDX-License-Identifier: EPL-2.0
"""From a trained classifier of one row of features to a complete model folder."""

import os
from dataclasses import dataclass, field
from typing import Dict, List

import numpy as np

from . import TOOL, card, folder, golden, graph, metrics
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
    """What was measured and on what. `seeds` and `extra` go to model.json's training object as they are."""

    source: str
    data_sha256: str
    labels: np.ndarray
    cross_validation: metrics.CrossValidation
    seeds: Dict[str, int]
    extra: Dict[str, object] = field(default_factory=dict)

    def to_json(self):
        """The training object of model.json; the gateway ignores it."""
        return {
            "tool": TOOL,
            "data": os.path.basename(self.source),
            "data_sha256": self.data_sha256,
            "rows": int(len(self.labels)),
            "positives": int(self.labels.sum()),
            "seeds": self.seeds,
            "metrics": {**self.cross_validation.to_json(), **self.extra},
        }


def metadata(identity, data_sha256):
    """What the ONNX file itself says about its origin (metadata_props)."""
    return {"name": identity.name, "version": identity.version, "training.data.sha256": data_sha256, "tool": TOOL}


def write(out, identity, features: List[Feature], model, predict, threshold, golden_rows, evidence, sections):
    """Writes model.onnx, golden.csv, model.json and MODEL_CARD.md into `out`.

    `predict` computes the expected results (float64 per row) in the training library, never from the graph. `sections` are
    the card's (heading, text) pairs; `{features}`-style text is already filled in by the caller.
    """
    folder.check_name_and_version(identity.name, identity.version)
    size = folder.write_onnx(out, model)
    head = golden.header(features, None, {graph.OUTPUT: 1})
    golden.write(os.path.join(out, folder.GOLDEN_FILE), head, golden_rows, np.asarray(predict(golden_rows))[:, None])
    folder.describe(
        out,
        identity.name,
        identity.version,
        identity.description,
        [folder.tabular_input(graph.INPUT, features)],
        [{"name": graph.OUTPUT, "type": "FLOAT32", "shape": [-1, 1]}],
        folder.score_contract(graph.OUTPUT, threshold, identity.labels),
        evidence.to_json(),
        identity.period_ms,
    )
    card.write(out, f"{identity.name} {identity.version}", sections)
    return size


def evaluation_text(evidence):
    """The card's evaluation section: the table, and what the fold spread means."""
    positives = int(evidence.labels.sum())
    rows = len(evidence.labels)
    return (
        f"Stratified 5-fold cross-validation on {rows:,} rows, {positives:,} of them positive "
        f"({100 * positives / rows:.2f} %); mean ± standard deviation over the folds. The right-hand column is what the "
        'answer "always the more frequent class" scores: read accuracy against it, never alone.\n\n'
        + metrics.report(evidence.cross_validation)
    )


def data_text(evidence):
    """The card's line on the data file."""
    return f"File `{os.path.basename(evidence.source)}`, sha256 `{evidence.data_sha256}`, {len(evidence.labels):,} rows."
