# SPDX-License-Identifier: EPL-2.0
"""Golden rows: synthetic inputs with the trainer's own results, replayed by every runtime before a model may serve.

The file is CSV with LF line ends. The header names input elements (`feature`, `feature@row` for a window of rows,
`feature[i]` for arrays, `input[i]` for pictures; `*` for all that have no column of their own), then `=output` or `=output[i]`
per result. Numbers are decimal text; a text feature stands as its category index. docs/model-format.md has the whole.
"""

import csv
import itertools
import math

import numpy as np

from .errors import InputError

ABSOLUTE_TOLERANCE = 1e-5
RELATIVE_TOLERANCE = 1e-5
DEFAULT_ROWS = 320
MIN_ROWS = 256
# How far "just outside" and the random rows reach beyond the training range, as a share of it.
_MARGIN = 0.02
# Random rows drawn per row wanted; few categories have few combinations, and then fewer rows must do.
_TRIES_PER_ROW = 20


def synthetic_rows(features, count=DEFAULT_ROWS, seed=42, window=None, extra=(), avoid=None):
    """Makes `count` golden inputs, more where the boundaries need it, float32 [rows, features], or [rows, window * features].

    First the boundaries (every numeric feature at its least, middle and greatest value, one float and 2 % outside; every
    category), each with the other features in the middle; then rows in which all are at one end; then `extra` rows given by
    the caller; then uniform random rows until `count`. A row that equals one of `avoid` (the training rows) is left out.
    Deterministic for one seed. Fewer rows than `count` come back only where the features have too few combinations.
    """
    columns = list(features) * (window or 1)
    random = np.random.default_rng(seed)
    middle = np.asarray([_middle(feature) for feature in columns], np.float32)
    rows = [middle]
    for position, feature in enumerate(columns):
        for value in _boundaries(feature):
            row = middle.copy()
            row[position] = value
            rows.append(row)
    for corner in (0, -1):
        rows.append(np.asarray([_ends(feature)[corner] for feature in columns], np.float32))
    rows.extend(np.asarray(row, np.float32) for row in extra)
    # Without a numeric feature every combination may be a training row: then only repetitions are left out.
    countable = all(feature.is_text for feature in columns)
    known = set() if avoid is None or countable else {row.tobytes() for row in np.asarray(avoid, np.float32)}
    chosen = []
    fill = max(0, count - len(rows))
    candidates = itertools.chain(rows, (_random_row(columns, random) for _ in range(fill * _TRIES_PER_ROW)))
    for position, row in enumerate(candidates):
        if len(chosen) >= count and position >= len(rows):
            break
        key = row.tobytes()
        if key not in known:
            known.add(key)
            chosen.append(row)
    return np.stack(chosen)


def random_rows(features, count, seed):
    """`count` uniform random rows over the training ranges and 2 % beyond, float32."""
    random = np.random.default_rng(seed)
    return np.stack([_random_row(features, random) for _ in range(count)])


def _ends(feature):
    return (0, len(feature.categories) - 1) if feature.is_text else (feature.minimum, feature.maximum)


def _middle(feature):
    low, high = _ends(feature)
    return (low + high) // 2 if feature.is_text else _short((low + high) / 2, high - low)


def _boundaries(feature):
    if feature.is_text:
        return [float(index) for index in range(len(feature.categories))]
    low, high = np.float32(feature.minimum), np.float32(feature.maximum)
    beyond = _MARGIN * ((feature.maximum - feature.minimum) or 1.0)
    return [
        low,
        high,
        np.nextafter(low, np.float32(-np.inf)),
        np.nextafter(high, np.float32(np.inf)),
        _short(feature.minimum - beyond, beyond),
        _short(feature.maximum + beyond, beyond),
    ]


def _random_row(columns, random):
    row = []
    for feature in columns:
        low, high = _ends(feature)
        if feature.is_text:
            row.append(float(random.integers(0, high + 1)))
        else:
            beyond = _MARGIN * (high - low)
            row.append(_short(random.uniform(low - beyond, high + beyond), (high - low) or 1.0))
    return np.asarray(row, np.float32)


def _short(value, span):
    """Rounds to about four digits of the span, so that the file stays readable."""
    return round(value, max(0, 4 - int(math.floor(math.log10(abs(span) or 1.0)))))


def header(features, window, outputs):
    """The header cells. `window` is the number of rows of a [batch, rows, features] input, None for [batch, features];
    `outputs` maps an output name to its number of elements per golden row."""
    names = [feature.name for feature in features]
    if window is not None:
        names = [f"{name}@{row}" for row in range(window) for name in names]
    for output, width in outputs.items():
        names += [f"={output}"] if width == 1 else [f"={output}[{index}]" for index in range(width)]
    return names


def write(path, head, inputs, results=None):
    """Writes inputs (float32 [rows, n]) and results (float [rows, m]) under `head`."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        for number, row in enumerate(inputs):
            cells = [_float32_text(value) for value in row]
            if results is not None:
                cells += [_result_text(value) for value in results[number]]
            writer.writerow(cells)


def read(path):
    """Reads a golden file; returns (header cells, float64 [rows, columns]). Errors name line and column."""
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file)
            head = next(reader, None)
            if not head:
                raise InputError(f"{path}: the file is empty. Remedy: a header line, then golden rows.")
            rows = []
            for cells in reader:
                if len(cells) != len(head):
                    raise InputError(
                        f"{path}, line {reader.line_num}: {len(cells)} cells where the header has {len(head)}. "
                        "Remedy: one result per row and result column."
                    )
                rows.append([_number(path, reader.line_num, name, cell) for name, cell in zip(head, cells)])
    except (OSError, UnicodeDecodeError) as failure:
        raise InputError(f"{path}: cannot be read as UTF-8 text: {failure}. Remedy: check the path.") from failure
    return head, np.asarray(rows, np.float64).reshape(len(rows), len(head))


def differs(actual, expected):
    """True where abs(actual - expected) > 1e-5 + 1e-5 * abs(expected), or where only one is not a number."""
    with np.errstate(invalid="ignore"):
        far = ~(np.abs(actual - expected) <= ABSOLUTE_TOLERANCE + RELATIVE_TOLERANCE * np.abs(expected))
    return far & ~(actual == expected)


def _number(path, line, name, cell):
    try:
        number = float(cell)
    except ValueError:
        number = math.nan
    # An optional feature may be missing; a result never is.
    if cell == "NaN" and not name.startswith("="):
        return number
    if not math.isfinite(number):
        raise InputError(f"{path}, line {line}, column {name}: {cell!r} is no finite number. Remedy: correct the cell.")
    return number


def _float32_text(value):
    return "NaN" if np.isnan(value) else np.format_float_positional(np.float32(value), unique=True, trim="-")


def _result_text(value):
    """Nine significant digits hold any float32; below 1e-12 the tolerance makes digits meaningless."""
    return (
        "0"
        if abs(value) < 1e-12
        else np.format_float_positional(value, precision=9, unique=False, fractional=False, trim="-")
    )
