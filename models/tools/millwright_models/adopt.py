# SPDX-License-Identifier: EPL-2.0
"""Makes a model folder around an ONNX file that another tool trained and exported."""

import os
import shutil

from . import card, folder, golden, onnx_file
from .errors import InputError


def golden_inputs(onnx_path, features, rows, seed, out):
    """Writes synthetic golden inputs for the user's own framework to predict on; returns their number."""
    inputs, _, _ = onnx_file.read(onnx_path)
    port = _single_input(onnx_path, inputs, features)
    window = port.shape[1] if len(port.shape) == 3 else None
    made = golden.synthetic_rows(features, rows, seed, window)
    golden.write(out, golden.header(features, window, {}), made)
    return len(made)


def describe(onnx_path, features, golden_path, identity, threshold, out):
    """Writes model.onnx (a copy), model.json, golden.csv and a MODEL_CARD.md to fill in; returns warnings.

    `golden_path` holds the inputs of `golden_inputs` (or others) followed by the framework's own results in columns named
    `=output` or `=output[i]`.
    """
    folder.check_name_and_version(identity.name, identity.version)
    inputs, outputs, warnings = onnx_file.read(onnx_path)
    port = _single_input(onnx_path, inputs, features)
    window = port.shape[1] if len(port.shape) == 3 else None
    head, values = golden.read(golden_path)
    expected = golden.header(features, window, {})
    if head[: len(expected)] != expected:
        raise InputError(
            f"{golden_path}, line 1: the header begins with {','.join(head[:len(expected)])}, not with {','.join(expected)}. "
            "Remedy: keep the columns of the golden-rows command and append one `=output` column per result."
        )
    _check_result_columns(golden_path, head[len(expected) :], outputs)
    if len(values) < golden.MIN_ROWS:
        warnings.append(f"{golden_path} holds {len(values)} golden rows; {golden.MIN_ROWS} or more are good practice")
    os.makedirs(out, exist_ok=True)
    target = os.path.join(out, folder.ONNX_FILE)
    if os.path.abspath(target) != os.path.abspath(onnx_path):
        shutil.copyfile(onnx_path, target)
    golden.write(os.path.join(out, folder.GOLDEN_FILE), head, values[:, : len(expected)], values[:, len(expected) :])
    described = [{**port.to_json(), "features": [feature.to_json() for feature in features]}]
    folder.describe(
        out,
        identity.name,
        identity.version,
        identity.description,
        described,
        [output.to_json() for output in outputs],
        folder.score_contract(outputs[0].name, threshold, identity.labels),
    )
    if not os.path.exists(os.path.join(out, folder.CARD_FILE)):
        _write_card(out, identity, features, threshold, onnx_path)
    return warnings


def _single_input(path, inputs, features):
    if len(inputs) != 1:
        names = ", ".join(port.name for port in inputs)
        raise InputError(
            f"{path}: {len(inputs)} inputs ({names}). Remedy: join them to one input; this command describes one."
        )
    if inputs[0].shape[-1] != len(features):
        raise InputError(
            f"{path}, input {inputs[0].name}: {inputs[0].shape[-1]} columns, but the features file lists {len(features)}. "
            "Remedy: one line per column, in the order of the tensor."
        )
    return inputs[0]


def _check_result_columns(path, cells, outputs):
    known = {output.name for output in outputs}
    named = [cell[1:].split("[")[0] if cell.startswith("=") else None for cell in cells]
    for cell, name in zip(cells, named):
        if name not in known:
            raise InputError(
                f"{path}, line 1: {cell!r} names no output of the model. Remedy: `=` and one of {', '.join(sorted(known))}, "
                "with [i] for one of several elements."
            )
    if not cells:
        raise InputError(f"{path}: no result column. Remedy: append the framework's results as `={outputs[0].name}`.")


def _write_card(out, identity, features, threshold, onnx_path):
    below, above = identity.labels
    sections = [
        ("Purpose", identity.description),
        ("Input", card.feature_table(features)),
        ("Threshold", f"`{above}` at or above {threshold:g}, else `{below}`. How it was chosen: not stated yet."),
        (
            "Data, evaluation, limits",
            "Not stated yet: a model without figures beside a baseline should not decide anything.",
        ),
        ("Origin", f"Adopted from `{os.path.basename(onnx_path)}`; golden results come from the training framework."),
    ]
    card.write(out, f"{identity.name} {identity.version}", sections)
