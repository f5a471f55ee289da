# SPDX-License-Identifier: EPL-2.0
"""Writes a `CellNetwork` as an ONNX graph for pictures of any size, and reads its weights back from there."""

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from . import cells
from .errors import InputError
from .graph import IR_VERSION, OPSET

BOARD, REFERENCE = "board", "reference"


class _Graph:
    """Appends nodes; each method returns the name of what it makes."""

    def __init__(self):
        self.nodes = []
        self.constants = []
        self.named = set()

    def constant(self, values, dtype=np.float32, name=None):
        name = name or f"constant_{len(self.constants)}"
        if name in self.named:
            return name
        self.named.add(name)
        self.constants.append(numpy_helper.from_array(np.asarray(values, dtype), name))
        return name

    def node(self, operator, *inputs, result=None, **attributes):
        result = result or f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [result], name=result, **attributes))
        return result


def write(network, least_match, map_pool, description, metadata):
    """Returns the checked model of a folded network. `map_pool` is how many cells an element of the map takes, down and across."""
    graph = _Graph()
    layers = _named(network)
    looked = [] if network.asks_whole() else None
    scores = _scores(graph, network, layers, looked)
    worst = graph.node("ReduceMax", scores, axes=[2, 3], keepdims=0)
    _verdict(graph, _asked_whole(graph, network, layers, worst, looked))
    _place(graph, scores, map_pool)
    _usable(graph, network.paired, least_match)
    return _model(graph, network, description, metadata)


def _scores(graph, network, layers, looked):
    """The scores of the cells; to `looked`, where it is asked for, what some layers saw of the whole picture is added."""
    features = _seen(graph, network, layers, BOARD, looked)
    if not network.wide:
        return _convolution(graph, features, network.cells, "cells")
    size, sizes = _size(graph, features), [_convolution(graph, _told_around(graph, layers, features), network.cells, "cells")]
    for scale in network.scales[1:]:
        features = _seen(graph, network, layers, _smaller(graph, (scale, scale)), looked)
        smaller = _convolution(graph, _told_around(graph, layers, features), network.cells, "cells")
        sizes.append(_larger(graph, smaller, scale, size))
    return graph.node("Mean", *sizes)


def _asked_whole(graph, network, layers, worst, looked):
    """The scores of the worst cell and those of the whole picture; of a wide network these are left out while there are none."""
    if looked is None:
        return worst
    for parts in cells.PRESSED if network.wide else ():
        _seen(graph, network, layers, _smaller(graph, parts), looked)
    weights = graph.constant(network.whole.weight.detach().numpy().T, name="whole.weight")
    scores = graph.node("MatMul", graph.node("Concat", *looked, axis=1), weights)
    if network.wide:
        scores = graph.node("Add", scores, graph.constant(network.whole.bias.detach().numpy(), name="whole.bias"))
    return graph.node("Add", worst, scores)


def _seen(graph, network, layers, board, looked):
    features = _channels(graph, network, board)
    if looked == []:
        looked += _unevenness(graph)
    for number in range(len(cells.LAYERS)):
        features = graph.node("Relu", _convolution(graph, features, layers[f"layer{number}"], f"layer{number}"))
        if looked is not None and number in cells.LOOKED_AT:
            looked += [graph.node(f"Reduce{how}", features, axes=[2, 3], keepdims=0) for how in ("Mean", "Max")]
    return features


def _size(graph, features):
    ends = (graph.constant([2], np.int64), graph.constant([4], np.int64))
    return graph.node("Slice", graph.node("Shape", features), *ends)


def _smaller(graph, parts):
    ends = [0] * 6 + [part - 1 for part in parts]
    padded = graph.node("Pad", BOARD, graph.constant(ends, np.int64), mode="edge")
    return graph.node("AveragePool", padded, kernel_shape=list(parts), strides=list(parts))


def _larger(graph, features, factor, size):
    """Every cell repeated so often either way, cut to a size."""
    how = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    large = graph.node("Resize", features, graph.constant([], name="none"), graph.constant([1, 1, factor, factor]), **how)
    return graph.node("Slice", large, graph.constant([0, 0], np.int64), size, graph.constant([2, 3], np.int64))


def _scaled(graph, name):
    return graph.node("Sub", graph.node("Mul", name, graph.constant(2 / 255)), graph.constant(1))


def _unevenness(graph):
    said = []
    for side in cells.FIELDS:
        pixels = [side * cells.CELL] * 2
        scaled = graph.node("Mul", BOARD, graph.constant(2 / 255))
        fields = graph.node("AveragePool", scaled, kernel_shape=pixels, strides=pixels)
        off = graph.node("Flatten", graph.node("Sub", fields, graph.node("ReduceMean", fields, axes=[2, 3], keepdims=1)), axis=1)
        power = graph.node("ReduceMean", graph.node("Mul", off, off), axes=[1], keepdims=1)
        said.append(graph.node("Sqrt", graph.node("Add", power, graph.constant(1e-6))))
        said.append(graph.node("ReduceMax", off, axes=[1], keepdims=1))
        said.append(graph.node("Neg", graph.node("ReduceMin", off, axes=[1], keepdims=1)))
    return [graph.node("Mul", part, graph.constant(cells.UNEVEN)) for part in said]


