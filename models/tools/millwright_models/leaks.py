# SPDX-License-Identifier: EPL-2.0
"""Columns that make a model look better than it is: known only after the event, or identifiers. Warnings, no refusals."""

import numpy as np

_ALONE = 0.99
_LEAST_EQUAL = 5
_BY_CHANCE = 1e-6
_MOST_VALUES = 50


def warnings(feature, column, labels):
    """One sentence for a suspicious column, none for any other."""
    exclude = f"(consider --exclude {feature.name})"
    if not feature.is_text and _counts(column):
        return [f"column {feature.name}: counts the rows, an identifier, which says nothing of another row {exclude}"]
    area = 0.5 if feature.is_text else _area(column, labels)
    if area >= _ALONE or area <= 1 - _ALONE:
        return [f"column {feature.name}: alone tells the label (ROC-AUC {area:.3f}): is it known before the event? {exclude}"]
    values = np.unique(column)
    base = labels.mean()
    for value in values if len(values) <= _MOST_VALUES else ():
        rows = labels[column == value]
        if rows.all() and len(rows) >= _LEAST_EQUAL and base ** len(rows) < _BY_CHANCE:
            shown = feature.categories[int(value)] if feature.is_text else f"{value:g}"
            return [
                f"column {feature.name}: {shown} means label 1 in all of {len(rows)} rows: is it known before the event? {exclude}"
            ]
    return []


def _counts(column):
    steps = np.diff(column)
    return len(column) > 1 and bool((column == np.rint(column)).all()) and bool((steps > 0).all() or (steps < 0).all())


def _area(column, labels):
    """ROC-AUC of a column alone; ties count half."""
    values, place = np.unique(column, return_inverse=True)
    counts = np.bincount(place, minlength=len(values))
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    positive = int(labels.sum())
    negative = len(labels) - positive
    return float((ranks[labels == 1].sum() - positive * (positive + 1) / 2) / (positive * negative))
