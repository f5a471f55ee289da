# SPDX-License-Identifier: EPL-2.0
"""Reads what an existing ONNX file says about its inputs and outputs, and refuses what a gateway cannot serve."""

from dataclasses import dataclass
from typing import List

import onnx
from onnx import TensorProto

from .errors import InputError

MAX_OPSET = 17
MAX_IR = 8
_DOMAINS = ("", "ai.onnx", "ai.onnx.ml")


@dataclass(frozen=True)
class Port:
    """One input or output: `shape` holds sizes, -1 where the file leaves a dimension open."""

    name: str
    shape: List[int]

    def to_json(self):
        """The port as an object of model.json."""
        return {"name": self.name, "type": "FLOAT32", "shape": self.shape}


def read(path):
    """Returns (inputs, outputs, warnings) of an ONNX file. Raises InputError with place and remedy."""
    try:
        model = onnx.load(path, load_external_data=False)
        onnx.checker.check_model(model)
    except OSError as failure:
        raise InputError(f"{path}: cannot be read: {failure.strerror}. Remedy: check the path.") from failure
    except Exception as failure:  # protobuf and the checker have no common error type
        first = str(failure).strip().splitlines()[0] if str(failure).strip() else type(failure).__name__
        raise InputError(f"{path}: not a valid ONNX file: {first}. Remedy: export it again.") from failure
    _refuse_external_data(path, model)
    warnings = _version_warnings(model)
    for entry in model.opset_import:
        if entry.domain not in _DOMAINS:
            raise InputError(
                f"{path}: uses operators of domain {entry.domain!r}, which stock ONNX Runtime may not have. "
                "Remedy: export with the standard operators ai.onnx and ai.onnx.ml."
            )
    constants = {constant.name for constant in model.graph.initializer}
    inputs = [_port(path, "input", value) for value in model.graph.input if value.name not in constants]
    outputs = [_port(path, "output", value) for value in model.graph.output]
    for port in inputs:
        if len(port.shape) not in (2, 3) or -1 in port.shape[1:]:
            raise InputError(
                f"{path}, input {port.name}: shape {port.shape}. Remedy: export with [batch, features] or "
                "[batch, rows, features], only the batch left open."
            )
    return inputs, outputs, warnings


def _version_warnings(model):
    warnings = []
    if model.ir_version > MAX_IR:
        warnings.append(f"IR version {model.ir_version} is above {MAX_IR}: older runtimes refuse it")
    for entry in model.opset_import:
        if entry.domain in ("", "ai.onnx") and entry.version > MAX_OPSET:
            warnings.append(f"opset {entry.version} is above {MAX_OPSET}: older runtimes refuse it")
    return warnings


def _refuse_external_data(path, model):
    for constant in model.graph.initializer:
        if constant.data_location == TensorProto.EXTERNAL:
            raise InputError(
                f"{path}: the weights {constant.name!r} lie in another file. Remedy: save the model as one file "
                "(onnx.save without save_as_external_data)."
            )


def _port(path, kind, value):
    tensor = value.type.tensor_type
    if not value.type.HasField("tensor_type") or tensor.elem_type != TensorProto.FLOAT:
        given = TensorProto.DataType.Name(tensor.elem_type) if value.type.HasField("tensor_type") else "no tensor"
        raise InputError(
            f"{path}, {kind} {value.name}: type {given}; the gateway serves FLOAT32. Remedy: add a Cast to FLOAT in the "
            "graph"
            + (
                "; for a classifier of scikit-learn, export with the option zipmap=False and drop the label output."
                if kind == "output"
                else "."
            )
        )
    shape = [size.dim_value if size.HasField("dim_value") else -1 for size in tensor.shape.dim]
    if shape and shape[0] > 1:
        raise InputError(
            f"{path}, {kind} {value.name}: fixed batch of {shape[0]}. Remedy: export with an open batch dimension."
        )
    if shape:
        shape[0] = -1
    return Port(value.name, shape)
