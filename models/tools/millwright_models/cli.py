# SPDX-License-Identifier: EPL-2.0
"""The command line: features, train, golden-rows, describe, check."""

import argparse
import json
import os
import sys

from .errors import InputError


# Debian's and PyPI's names of the packages that commands import when they need them.
_INSTALL = {
    "numpy": ("python3-numpy", "numpy"),
    "onnx": ("python3-onnx", "onnx"),
    "sklearn": ("python3-sklearn", "scikit-learn"),
    "torch": ("python3-torch", "torch"),
}


def main(arguments=None):
    """Runs one command; returns the exit status: 0 done, 1 the user's input is wrong, 2 wrong options."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
        return 0
    except InputError as failure:
        print(f"error: {failure}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as failure:
        if failure.name not in _INSTALL:
            raise
        print(
            f"error: the Python package {failure.name} is missing in {sys.executable}. Remedy: apt-get install "
            f"{_INSTALL[failure.name][0]} for /usr/bin/python3, or pip install {_INSTALL[failure.name][1]} and start this "
            f"tool with that Python: python3 {sys.argv[0]} ...",
            file=sys.stderr,
        )
        return 1


def _parser():
    parser = argparse.ArgumentParser(prog="model", description=sys.modules[__package__].__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    train = commands.add_parser("train", help="train a dense network on a CSV and write a model folder")
    train.add_argument("--data", required=True, help="CSV with a header line; one row per example")
    _identity_options(train)
    train.add_argument("--label-column", default="label", help="name of the target column, 0 or 1 (default: label)")
    train.add_argument("--positive", help="the label text that means 1, where labels are not 0 and 1")
    train.add_argument("--exclude", action="append", default=[], metavar="COLUMN", help="leave a column out (repeatable)")
    train.add_argument(
        "--category",
        action="append",
        default=[],
        metavar="COLUMN",
        help="treat a numeric-looking column as text (repeatable)",
    )
    train.add_argument(
        "--unit",
        action="append",
        default=[],
        metavar="COLUMN=UNIT",
        help="unit of a column (repeatable); or write it into the header: torque [N·m]",
    )
    train.add_argument(
        "--threshold", default="0.5", help="a number, or best-f1 to choose it on held-out rows (default: 0.5)"
    )
    train.add_argument("--epochs", type=_positive, default=100)
    train.add_argument("--batch", type=_positive, default=32, help="rows per step (default: 32)")
    train.add_argument(
        "--seed", type=int, default=42, help="seed of weights and row order (default: 42; the split's is always 42)"
    )
    train.add_argument("--golden", type=_positive, default=320, help="number of golden rows (default: 320)")
    train.add_argument("--notes", help="Markdown file whose `## ` sections go into MODEL_CARD.md")
    train.set_defaults(run=_train)

    _computation_options(train)

    features = commands.add_parser("features", help="compute feature rows from a recording, as the gateway does")
    source = features.add_mutually_exclusive_group(required=True)
    source.add_argument("--model", metavar="DIR", help="model folder whose features are computed")
    source.add_argument("--features", help="features file, where there is no model yet")
    features.add_argument(
        "--recording", required=True, help="CSV: time (seconds or ISO 8601), one column per signal, optional SIGNAL.quality"
    )
    features.add_argument("--period", type=_positive, metavar="MS", help="row period (default: the model's row_period_ms)")
    features.add_argument("--parts", metavar="CONDITION", help="one row per part, such as 'weld_active = 1'")
    features.add_argument("--complete", action="store_true", help="leave out rows in which a feature has no value")
    features.add_argument("--out", required=True, help="CSV file to write")
    features.set_defaults(run=_features)

    rows = commands.add_parser("golden-rows", help="write golden inputs for your own model; your framework adds the results")
    rows.add_argument("--onnx", required=True)
    _filling_options(rows)
    rows.add_argument("--out", required=True, help="CSV file to write")
    rows.add_argument("--golden", type=_positive, default=320)
    rows.add_argument("--seed", type=int, default=42)
    rows.set_defaults(run=_golden_rows)

    describe = commands.add_parser("describe", help="write a model folder around an ONNX file of your own")
    describe.add_argument("--onnx", required=True)
    _filling_options(describe)
    describe.add_argument(
        "--golden", required=True, help="CSV of golden-rows plus your framework's results as =output columns"
    )
    _identity_options(describe)
    describe.add_argument("--threshold", type=float, default=0.5)
    describe.add_argument(
        "--readings", metavar="FILE", help="JSON: the list `readings` of model.json, in place of --threshold"
    )
    describe.add_argument(
        "--row-period-ms", type=_positive, default=0, metavar="MS", help="distance of two rows in training"
    )
    describe.set_defaults(run=_describe)

    check = commands.add_parser("check", help="check a model folder: files, hashes, contract, golden rows")
    check.add_argument("folder")
    check.set_defaults(run=_check)
    return parser


def _computation_options(parser):
    parser.add_argument("--features", help="features file that says how the columns are computed: signal, aggregate, ...")
    parser.add_argument("--row-period-ms", type=_positive, default=0, metavar="MS", help="distance of two rows")


def _filling_options(parser):
    filling = parser.add_mutually_exclusive_group(required=True)
    filling.add_argument("--features", help="CSV: name,unit,min,max,categories and more, in tensor column order")
    filling.add_argument("--image", metavar="FILE", help="JSON: the object `image` of model.json")
    parser.add_argument("--layout", choices=("channels_first", "channels_last"), help="of pictures and several arrays")


def _identity_options(parser):
    parser.add_argument("--name", required=True, help="model name: lower-case letters, digits, hyphens")
    parser.add_argument("--out", required=True, help="folder to write")
    parser.add_argument(
        "--version", default="1.0.0", help="three numbers (default: 1.0.0); raise it whenever content changes"
    )
    parser.add_argument("--description", default="", help="one sentence for the model list")
    parser.add_argument(
        "--labels", default="normal,alarm", help="words below and at or above the threshold (default: normal,alarm)"
    )


def _positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text}: at least 1")
    return number


def _identity(options):
    from .assemble import Identity
    from .folder import check_name_and_version

    check_name_and_version(options.name, options.version)
    labels = [label.strip() for label in options.labels.split(",")]
    if len(labels) != 2 or not all(labels) or labels[0] == labels[1]:
        raise InputError(f"--labels {options.labels!r}. Remedy: two different words, such as normal,alarm.")
    description = options.description or f"{options.name}: probability of {labels[1]}"
    return Identity(options.name, options.version, description, labels, options.row_period_ms)


def _units(options):
    units = {}
    for text in options.unit:
        name, equals, unit = text.partition("=")
        if not equals:
            raise InputError(f"--unit {text!r}. Remedy: COLUMN=UNIT, such as torque=N·m.")
        units[name] = unit
    return units


def _threshold(text):
    if text == "best-f1":
        return None
    try:
        threshold = float(text)
    except ValueError:
        threshold = -1.0
    if not 0 < threshold < 1:
        raise InputError(f"--threshold {text!r}. Remedy: a number between 0 and 1, or best-f1.")
    return threshold


def _train(options):
    # PyTorch takes seconds to import; the other commands do without it.
    from . import metrics, train_dense
    from .card import split_sections
    from .network import Settings
    from .features import read_features
    from .table import computed_as, read_table

    identity = _identity(options)
    settings = Settings(options.seed, options.epochs, options.batch, threshold=_threshold(options.threshold))
    table = read_table(
        options.data, options.label_column, options.exclude, options.category, _units(options), options.positive
    )
    if options.features:
        table = computed_as(table, read_features(options.features, False, options.row_period_ms), options.features)
    for warning in table.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    sections = split_sections(_notes(options.notes)) if options.notes else []
    words = train_dense.Words(command=_command(options), sections=sections)
    evidence, _, size = train_dense.train(table, identity, options.out, settings, words, options.golden)
    print(f"{len(table.labels):,} rows, {int(table.labels.sum()):,} positive; stratified 5-fold, mean ± sd:\n")
    print(metrics.report(evidence.cross_validation))
    print(f"\n{options.out}: model.onnx ({size:,} bytes), model.json, golden.csv, MODEL_CARD.md")


def _notes(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as failure:
        raise InputError(f"--notes {path}: cannot be read: {failure}. Remedy: a Markdown file in UTF-8.") from failure


def _command(options):
    """The training command for the card, with every option that shapes the result."""
    parts = ["model train", "--data PATH", f"--name {options.name}", f"--version {options.version}"]
    parts += [f"--exclude '{name}'" for name in options.exclude] + [f"--category '{name}'" for name in options.category]
    parts += [f"--unit '{text}'" for text in options.unit]
    parts += [f"--label-column '{options.label_column}'"] if options.label_column != "label" else []
    parts += [f"--features '{os.path.basename(options.features)}'"] if options.features else []
    parts += [f"--row-period-ms {options.row_period_ms}"] if options.row_period_ms else []
    parts += [f"--positive '{options.positive}'"] if options.positive else []
    parts += [f"--threshold {options.threshold} --epochs {options.epochs} --batch {options.batch} --seed {options.seed}"]
    return " ".join([*parts, f"--labels {options.labels} --out FOLDER"])


def _filling(options, period_ms=0):
    from .adopt import Filling
    from .features import read_features

    if options.image:
        return Filling(layout=options.layout, image=_json(options.image, "--image", dict))
    return Filling(read_features(options.features, period_ms=period_ms), options.layout)


def _json(path, option, kind):
    try:
        with open(path, encoding="utf-8") as file:
            value = json.load(file)
    except (OSError, ValueError) as failure:
        raise InputError(f"{option} {path}: cannot be read as JSON: {failure}. Remedy: check the file.") from failure
    if not isinstance(value, kind):
        raise InputError(
            f"{option} {path}: holds no {'object' if kind is dict else 'list'}. Remedy: see docs/model-format.md."
        )
    return value


def _features(options):
    from . import contract, folder, recording
    from .features import of_json, read_features

    period_ms = 0
    if options.model:
        document = _json(os.path.join(options.model, folder.JSON_FILE), "--model", dict)
        contract.check(document)
        period_ms = document.get("row_period_ms") or 0
        features = [of_json(entry) for tensor in document["inputs"] for entry in tensor.get("features") or []]
        if not features:
            raise InputError(f"--model {options.model}: it has no features. Remedy: give a model of rows.")
        if period_ms and options.period and options.period != period_ms:
            raise InputError(f"--period {options.period}: the model has row_period_ms = {period_ms}. Remedy: leave it out.")
    period_ms = options.period or period_ms
    if options.features:
        features = read_features(options.features, False, period_ms)
    if not options.parts and not period_ms:
        raise InputError("--period is missing, and the model has no row_period_ms. Remedy: --period MS, or --parts.")
    recorded = recording.read(options.recording)
    rows = (
        recording.rows_of_parts(recorded, options.parts) if options.parts else recording.rows_of_period(recorded, period_ms)
    )
    written, lacking = recording.write(options.out, recorded, features, rows, bool(options.parts), options.complete)
    print(f"{options.out}: {written} rows")
    if lacking:
        done = "left out" if options.complete else "written with empty cells"
        print(f"warning: {lacking} rows have a feature without a value, {done}: no decision there", file=sys.stderr)


def _golden_rows(options):
    from .adopt import golden_inputs

    count = golden_inputs(options.onnx, _filling(options), options.golden, options.seed, options.out)
    print(f"{options.out}: {count} golden inputs; append your framework's results as `=output` columns, then run describe")


def _describe(options):
    from .adopt import describe

    identity = _identity(options)
    says = _json(options.readings, "--readings", list) if options.readings else options.threshold
    filling = _filling(options, options.row_period_ms)
    for warning in describe(options.onnx, filling, options.golden, identity, says, options.out, options.row_period_ms):
        print(f"warning: {warning}", file=sys.stderr)
    print(f"{options.out}: model.onnx, model.json, golden.csv, MODEL_CARD.md (complete its open sections)")


def _check(options):
    from .check import check

    print("\n".join(check(options.folder)))
