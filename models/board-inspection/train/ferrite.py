# SPDX-License-Identifier: EPL-2.0
"""Draws ground parts of ferrite, whole or a part of them: streaks of grinding, rims, ends, stains, and what may be wrong with them.

Lengths are pixels of a camera that sees the part with 110 to 600 by 230 to 380 of them; a view may show it in any other size.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

import grounds


@dataclass
class Part:
    """How a view of `size` pixels a side shows a part: `x` and `y` of its pixels on the part, `across` and `down` its sides,
    `sx` and `sy` the view's pixels per pixel of the part."""

    size: int
    x: np.ndarray
    y: np.ndarray
    across: float
    down: float
    sx: float
    sy: float

    def cloud(self, random, down, across):
        """Smooth noise that reaches so far on the part."""
        return grounds.cloud(random, self.size, (max(0.3, down * self.sy), max(0.3, across * self.sx)))


@dataclass
class Good:
    """A good part: `light` what it would be without grinding, `streaks` around 0, `cover` what rims, stains and ends leave (1: all),
    `outside` how far a pixel lies beyond the part's ends and sides, negative within, `level` its brightness."""

    part: Part
    level: float
    light: np.ndarray
    streaks: np.ndarray
    cover: np.ndarray
    outside: np.ndarray
    speckle: np.ndarray

    def grey(self, light=1.0, streaks=None, cover=1.0):
        streaks = self.streaks if streaks is None else streaks
        return self.level * self.light * light * (1 + streaks + self.speckle).clip(0.15) * self.cover * cover


def picture(random, size, kinds):
    """([grey with defects of these kinds, without], where each of them shows, how rough the grain is); `kinds` are names."""
    part = _seen(random, size)
    good = _good(random, part)
    grey = before = good.grey()
    masks = []
    for kind in kinds:
        layer, shown = _MAKERS[kind](random, good)
        layer = layer * (good.outside < 1)
        grey = grey * (1 - layer) + shown * layer
        masks.append(layer > 0.4)
    return [grey, before], masks, float(good.level * (good.streaks.std() + good.speckle.std()))


def _seen(random, size):
    across = np.exp(random.uniform(np.log(110), np.log(600)))
    down = random.uniform(230, 380)
    whole = 0.08 if size < 96 else 0.35 if size < 200 else 0.75
    if random.random() < whole:
        sx, sy = size / across, size / down
        left = top = 0.0
    else:
        sx = sy = np.exp(random.uniform(np.log(0.7), np.log(1.5))) * (1 if size < 300 else 2)
        sx = sx * np.exp(random.normal() * 0.15)
        left, top = (random.uniform(-0.05, 1.05) * max(0, far - size / scale) for far, scale in ((across, sx), (down, sy)))
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    if random.random() < 0.4:
        x = x + random.normal() * 0.012 * (y - size / 2)
    return Part(size, x / sx + left, y / sy + top, across, down, sx, sy)


def _good(random, part):
    level = np.exp(random.uniform(np.log(40), np.log(165)))
    light = _light(random, part)
    streaks = _streaks(random, part)
    outside, edge = _ends(random, part)
    cover = _stained(random, part) * _rims(random, part)
    cover = cover * (1 - edge) + edge * random.uniform(0.1, 0.5)
    fine = grounds.cloud(random, part.size, random.uniform(0.3, 0.8)) * random.uniform(0.03, 0.13)
    return Good(part, level, light, streaks, cover, outside, fine)


def _light(random, part):
    """Brightest along a line down the part, as an arc shows light."""
    x, y = part.x / part.across - 0.5, part.y / part.down - 0.5
    light = 1 - random.uniform(0, 0.6) + random.uniform(0.1, 0.8) * np.exp(-(((x - random.uniform(-0.4, 0.4)) / random.uniform(0.2, 0.7)) ** 2))
    light = light * (1 + random.normal() * 0.15 * x + random.normal() * 0.15 * y)
    for _ in range(random.integers(0, 3)):
        light = light * (1 + random.uniform(0.04, 0.22) * part.cloud(random, 0.3 * part.down, 0.25 * part.across))
    return light.clip(0.12, 2.2).astype(np.float32)


def _streaks(random, part, strength=None):
    """Lines down the part, bright ones rarer and stronger, in bundles and with ends."""
    strength = np.exp(random.uniform(np.log(0.05), np.log(0.3))) if strength is None else strength
    fine = part.cloud(random, random.uniform(40, 400), random.uniform(0.3, 0.8))
    short = part.cloud(random, random.uniform(4, 25), random.uniform(0.4, 0.8))
    wide = part.cloud(random, 400, random.uniform(3, 15))
    bundles = (0.7 + 0.5 * part.cloud(random, random.uniform(80, 300), random.uniform(8, 40))).clip(0.15, 2.2)
    lines = (fine + random.uniform(0.2, 0.9) * short) * bundles
    lines = np.where(lines > 1, lines + random.uniform(0, 1.5) * (lines - 1), 0.7 * lines)
    return strength * (lines + random.uniform(0, 0.7) * wide)


