# SPDX-License-Identifier: EPL-2.0
"""The energy meter of a steel plant in Gwangyang, 15-minute parts of 2018 (UCI 851, CC BY 4.0), and its calendar.

Only the meter and the calendar are read: reactive power, power factor and CO2 of the same file are measured together with the energy
that is to be forecast, and known no sooner. The rows stamped 00:00 close their day but carry that day's date; the order of the rows,
not the stamp, is the time.
"""

import csv
import datetime
from pathlib import Path

import numpy as np

from millwright_models.errors import InputError

DAY = 96
START = datetime.date(2018, 1, 1)
_COLUMN = "Usage_kWh"
# Public holidays of South Korea in 2018, the day of local elections included.
_HOLIDAYS = (
    "01-01 02-15 02-16 02-17 03-01 05-01 05-05 05-07 05-22 06-06 06-13 08-15 09-23 09-24 09-25 09-26 10-03 10-09 12-25".split()
)
HOLIDAYS = [datetime.date.fromisoformat(f"2018-{day}") for day in _HOLIDAYS]
_BEFORE, _AFTER = 8, 3


class Meter:
    """Energy per part in kWh, float32, from midnight of START on, and what the calendar says of a part."""

    def __init__(self, values):
        self.values = values
        days = len(values) // DAY
        self._off = np.zeros(_BEFORE + days + _AFTER, np.float32)
        for day in HOLIDAYS:
            at = (day - START).days + _BEFORE
            if 0 <= at < len(self._off):
                self._off[at] = 1

    def month(self, number):
        """The parts of a month, (first, end)."""
        first = (datetime.date(2018, number, 1) - START).days * DAY
        after = datetime.date(2018 + number // 12, number % 12 + 1, 1)
        return min(first, len(self.values)), min((after - START).days * DAY, len(self.values))

    def ahead(self, origins, steps):
        """Per origin and step slot, weekday, and whether that day, the one before, the one after and a week before were off."""
        parts = np.asarray(origins)[:, None] + np.arange(steps)
        days = parts // DAY
        off = [self._off[days + _BEFORE + away] for away in (0, -1, 1, -7)]
        return np.stack([parts % DAY, (days + START.weekday()) % 7, *off], axis=2).astype(np.float32)

    def past(self, origins, length):
        """The parts before each origin, the newest last."""
        windows = np.lib.stride_tricks.sliding_window_view(self.values, length)
        return windows[np.asarray(origins) - length]

    def truth(self, origins, steps):
        """What came after each origin."""
        return np.lib.stride_tricks.sliding_window_view(self.values, steps)[np.asarray(origins)]


def read(path):
    """Reads the published file, or a first part of it. Raises InputError that names line and column."""
    values = []
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            if _COLUMN not in (reader.fieldnames or []):
                raise InputError(f"{path}, line 1: no column {_COLUMN!r}. Remedy: give the file as published (UCI 851).")
            for number, row in enumerate(reader):
                stamp = "{:02d}:{:02d}".format(*divmod((number + 1) % DAY * 15, 60))
                if (row["date"] or "").split(" ")[-1].rjust(5, "0") != stamp:
                    raise InputError(f"{path}, line {reader.line_num}, column date: {row['date']!r}. Remedy: a row for {stamp}.")
                values.append(_energy(row[_COLUMN], f"{path}, line {reader.line_num}"))
    except (OSError, UnicodeDecodeError) as failure:
        raise InputError(f"{Path(path)}: cannot be read: {failure}. Remedy: check --data.") from failure
    if len(values) % DAY:
        raise InputError(f"{path}: {len(values)} rows are no whole days. Remedy: 96 rows a day.")
    return Meter(np.asarray(values, np.float32))


def _energy(cell, where):
    try:
        value = float(cell)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e6:
        raise InputError(f"{where}, column {_COLUMN}: {cell!r} is no energy. Remedy: restore the published line.")
    return value
