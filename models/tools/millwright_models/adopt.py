# SPDX-License-Identifier: EPL-2.0
"""Makes a model folder around an ONNX file that another tool trained and exported."""

import os
import shutil
from dataclasses import dataclass, field
from typing import Dict, List, Optional

import numpy as np

from . import card, contract, folder, golden, onnx_file
from .errors import InputError

# More columns than this are for a person to choose: docs/model-format.md says how a golden file names the rest with *.
MOST_COLUMNS = 4_096
_PIXELS = 32


@dataclass(frozen=True)
class Filling:
    """What fills the one input: features or a picture; `image` is the object of model.json."""

    features: List = field(default_factory=list)
    layout: Optional[str] = None
    image: Optional[Dict] = None


def golden_inputs(onnx_path, filling, rows, seed, out):
    """Writes synthetic golden inputs for the user's own framework to predict on; returns their number."""
    inputs, _, _ = onnx_file.read(onnx_path)
    entry = _single_input(onnx_path, inputs, filling)
    if filling.image is not None:
        return _golden_pictures(entry, rows, seed, out)
    names = golden.element_names(entry)
    if len(names) > MOST_COLUMNS:
        raise InputError(
            f"{onnx_path}: {len(names)} input elements, {MOST_COLUMNS} columns at most are made here. "
            "Remedy: write golden rows of your own data, see docs/model-format.md."
        )
    columns = [None] * len(names)
    by_name = {feature.name: feature for feature in filling.features}
    for name, (_, elements) in golden.input_columns(entry).items():
        for element in elements:
            columns[element] = by_name[name]
    made = golden.synthetic_rows(columns, rows, seed)
    golden.write(out, names, made)
    return len(made)


def _golden_pictures(entry, rows, seed, out):
    """Plain pictures of one level with some pixels that differ, over the range that mean and scale leave."""
    image, random = entry["image"], np.random.default_rng(seed)
    shape = entry["shape"]
    channels = shape[1] if entry.get("layout") != "channels_last" else shape[3]
    mean, scale = image.get("mean") or [0.0] * channels, image.get("scale") or [1.0] * channels
    ends = [(level - shift) * factor for shift, factor in zip(mean, scale) for level in (0, 255)]
    elements = contract.per_row(entry)
    pixels = sorted(random.choice(elements, min(_PIXELS, elements), replace=False))
    values = random.uniform(min(ends), max(ends), (rows, 1 + len(pixels)))
    if entry["type"] == "UINT8":
        values = np.floor(values)
    head = [f"{entry['name']}[*]", *(f"{entry['name']}[{pixel}]" for pixel in pixels)]
    golden.write(out, head, np.round(values, 4).astype(np.float32))
    return rows


def describe(onnx_path, filling, golden_path, identity, says, out, period_ms=0):
    """Writes model.onnx (a copy), model.json, golden.csv and a MODEL_CARD.md to fill in; returns warnings.

    `golden_path` holds the inputs of `golden_inputs` (or others) followed by the framework's own results in columns named
    `=output` or `=output[i]`. `says` is a threshold, or a list of readings as model.json has them.
    """
    folder.check_name_and_version(identity.name, identity.version)
    inputs, outputs, warnings = onnx_file.read(onnx_path)
    entry = _single_input(onnx_path, inputs, filling)
    head, values = golden.read(golden_path)
    golden.input_tensor(golden_path, entry, head, values)
    places = [place for place, cell in enumerate(head) if cell.startswith("=")]
    outputs = _result_columns(golden_path, [head[place] for place in places], outputs)
    if len(values) < golden.MIN_ROWS:
        warnings.append(f"{golden_path} holds {len(values)} golden rows; {golden.MIN_ROWS} or more are good practice")
    described = [output.to_json() for output in outputs]
    score = says if isinstance(says, list) else folder.score_contract(outputs[0].name, says, identity.labels)
    key = "readings" if isinstance(says, list) else "score"
    contract.check({"row_period_ms": period_ms, "inputs": [entry], "outputs": described, key: score})
    os.makedirs(out, exist_ok=True)
    target = os.path.join(out, folder.ONNX_FILE)
    if os.path.abspath(target) != os.path.abspath(onnx_path):
        shutil.copyfile(onnx_path, target)
    given = [place for place in range(len(head)) if place not in places]
    golden.write(
        os.path.join(out, folder.GOLDEN_FILE), [head[place] for place in given + places], values[:, given], values[:, places]
    )
    folder.describe(
        out, identity.name, identity.version, identity.description, [entry], described, score, period_ms=period_ms
    )
    if not os.path.exists(os.path.join(out, folder.CARD_FILE)):
        _write_card(out, identity, filling.features, says, onnx_path)
    return warnings


