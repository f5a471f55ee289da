# SPDX-License-Identifier: EPL-2.0
"""The `reference` object of model.json: what the training data were like, so that a gateway can tell when a machine's are not.

Which features are watched how follows from the order of the rows. A feature whose rows hardly depend on those before (torque,
speed) is watched by its mean over some hundred rows; one that wanders by itself (an ambient temperature) is not, because every
such mean is as unlike the training data as any other; where it follows others, what is left of it is.
"""

import math

import numpy as np

from . import folder
from .errors import InputError

BLOCK_ROWS = 200
LEAST_ROWS = 100
_LEAST_VALUES = 20  # with fewer different values a feature has no quantiles worth the name
_MOST_FEATURES = 64
_MOST_LAG_1 = 0.5
_MOST_MEMORY = 5.0
_LEAST_R2 = 0.5
_ROW_MARGIN = 1.1
_TAIL = (0.0005, 0.001, 0.002, 0.005, 0.01)


def reference_of(
    names,
    values,
    time_ordered,
    alarm_interval_days=30,
    process=None,
    follows=None,
    labels=(),
    part_ms=None,
):
    """Returns the object.

    `names` are the numeric features (no categories), `values` float [rows, features] as they reach the model, one row per
    decision: the last row of a window, the row of a part. `time_ordered` says whether rows stand in the order in which one
    machine made them. `process` names the features whose mean is watched, `follows` maps a feature to those that it follows;
    both are derived where they are None and the order is known. `labels` are (reading, labels, index of the label per row) of
    the model's own answers. `part_ms` is (shortest, longest) where rows are parts.
    """
    values = np.asarray(values, np.float64)
    if len(values) < LEAST_ROWS or values.shape[1] != len(names):
        raise InputError(f"{values.shape} values for {len(names)} features. Remedy: at least {LEAST_ROWS} rows, a column per name.")
    if not np.isfinite(values).all():
        raise InputError("a value is missing. Remedy: leave such rows out of the reference.")
    probabilities = _probabilities(len(values))
    quantiles = {name: _quantiles(values[:, i], probabilities) for i, name in enumerate(names)}
    scores = np.stack([_scores(values[:, i], probabilities, quantiles[name]) for i, name in enumerate(names)], axis=1)
    if process is None:
        process = [name for i, name in enumerate(names) if time_ordered and _is_process(values[:, i])]
    if follows is None:
        follows = _follows(names, values, process) if time_ordered else {}
    document = {
        "rows": len(values),
        "alarm_interval_days": alarm_interval_days,
        "probabilities": probabilities,
        "features": [
            {
                "name": name,
                **({"quantiles": [_round(q) for q in quantiles[name]]} if quantiles[name] is not None else {}),
                **({"longest_still": _longest_still(values[:, i])} if time_ordered else {}),
            }
            for i, name in enumerate(names)
        ],
        "groups": _groups(names, scores, process, time_ordered),
    }
    residuals = [_residual(names, values, name, on) for name, on in follows.items()]
    if residuals:
        document["residuals"] = residuals
    if labels:
        document["labels"] = [_label_shares(*one, time_ordered) for one in labels]
    if part_ms:
        document["part_ms"] = {"least": int(part_ms[0]), "greatest": int(math.ceil(part_ms[1]))}
    return document


def _probabilities(rows):
    """Every second percent, and tails as far as four rows lie beyond."""
    middle = [round(0.02 * i, 4) for i in range(1, 50)]
    low = [p for p in _TAIL if rows * p >= 4]
    return low + middle + [round(1 - p, 4) for p in reversed(low)]


def _quantiles(column, probabilities):
    return None if len(np.unique(column)) < _LEAST_VALUES else np.quantile(column, probabilities)


def _normal_quantile(p):
    low, high = -12.0, 12.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if 0.5 * math.erfc(-middle / math.sqrt(2)) < p else (low, middle)
    return (low + high) / 2


