# SPDX-License-Identifier: EPL-2.0
"""Checks a model folder as a gateway will: files, hashes, contract against the graph, and golden rows where possible."""

import json
import os

import numpy as np

from . import contract, folder, golden, onnx_file
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
    contract.check(document)
    onnx_path = os.path.join(path, document["onnx"]["file"])
    inputs, outputs, warnings = onnx_file.read(onnx_path)
    _compare("inputs", document["inputs"], inputs)
    _compare("outputs", document["outputs"], outputs)
    for port in inputs:
        if port.name not in [entry["name"] for entry in document["inputs"]]:
            raise InputError(
                f"model.json, inputs: the graph also needs {port.name!r}. Remedy: list every input of the graph."
            )
    golden_path = os.path.join(path, document["golden"]["file"])
    head, values = golden.read(golden_path)
    tensors = _golden_tensors(golden_path, document, head, values)
    lines = [f"{document['name']} {document['version']}: files, hashes and contract agree with the graph"]
    lines += [f"warning: {warning}" for warning in warnings]
    if len(values) < golden.MIN_ROWS:
        lines.append(f"warning: {len(values)} golden rows, {golden.MIN_ROWS} or more are good practice")
    lines.append(_replay(onnx_path, document, tensors, head, values))
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
    actual = {port.name: port for port in ports}
    for entry in described:
        port = actual.get(entry["name"])
        if port is None:
            raise InputError(f"model.json, {key}: the graph has no {entry['name']!r}. Remedy: one of {', '.join(actual)}.")
        if entry["type"] != port.type:
            raise InputError(f"model.json, {key}, {port.name}: type {entry['type']}. Remedy: the graph has {port.type}.")
        # A dimension that is free in the graph may be fixed in model.json, not the other way round.
        fits = len(entry["shape"]) == len(port.shape) and all(
            size in (-1, given) for size, given in zip(port.shape, entry["shape"])
        )
        if not fits:
            raise InputError(
                f"model.json, {key}, {port.name}: shape {entry['shape']}, the graph has {port.shape}. "
                "Remedy: write it again with `describe`."
            )


def _golden_tensors(path, document, head, values):
    tensors, used = {}, set()
    for entry in document["inputs"]:
        tensors[entry["name"]], columns = golden.input_tensor(path, entry, head, values)
        used |= columns
    sizes = {output["name"]: contract.per_row(output) for output in document["outputs"]}
    results = set()
    for position, cell in enumerate(head):
        if position not in used:
            results.add(_result(path, cell.strip(), sizes))
    if len(used) + len(results) != len(head) or len(set(head)) != len(head):
        raise InputError(f"{path}, line 1: a column is there twice. Remedy: one column per element.")
    for reading in contract.readings(document):
        for key in (None, "lower", "upper"):
            end = reading if key is None else reading.get(key)
            wanted = (end.get("output") or reading["output"], end.get("index") or 0) if end is not None else None
            if wanted and wanted not in results:
                raise InputError(
                    f"{path}, line 1: the column ={wanted[0]}[{wanted[1]}] is missing. "
                    "Remedy: every reading and its interval have one."
                )
    return tensors


def _result(path, cell, sizes):
    name, bracket, place = cell[1:].rpartition("[")
    if cell.startswith("=") and cell[1:] in sizes and sizes[cell[1:]] == 1:
        return cell[1:], 0
    place = place[:-1] if place.endswith("]") else ""
    if not cell.startswith("=") or not bracket or name not in sizes or not place.isdecimal() or int(place) >= sizes[name]:
        raise InputError(
            f"{path}, line 1: {cell!r} is no element of the model. Remedy: name features and `=output[i]` as in model.json."
        )
    return name, int(place)


def _replay(onnx_path, document, tensors, head, values):
    try:
        import onnxruntime
    except ImportError:
        return "golden rows NOT replayed: Python's onnxruntime is not installed; the Maven build and the gateway replay them"
    session = onnxruntime.InferenceSession(onnx_path, providers=["CPUExecutionProvider"])
    sizes = {output["name"]: contract.per_row(output) for output in document["outputs"]}
    places = [
        (position, _result("golden.csv", cell.strip(), sizes)) for position, cell in enumerate(head) if cell.startswith("=")
    ]
    names = sorted({name for _, (name, _) in places})
    for row in range(len(values)):
        feed = {
            entry["name"]: tensors[entry["name"]][row].astype(_NUMPY[entry["type"]]).reshape([1, *entry["shape"][1:]])
            for entry in document["inputs"]
        }
        results = dict(zip(names, session.run(names, feed)))
        for position, (name, index) in places:
            actual = float(results[name].reshape(-1)[index])
            if golden.differs(np.float64(actual), values[row, position]):
                raise InputError(
                    f"golden.csv, line {row + 2}, column {head[position]}: the graph gives {actual:.9g}, expected "
                    f"{values[row, position]:.9g}. Remedy: the exported graph and the trainer disagree; export again."
                )
    return f"{len(values)} golden rows replayed by onnxruntime {onnxruntime.__version__}: all within 1e-5 + 1e-5 |expected|"


_NUMPY = {
    "FLOAT32": np.float32,
    "FLOAT64": np.float64,
    "INT64": np.int64,
    "INT32": np.int32,
    "UINT8": np.uint8,
    "BOOL": bool,
}
