# SPDX-License-Identifier: EPL-2.0
"""The `advice` section of model.json: what a gateway may propose, and where the training data lay. See docs/model-format.md."""

import numpy as np

from .errors import InputError

GOALS = ("raise", "lower", "target")


def variable(feature, least, greatest, step=0.15, inset=0.02, resolution=0.0, moves=None):
    """One setting. `least` and `greatest` are hard limits, not the range of the data; `moves` maps features that follow to factors."""
    if not least < greatest:
        raise InputError(f"variable {feature}: {least} is not below {greatest}. Remedy: the least value first.")
    described = {"feature": feature, "min": float(least), "max": float(greatest), "step": step, "inset": inset}
    if resolution:
        described["resolution"] = resolution
    if moves:
        described["moves"] = [{"feature": name, "by": float(by)} for name, by in moves.items()]
    return described


def support(names, values, weight, quantile=0.95, floor=None):
    """Where training rows lay: mean and covariance of `values` [rows, names].

    `floor` holds, per feature, the least standard deviation that counts, in its unit: rows that hardly vary would otherwise allow
    hardly any step. It is added on the diagonal where the data vary less.
    """
    values = np.asarray(values, np.float64)
    if values.ndim != 2 or values.shape[1] != len(names) or len(values) <= len(names):
        raise InputError(f"support: {values.shape} rows and columns for {len(names)} features. Remedy: more rows than features.")
    if not np.isfinite(values).all():
        raise InputError("support: a value is missing. Remedy: leave such rows out.")
    covariance = np.atleast_2d(np.cov(values, rowvar=False))
    if floor is not None:
        floor = np.asarray(floor, np.float64) ** 2
        covariance = covariance + np.diag(np.maximum(0.0, floor - np.diag(covariance)))
    still = [name for name, variance in zip(names, np.diag(covariance)) if variance <= 0]
    if still:
        raise InputError(f"support: {', '.join(still)} does not vary. Remedy: leave it out, or give a floor.")
    deviation = np.sqrt(np.diag(covariance))
    # The gateway refuses a matrix whose elimination leaves next to nothing.
    if np.linalg.eigvalsh(covariance / np.outer(deviation, deviation)).min() < 1e-6:
        raise InputError("support: one feature follows from the others. Remedy: leave it out, or give a floor.")
    return {
        "features": list(names),
        "mean": [float(mean) for mean in values.mean(0)],
        "covariance": [[float(one) for one in row] for row in (covariance + covariance.T) / 2],
        "quantile": quantile,
        "weight": weight,
    }


def advice(reading, goal, variables, min_gain, target=None, spread=None, fixed=(), region=None, expires_s=3600):
    """The section itself. `spread` is (output, index, weight); `region` an object of `support`."""
    if goal not in GOALS or (target is None) == (goal == "target"):
        raise InputError(f"goal {goal!r}, target {target!r}. Remedy: raise or lower without a target, or target with one.")
    section = {"reading": reading, "goal": goal}
    if target is not None:
        section["target"] = float(target)
    if spread is not None:
        output, index, weight = spread
        section["spread"] = {"output": output, "index": index, "weight": weight}
    section["variables"] = list(variables)
    if fixed:
        section["fixed"] = list(fixed)
    if region is not None:
        section["support"] = region
    section["min_gain"] = min_gain
    section["expires_s"] = expires_s
    return section
