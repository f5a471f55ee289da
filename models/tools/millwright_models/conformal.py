# SPDX-License-Identifier: EPL-2.0
"""An interval around a predicted value from the errors on units that were left out: wider where the errors are.

Split conformal by the size of the prediction (Mondrian): in bins of the predicted value the shortest stretch of errors is taken that
holds the wanted share of them, and the ends are joined by straight lines, so that no interval jumps at a bin's edge and a last-digit
difference cannot change it. Shortest, not with equal tails: where the value is capped, one tail is empty. Every unit weighs the same,
however many rows it has.
"""

import numpy as np


class Band:
    """Offsets below and above a prediction, piecewise linear over `knots`, held beyond the first and the last one."""

    def __init__(self, knots, below, above):
        self.knots, self.below, self.above = (np.asarray(values, np.float32) for values in (knots, below, above))

    def ends(self, predicted):
        """Lower and upper end for each predicted value, float64."""
        predicted = np.asarray(predicted, np.float64)
        return tuple(predicted + np.interp(predicted, self.knots, offsets) for offsets in (self.below, self.above))

    def add_to(self, builder, predicted):
        """Appends both ends to `builder` for the result `predicted` [batch, 1]; returns their names."""
        first = builder.node("Max", [predicted, builder.constant([self.knots[0]])])
        held = builder.node("Min", [first, builder.constant([self.knots[-1]])])
        over = builder.node("Relu", [builder.node("Sub", [held, builder.constant(self.knots[:-1].reshape(1, -1))])])
        ends = []
        for offsets in (self.below, self.above):
            slopes = np.diff(offsets.astype(np.float64)) / np.diff(self.knots.astype(np.float64))
            bends = np.diff(slopes, prepend=0.0).reshape(-1, 1)
            offset = builder.node("Add", [builder.node("MatMul", [over, builder.constant(bends)]), builder.constant([offsets[0]])])
            ends.append(builder.node("Add", [predicted, offset]))
        return ends


def band(predicted, actual, units, coverage, knots):
    """The Band that covers `coverage` of these errors around each knot; rows nearer to another knot count for that one."""
    predicted, actual, units = np.asarray(predicted), np.asarray(actual), np.asarray(units)
    knots = np.asarray(knots, float)
    nearest = np.abs(predicted[:, None] - knots).argmin(axis=1)
    below, above = [], []
    for knot in range(len(knots)):
        rows = nearest == knot
        errors, weights = actual[rows] - predicted[rows], unit_weights(units[rows])
        low, high = shortest(errors, weights, coverage)
        below.append(low)
        above.append(high)
    return Band(knots, below, above)


def unit_weights(units):
    """A weight per row such that every unit weighs the same."""
    _, inverse, counts = np.unique(units, return_inverse=True, return_counts=True)
    return 1.0 / counts[inverse]


def shortest(values, weights, share):
    """The ends of the shortest stretch of values that holds `share` of the weight."""
    order = np.argsort(values)
    sorted_values = np.asarray(values)[order]
    total = np.concatenate([[0.0], np.cumsum(weights[order])])
    last = np.searchsorted(total, total[:-1] + share * total[-1] - 1e-12) - 1
    starts = np.flatnonzero(last < len(sorted_values))
    widths = sorted_values[last[starts]] - sorted_values[starts]
    first = starts[np.argmin(widths)]
    return float(sorted_values[first]), float(sorted_values[last[first]])


def weighted_quantile(values, weights, share):
    """The value below which `share` of the weight lies."""
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, share * total[-1])])


def covered(lower, upper, actual, units):
    """Share of rows inside, its mean over the units, and the standard error of that mean (units, not rows, are independent)."""
    inside = (np.asarray(lower) <= actual) & (actual <= np.asarray(upper))
    shares = np.array([inside[units == unit].mean() for unit in np.unique(units)])
    return float(inside.mean()), float(shares.mean()), float(shares.std(ddof=1) / np.sqrt(len(shares)))