def _channels(graph, network, board):
    board = _scaled(graph, board)
    if network.paired:
        return graph.node("Concat", *_beside(graph, board), axis=1)
    channels = _alone(graph, board)
    return graph.node("Concat", *channels, *(_usual(graph, channels) if network.wide else []), axis=1)


def _usual(graph, channels):
    def mean(name):
        # Of so many pixels a sum in single precision is off by what golden rows notice.
        exact = graph.node("Cast", name, to=TensorProto.DOUBLE)
        return graph.node("Cast", graph.node("ReduceMean", exact, axes=[2, 3], keepdims=1), to=TensorProto.FLOAT)

    board, *narrow = channels
    off = graph.node("Sub", board, mean(board))
    power = graph.node("Add", mean(graph.node("Mul", off, off)), graph.constant(cells.LEAST_USUAL**2))
    usual = [graph.node("Div", off, graph.node("Sqrt", power))]
    for part in narrow:
        beside = graph.node("Add", graph.node("Mul", mean(part), graph.constant(4)), graph.constant(cells.LEAST_USUAL))
        usual.append(graph.node("Div", part, beside))
    return usual


def _told_around(graph, layers, features):
    everywhere = graph.node("ReduceMean", features, axes=[2, 3], keepdims=1)
    told = [features, graph.node("Expand", everywhere, graph.node("Shape", features))]
    small = features
    for number in range(cells.AROUND):
        small = graph.node("Relu", _convolution(graph, small, layers[f"around{number}"], f"around{number}"))
        told.append(_larger(graph, small, 2 ** (number + 1), _size(graph, features)))
    mixed = graph.node("Concat", *told, axis=1)
    return graph.node("Relu", _convolution(graph, mixed, layers["mixed"], "mixed"))


def _beside(graph, board):
    reference = _scaled(graph, REFERENCE)
    channels = [board, reference]
    for reach in cells.REACHES:
        channels.append(graph.node("Relu", graph.node("Sub", board, _greatest(graph, reference, reach))))
        channels.append(graph.node("Relu", graph.node("Sub", _least(graph, reference, reach), board)))
    return channels


def _alone(graph, board):
    channels = [board]
    for reach in cells.SIZES:
        channels.append(graph.node("Sub", _least(graph, _greatest(graph, board, reach), reach), board))
        channels.append(graph.node("Sub", board, _greatest(graph, _least(graph, board, reach), reach)))
    return channels


def _least(graph, picture, reach):
    return graph.node("Neg", _greatest(graph, graph.node("Neg", picture), reach))


def _greatest(graph, picture, reach):
    side = 2 * reach + 1
    along = graph.node("MaxPool", picture, kernel_shape=[1, side], pads=[0, reach, 0, reach], strides=[1, 1])
    return graph.node("MaxPool", along, kernel_shape=[side, 1], pads=[reach, 0, reach, 0], strides=[1, 1])


def _convolution(graph, source, layer, name):
    weight = graph.constant(layer.weight.detach().numpy(), name=f"{name}.weight")
    bias = graph.constant(layer.bias.detach().numpy(), name=f"{name}.bias")
    pad = layer.padding[0]
    return graph.node(
        "Conv",
        source,
        weight,
        bias,
        kernel_shape=list(layer.kernel_size),
        strides=list(layer.stride),
        dilations=list(layer.dilation),
        pads=[pad] * 4,
    )


def _verdict(graph, picture):
    graph.node("Sigmoid", graph.node("ReduceMax", picture, axes=[1], keepdims=1), result="defect")
    padded = graph.node("Pad", picture, graph.constant([0, 1, 0, 0], np.int64), graph.constant(0))
    graph.node("Softmax", padded, axis=1, result="kind")


def _place(graph, scores, map_pool):
    worst = graph.node("ReduceMax", scores, axes=[1], keepdims=1)
    cell = graph.node("ArgMax", graph.node("Flatten", worst, axis=1), axis=1, keepdims=1)
    width = graph.node("Gather", graph.node("Shape", scores), graph.constant([3], np.int64), axis=0)
    row = graph.node("Div", cell, width)
    column = graph.node("Sub", cell, graph.node("Mul", row, width))
    for place, name in ((column, "x"), (row, "y")):
        pixels = graph.node("Mul", graph.node("Cast", place, to=TensorProto.FLOAT), graph.constant(cells.CELL))
        graph.node("Add", pixels, graph.constant(cells.CELL / 2), result=name)
    pool = list(map_pool)
    coarse = graph.node("MaxPool", graph.node("Sigmoid", worst), kernel_shape=pool, strides=pool)
    hundredths = graph.node("Round", graph.node("Mul", graph.node("Flatten", coarse, axis=1), graph.constant(100)))
    graph.node("Div", hundredths, graph.constant(100), result="map")


