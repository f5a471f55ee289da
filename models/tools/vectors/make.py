#!/usr/bin/python3
# SPDX-License-Identifier: EPL-2.0
"""Writes aggregates.json: what docs/model-format.md defines, computed in exact arithmetic, sharing no code with the tool.

    python3 models/tools/vectors/make.py            # writes the file
    python3 models/tools/vectors/make.py --check    # fails if the file is not what this script writes

Every sum is a sum of fractions; only the square root of `std` is a decimal of 50 digits. Slow and plain on purpose.
"""

import json
import random
import sys
from decimal import Decimal, getcontext
from fractions import Fraction
from pathlib import Path

getcontext().prec = 50
FILE = Path(__file__).resolve().parent / "aggregates.json"
AGGREGATES = ("last", "mean", "min", "max", "std", "sum", "count", "difference", "rate", "counter", "share", "time_mean")
SECOND = 1_000_000
START = 1_700_000_000 * SECOND


# Samples are (time in microseconds, value or None, good).


def usable(sample):
    """Good and a finite number."""
    return sample[2] and sample[1] is not None


def in_force(samples, time):
    """The value of the last sample at or before a time as a fraction; None if unknown."""
    before = [sample for sample in samples if sample[0] <= time]
    return Fraction(before[-1][1]) if before and usable(before[-1]) else None


def pieces(samples, begin, end):
    """(value or None, length) of the constant pieces of the value in force in a window."""
    cuts = sorted({begin, end} | {sample[0] for sample in samples if begin < sample[0] < end})
    return [(in_force(samples, left), right - left) for left, right in zip(cuts, cuts[1:])]


def holds(condition, value):
    """Whether a condition holds; its text is one of the few that stand below."""
    if ".." in condition:
        low, high = condition.split("..")
        return Fraction(low) <= value <= Fraction(high)
    operator, number = condition.split()
    limit = Fraction(number)
    return {
        ">": value > limit,
        ">=": value >= limit,
        "<": value < limit,
        "<=": value <= limit,
        "=": value == limit,
        "!=": value != limit,
    }[operator]


