# SPDX-License-Identifier: EPL-2.0
"""Reads a training table from CSV. Every refusal names line, column, value and remedy."""

import csv
import hashlib
import math
from dataclasses import dataclass, replace
from typing import List

import numpy as np

from . import leaks
from .errors import InputError
from .features import MAX_CATEGORIES, Feature, check_name, split_header

MIN_ROWS_PER_CLASS = 10
_FLOAT32_MAX = float(np.finfo(np.float32).max)


@dataclass(frozen=True)
class Table:
    """Training rows: `values` float32 [rows, features] (text as category index), `labels` int64 [rows], 0 or 1."""

    features: List[Feature]
    values: np.ndarray
    labels: np.ndarray
    source: str
    sha256: str
    warnings: List[str]


def sha256_of(path):
    """SHA-256 of a file as 64 lower-case hex digits."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def read_table(path, label="label", exclude=(), text=(), units=None, positive=None):
    """Reads `path` into a Table.

    `label` names the target column, `exclude` columns to leave out, `text` columns to treat as text though they look like
    numbers, `units` maps a column name to its unit symbol, `positive` is the label cell that means 1 where labels are
    texts. The first line holds the column names, optionally with a unit: `torque [N·m]`.
    """
    lines, rows = _read_cells(path)
    header = [split_header(cell) for cell in rows[0]]
    names = [name for name, _ in header]
    for position, name in enumerate(names):
        check_name(name, f"{path}, line 1, column {position + 1}")
        if names.index(name) != position:
            raise InputError(f"{path}, line 1: the column {name!r} appears twice. Remedy: rename or remove one of them.")
    _require_known(path, names, label, exclude, text, units or {})
    body, lines = rows[1:], lines[1:]
    for line, row in zip(lines, body):
        if len(row) != len(names):
            raise InputError(
                f"{path}, line {line}: {len(row)} cells where the header has {len(names)}. "
                "Remedy: complete the line, or quote cells that hold the separator."
            )
    place = names.index(label)
    labels = _labels(path, label, [row[place] for row in body], lines, positive)
    features, columns, warnings = [], [], []
    for position, (name, unit) in enumerate(header):
        if name == label or name in exclude:
            continue
        cells = [row[position].strip() for row in body]
        unit = (units or {}).get(name, unit)
        feature, column = _column(path, name, unit, cells, lines, name in text, warnings)
        features.append(feature)
        columns.append(column)
    if not features:
        raise InputError(f"{path}: no column is left to learn from. Remedy: exclude fewer columns with --exclude.")
    for feature, column in zip(features, columns):
        warnings.extend(leaks.warnings(feature, column, labels))
    return Table(features, np.stack(columns, axis=1), labels, path, sha256_of(path), warnings)


def computed_as(table, described, path):
    """The table with what a features file says of its columns: unit, signal, aggregate and so on; ranges stay the data's."""
    by_name = {feature.name: feature for feature in described}
    names = [feature.name for feature in table.features]
    if set(by_name) != set(names):
        other = sorted(set(by_name) ^ set(names))
        raise InputError(
            f"{path}: {', '.join(other)}: not in both the data and the features file. Remedy: list the same features."
        )
    features = []
    for feature in table.features:
        given = by_name[feature.name]
        if given.optional or given.elements > 1:
            raise InputError(
                f"{path}, {feature.name}: the dense network takes neither missing values nor arrays. Remedy: leave it out."
            )
        if given.is_text != feature.is_text or (feature.is_text and not set(feature.categories) <= set(given.categories)):
            raise InputError(
                f"{path}, {feature.name}: categories {given.categories}, the data have {feature.categories}. Remedy: list the data's."
            )
        codes = given.codes and [given.codes[given.categories.index(text)] for text in feature.categories]
        features.append(
            replace(
                given,
                unit=given.unit or feature.unit,
                minimum=feature.minimum,
                maximum=feature.maximum,
                categories=feature.categories,
                codes=codes,
            )
        )
    return replace(table, features=features)


