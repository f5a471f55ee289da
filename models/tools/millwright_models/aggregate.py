# SPDX-License-Identifier: EPL-2.0
"""Features from samples, by the definition in docs/model-format.md; vectors/aggregates.json holds what must come out.

Sums are exact (math.fsum) and the spread is taken around the mean, so that a large offset costs no digits.
"""

import math
from bisect import bisect_left, bisect_right

NAMES = ("last", "mean", "min", "max", "std", "sum", "count", "difference", "rate", "counter", "share", "time_mean")
_MICROS_PER_SECOND = 1_000_000


class Samples:
    """The samples of one signal in time order: `values` holds NaN where a sample is not usable."""

    def __init__(self, times, values):
        self.times = times
        self.values = values

    def in_force(self, time):
        """The value of the last sample at or before a time, NaN where it is unknown."""
        place = bisect_right(self.times, time)
        return self.values[place - 1] if place else math.nan

    def usable(self, begin, end):
        """The usable values in (begin, end]."""
        inside = self.values[bisect_right(self.times, begin) : bisect_right(self.times, end)]
        return [value for value in inside if not math.isnan(value)]

    def pieces(self, begin, end):
        """(value, length in microseconds) of the times in a window in which a value is in force."""
        first, last = bisect_right(self.times, begin), bisect_left(self.times, end)
        times = [begin, *self.times[first:last], end]
        values = [self.in_force(begin), *self.values[first:last]]
        return [
            (value, right - left)
            for value, left, right in zip(values, times, times[1:])
            if right > left and not math.isnan(value)
        ]


def window(begin, end, span_ms, lag_ms):
    """The window of a feature for a row, or a part, from `begin` to `end`: both in microseconds, the begin outside."""
    until = end - lag_ms * 1_000
    return (until - span_ms * 1_000 if span_ms else begin - lag_ms * 1_000), until


def compute(samples, aggregate, begin, end, condition=None, modulus=0.0):
    """The value over (begin, end], NaN where it is not defined."""
    return _COMPUTED[aggregate](samples, begin, end, condition, modulus)


def _last(samples, _, end, *__):
    return samples.in_force(end)


def _of_values(compute_values):
    def computed(samples, begin, end, *_):
        values = samples.usable(begin, end)
        return compute_values(values) if values else samples.in_force(end)

    return computed


def _mean(values):
    return math.fsum(values) / len(values)


def _std(samples, begin, end, *_):
    values = samples.usable(begin, end)
    if len(values) < 2:
        return 0.0
    mean = _mean(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values))


def _sum(samples, begin, end, *_):
    return math.fsum(samples.usable(begin, end))


def _count(samples, begin, end, *_):
    return float(len(samples.usable(begin, end)))


def _difference(samples, begin, end, *_):
    first = samples.in_force(begin)
    if math.isnan(first):
        first = next(iter(samples.usable(begin, end)), math.nan)
    return samples.in_force(end) - first


def _rate(samples, begin, end, *_):
    return _difference(samples, begin, end) / ((end - begin) / _MICROS_PER_SECOND)


def _counter(samples, begin, end, _, modulus):
    first = samples.in_force(begin)
    chain = ([] if math.isnan(first) else [first]) + samples.usable(begin, end)
    if not chain:
        return math.nan
    steps = []
    for before, after in zip(chain, chain[1:]):
        step = after - before
        if step < 0:
            step = step + modulus if modulus else after
        steps.append(step)
    return math.fsum(steps)


def _share(samples, begin, end, condition, _):
    pieces = samples.pieces(begin, end)
    known = sum(length for _, length in pieces)
    return sum(length for value, length in pieces if condition.holds(value)) / known if known else math.nan


def _time_mean(samples, begin, end, *_):
    pieces = samples.pieces(begin, end)
    known = sum(length for _, length in pieces)
    return math.fsum(value * length for value, length in pieces) / known if known else math.nan


_COMPUTED = {
    "last": _last,
    "mean": _of_values(_mean),
    "min": _of_values(min),
    "max": _of_values(max),
    "std": _std,
    "sum": _sum,
    "count": _count,
    "difference": _difference,
    "rate": _rate,
    "counter": _counter,
    "share": _share,
    "time_mean": _time_mean,
}
