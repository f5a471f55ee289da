# SPDX-License-Identifier: EPL-2.0
"""Damages copper: the six faults of an etched board, each proven by what it does to the conductors."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

KINDS = ["open", "short", "mousebite", "spur", "pinhole", "copper"]
_TRIES = 12


@dataclass(frozen=True)
class Defect:
    """`kind` is a place in KINDS; the box is left, top, right, bottom in pixels, the ends excluded."""

    kind: int
    box: tuple


def damage(random, board, copper, kind):
    """Adds a defect to `copper` in place; returns it, or None where no place was found."""
    for _ in range(_TRIES):
        before = copper.copy()
        place = _MAKERS[kind](random, board, copper)
        if place is None:
            continue
        changed = np.abs(copper - before) > 0.3
        if changed.sum() < board.least or not _proven(kind, before, copper, changed):
            copper[:] = before
            continue
        rows, columns = np.nonzero(changed.any(axis=1))[0], np.nonzero(changed.any(axis=0))[0]
        return Defect(kind, (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1))
    return None


def _proven(kind, before, after, changed):
    """Whether the conductors around it became what the kind says."""
    rows, columns = np.nonzero(changed.any(axis=1))[0], np.nonzero(changed.any(axis=0))[0]
    part = np.s_[max(0, rows[0] - 10) : rows[-1] + 11, max(0, columns[0] - 10) : columns[-1] + 11]
    whole, damaged = before[part] > 0.5, after[part] > 0.5
    conductors, now = ndimage.label(whole)[1], ndimage.label(damaged)[1]
    clearings, clearings_now = ndimage.label(~whole)[1], ndimage.label(~damaged)[1]
    name = KINDS[kind]
    if name == "open":
        return now > conductors
    if name == "short":
        return now < conductors
    if name == "copper":
        return now == conductors + 1 and clearings == clearings_now
    if name == "pinhole":
        return clearings_now == clearings + 1 and now == conductors
    return now == conductors and clearings_now == clearings


def _blob(random, shape, centre, radii, turn, rough, outline):
    """Coverage of a rough ellipse, of discs that lie over each other, or of a figure with corners."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    x, y = x + 0.5 - centre[0], y + 0.5 - centre[1]
    cos, sin = np.cos(turn), np.sin(turn)
    along, across = cos * x + sin * y, cos * y - sin * x
    if outline == "discs":
        return _discs(random, along, across, radii)
    if outline == "corners":
        # Between an ellipse and a rectangle; every other one narrows outwards.
        power, narrow = random.uniform(2, 8), random.uniform(0, 0.9) if random.random() < 0.5 else 0.0
        across = across / np.maximum(0.1, 1 - narrow * (along / radii[0]).clip(0, 1))
        far = (np.abs(along / radii[0]) ** power + np.abs(across / radii[1]) ** power) ** (1 / power)
        return ((1 - far) * min(radii) + 0.5).clip(0, 1)
    angle = np.arctan2(across, along)
    edge = 1 + rough * sum(random.normal() / k * np.cos(k * angle + random.uniform(0, 6.28)) for k in (2, 3, 5))
    far = np.hypot(along / radii[0], across / radii[1]) / np.maximum(0.3, edge)
    return ((1 - far) * min(radii) + 0.5).clip(0, 1)


def _discs(random, along, across, radii):
    covered = np.zeros_like(along)
    for _ in range(random.integers(2, 6)):
        small = np.asarray(radii) * random.uniform(0.45, 0.8)
        middle = (np.asarray(radii) - small) * random.uniform(-1, 1, 2)
        far = np.hypot((along - middle[0]) / small[0], (across - middle[1]) / small[1])
        covered = np.maximum(covered, ((1 - far) * small.min() + 0.5).clip(0, 1))
    return covered