def _read_cells(path):
    """All non-empty records with the line each begins on; the header decides the separator."""
    try:
        with open(path, "rb") as file:
            raw = file.read()
    except OSError as failure:
        raise InputError(f"{path}: cannot be read: {failure.strerror}. Remedy: check --data.") from failure
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        line = raw.count(b"\n", 0, failure.start) + 1
        raise InputError(f"{path}, line {line}: not UTF-8 text. Remedy: save the file as UTF-8.") from failure
    first = content.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    lines, rows = [], []
    reader = csv.reader(content.splitlines(keepends=True), delimiter=separator, strict=True)
    begin = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as failure:
            raise InputError(
                f"{path}, line {begin}: {failure}. Remedy: close the quote; write a quote inside as two."
            ) from failure
        if any(cell.strip() for cell in row):
            lines.append(begin)
            rows.append(row)
        begin = reader.line_num + 1
    if len(rows) < 2:
        raise InputError(f"{path}: {len(rows)} lines. Remedy: a header line with column names, then one line per example.")
    return lines, rows


def _require_known(path, names, label, exclude, text, units):
    if label not in names:
        raise InputError(
            f"{path}, line 1: no column {label!r} among {', '.join(names)}. "
            "Remedy: name the target column `label`, or give its name with --label-column."
        )
    for option, wanted in (("--exclude", exclude), ("--category", text), ("--unit", units)):
        for name in wanted:
            if name not in names:
                raise InputError(f"{option} {name}: {path} has no such column. Remedy: one of {', '.join(names)}.")


def _labels(path, name, cells, lines, positive):
    wanted = {"0": 0, "1": 1, "0.0": 0, "1.0": 1, "false": 0, "true": 1}
    values = np.empty(len(cells), np.int64)
    for row, (cell, line) in enumerate(zip(cells, lines)):
        cell = cell.strip()
        if positive is not None and cell:
            values[row] = int(cell == positive)
        elif cell.lower() in wanted:
            values[row] = wanted[cell.lower()]
        else:
            raise InputError(
                f"{path}, line {line}, column {name}: the label {cell!r} is neither 0 nor 1. "
                "Remedy: write 0 and 1, or name the text that means 1 with --positive."
            )
    for value in (0, 1):
        count = int(np.sum(values == value))
        if count < MIN_ROWS_PER_CLASS:
            raise InputError(
                f"{path}, column {name}: {count} rows with label {value}, at least {MIN_ROWS_PER_CLASS} are needed for a "
                "5-fold evaluation. Remedy: collect more examples" + (", or check --positive." if positive else ".")
            )
    return values


def _column(path, name, unit, cells, lines, force_text, warnings):
    for cell, line in zip(cells, lines):
        if not cell:
            raise InputError(
                f"{path}, line {line}, column {name}: the cell is empty. "
                f"Remedy: fill it, remove the line, or leave the column out with --exclude {name}."
            )
    numbers = [None if force_text else _number(cell) for cell in cells]
    texts = [row for row, number in enumerate(numbers) if number is None]
    if len(texts) == len(cells):
        return _text_column(path, name, unit, cells)
    if texts:
        cell, line = cells[texts[0]], lines[texts[0]]
        hint = "write a decimal point instead of the comma" if "," in cell else "correct the cell"
        raise InputError(
            f"{path}, line {line}, column {name}: {cell!r} is not a number, though other cells of the column are. "
            f"Remedy: {hint}, or declare the column as text with --category {name}."
        )
    for number, cell, line in zip(numbers, cells, lines):
        if not math.isfinite(number) or abs(number) > _FLOAT32_MAX:
            raise InputError(
                f"{path}, line {line}, column {name}: {cell!r} does not fit a 32-bit float. Remedy: remove the line or rescale."
            )
    column = np.asarray(numbers, np.float64)
    if column.min() == column.max():
        warnings.append(f"column {name}: every value is {cells[0]}; it tells the model nothing (consider --exclude {name})")
    if np.any(np.abs(column) > 2**24):
        warnings.append(f"column {name}: values above 16,777,216 lose digits in a 32-bit float")
    return Feature(name, unit, float(column.min()), float(column.max())), column.astype(np.float32)


def _text_column(path, name, unit, cells):
    categories = sorted(set(cells))
    if len(categories) > MAX_CATEGORIES:
        raise InputError(
            f"{path}, column {name}: {len(categories)} different texts, at most {MAX_CATEGORIES} make a category. "
            f"Remedy: an identifier is no feature: leave it out with --exclude {name}."
        )
    index = {category: position for position, category in enumerate(categories)}
    return Feature(name, unit, categories=categories), np.asarray([index[cell] for cell in cells], np.float32)


def _number(cell):
    try:
        return float(cell) if "_" not in cell else None
    except ValueError:
        return None
