# SPDX-License-Identifier: EPL-2.0
"""C-MAPSS turbofan runs to failure (A. Saxena and K. Goebel, 2008; NASA PCoE): units, cycles and the sensors that move.

A file holds one row per unit and cycle: unit, cycle, three settings, 21 sensors. In FD001 seven sensors stand still and are
left out; so are the settings, which do not tell wear.
"""

from dataclasses import dataclass
from typing import Dict

import numpy as np

from .errors import InputError

COLUMNS = 26
# Sensor number, name of the signal, unit: the fourteen that move under the one operating condition of FD001.
SENSORS = [
    (2, "lpc_outlet_temperature", "°R"),
    (3, "hpc_outlet_temperature", "°R"),
    (4, "lpt_outlet_temperature", "°R"),
    (7, "hpc_outlet_pressure", "psi"),
    (8, "fan_speed", "rpm"),
    (9, "core_speed", "rpm"),
    (11, "hpc_static_pressure", "psi"),
    (12, "fuel_flow_ratio", ""),
    (13, "corrected_fan_speed", "rpm"),
    (14, "corrected_core_speed", "rpm"),
    (15, "bypass_ratio", ""),
    (17, "bleed_enthalpy", ""),
    (20, "hpt_coolant_bleed", "lb/s"),
    (21, "lpt_coolant_bleed", "lb/s"),
]


@dataclass(frozen=True)
class Runs:
    """Each unit's sensors, float32 [cycles, 14], from its first cycle on."""

    units: Dict[int, np.ndarray]

    def rows(self):
        """How many cycles of all units there are."""
        return sum(len(values) for values in self.units.values())


def read(path):
    """Reads a file of runs. Raises InputError that names the line."""
    units = {}
    try:
        with open(path, encoding="ascii") as file:
            for number, line in enumerate(file, 1):
                cells = line.split()
                if not cells:
                    continue
                row = _numbers(cells, f"{path}, line {number}")
                rows = units.setdefault(int(row[0]), [])
                if row[1] != len(rows) + 1:
                    raise InputError(f"{path}, line {number}: cycle {row[1]:g} of unit {row[0]:g}. Remedy: cycles in order from 1.")
                rows.append([row[4 + sensor] for sensor, _, _ in SENSORS])
    except (OSError, UnicodeDecodeError) as failure:
        raise InputError(f"{path}: cannot be read: {failure}. Remedy: check --data.") from failure
    if not units:
        raise InputError(f"{path}: no rows. Remedy: give train_FD001.txt as published.")
    return Runs({unit: np.asarray(rows, np.float32) for unit, rows in units.items()})


def _numbers(cells, where):
    try:
        row = [float(cell) for cell in cells]
    except ValueError:
        row = []
    if len(row) != COLUMNS:
        raise InputError(f"{where}: not {COLUMNS} numbers. Remedy: give train_FD001.txt as published.")
    return row


def windows(runs, units, length, cap):
    """All windows of these units: float32 [n, length, 14], remaining cycles at their end (at most `cap`), and their unit.

    Remaining life is counted to the last recorded cycle, at which the unit failed.
    """
    parts, lives, owners = [], [], []
    for unit in units:
        values = runs.units[unit]
        if len(values) < length:
            continue
        cut = np.lib.stride_tricks.sliding_window_view(values, length, axis=0).transpose(0, 2, 1)
        parts.append(cut)
        lives.append(np.minimum(len(values) - np.arange(length, len(values) + 1), cap))
        owners.append(np.full(len(cut), unit))
    return np.concatenate(parts), np.concatenate(lives).astype(np.float64), np.concatenate(owners)
