# SPDX-License-Identifier: EPL-2.0
"""A feature: one column of a model's input tensor, with its unit and its training range or categories."""

import csv
import math
import re
from dataclasses import dataclass
from typing import List, Optional

from .errors import InputError

MAX_CATEGORIES = 64
_UNIT_IN_HEADER = re.compile(r"^(?P<name>.*?)\s*\[(?P<unit>[^\]]*)\]$")


@dataclass(frozen=True)
class Feature:
    """One input column.

    `unit` is the unit symbol as the PLC engineer writes it ("" for none). A numeric feature has `minimum` and `maximum`
    (training range, in `unit`); a text feature has `categories`, and its tensor value is the index in that list.
    """

    name: str
    unit: str = ""
    minimum: float = math.nan
    maximum: float = math.nan
    categories: Optional[List[str]] = None

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
        return described


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


def read_features(path):
    """Reads a features file: CSV with the columns name, unit, min, max, categories; rows in tensor column order.

    `categories` is a list separated by `|`; a row has either both min and max, or categories. Raises InputError with the
    line number.
    """
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            known = {"name", "unit", "min", "max", "categories"}
            head = set(reader.fieldnames or [])
            if "name" not in head or head - known:
                raise InputError(
                    f"{path}, line 1: the columns are {sorted(head)}. Remedy: use name,unit,min,max,categories (name is required)."
                )
            features = [_feature_of_row(row, f"{path}, line {reader.line_num}") for row in reader]
    except (OSError, UnicodeDecodeError) as failure:
        raise InputError(f"{path}: cannot be read as UTF-8 text: {failure}. Remedy: check --features.") from failure
    names = [feature.name for feature in features]
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"{path}: the feature {name!r} is listed {names.count(name)} times. Remedy: list it once.")
    if not features:
        raise InputError(f"{path}: no feature is listed. Remedy: one line per column of the model's input tensor.")
    return features


def _feature_of_row(row, where):
    text = {key: (value or "").strip() for key, value in row.items() if key is not None}
    if None in row:
        raise InputError(f"{where}: more cells than the header has. Remedy: quote cells that hold the separator.")
    check_name(text["name"], where)
    categories = [part.strip() for part in text.get("categories", "").split("|") if part.strip()]
    if categories:
        if len(set(categories)) != len(categories):
            raise InputError(f"{where}: a category is listed twice in {text['categories']!r}. Remedy: list it once.")
        return Feature(text["name"], text.get("unit", ""), categories=categories)
    limits = []
    for key in ("min", "max"):
        try:
            limits.append(float(text.get(key, "")))
        except ValueError:
            raise InputError(
                f"{where}, column {key}: {text.get(key, '')!r} is not a number. Remedy: enter the training range of "
                f"{text['name']!r}, or its categories."
            ) from None
    if not (math.isfinite(limits[0]) and math.isfinite(limits[1]) and limits[0] < limits[1]):
        raise InputError(f"{where}: min {limits[0]} and max {limits[1]} are no range. Remedy: min < max, both finite.")
    return Feature(text["name"], text.get("unit", ""), limits[0], limits[1])
