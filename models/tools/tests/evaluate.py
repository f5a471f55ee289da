# SPDX-License-Identifier: EPL-2.0
"""Runs the handful of ONNX operators that the tool writes, in plain NumPy.

It shares no code with the tool: the tests compare the exported file with the trainer without a runtime in Python.
"""

import numpy as np
from onnx import helper, numpy_helper


def run(model, values):
    """The first output of the model for float32 `values` on its first input."""
    known = {constant.name: numpy_helper.to_array(constant) for constant in model.graph.initializer}
    known[model.graph.input[0].name] = np.asarray(values, np.float32)
    for node in model.graph.node:
        attributes = {entry.name: helper.get_attribute_value(entry) for entry in node.attribute}
        arguments = [known[name] for name in node.input]
        known[node.output[0]] = _OPERATORS[node.op_type](arguments, attributes)
    return known[model.graph.output[0].name]


def _gemm(arguments, attributes):
    left, right, bias = arguments
    assert attributes["transB"] == 1
    return left @ right.T + bias


def _forest(arguments, attributes):
    values = arguments[0]
    columns = {
        name: np.asarray(attributes[f"nodes_{name}"])
        for name in ("treeids", "nodeids", "featureids", "values", "truenodeids", "falsenodeids")
    }
    modes = [mode.decode() for mode in attributes["nodes_modes"]]
    where = {key: row for row, key in enumerate(zip(columns["treeids"], columns["nodeids"]))}
    weights = dict(zip(zip(attributes["target_treeids"], attributes["target_nodeids"]), attributes["target_weights"]))
    limits = columns["values"].astype(np.float32)
    sums = np.zeros((len(values), 1), np.float32)
    for number, row in enumerate(values):
        for tree in sorted(set(columns["treeids"])):
            node = 0
            while modes[where[tree, node]] != "LEAF":
                at = where[tree, node]
                assert modes[at] == "BRANCH_LEQ"
                side = "truenodeids" if row[columns["featureids"][at]] <= limits[at] else "falsenodeids"
                node = columns[side][at]
            sums[number] += np.float32(weights[tree, node])
    return sums


_OPERATORS = {
    "Add": lambda a, _: a[0] + a[1],
    "Cast": lambda a, _: a[0].astype(np.float32),
    "Clip": lambda a, _: np.clip(*a),
    "Concat": lambda a, attributes: np.concatenate(a, axis=attributes["axis"]),
    "Equal": lambda a, _: a[0] == a[1],
    "Gather": lambda a, attributes: np.take(a[0], a[1], axis=attributes["axis"]),
    "Gemm": _gemm,
    "Identity": lambda a, _: a[0],
    "Mul": lambda a, _: a[0] * a[1],
    "Relu": lambda a, _: np.maximum(a[0], 0),
    "Round": lambda a, _: np.rint(a[0]),
    "Sigmoid": lambda a, _: 1 / (1 + np.exp(-a[0])),
    "Sub": lambda a, _: a[0] - a[1],
    "TreeEnsembleRegressor": _forest,
}