def _ends(random, part):
    """(how far outside pixels lie, coverage of what shows beyond an end): the ends are curved or slant, their corners may be dark."""
    outside = np.full(part.x.shape, -1e3, np.float32)
    off = part.x / part.across - 0.5
    for end in (0, 1):
        inward = part.y if end == 0 else part.down - part.y
        seen = random.choice([0, random.uniform(1, 6), random.uniform(4, 22)], p=[0.3, 0.5, 0.2])
        curve = random.choice([0, random.normal() * 20], p=[0.4, 0.6])
        border = seen * (1 + random.normal() * 0.6 * off) + curve * (off * off - 0.1)
        if random.random() < 0.35:
            corner = 0.5 - np.abs(off) if random.random() < 0.6 else np.abs(off - random.choice([-0.5, 0.5]))
            border = border + random.uniform(3, 18) * np.exp(-((corner / random.uniform(0.02, 0.12)) ** 2))
        outside = np.maximum(outside, border - inward)
    side = random.choice([0, random.uniform(0.5, 5)], size=2)
    outside = np.maximum(outside, np.maximum(side[0] - part.x, part.x - part.across + side[1]))
    soft = random.uniform(0.5, 2)
    return outside, (outside / soft + 0.5).clip(0, 1)


def _rims(random, part):
    """Beside its sides a part has bands of another slope, darker and brighter lines along them."""
    cover = np.ones_like(part.x)
    for side in (0, 1):
        if random.random() < 0.3:
            continue
        inward = part.x if side == 0 else part.across - part.x
        wide = random.uniform(4, 12) + random.uniform(0.01, 0.1) * part.across
        band = ((wide - inward) / random.uniform(0.8, 4) + 0.5).clip(0, 1)
        cover = cover * (1 + band * (random.uniform(0.35, 1.6) - 1))
        for _ in range(random.integers(2, 6)):
            at = inward - random.uniform(0, 1.1) * wide
            line = np.exp(-((at / np.exp(random.uniform(np.log(0.7), np.log(5)))) ** 2))
            fading = (0.8 + 0.5 * part.cloud(random, random.uniform(40, 300), 60)).clip(0, 1.5)
            cover = cover * (1 + line * fading * random.choice([random.uniform(-0.75, -0.1), random.uniform(0.1, 1.2)])).clip(0.1)
    return cover


def _stained(random, part):
    """Clouds, outlines of what has dried there, dots and scribbles: all harmless."""
    cover = np.ones_like(part.x)
    for _ in range(random.poisson(1.5)):
        patch = _patch(random, part, random.uniform(5, 60), 0.5)
        cover = cover * (1 - random.uniform(0.05, 0.35) * patch)
    for _ in range(random.poisson(2)):
        # Contours of smooth noise: loops and wavy lines.
        field = part.cloud(random, *[np.exp(random.uniform(np.log(5), np.log(40)))] * 2)
        near = np.hypot(*np.gradient(field)).mean() + 1e-6
        line = np.exp(-(((field - random.normal() * 0.7) / (near * random.uniform(0.5, 1.6))) ** 2))
        broken = (0.4 + 0.7 * part.cloud(random, 12, 12)).clip(0, 1)
        cover = cover * (1 - random.uniform(0.1, 0.42) * line * broken * _patch(random, part, random.uniform(15, 120), 0.4))
    dots = np.zeros_like(cover)
    area = part.across * part.down * 1e-4 * part.size**2 / (part.across * part.sx * part.down * part.sy)
    for _ in range(random.poisson(min(12, random.uniform(0, 0.7) * area))):
        wide, x, y = random.uniform(0.6, 2.0), *_place(random, part)
        dots = np.maximum(dots, random.uniform(0.15, 0.6) * np.exp(-(((part.x - x) ** 2 + (part.y - y) ** 2) / wide**2)))
    return cover * (1 - dots) * (1 + (random.random() < 0.25) * 3 * (grounds.cloud(random, part.size, 0.4) > 3.6))


def _place(random, part, margin=0.02):
    """Somewhere on the part that the view shows."""
    x = random.uniform(margin, 1 - margin) * (part.x[0, -1] - part.x[0, 0]) + part.x[0, 0]
    y = random.uniform(margin, 1 - margin) * (part.y[-1, 0] - part.y[0, 0]) + part.y[0, 0]
    return float(np.clip(x, 0, part.across)), float(np.clip(y, 0, part.down))


