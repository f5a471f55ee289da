#!/usr/bin/python3
# SPDX-License-Identifier: EPL-2.0
"""Trains the model of remaining life on C-MAPSS FD001 and writes its model folder.

    python3 models/remaining-life/train/train.py --data PATH/train_FD001.txt

Units are left out whole: a unit's windows resemble each other far more than those of another one.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import sklearn
import xgboost

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools"))

from millwright_models import cmapss, conformal, folder, golden, graph, statements  # noqa: E402
from millwright_models.errors import InputError  # noqa: E402
from millwright_models.features import Feature  # noqa: E402
import evaluation  # noqa: E402
import life  # noqa: E402
from maintenance import NOTICE, RATIO  # noqa: E402
from windows import LENGTH, NAMES  # noqa: E402

SEED = 42
NAME = "remaining-life"
VERSION = "1.0.0"
DESCRIPTION = "Remaining cycles of a turbofan engine, with an interval that holds in 90 of 100 cases, from 30 cycles of 14 sensors."
COMMAND = "python3 models/remaining-life/train/train.py --data PATH/train_FD001.txt"
GOLDEN_ROWS = 256
USE = statements.use(
    [
        "Planning the overhaul of machines that wear gradually and are recorded until they fail; here simulated turbofan engines "
        "under one operating condition.",
        "The worked example of a value with an interval: train it again on runs to failure of the machine that it is meant for.",
    ],
    [
        "Engines that fly: the data are a simulation, and nothing here is certified.",
        "Other operating conditions or other sensors than those of model.json.",
        "Faults that come at once: it sees wear only.",
    ],
    ["When the machine is taken out of service.", "How much notice maintenance needs, and so where the limit lies."],
)


def features(runs):
    """The fourteen sensors with the ranges of these runs."""
    rows = np.concatenate(list(runs.units.values()))
    ends = [[float(np.format_float_positional(end, unique=True)) for end in (column.min(), column.max())] for column in rows.T]
    return [
        Feature(name, unit, low, high, tag_hints=[f"*{name.replace('_', '*')}*"])
        for (_, name, unit), (low, high) in zip(cmapss.SENSORS, ends)
    ]


def golden_windows(model, listed, fresh, worn, count, seed):
    """Made windows from new to worn out: between the sensors' means when fresh and at the end, with noise and a slope."""
    random = np.random.default_rng(seed)
    low, high = (np.array([getattr(each, end) for each in listed]) for end in ("minimum", "maximum"))
    rows = []
    for _ in range(count):
        level, slope = random.uniform(-0.15, 1.2), random.uniform(0, 0.015)
        path = level + slope * (np.arange(LENGTH) - LENGTH)
        noise = random.normal(0, 0.4, (LENGTH, len(listed))) / model.features.inverse
        rows.append(np.clip(fresh + path[:, None] * (worn - fresh) + noise, low, high))
    digits = [max(0, 4 - int(np.floor(np.log10(span)))) for span in high - low]
    return np.stack([np.stack([np.round(row[:, at], digits[at]) for at in range(len(listed))], 1) for row in rows]).astype(np.float32)


def _ends(runs):
    """The first thirty cycles of each unit, and its last three."""
    return [values[:LENGTH] for values in runs.units.values()], [values[-3:] for values in runs.units.values()]


def to_onnx(model, band, sensors, data_sha256):
    """Window features, model and interval as one graph."""
    builder = graph.GraphBuilder((LENGTH, sensors))
    value = model.add_to(builder, graph.INPUT)
    limits = [builder.constant(0.0), builder.constant(float(life.CAP))]
    lower, upper = (builder.node("Clip", [end, *limits]) for end in band.add_to(builder, value))
    results = {"life": (value, 1), "lower": (lower, 1), "upper": (upper, 1)}
    return builder.model_of(results, DESCRIPTION, {"name": NAME, "version": VERSION, "training.data.sha256": data_sha256})


