# SPDX-License-Identifier: EPL-2.0
"""What model.json states about a model, for people and for the card: training, metrics, use, how thresholds were chosen.

Every function returns the object as it stands in the file; `folder.describe` puts them in their places.
docs/model-format.md says what each means; `./millwright model check` refuses contradictions.
"""

import hashlib
import os

import numpy as np

from .table import sha256_of

CHOSEN_BY = ("cost_ratio", "false_alarm_interval", "f1", "percentile", "given")
# Digits after the point: more than any spread over folds leaves meaningful.
_DIGITS = 4


def data_file(path, rows, name=None):
    """One file that the model was trained on: its name, its SHA-256 and how many of its rows were used."""
    return {"name": name or os.path.basename(path), "sha256": sha256_of(path), "rows": int(rows)}


def made_data(name, content, rows):
    """Like `data_file`, for rows that the script makes itself: `content` is their bytes, `array.tobytes()` for one."""
    return {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "rows": int(rows)}


def training(script, seed, data):
    """Where the model comes from: the command that makes it again, its seed, and a list of `data_file` objects."""
    return {"script": script, "seed": int(seed), "data": list(data)}


def metric(name, value, baseline, baseline_name, split, spread=None, better="higher"):
    """One figure beside what the simplest policy reaches on the same rows.

    `spread` is the standard deviation over folds, seeds or units, None where there was one split only. `split` says what was
    left out ("stratified 5-fold", "25 engines left out"). The first metric of a model is its headline.
    """
    if better not in ("higher", "lower"):
        raise ValueError(f"better={better!r}: 'higher' or 'lower'")
    stated = {"name": name, "value": _rounded(value)}
    if spread is not None:
        stated["spread"] = _rounded(spread)
    stated.update(baseline=_rounded(baseline), baseline_name=baseline_name, split=split, better=better)
    return stated


def metric_of_folds(name, values, baselines, baseline_name, split, better="higher"):
    """`metric` from one value and one baseline per fold: the mean, and the standard deviation (n - 1) as spread."""
    spread = np.std(values, ddof=1) if len(values) > 1 else None
    return metric(name, np.mean(values), np.mean(baselines), baseline_name, split, spread, better)


def use(intended, forbidden, human_decides):
    """What the model is for, what it must not be used for, and what a person still has to decide: lists of sentences."""
    return {"intended": list(intended), "forbidden": list(forbidden), "human_decides": list(human_decides)}


def chosen(by, on, note="", cost_ratio=None, false_alarms_per_day=None, percentile=None):
    """How a reading's thresholds were chosen, and on which rows (`on`); goes into the reading as its key `chosen`.

    `by` is one of CHOSEN_BY. `cost_ratio`: how many false alarms cost as much as one miss. `false_alarms_per_day`: the rate
    that was allowed on healthy data. `percentile`: of healthy data, which alarms the rest of them by construction.
    """
    number = {
        "cost_ratio": ("cost_ratio", cost_ratio),
        "false_alarm_interval": ("false_alarms_per_day", false_alarms_per_day),
        "percentile": ("percentile", percentile),
    }.get(by)
    if by not in CHOSEN_BY or (number and number[1] is None):
        raise ValueError(f"chosen by {by!r}: one of {', '.join(CHOSEN_BY)}" + (f", with {number[0]}" if number else ""))
    stated = {"by": by, "on": on}
    if number:
        # Not rounded: one false alarm in years is a small number.
        stated[number[0]] = float(number[1])
    if note:
        stated["note"] = note
    return stated


def _rounded(value):
    return round(float(value), _DIGITS)
