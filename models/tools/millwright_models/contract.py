# SPDX-License-Identifier: EPL-2.0
"""The gateway's rules for model.json, so that the tool's verdict is the gateway's: docs/model-format.md has them as text.

The gateway checks again when the model is installed; what is refused here is what it would refuse.
"""

import math
import re

from . import aggregate, condition
from .errors import InputError

TYPES = ("FLOAT32", "FLOAT64", "INT64", "INT32", "UINT8", "BOOL")
LAYOUTS = ("channels_first", "channels_last")
COLOURS = ("rgb", "bgr", "gray")
FITS = ("stretch", "letterbox", "crop", "tile")
TASKS = ("binary", "classes", "value", "forecast", "anomaly", "embedding")
_RANK = 8
_ELEMENTS = 16 << 20
_DAY_MS = 86_400_000
_SPAN_MS = 366 * _DAY_MS
_SIDE = 16_384
_RAW_BYTES = 64 << 20
_SIGNAL = re.compile(r'[^\x00-\x1f\x7f,@="]{1,100}')
_LABEL = re.compile(r"[^\x00-\x1f\x7f]{1,100}")


def check(document):
    """Raises InputError at the first contradiction within a model.json that has been parsed."""
    period = _integer(document, "row_period_ms", "", 0, 0, _DAY_MS)
    inputs, outputs = _list(document, "inputs", "", 64), _list(document, "outputs", "", 64)
    signals, names = {}, set()
    for kind, tensors in (("inputs", inputs), ("outputs", outputs)):
        if not tensors:
            raise _wrong(kind, tensors, "must not be empty", "list the tensors of the graph")
        for i, tensor in enumerate(tensors):
            _tensor(f"{kind}[{i}]", tensor)
            if any(other["name"] == tensor["name"] for other in tensors[:i]):
                raise _wrong(f"{kind}[{i}].name", tensor["name"], "is listed twice", "list each tensor once")
    for i, tensor in enumerate(inputs):
        _input(f"inputs[{i}]", tensor, period, names, signals)
    _readings(document, outputs)


def per_row(tensor):
    """The elements of one row of the batch."""
    return math.prod(tensor["shape"][1:])


def is_array(feature):
    """Whether a feature of model.json is an array."""
    return _elements(feature) > 1


def _elements(entry):
    return entry.get("elements") or 1


def feature(where, entry, kind, period, names=None, signals=None):
    """Checks one feature object of model.json; `names` and `signals` collect what the features before it said."""
    names, signals = set() if names is None else names, {} if signals is None else signals
    name = _name(entry, "name", where)
    if name in names:
        raise _wrong(f"{where}.name", name, "is used twice", "give every feature of the model its own name")
    names.add(name)
    low, high = _number(entry, "min", where), _number(entry, "max", where)
    if low is not None and high is not None and low > high:
        raise _wrong(f"{where}.min", low, f"is above max = {high}", "exchange them")
    categories = _texts(entry, "categories", where, 10_000)
    codes = entry.get("codes")
    if codes is not None:
        numbers = _numbers(entry, "codes", where, 10_000)
        if len(numbers) != len(categories):
            raise _wrong(
                f"{where}.codes", codes, f"has {len(numbers)} numbers for {len(categories)} categories", "write one each"
            )
        if len(set(numbers)) != len(numbers):
            raise _wrong(f"{where}.codes", codes, "holds a number twice", "give each category its own number")
    way = _one_of(entry, "aggregate", where, aggregate.NAMES, "last")
    elements = _integer(entry, "elements", where, 1, 1, _ELEMENTS)
    if way != "last" and categories:
        raise _wrong(f"{where}.aggregate", way, "cannot be computed from categories", "use last, or remove the categories")
    if elements > 1 and (way != "last" or categories):
        raise _wrong(f"{where}.elements", elements, "an array is taken as it comes", "remove aggregate and categories")
    for key in ("span_ms", "lag_ms"):
        time = _integer(entry, key, where, 0, 0, _SPAN_MS)
        if period and time % period:
            raise _wrong(f"{where}.{key}", time, f"is no multiple of row_period_ms = {period}", "use a multiple")
    _condition(where, entry, way)
    if entry.get("modulus") is not None:
        modulus = _number(entry, "modulus", where)
        if way != "counter":
            raise _wrong(f"{where}.modulus", modulus, "belongs to the aggregate counter", "use counter, or remove it")
        if modulus <= 0:
            raise _wrong(f"{where}.modulus", modulus, "must be above 0", "write the value that follows as 0, or remove it")
    if _yes(entry, "optional", where) and kind not in ("FLOAT32", "FLOAT64"):
        raise _wrong(f"{where}.optional", True, f"a missing value is NaN, and {kind} has none", "use FLOAT32, or remove it")
    signal = _name(entry, "signal", where) if entry.get("signal") is not None else name
    _signal(where, signals, signal, _text(entry, "unit", where), elements)


