# SPDX-License-Identifier: EPL-2.0
"""Draws grey surfaces without a pattern that must be there: cast, ground, pressed or coated, with pits, cracks and stains."""

import numpy as np
from scipy import ndimage

KINDS = ["pit", "crack", "stain"]


def picture(random, size, kind=None):
    """Returns (picture uint8 [size, size], box of the defect or None)."""
    base = _texture(random, size)
    box = None
    if kind is not None:
        layer = _MAKERS[kind](random, size)
        dark = random.random() < 0.8
        depth = random.uniform(22, 110) * (0.6 if kind == 2 else 1.0)
        # What is dark already becomes little darker.
        base = base - depth * layer * (base / 160).clip(0.5, 1.4) if dark else base + depth * layer
        seen = layer > 0.35
        rows, columns = np.nonzero(seen.any(axis=1))[0], np.nonzero(seen.any(axis=0))[0]
        if len(rows) == 0:
            return picture(random, size, kind)
        box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    base = base + random.normal(size=base.shape) * random.uniform(0.5, 6)
    return base.clip(0, 255).round().astype(np.uint8), box


def _texture(random, size):
    level = random.uniform(50, 200)
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size - 0.5
    base = level * (1 + random.normal() * 0.2 * x + random.normal() * 0.2 * y - random.uniform(0, 0.5) * (x * x + y * y))
    for _ in range(random.integers(1, 4)):
        spread = np.exp(random.uniform(np.log(0.5), np.log(12), 2)) if random.random() < 0.5 else np.full(2, np.exp(random.uniform(-0.5, 2.2)))
        grain = ndimage.gaussian_filter(random.normal(size=(size, size)), spread)
        base = base + random.uniform(1, 11) * grain / max(1e-6, grain.std())
    if random.random() < 0.25:
        # Marks of grinding or drawing: many faint lines of one direction.
        turn = random.uniform(0, np.pi)
        across = (np.cos(turn) * x + np.sin(turn) * y) * size
        lines = np.interp(across.ravel(), np.arange(-size, size), random.normal(size=2 * size)).reshape(size, size)
        base = base + random.uniform(1, 9) * lines
    if random.random() < 0.2:
        # The edge of the part, and what lies behind it.
        turn = random.uniform(0, 2 * np.pi)
        beyond = (np.cos(turn) * x + np.sin(turn) * y) * size - random.uniform(0.2, 0.45) * size
        share = (beyond / random.uniform(1, 4)).clip(0, 1)
        base = base * (1 - share) + random.uniform(0, 255) * share
    return ndimage.gaussian_filter(base, random.uniform(0, 0.8))


def _shape(random, size, reach, rough):
    centre = random.uniform(0.12, 0.88, 2) * size
    radii = np.exp(random.uniform(*np.log(reach), 2))
    radii = np.clip(radii, radii.max() * 0.35, None)
    turn = random.uniform(0, np.pi)
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    x, y = x - centre[0], y - centre[1]
    along, across = np.cos(turn) * x + np.sin(turn) * y, np.cos(turn) * y - np.sin(turn) * x
    angle = np.arctan2(across, along)
    edge = 1 + rough * sum(random.normal() / k * np.cos(k * angle + random.uniform(0, 6.28)) for k in (2, 3, 5, 8))
    far = np.hypot(along / radii[0], across / radii[1]) / np.maximum(0.3, edge)
    return far, radii.min()


def _pit(random, size):
    layer = np.zeros((size, size))
    for _ in range(1 if random.random() < 0.75 else random.integers(2, 5)):
        far, radius = _shape(random, size, (1.8, 9), 0.25)
        layer = np.maximum(layer, ((1 - far) * radius / random.uniform(0.8, 2.5) + 0.5).clip(0, 1))
    return layer


def _crack(random, size):
    heading = random.uniform(0, 2 * np.pi)
    at = random.uniform(0.15, 0.85, 2) * size
    layer = np.zeros((size, size))
    width = random.uniform(0.7, 2.6)
    for _ in range(int(random.uniform(12, 90))):
        heading += random.normal() * 0.22
        at = at + [np.cos(heading), np.sin(heading)]
        x, y = int(at[0]), int(at[1])
        if not (0 <= x < size and 0 <= y < size):
            break
        layer[y, x] = 1
    blurred = ndimage.gaussian_filter(layer, width * 0.5)
    return (blurred / max(1e-6, blurred.max()) * 1.3).clip(0, 1)


def _stain(random, size):
    far, radius = _shape(random, size, (7, 26), 0.35)
    layer = ((1 - far) * radius / random.uniform(2, 10) + 0.5).clip(0, 1)
    if random.random() < 0.6:
        grain = ndimage.gaussian_filter(random.normal(size=(size, size)), random.uniform(0.7, 2.5))
        layer = layer * (0.55 + 0.45 * np.tanh(grain / max(1e-6, grain.std())))
    return layer


_MAKERS = [_pit, _crack, _stain]