def _apply(random, board, copper, centre, radii, turn, add, rough=0.3):
    """Adds or takes away a blob within a part of the board."""
    reach = int(max(radii) * 2 + 4)
    left, top = int(max(0, centre[0] - reach)), int(max(0, centre[1] - reach))
    view = copper[top : int(centre[1] + reach), left : int(centre[0] + reach)]
    if view.size == 0:
        return
    outline = board.outlines[random.integers(len(board.outlines))] if len(board.outlines) > 1 else board.outlines[0]
    blob = _blob(random, view.shape, (centre[0] - left, centre[1] - top), radii, turn, rough, outline)
    if add:
        np.maximum(view, blob, out=view)
    else:
        np.minimum(view, 1 - blob, out=view)


def _bar(random, copper, ends, half, add):
    """Adds or takes away a straight bar between two points, its edges a little rough."""
    reach = half + 3
    low, high = np.min(ends, axis=0) - reach, np.max(ends, axis=0) + reach
    left, top = int(max(0, low[0])), int(max(0, low[1]))
    view = copper[top : int(max(0, high[1])), left : int(max(0, high[0]))]
    if view.size == 0:
        return
    y, x = np.mgrid[0 : view.shape[0], 0 : view.shape[1]].astype(np.float32)
    x, y = x + 0.5 + left - ends[0][0], y + 0.5 + top - ends[0][1]
    along = ends[1] - ends[0]
    length = max(1e-6, np.hypot(*along))
    dx, dy = along / length
    far = np.maximum(np.abs(dx * y - dy * x) - half, np.maximum(-dx * x - dy * y, dx * x + dy * y - length))
    far = far + random.uniform(0, 0.7) * ndimage.gaussian_filter(random.standard_normal(view.shape, np.float32), 1) * 3
    bar = (0.5 - far).clip(0, 1)
    np.copyto(view, np.maximum(view, bar) if add else np.minimum(view, 1 - bar))


def _trace(random, board):
    if len(board.traces) == 0:
        return None
    x, y, dx, dy, width = board.traces[random.integers(len(board.traces))]
    return np.array([x, y]), np.array([dx, dy]), float(width)


def _open(random, board, copper):
    trace = _trace(random, board)
    if trace is None:
        return None
    at, along, width = trace
    half = random.uniform(1.2, max(2.0, 0.8 * width)) if random.random() < 0.8 else random.uniform(2, 9)
    if random.random() < 0.4:
        turned = np.arctan2(along[1], along[0]) + np.pi / 2 + random.normal() * 0.2
        across = np.array([np.cos(turned), np.sin(turned)]) * (width / 2 + random.uniform(1.5, 3))
        _bar(random, copper, np.stack([at - across, at + across]), half, add=False)
        return at
    radii = (half, width * random.uniform(0.62, 0.95) + 0.8)
    turn = np.arctan2(along[1], along[0]) + random.normal() * 0.25
    _apply(random, board, copper, at, radii, turn, add=False, rough=0.12)
    return at


def _short(random, board, copper):
    trace = _trace(random, board)
    if trace is None:
        return None
    at, along, width = trace
    side = np.array([-along[1], along[0]]) * random.choice([-1, 1])
    for far in np.arange(width / 2 + 2, 30):
        x, y = at + far * side
        if not (2 <= x < copper.shape[1] - 2 and 2 <= y < copper.shape[0] - 2):
            return None
        if copper[int(y), int(x)] > 0.6:
            middle = at + side * (width / 2 + far) / 2
            length = (far - width / 2) / 2 + random.uniform(1, 3)
            if random.random() < 0.5:
                lean = side + np.array([side[1], -side[0]]) * random.normal() * 0.1
                _bar(random, copper, np.stack([middle - lean * length, middle + lean * length]), random.uniform(0.9, max(1.5, 0.5 * width)) + 0.4, add=True)
                return middle
            turn = np.arctan2(side[1], side[0]) + random.normal() * 0.12
            _apply(random, board, copper, middle, (length * 1.15, random.uniform(1.0, max(1.5, 0.6 * width)) + 0.6), turn, True, 0.12)
            return middle
    return None


