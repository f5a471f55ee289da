#!/usr/bin/python3
# SPDX-License-Identifier: EPL-2.0
"""Trains the model of demand on monthly use of car parts and writes its model folder.

    python3 models/demand-quantile/train/train.py --data PATH/carparts

Trained on three in five parts and without the last twelve months of the file; judged on the other parts in those months.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools"))

from millwright_models import folder, golden, graph, statements  # noqa: E402
from millwright_models.errors import InputError  # noqa: E402
from millwright_models.features import Feature  # noqa: E402
import quantiles  # noqa: E402
import sales  # noqa: E402
import textbook  # noqa: E402

SEED = 42
NAME = "demand-quantile"
VERSION = "1.0.0"
DESCRIPTION = "How many pieces of a part suffice for the next one to six periods, with given probabilities, from the last 24 periods."
COMMAND = "python3 models/demand-quantile/train/train.py --data PATH/carparts"
GOLDEN_ROWS = 256
LEFT_OUT_MONTHS = 12
SPLIT = "parts and months left out, sums of three months"
USE = statements.use(
    [
        "One of the ways by which orders are planned: the planner tries it over the past beside simple ones, and uses it only "
        "where it is clearly cheaper.",
        "Parts that are used in whole pieces, seldom and in small numbers; here those of cars.",
    ],
    [
        "Ordering without a trial on the site's own parts: how parts are used differs from trade to trade.",
        "Parts of which fewer than six periods are known, or times of more than six periods.",
    ],
    ["What is ordered.", "What share of what is asked for shall be there."],
)


def training_rows(used, last):
    """Rows of all lengths of time whose sums end before month `last`."""
    made = [sales.rows(used, 1, last, periods) for periods in range(1, sales.MOST_PERIODS + 1)]
    return np.concatenate([rows for rows, _ in made]), np.concatenate([sums for _, sums in made])


def evaluate(made, used, first):
    """Pinball loss and how often each quantity suffices, beside SES with normal errors of the part."""
    rows, sums = sales.rows(used, first, used.shape[1], 3)
    said = quantiles.predict(made, rows)
    simple = textbook.quantities(used, first, used.shape[1], 3, quantiles.LEVELS)
    losses = [quantiles.pinball(torch.from_numpy(each), torch.from_numpy(sums)).numpy() for each in (said, simple)]
    return {
        "rows": len(rows),
        "pinball": float(losses[0].mean()),
        "pinball_simple": float(losses[1].mean()),
        "by_level": [
            {
                "level": level,
                "pinball": float(losses[0][:, at].mean()),
                "pinball_simple": float(losses[1][:, at].mean()),
                "suffices": float((said[:, at] >= sums).mean()),
                "suffices_simple": float((simple[:, at] >= sums).mean()),
            }
            for at, level in enumerate(quantiles.LEVELS)
        ],
    }


def features(rows):
    """A feature per month, the oldest first, and the number of periods asked for."""
    most = float(np.nanmax(rows[:, : sales.HISTORY]))
    months = [Feature(f"used_{sales.HISTORY - at}", "", 0.0, most, optional=True) for at in range(sales.HISTORY)]
    return [*months, Feature("periods", "", 1.0, float(sales.MOST_PERIODS))]


def golden_rows(count, most, seed):
    """Made histories, from never used to often, some of them short."""
    random = np.random.default_rng(seed)
    rows = np.full((count, sales.HISTORY + 1), np.nan, np.float32)
    for row in rows:
        often, much = random.uniform(0, 1) ** 2, np.exp(random.uniform(0, np.log(most)))
        length = random.integers(0, sales.HISTORY + 1) if random.uniform() < 0.3 else sales.HISTORY
        used = np.where(random.uniform(size=length) < often, np.ceil(random.exponential(much, length)), 0)
        row[sales.HISTORY - length : sales.HISTORY] = np.minimum(used, most)
        row[sales.HISTORY] = random.integers(1, sales.MOST_PERIODS + 1)
    return rows


def readings():
    """A reading per probability."""
    return [
        {"name": f"p{100 * level:g}", "task": "value", "output": "quantities", "index": at, "unit": ""}
        for at, level in enumerate(quantiles.LEVELS)
    ]


def metrics(found):
    """What the card and model.json state."""
    high = next(each for each in found["by_level"] if each["level"] == 0.95)
    simple = "SES and normal errors of the part"
    return [
        statements.metric("Pinball loss, pieces", found["pinball"], found["pinball_simple"], simple, SPLIT, better="lower"),
        statements.metric("Pinball loss at 95 %, pieces", high["pinball"], high["pinball_simple"], simple, SPLIT, better="lower"),
    ]


def figures(found):
    """The table of all levels."""
    lines = ["| probability | suffices | of SES | pinball loss | of SES |", "|---|---|---|---|---|"]
    for each in found["by_level"]:
        lines.append(
            f"| {100 * each['level']:g} % | {100 * each['suffices']:.1f} % | {100 * each['suffices_simple']:.1f} % "
            f"| {each['pinball']:.4f} | {each['pinball_simple']:.4f} |"
        )
    lines.append("")
    lines.append(f"{found['rows']:,} sums of three months. Where most sums are 0, a low probability suffices too often by nature.")
    return "\n".join(lines)


def write(out, made, rows, found, data):
    """Writes the folder; returns the size of the ONNX file."""
    metadata = {"name": NAME, "version": VERSION, "training.data.sha256": data["sha256"]}
    size = folder.write_onnx(out, quantiles.to_onnx(made, DESCRIPTION, metadata))
    listed = features(rows)
    examples = golden_rows(GOLDEN_ROWS, listed[0].maximum, SEED)
    head = golden.header(listed, None, {"quantities": len(quantiles.LEVELS)})
    golden.write(str(Path(out) / folder.GOLDEN_FILE), head, examples, quantiles.predict(made, examples))
    folder.describe(
        out,
        NAME,
        VERSION,
        DESCRIPTION,
        [folder.tabular_input(graph.INPUT, listed)],
        [{"name": "quantities", "type": "FLOAT32", "shape": [-1, len(quantiles.LEVELS)]}],
        readings(),
        statements.training(COMMAND, SEED, [data]),
        metrics=metrics(found),
        use=USE,
    )
    libraries = (
        f"Two hidden layers of {quantiles.HIDDEN}, {quantiles.EPOCHS} passes over {len(rows):,} rows, seed {SEED}. "
        f"PyTorch {torch.__version__}, onnx {onnx.__version__}, NumPy {np.__version__}."
    )
    folder.write_text(out, "figures", [("Parts and months left out", figures(found)), ("Training", libraries)])
    return size


def main():
    """Trains, judges and writes the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the folder of the car parts, or the file")
    parser.add_argument("--out", default=str(HERE.parent), help="model folder to write (default: the one beside this script)")
    parser.add_argument("--evaluate-only", action="store_true", help="print the figures and write nothing")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    options = parser.parse_args()
    try:
        path, read = sales.read(options.data)
    except InputError as failure:
        sys.exit(f"error: {failure}")
    first = read.used.shape[1] - LEFT_OUT_MONTHS
    trained = read.trained()
    rows, sums = training_rows(read.used[trained], first)
    made = quantiles.fit(rows, sums, SEED)
    found = evaluate(made, read.used[~trained], first)
    print(json.dumps(found) if options.json else figures(found))
    if options.evaluate_only:
        return
    size = write(options.out, made, rows, found, statements.data_file(path, int(trained.sum())))
    print(f"{options.out}: model.onnx ({size:,} bytes), {GOLDEN_ROWS} golden rows", file=sys.stderr)


if __name__ == "__main__":
    main()
