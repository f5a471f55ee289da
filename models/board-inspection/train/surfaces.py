# SPDX-License-Identifier: EPL-2.0
"""Draws grey surfaces without a pattern that must be there: cast, ground, pressed or coated, and what may be wrong with them."""

import numpy as np
from scipy import ndimage

KINDS = ["pit", "crack", "chip", "fray", "shade"]
# Defects are as large on a larger picture as on one of so many pixels.
_USUAL = 100


def picture(random, size, kind=None):
    """Returns (picture uint8 [size, size], mask bool [size, size] of the defect)."""
    if random.random() < 0.25:
        # Seen from nearer.
        small = int(np.ceil(size / random.uniform(1.2, 2.5)))
        base, mask = _drawn(random, small, kind)
        factor = size / small
        base = ndimage.zoom(base, factor, order=1)[:size, :size]
        mask = ndimage.zoom(mask.astype(np.float32), factor, order=1)[:size, :size] > 0.5
    else:
        base, mask = _drawn(random, size, kind)
    if kind is not None and mask.sum() < 4:
        return picture(random, size, kind)
    base = base + random.standard_normal(base.shape, np.float32) * random.uniform(0.3, 7)
    return base.clip(0, 255).round().astype(np.uint8), mask


def _drawn(random, size, kind):
    base = _texture(random, size)
    edge = random.random() < 0.15
    if kind is None:
        return (_edge(random, base, 0)[0] if edge else base), np.zeros((size, size), bool)
    if KINDS[kind] == "chip":
        return _edge(random, base, random.uniform(4, 0.4 * min(size, _USUAL)))
    if edge:
        base = _edge(random, base, 0)[0]
    return _MAKERS[KINDS[kind]](random, base)


def _texture(random, size):
    level = random.uniform(45, 205)
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size - 0.5
    base = level * (1 + random.normal() * 0.1 * x + random.normal() * 0.1 * y - random.uniform(0, 0.2) * (x * x + y * y))
    for _ in range(random.integers(1, 4)):
        spread = np.exp(random.uniform(np.log(0.5), np.log(8), 2)) if random.random() < 0.4 else np.full(2, np.exp(random.uniform(-0.7, 2.0)))
        grain = ndimage.gaussian_filter(random.standard_normal((size, size), np.float32), spread)
        base = base + random.uniform(0.5, 10) * grain / max(1e-6, grain.std())
    if random.random() < 0.35:
        # Marks of grinding or drawing, or waves: faint lines of one direction.
        turn = random.choice([0, np.pi / 2, random.uniform(0, np.pi)])
        across = (np.cos(turn) * x + np.sin(turn) * y) * size
        if random.random() < 0.5:
            lines = np.interp(across.ravel(), np.arange(-size, size), random.normal(size=2 * size)).reshape(size, size)
        else:
            lines = np.sin(across * 2 * np.pi / random.uniform(2.5, 16) + random.uniform(0, 6.28))
        base = base + random.uniform(1, 8) * lines
    return ndimage.gaussian_filter(base, random.uniform(0, 0.8))


def _edge(random, base, depth):
    """The edge of the part and what lies behind it; a depth above 0 is how far a chip is broken out of it. (base, the chip)."""
    size = base.shape[0]
    turn = random.choice([0, np.pi / 2, np.pi, 1.5 * np.pi]) + (random.normal() * 0.08 if random.random() < 0.5 else 0)
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) - size / 2
    inward = np.cos(turn) * x + np.sin(turn) * y
    along = np.cos(turn) * y - np.sin(turn) * x
    rough = random.uniform(0, 1.2)
    wavy = np.interp(along.ravel(), np.arange(-size, size), random.normal(size=2 * size) * rough).reshape(size, size)
    seen = random.uniform(0, 0.2) * size if random.random() < 0.6 else random.uniform(-3, 1)
    straight = size / 2 - seen + wavy
    bump = np.zeros_like(along)
    if depth > 0:
        middle, half = random.uniform(-0.4, 0.4) * size, random.uniform(0.08, 0.45) * size
        shape = (1 - (np.abs(along - middle) / half) ** random.uniform(1, 3)).clip(0, 1)
        uneven = ndimage.gaussian_filter1d(random.normal(size=2 * size), random.uniform(1, 5))
        uneven = np.interp(along.ravel(), np.arange(-size, size), uneven / max(1e-6, uneven.std())).reshape(size, size)
        bump = depth * shape * (1 + 0.25 * uneven)
    soft = random.uniform(0.4, 2.5)
    share = ((inward - straight + bump) / soft + 0.5).clip(0, 1)
    level = random.uniform(0, 50) if random.random() < 0.65 else random.uniform(0, 255)
    behind = level + random.standard_normal(base.shape, np.float32) * random.uniform(0, 8)
    chip = ((inward - straight + bump) > 0) & ((inward - straight) < 0)
    if depth > 0 and random.random() < 0.35:
        # Broken from below: the chip itself has another grey than what lies behind.
        behind = np.where(inward - straight + 1 < 0, random.uniform(0, 120) + ndimage.gaussian_filter(random.standard_normal(base.shape, np.float32), 1) * 20, behind)
    return base * (1 - share) + behind * share, chip


