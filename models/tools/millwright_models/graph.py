# SPDX-License-Identifier: EPL-2.0
"""Builds ONNX graphs that stock runtimes of 2021 and later load: opset 15, IR 8, one file."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 15
ML_OPSET = 2
IR_VERSION = 8
INPUT = "features"
OUTPUT = "probability"


class GraphBuilder:
    """Collects nodes and constants of a graph with one FLOAT32 input `features` [batch, columns], or [batch, rows, columns].

    Every method appends one node and returns the name of its result, so that a formula reads from the inside out.
    """

    def __init__(self, columns):
        """`columns` is their number, or (rows, columns) of a window."""
        self.columns = columns
        self.nodes = []
        self.constants = []
        self.uses_trees = False

    def constant(self, values, dtype=np.float32):
        """Stores an array (float32 unless said otherwise) and returns its name."""
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values, dtype), name))
        return name

    def node(self, operator, inputs, domain="", **attributes):
        """Appends a node with one result."""
        result = f"{operator.lower()}_{len(self.nodes)}"
        self.uses_trees |= domain == "ai.onnx.ml"
        self.nodes.append(helper.make_node(operator, inputs, [result], name=result, domain=domain, **attributes))
        return result

    def columns_at(self, positions):
        """The input columns at `positions`, as [batch, len(positions)]."""
        return self.node("Gather", [INPUT, self.constant(positions, np.int64)], axis=1)

    def model(self, result, description, metadata):
        """Names `result` as output `probability` [batch, 1] and returns the checked model.

        `metadata` (text to text) goes to the file's metadata_props.
        """
        return self.model_of({OUTPUT: (result, 1)}, description, metadata)

    def model_of(self, results, description, metadata):
        """The same with several outputs: `results` maps an output's name to (result, columns)."""
        named = [helper.make_node("Identity", [result], [name], name=name) for name, (result, _) in results.items()]
        graph = helper.make_graph(
            [*self.nodes, *named],
            "millwright",
            [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["batch", *_list(self.columns)])],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", width]) for name, (_, width) in results.items()],
            self.constants,
        )
        opsets = [helper.make_opsetid("", OPSET)]
        if self.uses_trees:
            opsets.append(helper.make_opsetid("ai.onnx.ml", ML_OPSET))
        model = helper.make_model(graph, producer_name="millwright", opset_imports=opsets, ir_version=IR_VERSION)
        model.doc_string = description
        helper.set_model_props(model, metadata)
        onnx.checker.check_model(model)
        return model


class GraphArithmetic:
    """Arithmetic on columns as graph nodes. `NumpyArithmetic` is its twin: one formula serves training and graph."""

    def __init__(self, builder):
        self._builder = builder

    def column(self, position):
        """The input column at `position`."""
        return self._builder.columns_at([position])

    def subtract(self, left, right):
        """left - right."""
        return self._builder.node("Sub", [left, right])

    def multiply(self, left, right):
        """left * right."""
        return self._builder.node("Mul", [left, right])

    def scale(self, operand, factor):
        """operand * float32(factor)."""
        return self._builder.node("Mul", [operand, self._builder.constant([factor])])

    def snap(self, operand, steps_per_unit):
        """Rounds half-to-even to a grid of 1/steps_per_unit, a power of two so that the scaling is exact."""
        scaled = self.scale(operand, _power_of_two(steps_per_unit))
        return self.scale(self._builder.node("Round", [scaled]), 1 / steps_per_unit)


class NumpyArithmetic:
    """The same operations, in float32 and in the same order, on a float32 array [rows, columns]."""

    def __init__(self, values):
        self._values = np.asarray(values, np.float32)

    def column(self, position):
        """The column at `position`, as [rows, 1]."""
        return self._values[:, position : position + 1]

    def subtract(self, left, right):
        """left - right."""
        return left - right

    def multiply(self, left, right):
        """left * right."""
        return left * right

    def scale(self, operand, factor):
        """operand * float32(factor)."""
        return operand * np.float32(factor)

    def snap(self, operand, steps_per_unit):
        """Rounds half-to-even to a grid of 1/steps_per_unit, a power of two so that the scaling is exact."""
        scaled = self.scale(operand, _power_of_two(steps_per_unit))
        return self.scale(np.rint(scaled), 1 / steps_per_unit)


def _list(columns):
    return list(columns) if isinstance(columns, tuple) else [columns]


def _power_of_two(steps):
    if np.frexp(steps)[0] != 0.5:
        raise ValueError(f"snap: {steps} steps per unit is not a power of two")
    return steps