def _far(random, part, x, y, radius, slim, rough):
    """How far pixels lie from a place, 1 on the edge of a blot of that radius there."""
    turn = random.uniform(0, np.pi)
    dx, dy = part.x - x, part.y - y
    along, aside = np.cos(turn) * dx + np.sin(turn) * dy, np.cos(turn) * dy - np.sin(turn) * dx
    angle = np.arctan2(aside, along)
    edge = 1 + rough * sum(random.normal() / k * np.cos(k * angle + random.uniform(0, 6.28)) for k in (2, 3, 5, 8))
    return np.hypot(along / radius, aside / (radius * slim)) / np.maximum(0.4, edge)


def _patch(random, part, radius, rough):
    far = _far(random, part, *_place(random, part, -0.1), radius, random.uniform(0.3, 1), rough)
    return np.exp(-(far ** random.choice([2, 4, 8])))


def _matte(random, good, light, mottled=None):
    """Where nothing was ground: hardly any streaks, a grain of its own."""
    part = good.part
    mottled = random.uniform(0.02, 0.12) if mottled is None else mottled
    grain = mottled * (part.cloud(random, *random.uniform(1, 8, 2)) + random.uniform(0, 1.5) * part.cloud(random, 20, 20))
    return good.grey(light, good.streaks * random.uniform(0, 0.35) + grain)


def _pit(random, good):
    part = good.part
    x, y = _place(random, part)
    radius = np.exp(random.uniform(np.log(3.2), np.log(13)))
    slim = random.uniform(0.35, 1)
    far = _far(random, part, x, y, radius, slim, random.choice([0.05, 0.25]))
    layer = ((1 - far) * radius * slim / random.uniform(0.6, 2.2) + 0.5).clip(0, 1)
    dark = random.uniform(0.2, 0.72)
    inner = 1 + random.uniform(0, 0.4) * (part.x - x) / radius * random.choice([-1, 1]) + random.uniform(0, 0.25) * part.cloud(random, 3, 3)
    shown = _matte(random, good, dark * inner.clip(0.3, 1.6), 0.05)
    if random.random() < 0.35:
        shown = shown * (1 + random.uniform(-0.3, 0.8) * np.exp(-(((far - 0.95) * radius / 1.2) ** 2)))
    return layer, shown


