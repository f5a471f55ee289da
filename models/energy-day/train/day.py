# SPDX-License-Identifier: EPL-2.0
"""The model of the day ahead: ensembles of boosted trees, blended with four weeks and with the value of now."""

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

from millwright_models.forest import KEYS, add_ensemble, float32_at_or_below
from slots import MEDIAN, NAMES, NOW, PAST, STEPS, GraphSteps, NumpySteps, features

QUANTILES = (0.1, 0.5, 0.9)
COVERAGE = QUANTILES[2] - QUANTILES[0]
# Steps that the present value may take part in, and where the interval's width is corrected alike.
NEAR = 8
GROUPS = (4, 16, STEPS)
# Leaves are multiples of 1/4,096 kWh: sums of them are exact in float32.
_LEAF = 4096
# Some 200 rows of the training tell of the same day: with leaves of less than a week, trees learn days by heart.
_TREES, _LEAVES, _ROWS_IN_LEAF, _RATE = 120, 24, 1500, 0.05
_STEPS_DRAWN, _NEAR_DRAWN = 8, 3


class Trees:
    """Boosted trees for one quantile, with snapped leaves."""

    def __init__(self, seen, truth, quantile, seed):
        loss = {"loss": "absolute_error"} if quantile == 0.5 else {"loss": "quantile", "quantile": quantile}
        self._fitted = HistGradientBoostingRegressor(
            **loss,
            max_iter=_TREES,
            max_leaf_nodes=_LEAVES,
            min_samples_leaf=_ROWS_IN_LEAF,
            learning_rate=_RATE,
            l2_regularization=1.0,
            early_stopping=False,
            random_state=seed,
        ).fit(seen, truth)
        self.base = float(np.rint(float(self._fitted._baseline_prediction.item()) * _LEAF) / _LEAF)
        for predictor in self.predictors():
            nodes = predictor.nodes
            nodes["value"] = np.rint(nodes["value"] * _LEAF) / _LEAF
        self._fitted._baseline_prediction[...] = self.base

    def predict(self, seen):
        """Values of float32 rows, float64, by scikit-learn's own branches."""
        return self._fitted.predict(seen)

    def predictors(self):
        """The trees."""
        return [predictor for (predictor,) in self._fitted._predictors]

    def add_to(self, builder, rows):
        """Appends the trees to `builder` on `rows` [n, features]; returns [n, 1]."""
        columns = {key: [] for key in KEYS}
        for number, predictor in enumerate(self.predictors()):
            for place, node in enumerate(predictor.nodes):
                leaf = bool(node["is_leaf"])
                columns["nodes_treeids"].append(number)
                columns["nodes_nodeids"].append(place)
                columns["nodes_modes"].append("LEAF" if leaf else "BRANCH_LEQ")
                columns["nodes_featureids"].append(0 if leaf else int(node["feature_idx"]))
                columns["nodes_values"].append(0.0 if leaf else float(float32_at_or_below(node["num_threshold"])))
                columns["nodes_truenodeids"].append(0 if leaf else int(node["left"]))
                columns["nodes_falsenodeids"].append(0 if leaf else int(node["right"]))
                columns["nodes_missing_value_tracks_true"].append(0)
                if leaf:
                    columns["target_treeids"].append(number)
                    columns["target_nodeids"].append(place)
                    columns["target_ids"].append(0)
                    columns["target_weights"].append(float(node["value"]))
        return builder.node("Add", [add_ensemble(builder, rows, columns, 1), builder.constant([self.base])])


def draw(meter, origins, seed):
    """Training rows (features, energy): of each origin a few of its 96 steps, the first ones more often."""
    random = np.random.default_rng(seed)
    seen, truth = [], []
    for start in range(0, len(origins), 500):
        chosen = origins[start : start + 500]
        near = np.argsort(random.random((len(chosen), NEAR)), axis=1)[:, :_NEAR_DRAWN]
        far = NEAR + np.argsort(random.random((len(chosen), STEPS - NEAR)), axis=1)[:, :_STEPS_DRAWN]
        steps = np.concatenate([near, far], axis=1)
        rows = features(NumpySteps, *inputs(meter, chosen))
        seen.append(np.take_along_axis(rows, steps[:, :, None], 1).reshape(-1, rows.shape[2]))
        truth.append(np.take_along_axis(meter.truth(chosen, STEPS), steps, 1).ravel())
    return np.concatenate(seen), np.concatenate(truth)


def inputs(meter, origins):
    """The two inputs of the graph, of these origins."""
    return meter.past(origins, PAST), meter.ahead(origins, STEPS)


class Blend:
    """What is mixed with the trees: shares of four weeks and of the present value, and offsets of the interval per group of steps."""

    def __init__(self, weeks=0.0, present=None, offsets=None):
        self.weeks = float(weeks)
        self.present = np.zeros(STEPS, np.float32) if present is None else np.asarray(present, np.float32)
        self.offsets = np.zeros((2, STEPS), np.float32) if offsets is None else np.asarray(offsets, np.float32)

    def median(self, parts):
        """Of Parts, the middle forecast."""
        trees = (1 - self.weeks) * parts.raw[1] + self.weeks * parts.weeks
        return np.maximum(0, (1 - self.present) * trees + self.present * parts.now)

    def ends(self, parts):
        """Lower and upper end; the middle lies between them."""
        middle = self.median(parts)
        low = np.maximum(0, np.minimum(middle, parts.raw[0] - self.offsets[0]))
        return low, np.maximum(middle, parts.raw[2] + self.offsets[1])


