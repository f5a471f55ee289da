# SPDX-License-Identifier: EPL-2.0
"""Exports tree ensembles as one TreeEnsembleRegressor node each."""

import numpy as np

# The attributes of a TreeEnsembleRegressor that hold a list.
KEYS = (
    "nodes_treeids",
    "nodes_nodeids",
    "nodes_featureids",
    "nodes_modes",
    "nodes_values",
    "nodes_truenodeids",
    "nodes_falsenodeids",
    "nodes_missing_value_tracks_true",
    "target_treeids",
    "target_nodeids",
    "target_ids",
    "target_weights",
)


def add_forest(builder, features, forest):
    """Appends a scikit-learn random forest to `builder` on the result `features`; returns the probability of class 1.

    It is [batch, 1]; for a forest of several labels of 0 and 1 it is [batch, labels].

    scikit-learn compares a float32 value with a float64 threshold by `<=`; the graph holds float32 thresholds. The largest
    float32 that is not above the threshold decides identically for every float32 value.
    """
    columns = {key: [] for key in KEYS}
    labels = forest.classes_ if forest.n_outputs_ > 1 else [forest.classes_]
    positive = [list(classes).index(1) for classes in labels]
    for number, estimator in enumerate(forest.estimators_):
        _add_tree(columns, number, estimator.tree_, positive, len(forest.estimators_))
    summed = add_ensemble(builder, features, columns, len(positive))
    # The float32 sum of leaf shares can pass 1 by an ulp.
    return builder.node("Clip", [summed, builder.constant(0.0), builder.constant(1.0)])


def add_ensemble(builder, features, columns, targets):
    """Appends one node that sums the trees in `columns`, lists under KEYS; returns its result [batch, targets]."""
    return builder.node(
        "TreeEnsembleRegressor",
        [features],
        domain="ai.onnx.ml",
        n_targets=targets,
        aggregate_function="SUM",
        post_transform="NONE",
        **columns,
    )


def _add_tree(columns, number, tree, positive, trees):
    for node in range(tree.node_count):
        leaf = tree.children_left[node] == -1
        columns["nodes_treeids"].append(number)
        columns["nodes_nodeids"].append(node)
        columns["nodes_modes"].append("LEAF" if leaf else "BRANCH_LEQ")
        columns["nodes_featureids"].append(0 if leaf else int(tree.feature[node]))
        columns["nodes_values"].append(0.0 if leaf else float(float32_at_or_below(tree.threshold[node])))
        columns["nodes_truenodeids"].append(0 if leaf else int(tree.children_left[node]))
        columns["nodes_falsenodeids"].append(0 if leaf else int(tree.children_right[node]))
        columns["nodes_missing_value_tracks_true"].append(0)
        if leaf:
            for target, (counts, column) in enumerate(zip(tree.value[node], positive)):
                columns["target_treeids"].append(number)
                columns["target_nodeids"].append(node)
                columns["target_ids"].append(target)
                columns["target_weights"].append(float(counts[column] / counts.sum() / trees))


def float32_at_or_below(threshold):
    """The largest float32 that is not above `threshold`."""
    nearest = np.float32(threshold)
    return np.nextafter(nearest, np.float32(-np.inf)) if float(nearest) > threshold else nearest


def thresholds_of(forest, column):
    """The sorted distinct float32 thresholds at which the forest splits `column`."""
    found = set()
    for estimator in forest.estimators_:
        tree = estimator.tree_
        inner = (tree.children_left != -1) & (tree.feature == column)
        found.update(float(float32_at_or_below(value)) for value in tree.threshold[inner])
    return sorted(found)