def readings(limit):
    """The remaining life with its interval, and from where on an overhaul is due."""
    return [
        {
            "name": "life",
            "task": "value",
            "output": "life",
            "unit": "cycles",
            "thresholds": [float(limit), float(min(life.CAP - 1, 2 * limit))],
            "labels": ["due", "plan", "healthy"],
            "low_is_bad": True,
            "lower": {"output": "lower"},
            "upper": {"output": "upper"},
            "chosen": statements.chosen(
                "cost_ratio",
                "units left out, five folds",
                f"a failure without {NOTICE} cycles of notice costs as much as {RATIO} cycles of life given away; the second limit "
                "is twice the first",
                cost_ratio=RATIO,
            ),
        }
    ]


def write(out, runs, model, band, limit, found, data):
    """Writes the folder; returns the size of the ONNX file."""
    listed = features(runs)
    size = folder.write_onnx(out, to_onnx(model, band, len(listed), data["sha256"]))
    fresh, worn = (np.mean([part.mean(axis=0) for part in parts], axis=0) for parts in _ends(runs))
    rows = golden_windows(model, listed, fresh, worn, GOLDEN_ROWS, SEED)
    predicted = model.predict(rows)
    results = np.stack([predicted, *life.ends(band, predicted)], axis=1)
    head = golden.header(listed, LENGTH, {"life": 1, "lower": 1, "upper": 1})
    golden.write(str(Path(out) / folder.GOLDEN_FILE), head, rows.reshape(len(rows), -1), results)
    described = {"name": graph.INPUT, "type": "FLOAT32", "shape": [-1, LENGTH, len(listed)], "features": [f.to_json() for f in listed]}
    folder.describe(
        out,
        NAME,
        VERSION,
        DESCRIPTION,
        [described],
        [{"name": name, "type": "FLOAT32", "shape": [-1, 1]} for name in ("life", "lower", "upper")],
        readings(limit),
        statements.training(COMMAND, SEED, [data]),
        metrics=found.metrics(),
        use=USE,
    )
    seen = "Computed inside the graph, of each sensor and of three main directions:\n\n" + "\n".join(f"* {name}" for name in NAMES)
    libraries = (
        f"400 boosted trees and three networks of 64 and 32 units, averaged; every seed {SEED}. XGBoost {xgboost.__version__}, "
        f"scikit-learn {sklearn.__version__}, onnx {onnx.__version__}, NumPy {np.__version__}."
    )
    folder.write_text(out, "figures", [("What the model sees", seen), *found.texts(), ("Training", libraries)])
    return size


def main():
    """Evaluates on units left out, trains on all and writes the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="train_FD001.txt as published")
    parser.add_argument("--test", help="test_FD001.txt, with RUL_FD001.txt beside it: evaluate the shipped recipe there")
    parser.add_argument("--out", default=str(HERE.parent), help="model folder to write (default: the one beside this script)")
    parser.add_argument("--evaluate-only", action="store_true", help="print the figures and write nothing")
    parser.add_argument("--orders", type=int, default=2, help="how many orders of the units are split in four (default 2)")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    options = parser.parse_args()
    try:
        runs = cmapss.read(options.data)
        found = evaluation.of_splits(runs, options.orders, SEED)
        tested = evaluation.of_test(runs, options.test, SEED) if options.test else None
    except InputError as failure:
        sys.exit(f"error: {failure}")
    if options.json:
        print(json.dumps({**found.to_json(), **({"test": tested} if tested else {})}))
    else:
        print(found.report() + (f"\ntest: {tested}" if tested else ""))
    if options.evaluate_only:
        return
    windows, lives, units = cmapss.windows(runs, runs.units, LENGTH, life.CAP)
    model, band, predicted = life.fit(windows, lives, units, SEED)
    limit = evaluation.alarm_limit(runs, predicted, units)
    size = write(options.out, runs, model, band, limit, found, statements.data_file(options.data, runs.rows()))
    print(f"limit {limit} cycles; {options.out}: model.onnx ({size:,} bytes), {GOLDEN_ROWS} golden rows", file=sys.stderr)


if __name__ == "__main__":
    main()