class Parts:
    """What a blend mixes, each [n, 96]: raw quantiles of the trees, four weeks' median, the present value; and the truth."""

    def __init__(self, raw, weeks, now, truth=None):
        self.raw, self.weeks, self.now, self.truth = raw, weeks, now, truth

    @staticmethod
    def together(many):
        """All of them in one."""
        joined = [np.concatenate([getattr(each, name) for each in many], axis=-2) for name in ("raw", "weeks", "now", "truth")]
        return Parts(*joined)


def learn_blend(parts):
    """The Blend with the least absolute error on forecasts of what the trees had not seen."""
    shares = np.arange(0, 0.61, 0.1)
    errors = [np.abs(Blend(share).median(parts) - parts.truth).mean() for share in shares]
    weeks = float(shares[int(np.argmin(errors))])
    present = np.zeros(STEPS, np.float32)
    mixed = Blend(weeks).median(parts)
    grid = np.arange(0, 1.01, 0.1)
    for step in range(NEAR):
        truth = parts.truth[:, step]
        errors = [np.abs((1 - p) * mixed[:, step] + p * parts.now[:, step] - truth).mean() for p in grid]
        present[step] = grid[int(np.argmin(errors))]
    offsets = np.zeros((2, STEPS), np.float32)
    first = 0
    for end in GROUPS:
        truth = parts.truth[:, first:end]
        offsets[0, first:end] = np.quantile(parts.raw[0][:, first:end] - truth, 1 - QUANTILES[0])
        offsets[1, first:end] = np.quantile(truth - parts.raw[2][:, first:end], QUANTILES[2])
        first = end
    return Blend(weeks, present, np.clip(offsets, -10, 40))


class Day:
    """The trees, trained on these origins, and a blend."""

    def __init__(self, meter, origins, seed, blend=None):
        seen, truth = draw(meter, origins, seed)
        self.trees = [Trees(seen, truth, quantile, seed) for quantile in QUANTILES]
        # The middle twice: as a load, and as what is above or below four weeks, which follows a new level at once.
        self.change = Trees(seen, truth - seen[:, MEDIAN], 0.5, seed)
        self.blend = blend or Blend()

    def parts(self, past, ahead, truth=None):
        """The Parts of these inputs."""
        raw, weeks, now = [], [], []
        for start in range(0, len(past), 300):
            seen = features(NumpySteps, past[start : start + 300], ahead[start : start + 300])
            rows = seen.reshape(-1, seen.shape[2])
            low, load, high, change = (trees.predict(rows).reshape(seen.shape[:2]) for trees in (*self.trees, self.change))
            weeks.append(seen[:, :, MEDIAN].astype(np.float64))
            raw.append(np.stack([low, 0.5 * (load + (change + weeks[-1])), high]))
            now.append(seen[:, :, NOW].astype(np.float64))
        return Parts(np.concatenate(raw, axis=1), np.concatenate(weeks), np.concatenate(now), truth)

    def predict(self, past, ahead):
        """(load, lower, upper), each float64 [n, 96]."""
        parts = self.parts(past, ahead)
        return (self.blend.median(parts), *self.blend.ends(parts))

    def add_to(self, builder, past, ahead):
        """Appends everything to `builder`; returns the names of load, lower and upper, each [batch, 96]."""
        steps = GraphSteps(builder)
        seen = features(steps, past, ahead)
        rows = builder.node("Reshape", [seen, builder.constant([-1, len(NAMES)], np.int64)])
        shape = builder.constant([-1, STEPS], np.int64)
        of_trees = [trees.add_to(builder, rows) for trees in (*self.trees, self.change)]
        low, direct, high, change = (builder.node("Reshape", [each, shape]) for each in of_trees)
        weeks, now = (builder.node("Reshape", [steps.columns(seen, [place]), shape]) for place in (MEDIAN, NOW))
        middle = steps.scale(steps.add(direct, steps.add(change, weeks)), 0.5)
        blend, zero = self.blend, builder.constant([0.0])
        own = (1 - blend.present.astype(np.float64)) * (1 - blend.weeks)
        mixed = steps.add(steps.scale(middle, own), steps.scale(weeks, (1 - blend.present.astype(np.float64)) * blend.weeks))
        load = builder.node("Max", [steps.add(mixed, steps.scale(now, blend.present)), zero])
        below = steps.subtract(low, builder.constant(blend.offsets[0]))
        lower = builder.node("Max", [builder.node("Min", [load, below]), zero])
        upper = builder.node("Max", [load, steps.add(high, builder.constant(blend.offsets[1]))])
        return load, lower, upper