def _condition(where, entry, way):
    text = entry.get("condition")
    if way != "share":
        if text is not None:
            raise _wrong(f"{where}.condition", text, "belongs to the aggregate share", "use share, or remove it")
    elif text is None:
        raise _wrong(f"{where}.condition", "missing", "is required for the aggregate share", 'add it, for example "> 5"')
    else:
        condition.parse(_text(entry, "condition", where), f"model.json, {where}.condition")


def _signal(where, signals, signal, unit, elements):
    before = signals.setdefault(signal, (unit, elements))
    if before[1] != elements:
        kind = "pictures" if before[1] == 0 else f"{before[1]} element(s)"
        raise _wrong(where, signal, f"the signal has {kind} elsewhere", "give each signal one kind of value")
    if not before[0]:
        signals[signal] = (unit, elements)
    elif unit and unit != before[0]:
        raise _wrong(
            f"{where}.unit",
            unit,
            f"the signal {signal} has the unit {before[0]} elsewhere",
            "write the unit of the signal's values",
        )


def _tensor(where, tensor):
    if not isinstance(tensor, dict):
        raise _wrong(where, tensor, "must be an object", "write it in { }")
    name = _required(tensor, "name", where)
    if not isinstance(name, str) or not re.fullmatch(r"[^\x00-\x1f\x7f]{1,200}", name):
        raise _wrong(f"{where}.name", name, "must be 1 to 200 printable characters", "use the graph's name")
    _required(tensor, "type", where)
    _one_of(tensor, "type", where, TYPES, None)
    shape = _required(tensor, "shape", where)
    if not isinstance(shape, list) or not all(isinstance(size, int) and not isinstance(size, bool) for size in shape):
        raise _wrong(f"{where}.shape", shape, "must be a list of integers", "write the graph's shape")
    if not 1 <= len(shape) <= _RANK:
        raise _wrong(f"{where}.shape", shape, f"must have 1 to {_RANK} dimensions", "write the batch, -1, as the first")
    if shape[0] not in (-1, 1):
        raise _wrong(f"{where}.shape", shape, "the batch must be -1 (free) or 1", "export with a free batch")
    if any(size < 1 for size in shape[1:]):
        raise _wrong(f"{where}.shape", shape, "only the first dimension may be free", "export with fixed dimensions")
    if per_row(tensor) > _ELEMENTS:
        raise _wrong(f"{where}.shape", shape, f"has more than {_ELEMENTS} elements per row", "use a smaller tensor")


def _input(where, tensor, period, names, signals):
    features = _list(tensor, "features", where, 10_000) if tensor.get("features") is not None else []
    for i, entry in enumerate(features):
        if not isinstance(entry, dict):
            raise _wrong(f"{where}.features[{i}]", entry, "must be an object", "write it in { }")
        feature(f"{where}.features[{i}]", entry, tensor["type"], period, names, signals)
    layout = _one_of(tensor, "layout", where, LAYOUTS, None)
    shape, image = tensor["shape"], tensor.get("image")
    if image is not None:
        if features:
            raise _wrong(f"{where}.features", len(features), "cannot stand beside image", "remove one of the two")
        _picture(where, tensor, image, layout != "channels_last", signals)
    elif any(is_array(entry) for entry in features):
        _arrays(where, tensor, features, layout != "channels_last")
    else:
        columns = 1 if len(shape) == 1 else shape[-1]
        if columns != len(features) and (features or len(shape) in (2, 3)):
            raise _wrong(
                f"{where}.shape",
                shape,
                f"has {columns} columns, but {len(features)} features are listed",
                "list one feature per column of the last dimension, or give an array feature its elements",
            )
        if layout:
            raise _wrong(
                f"{where}.layout", layout, "is for pictures and array features", "remove it; transpose in the graph"
            )


