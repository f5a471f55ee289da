# SPDX-License-Identifier: EPL-2.0
"""What the model sees of a window of 30 cycles, computed by NumPy in training and by the same steps in the graph.

Standardised values are snapped to a grid and then only multiplied by whole numbers and added: in float32 that is exact in
whatever order a runtime adds. What the trees compare with their thresholds is therefore the same number everywhere.
"""

import numpy as np

LENGTH = 30
RECENT = 10
# Grids in steps per unit: of standardised values, of features, of directions. Each product's sum stays below 2^24 steps.
_VALUE_STEPS, _STEPS, _DIRECTION_STEPS = 256, 1024, 64
# Beyond 8 standard deviations a sensor says nothing more than that it is far away.
_LIMIT = 8.0
DIRECTIONS = 3
NAMES = ["mean of 30 cycles", "mean of the last 10", "mean of the first 10", "slope per 10 cycles"]

_PLACES = np.arange(LENGTH)
_WHOLE = np.stack(
    [
        np.ones(LENGTH),
        _PLACES >= LENGTH - RECENT,
        _PLACES < RECENT,
        2 * _PLACES - (LENGTH - 1),
    ]
).astype(np.float32)
# What the whole numbers above are divided by.
_SCALES = np.array([1 / LENGTH, 1 / RECENT, 1 / RECENT, 10 * 2 / np.sum(_WHOLE[3] ** 2)])[:, None]


class WindowFeatures:
    """Standardisation and main directions, learned on windows of the training units."""

    def __init__(self, windows):
        rows = windows.reshape(-1, windows.shape[2]).astype(np.float64)
        self.mean = rows.mean(axis=0).astype(np.float32)
        self.inverse = (1 / rows.std(axis=0)).astype(np.float32)
        self.directions = np.zeros((windows.shape[2], DIRECTIONS), np.float32)
        means = self._summaries(windows)[:, 0].astype(np.float64)
        axes = np.linalg.svd(means - means.mean(axis=0), full_matrices=False)[2][:DIRECTIONS].T
        # The sign of an axis is arbitrary: fixed, so that the same data give the same file.
        axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(DIRECTIONS)])
        self.directions = (np.rint(axes * _DIRECTION_STEPS) / _DIRECTION_STEPS).astype(np.float32)

    def __call__(self, windows):
        """Features of float32 windows [n, 30, sensors], float32 [n, 4 * (sensors + 3)]."""
        summaries = self._summaries(windows)
        along = summaries @ self.directions
        return np.concatenate([summaries.reshape(len(windows), -1), along.reshape(len(windows), -1)], axis=1)

    def _summaries(self, windows):
        values = np.clip((np.asarray(windows, np.float32) - self.mean) * self.inverse, -_LIMIT, _LIMIT)
        snapped = np.rint(values * np.float32(_VALUE_STEPS)) * np.float32(1 / _VALUE_STEPS)
        sums = np.matmul(_WHOLE, snapped)
        return np.rint(sums * self._scales()) * np.float32(1 / _STEPS)

    @staticmethod
    def _scales():
        return (_SCALES * _STEPS).astype(np.float32)

    def add_to(self, builder, window):
        """Appends the same steps to `builder` on the result `window`; returns the features [batch, 4 * (sensors + 3)]."""
        sensors = len(self.mean)
        centred = builder.node("Sub", [window, builder.constant(self.mean)])
        scaled = builder.node("Mul", [centred, builder.constant(self.inverse)])
        values = builder.node("Clip", [scaled, builder.constant(-_LIMIT), builder.constant(_LIMIT)])
        snapped = _snap(builder, builder.node("Mul", [values, builder.constant([_VALUE_STEPS])]), _VALUE_STEPS)
        sums = builder.node("MatMul", [builder.constant(_WHOLE), snapped])
        summaries = _snap(builder, builder.node("Mul", [sums, builder.constant(self._scales())]), _STEPS)
        along = builder.node("MatMul", [summaries, builder.constant(self.directions)])
        flat = [
            builder.node("Reshape", [part, builder.constant([-1, len(NAMES) * width], np.int64)])
            for part, width in ((summaries, sensors), (along, DIRECTIONS))
        ]
        return builder.node("Concat", flat, axis=1)


def _snap(builder, steps, per_unit):
    return builder.node("Mul", [builder.node("Round", [steps]), builder.constant([1 / per_unit])])
