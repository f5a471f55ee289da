# SPDX-License-Identifier: EPL-2.0
"""What the trees see of 28 days of a meter and of the calendar ahead, computed by NumPy in training and by the same steps in the graph.

Energy is snapped to a grid on which sums are exact in float32, in whatever order a runtime adds; a mean is such a sum times one
number. What the trees compare with their thresholds is therefore the same number everywhere.
"""

import numpy as np

STEPS, DAY, WEEK = 96, 96, 7 * 96
PAST = 28 * DAY
CALENDAR = ["slot", "weekday", "off", "off_day_before", "off_day_after", "off_week_before"]
# Steps per kWh: 2,688 parts of up to 97 kWh on average stay below 2^24 steps.
_GRID = 64
_LAGS = (1, 2, 3, 7, 14, 21, 28)
_SMOOTH = (1, 2, 3, 4, 5, 6, 7, 14, 21, 28)
_WEEKS, _WEEK_PLACES = (3, 4, 5, 6), (6, 7, 8, 9)
_SATURDAY, _SUNDAY = 5, 6
# Means of the newest parts: (parts, how long before the origin they end). None takes in more than a day: what changes more slowly tells
# the date, and trees learn by heart the few dates that there are.
_MEANS = [(4, 0), (8, 0), (12, 0), (24, 0), (48, 0), (DAY, 0)]
_MEANS += [(4, WEEK), (24, WEEK), (DAY, WEEK), (4, DAY), (24, DAY)]
_POINTS = (0, 1, 3, WEEK, DAY)
NAMES = (
    ["steps ahead", "quarter of the hour at the origin", *CALENDAR]
    + [f"{days} days before" for days in _LAGS]
    + [f"around {days} days before" for days in (1, 7)]
    + ["median of four weeks", "mean around four weeks", "mean around seven days", "least around seven days"]
    + ["now and the change of a week ago", "now and the change of a day ago"]
    + [f"{parts} parts before" for parts in _POINTS]
    + [f"mean of {parts} parts, {ended} before" for parts, ended in _MEANS]
    + ["6 hours less those a week ago", "a day less that a week ago"]
    + ["Sunday or off", "Saturday or Sunday", "between a day off and a Sunday", "slot of the week"]
)
MEDIAN = NAMES.index("median of four weeks")
NOW = NAMES.index("0 parts before")


def _places():
    step = np.arange(STEPS)[:, None]
    raw = PAST + step - DAY * np.asarray(_LAGS)
    around = PAST + step - DAY * np.asarray(_SMOOTH)
    near = np.clip(around[:, :, None] + np.arange(-2, 3), 0, PAST - 1)
    return raw, near


_RAW, _NEAR = _places()


def _selection():
    """Columns of ones, of which each sums the parts of one of _MEANS."""
    ones = np.zeros((PAST, len(_MEANS)), np.float32)
    for column, (parts, ended) in enumerate(_MEANS):
        ones[PAST - ended - parts : PAST - ended, column] = 1
    return ones


_ONES = _selection()
_SHARES = np.asarray([1 / parts for parts, _ in _MEANS], np.float32)


class NumpySteps:
    """The operations on float32 arrays."""

    snap = staticmethod(lambda a: np.rint(a * np.float32(_GRID)) * np.float32(1 / _GRID))
    gather = staticmethod(lambda a, places: a[:, places])
    total = staticmethod(lambda a: a.sum(axis=-1, keepdims=True, dtype=np.float32))
    greatest = staticmethod(lambda a: a.max(axis=-1, keepdims=True))
    least = staticmethod(lambda a: a.min(axis=-1, keepdims=True))
    scale = staticmethod(lambda a, factor: a * np.asarray(factor, np.float32))
    add = staticmethod(lambda a, b: a + b)
    subtract = staticmethod(lambda a, b: a - b)
    times = staticmethod(lambda a, b: a * b)
    larger = staticmethod(np.maximum)
    equal = staticmethod(lambda a, number: (a == np.float32(number)).astype(np.float32))
    product = staticmethod(lambda a, ones: a @ ones)
    columns = staticmethod(lambda a, places: a[..., places])
    pick = staticmethod(lambda a: a[..., 0])
    quarter = staticmethod(lambda a: a[:, 0, :1] - np.float32(4) * np.floor(a[:, 0, :1] * np.float32(0.25)))
    every = staticmethod(lambda a: np.broadcast_to(a[:, None, :], (len(a), STEPS, a.shape[-1])))
    join = staticmethod(lambda parts: np.concatenate(parts, axis=2))
    steps = staticmethod(
        lambda a: np.broadcast_to(np.arange(1, STEPS + 1, dtype=np.float32)[None, :, None], (len(a), STEPS, 1))
    )