def _arrays(where, tensor, features, first):
    elements = _elements(features[0])
    for i, entry in enumerate(features):
        if _elements(entry) != elements:
            raise _wrong(f"{where}.features[{i}]", entry, f"the first feature has {elements} elements", "give all the same")
    if len(features) == 1:
        if elements != per_row(tensor):
            raise _wrong(
                f"{where}.shape",
                tensor["shape"],
                f"has {per_row(tensor)} elements, the feature {elements}",
                "write the same number",
            )
        return
    wanted = [len(features), elements] if first else [elements, len(features)]
    if tensor["shape"][1:] != wanted:
        raise _wrong(
            f"{where}.shape",
            tensor["shape"],
            f"{len(features)} features of {elements} elements make {[tensor['shape'][0], *wanted]}",
            "correct shape, elements or layout",
        )


def _picture(where, tensor, image, first, signals):
    name = _name(tensor, "name", where)
    if signals.setdefault(name, ("", 0)) != ("", 0):
        raise _wrong(f"{where}.name", name, "is also the signal of a feature", "give the picture's input its own name")
    if not isinstance(image, dict):
        raise _wrong(f"{where}.image", image, "must be an object", "write it in { }")
    where_image = f"{where}.image"
    _required(image, "colour", where_image)
    colour = _one_of(image, "colour", where_image, COLOURS, None)
    channels = 1 if colour == "gray" else 3
    shape = tensor["shape"]
    if len(shape) != 4 or shape[1 if first else 3] != channels:
        wanted = f"[batch, {channels}, height, width]" if first else f"[batch, height, width, {channels}]"
        raise _wrong(
            f"{where}.shape", shape, f"a picture with colour {colour} fills {wanted}", "correct shape, colour or layout"
        )
    if tensor["type"] not in ("FLOAT32", "UINT8"):
        raise _wrong(
            f"{where}.type", tensor["type"], "takes no picture", "export FLOAT32, or UINT8 for the bytes as they are"
        )
    if _one_of(image, "fit", where_image, FITS, "stretch") == "tile" and shape[0] != -1:
        raise _wrong(f"{where_image}.fit", "tile", "needs a free batch, which holds the tiles", "export with a free batch")
    for key, neutral in (("mean", 0), ("scale", 1)):
        if image.get(key) is None:
            continue
        values = _numbers(image, key, where_image, 10_000)
        if len(values) != channels:
            raise _wrong(
                f"{where_image}.{key}", values, f"has {len(values)} numbers for {channels} channel(s)", "write one each"
            )
        if tensor["type"] == "UINT8" and any(value != neutral for value in values):
            raise _wrong(f"{where_image}.{key}", values, "is for FLOAT32", "remove it, or export FLOAT32")
        if neutral and 0 in values:
            raise _wrong(f"{where_image}.{key}", values, "makes a channel 0", "write factors that are not 0")
    raw = image.get("raw")
    if raw is not None:
        if not isinstance(raw, dict):
            raise _wrong(f"{where_image}.raw", raw, "must be an object", "write it in { }")
        for key in ("width", "height"):
            _required(raw, key, f"{where_image}.raw")
        size = [_integer(raw, key, f"{where_image}.raw", 0, 1, _SIDE) for key in ("width", "height")]
        raw_colour = _one_of(raw, "colour", f"{where_image}.raw", COLOURS, colour)
        if size[0] * size[1] * (1 if raw_colour == "gray" else 3) > _RAW_BYTES:
            raise _wrong(f"{where_image}.raw", size, f"has more than {_RAW_BYTES} bytes", "send a smaller picture")