def expected(samples, begin, end, aggregate, condition, modulus):
    """The exact value of a feature over (begin, end], None for NaN."""
    values = [Fraction(sample[1]) for sample in samples if begin < sample[0] <= end and usable(sample)]
    first, last = in_force(samples, begin), in_force(samples, end)
    known = [(value, length) for value, length in pieces(samples, begin, end) if value is not None]
    duration = sum(length for _, length in known)
    if aggregate == "last":
        return last
    if aggregate in ("mean", "min", "max"):
        if not values:
            return last
        return {"mean": sum(values) / len(values), "min": min(values), "max": max(values)}[aggregate]
    if aggregate == "std":
        if len(values) < 2:
            return Fraction(0)
        mean = sum(values) / len(values)
        variance = sum((value - mean) ** 2 for value in values) / len(values)
        return Fraction((Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt())
    if aggregate == "sum":
        return sum(values, Fraction(0))
    if aggregate == "count":
        return Fraction(len(values))
    if aggregate in ("difference", "rate"):
        origin = first if first is not None else (values[0] if values else None)
        if last is None or origin is None:
            return None
        return (last - origin) / (1 if aggregate == "difference" else Fraction(end - begin, SECOND))
    if aggregate == "counter":
        chain = values if first is None else [first, *values]
        if not chain:
            return None
        total = Fraction(0)
        for before, after in zip(chain, chain[1:]):
            step = after - before
            total += step if step >= 0 else (step + Fraction(modulus) if modulus else after)
        return total
    if not duration:
        return None
    if aggregate == "share":
        return Fraction(sum(length for value, length in known if holds(condition, value))) / duration
    return sum(value * length for value, length in known) / duration


def steps(*rows):
    """Samples at seconds after START: (second, value) or (second, value, good)."""
    return [[START + round(row[0] * SECOND), row[1], row[2] if len(row) > 2 else True] for row in rows]


def signals():
    """The recordings, by name."""
    chance = random.Random(20261127)
    made = {
        "plain": steps((0.5, 1), (1, 2), (1.25, 4), (2, 3), (2.5, -1), (4, 6), (7.75, 2.5)),
        "sparse": steps((0, 5), (10, 7)),
        "bad": steps((0, 1), (1, 2), (1.5, 9, False), (3, 4), (3.5, None), (5, 6), (5.2, None, False), (9, 8)),
        "bad_from_the_start": steps((0, 3, False), (4, 5), (6, 2)),
        "same_time": steps((1, 1), (2, 5), (2, 7), (2, 6, False), (2, 8), (3, 4)),
        "rolling": steps((0, 65530), (1, 65534), (2, 3), (3, 10), (4, 10), (5, 2)),
        "resetting": steps((0, 97), (1, 99), (2, 1), (3, 4), (3.5, 1, False), (4, 2), (5, 0)),
        "on_and_off": steps((0, 0), (1.5, 1), (2.25, 0), (4, 1), (4.5, None, False), (6, 1), (7, 0)),
        "edges": steps((1, 1), (2, 2), (3, 3), (4, 4), (5, 5)),
    }
    time = 0
    offset = []
    for _ in range(200):
        time += chance.randrange(20_000, 180_000)
        offset.append([START + time, 1e6 + chance.uniform(-1e-2, 1e-2), True])
    made["offset"] = offset
    for block in range(4):
        time = 0
        samples = []
        for _ in range(60):
            time += chance.choice((1, 1_000, 200_000, 333_333, 900_000))
            good = chance.random() > 0.15
            value = None if chance.random() < 0.05 else round(chance.gauss(0, 10 ** (block - 1)), 6)
            samples.append([START + time, value, good])
        made[f"random_{block}"] = samples
    return made


def cases(made):
    """What is asked: name, signal, aggregate, span, lag, condition, modulus, and the rows (begin, end)."""
    chance = random.Random(4)
    asked = []

    def ask(name, signal, aggregate, rows, span=0, lag=0, condition=None, modulus=0):
        asked.append((name, signal, aggregate, span, lag, condition, modulus, rows))

    def grid(count, period=1.0, begin=0.0):
        return [
            (START + round((begin + i * period) * SECOND), START + round((begin + (i + 1) * period) * SECOND))
            for i in range(count)
        ]

    for name in ("plain", "sparse", "bad", "bad_from_the_start", "same_time", "edges"):
        for aggregate in AGGREGATES:
            condition = "> 2" if aggregate == "share" else None
            ask(f"{name}, each second", name, aggregate, grid(10, begin=-1), condition=condition)
            ask(f"{name}, 3 s, 1 s ago", name, aggregate, grid(11, begin=-1), 3_000, 1_000, condition)
    for condition in ("> 2", ">= 2", "< 2", "<= 2", "= 2", "!= 2", "2..4", "-1..-0.5"):
        ask(f"share of {condition}", "plain", "share", grid(9), 2_000, 0, condition)
    for condition in ("= 1", "!= 1", "< 1"):
        ask(f"on and off, {condition}", "on_and_off", "share", grid(9), 0, 0, condition)
        ask(f"on and off, {condition}, 4 s", "on_and_off", "share", grid(9), 4_000, 500, condition)
    for modulus in (0, 65536):
        ask(f"roll-over, modulus {modulus}", "rolling", "counter", grid(7, begin=-1), 0, 0, None, modulus)
        ask(f"roll-over, modulus {modulus}, 4 s", "rolling", "counter", grid(7, begin=-1), 4_000, 0, None, modulus)
    ask("reset", "resetting", "counter", grid(7, begin=-1))
    ask("reset, 10 s", "resetting", "counter", grid(7, begin=-1), 10_000)
    for aggregate in AGGREGATES:
        condition = "> 1000000" if aggregate == "share" else None
        ask("1e6 with a spread of 1e-2", "offset", aggregate, grid(18), 0, 0, condition)
        ask("1e6 with a spread of 1e-2, 5 s", "offset", aggregate, grid(18), 5_000, 2_000, condition)
    parts = [(START + a, START + b) for a, b in ((500_000, 2_000_000), (2_000_000, 2_000_001), (2_500_000, 9_000_000))]
    for aggregate in AGGREGATES:
        condition = "2..4" if aggregate == "share" else None
        ask("parts", "plain", aggregate, parts, 0, 0, condition)
        ask("parts, last 500 ms", "plain", aggregate, parts, 500, 0, condition)
        ask("parts, 250 ms ago", "plain", aggregate, parts, 0, 250, condition)
    for block in range(4):
        name = f"random_{block}"
        latest = made[name][-1][0]
        for aggregate in AGGREGATES:
            for number in range(3):
                rows = []
                for _ in range(12):
                    end = chance.randrange(START - SECOND, latest + SECOND)
                    rows.append((end - chance.choice((1, 1_000, 500_000, 2_000_000)), end))
                condition = chance.choice(("> 0", "<= 0.5", "-1..1", "!= 0")) if aggregate == "share" else None
                span = chance.choice((0, 1, 700, 3_000, 60_000))
                ask(f"random {number}", name, aggregate, rows, span, chance.choice((0, 1, 900)), condition)
    return asked


def tolerance(aggregate, results, samples):
    """How far a computation in 64-bit floats may be off: generous against rounding, far below what a wrong rule gives."""
    if aggregate in ("last", "min", "max", "count"):
        return 0.0
    magnitude = max([1.0] + [abs(sample[1]) for sample in samples if sample[1] is not None])
    greatest = max([1.0] + [abs(float(result)) for result in results if result is not None])
    return 1e-9 if aggregate == "std" else 1e-13 * max(magnitude, greatest)


def document():
    """The whole file."""
    made = signals()
    written = []
    for name, signal, aggregate, span, lag, condition, modulus, rows in cases(made):
        results = []
        for begin, end in rows:
            until = end - lag * 1_000
            since = until - span * 1_000 if span else begin - lag * 1_000
            results.append(expected(made[signal], since, until, aggregate, condition, modulus))
        written.append(
            {
                "name": name,
                "signal": signal,
                "aggregate": aggregate,
                "span_ms": span,
                "lag_ms": lag,
                "condition": condition,
                "modulus": modulus,
                "tolerance": tolerance(aggregate, results, made[signal]),
                "rows": [
                    [begin, end, None if result is None else float(result)] for (begin, end), result in zip(rows, results)
                ],
            }
        )
    return {"format": 1, "signals": made, "cases": written}


def text():
    """The file's text: one line per signal and case."""
    content = document()
    lines = ['{\n"format": 1,\n"signals": {']
    lines.append(",\n".join(f"{json.dumps(name)}: {json.dumps(samples)}" for name, samples in content["signals"].items()))
    lines.append('},\n"cases": [')
    lines.append(",\n".join(json.dumps(case) for case in content["cases"]))
    return "\n".join(lines) + "\n]\n}\n"


def main():
    """Writes or checks."""
    if "--check" in sys.argv[1:]:
        sys.exit(None if FILE.read_text(encoding="utf-8") == text() else f"{FILE.name} is not what make.py writes")
    FILE.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