def _layered(random, base, layer, depth, dark=0.8):
    """The surface with a layer darkened or lightened; what is dark already becomes little darker."""
    if random.random() < dark:
        return base - depth * layer * (base / 160).clip(0.5, 1.4), layer > 0.35
    return base + depth * layer, layer > 0.35


def _shape(random, size, reach, rough):
    centre = random.uniform(0.08, 0.92, 2) * size
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


def _pit(random, base):
    size = base.shape[0]
    layer = np.zeros_like(base)
    for _ in range(1 if random.random() < 0.7 else random.integers(2, 5)):
        far, radius = _shape(random, size, (1.6, 10), 0.25)
        layer = np.maximum(layer, ((1 - far) * radius / random.uniform(0.8, 2.5) + 0.5).clip(0, 1))
    return _layered(random, base, layer, random.uniform(20, 120))


def _crack(random, base):
    size = base.shape[0]
    layer = np.zeros_like(base)
    bend = random.uniform(0.05, 0.35)
    for _ in range(1 if random.random() < 0.8 else 2):
        heading = random.uniform(0, 2 * np.pi)
        at = random.uniform(0.1, 0.9, 2) * size
        for _ in range(int(random.uniform(12, 90))):
            heading += random.normal() * bend
            at = at + [np.cos(heading), np.sin(heading)]
            x, y = int(at[0]), int(at[1])
            if not (0 <= x < size and 0 <= y < size):
                break
            layer[y, x] = 1
    blurred = ndimage.gaussian_filter(layer, random.uniform(0.35, 1.3))
    return _layered(random, base, (blurred / max(1e-6, blurred.max()) * 1.3).clip(0, 1), random.uniform(20, 110), 0.9)


def _fray(random, base):
    """A patch that is rubbed or grainy: its own noise, brighter, darker or both."""
    size = base.shape[0]
    far, _ = _shape(random, size, (3, 0.35 * min(size, _USUAL)), 0.3)
    layer = np.exp(-(far**2) * random.uniform(0.6, 1.5))
    grain = random.standard_normal(base.shape, np.float32)
    if random.random() < 0.6:
        grain = ndimage.gaussian_filter(grain, np.exp(random.uniform(-1, 0.7, 2)))
        grain /= max(1e-6, grain.std())
    if random.random() < 0.5:
        grain = np.abs(grain) * random.choice([-1, 1])
    base = base + layer * (grain * random.uniform(10, 45) + random.normal() * 12)
    return base, layer > 0.4


def _shade(random, base):
    """Brightness that is not even: a wide cloud, or a step that runs across."""
    size = base.shape[0]
    usual = min(size, _USUAL)
    if random.random() < 0.7:
        far, _ = _shape(random, size, (0.14 * usual, 0.55 * usual), 0.2)
        layer = np.exp(-(far**2) * random.uniform(0.4, 1.2))
    else:
        turn = random.uniform(0, 2 * np.pi)
        y, x = np.mgrid[0:size, 0:size].astype(np.float32) - size / 2
        across = np.cos(turn) * x + np.sin(turn) * y - random.uniform(-0.2, 0.2) * size
        layer = 1 / (1 + np.exp(-across / random.uniform(1, 0.2 * usual)))
    return _layered(random, base, layer, random.uniform(14, 70), 0.5)


_MAKERS = {"pit": _pit, "crack": _crack, "fray": _fray, "shade": _shade}