def _edge(random, copper):
    """A place on copper's edge and the direction out of the copper."""
    size = copper.shape[0]
    for _ in range(30):
        x, y = random.integers(6, size - 6, 2)
        part = copper[y - 2 : y + 3, x - 2 : x + 3]
        if 0.25 < part.mean() < 0.75:
            out = -np.array([np.gradient(part, axis=1).mean(), np.gradient(part, axis=0).mean()])
            if np.hypot(*out) > 0.05:
                return np.array([x + 0.5, y + 0.5]), out / np.hypot(*out)
    return None


def _depth(copper, at, direction, sought, most):
    """How far it goes from `at` until coverage is `sought` (True: copper)."""
    for far in range(2, most):
        x, y = (at + far * direction).astype(int)
        if not (0 <= x < copper.shape[1] and 0 <= y < copper.shape[0]):
            return None
        if (copper[y, x] > 0.5) == sought:
            return far
    return most


def _mousebite(random, board, copper):
    edge = _edge_of_trace(random, board, copper) if random.random() < 0.7 else _edge(random, copper)
    if edge is None:
        return None
    at, out = edge
    thick = _depth(copper, at - out, -out, False, 40)
    if thick is None or thick < 3:
        return None
    deep = min(random.uniform(0.25, 0.8) * thick, random.uniform(2, 14))
    wide = deep * random.uniform(0.5, 1.6)
    _apply(random, board, copper, at, (max(1.6, deep), max(1.5, wide)), np.arctan2(out[1], out[0]), add=False)
    return at


def _spur(random, board, copper):
    edge = _edge_of_trace(random, board, copper) if random.random() < 0.7 else _edge(random, copper)
    if edge is None:
        return None
    at, out = edge
    room = _depth(copper, at + out, out, True, 40)
    if room is None or room < 4:
        return None
    long = min(random.uniform(0.2, 0.75) * room, random.uniform(2.2, 14))
    _apply(random, board, copper, at, (max(1.8, long), max(1.3, long * random.uniform(0.3, 0.9))), np.arctan2(out[1], out[0]), add=True)
    return at


def _edge_of_trace(random, board, copper):
    trace = _trace(random, board)
    if trace is None:
        return None
    at, along, width = trace
    out = np.array([-along[1], along[0]]) * random.choice([-1, 1])
    x, y = (at + out * width * 0.2).astype(int)
    inside = 0 <= x < copper.shape[1] and 0 <= y < copper.shape[0] and copper[y, x] > 0.5
    return (at + out * width / 2, out) if inside else None


def _pinhole(random, board, copper):
    inside = ndimage.distance_transform_edt(copper > 0.5)
    rows, columns = np.nonzero(inside > 2.6)
    if len(rows) == 0:
        return None
    pick = random.integers(len(rows))
    most = min(9.0, inside[rows[pick], columns[pick]] - 1.2)
    radius = random.uniform(1.3, max(1.4, most))
    _apply(
        random, board, copper, (columns[pick] + 0.5, rows[pick] + 0.5), (radius, radius * random.uniform(0.7, 1.1)), random.uniform(0, 3), False, 0.15
    )
    return pick


def _copper(random, board, copper):
    outside = ndimage.distance_transform_edt(copper < 0.5)
    rows, columns = np.nonzero(outside > 3.6)
    if len(rows) == 0:
        return None
    pick = random.integers(len(rows))
    most = min(13.0, outside[rows[pick], columns[pick]] - 2.0)
    radius = random.uniform(1.5, max(1.6, most))
    _apply(
        random, board, copper, (columns[pick] + 0.5, rows[pick] + 0.5), (radius, radius * random.uniform(0.5, 1.1)), random.uniform(0, 3), True
    )
    return pick


_MAKERS = [_open, _short, _mousebite, _spur, _pinhole, _copper]
