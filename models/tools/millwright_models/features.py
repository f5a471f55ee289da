# SPDX-License-Identifier: EPL-2.0
"""A feature of a model's input: its unit, its training range or categories, and how it is computed from a signal."""

import csv
import math
import re
from dataclasses import dataclass
from typing import List, Optional, Union

from .errors import InputError

MAX_CATEGORIES = 64
_UNIT_IN_HEADER = re.compile(r"^(?P<name>.*?)\s*\[(?P<unit>[^\]]*)\]$")


@dataclass(frozen=True)
class Feature:
    """One input column, or one array.

    `unit` is the unit symbol as the PLC engineer writes it ("" for none). A numeric feature has `minimum` and `maximum`
    (training range); a text feature has `categories`, and its tensor value is the index in that list. The rest is named and
    meant as in model.json, docs/model-format.md.
    """

    name: str
    unit: str = ""
    minimum: float = math.nan
    maximum: float = math.nan
    categories: Optional[List[str]] = None
    codes: Optional[List[float]] = None
    signal: str = ""
    aggregate: str = "last"
    span_ms: int = 0
    lag_ms: int = 0
    condition: str = ""
    modulus: float = 0.0
    optional: bool = False
    elements: int = 1
    tag_hints: Optional[List[str]] = None
    impute: Optional[Union[str, float]] = None
    impute_ms: int = 0

    @property
    def source(self):
        """The name of the signal that it is computed from."""
        return self.signal or self.name

    @property
    def is_text(self):
        return self.categories is not None

    def to_json(self):
        """The feature as an object of model.json."""
        described = {"name": self.name, "unit": self.unit}
        if self.is_text:
            described["categories"] = list(self.categories)
        elif not (math.isnan(self.minimum) or math.isnan(self.maximum)):
            described["min"] = self.minimum
            described["max"] = self.maximum
        for key in ("codes", *_COMPUTATION, *_MAPPING):
            value = getattr(self, key)
            if value != _DEFAULTS[key]:
                described[key] = list(value) if key in _LISTS else value
        return described


_LISTS = ("codes", "tag_hints")
_MAPPING = ("tag_hints", "impute", "impute_ms")
_COMPUTATION = ("signal", "aggregate", "span_ms", "lag_ms", "condition", "modulus", "optional", "elements")
_DEFAULTS = {key: Feature.__dataclass_fields__[key].default for key in ("codes", *_COMPUTATION, *_MAPPING)}
_COLUMNS = ("name", "unit", "min", "max", "categories", "codes", *_COMPUTATION, *_MAPPING)


def split_header(cell):
    """Splits a column head such as `torque [N·m]` into name and unit; the unit is "" where none is written."""
    match = _UNIT_IN_HEADER.match(cell.strip())
    return (match["name"].strip(), match["unit"].strip()) if match else (cell.strip(), "")


def check_name(name, where):
    """Refuses a feature name that could not stand in a tag table or in a golden file's header."""
    if not name:
        raise InputError(f"{where}: the column has no name. Remedy: give every column a name in the first line.")
    if re.search(r'[,;\t"\r\n@=]', name):
        raise InputError(
            f'{where}: the column name {name!r} holds one of , ; " @ = or a control character. Remedy: rename the column.'
        )


def read_features(path, ranges=True):
    """Reads a features file: CSV with a header, rows in tensor column order. Raises InputError with the line number.

    The columns are name (required), unit, min, max, categories, codes, signal, aggregate, span_ms, lag_ms, condition,
    modulus, optional, elements, tag_hints, impute, impute_ms, as in model.json; lists are separated by `|`, `optional` is
    true or false. With `ranges` a row has either both min and max, or categories; without, they are not asked for.
    """
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            head = set(reader.fieldnames or [])
            if "name" not in head or head - set(_COLUMNS):
                raise InputError(
                    f"{path}, line 1: the columns are {sorted(head)}. Remedy: use {','.join(_COLUMNS)} (name is required)."
                )
            features, names = [], set()
            for row in reader:
                where = f"{path}, line {reader.line_num}"
                feature = _feature_of_row(row, where, ranges)
                if feature.name in names:
                    raise InputError(f"{where}: the feature {feature.name!r} is listed twice. Remedy: list it once.")
                names.add(feature.name)
                features.append(feature)
    except (OSError, UnicodeDecodeError) as failure:
        raise InputError(f"{path}: cannot be read as UTF-8 text: {failure}. Remedy: check --features.") from failure
    if not features:
        raise InputError(f"{path}: no feature is listed. Remedy: one line per column of the model's input tensor.")
    return features


def _feature_of_row(row, where, ranges):
    text = {key: (value or "").strip() for key, value in row.items() if key is not None}
    if None in row:
        raise InputError(f"{where}: more cells than the header has. Remedy: quote cells that hold the separator.")
    check_name(text["name"], where)
    computed = _computation(text, where)
    categories = [part.strip() for part in text.get("categories", "").split("|") if part.strip()]
    if categories:
        if len(set(categories)) != len(categories):
            raise InputError(f"{where}: a category is listed twice in {text['categories']!r}. Remedy: list it once.")
        return Feature(text["name"], text.get("unit", ""), categories=categories, **computed)
    if not ranges and not text.get("min") and not text.get("max"):
        return Feature(text["name"], text.get("unit", ""), **computed)
    limits = [
        _cell(text, key, float, where, f"the training range of {text['name']!r}, or its categories")
        for key in ("min", "max")
    ]
    if not (math.isfinite(limits[0]) and math.isfinite(limits[1]) and limits[0] < limits[1]):
        raise InputError(f"{where}: min {limits[0]} and max {limits[1]} are no range. Remedy: min < max, both finite.")
    return Feature(text["name"], text.get("unit", ""), limits[0], limits[1], **computed)


def _computation(text, where):
    computed = {key: text[key] for key in ("signal", "aggregate", "condition") if text.get(key)}
    for key in ("span_ms", "lag_ms", "elements", "impute_ms"):
        if text.get(key):
            computed[key] = _cell(text, key, int, where, "an integer")
    if text.get("modulus"):
        computed["modulus"] = _cell(text, "modulus", float, where, "a number")
    if text.get("codes"):
        computed["codes"] = [_cell({"codes": part}, "codes", float, where, "numbers") for part in text["codes"].split("|")]
    if text.get("tag_hints"):
        computed["tag_hints"] = [part.strip() for part in text["tag_hints"].split("|") if part.strip()]
    if text.get("impute"):
        worded = text["impute"] == "hold" or text.get("categories")
        computed["impute"] = text["impute"] if worded else _cell(text, "impute", float, where, "hold, or a number")
    if text.get("optional"):
        if text["optional"] not in ("true", "false"):
            raise InputError(f"{where}, column optional: {text['optional']!r}. Remedy: true or false.")
        computed["optional"] = text["optional"] == "true"
    return computed


def _cell(text, key, kind, where, wanted):
    try:
        return kind(text.get(key, ""))
    except ValueError:
        raise InputError(f"{where}, column {key}: {text.get(key, '')!r} is not a number. Remedy: enter {wanted}.") from None
