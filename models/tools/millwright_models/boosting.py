# SPDX-License-Identifier: EPL-2.0
"""Exports gradient-boosted regression trees of XGBoost so that every runtime adds up the same number.

The leaves are snapped to a grid on which sums are exact in float32, in whatever order a runtime adds: what remains to agree is
the branch that is taken, which is certain where the features stand on a grid too.
"""

import json

import numpy as np

from .forest import KEYS, add_ensemble

# Leaves are multiples of 1/LEAF_STEPS: sums below 2^24 / LEAF_STEPS are exact.
LEAF_STEPS = 4096


class BoostedTrees:
    """A trained XGBRegressor whose leaves were snapped; `predict` and the graph route by the same thresholds."""

    def __init__(self, regressor):
        self._booster = regressor.get_booster()
        self._trees = [json.loads(text) for text in self._booster.get_dump(dump_format="json")]
        self.base = _snap(float(json.loads(self._booster.save_config())["learner"]["learner_model_param"]["base_score"]))
        self._leaves = [_leaves(tree) for tree in self._trees]

    def predict(self, features):
        """Values per row of float32 features, float64: XGBoost's own branches, the snapped leaves."""
        import xgboost

        reached = self._booster.predict(xgboost.DMatrix(features), pred_leaf=True).astype(int).reshape(len(features), -1)
        total = np.full(len(features), self.base)
        for column, leaves in enumerate(self._leaves):
            total += leaves[reached[:, column]]
        return total

    def add_to(self, builder, features):
        """Appends the trees to `builder` on the result `features`; returns the value [batch, 1]."""
        columns = {key: [] for key in KEYS}
        for number, tree in enumerate(self._trees):
            _add(columns, number, tree, self._leaves[number])
        summed = add_ensemble(builder, features, columns, 1)
        return builder.node("Add", [summed, builder.constant([self.base])])


def _snap(value):
    return float(np.rint(value * LEAF_STEPS) / LEAF_STEPS)


def _nodes(tree):
    yield tree
    for child in tree.get("children", []):
        yield from _nodes(child)


def _leaves(tree):
    values = np.full(max(node["nodeid"] for node in _nodes(tree)) + 1, np.nan)
    for node in _nodes(tree):
        if "leaf" in node:
            values[node["nodeid"]] = _snap(node["leaf"])
    return values


def _add(columns, number, tree, leaves):
    for node in _nodes(tree):
        leaf = "leaf" in node
        columns["nodes_treeids"].append(number)
        columns["nodes_nodeids"].append(node["nodeid"])
        columns["nodes_modes"].append("LEAF" if leaf else "BRANCH_LT")
        columns["nodes_featureids"].append(0 if leaf else int(node["split"][1:]))
        columns["nodes_values"].append(0.0 if leaf else float(np.float32(node["split_condition"])))
        columns["nodes_truenodeids"].append(0 if leaf else node["yes"])
        columns["nodes_falsenodeids"].append(0 if leaf else node["no"])
        columns["nodes_missing_value_tracks_true"].append(0)
        if leaf:
            columns["target_treeids"].append(number)
            columns["target_nodeids"].append(node["nodeid"])
            columns["target_ids"].append(0)
            columns["target_weights"].append(float(leaves[node["nodeid"]]))
