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


def check_name_and_version(name, version):
    """Refuses names and versions that cannot stand in a bundle's manifest or in a Kura form."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise InputError(f"--name {name!r}: Remedy: lower-case letters, digits and single hyphens, such as press-7-leak.")
    if not re.fullmatch(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", version):
        raise InputError(f"--version {version!r}: Remedy: three numbers, such as 1.0.0.")


def describe(
    out, name, version, description, inputs, outputs, says, training=None, period_ms=0, metrics=None, use=None, sections=None
):
    """Writes model.json into folder `out`, which already holds model.onnx and golden.csv.

    `inputs` and `outputs` are lists of objects as they stand in the file; `says` is the object of `score_contract`, or a list
    of readings. `training`, `metrics` (a list) and `use` come from `statements`; `sections` holds further keys of the top
    level as they are. Whether the gateway would take it says `./millwright model check`; `./millwright model card` then
    writes MODEL_CARD.md from it.
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
    for key, stated in (("training", training), ("metrics", metrics), ("use", use), *(sections or {}).items()):
        if key in document:
            raise ValueError(f"sections: {key!r} has an argument of its own")
        if stated:
            document[key] = stated
    with open(os.path.join(out, JSON_FILE), "w", encoding="utf-8", newline="\n") as file:
        json.dump(document, file, indent=2, ensure_ascii=False, allow_nan=False)
        file.write("\n")
    return document


def write_onnx(out, model):
    """Writes the ONNX model as one file and returns its size in bytes."""
    os.makedirs(out, exist_ok=True)
    content = model.SerializeToString(deterministic=True)
    with open(os.path.join(out, ONNX_FILE), "wb") as file:
        file.write(content)
    return len(content)


def score_contract(output, threshold, labels, chosen=None):
    """The score object: which output element is the score, and what is said below and at or above the threshold.

    `chosen` says how that was chosen (`statements.chosen`); in a reading it stands under the same key.
    """
    contract = {"output": output, "index": 0, "threshold": threshold, "labels": list(labels)}
    return {**contract, "chosen": chosen} if chosen else contract


def binary_reading(name, contract):
    """The same as `score_contract` says, as one of several readings."""
    rest = {key: value for key, value in contract.items() if key != "threshold"}
    return {"name": name, "task": "binary", **rest, "thresholds": [contract["threshold"]]}


def add_section(out, key, value):
    """Puts a key of the top level into the model.json of a folder that is written already; returns the whole document."""
    path = os.path.join(out, JSON_FILE)
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    document[key] = value
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        json.dump(document, file, indent=2, ensure_ascii=False)
        file.write("\n")
    return document


def write_text(out, name, sections):
    """Writes (heading, text) sections to `train/NAME.md` of a model folder, which `./millwright model card` takes into the card.

    `card` is what a person wrote; `figures` what a script found beyond `metrics`. Sections without text are left out.
    """
    os.makedirs(os.path.join(out, "train"), exist_ok=True)
    parts = [f"## {heading}\n\n{text.strip()}\n" for heading, text in sections if text]
    with open(os.path.join(out, "train", f"{name}.md"), "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(parts))


def tabular_input(name, features):
    """The inputs object of a model that reads one row of features at a time."""
    return {
        "name": name,
        "type": "FLOAT32",
        "shape": [-1, len(features)],
        "features": [feature.to_json() for feature in features],
    }


def split_sections(text):
    """Turns Markdown with `## heading` lines into a list of (heading, text), as `write_text` takes it."""
    sections = []
    for line in text.splitlines():
        if line.startswith("## "):
            sections.append((line[3:].strip(), []))
        elif sections:
            sections[-1][1].append(line)
    return [(heading, "\n".join(lines)) for heading, lines in sections]
