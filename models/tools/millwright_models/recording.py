# SPDX-License-Identifier: EPL-2.0
"""Feature rows from a recording, by the definition that the gateway computes by.

A recording is a CSV with a column `time` (seconds, or ISO 8601; without an offset it is UTC) and one column per signal. An empty
cell is no sample. A column `SIGNAL.quality` says good, uncertain or bad; empty is good. A sample that is not good is not used,
and the signal's value is unknown until its next usable sample.
"""

import csv
import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Dict, List, Tuple

from . import aggregate, condition
from .errors import InputError

TIME = "time"
PART_START = "part_start"
MOST_ROWS = 10_000_000
_QUALITY = ".quality"
_QUALITIES = ("", "good", "uncertain", "bad")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_GREATEST_SECONDS = Decimal(10) ** 11


@dataclass(frozen=True)
class Recording:
    """`signals` maps a name to samples (time in microseconds, text, good, line)."""

    path: str
    signals: Dict[str, List[Tuple[int, str, bool, int]]]
    begin: int
    end: int


def read(path):
    """Reads a recording. Raises InputError with the line number."""
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            return _read(path, csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError) as failure:
        raise InputError(f"{path}: cannot be read as UTF-8 text: {failure}. Remedy: check --recording.") from failure
    except csv.Error as failure:
        raise InputError(f"{path}: {failure}. Remedy: close every quote; write a quote inside as two.") from failure


def _read(path, reader):
    head = [cell.strip() for cell in next(reader, [])]
    if TIME not in head or len(set(head)) != len(head):
        raise InputError(f"{path}, line 1: {','.join(head)[:200]}. Remedy: a column `{TIME}`, and each signal once.")
    names = [name for name in head if name != TIME and not (name.endswith(_QUALITY) and name[: -len(_QUALITY)] in head)]
    places = {name: (head.index(name), head.index(name + _QUALITY) if name + _QUALITY in head else None) for name in names}
    signals = {name: [] for name in names}
    begin = before = None
    for cells in reader:
        where = f"{path}, line {reader.line_num}"
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(head):
            raise InputError(f"{where}: {len(cells)} cells where the header has {len(head)}. Remedy: complete the line.")
        time = _time(cells[head.index(TIME)].strip(), where)
        if before is not None and time < before:
            raise InputError(f"{where}: the time goes back. Remedy: sort the recording by time.")
        begin, before = time if begin is None else begin, time
        for name, (place, quality_place) in places.items():
            text = cells[place].strip()
            quality = "" if quality_place is None else cells[quality_place].strip().lower()
            if quality not in _QUALITIES:
                raise InputError(f"{where}, column {name}{_QUALITY}: {quality!r}. Remedy: good, uncertain or bad.")
            good = quality in ("", "good")
            if text or not good:
                signals[name].append((time, text, good, reader.line_num))
    if begin is None:
        raise InputError(f"{path}: no sample. Remedy: a header line, then one line per time.")
    return Recording(path, signals, begin, before)


