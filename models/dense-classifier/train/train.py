#!/usr/bin/python3
# SPDX-License-Identifier: EPL-2.0
"""Trains the dense-classifier on AI4I 2020 with the general model tool and writes its model folder.

    python3 models/dense-classifier/train/train.py --data PATH/ai4i2020.csv

Train machine-failure first: the figures compare with its model.json, on the same rows and the same folds.
"""

import argparse
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools"))

from millwright_models import ai4i2020, metrics, statements, train_dense  # noqa: E402
from millwright_models.assemble import Identity  # noqa: E402
from millwright_models.errors import InputError  # noqa: E402
from millwright_models.network import Settings  # noqa: E402

FOREST = HERE.parents[1] / "machine-failure" / "model.json"
IDENTITY = Identity(
    "dense-classifier",
    "1.0.1",
    "Dense 64-64-1 network: probability that a milling machine is about to fail, from its six raw tags.",
    ["healthy", "failure"],
)
USE = statements.use(
    ["The example of what `models/tools/model train` makes from a CSV, on the tags of machine-failure."],
    [
        "Deciding where machine-failure can: it loses to it on every figure that counts.",
        "Stopping a machine, or anything that protects people: it is no safety function.",
    ],
    ["Everything that machine-failure leaves to a person."],
)


def comparison(evidence):
    """The forest's figures beside this model's. Refuses figures that come from other rows."""
    forest = json.loads(FOREST.read_text(encoding="utf-8"))
    if [data["sha256"] for data in forest["training"]["data"]] != [data["sha256"] for data in evidence.training["data"]]:
        raise InputError(
            f"{FOREST}: trained on other rows. Remedy: run machine-failure/train/train.py on the same --data first."
        )
    theirs = {metric["name"]: metric for metric in forest["metrics"]}
    lines = [f"| 5-fold mean ± sd | {IDENTITY.name} | machine-failure | majority class |", "|---|---|---|---|"]
    for metric in evidence.cross_validation.to_json():
        other = theirs[metric["name"]]
        lines.append(
            f"| {metric['name']} | {metric['value']:.4f} ± {metric['spread']:.4f} "
            f"| {other['value']:.4f} ± {other['spread']:.4f} | {metric['baseline']:.4f} |"
        )
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
    words = train_dense.Words("python3 models/dense-classifier/train/train.py --data PATH/ai4i2020.csv", USE)
    figures = [("Beside the forest on the same rows and folds", comparison)]
    try:
        table, _ = ai4i2020.read(options.data)
        evidence, held_out, size = train_dense.train(
            table, IDENTITY, options.out, Settings(seed=options.seed), words, figures=figures
        )
    except InputError as failure:
        sys.exit(f"error: {failure}")
    print(metrics.report(evidence.cross_validation))
    print("\nheld-out fifth:", ", ".join(f"{metrics.TITLES[name]} {held_out[name]:.4f}" for name in metrics.NAMES))
    print(f"\n{options.out}: model.onnx ({size:,} bytes)\n\n{comparison(evidence)}")


if __name__ == "__main__":
    main()
