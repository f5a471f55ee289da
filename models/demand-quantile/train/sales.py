# SPDX-License-Identifier: EPL-2.0
"""Monthly use of parts, a row per part and a column per month, and how it is split: by time, and by part."""

import csv
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from millwright_models.errors import InputError

HISTORY = 24
MOST_PERIODS = 6
# Of fewer known months before it no row is made.
LEAST_KNOWN = 6
# Three in five parts are trained on; the benchmark judges on the others.
FIFTHS = 5
TRAINED_FIFTHS = 3


@dataclass(frozen=True)
class Parts:
    """Names, and what was used [parts, months], NaN where a cell is empty."""

    names: list
    used: np.ndarray

    def trained(self):
        """True for the parts that may be trained on."""
        return np.array([zlib.crc32(name.encode()) % FIFTHS < TRAINED_FIFTHS for name in self.names])


def read(folder):
    """Reads the one CSV file in a folder, or a file."""
    path = Path(folder)
    found = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not found:
        raise InputError(f"{path} has no CSV file. Remedy: --data with the folder of the car parts.")
    with open(found[0], newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    try:
        used = np.array([[float(cell) if cell.strip() else np.nan for cell in row[1:]] for row in rows[1:]])
    except ValueError as failure:
        raise InputError(f"{found[0]}: {failure}. Remedy: numbers, or nothing where a month is not known.") from failure
    if used.ndim != 2 or (used < 0).any():
        raise InputError(f"{found[0]}: rows of different length, or below 0. Remedy: the published file.")
    return found[0], Parts([row[0] for row in rows[1:]], used)


def rows(used, first, last, periods):
    """Inputs [rows, HISTORY + 1] and sums [rows] of all (part, month) whose sum of `periods` months lies in [first, last)."""
    inputs, sums = [], []
    padded = np.concatenate([np.full((len(used), HISTORY), np.nan), used], axis=1)
    for month in range(max(first - 1, LEAST_KNOWN - 1), last - periods):
        total = used[:, month + 1 : month + 1 + periods].sum(axis=1)
        window = padded[:, month + 1 : month + 1 + HISTORY]
        keep = ~np.isnan(total) & ((~np.isnan(used[:, : month + 1])).sum(axis=1) >= LEAST_KNOWN)
        inputs.append(np.concatenate([window[keep], np.full((keep.sum(), 1), float(periods))], axis=1))
        sums.append(total[keep])
    return np.concatenate(inputs).astype(np.float32), np.concatenate(sums)