def _single_input(path, inputs, filling):
    """The input object of model.json, checked by the gateway's rules."""
    if len(inputs) != 1:
        names = ", ".join(port.name for port in inputs)
        raise InputError(
            f"{path}: {len(inputs)} inputs ({names}). Remedy: join them to one input; this command describes one."
        )
    port = inputs[0]
    if port.type != "FLOAT32" and filling.image is None:
        raise InputError(
            f"{path}, input {port.name}: type {port.type}; this command describes FLOAT32. Remedy: add a Cast to FLOAT in the "
            "graph, or write model.json by hand, see docs/model-format.md."
        )
    scalars = all(feature.elements == 1 for feature in filling.features)
    if filling.features and scalars and len(port.shape) > 1 and port.shape[-1] != len(filling.features):
        raise InputError(
            f"{path}, input {port.name}: {port.shape[-1]} columns, but the features file lists {len(filling.features)}. "
            "Remedy: one line per column, in the order of the tensor."
        )
    entry = port.to_json()
    if filling.layout:
        entry["layout"] = filling.layout
    if filling.image is not None:
        entry["image"] = filling.image
    else:
        entry["features"] = [feature.to_json() for feature in filling.features]
    # Outputs do not matter here; the input's own rules do.
    contract.check({"inputs": [entry], "outputs": [{"name": "y", "type": "FLOAT32", "shape": [-1, 1]}]})
    return entry


def _result_columns(path, cells, outputs):
    """The outputs that have results, in the graph's order."""
    known = {output.name for output in outputs}
    named = [cell[1:] if cell[1:] in known else cell[1:].rpartition("[")[0] for cell in cells]
    for cell, name in zip(cells, named):
        if name not in known:
            raise InputError(
                f"{path}, line 1: {cell!r} names no output of the model. Remedy: `=` and one of {', '.join(sorted(known))}, "
                "with [i] for one of several elements."
            )
    if not cells:
        raise InputError(f"{path}: no result column. Remedy: append the framework's results as `={outputs[0].name}`.")
    # Outputs without results are not declared: the gateway then never computes them.
    return [output for output in outputs if output.name in named]


def _write_card(out, identity, features, says, onnx_path):
    if isinstance(says, list):
        lines = [f"* `{reading['name']}`: {reading['task']}" for reading in says]
        meaning = ("Readings", "\n".join(lines) + "\n\nHow thresholds were chosen: not stated yet.")
    else:
        below, above = identity.labels
        meaning = ("Threshold", f"`{above}` at or above {says:g}, else `{below}`. How it was chosen: not stated yet.")
    sections = [
        ("Purpose", identity.description),
        ("Input", card.feature_table(features) if features else "A picture, see model.json."),
        meaning,
        (
            "Data, evaluation, limits",
            "Not stated yet: a model without figures beside a baseline should not decide anything.",
        ),
        ("Origin", f"Adopted from `{os.path.basename(onnx_path)}`; golden results come from the training framework."),
    ]
    card.write(out, f"{identity.name} {identity.version}", sections)
