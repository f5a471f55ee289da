# SPDX-License-Identifier: EPL-2.0
"""What the recipe reaches on months that it has not seen: each is forecast by trees of the months before it, from every quarter of an hour."""

from dataclasses import dataclass, field

import numpy as np

from millwright_models import statements
from day import COVERAGE, Day, Parts, inputs, learn_blend
from slots import DAY, PAST, STEPS, WEEK

MONTHS = (6, 7, 8, 9, 10)
SPLIT = "months forecast by the months before them"
NAIVE = "the same time a week ago"
# Every how many quarters of an hour a forecast is judged: 7 is prime to 96, so all of them come.
STRIDE = 7
_TRAINED_EVERY = 5


def origins(meter, number):
    """The origins of a month whose 96 steps are known."""
    first, end = meter.month(number)
    return np.arange(max(first, PAST), min(end, len(meter.values) - STEPS + 1), STRIDE)


def trained_on(end):
    """The origins that a model of the parts before `end` learns from."""
    return np.arange(PAST, end - STEPS + 1, _TRAINED_EVERY)


def wape(predicted, truth):
    """Sum of the absolute errors by the sum of the energy."""
    return float(np.abs(predicted - truth).sum() / truth.sum())


@dataclass
class Figures:
    """One dictionary of figures per month; `parts` are what blends are learned from."""

    months: dict = field(default_factory=dict)
    parts: dict = field(default_factory=dict)

    def of(self, name):
        """The figure of every month."""
        return [figures[name] for figures in self.months.values()]

    def pooled(self, name):
        """WAPE of all months together: each month's by its energy."""
        energy = [parts.truth.sum() for parts in self.parts.values()]
        return float(np.average(self.of(name), weights=energy))

    def metrics(self):
        """For model.json, the headline first."""

        def beside(title, name, baseline, called):
            return statements.metric_of_folds(title, self.of(name), self.of(baseline), called, SPLIT, "lower")

        return [
            beside("WAPE, 24 hours ahead", "wape", "week", NAIVE),
            beside("WAPE beside four weeks", "wape", "weeks", "median of the same time in four weeks"),
            beside("First quarter of an hour, kWh", "first", "first_now", "the present value"),
            statements.metric(
                "Share inside the 80 % interval",
                np.mean(self.of("inside")),
                COVERAGE,
                "as promised",
                SPLIT,
                np.std(self.of("inside"), ddof=1) if len(self.months) > 1 else None,
            ),
        ]

    def texts(self):
        """For train/figures.md."""
        titles = {
            "wape": "WAPE",
            "week": "a week ago",
            "below": "below that, %",
            "day": "a day ago",
            "weeks": "four weeks' median",
            "first": "MAE of the first step, kWh",
            "first_now": "present value, kWh",
            "worst": "WAPE of the worst origin's time of day",
            "inside": "inside 80 %",
            "pinball": "pinball loss, kWh",
        }
        lines = ["| month | " + " | ".join(titles.values()) + " |", "|---" * (len(titles) + 1) + "|"]
        for number, figures in self.months.items():
            cells = [f"{figures[name]:.1f}" if name == "below" else f"{figures[name]:.3g}" for name in titles]
            lines.append(f"| {number} | " + " | ".join(cells) + " |")
        text = (
            "Each month by trees of the months before it alone, from origins at all 96 times of the day; blend and width of the interval "
            "from the other months. In August and September the plant had its holidays, and little of them in the months before.\n\n"
        )
        after = (
            f"\n\nAll forecasts of these months in one sum: WAPE {self.pooled('wape'):.3f}, a week ago {self.pooled('week'):.3f}, four weeks' "
            f"median {self.pooled('weeks'):.3f}. Features, size of the leaves and number of trees were chosen by the mean over these same months, "
            "so the figures flatter a little: only months that come later judge the recipe."
        )
        return [("Months left out", text + "\n".join(lines) + after)]

    def report(self):
        """The same for the terminal."""
        return "\n\n".join(f"{heading}\n\n{text}" for heading, text in self.texts())

    def to_json(self):
        """All figures, rounded."""
        return {str(number): {name: round(value, 4) for name, value in each.items()} for number, each in self.months.items()}


def of_months(meter, months, seed):
    """Evaluates the whole recipe on each of these months."""
    figures = Figures()
    for number in months:
        model = Day(meter, trained_on(meter.month(number)[0]), seed)
        chosen = origins(meter, number)
        figures.parts[number] = model.parts(*inputs(meter, chosen), meter.truth(chosen, STEPS))
    for number in months:
        others = [parts for month, parts in figures.parts.items() if month != number] or [figures.parts[number]]
        figures.months[number] = _month(meter, origins(meter, number), figures.parts[number], learn_blend(Parts.together(others)))
    return figures


def _month(meter, chosen, parts, blend):
    truth, load = parts.truth, blend.median(parts)
    lower, upper = blend.ends(parts)
    ahead = chosen[:, None] + np.arange(STEPS)
    week, day = meter.values[ahead - WEEK], meter.values[ahead - DAY]
    phases = [wape(load[chosen % DAY == phase], truth[chosen % DAY == phase]) for phase in np.unique(chosen % DAY)]
    own, naive = wape(load, truth), wape(week, truth)
    return {
        "wape": own,
        "week": naive,
        "below": 100 * (1 - own / naive),
        "day": wape(day, truth),
        "weeks": wape(parts.weeks, truth),
        "first": float(np.abs(load - truth)[:, 0].mean()),
        "first_now": float(np.abs(parts.now - truth)[:, 0].mean()),
        "worst": max(phases),
        "inside": float(((truth >= lower) & (truth <= upper)).mean()),
        "pinball": float(np.mean([_pinball(lower, truth, 0.1), _pinball(load, truth, 0.5), _pinball(upper, truth, 0.9)])),
    }


def _pinball(predicted, truth, quantile):
    above = truth - predicted
    return float(np.maximum(quantile * above, (quantile - 1) * above).mean())