def features(at, past, ahead):
    """Features [batch, 96, len(NAMES)] of `past` [batch, 2688] and `ahead` [batch, 96, 6]; `at` is NumpySteps or its twin."""
    past = at.snap(past)
    raw = at.gather(past, _RAW)
    near = at.gather(past, _NEAR)
    # Sums of whole steps, so that sums of them are exact as well.
    sums = at.pick(at.total(near))
    around = at.scale(sums, 1 / 5)
    weeks = at.columns(raw, _WEEKS)
    ends = at.add(at.greatest(weeks), at.least(weeks))
    median = at.scale(at.subtract(at.total(weeks), ends), 0.5)
    days_around = at.columns(around, range(7))
    of_weeks, of_days = at.total(at.columns(sums, _WEEK_PLACES)), at.total(at.columns(sums, range(7)))
    points = at.gather(past, PAST - 1 - np.asarray(_POINTS))
    means = at.scale(at.product(past, _ONES), _SHARES)
    changed = [
        at.add(at.every(at.columns(points, [0])), at.subtract(at.columns(raw, [lag]), at.every(at.columns(points, [place]))))
        for lag, place in ((3, 3), (0, 4))
    ]
    return at.join(
        [
            at.steps(ahead),
            at.every(at.quarter(ahead)),
            ahead,
            raw,
            at.columns(around, (0, 6)),
            median,
            at.scale(of_weeks, 1 / 20),
            at.scale(of_days, 1 / 35),
            at.least(days_around),
            *changed,
            at.every(points),
            at.every(means),
            at.every(at.subtract(at.columns(means, [3]), at.columns(means, [7]))),
            at.every(at.subtract(at.columns(means, [5]), at.columns(means, [8]))),
            *_day_kinds(at, ahead),
        ]
    )


def _day_kinds(at, ahead):
    """What days have in common, so that the few days off are learned from together with the many Sundays. 0 and 1, the last one 0 to 671."""
    slot, weekday, off, before, after = (at.columns(ahead, [place]) for place in range(5))
    saturday, sunday = (at.equal(weekday, day) for day in (_SATURDAY, _SUNDAY))
    # A Friday or Saturday after a day off, a Monday before one.
    late, monday = at.add(at.equal(weekday, _SATURDAY - 1), saturday), at.equal(weekday, 0)
    return [
        at.larger(sunday, off),
        at.add(saturday, sunday),
        at.larger(at.times(before, late), at.times(after, monday)),
        at.add(at.scale(weekday, DAY), slot),
    ]


class GraphSteps:
    """The same operations as nodes."""

    def __init__(self, builder):
        self._builder = builder

    def _node(self, operator, *inputs, **attributes):
        return self._builder.node(operator, list(inputs), **attributes)

    def _index(self, places):
        return self._builder.constant(np.asarray(list(places) if isinstance(places, range) else places), np.int64)

    def snap(self, a):
        """Rounds half to even to the grid."""
        return self.scale(self._node("Round", self.scale(a, _GRID)), 1 / _GRID)

    def gather(self, a, places):
        """Elements of the second dimension."""
        return self._node("Gather", a, self._index(places), axis=1)

    def columns(self, a, places):
        """Elements of the last dimension."""
        return self._node("Gather", a, self._index(places), axis=-1)

    def total(self, a):
        """Sum over the last dimension, which stays as one."""
        return self._node("ReduceSum", a, self._index([-1]), keepdims=1)

    def greatest(self, a):
        """Greatest of the last dimension."""
        return self._node("ReduceMax", a, axes=[-1], keepdims=1)

    def least(self, a):
        """Least of the last dimension."""
        return self._node("ReduceMin", a, axes=[-1], keepdims=1)

    def scale(self, a, factor):
        """a * float32(factor)."""
        return self._node("Mul", a, self._builder.constant(factor))

    def add(self, a, b):
        """a + b."""
        return self._node("Add", a, b)

    def subtract(self, a, b):
        """a - b."""
        return self._node("Sub", a, b)

    def times(self, a, b):
        """a * b."""
        return self._node("Mul", a, b)

    def larger(self, a, b):
        """The larger of both."""
        return self._node("Max", a, b)

    def equal(self, a, number):
        """1 where `a` is the number, otherwise 0."""
        return self._node("Cast", self._node("Equal", a, self._builder.constant(number)), to=1)

    def product(self, a, ones):
        """Sums of chosen elements."""
        return self._node("MatMul", a, self._builder.constant(ones))

    def pick(self, a):
        """Without the last dimension, which is one."""
        return self._node("Squeeze", a, self._index([-1]))

    def quarter(self, a):
        """Which quarter of the hour the first step is in, 0 to 3."""
        first = self._node("Squeeze", self.columns(self.gather(a, [0]), [0]), self._index([1]))
        hours = self._node("Floor", self.scale(first, 0.25))
        return self.subtract(first, self.scale(hours, 4))

    def every(self, a):
        """The same for every step."""
        return self._node("Expand", self._node("Unsqueeze", a, self._index([1])), self._index([1, STEPS, 1]))

    def join(self, parts):
        """Beside each other."""
        return self._node("Concat", *parts, axis=2)

    def steps(self, a):
        """1 to 96 in every row of `a`."""
        zero = self.scale(self.columns(a, [0]), 0)
        return self.add(zero, self._builder.constant(np.arange(1, STEPS + 1).reshape(1, STEPS, 1)))
