# SPDX-License-Identifier: EPL-2.0
"""Classical job shops with known best makespans, which the training never sees: gaps of the rules and of the policy."""

import json
from pathlib import Path

import numpy as np

from millwright_models.errors import InputError
from dispatching import run
from job_shops import RULES, Shops, by_rule

RUNS = 64
SETS = {"LA01-20": ("la", 1, 20), "TA01-05": ("ta", 1, 5), "FT06, 10, 20": ("ft", 1, 99)}


def read(folder):
    """{name: (routes, durations, best known)} of the text files in `folder`; [1, jobs, machines] each."""
    path = Path(folder)
    try:
        known = {each["name"]: each["optimum"] or each["bounds"]["upper"] for each in json.loads((path / "best_known.json").read_text())}
        return {name: (*_shop(path / f"{name}.txt"), best) for name, best in known.items()}
    except (OSError, KeyError, ValueError) as failure:
        raise InputError(f"--data {folder}: {failure}. Remedy: a folder of text files with best_known.json.") from failure


def _shop(path):
    lines = [line.split() for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
    jobs, machines = int(lines[0][0]), int(lines[0][1])
    numbers = np.array(lines[1 : jobs + 1], np.int64).reshape(jobs, machines, 2)
    return numbers[None, :, :, 0], numbers[None, :, :, 1]


def gaps(shops, policy, seed):
    """{set: {policy: mean gap in %}}."""
    found = {name: {} for name in SETS}
    for name, (routes, durations, best) in shops.items():
        spans = {rule: by_rule(routes, durations, rule)[0] for rule in RULES}
        spans["policy"] = run(policy, Shops(routes, durations))[0]
        # The same shop with time running backwards: what is good there is good here.
        back = run(policy, Shops(routes[:, :, ::-1], durations[:, :, ::-1]))[0]
        spans["policy, both ways"] = min(spans["policy"], back)
        drawn = run(policy, Shops(routes, durations, repeat=RUNS - 1), np.random.default_rng(seed)).min()
        spans[f"policy, best of {RUNS}"] = min(drawn, spans["policy, both ways"])
        for which, span in spans.items():
            found[_set(name)].setdefault(which, []).append(100 * (span / best - 1))
    return {name: {which: float(np.mean(each)) for which, each in by.items()} for name, by in found.items() if by}


def _set(name):
    letters, number = name[:2], int(name[2:])
    return next(found for found, (start, low, high) in SETS.items() if letters == start and low <= number <= high)
