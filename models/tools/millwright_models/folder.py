# SPDX-License-Identifier: EPL-2.0
"""Writes model.json, the contract that the gateway checks before a model may serve; `./millwright model check` judges it."""

import json
import os
import re

from .errors import InputError
from .table import sha256_of

FORMAT = 1
ONNX_FILE = "model.onnx"
JSON_FILE = "model.json"
GOLDEN_FILE = "golden.csv"
CARD_FILE = "MODEL_CARD.md"


def check_name_and_version(name, version):
    """Refuses names and versions that cannot stand in a bundle's manifest or in a Kura form."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise InputError(f"--name {name!r}: Remedy: lower-case letters, digits and single hyphens, such as press-7-leak.")
    if not re.fullmatch(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", version):
        raise InputError(f"--version {version!r}: Remedy: three numbers, such as 1.0.0.")


def describe(out, name, version, description, inputs, outputs, says, training=None, period_ms=0):
    """Writes model.json into folder `out`, which already holds model.onnx and golden.csv.

    `inputs` and `outputs` are lists of objects as they stand in the file; `says` is the object of `score_contract`, or a list
    of readings. Whether the gateway would take it says `./millwright model check`.
    """
    check_name_and_version(name, version)
    document = {
        "format": FORMAT,
        "name": name,
        "version": version,
        "description": description,
        "onnx": {"file": ONNX_FILE, "sha256": sha256_of(os.path.join(out, ONNX_FILE))},
        **({"row_period_ms": period_ms} if period_ms else {}),
        "inputs": inputs,
        "outputs": outputs,
        "readings" if isinstance(says, list) else "score": says,
        "golden": {"file": GOLDEN_FILE, "sha256": sha256_of(os.path.join(out, GOLDEN_FILE))},
    }
    if training:
        document["training"] = training
    with open(os.path.join(out, JSON_FILE), "w", encoding="utf-8", newline="\n") as file:
        json.dump(document, file, indent=2, ensure_ascii=False)
        file.write("\n")
    return document


def write_onnx(out, model):
    """Writes the ONNX model as one file and returns its size in bytes."""
    os.makedirs(out, exist_ok=True)
    content = model.SerializeToString(deterministic=True)
    with open(os.path.join(out, ONNX_FILE), "wb") as file:
        file.write(content)
    return len(content)


def score_contract(output, threshold, labels):
    """The score object: which output element is the score, and what is said below and at or above the threshold."""
    return {"output": output, "index": 0, "threshold": threshold, "labels": list(labels)}


def tabular_input(name, features):
    """The inputs object of a model that reads one row of features at a time."""
    return {
        "name": name,
        "type": "FLOAT32",
        "shape": [-1, len(features)],
        "features": [feature.to_json() for feature in features],
    }
