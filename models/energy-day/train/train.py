# SPDX-License-Identifier: EPL-2.0
"""Trains the model of the energy of the day ahead, evaluates it on months that come later, and writes the model folder.

    python3 models/energy-day/train/train.py --data PATH/steel_energy_2018_jan_oct.csv

`--until MONTH --out FOLDER` writes the model that could have been trained at the start of that month, to be judged on it.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import sklearn
from onnx import TensorProto, helper

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tools")]

from millwright_models import folder, golden, graph, statements  # noqa: E402
from millwright_models.errors import InputError  # noqa: E402
import day  # noqa: E402
import months  # noqa: E402
import steel  # noqa: E402
from slots import CALENDAR, DAY, NAMES, PAST, STEPS  # noqa: E402

SEED = 42
NAME = "energy-day"
VERSION = "1.1.0"
DESCRIPTION = "Energy of a site in each of the next 96 quarters of an hour, with an 80 % interval, from 28 days of its meter."
COMMAND = "python3 models/energy-day/train/train.py --data PATH/steel_energy_2018_jan_oct.csv"
GOLDEN_ROWS = 48
OUTPUTS = ("load", "lower", "upper")
USE = statements.use(
    [
        "Planning battery and shiftable loads of a site a day ahead, again every few hours; here of a steel plant in Korea.",
        "The worked example of a forecast: train it again on a year of the meter that it is meant for.",
    ],
    [
        "Another site's meter without training again: it has learned this plant's week.",
        "Billing, or trading of energy.",
        "Single peaks: they come when somebody switches something on, which no meter knows before.",
    ],
    ["Which loads may be shifted, and whether a plan is followed.", "Which days the site is closed."],
)


def to_onnx(model, data_sha256):
    """Features, trees, blend and interval as one graph with two inputs."""
    builder = graph.GraphBuilder((PAST,))
    results = model.add_to(builder, "past", "ahead")
    named = [helper.make_node("Identity", [result], [name], name=name) for name, result in zip(OUTPUTS, results)]
    made = helper.make_graph(
        [*builder.nodes, *named],
        "millwright",
        [
            helper.make_tensor_value_info("past", TensorProto.FLOAT, ["batch", PAST]),
            helper.make_tensor_value_info("ahead", TensorProto.FLOAT, ["batch", STEPS, len(CALENDAR)]),
        ],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", STEPS]) for name in OUTPUTS],
        builder.constants,
    )
    opsets = [helper.make_opsetid("", graph.OPSET), helper.make_opsetid("ai.onnx.ml", graph.ML_OPSET)]
    written = helper.make_model(made, producer_name="millwright", opset_imports=opsets, ir_version=graph.IR_VERSION)
    written.doc_string = DESCRIPTION
    helper.set_model_props(written, {"name": NAME, "version": VERSION, "training.data.sha256": data_sha256})
    onnx.checker.check_model(written)
    return written


def made_inputs(count, seed):
    """Inputs that are none of the data: weeks of made shifts with noise, now and then a day off or a standstill."""
    random = np.random.default_rng(seed)
    past, ahead = np.zeros((count, PAST)), np.zeros((count, STEPS, len(CALENDAR)))
    for row in range(count):
        slot, weekday = int(random.integers(DAY)), int(random.integers(7))
        place = np.arange(-PAST, STEPS) + slot
        of_day, of_week = place % DAY, (place // DAY + weekday) % 7
        level, start, end = random.uniform(10, 130), random.uniform(20, 36), random.uniform(64, 92)
        works = (of_day >= start) & (of_day < end) & (of_week < random.integers(5, 8))
        load = np.where(works, level, random.uniform(3, 12)) * random.uniform(0.6, 1.2, len(place))
        off = random.random((len(place) + 3 * DAY) // DAY + 20) < 0.06
        days = place // DAY - place.min() // DAY + 8
        load = np.where(off[days], random.uniform(3, 6), load)
        past[row] = np.round(load[:PAST], 2)
        future = days[PAST:]
        kinds = [off[future + away] for away in (0, -1, 1, -7)]
        ahead[row] = np.stack([of_day[PAST:], of_week[PAST:], *kinds], axis=1)
    return past.astype(np.float32), ahead.astype(np.float32)


def input_columns():
    """Golden columns of both inputs, elements row by row."""
    return [f"kwh[{place}]" for place in range(PAST)] + [f"{name}[{step}]" for step in range(STEPS) for name in CALENDAR]


def described_inputs(meter):
    """The objects of both inputs in model.json."""
    high = float(np.format_float_positional(meter.values.max(), unique=True))
    kwh = {"name": "kwh", "unit": "kWh", "min": 0.0, "max": high, "elements": PAST}
    greatest = (DAY - 1, 6, 1, 1, 1, 1)
    calendar = [
        {"name": name, "unit": "", "min": 0.0, "max": float(most), "elements": STEPS} for name, most in zip(CALENDAR, greatest)
    ]
    return [
        {"name": "past", "type": "FLOAT32", "shape": [-1, PAST], "features": [kwh]},
        {"name": "ahead", "type": "FLOAT32", "shape": [-1, STEPS, len(CALENDAR)], "layout": "channels_last", "features": calendar},
    ]


def write(out, meter, model, found, data, command):
    """Writes the folder; returns the size of the ONNX file."""
    size = folder.write_onnx(out, to_onnx(model, data["sha256"]))
    past, ahead = made_inputs(GOLDEN_ROWS, SEED)
    results = np.concatenate(model.predict(past, ahead), axis=1)
    rows = np.concatenate([past, ahead.reshape(GOLDEN_ROWS, -1)], axis=1)
    head = input_columns() + [f"={name}[{step}]" for name in OUTPUTS for step in range(STEPS)]
    golden.write(str(Path(out) / folder.GOLDEN_FILE), head, rows, results)
    reading = {
        "name": "load",
        "task": "forecast",
        "output": "load",
        "unit": "kWh",
        "steps": STEPS,
        "lower": {"output": "lower"},
        "upper": {"output": "upper"},
    }
    folder.describe(
        out,
        NAME,
        VERSION,
        DESCRIPTION,
        described_inputs(meter),
        [{"name": name, "type": "FLOAT32", "shape": [-1, STEPS]} for name in OUTPUTS],
        [reading],
        statements.training(command, SEED, [data]),
        metrics=found.metrics() if found else None,
        use=USE,
    )
    if found:
        seen = "Computed inside the graph, of 28 days of the meter and of the calendar:\n\n" + "\n".join(f"* {name}" for name in NAMES)
        present = ", ".join(f"{share:.1f}" for share in model.blend.present[: day.NEAR])
        libraries = (
            f"Four ensembles of {len(model.change.predictors())} trees: the quantiles 0.1, 0.5 and 0.9 of the load, and the median of its "
            f"difference from four weeks' median. The middle is the mean of both medians, mixed with four weeks' median "
            f"(share {model.blend.weeks:.1f}) and, in the first {day.NEAR} steps, with the present value (shares {present}). "
            f"Seed {SEED}. scikit-learn {sklearn.__version__}, onnx {onnx.__version__}, NumPy {np.__version__}."
        )
        folder.write_text(out, "figures", [("What the model sees", seen), *found.texts(), ("Training", libraries)])
    return size


def main():
    """Evaluates month by month, trains on all and writes the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the published file, or a first part of it in whole days")
    parser.add_argument("--out", default=str(HERE.parent), help="model folder to write (default: the one beside this script)")
    parser.add_argument("--until", type=int, help="train on the months before this one alone, and state no figures")
    parser.add_argument("--evaluate-only", action="store_true", help="print the figures and write nothing")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    options = parser.parse_args()
    try:
        meter = steel.read(options.data)
    except InputError as failure:
        sys.exit(f"error: {failure}")
    data = statements.data_file(options.data, len(meter.values))
    if options.until:
        first = options.until
        meter = steel.Meter(meter.values[: meter.month(first)[0]])
        found = months.of_months(meter, [first - 2, first - 1], SEED)
    else:
        found = months.of_months(meter, months.MONTHS, SEED)
    print(json.dumps(found.to_json()) if options.json else found.report())
    if options.evaluate_only:
        return
    blend = day.learn_blend(day.Parts.together(list(found.parts.values())))
    model = day.Day(meter, months.trained_on(len(meter.values)), SEED, blend)
    size = write(options.out, meter, model, None if options.until else found, data, COMMAND)
    print(f"{options.out}: model.onnx ({size:,} bytes), {GOLDEN_ROWS} golden rows", file=sys.stderr)


if __name__ == "__main__":
    main()
