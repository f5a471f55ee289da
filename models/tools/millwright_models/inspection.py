# SPDX-License-Identifier: EPL-2.0
"""From a trained `CellNetwork` to a model folder: graph, golden rows, contract, for pictures of one size."""

import copy
import os
from dataclasses import dataclass, field

import numpy as np
import torch

from . import TOOL, cells, cells_graph, folder, golden

USABLE = ["usable", "empty", "other board"]
_PATCH = 56
_GREYS = (0, 60, 128, 200, 255)


@dataclass(frozen=True)
class Picture:
    """What comes: its size in pixels, and how another size is fitted into it (docs/model-format.md)."""

    width: int
    height: int
    fit: str = "stretch"


@dataclass(frozen=True)
class Contract:
    """What model.json says beyond the tensors; `kinds` are the labels with "ok" first, `least_match` the least correlation."""

    name: str
    version: str
    description: str
    picture: Picture
    kinds: list
    least_match: float
    chosen: dict
    training: dict
    metrics: list
    use: dict
    ok: str = "ok"
    sections: dict = field(default_factory=dict)


def write(out, contract, network, squares):
    """Writes model.onnx, golden.csv and model.json; returns the graph's size in bytes.

    `squares` are pictures uint8 [n, 1 or 2, 56 or more, 56 or more]: golden rows show a part of each on a plain ground.
    """
    folder.check_name_and_version(contract.name, contract.version)
    height, width = cells.cells_of(contract.picture.height), cells.cells_of(contract.picture.width)
    pool = cells.pooled(height, width)
    metadata = {"name": contract.name, "version": contract.version, "tool": TOOL}
    model = cells_graph.write(network, contract.least_match, pool, contract.description, metadata)
    size = folder.write_onnx(out, model)
    _golden_rows(out, contract, network, squares)
    places = (height // pool[0]) * (width // pool[1])
    folder.describe(
        out,
        contract.name,
        contract.version,
        contract.description,
        [_input(name, contract.picture) for name in _inputs(network)],
        _outputs(network, len(contract.kinds), places),
        _readings(network, contract, places),
        training=contract.training,
        metrics=contract.metrics,
        use=contract.use,
        sections=contract.sections,
    )
    return size


def _inputs(network):
    return [cells_graph.BOARD, cells_graph.REFERENCE] if network.paired else [cells_graph.BOARD]


def _input(name, picture):
    image = {"colour": "gray"}
    if picture.fit != "stretch":
        image["fit"] = picture.fit
    if name == cells_graph.REFERENCE:
        image["held"] = True
    return {"name": name, "type": "FLOAT32", "shape": [-1, 1, picture.height, picture.width], "image": image}


def _outputs(network, kinds, places):
    sizes = {"defect": 1, "kind": kinds, "x": 1, "y": 1, "picture": 3 if network.paired else 2, "map": places}
    return [{"name": name, "type": "FLOAT32", "shape": [-1, size]} for name, size in sizes.items()]


def _readings(network, contract, places):
    usable = USABLE if network.paired else USABLE[:2]
    defect = {
        "name": "defect",
        "task": "binary",
        "output": "defect",
        "thresholds": [0.5],
        "labels": [contract.ok, "defect"],
        "chosen": contract.chosen,
    }
    return [
        defect,
        {"name": "kind", "task": "classes", "output": "kind", "labels": contract.kinds},
        {"name": "picture", "task": "classes", "output": "picture", "labels": usable, "unsure": usable[1:]},
        {"name": "x", "task": "value", "output": "x", "unit": "px"},
        {"name": "y", "task": "value", "output": "y", "unit": "px"},
        {"name": "map", "task": "embedding", "output": "map", "steps": places},
    ]


def _golden_rows(out, contract, network, squares):
    """A part of a square on a plain ground per row, with PyTorch's results in double precision."""
    picture = contract.picture
    across, down = min(_PATCH, picture.width), min(_PATCH, picture.height)
    left, top = (picture.width - across) // 2, (picture.height - down) // 2
    window = np.s_[top : top + down, left : left + across]
    columns = np.arange(picture.height * picture.width).reshape(picture.height, picture.width)[window].ravel()
    head = [f"{name}[{column}]" for name in _inputs(network) for column in [*columns, "*"]]
    # Of the map the first element alone: what is rounded can jump.
    results = ["defect", *(f"kind[{k}]" for k in range(len(contract.kinds))), "x", "y"]
    results += [f"picture[{k}]" for k in range(3 if network.paired else 2)] + ["map[0]"]
    exact = copy.deepcopy(network).double().eval()
    rows, expected = [], []
    for number, square in enumerate(squares):
        ground = _GREYS[number % len(_GREYS)]
        whole = np.full((len(_inputs(network)), picture.height, picture.width), ground, np.float64)
        for channel, part in enumerate(whole):
            part[window] = square[channel, :down, :across]
        rows.append([value for part in whole for value in [*part[window].ravel(), ground]])
        tensors = [torch.from_numpy(part)[None, None] for part in whole]
        said = cells.statement(exact, tensors[0], tensors[1] if network.paired else None, contract.least_match)
        values = [said["defect"][0], said["kind"][0], said["x"][0], said["y"][0], said["picture"][0], said["map"][0, :1]]
        expected.append(np.concatenate(values))
    golden.write(
        os.path.join(out, folder.GOLDEN_FILE), head + [f"={name}" for name in results], np.asarray(rows), np.asarray(expected)
    )