def readings(document):
    """The readings of a checked model.json, the short form written out; `output` stands in each."""
    outputs = document["outputs"]
    if document.get("readings") is not None:
        return [{**entry, "output": entry.get("output") or outputs[0]["name"]} for entry in document["readings"]]
    score = document.get("score") or {}
    labels = score.get("labels") or ["normal", "alarm"]
    written = {"name": "score", "output": score.get("output") or outputs[0]["name"], "labels": labels}
    if len(labels) > 2:
        return [{**written, "task": "classes"}]
    threshold = score.get("threshold", 0.5)
    return [{**written, "task": "binary", "index": score.get("index") or 0, "thresholds": [threshold]}]


def _readings(document, outputs):
    sizes = {output["name"]: per_row(output) for output in outputs}
    given, score = document.get("readings"), document.get("score")
    if given is None:
        _score({} if score is None else score, outputs[0]["name"], sizes)
        return
    if score is not None:
        raise _wrong("score", score, "is the short form of one reading, and readings are listed", "keep one of the two")
    entries = _list(document, "readings", "", 64)
    if not entries:
        raise _wrong("readings", entries, "must not be empty", "list what the model says, or remove it")
    names = set()
    for i, entry in enumerate(entries):
        where = f"readings[{i}]"
        if not isinstance(entry, dict):
            raise _wrong(where, entry, "must be an object", "write it in { }")
        name = _name(entry, "name", where)
        if name in names:
            raise _wrong(f"{where}.name", name, "is used twice", "give every reading its own name")
        names.add(name)
        _reading(where, entry, outputs[0]["name"], sizes)


def _score(score, first, sizes):
    if not isinstance(score, dict):
        raise _wrong("score", score, "must be an object", "write it in { }")
    output = _output("score", score, first, sizes)
    _integer(score, "index", "score", 0, 0, sizes[output] - 1)
    _number(score, "threshold", "score")
    if score.get("labels") is None:
        return
    labels = _texts(score, "labels", "score", 10_000)
    if len(labels) < 2:
        raise _wrong("score.labels", labels, "needs two labels at least", "list the label below the threshold first")
    if len(labels) > 2 and len(labels) != sizes[output]:
        raise _wrong(
            "score.labels",
            labels,
            f"has {len(labels)} labels for {sizes[output]} elements",
            "list two labels, or one per element",
        )


def _reading(where, entry, first, sizes):
    _required(entry, "task", where)
    task = _one_of(entry, "task", where, TASKS, None)
    output = _output(where, entry, first, sizes)
    index = _integer(entry, "index", where, 0, 0, sizes[output] - 1)
    _text(entry, "unit", where)
    thresholds = _numbers(entry, "thresholds", where, 100) if entry.get("thresholds") is not None else []
    labels = _texts(entry, "labels", where, 10_000)
    for label in labels:
        if not _LABEL.fullmatch(label):
            raise _wrong(f"{where}.labels", label, "must be 1 to 100 printable characters", "correct it")
    if any(low >= high for low, high in zip(thresholds, thresholds[1:])):
        raise _wrong(f"{where}.thresholds", thresholds, "do not rise", "write each threshold once, the lowest first")
    several = task in ("forecast", "embedding")
    rest = sizes[output] - index
    steps = _integer(entry, "steps", where, rest if several else 1, 1, rest if several else 1)
    if task in ("classes", "embedding"):
        for key in ("thresholds", "lower", "upper"):
            if entry.get(key):
                raise _wrong(f"{where}.{key}", entry[key], f"does not belong to {task}", "remove it")
    if task == "binary" and len(thresholds) != 1:
        raise _wrong(f"{where}.thresholds", thresholds, "a binary reading has exactly one threshold", "write one")
    if task == "embedding" and labels:
        raise _wrong(f"{where}.labels", labels, "nothing is decided from an embedding", "remove them")
    if task == "classes":
        fits = index + len(labels) <= sizes[output] if entry.get("index") is not None else len(labels) == sizes[output]
        if len(labels) < 2 or not fits:
            raise _wrong(f"{where}.labels", labels, f"{len(labels)} labels for {sizes[output]} elements", "one per class")
    elif (labels or thresholds) and (len(labels) != len(thresholds) + 1 or len(labels) < 2):
        raise _wrong(
            f"{where}.labels", labels, f"{len(thresholds)} threshold(s) make {len(thresholds) + 1} labels", "list them"
        )
    if _yes(entry, "low_is_bad", where) and not labels:
        raise _wrong(f"{where}.low_is_bad", True, "says which label is the bad one, and there are no labels", "add labels")
    ends = [(output, index)]
    for key in ("lower", "upper"):
        end = entry.get(key)
        if end is None:
            continue
        if not isinstance(end, dict) or task in ("classes", "embedding"):
            raise _wrong(f"{where}.{key}", end, "must be an object, of a number's reading", "correct it")
        name = _output(f"{where}.{key}", end, output, sizes)
        place = (name, _integer(end, "index", f"{where}.{key}", 0, 0, sizes[name] - 1))
        if place in ends or place[1] + steps > sizes[place[0]]:
            raise _wrong(
                f"{where}.{key}", end, "is the value or the other end itself, or too short", "correct output or index"
            )
        ends.append(place)