def _scores(column, probabilities, quantiles):
    """Normal scores as the gateway computes them: linear between the quantiles and beyond them, at most 5 in amount."""
    if quantiles is None:
        return column
    by_score = np.array([_normal_quantile(p) for p in probabilities])
    rounded = np.array([_round(q) for q in quantiles])
    points = np.unique(rounded)
    at = np.array([(by_score[rounded == q][0] + by_score[rounded == q][-1]) / 2 for q in points])
    place = np.clip(np.searchsorted(points, column, side="right") - 1, 0, len(points) - 2)
    slope = (at[place + 1] - at[place]) / (points[place + 1] - points[place])
    return np.clip(at[place] + (column - points[place]) * slope, -5, 5)


def _round(number):
    return float(f"{number:.9g}")


def _correlation(column, lag):
    left = column - column.mean()
    return float((left[:-lag] * left[lag:]).mean() / max(left.var(), 1e-300))


def _block_memory(column):
    """How much more means of blocks vary than those of independent rows, at least 1; 1 where that is not sure."""
    blocks = len(column) // BLOCK_ROWS
    if blocks < 4 or column.var() == 0:
        return 1.0
    means = column[: blocks * BLOCK_ROWS].reshape(blocks, BLOCK_ROWS).mean(axis=1)
    ratio = means.var(ddof=1) * BLOCK_ROWS / column.var()
    return float(ratio) if ratio > 1 + 2 * math.sqrt(2 / (blocks - 1)) else 1.0