def _usable(graph, paired, least_match):
    def double(value):
        return graph.constant(value, np.float64)

    def centred(name):
        cell = {"kernel_shape": [cells.CELL] * 2, "strides": [cells.CELL] * 2}
        means = graph.node("AveragePool", graph.node("Mul", name, graph.constant(1 / 255)), **cell)
        # Differences of nearly equal numbers: in single precision a picture with little on it has no correlation to speak of.
        means = graph.node("Cast", means, to=TensorProto.DOUBLE)
        return graph.node("Sub", means, graph.node("ReduceMean", means, axes=[2, 3], keepdims=1))

    def mean_of(left, right):
        product = graph.node("ReduceMean", graph.node("Mul", left, right), axes=[1, 2, 3], keepdims=0)
        return graph.node("Unsqueeze", product, graph.constant([1], np.int64))

    means = centred(BOARD)
    power = mean_of(means, means)
    spread = graph.node("Sqrt", power)
    empty = graph.node("Sub", double(1), graph.node("Div", spread, double(cells.LEAST_SPREAD)))
    parts = [graph.node("Mul", spread, double(0)), empty]
    if paired:
        others = centred(REFERENCE)
        powers = graph.node("Mul", power, mean_of(others, others))
        size = graph.node("Sqrt", graph.node("Add", powers, double(1e-12)))
        match = graph.node("Div", mean_of(means, others), size)
        parts.append(graph.node("Sub", double(least_match), match))
    graph.node("Cast", graph.node("Concat", *parts, axis=1), to=TensorProto.FLOAT, result="picture")


def _model(graph, network, description, metadata):
    kinds = network.cells.out_channels
    pictures = [BOARD, REFERENCE] if network.paired else [BOARD]
    outputs = {"defect": 1, "kind": kinds + 1, "x": 1, "y": 1, "picture": 1 + len(pictures), "map": "places"}
    body = helper.make_graph(
        graph.nodes,
        "millwright",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", 1, "height", "width"]) for name in pictures],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", size]) for name, size in outputs.items()],
        graph.constants,
    )
    opsets = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(body, producer_name="millwright", opset_imports=opsets, ir_version=IR_VERSION)
    model.doc_string = description
    helper.set_model_props(model, metadata)
    onnx.checker.check_model(model)
    return model


def read(path):
    """Reads a network back from an ONNX file that `write` made, its weights ready to be trained on."""
    try:
        model = onnx.load(path)
    except Exception as failure:  # whatever the parser of the installed onnx package raises
        raise InputError(f"{path}: cannot be read as ONNX: {failure}. Remedy: give a folder with a model.onnx.") from failure
    stored = {entry.name: numpy_helper.to_array(entry) for entry in model.graph.initializer}
    paired = any(entry.name == REFERENCE for entry in model.graph.input)
    kinds = len(stored.get("cells.bias", [0]))
    network = cells.CellNetwork(paired, kinds, normalised=False, wide="mixed.weight" in stored)
    layers = {**_named(network), "cells": network.cells}
    missing = [name for name in layers if f"{name}.weight" not in stored or f"{name}.bias" not in stored]
    # That of a wide network is left out while it finds nothing of the whole picture.
    whole = {"whole": network.whole} if not network.wide or "whole.weight" in stored else {}
    if missing or any(f"{name}.weight" not in stored for name in whole):
        raise InputError(
            f"{path}: no weights named {(missing or ['whole'])[0]}.weight. "
            "Remedy: fine-tune a shipped inspection model, or a folder that was made from one of them."
        )
    for name, layer in {**layers, **whole}.items():
        weight = stored[f"{name}.weight"]
        shape, expected = (weight.T if name == "whole" else weight).shape, tuple(layer.weight.shape)
        if shape != expected:
            raise InputError(
                f"{path}: {name}.weight has the shape {shape}, not {expected}: it was made by another version of this tool. "
                "Remedy: fine-tune the model again from the one that comes with this version."
            )
    for name, layer in layers.items():
        layer.weight.data = torch.from_numpy(stored[f"{name}.weight"].copy())
        layer.bias.data = torch.from_numpy(stored[f"{name}.bias"].copy())
    for name, layer in whole.items():
        layer.weight.data = torch.from_numpy(stored[f"{name}.weight"].T.copy())
        if layer.bias is not None:
            layer.bias.data = torch.from_numpy(stored[f"{name}.bias"].copy())
    return network.eval()


def _named(network):
    """The convolutions of a folded network before the cells' scores, by the name of their weights."""
    names = [f"layer{number}" for number in range(len(cells.LAYERS))]
    if network.wide:
        names += [*(f"around{number}" for number in range(cells.AROUND)), "mixed"]
    return dict(zip(names, cells.convolutions(network)))
