# SPDX-License-Identifier: EPL-2.0
"""What a weld's settings mean physically, and how far each defect is beyond its limit: written once as formulas, computed by
PyTorch in training and as nodes in the graph.

* heat input, EN 1011-1: Q = 0.8 U I / v
* cooling time t8/5, EN 1011-2 annex D: the greater of the thick and the thin plate's, form factors 0.9
* penetration, Jackson and Shrubsall 1953: P = K (I^4 / (v U^2))^(1/3)
* burn-off of the wire, Lesnewich 1958: a I + b I^2
* load voltage, IEC 60974-1: 14 V + 0.05 V/A I

Limits and coefficients are parameters: PRIORS says what is expected of them before any weld is seen, and how surely.
"""

import math

import numpy as np
import torch

VARIABLES = ("current", "voltage", "wire_speed", "gas_flow", "travel_speed", "preheat", "thickness")
UNITS = ("A", "V", "m/min", "l/min", "mm/s", "°C", "mm")
# How much each measured variable scattered over the arc. That of the arc tells how clean the plate was; the others are inputs for their
# range alone: a sensor that is stuck scatters less than any did in training, and the decision is UNCERTAIN.
DEVIATIONS = ("current_std", "voltage_std", "wire_speed_std", "gas_flow_std", "travel_speed_std", "preheat_std")
COLUMNS = VARIABLES + DEVIATIONS

# Ends that the formulas see, per column of those that they use: far beyond any procedure, and inside what they bear.
LEAST = np.array([50.0, 8.0, 0.8, 1.0, 1.0, -20.0, 2.0, 0.06, 0.005])
GREATEST = np.array([500.0, 45.0, 25.0, 50.0, 30.0, 350.0, 60.0, 60.0, 5.0])
# Scatter of current and voltage on a clean plate, A and V, and by how much one step of dirt multiplies it, as a logarithm.
CLEAN = (6.0, 0.5)
DIRT = 0.3

DEFECTS = (
    "cold_crack",
    "brittle",
    "lack_of_fusion",
    "burn_through",
    "porosity",
    "turbulence",
    "long_arc",
    "short_arc",
    "undercut",
    "unstable_arc",
)
# A defect that nobody thought of: a small network learns what it hangs on.
UNKNOWN = "other"
LABELS = (*DEFECTS, UNKNOWN)

# Of each parameter's logarithm: what is expected, and its standard deviation. Limits in the unit of what is limited: s, s, share of the
# thickness twice, l/min twice, V twice, A·mm/s, share of the wire.
_LIMIT = {
    "cold_crack": 4.0,
    "brittle": 25.0,
    "lack_of_fusion": 0.36,
    "burn_through": 0.92,
    "porosity": 10.5,
    "turbulence": 21.5,
    "long_arc": 4.2,
    "short_arc": 4.0,
    "undercut": 2700.0,
    "unstable_arc": 0.2,
}
_WIDTH = {
    "cold_crack": 0.16,
    "brittle": 0.16,
    "lack_of_fusion": 0.035,
    "burn_through": 0.05,
    "porosity": 0.9,
    "turbulence": 0.9,
    "long_arc": 0.7,
    "short_arc": 0.7,
    "undercut": 160.0,
    "unstable_arc": 0.03,
}
_COEFFICIENTS = {
    "burn_off": (0.017, 0.08),
    "burn_off_squared": (4.5e-5, 0.08),
    "arc_volts": (14.0, 0.08),
    "arc_volts_per_ampere": (0.05, 0.08),
    "gas_of_long_arc": (0.45, 0.3),
    "gas_of_dirt": (0.9, 0.3),
}
PRIORS = {
    **{f"{name}.limit": (math.log(value), 0.3) for name, value in _LIMIT.items()},
    **{f"{name}.width": (math.log(value), 0.3) for name, value in _WIDTH.items()},
    **{name: (math.log(value), spread) for name, (value, spread) in _COEFFICIENTS.items()},
}
NAMES = tuple(PRIORS)

# Inputs of the small network: middle and half width of each variable in the procedure.
MIDDLE = np.array([220.0, 25.0, 8.0, 16.0, 8.0, 100.0, 10.0])
HALF = np.array([80.0, 7.0, 4.0, 8.0, 4.0, 80.0, 4.0])


