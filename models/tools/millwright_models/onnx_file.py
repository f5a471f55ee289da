# SPDX-License-Identifier: EPL-2.0
"""Reads what an existing ONNX file says about its inputs and outputs, and refuses what a gateway cannot serve."""

from dataclasses import dataclass
from typing import List

import onnx
from onnx import TensorProto

from .errors import InputError

MAX_OPSET = 17
MAX_IR = 8
MAX_RANK = 8
_TYPES = {
    TensorProto.FLOAT: "FLOAT32",
    TensorProto.DOUBLE: "FLOAT64",
    TensorProto.INT64: "INT64",
    TensorProto.INT32: "INT32",
    TensorProto.UINT8: "UINT8",
    TensorProto.BOOL: "BOOL",
}
_DOMAINS = ("", "ai.onnx", "ai.onnx.ml")


@dataclass(frozen=True)
class Port:
    """One input or output: `shape` holds sizes, -1 where the file leaves a dimension open."""

    name: str
    shape: List[int]
    type: str = "FLOAT32"

    def to_json(self):
        """The port as an object of model.json."""
        return {"name": self.name, "type": self.type, "shape": self.shape}


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
    for kind, port in [("input", port) for port in inputs] + [("output", port) for port in outputs]:
        if not 1 <= len(port.shape) <= MAX_RANK or port.shape[0] not in (-1, 1):
            raise InputError(
                f"{path}, {kind} {port.name}: shape {port.shape}. Remedy: export with the batch as the first dimension, open or 1."
            )
        if kind == "input" and -1 in port.shape[1:]:
            raise InputError(
                f"{path}, {kind} {port.name}: shape {port.shape}. Remedy: export with only the batch left open."
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
    if not value.type.HasField("tensor_type") or tensor.elem_type not in _TYPES:
        given = TensorProto.DataType.Name(tensor.elem_type) if value.type.HasField("tensor_type") else "no tensor"
        raise InputError(
            f"{path}, {kind} {value.name}: type {given}; the gateway serves {', '.join(_TYPES.values())}. "
            "Remedy: add a Cast in the graph, or for a classifier of scikit-learn export with the option zipmap=False."
        )
    shape = [size.dim_value if size.HasField("dim_value") else -1 for size in tensor.shape.dim]
    return Port(value.name, shape, _TYPES[tensor.elem_type])
