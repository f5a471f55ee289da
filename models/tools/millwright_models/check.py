# SPDX-License-Identifier: EPL-2.0
"""Checks a model folder as a gateway will: files, hashes, contract against the graph, and golden rows where possible."""

import json
import os

import numpy as np

from . import folder, golden, onnx_file
from .errors import InputError
from .table import sha256_of


def check(path):
    """Returns lines that say what was checked and what could not be. Raises InputError at the first fault."""
    document = _read(os.path.join(path, folder.JSON_FILE))
    try:
        return _check_document(path, document)
    except (KeyError, TypeError, AttributeError) as failure:
        raise InputError(
            f"model.json: a key is missing or of another kind: {failure}. Remedy: write it again with `describe`."
        ) from failure


def _check_document(path, document):
    folder.check_name_and_version(_get(document, "name"), _get(document, "version"))
    if _get(document, "format") != folder.FORMAT:
        raise InputError(f"model.json, format: {document['format']}. Remedy: {folder.FORMAT}.")
    for key in ("onnx", "golden"):
        _check_hash(path, key, _get(document, key))
    onnx_path = os.path.join(path, document["onnx"]["file"])
    inputs, outputs, warnings = onnx_file.read(onnx_path)
    _compare("inputs", _get(document, "inputs"), inputs)
    _compare("outputs", _get(document, "outputs"), outputs)
    features = [feature["name"] for entry in document["inputs"] for feature in entry["features"]]
    for name in features:
        if features.count(name) > 1:
            raise InputError(f"model.json, inputs: the feature {name!r} is listed twice. Remedy: feature names are unique.")
    _check_score(document)
    head, values = golden.read(os.path.join(path, document["golden"]["file"]))
    _check_golden_header(document, head)
    lines = [f"{document['name']} {document['version']}: files, hashes and contract agree with the graph"]
    lines += [f"warning: {warning}" for warning in warnings]
    if len(values) < golden.MIN_ROWS:
        lines.append(f"warning: {len(values)} golden rows, {golden.MIN_ROWS} or more are good practice")
    lines.append(_replay(onnx_path, document, inputs, head, values))
    return lines


def _read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except OSError as failure:
        raise InputError(f"{path}: cannot be read: {failure.strerror}. Remedy: give the model folder.") from failure
    except ValueError as failure:
        raise InputError(f"{path}: not JSON: {failure}. Remedy: write it again with `describe`.") from failure


def _get(document, key):
    if key not in document:
        raise InputError(f"model.json: the key {key!r} is missing. Remedy: write it again with `describe`.")
    return document[key]


def _check_hash(path, key, entry):
    actual = sha256_of(os.path.join(path, entry["file"])) if os.path.exists(os.path.join(path, entry["file"])) else None
    if actual is None:
        raise InputError(f"model.json, {key}.file: {entry['file']} is not in {path}. Remedy: put it there.")
    if actual != entry["sha256"]:
        raise InputError(
            f"model.json, {key}.sha256: {entry['sha256']}, but {entry['file']} has {actual}. "
            "Remedy: a file was changed after it was described; run train or describe again and raise the version."
        )


def _compare(key, described, ports):
    actual = {port.name: port.shape for port in ports}
    for entry in described:
        if entry["name"] not in actual:
            raise InputError(f"model.json, {key}: the graph has no {entry['name']!r}. Remedy: one of {', '.join(actual)}.")
        if entry["shape"] != actual[entry["name"]]:
            raise InputError(
                f"model.json, {key}, {entry['name']}: shape {entry['shape']}, the graph has {actual[entry['name']]}. "
                "Remedy: write it again with `describe`."
            )
        columns = entry["shape"][-1]
        if key == "inputs" and len(entry["features"]) != columns:
            raise InputError(
                f"model.json, inputs, {entry['name']}: {len(entry['features'])} features for {columns} columns."
            )


def _check_score(document):
    score = document.get("score", {})
    names = [output["name"] for output in document["outputs"]]
    if score.get("output", names[0]) not in names:
        raise InputError(f"model.json, score.output: {score['output']!r}. Remedy: one of {', '.join(names)}.")


def _check_golden_header(document, head):
    expected = []
    for entry in document["inputs"]:
        names = [feature["name"] for feature in entry["features"]]
        rows = range(entry["shape"][1]) if len(entry["shape"]) == 3 else None
        expected += names if rows is None else [f"{name}@{row}" for row in rows for name in names]
    if (
        head[: len(expected)] != expected
        or not all(cell.startswith("=") for cell in head[len(expected) :])
        or len(head) == len(expected)
    ):
        raise InputError(
            f"golden.csv, line 1: {','.join(head)}. Remedy: {','.join(expected)}, then one `=output` column per result."
        )


def _replay(onnx_path, document, inputs, head, values):
    try:
        import onnxruntime
    except ImportError:
        return "golden rows NOT replayed: Python's onnxruntime is not installed; the Maven build and the gateway replay them"
    if len(inputs) != 1:
        return "golden rows NOT replayed: the model has several inputs; the Maven build and the gateway replay them"
    split = sum(not cell.startswith("=") for cell in head)
    session = onnxruntime.InferenceSession(onnx_path, providers=["CPUExecutionProvider"])
    tensor = values[:, :split].astype(np.float32).reshape([-1, *inputs[0].shape[1:]])
    for position, cell in enumerate(head[split:], split):
        name, _, index = cell[1:].partition("[")
        result = session.run([name], {inputs[0].name: tensor})[0].reshape(len(values), -1)
        far = golden.differs(result[:, int(index.rstrip("]") or 0)], values[:, position])
        if far.any():
            row = int(np.argmax(far))
            raise InputError(
                f"golden.csv, line {row + 2}, column {cell}: the graph gives {result[row, 0]:.9g}, expected "
                f"{values[row, position]:.9g}. Remedy: the exported graph and the trainer disagree; export again."
            )
    return f"{len(values)} golden rows replayed by onnxruntime {onnxruntime.__version__}: all within 1e-5 + 1e-5 |expected|"
