#!/usr/bin/python3
# SPDX-License-Identifier: EPL-2.0
"""Trains the weld-quality ensemble on welds of the simulator's cell, or on one's own, and writes its model folder.

    mvn -DskipTests -pl test-bundles/io.millwright.simulator -am package
    python3 models/weld-quality/train/train.py                            # the shipped model
    python3 models/weld-quality/train/train.py --data welds.csv --out models/my-weld

Data: CSV with the columns of `--weld-data` of the simulator; `p_good` is not needed and never learnt from.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper
from sklearn.metrics import roc_auc_score

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(HERE.parents[1] / "tools"))
sys.path.insert(0, str(HERE))

import ensemble  # noqa: E402
import physics  # noqa: E402
from millwright_models import advice, background, folder, golden, graph, statements  # noqa: E402
from millwright_models.errors import InputError  # noqa: E402
from millwright_models.features import Feature  # noqa: E402

NAME, VERSION = "weld-quality", "1.0.1"
DESCRIPTION = "Probability that a MAG weld is good, from the means of its settings over the arc, and the model's own doubt."
SEED = 42
TRIALS, TEST_WELDS = 30_000, 20_000
DATA_SEED, TEST_SEEDS = 1, (101, 102, 103, 104, 105)
# A bad weld that is found by the customer costs as much as five good ones that are looked at for nothing.
COST_RATIO = 5
THRESHOLD = round(COST_RATIO / (COST_RATIO + 1), 4)
OUTPUTS = {"good": 1, "spread": 1, "hint": 1 + len(physics.LABELS)}
# Spreads taken off a proposal, its penalty at twice the distance of the data's edge, and what counts as varied, of a range.
DOUBTS, PENALTY, FLOOR = 0.5, 0.1, 0.05
MIN_GAIN = 0.03
HINTS = {
    "current": ["*weld*current*", "*arc*current*"],
    "voltage": ["*weld*voltage*", "*arc*voltage*"],
    "wire_speed": ["*wire*"],
    "gas_flow": ["*gas*"],
    "travel_speed": ["*travel*", "*torch*speed*"],
    "preheat": ["*preheat*", "*interpass*"],
    "thickness": ["*thick*"],
}


class Welds:
    """Columns of a data set; `probability` is None where the file does not say the true one."""

    def __init__(self, path):
        try:
            with open(path, encoding="utf-8") as file:
                head = file.readline().strip().split(",")
            table = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
        except (OSError, ValueError) as failure:
            raise InputError(f"{path}: {failure}. Remedy: numbers between commas, under one line of names.") from failure
        missing = [name for name in (*physics.COLUMNS, "good") if name not in head]
        if missing or table.shape[1] != len(head) or not np.isfinite(table).all():
            raise InputError(f"{path}: missing {missing or 'values'}. Remedy: write the columns of the simulator's --weld-data.")
        self.path = path
        self.values = table[:, [head.index(name) for name in physics.COLUMNS]].astype(np.float32)
        self.good = table[:, head.index("good")]
        self.probability = table[:, head.index("p_good")] if "p_good" in head else None
        if not set(np.unique(self.good)) == {0.0, 1.0}:
            raise InputError(f"{path}, column good: only {np.unique(self.good)[:3]}. Remedy: 0 and 1, both of them.")


def limits(constants):
    """Least and greatest of each variable by the procedure, from a file as the simulator's weld-cell.json."""
    variables = json.loads(Path(constants).read_text(encoding="utf-8"))["variables"]
    return {name: (variables[name]["min"], variables[name]["max"]) for name in physics.VARIABLES}


def features(values):
    """The features with their ranges in the data."""
    described = []
    for position, column in enumerate(physics.COLUMNS):
        signal = column.replace("_std", "")
        way = "std" if column in physics.DEVIATIONS else "last" if column == "thickness" else "mean"
        low, high = (float(f"{end:.5g}") for end in (values[:, position].min(), values[:, position].max()))
        if not low < high:
            low, high = low - 1e-3 * abs(low) - 1e-6, high + 1e-3 * abs(high) + 1e-6
        unit = physics.UNITS[physics.VARIABLES.index(signal)]
        described.append(
            Feature(
                column,
                unit,
                low,
                high,
                signal=signal if signal != column else "",
                aggregate=way,
                tag_hints=None if signal != column else HINTS[column],
            )
        )
    return described


