# SPDX-License-Identifier: EPL-2.0
"""Runs the handful of ONNX operators that the tool writes, in plain NumPy.

It shares no code with the tool: the tests compare the exported file with the trainer without a runtime in Python.
"""

import numpy as np
from onnx import helper, numpy_helper


def run(model, values):
    """The first output of the model for float32 `values` on its first input."""
    return outputs(model, values)[0]


def outputs(model, values):
    """All outputs likewise."""
    known = run_all(model, values)
    return [known[output.name] for output in model.graph.output]


def run_all(model, values):
    """All results of the graph by their names, the outputs among them. `values` is a dictionary where the graph has several inputs."""
    known = {constant.name: numpy_helper.to_array(constant) for constant in model.graph.initializer}
    given = values if isinstance(values, dict) else {model.graph.input[0].name: values}
    known.update({name: np.asarray(each, np.float32) for name, each in given.items()})
    for node in model.graph.node:
        attributes = {entry.name: helper.get_attribute_value(entry) for entry in node.attribute}
        arguments = [known[name] for name in node.input]
        known[node.output[0]] = _OPERATORS[node.op_type](arguments, attributes)
    return known


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
    weights = {}
    targets = zip(*(attributes[f"target_{name}"] for name in ("treeids", "nodeids", "ids", "weights")))
    for tree, node, target, weight in targets:
        weights.setdefault((tree, node), []).append((target, np.float32(weight)))
    limits = columns["values"].astype(np.float32)
    sums = np.zeros((len(values), attributes["n_targets"]), np.float32)
    for number, row in enumerate(values):
        for tree in sorted(set(columns["treeids"])):
            node = 0
            while modes[where[tree, node]] != "LEAF":
                at = where[tree, node]
                value = row[columns["featureids"][at]]
                true = {"BRANCH_LEQ": value <= limits[at], "BRANCH_LT": value < limits[at]}[modes[at]]
                node = columns["truenodeids" if true else "falsenodeids"][at]
            for target, weight in weights[tree, node]:
                sums[number, target] += weight
    return sums


_OPERATORS = {
    "Abs": lambda a, _: np.abs(a[0]),
    "Add": lambda a, _: a[0] + a[1],
    "Cast": lambda a, _: a[0].astype(np.float32),
    "Clip": lambda a, _: np.clip(*a),
    "Concat": lambda a, attributes: np.concatenate(a, axis=attributes["axis"]),
    "Div": lambda a, _: a[0] / a[1],
    "Equal": lambda a, _: a[0] == a[1],
    "Exp": lambda a, _: np.exp(a[0]),
    "Expand": lambda a, _: a[0] * np.ones(a[1], a[0].dtype),
    "Floor": lambda a, _: np.floor(a[0]),
    "Gather": lambda a, attributes: np.take(a[0], a[1], axis=attributes["axis"]),
    "Gemm": _gemm,
    "Identity": lambda a, _: a[0],
    "GreaterOrEqual": lambda a, _: a[0] >= a[1],
    "IsNaN": lambda a, _: np.isnan(a[0]),
    "Log": lambda a, _: np.log(a[0]),
    "MatMul": lambda a, _: a[0] @ a[1],
    "Max": lambda a, _: np.maximum(*a),
    "Min": lambda a, _: np.minimum(*a),
    "Mul": lambda a, _: a[0] * a[1],
    "Neg": lambda a, _: -a[0],
    "ReduceSum": lambda a, attributes: a[0].sum(axis=tuple(a[1]), keepdims=bool(attributes["keepdims"])),
    "ReduceMax": lambda a, attributes: a[0].max(axis=tuple(attributes["axes"]), keepdims=bool(attributes["keepdims"])),
    "ReduceMean": lambda a, attributes: a[0].mean(axis=tuple(attributes["axes"]), keepdims=bool(attributes.get("keepdims", 1))),
    "Not": lambda a, _: ~a[0],
    "ReduceMin": lambda a, attributes: a[0].min(axis=tuple(attributes["axes"]), keepdims=bool(attributes["keepdims"])),
    "Relu": lambda a, _: np.maximum(a[0], 0),
    "Reshape": lambda a, _: a[0].reshape(a[1]),
    "Round": lambda a, _: np.rint(a[0]),
    "Sigmoid": lambda a, _: 1 / (1 + np.exp(-a[0])),
    "Softplus": lambda a, _: np.logaddexp(a[0], 0),
    "Sqrt": lambda a, _: np.sqrt(a[0]),
    "Squeeze": lambda a, _: np.squeeze(a[0], tuple(a[1])),
    "Sub": lambda a, _: a[0] - a[1],
    "Sum": lambda a, _: np.sum(a, axis=0, dtype=np.float32),
    "Tanh": lambda a, _: np.tanh(a[0]),
    "TreeEnsembleRegressor": _forest,
    "Where": lambda a, _: np.where(*a),
    "Unsqueeze": lambda a, _: np.expand_dims(a[0], tuple(a[1])),
}
