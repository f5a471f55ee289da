#!/usr/bin/python3
# SPDX-License-Identifier: EPL-2.0
"""Trains the dense-classifier on AI4I 2020 with the general model tool and writes its model folder.

    python3 models/dense-classifier/train/train.py --data PATH/ai4i2020.csv

Train machine-failure first: the card compares with its model.json, on the same rows and the same folds.
"""

import argparse
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools"))

from millwright_models import ai4i2020, card, metrics, train_dense  # noqa: E402
from millwright_models.assemble import Identity  # noqa: E402
from millwright_models.errors import InputError  # noqa: E402
from millwright_models.network import Settings  # noqa: E402

FOREST = HERE.parents[1] / "machine-failure" / "model.json"
IDENTITY = Identity(
    "dense-classifier",
    "1.0.0",
    "Dense 64-64-1 network: probability that a milling machine is about to fail, from its six raw tags.",
    ["healthy", "failure"],
)


def comparison(folder, data_sha256):
    """The forest's figures beside this model's. Refuses figures that come from other rows."""
    forest = json.loads(FOREST.read_text(encoding="utf-8"))
    if forest["training"]["data_sha256"] != data_sha256:
        raise InputError(
            f"{FOREST}: trained on other rows. Remedy: run machine-failure/train/train.py on the same --data first."
        )
    dense = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    lines = [f"| metric, 5-fold mean ± sd | {IDENTITY.name} | machine-failure | majority class |", "|---|---|---|---|"]
    for name in metrics.NAMES:
        blocks = (
            dense["training"]["metrics"]["five_fold"][name],
            forest["training"]["metrics"]["five_fold"][name],
            dense["training"]["metrics"]["five_fold_majority_baseline"][name],
        )
        lines.append(f"| {metrics.TITLES[name]} | " + " | ".join(f"{b['mean']:.4f} ± {b['sd']:.4f}" for b in blocks) + " |")
    return "\n".join(lines)


def main():
    """Evaluates, trains and writes the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="ai4i2020.csv as published (UCI 601), or rows of it")
    parser.add_argument(
        "--out", default=str(HERE.parent), help="model folder to write (default: the one beside this script)"
    )
    parser.add_argument("--seed", type=int, default=42, help="training seed (default: 42, the shipped model's)")
    options = parser.parse_args()
    sections = card.split_sections((HERE / "card.md").read_text(encoding="utf-8"))
    command = "python3 models/dense-classifier/train/train.py --data PATH/ai4i2020.csv"
    words = train_dense.Words(command=command, sections=sections)
    try:
        table, _ = ai4i2020.read(options.data)
        evidence, held_out, size = train_dense.train(table, IDENTITY, options.out, Settings(seed=options.seed), words)
        compared = comparison(Path(options.out), table.sha256)
    except InputError as failure:
        sys.exit(f"error: {failure}")
    path = Path(options.out) / "MODEL_CARD.md"
    path.write_text(path.read_text(encoding="utf-8").replace("{comparison}", compared), encoding="utf-8")
    print(metrics.report(evidence.cross_validation))
    print("\nheld-out fifth:", ", ".join(f"{metrics.TITLES[name]} {held_out[name]:.4f}" for name in metrics.NAMES))
    print(f"\n{options.out}: model.onnx ({size:,} bytes)\n\n{compared}")


if __name__ == "__main__":
    main()
