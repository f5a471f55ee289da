# SPDX-License-Identifier: EPL-2.0
"""What a milling machine's raw signals mean physically. Written once, run by NumPy in training and as nodes in the graph.

The computed features are snapped to a grid far finer than any difference that matters and far coarser than a float32
rounding error: a tree compares them with thresholds, and without the grid a last-digit difference between two
implementations could take the other branch.
"""

import math

TYPE, AIR_TEMPERATURE, PROCESS_TEMPERATURE, SPEED, TORQUE, WEAR = range(6)

# Names in the order of the columns that the forest sees, for the model card.
NAMES = [
    "type",
    "rotational speed, rpm",
    "torque, N·m",
    "tool wear, min",
    "process minus air temperature, K",
    "spindle power = torque × angular speed, W",
    "tool load = tool wear × torque, min·N·m",
]


def columns(arithmetic):
    """The forest's input columns, left to right. `arithmetic` is a NumpyArithmetic or a GraphArithmetic."""
    speed, torque, wear = (arithmetic.column(position) for position in (SPEED, TORQUE, WEAR))
    warming = arithmetic.subtract(arithmetic.column(PROCESS_TEMPERATURE), arithmetic.column(AIR_TEMPERATURE))
    power = arithmetic.multiply(torque, arithmetic.scale(speed, math.pi / 30))
    load = arithmetic.multiply(wear, torque)
    return [
        arithmetic.column(TYPE),
        speed,
        torque,
        wear,
        arithmetic.snap(warming, 64),
        arithmetic.snap(power, 1 / 4),
        arithmetic.snap(load, 1 / 4),
    ]