def _time(text, where):
    """Microseconds since 1970."""
    try:
        seconds = Decimal(text)
        if not seconds.is_finite() or abs(seconds) > _GREATEST_SECONDS:
            raise InputError(f"{where}, column {TIME}: {text[:40]!r} is no time. Remedy: seconds since 1970, or ISO 8601.")
        return int((seconds * 1_000_000).to_integral_value())
    except InvalidOperation:
        pass
    try:
        moment = datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", text))
    except ValueError:
        raise InputError(
            f"{where}, column {TIME}: {text[:40]!r} is no time. Remedy: seconds, or ISO 8601 such as 2026-05-01T06:00:00Z."
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return (moment - _EPOCH) // timedelta(microseconds=1)


def samples(recording, feature):
    """The samples of a feature's signal as numbers: categories as their index, NaN where a sample is not usable."""
    if feature.elements > 1:
        raise InputError(f"feature {feature.name}: an array cannot stand in a table. Remedy: leave it out.")
    if feature.source not in recording.signals:
        raise InputError(
            f"{recording.path}, line 1: no column {feature.source!r} for the feature {feature.name!r}. "
            f"Remedy: one of {', '.join(recording.signals)}, or correct `signal`."
        )
    times, values = [], []
    for time, text, good, line in recording.signals[feature.source]:
        times.append(time)
        values.append(_value(recording.path, feature, text, line) if good else math.nan)
    return aggregate.Samples(times, values)


def _value(path, feature, text, line):
    if feature.is_text and text in feature.categories and not feature.codes:
        return float(feature.categories.index(text))
    try:
        number = float(text) if "_" not in text else math.nan
    except ValueError:
        if feature.is_text:
            return float(feature.categories.index(text)) if text in feature.categories else math.nan
        raise InputError(
            f"{path}, line {line}, column {feature.source}: {text[:40]!r} is not a number. Remedy: correct the cell, empty it, or "
            "give the feature categories."
        ) from None
    if not math.isfinite(number):
        return math.nan
    if feature.codes:
        return float(feature.codes.index(number)) if number in feature.codes else math.nan
    if feature.is_text:
        return number if number == int(number) and 0 <= number < len(feature.categories) else math.nan
    return number


def rows_of_period(recording, period_ms):
    """(begin, end) of the rows: their ends are the multiples of the period since 1970, as on the gateway."""
    period = period_ms * 1_000
    first = -(-recording.begin // period) * period
    count = (recording.end - first) // period + 1
    if count > MOST_ROWS:
        raise InputError(f"--period {period_ms}: makes {count} rows, {MOST_ROWS} at most. Remedy: a longer period.")
    return [(end - period, end) for end in range(first, recording.end + 1, period)]


def rows_of_parts(recording, text):
    """(begin, end) of the parts during which `SIGNAL CONDITION` holds. While the signal is unknown a part neither opens nor closes."""
    match = re.fullmatch(r"(?P<signal>.+?) *(?P<condition>(>=|<=|!=|>|<|=).*|[-+]?[0-9][^ ]* *\.\..*)", text.strip())
    if not match or match["signal"] not in recording.signals:
        raise InputError(
            f"--parts {text!r}. Remedy: a signal of the recording and a condition, such as 'weld_active = 1'; signals are "
            f"{', '.join(recording.signals)}."
        )
    wanted = condition.parse(match["condition"], f"--parts {text!r}")
    parts, begin = [], None
    for time, cell, good, line in recording.signals[match["signal"]]:
        try:
            value = float(cell) if good else math.nan
        except ValueError:
            raise InputError(f"{recording.path}, line {line}, column {match['signal']}: {cell!r} is not a number.") from None
        if not math.isfinite(value):
            continue
        if wanted.holds(value) and begin is None:
            begin = time
        elif not wanted.holds(value) and begin is not None:
            if time > begin:
                parts.append((begin, time))
            begin = None
    return parts


def write(path, recording, features, rows, parts=False, complete=False):
    """Writes one line per row, with a feature's category as its text and an empty cell for NaN.

    Returns (lines written, rows that lack a feature which is not optional); with `complete` such rows are left out.
    """
    signals = {}
    for feature in features:
        key = (feature.source, tuple(feature.categories or ()), tuple(feature.codes or ()))
        signals[feature.name] = signals[key] = signals.get(key) or samples(recording, feature)
    conditions = {
        feature.name: condition.parse(feature.condition, f"feature {feature.name}")
        for feature in features
        if feature.condition
    }
    written = lacking = 0
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        heads = [f"{feature.name} [{feature.unit}]" if feature.unit else feature.name for feature in features]
        writer.writerow([*([PART_START] if parts else []), TIME, *heads])
        for begin, end in rows:
            cells, lacks = [], False
            for feature in features:
                since, until = aggregate.window(begin, end, feature.span_ms, feature.lag_ms)
                value = aggregate.compute(
                    signals[feature.name], feature.aggregate, since, until, conditions.get(feature.name), feature.modulus
                )
                lacks |= math.isnan(value) and not feature.optional
                cells.append(_cell(feature, value))
            lacking += lacks
            if not (lacks and complete):
                writer.writerow([*([_seconds(begin)] if parts else []), _seconds(end), *cells])
                written += 1
    return written, lacking


def _cell(feature, value):
    if math.isnan(value):
        return ""
    return feature.categories[int(value)] if feature.is_text else repr(value)


def _seconds(micros):
    sign, micros = "-" if micros < 0 else "", abs(micros)
    return f"{sign}{micros // 1_000_000}.{micros % 1_000_000:06d}"
