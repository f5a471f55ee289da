# SPDX-License-Identifier: EPL-2.0
"""The AI4I 2020 predictive maintenance data set (S. Matzka, 2020; UCI 601, CC BY 4.0) as a training table.

Its six process columns become features in PLC units. The identifiers say nothing about a machine, and the five failure
modes are the label's own parts: both are left out of the features.
"""

import csv

import numpy as np

from .errors import InputError
from .features import Feature
from .table import Table, sha256_of

TYPES = ["L", "M", "H"]
CAUSES = ["TWF", "HDF", "PWF", "OSF", "RNF"]
_LABEL = "Machine failure"
_NUMERIC = [
    ("Air temperature [K]", "air_temperature", "K", ["*air*temp*", "*ambient*temp*"]),
    ("Process temperature [K]", "process_temperature", "K", ["*process*temp*", "*spindle*temp*"]),
    ("Rotational speed [rpm]", "rotational_speed", "rpm", ["*spindle*speed*", "*rot*speed*", "rpm"]),
    ("Torque [Nm]", "torque", "N·m", ["torque", "moment"]),
    ("Tool wear [min]", "tool_wear", "min", ["*tool*wear*", "*tool*time*"]),
]
_TYPE_HINTS = ["*product*type*", "*quality*", "variant"]


def _names_as_published(reader):
    """Whether the rows are those of a gateway, as `./millwright model capture` writes them; their columns get the published names."""
    heads = reader.fieldnames or []
    if "label" not in heads or "type" not in heads:
        return False
    published = {name: head for head, name, *_ in _NUMERIC}
    reader.fieldnames = [{"type": "Type", "label": _LABEL, **published}.get(head, head) for head in heads]
    return True


def _words_as_published(row):
    """A type is its place, a label its word; which mode failed nobody says of such a row."""
    row["Type"] = dict(enumerate(TYPES)).get(int(row["Type"]), "") if row["Type"].isdigit() else row["Type"]
    row[_LABEL] = {"failure": "1", "healthy": "0"}.get(row[_LABEL], row[_LABEL])
    return {**dict.fromkeys(CAUSES, "0"), **row}


def read(path):
    """Reads the published CSV, or rows that a gateway kept; returns (Table, causes), causes being bool [rows, 5] in the order of CAUSES."""
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            kept = _names_as_published(reader)
            missing = [
                head
                for head in ["Type", _LABEL, *([] if kept else CAUSES), *(n[0] for n in _NUMERIC)]
                if head not in (reader.fieldnames or [])
            ]
            if missing:
                raise InputError(
                    f"{path}, line 1: no column {missing[0]!r}. Remedy: give ai4i2020.csv as published (UCI 601)."
                )
            rows = [(reader.line_num, _words_as_published(row) if kept else row) for row in reader]
    except (OSError, UnicodeDecodeError) as failure:
        raise InputError(f"{path}: cannot be read: {failure}. Remedy: check --data.") from failure
    values = np.empty((len(rows), 1 + len(_NUMERIC)), np.float32)
    labels = np.empty(len(rows), np.int64)
    causes = np.empty((len(rows), len(CAUSES)), bool)
    for position, (line, row) in enumerate(rows):
        head = "Type"
        try:
            values[position, 0] = TYPES.index(row[head])
            for column, (head, *_) in enumerate(_NUMERIC, 1):
                values[position, column] = float(row[head])
            head = _LABEL
            labels[position] = int(row[head])
            for column, head in enumerate(CAUSES):
                causes[position, column] = int(row[head]) == 1
        except (ValueError, TypeError):
            raise InputError(
                f"{path}, line {line}, column {head}: {row[head]!r}. Remedy: restore the published line."
            ) from None
    features = [Feature("type", categories=TYPES, tag_hints=_TYPE_HINTS)]
    for column, (_, name, unit, hints) in enumerate(_NUMERIC, 1):
        # The published decimals, not those of the nearest 32-bit float.
        ends = [
            float(np.format_float_positional(end, unique=True)) for end in (values[:, column].min(), values[:, column].max())
        ]
        features.append(Feature(name, unit, *ends, tag_hints=hints))
    return Table(features, values, labels, path, sha256_of(path), []), causes