def _crack(random, good):
    part = good.part
    size = part.size
    layer = np.zeros((size, size), np.float32)
    x, y = _place(random, part)
    heading = random.normal() * 0.2 if random.random() < 0.6 else random.uniform(-1.6, 1.6)
    if random.random() < 0.55:
        y = 0.0 if random.random() < 0.5 else part.down
        y = float(np.clip(y, part.y[0, 0], part.y[-1, 0]))
    way = -1 if y > part.y[size // 2, size // 2] else 1
    length = np.exp(random.uniform(np.log(18), np.log(230)))
    bend, turning = np.exp(random.uniform(np.log(0.02), np.log(0.25))), 0.0
    step = 0.6 / max(part.sx, part.sy)
    for number in range(int(length / step)):
        turning = 0.8 * turning + random.normal() * bend * step**0.5
        heading += 0.4 * turning * step - 0.004 * heading * step
        x, y = x + np.sin(heading) * step, y + way * np.cos(heading) * step
        row, column = int((y - part.y[0, 0]) * part.sy), int((x - part.x[0, 0]) * part.sx)
        if not (0 <= row < size and 0 <= column < size):
            break
        layer[row, column] = 1 - 0.6 * (number * step / length) ** 2
    wide = random.uniform(0.35, 1.3)
    blurred = ndimage.gaussian_filter(layer, (max(0.4, wide * part.sy), max(0.4, wide * part.sx)))
    layer = (blurred / max(1e-6, np.percentile(blurred[layer > 0], 70)) if (layer > 0).any() else blurred).clip(0, 1)
    layer = layer * (0.85 + 0.2 * part.cloud(random, 10, 10)).clip(0.35, 1)
    return layer, _matte(random, good, random.uniform(0.15, 0.65), 0.05)


def _border_place(random, part):
    """Where a side or an end of the part, better a corner, lies in the view; the middle of the view's border where none does."""
    x, y = _place(random, part, 0)
    left, right, top, bottom = part.x[0, 0], part.x[0, -1], part.y[0, 0], part.y[-1, 0]
    ends = [at for at in (0.0, part.down) if top - 3 <= at <= bottom + 3] or [top, bottom]
    sides = [at for at in (0.0, part.across) if left - 3 <= at <= right + 3] or [left, right]
    chance = random.random()
    if chance < 0.75:
        y = random.choice(ends)
    if chance > 0.4:
        x = random.choice(sides)
    return float(x), float(y)


def _chip(random, good):
    """A piece broken out of a side, an end or a corner, seldom out of the middle: shells, dark edges, no streaks."""
    part = good.part
    x, y = _border_place(random, part) if random.random() < 0.92 else _place(random, part)
    radius = np.exp(random.uniform(np.log(6), np.log(60)))
    far = _far(random, part, x, y, radius, random.uniform(0.35, 1), random.choice([0.15, 0.4]))
    far = far + random.uniform(0, 0.12) * part.cloud(random, 4, 4)
    layer = ((1 - far) * radius / random.uniform(0.6, 2) + 0.5).clip(0, 1)
    inner = random.uniform(0.25, 1.15) * (1 + random.uniform(-0.5, 0.5) * far)
    if random.random() < 0.6:
        warped = far * radius + random.uniform(1, 6) * part.cloud(random, 12, 12)
        inner = inner * (1 + random.uniform(0.05, 0.45) * np.sin(warped * 2 * np.pi / np.exp(random.uniform(np.log(4), np.log(25)))))
    inner = inner * (1 + random.uniform(0.03, 0.3) * part.cloud(random, *random.uniform(2, 12, 2)))
    edge = np.exp(-(((far - 0.97) * radius / random.uniform(0.8, 2.5)) ** 2)) * (0.5 + 0.6 * part.cloud(random, 10, 10)).clip(0, 1)
    inner = inner * (1 + edge * random.uniform(-0.75, 0.35))
    return layer, _matte(random, good, inner.clip(0.1, 1.8))


def _fray(random, good):
    """An area that the wheel has not reached: from an end on and narrowing, or ragged at a border; matte, even with its number in it."""
    part = good.part
    if random.random() < 0.3:
        x, y = _border_place(random, part)
        radius = random.uniform(5, 30)
        far = _far(random, part, x, y, radius, random.uniform(0.3, 1), 0.4) + random.uniform(0.1, 0.4) * part.cloud(random, 3, 3)
        layer = ((1 - far) * radius / 3 + 0.5).clip(0, 1)
        return layer, _matte(random, good, random.uniform(0.4, 1.2), random.uniform(0.12, 0.4))
    below = random.random() < 0.5
    along = (part.down - part.y if below else part.y) / (part.down * random.uniform(0.3, 1.05))
    middle = random.uniform(0.25, 0.75) * part.across
    half = random.uniform(0.08, 0.3) * part.across
    shape = (1 - along.clip(0, 1) ** random.uniform(1.5, 6)) ** 0.5 * (1 + random.uniform(-0.6, 0.6) * along)
    foot = 1 + random.uniform(0, 2.5) * np.exp(-along / random.uniform(0.03, 0.15))
    inward = half * shape * foot - np.abs(part.x - middle) + random.uniform(0.5, 3) * part.cloud(random, 10, 6)
    inward = np.where(along < 1, inward, -10)
    layer = (inward / random.uniform(0.8, 5) + 0.5).clip(0, 1)
    shown = _matte(random, good, random.uniform(0.5, 1.1), random.uniform(0.03, 0.14))
    rim = np.exp(-((inward / random.uniform(1, 4)) ** 2)) * (0.5 + 0.6 * part.cloud(random, 15, 15)).clip(0, 1)
    return layer, shown * (1 + random.uniform(-0.4, 0.2) * rim)


def _shade(random, good):
    """Ground twice, or not evenly: beyond a line across the part other streaks begin, stronger or fainter, brighter or darker."""
    part = good.part
    x, y = _place(random, part, 0.12)
    turn = random.normal() * 0.04 if random.random() < 0.55 else random.uniform(-0.9, 0.9)
    beyond = (part.y - y) * np.cos(turn) + (part.x - x) * np.sin(turn)
    ragged = np.exp(random.uniform(np.log(0.3), np.log(8)))
    beyond = random.choice([-1, 1]) * (beyond + ragged * part.cloud(random, 200, 1) + random.uniform(0, 3) * part.cloud(random, 30, 30))
    if random.random() < 0.2:
        beyond = np.minimum(beyond, random.uniform(15, 120) - beyond)
    layer = (beyond / np.exp(random.uniform(np.log(0.8), np.log(8))) + 0.5).clip(0, 1)
    other = _streaks(random, part)
    light = random.choice([random.uniform(0.6, 0.93), random.uniform(1.07, 1.6), random.uniform(0.93, 1.07)], p=[0.4, 0.4, 0.2])
    if random.random() < 0.3:
        return layer, _matte(random, good, light)
    return layer, good.grey(light, other)


_MAKERS = {"pit": _pit, "crack": _crack, "chip": _chip, "fray": _fray, "shade": _shade}
