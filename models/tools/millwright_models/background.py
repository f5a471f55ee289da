# SPDX-License-Identifier: EPL-2.0
"""The `background` of a model: rows of usual operation that a gateway compares with when it says what contributed to a decision."""

import os

import numpy as np

from . import folder, golden
from .errors import InputError
from .table import sha256_of

FILE = "background.csv"
ROWS = MOST_ROWS = 256


def draw(rows, count=ROWS, seed=42):
    """Draws `count` different rows at random, all of them where there are fewer; deterministic for one seed.

    Give it rows of usual operation that the model was trained on, without the events that it is to find.
    """
    rows = np.asarray(rows)
    if not 1 <= count <= MOST_ROWS:
        raise InputError(f"background: {count} rows. Remedy: 1 to {MOST_ROWS}.")
    if len(rows) == 0:
        raise InputError("background: no row to draw from. Remedy: give rows of usual operation.")
    chosen = np.random.default_rng(seed).choice(len(rows), size=min(count, len(rows)), replace=False)
    return rows[np.sort(chosen)]


def like(rows, columns, seed=43, share=0.1):
    """Rows like these that are none of them: numbers moved by `share` of their standard deviation at random, to two decimals, within their range.

    For data that must not be passed on. `columns` are the positions of the numbers; the others stay.
    """
    rows = np.array(rows, np.float64)
    moved = rows.copy()
    moved[:, columns] += np.random.default_rng(seed).normal(0, share * rows[:, columns].std(axis=0), (len(rows), len(columns)))
    least, greatest = rows[:, columns].min(axis=0), rows[:, columns].max(axis=0)
    inside = least + np.abs(moved[:, columns] - least)
    moved[:, columns] = np.round(greatest - np.abs(greatest - inside), 2)
    if (moved[:, columns] == rows[:, columns]).all(axis=1).any():
        raise InputError("background: a made row is one of the data. Remedy: another seed.")
    return moved


def write(out, features, rows, window=None):
    """Writes background.csv into the model folder `out`; returns what stands under `background` in model.json.

    `rows` is float32 [rows, features] with categories as their index, or [rows, window * features] with rows outer, as golden
    rows are.
    """
    head = golden.header(features, window, {})
    rows = np.asarray(rows, np.float32)
    if rows.ndim != 2 or rows.shape[1] != len(head) or not 1 <= len(rows) <= MOST_ROWS:
        raise InputError(f"background: {rows.shape} rows and columns. Remedy: 1 to {MOST_ROWS} rows of {len(head)} columns.")
    path = os.path.join(out, FILE)
    golden.write(path, head, rows)
    return {"file": FILE, "sha256": sha256_of(path)}


def add_to(out, features, rows, window=None):
    """As `write`, for a folder whose model.json is written already."""
    return folder.add_section(out, "background", write(out, features, rows, window))