def _output(where, entry, default, sizes):
    name = default if entry.get("output") is None else entry["output"]
    if not isinstance(name, str) or name not in sizes:
        raise _wrong(f"{where}.output", name, "is not among the outputs", f"one of {', '.join(sizes)}")
    return name


def _wrong(where, value, problem, remedy):
    shown = str(value)
    return InputError(f"model.json, {where}: {shown[:200]}: {problem}. Remedy: {remedy}.")


def _required(entry, key, where):
    if entry.get(key) is None:
        raise _wrong(f"{where}.{key}", "missing", "is required", "add it")
    return entry[key]


def _list(entry, key, where, most):
    value = _required(entry, key, where)
    at = f"{where}.{key}".lstrip(".")
    if not isinstance(value, list):
        raise _wrong(at, value, "must be a list", "write it in [ ]")
    if len(value) > most:
        raise _wrong(at, len(value), f"has more than {most} elements", "shorten it")
    return value


def _name(entry, key, where):
    value = _required(entry, key, where)
    if not isinstance(value, str) or not _SIGNAL.fullmatch(value):
        raise _wrong(f"{where}.{key}", value, "must be 1 to 100 characters without , @ = or quotes", "correct it")
    return value


def _text(entry, key, where):
    value = entry.get(key)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > 1_000:
        raise _wrong(f"{where}.{key}", value, "must be a text of at most 1000 characters", "write it in quotes")
    return value


def _texts(entry, key, where, most):
    if entry.get(key) is None:
        return []
    values = _list(entry, key, where, most)
    for value in values:
        if not isinstance(value, str) or len(value) > 1_000:
            raise _wrong(f"{where}.{key}", value, "must be a text of at most 1000 characters", "write it in quotes")
    if len(set(values)) != len(values):
        raise _wrong(f"{where}.{key}", values, "holds a text twice", "list each text once")
    return values


def _number(entry, key, where):
    value = entry.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise _wrong(f"{where}.{key}", value, "must be a finite number", "write a number without quotes")
    return float(value)


def _numbers(entry, key, where, most):
    values = _list(entry, key, where, most)
    return [
        _number({"value": value}, "value", f"{where}.{key}") if value is not None else _not_a_number(where, key)
        for value in values
    ]


def _not_a_number(where, key):
    raise _wrong(f"{where}.{key}", "null", "must be a finite number", "write a number without quotes")


def _integer(entry, key, where, absent, least, most):
    value = _number(entry, key, where)
    if value is None:
        return absent
    if value != int(value) or not least <= value <= most:
        raise _wrong(f"{where}.{key}".lstrip("."), entry[key], f"must be an integer from {least} to {most}", "correct it")
    return int(value)


def _yes(entry, key, where):
    value = entry.get(key)
    if value is not None and not isinstance(value, bool):
        raise _wrong(f"{where}.{key}", value, "must be true or false", "write it without quotes")
    return bool(value)


def _one_of(entry, key, where, known, absent):
    value = entry.get(key)
    if value is None:
        return absent
    if value not in known:
        raise _wrong(f"{where}.{key}", value, "is not known", f"use one of {', '.join(known)}")
    return value
