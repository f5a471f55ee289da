# SPDX-License-Identifier: EPL-2.0
"""What the recipe reaches on units that it has not seen, beside a constant and a ridge regression."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sklearn.linear_model import Ridge

from millwright_models import cmapss, conformal, statements
import life
import maintenance
from windows import LENGTH, WindowFeatures

PARTS = 4
SPLIT = "25 units left out"
CONSTANT = "always the mean"


def rmse(predicted, actual):
    """Root mean squared error in cycles."""
    return float(np.sqrt(np.mean((np.asarray(predicted) - actual) ** 2)))


def phm(predicted, actual, weights=None):
    """The score of the PHM 2008 challenge per unit: a late prediction costs more than an early one."""
    late = np.asarray(predicted) - actual
    each = np.where(late < 0, np.exp(-late / 13), np.exp(late / 10)) - 1
    return float(np.average(each, weights=weights))


@dataclass
class Figures:
    """One value per split under each name; `alarms` and `ages` are Outcomes of the left-out units."""

    splits: dict = field(default_factory=dict)
    cut_points: int = 0
    alarms: list = field(default_factory=list)
    ages: list = field(default_factory=list)

    def add(self, **figures):
        """Takes the figures of one split."""
        for name, value in figures.items():
            self.splits.setdefault(name, []).append(float(value))

    def mean(self, name):
        """Mean over the splits."""
        return float(np.mean(self.splits[name]))

    def spread(self, name):
        """Standard deviation over the splits."""
        return float(np.std(self.splits[name], ddof=1))

    def policy(self, outcomes):
        """Cost per unit in cycles, share of failures missed, life given away, and the median lead time."""
        units = sum(each.units for each in outcomes)
        missed = sum(each.missed for each in outcomes) / units
        given = sum(each.given_away * each.units for each in outcomes) / units
        lead = float(np.nanmedian([each.lead for each in outcomes]))
        return {"cost": given + maintenance.RATIO * missed, "missed": missed, "given_away": given, "lead": lead}

    def metrics(self):
        """For model.json, the headline first."""
        alarm, age = self.policy(self.alarms), self.policy(self.ages)
        per_unit = [self.mean(name) for name in ("covered_of_units", "band_of_constant")]
        return [
            statements.metric_of_folds("RMSE, cycles", self.splits["rmse"], self.splits["constant"], CONSTANT, SPLIT, "lower"),
            statements.metric_of_folds(
                "PHM score per unit", self.splits["phm"], self.splits["phm_constant"], CONSTANT, SPLIT, "lower"
            ),
            statements.metric_of_folds(
                "RMSE beside ridge, cycles", self.splits["rmse"], self.splits["ridge"], "ridge on the same features", SPLIT, "lower"
            ),
            statements.metric(
                "Share inside the 90 % interval", self.mean("covered"), 0.9, "as promised", SPLIT, self.spread("covered")
            ),
            statements.metric(
                "Mean width of the interval, cycles",
                self.mean("width"),
                per_unit[1],
                "the middle 90 % of all lives",
                SPLIT,
                self.spread("width"),
                "lower",
            ),
            statements.metric(
                "Cost per unit, cycles of life", alarm["cost"], age["cost"], "overhaul at the best fixed age", SPLIT, better="lower"
            ),
        ]

    def texts(self):
        """For train/figures.md."""
        alarm, age = self.policy(self.alarms), self.policy(self.ages)
        names = {
            "rmse": "RMSE, cycles",
            "rmse_of_units": "RMSE with every unit weighing the same",
            "ridge": "RMSE of ridge regression on the same features",
            "constant": "RMSE of a constant",
            "phm": "PHM score per unit (late costs more than early)",
            "covered": "inside the 90 % interval, all cut points",
            "covered_of_units": "inside the 90 % interval, mean of the units",
            "covered_error": "standard error of that, by unit",
            "width": "mean width of the interval, cycles",
        }
        lines = ["| figure | mean | spread | least | greatest |", "|---|---|---|---|---|"]
        for name, title in names.items():
            values = self.splits[name]
            cells = (self.mean(name), self.spread(name), min(values), max(values))
            lines.append(f"| {title} | " + " | ".join(f"{cell:.3g}" if cell < 1 else f"{cell:.2f}" for cell in cells) + " |")
        splits = len(self.splits["rmse"])
        policies = [
            "| policy | failures without notice | life given away, cycles per unit | cost per unit | lead time, median |",
            "|---|---|---|---|---|",
        ]
        for title, policy in (("alarm of the model", alarm), ("overhaul at the best fixed age", age)):
            lead = f"{policy['lead']:.0f}" if policy is alarm else "as wanted"
            policies.append(
                f"| {title} | {100 * policy['missed']:.1f} % | {policy['given_away']:.1f} | {policy['cost']:.1f} | {lead} |"
            )
        return [
            (
                "Units left out",
                f"{splits} splits: the units in {splits // PARTS} random orders, a quarter of them left out each time, "
                f"{self.cut_points:,} cut points in all. Which units are left out decides more than any change of the recipe, so "
                "a single split proves little:\n\n" + "\n".join(lines),
            ),
            (
                "Alarm, lead time and missed failures",
                f"An alarm stands after {maintenance.IN_A_ROW} windows in a row below the limit; the overhaul follows "
                f"{maintenance.NOTICE} cycles later. A failure without that notice costs {maintenance.RATIO} cycles of life. Limit "
                "and age were chosen on the other units of each split:\n\n" + "\n".join(policies),
            ),
        ]

    def report(self):
        """The same for the terminal."""
        return "\n\n".join(f"{heading}\n\n{text}" for heading, text in self.texts())

    def to_json(self):
        """Means and spreads of all figures."""
        figures = {name: {"mean": round(self.mean(name), 4), "sd": round(self.spread(name), 4)} for name in self.splits}
        policies = {name: self.policy(each) for name, each in (("alarm", self.alarms), ("fixed_age", self.ages))}
        rounded = {name: {key: round(value, 4) for key, value in each.items()} for name, each in policies.items()}
        return {"splits": len(self.splits["rmse"]), "cut_points": self.cut_points, **figures, "policies": rounded}


def by_unit(values, units):
    """The values of each unit, in the order of time."""
    return [values[units == unit] for unit in np.unique(units)]


def alarm_limit(runs, predicted, units):
    """The limit that costs least, from predictions without the unit."""
    return maintenance.best_limit(by_unit(predicted, units))


def of_splits(runs, orders, seed):
    """Evaluates the whole recipe, interval and limit included, on each quarter of the units in several random orders."""
    figures = Figures()
    for order in range(orders):
        shuffled = np.random.default_rng(seed + order).permutation(list(runs.units))
        for part in range(PARTS):
            _split(figures, runs, shuffled[part::PARTS], seed + order)
    return figures


def _split(figures, runs, held, seed):
    train = [unit for unit in runs.units if unit not in held]
    windows, lives, units = cmapss.windows(runs, train, LENGTH, life.CAP)
    model, band, predicted_train = life.fit(windows, lives, units, seed)
    test, actual, owners = cmapss.windows(runs, held, LENGTH, life.CAP)
    predicted = model.predict(test)
    lower, upper = life.ends(band, predicted)
    seen = WindowFeatures(windows)
    ridge = np.clip(Ridge(1.0).fit(seen(windows), lives).predict(seen(test)), 0, life.CAP)
    constant = np.full(len(actual), lives.mean())
    weights = conformal.unit_weights(owners)
    share, of_units, error = conformal.covered(lower, upper, actual, owners)
    low, high = (conformal.weighted_quantile(lives, np.ones(len(lives)), q) for q in (0.05, 0.95))
    figures.add(
        rmse=rmse(predicted, actual),
        rmse_of_units=np.sqrt(np.average((predicted - actual) ** 2, weights=weights)),
        ridge=rmse(ridge, actual),
        constant=rmse(constant, actual),
        phm=phm(predicted, actual, weights),
        phm_constant=phm(constant, actual, weights),
        covered=share,
        covered_of_units=of_units,
        covered_error=error,
        width=np.mean(upper - lower),
        band_of_constant=high - low,
    )
    figures.cut_points += len(actual)
    limit = alarm_limit(runs, predicted_train, units)
    age = maintenance.best_age([len(runs.units[unit]) for unit in train])
    figures.alarms.append(maintenance.by_alarm(by_unit(predicted, owners), limit))
    figures.ages.append(maintenance.by_age([len(runs.units[unit]) for unit in held], age))


def of_test(runs, path, seed):
    """RMSE, PHM score and coverage at the last window of each unit of a test file, whose lives stand in RUL_FD001.txt."""
    cut = cmapss.read(path)
    truth = np.loadtxt(Path(path).with_name(Path(path).name.replace("test", "RUL")))
    windows, lives, units = cmapss.windows(runs, runs.units, LENGTH, life.CAP)
    model, band, _ = life.fit(windows, lives, units, seed)
    last = [values[-LENGTH:] for values in cut.units.values()]
    # A unit shorter than a window began with its first row standing still.
    filled = [np.concatenate([values[:1].repeat(LENGTH - len(values), 0), values]) for values in last]
    predicted = model.predict(np.stack(filled))
    actual = np.minimum(truth, life.CAP)
    lower, upper = life.ends(band, predicted)
    return {
        "units": len(actual),
        "rmse": round(rmse(predicted, actual), 3),
        "phm": round(phm(predicted, actual) * len(actual), 1),
        "covered": round(float(np.mean((lower <= actual) & (actual <= upper))), 4),
    }