def _memory(column):
    """How many rows say as much as one independent one: 1 + 2 times the sum of correlations up to the first that is not above 0."""
    total = 1.0
    for lag in range(1, len(column) // 2):
        correlation = _correlation(column, lag)
        if correlation <= 0.02:
            break
        total += 2 * correlation
    return total


def _is_process(column):
    return column.var() > 0 and abs(_correlation(column, 1)) < _MOST_LAG_1 and _block_memory(column) <= _MOST_MEMORY


def _follows(names, values, process):
    """Of features that wander, those that follow ones before them."""
    wander = [i for i, name in enumerate(names) if name not in process and values[:, i].var() > 0]
    follows = {}
    for place, i in enumerate(wander):
        on = [j for j in wander[:place] if np.corrcoef(values[:, i], values[:, j])[0, 1] ** 2 >= _LEAST_R2]
        if on:
            follows[names[i]] = [names[j] for j in on]
    return follows


def _residual(names, values, name, on):
    design = np.column_stack([np.ones(len(values))] + [values[:, names.index(other)] for other in on])
    target = values[:, names.index(name)]
    solution, *_ = np.linalg.lstsq(design, target, rcond=None)
    left = target - design @ solution
    return {
        "feature": name,
        "on": list(on),
        "intercept": _round(solution[0]),
        "coefficients": [_round(c) for c in solution[1:]],
        "sigma": _round(max(left.std(), 1e-12)),
        "memory_rows": _round(_memory(left)),
    }


def _groups(names, scores, process, time_ordered):
    groups = []
    if process:
        chosen = _independent(scores, [names.index(name) for name in process])
        memory = 1.0
        if time_ordered:
            white = _white(scores[:, chosen])
            memory = max(_block_memory(white[:, i]) for i in range(white.shape[1]))
        groups.append(_group("process", names, scores, chosen, {"memory_rows": _round(memory)}))
    together = _independent(scores, range(len(names)))
    if len(together) > 1:
        farthest = float(np.sqrt((_white(scores[:, together]) ** 2).sum(axis=1)).max())
        # Of what wanders few independent values were seen: how it goes together is the less certain.
        memory = max(_memory(scores[:, i]) for i in together) if time_ordered else 1.0
        margin = _ROW_MARGIN * (1 + 2 / math.sqrt(max(1.0, len(scores) / memory)))
        groups.append(_group("together", names, scores, together, {"row_limit": _round(margin * farthest)}))
    return groups


def _independent(scores, columns):
    """Those columns that vary and do not follow from the ones before, 64 at most."""
    chosen = []
    for column in columns:
        if len(chosen) == _MOST_FEATURES or scores[:, column].var() == 0:
            continue
        left = scores[:, column] - scores[:, column].mean()
        if chosen:
            design = scores[:, chosen] - scores[:, chosen].mean(axis=0)
            left = left - design @ np.linalg.lstsq(design, left, rcond=None)[0]
        if left.var() > 1e-6 * scores[:, column].var():
            chosen.append(column)
    return chosen


def _white(scores):
    factor = np.linalg.cholesky(np.atleast_2d(np.cov(scores.T)))
    return np.linalg.solve(factor, (scores - scores.mean(axis=0)).T).T


def _group(name, names, scores, chosen, more):
    covariance = np.atleast_2d(np.cov(scores[:, chosen].T))
    covariance = (covariance + covariance.T) / 2
    return {
        "name": name,
        "features": [names[i] for i in chosen],
        "mean": [_round(m) for m in scores[:, chosen].mean(axis=0)],
        "covariance": [[_round(c) for c in row] for row in covariance],
        **more,
    }


def _label_shares(reading, labels, answers, time_ordered):
    answers = np.asarray(answers)
    shares = np.bincount(answers, minlength=len(labels)) / len(answers)
    dispersion = 1.0
    if time_ordered:
        dispersion = max(_block_memory((answers == i).astype(float)) for i in range(len(labels)))
    return {"reading": reading, "shares": [_round(s) for s in shares], "dispersion": _round(dispersion)}


def _longest_still(column):
    longest = run = 0
    for same in column[1:] == column[:-1]:
        run = run + 1 if same else 0
        longest = max(longest, run)
    return longest


def pictures_of(name, pictures, aspect=None):
    """An entry of `pictures`: what pictures look like as they fill the input `name`.

    `pictures` are uint8 [n, height, width] or [n, height, width, channels], as they fill the input: fitted, before mean and
    scale; what a letterbox leaves free is 0. `aspect` is (least, greatest) width by height before that. Ends get a margin of a
    fifth of their distance, the likeness one of 0.1: what is beyond is no picture of this kind.
    """
    gray = np.asarray(pictures, np.float64)
    if gray.ndim == 4:
        gray = gray.mean(axis=3)
    if gray.ndim != 3 or len(gray) < LEAST_ROWS or min(gray.shape[1:]) < 8:
        raise InputError(f"{np.shape(pictures)} pictures. Remedy: at least {LEAST_ROWS}, of 8 x 8 pixels or more.")
    across = np.abs(np.diff(gray, axis=2)).sum(axis=(1, 2))
    down = np.abs(np.diff(gray, axis=1)).sum(axis=(1, 2))
    rows = np.arange(gray.shape[1]) * 8 // gray.shape[1]
    columns = np.arange(gray.shape[2]) * 8 // gray.shape[2]
    cells = np.stack([gray[:, rows == r][:, :, columns == c].mean(axis=(1, 2)) for r in range(8) for c in range(8)], axis=1)
    thumbnail = cells.mean(axis=0)
    likeness = [np.corrcoef(one, thumbnail)[0, 1] if one.std() > 0 else 0.0 for one in cells]
    return {
        "input": name,
        **({"aspect": [_round(aspect[0] * 0.98), _round(aspect[1] * 1.02)]} if aspect else {}),
        "brightness": _ends(gray.mean(axis=(1, 2))),
        "contrast": _ends(gray.std(axis=(1, 2))),
        "across": _ends(across / np.maximum(across + down, 1e-9)),
        "thumbnail": [_round(cell) for cell in thumbnail],
        "least_likeness": _round(max(-1.0, min(likeness) - 0.1)),
    }


def reference_of_pictures(pictures, rows, alarm_interval_days=30, labels=()):
    """The object of a model of pictures: `pictures` are entries of `pictures_of`, `labels` as in `reference_of`, without an order."""
    return {
        "rows": rows,
        "alarm_interval_days": alarm_interval_days,
        "pictures": list(pictures),
        **({"labels": [_label_shares(*one, False) for one in labels]} if labels else {}),
    }


def _ends(values):
    least, greatest = float(values.min()), float(values.max())
    margin = 0.2 * (greatest - least)
    return [_round(least - margin), _round(greatest + margin)]


def add_to(out, reference):
    """Puts the object into the model.json of a folder that is written already; returns the whole document."""
    return folder.add_section(out, "reference", reference)
