# SPDX-License-Identifier: EPL-2.0
"""The command line: train, finetune, retrain, sources. What it writes is judged by `./millwright model check`."""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

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
    train.add_argument("--notes", help="Markdown file whose `## ` sections go into train/card.md")
    train.set_defaults(run=_train)

    _computation_options(train)
    _finetune_command(commands)
    _retrain_command(commands)
    _sources_command(commands)
    return parser


def _finetune_command(commands):
    tune = commands.add_parser("finetune", help="what ./millwright model finetune starts: it decodes the pictures")
    tune.add_argument("--base", required=True, help="model folder to start from")
    tune.add_argument("--data", required=True, help="folder with pictures.json and pictures.bin")
    tune.add_argument("--test", help="likewise, pictures to judge by and never to learn from")
    tune.add_argument("--out", required=True, help="folder to write")
    tune.add_argument("--name", required=True, help="model name: lower-case letters, digits, hyphens")
    tune.add_argument("--version", default="1.0.0", help="three numbers (default: 1.0.0)")
    tune.add_argument("--seed", type=int, default=42)
    tune.add_argument("--result", required=True, help="file to write the figures to, as JSON")
    tune.set_defaults(run=_finetune)


def _retrain_command(commands):
    again = commands.add_parser("retrain", help="train the models of this repository anew and compare them with the shipped ones")
    again.add_argument("--data", help="folder with ai4i2020, cmapss_fd001, steel_energy, carparts, job_shop; models that draw their data need none")
    again.add_argument("--model", action="append", default=[], help="this one alone (repeatable; default: all)")
    again.add_argument("--jobs", type=_positive, default=1, help="how many at a time, a core each (default: 1)")
    again.add_argument("--out", help="folder for what is trained and its logs (default: a temporary one, which is removed)")
    again.add_argument("--limit-minutes", type=_positive, default=60, help="when a training is ended (default: 60)")
    again.add_argument("--json", action="store_true", help="print the outcome as one JSON object; what goes on goes to stderr")
    again.set_defaults(run=_retrain)


def _sources_command(commands):
    sources = commands.add_parser("sources", help="tell which sources of the shipped models changed since their files were made")
    sources.add_argument("--model", action="append", default=[], help="this one alone (repeatable; default: all)")
    sources.add_argument("--why", help="record the sources as they are now, and why the shipped files hold for what changed")
    sources.set_defaults(run=_sources)


def _computation_options(parser):
    parser.add_argument("--features", help="features file that says how the columns are computed: signal, aggregate, ...")
    parser.add_argument("--row-period-ms", type=_positive, default=0, metavar="MS", help="distance of two rows")


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
    from .folder import split_sections, write_text
    from .network import Settings
    from .features import read_features
    from .table import computed_as, read_table

    identity = _identity(options)
    settings = Settings(options.seed, options.epochs, options.batch, threshold=_threshold(options.threshold))
    table = read_table(
        options.data, options.label_column, options.exclude, options.category, _units(options), options.positive
    )
    if options.features:
        table = computed_as(table, read_features(options.features, False), options.features)
    for warning in table.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    notes = split_sections(_notes(options.notes)) if options.notes else []
    words = train_dense.Words(_command(options))
    evidence, _, size = train_dense.train(table, identity, options.out, settings, words, options.golden)
    if notes:
        write_text(options.out, "card", notes)
    print(f"{len(table.labels):,} rows, {int(table.labels.sum()):,} positive; stratified 5-fold, mean ± sd:\n")
    print(metrics.report(evidence.cross_validation))
    print(f"\n{options.out}: model.onnx ({size:,} bytes), model.json, golden.csv")
    print(f"MODEL_CARD.md: ./millwright model card {options.out}")


def _retrain(options):
    """0 where all are what was shipped, by the golden rows' tolerance; otherwise an InputError names the others."""
    from . import retrain

    started = time.monotonic()
    told = sys.stderr if options.json else sys.stdout
    with tempfile.TemporaryDirectory(prefix="millwright-retrain-") as scratch:
        outcomes = retrain.run(
            options.model,
            Path(options.data) if options.data else None,
            Path(options.out or scratch).resolve(),
            options.jobs,
            options.limit_minutes,
            progress=lambda text: print(text, file=told, flush=True),
        )
    seconds = time.monotonic() - started
    report = retrain.report(outcomes, seconds)
    print(json.dumps(report, indent=2) if options.json else f"{len(outcomes)} in {seconds:.0f} s, {report['cpu_s']:.0f} s of CPU")
    others = [outcome.name for outcome in outcomes if outcome.verdict in (retrain.OTHER, retrain.FAILED)]
    if others:
        raise InputError(f"not as shipped: {', '.join(others)}. Remedy: see above; --out FOLDER keeps logs and folders.")


def _sources(options):
    """0 where none changed, or what changed is recorded; otherwise an InputError names the files."""
    from . import retrain, sources

    unknown = [name for name in options.model if name not in retrain.SHIPPED]
    if unknown:
        raise InputError(f"--model {unknown[0]}. Remedy: one of {', '.join(retrain.SHIPPED)}.")
    changed = {name: sources.changed(retrain.MODELS, name) for name in options.model or retrain.SHIPPED}
    changed = {name: paths for name, paths in changed.items() if paths}
    if changed and options.why is None:
        raise InputError("\n".join(sources.remedy(name, paths) for name, paths in changed.items()))
    for name, paths in changed.items():
        sources.record(retrain.MODELS, name, options.why)
        print(f"{name}: recorded {', '.join(paths)}")


def _finetune(options):
    from . import finetune
    from .folder import check_name_and_version

    check_name_and_version(options.name, options.version)
    started = time.monotonic()

    def progress(text):
        print(f"{time.monotonic() - started:6.0f} s  {text}", flush=True)

    identity = (options.out, options.name, options.version)
    figures = finetune.run(options.base, options.data, options.test, *identity, options.seed, progress)
    with open(options.result, "w", encoding="utf-8") as file:
        json.dump(figures, file)


def _notes(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as failure:
        raise InputError(f"--notes {path}: cannot be read: {failure}. Remedy: a Markdown file in UTF-8.") from failure


def _command(options):
    """The training command for model.json, with every option that shapes the result."""
    parts = ["models/tools/model train", "--data PATH", f"--name {options.name}", f"--version {options.version}"]
    parts += [f"--exclude '{name}'" for name in options.exclude] + [f"--category '{name}'" for name in options.category]
    parts += [f"--unit '{text}'" for text in options.unit]
    parts += [f"--label-column '{options.label_column}'"] if options.label_column != "label" else []
    parts += [f"--features '{os.path.basename(options.features)}'"] if options.features else []
    parts += [f"--row-period-ms {options.row_period_ms}"] if options.row_period_ms else []
    parts += [f"--positive '{options.positive}'"] if options.positive else []
    parts += [f"--threshold {options.threshold} --epochs {options.epochs} --batch {options.batch} --seed {options.seed}"]
    return " ".join([*parts, f"--labels {options.labels} --out FOLDER"])
