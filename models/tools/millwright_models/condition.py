# SPDX-License-Identifier: EPL-2.0
"""A comparison of a value with constants, as model.json writes it: > 5, >= 5, < 5, <= 5, = 1, != 0, 2..4."""

import math
import operator
import re
from dataclasses import dataclass

from .errors import InputError

_NUMBER = r"([-+]?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][-+]?[0-9]{1,3})?)"
_ONE = re.compile(rf" {{0,9}}(>=|<=|!=|>|<|=) {{0,9}}{_NUMBER} {{0,9}}")
_TWO = re.compile(rf" {{0,9}}{_NUMBER} {{0,9}}\.\. {{0,9}}{_NUMBER} {{0,9}}")
_OPERATORS = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True)
class Condition:
    """`low` and `high` are the ends of a range where `symbol` is "..", else both are the number compared with."""

    symbol: str
    low: float
    high: float

    def holds(self, value):
        """Whether a finite value meets the condition."""
        if self.symbol == "..":
            return self.low <= value <= self.high
        return _OPERATORS[self.symbol](value, self.low)


def parse(text, where):
    """Returns the Condition of a text. Raises InputError that begins with `where`."""
    one, two = _ONE.fullmatch(text), _TWO.fullmatch(text)
    if not one and not two:
        raise InputError(f"{where}: {text!r} is no condition. Remedy: write for example > 5, <= 5, = 1, != 0 or 2..4.")
    symbol, low, high = (one[1], float(one[2]), float(one[2])) if one else ("..", float(two[1]), float(two[2]))
    if math.isinf(low) or math.isinf(high):
        raise InputError(f"{where}: {text!r} is beyond every 64-bit number. Remedy: use a smaller number.")
    if low > high:
        raise InputError(f"{where}: {text!r} begins above its end. Remedy: write the lower end first.")
    return Condition(symbol, low, high)