def quantities(a):
    """What follows from a weld's settings without any parameter, by name. `a` is one of the arithmetics below."""
    current, voltage, wire, gas, travel, preheat, thickness, rough_current, rough_voltage = a.columns()
    heat = a.divide(a.multiply(a.multiply(voltage, current), 0.0008), travel)
    late, early = a.divide(1.0, a.subtract(500.0, preheat)), a.divide(1.0, a.subtract(800.0, preheat))
    thick = a.multiply(a.subtract(6700.0, a.multiply(preheat, 5.0)), a.multiply(heat, a.subtract(late, early)))
    flat = a.divide(heat, thickness)
    squares = a.subtract(a.multiply(late, late), a.multiply(early, early))
    thin = a.multiply(
        a.multiply(a.subtract(4300.0, a.multiply(preheat, 4.3)), 1e5), a.multiply(a.multiply(flat, flat), squares)
    )
    jackson = a.subtract(
        a.multiply(a.log(current), 4 / 3), a.multiply(a.log(a.multiply(travel, a.multiply(voltage, voltage))), 1 / 3)
    )
    rough = a.add(a.log(a.multiply(rough_current, 1 / CLEAN[0])), a.log(a.multiply(rough_voltage, 1 / CLEAN[1])))
    raw = (current, voltage, wire, gas, travel, preheat, thickness)
    scaled = [a.multiply(a.subtract(column, float(m)), 1 / float(h)) for column, m, h in zip(raw, MIDDLE, HALF)]
    return {
        "current": current,
        "voltage": voltage,
        "gas": gas,
        "wire_per_current": a.divide(wire, current),
        "cooling": a.log(a.multiply(a.maximum(thick, thin), 0.9)),
        "penetration": a.multiply(a.exp(a.subtract(jackson, a.log(thickness))), 0.0475),
        "haste": a.multiply(current, travel),
        "dirt": a.multiply(rough, 0.5 / DIRT),
        "scaled": a.join(scaled),
    }


def beyond(a, of, known):
    """How far each known defect is beyond its limit, by its width, left to right.

    `known` holds the quantities; `of(name)` is a parameter, as the arithmetic takes it.
    """
    burnt = a.add(a.multiply(known["current"], of("burn_off_squared")), of("burn_off"))
    excess = a.absolute(a.subtract(a.divide(known["wire_per_current"], burnt), 1.0))
    arc = a.subtract(
        a.subtract(known["voltage"], a.multiply(known["current"], of("arc_volts_per_ampere"))), of("arc_volts")
    )
    long_arc = a.multiply(a.maximum(arc, 0.0), of("gas_of_long_arc"))
    need = a.add(a.add(long_arc, a.multiply(known["dirt"], of("gas_of_dirt"))), of("porosity.limit"))

    def above(name, value, limit=None):
        return a.divide(a.subtract(value, of(f"{name}.limit") if limit is None else limit), of(f"{name}.width"))

    def below(name, value, limit=None):
        return a.divide(a.subtract(of(f"{name}.limit") if limit is None else limit, value), of(f"{name}.width"))

    return a.join(
        [
            below("cold_crack", known["cooling"], a.log(of("cold_crack.limit"))),
            above("brittle", known["cooling"], a.log(of("brittle.limit"))),
            below("lack_of_fusion", known["penetration"]),
            above("burn_through", known["penetration"]),
            below("porosity", known["gas"], need),
            above("turbulence", known["gas"]),
            above("long_arc", arc),
            above("short_arc", a.multiply(arc, -1.0)),
            above("undercut", known["haste"]),
            above("unstable_arc", excess),
        ]
    )


class TorchArithmetic:
    """On a tensor [..., rows, columns], in its own precision; parameters are tensors that broadcast with [..., rows, 1]."""

    def __init__(self, values):
        low, high = (torch.as_tensor(ends, dtype=values.dtype) for ends in (LEAST, GREATEST))
        self._columns = torch.minimum(torch.maximum(values[..., : len(LEAST)], low), high).split(1, dim=-1)

    def columns(self):
        return self._columns

    @staticmethod
    def add(left, right):
        return left + right

    @staticmethod
    def subtract(left, right):
        return left - right

    @staticmethod
    def multiply(left, right):
        return left * right

    @staticmethod
    def divide(left, right):
        return left / right

    @staticmethod
    def maximum(left, right):
        return torch.maximum(left, torch.as_tensor(right, dtype=left.dtype))

    @staticmethod
    def absolute(operand):
        return operand.abs()

    @staticmethod
    def exp(operand):
        return operand.exp()

    @staticmethod
    def log(operand):
        return operand.log()

    @staticmethod
    def join(parts):
        return torch.cat(torch.broadcast_tensors(*parts), dim=-1)


class GraphArithmetic:
    """The same as nodes of a graph: values are names, parameters numbers."""

    def __init__(self, builder):
        self._builder = builder
        whole = builder.columns_at(list(range(len(LEAST))))
        whole = builder.node("Max", [whole, builder.constant(LEAST)])
        whole = builder.node("Min", [whole, builder.constant(GREATEST)])
        self._columns = [
            builder.node("Gather", [whole, builder.constant([position], np.int64)], axis=1) for position in range(len(LEAST))
        ]

    def columns(self):
        return self._columns

    def _node(self, operator, *operands):
        if not any(isinstance(operand, str) for operand in operands):
            return {"Log": math.log, "Exp": math.exp}[operator](*operands)
        names = [operand if isinstance(operand, str) else self._builder.constant([operand]) for operand in operands]
        return self._builder.node(operator, names)

    def add(self, left, right):
        return self._node("Add", left, right)

    def subtract(self, left, right):
        return self._node("Sub", left, right)

    def multiply(self, left, right):
        return self._node("Mul", left, right)

    def divide(self, left, right):
        return self._node("Div", left, right)

    def maximum(self, left, right):
        return self._node("Max", left, right)

    def absolute(self, operand):
        return self._node("Abs", operand)

    def exp(self, operand):
        return self._node("Exp", operand)

    def log(self, operand):
        return self._node("Log", operand)

    def join(self, parts):
        return self._builder.node("Concat", parts, axis=1)
