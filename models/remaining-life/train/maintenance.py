# SPDX-License-Identifier: EPL-2.0
"""What an alarm limit is worth: lead time, failures missed, life given away, beside overhauls at a fixed age."""

from dataclasses import dataclass

import numpy as np

# Cycles that maintenance needs between the alarm and the overhaul.
NOTICE = 15
# How many cycles of life given away cost as much as one failure without notice.
RATIO = 100
# An alarm stands after so many windows in a row below the limit: one alone may be noise.
IN_A_ROW = 3


@dataclass(frozen=True)
class Outcome:
    """Of one policy over all units. `lead` is the median of the cycles between alarm and failure, NaN without alarms."""

    missed: int
    units: int
    lead: float
    given_away: float

    @property
    def cost(self):
        """Per unit, in cycles of life."""
        return self.given_away + RATIO * self.missed / self.units


def first_alarm(lives, limit):
    """Index of the window at which the alarm stands, None if it never does; `lives` in the order of time."""
    below = np.asarray(lives) < limit
    run = np.convolve(below, np.ones(IN_A_ROW, int))[: len(below)]
    found = np.flatnonzero(run >= IN_A_ROW)
    return int(found[0]) if len(found) else None


def by_alarm(predicted_of_units, limit):
    """Outcome of an overhaul NOTICE cycles after the alarm. Each unit's predictions end at its failure."""
    leads = []
    for predicted in predicted_of_units:
        alarm = first_alarm(predicted, limit)
        leads.append(None if alarm is None else len(predicted) - 1 - alarm)
    return _outcome(leads)


def by_age(lengths, age):
    """Outcome of an overhaul at a fixed age: the simplest policy. Its notice is as long as wanted."""
    return _outcome([length - age + NOTICE for length in lengths])


def best_limit(predicted_of_units):
    """The limit in cycles that costs least on these units."""
    limits = np.arange(NOTICE, 81)
    costs = np.array([by_alarm(predicted_of_units, limit).cost for limit in limits])
    # One unit must not decide: the curve is smoothed over two cycles on either side.
    smooth = np.convolve(np.pad(costs, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    return int(limits[np.argmin(smooth)])


def best_age(lengths):
    """The age that costs least on these units."""
    ages = np.arange(min(lengths) // 2, max(lengths))
    return int(ages[np.argmin([by_age(lengths, age).cost for age in ages])])


def _outcome(leads):
    noticed = [lead for lead in leads if lead is not None and lead >= NOTICE]
    known = [lead for lead in leads if lead is not None]
    return Outcome(
        len(leads) - len(noticed),
        len(leads),
        float(np.median(known)) if known else float("nan"),
        float(np.sum([lead - NOTICE for lead in noticed]) / len(leads)),
    )
