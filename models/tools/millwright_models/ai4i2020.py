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
    ("Air temperature [K]", "air_temperature", "K"),
    ("Process temperature [K]", "process_temperature", "K"),
    ("Rotational speed [rpm]", "rotational_speed", "rpm"),
    ("Torque [Nm]", "torque", "N·m"),
    ("Tool wear [min]", "tool_wear", "min"),
]


def read(path):
    """Reads the published CSV; returns (Table, causes), causes being bool [rows, 5] in the order of CAUSES."""
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            missing = [
                head
                for head in ["Type", _LABEL, *CAUSES, *(n[0] for n in _NUMERIC)]
                if head not in (reader.fieldnames or [])
            ]
            if missing:
                raise InputError(
                    f"{path}, line 1: no column {missing[0]!r}. Remedy: give ai4i2020.csv as published (UCI 601)."
                )
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError) as failure:
        raise InputError(f"{path}: cannot be read: {failure}. Remedy: check --data.") from failure
    values = np.empty((len(rows), 1 + len(_NUMERIC)), np.float32)
    labels = np.empty(len(rows), np.int64)
    causes = np.empty((len(rows), len(CAUSES)), bool)
    for position, (line, row) in enumerate(rows):
        head = "Type"
        try:
            values[position, 0] = TYPES.index(row[head])
            for column, (head, _, _) in enumerate(_NUMERIC, 1):
                values[position, column] = float(row[head])
            head = _LABEL
            labels[position] = int(row[head])
            for column, head in enumerate(CAUSES):
                causes[position, column] = int(row[head]) == 1
        except (ValueError, TypeError):
            raise InputError(
                f"{path}, line {line}, column {head}: {row[head]!r}. Remedy: restore the published line."
            ) from None
    features = [Feature("type", categories=TYPES)]
    for column, (_, name, unit) in enumerate(_NUMERIC, 1):
        # The published decimals, not those of the nearest 32-bit float.
        ends = [
            float(np.format_float_positional(end, unique=True)) for end in (values[:, column].min(), values[:, column].max())
        ]
        features.append(Feature(name, unit, *ends))
    return Table(features, values, labels, path, sha256_of(path), []), causes