def to_onnx(members, metadata):
    """The graph: raw columns in, `good`, `spread` and `hint` out."""
    builder = graph.GraphBuilder(len(physics.COLUMNS))
    results = members.add_to(builder, THRESHOLD)
    nodes = [helper.make_node("Identity", [result], [name], name=name) for result, name in zip(results, OUTPUTS)]
    drawn = helper.make_graph(
        [*builder.nodes, *nodes],
        "millwright",
        [helper.make_tensor_value_info(graph.INPUT, TensorProto.FLOAT, ["batch", len(physics.COLUMNS)])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", width]) for name, width in OUTPUTS.items()],
        builder.constants,
    )
    model = helper.make_model(
        drawn,
        producer_name="millwright",
        opset_imports=[helper.make_opsetid("", graph.OPSET)],
        ir_version=graph.IR_VERSION,
    )
    model.doc_string = DESCRIPTION
    helper.set_model_props(model, metadata)
    onnx.checker.check_model(model)
    return model


def may_be_advised(welds, ranges):
    """The advice section: the procedure's limits, and where the welds lay."""
    names = list(physics.VARIABLES)
    widths = np.array([ranges[name][1] - ranges[name][0] for name in names])
    region = advice.support(names, welds.values[:, : len(names)], PENALTY, floor=FLOOR * widths)
    settings = [advice.variable(name, *ranges[name]) for name in names if name != "thickness"]
    return advice.advice(
        "good",
        "raise",
        settings,
        MIN_GAIN,
        spread=("spread", 0, DOUBTS),
        fixed=["thickness", *physics.DEVIATIONS],
        region=region,
    )


def readings():
    """What the model says. The threshold follows from the costs, because the probability is one."""
    chosen = statements.chosen(
        "cost_ratio",
        "no rows: it follows from the costs",
        "a bad weld that leaves the plant costs as much as five good ones that are inspected for nothing",
        cost_ratio=COST_RATIO,
    )
    good = {"name": "good", "task": "binary", "output": "good", "thresholds": [THRESHOLD], "labels": ["suspect", "good"]}
    labels = ["none", *(label.replace("_", " ") for label in physics.LABELS)]
    hint = {"name": "hint", "task": "classes", "output": "hint", "labels": labels}
    return [{**good, "low_is_bad": True, "chosen": chosen}, {"name": "doubt", "task": "value", "output": "spread"}, hint]


def auc_metric(members, tests):
    """ROC-AUC on welds of unseen seeds, beside the limit that the true probability itself reaches."""
    ours = [roc_auc_score(test.good, members.predict(test.values)[:, 0]) for test in tests]
    best = [roc_auc_score(test.good, test.probability) for test in tests]
    note = f"{len(tests)} unseen seeds, {len(tests[0].good):,} simulated welds each; the true probability reaches {np.mean(best):.4f}"
    print(f"ROC-AUC {np.mean(ours):.4f}, by the true probability {np.mean(best):.4f}")
    return statements.metric_of_folds("ROC-AUC", ours, [0.5] * len(ours), "every weld is good", note)


def measured():
    """What `./bench scenario-weld` and laser_screening.py found, as committed beside this script; {} where nothing is."""
    path = HERE / "measured.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def advice_metrics(found):
    """The bench's figures on advice."""
    if not found:
        return []
    split = f"{advised_welds(found)}; a model per operator, trained on {found['welds']:,} other welds of his"
    habit = "keep the habit"
    return [
        statements.metric("captured gain", found["captured"], 0.0, habit, split),
        statements.metric("share made worse", found["worse"], 0.0, habit, split, better="lower"),
    ]


def advised_welds(found):
    """How many welds of how many operators advice was measured on."""
    return f"{found['seeds']} operators, one seed each, {found['cases'] // found['seeds']} welds of each, {found['cases']:,} in all"


def figures(found):
    """Sections of the card beyond the metrics."""
    sections = []
    if found.get("advice"):
        a = found["advice"]
        rows = [
            ("keep the habit", a["before"], 0.0, 0.0),
            ("members that knew nothing, the greatest probability", None, a["naive_captured"], a["naive_worse"]),
            ("these members, the greatest probability", None, a["unguarded_captured"], a["unguarded_worse"]),
            ("this advice", a["after"], a["captured"], a["worse"]),
            ("the best within limits and steps", a["best"], 1.0, 0.0),
        ]
        table = ["| policy | true P(good) | captured gain | made worse |", "|---|---|---|---|"]
        for policy, good, captured, worse in rows:
            table.append(f"| {policy} | {'' if good is None else f'{good:.3f}'} | {captured:.2f} | {100 * worse:.1f} % |")
        text = (
            f"Each operator has a habit and a cell of his own, whose limits differ by {100 * a['vary']:.0f} %; a model sees "
            f"{a['welds']:,} of his welds, within ± 5 % of each range, and advises on further ones: {advised_welds(a)}. Judged by the "
            "true probability, which no model sees. Least captured of one operator: "
            f"{a['least_captured']:.2f}. {a['limit_violations']} of {a['proposals']:,} proposals beyond a limit or a step."
        )
        note = (
            "On the simulator the members know the form of the truth, so the guard (half a spread taken off, a penalty beyond the data) "
            "costs some gain and saves little. It is for cells whose form nobody knows."
        )
        sections.append(("Advice, measured on the simulator's truth", text + "\n\n" + "\n".join(table) + "\n\n" + note))
    if found.get("laser"):
        laser = found["laser"]
        sections.append(
            (
                "Screening of real laser welds",
                f"Not this model, but the same question on real welds: {laser['rows']} positions, {laser['cracked']} of them "
                f"cracked, at {laser['set_points']} set-points of steel-copper lap joints (Mendeley Data 10.17632/2s5m3crbkd, "
                "CC BY 4.0). A logistic regression on power, speed, gas and thickness, each set-point told by a model that never "
                f"saw it: ROC-AUC {laser['roc_auc']:.3f}; with the description chosen as blindly "
                f"{laser['roc_auc_chosen_blindly']:.3f}; on all settings as they stand {laser['roc_auc_all_settings']:.3f}. So few "
                "set-points carry a screening and no more; nothing of it ships. `train/laser_screening.py`",
            )
        )
    return sections


def use():
    """What the model is for."""
    return statements.use(
        [
            "To point out MAG welds on structural steel that should be inspected, one decision per weld.",
            "To propose settings within the welding procedure, for a welder to judge.",
        ],
        [
            "To release welds without inspection where a standard asks for it.",
            "To set a welding machine without a person; to leave the qualified procedure.",
            "On a real cell before it was trained on that cell's own welds: the shipped weights know a simulated one.",
        ],
        ["Whether a suspect weld is repaired.", "Whether a proposal is taken over, and that the procedure allows it."],
    )


def write(out, members, welds, ranges, seed, name, version, metrics):
    """Writes the model folder."""
    described = features(welds.values)
    data = [statements.data_file(str(welds.path), len(welds.good))]
    metadata = {"name": name, "version": version, "training.data.sha256": data[0]["sha256"]}
    size = folder.write_onnx(out, to_onnx(members, metadata))
    rows = golden.synthetic_rows(described, seed=SEED, avoid=welds.values)
    results = members.predict(rows, THRESHOLD)
    golden.write(f"{out}/{folder.GOLDEN_FILE}", golden.header(described, None, OUTPUTS), rows, results)
    folder.describe(
        out,
        name,
        version,
        DESCRIPTION,
        [folder.tabular_input(graph.INPUT, described)],
        [{"name": output, "type": "FLOAT32", "shape": [-1, width]} for output, width in OUTPUTS.items()],
        readings(),
        training=statements.training("python3 models/weld-quality/train/train.py", seed, data),
        metrics=metrics,
        use=use(),
        sections={
            "advice": may_be_advised(welds, ranges),
            # Reasons compare with welds that were good.
            "background": background.write(out, described, background.draw(welds.values[welds.good == 1])),
        },
    )
    print(f"{out}: model.onnx ({size:,} bytes), {len(rows)} golden rows")


def simulated(jar, target, kind, welds, seed, constants):
    """A data set from the simulator, whose physics exists only there."""
    command = ["java", "-jar", str(jar), "--weld-data", str(target), "--kind", kind, "--welds", str(welds), "--seed", str(seed)]
    subprocess.run([*command, "--constants", constants], check=True, stdout=subprocess.DEVNULL)
    return Welds(target)


def _jar(given):
    jars = [given] if given else sorted((ROOT / "test-bundles/io.millwright.simulator/target").glob("*-SNAPSHOT.jar"))
    if not jars or not Path(jars[0]).exists():
        raise InputError("--simulator: no jar. Remedy: mvn -DskipTests -pl test-bundles/io.millwright.simulator -am package")
    return jars[0]


def main():
    """Trains, evaluates and writes the folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cell = ROOT / "test-bundles/io.millwright.simulator/src/main/resources/io/millwright/simulator/weld/weld-cell.json"
    parser.add_argument("--data", help="own welds; without it the simulator's trials")
    parser.add_argument("--untaught", action="store_true", help="members that know nothing of welding, for comparison")
    parser.add_argument("--constants", default=str(cell), help="file with the procedure's ranges (default: the simulator's)")
    parser.add_argument("--simulator", help="jar of the simulator (default: the one that was built here)")
    parser.add_argument("--out", default=str(HERE.parent), help="model folder to write (default: the one beside this script)")
    parser.add_argument("--name", default=NAME)
    parser.add_argument("--version", default=VERSION)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    try:
        folder.check_name_and_version(options.name, options.version)
        with tempfile.TemporaryDirectory() as scratch:
            _run(options, Path(scratch))
    except InputError as failure:
        sys.exit(f"error: {failure}")


def _run(options, scratch):
    metrics = []
    if options.data:
        welds = Welds(options.data)
        members = ensemble.learn(welds.values, welds.good, options.seed, not options.untaught)
    else:
        jar = _jar(options.simulator)
        welds = simulated(jar, scratch / "trials.csv", "wide", TRIALS, DATA_SEED, options.constants)
        members = ensemble.learn(welds.values, welds.good, options.seed)
        tests = [simulated(jar, scratch / f"test{s}.csv", "wide", TEST_WELDS, s, options.constants) for s in TEST_SEEDS]
        metrics = [auc_metric(members, tests), *advice_metrics(measured().get("advice"))]
        folder.write_text(options.out, "figures", figures(measured()))
    write(options.out, members, welds, limits(options.constants), options.seed, options.name, options.version, metrics)


if __name__ == "__main__":
    main()
