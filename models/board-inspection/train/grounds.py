# SPDX-License-Identifier: EPL-2.0
"""Draws what a good grey surface may look like: material, grain, marks of working it, light, stains, dust, and the part's borders."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import ndimage


@dataclass
class Ground:
    """A good surface: `grey` float32 [size, size], and `rough`, the standard deviation of its grain, grey levels."""

    grey: np.ndarray
    rough: float


@lru_cache(maxsize=8)
def places(size):
    """(y, x) of all pixels, from the middle on, as shares of the size."""
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size - 0.5
    return y, x


def cloud(random, size, spread):
    """Smooth noise of mean 0 and deviation 1; `spread` is how far it reaches in pixels, one number or (down, across)."""
    spread = np.broadcast_to(np.asarray(spread, float), (2,))
    step = np.maximum(1, spread / 1.5)
    small = np.maximum(2, np.ceil(size / step + 3)).astype(int)
    field = ndimage.gaussian_filter(random.standard_normal(small, np.float32), np.maximum(spread / step, 1e-3), truncate=3)
    if step.max() > 1:
        y, x = places(size)
        at = [(part + 0.5) * size / far + random.random() for part, far in zip((y, x), step)]
        field = ndimage.map_coordinates(field, at, order=1, mode="nearest")
    else:
        field = field[:size, :size]
    return (field - field.mean()) / max(1e-6, field.std())


def lines(random, size, turn, spread):
    """A value per line of one direction, mean 0 and deviation 1; `spread` is how wide the lines are, pixels."""
    values = ndimage.gaussian_filter1d(random.standard_normal(2 * size, np.float32), spread)
    values /= max(1e-6, values.std())
    y, x = places(size)
    return np.interp(((np.cos(turn) * x + np.sin(turn) * y) * size).ravel() + size, np.arange(2 * size), values).reshape(size, size).astype(np.float32)


def draw(random, size, borders=0.3):
    """A good surface; `borders` is how probable it is that it ends within the picture."""
    grain, turn = _grain(random, size)
    level = random.uniform(35, 215)
    rough = np.exp(random.uniform(np.log(0.8), np.log(16))) * (0.5 + level / 200)
    grey = level * _light(random, size) + rough * grain
    if random.random() < 0.45:
        grey = grey + _harmless(random, size, rough, turn)
    if random.random() < borders:
        grey = _bordered(random, grey, level)
    return Ground(grey, float(rough))


def _grain(random, size):
    """(grain of deviation 1, the direction in which it was worked)."""
    turn = random.choice([0, np.pi / 2, random.uniform(0, np.pi)], p=[0.35, 0.35, 0.3])
    grain = np.zeros((size, size), np.float32)
    for _ in range(random.integers(1, 4)):
        spread = np.exp(random.uniform(np.log(0.4), np.log(0.06 * size + 1)))
        if random.random() < 0.35:
            spread = np.array([spread, spread * random.uniform(2, 12)])[:: random.choice([-1, 1])]
        part = cloud(random, size, spread)
        skewed = random.random()
        if skewed < 0.15:
            part = np.abs(part)
        elif skewed < 0.3:
            part = np.exp(0.6 * part)
        elif skewed < 0.4:
            part = np.minimum(part, 0.7)
        grain += part * random.uniform(0.2, 1)
    if random.random() < 0.5:
        worked = lines(random, size, turn, np.exp(random.uniform(np.log(0.4), np.log(4))))
        if random.random() < 0.4:
            worked = worked * (1 + 0.6 * cloud(random, size, 0.15 * size))
        grain += worked * random.uniform(0.3, 2)
    if random.random() < 0.12:
        y, x = places(size)
        middle = random.uniform(-2, 2, 2)
        far = np.hypot(x - middle[0], y - middle[1]) * size if random.random() < 0.5 else (np.cos(turn) * x + np.sin(turn) * y) * size
        grain += random.uniform(0.3, 1.5) * np.sin(far * 2 * np.pi / np.exp(random.uniform(np.log(3), np.log(0.3 * size))))
    return (grain - grain.mean()) / max(1e-6, grain.std()), turn


def _light(random, size):
    y, x = places(size)
    slope = random.normal(size=2) * random.choice([0.03, 0.1, 0.22])
    light = 1 + slope[0] * x + slope[1] * y
    if random.random() < 0.5:
        middle = random.uniform(-0.6, 0.6, 2)
        light = light - random.uniform(-0.1, 0.35) * ((x - middle[0]) ** 2 + (y - middle[1]) ** 2)
    if random.random() < 0.25:
        # A lamp that is longer than the part.
        turn = random.choice([0, np.pi / 2])
        across = np.cos(turn) * x + np.sin(turn) * y - random.uniform(-0.6, 0.6)
        light = light + random.uniform(-0.12, 0.15) * np.exp(-((across / random.uniform(0.5, 1.2)) ** 2))
    return light.clip(0.2, 2).astype(np.float32)


def _harmless(random, size, rough, turn):
    """Stains that are faint, single lines of grinding, dust of a pixel or two: no defects."""
    added = np.zeros((size, size), np.float32)
    y, x = places(size)
    if random.random() < 0.5:
        for _ in range(random.integers(1, 4)):
            spot = ((x - random.uniform(-0.5, 0.5)) / random.uniform(0.05, 0.3)) ** 2 + ((y - random.uniform(-0.5, 0.5)) / random.uniform(0.05, 0.3)) ** 2
            added += random.choice([-1, 1]) * (2 + 0.5 * rough) * random.uniform(0.2, 0.8) * np.exp(-spot)
    if random.random() < 0.4:
        for _ in range(random.integers(1, 5)):
            # Straight, of the grinding's direction, and from side to side or fading out.
            direction = turn if random.random() < 0.8 else random.uniform(0, np.pi)
            off = np.cos(direction) * x + np.sin(direction) * y - random.uniform(-0.4, 0.4)
            along = np.cos(direction) * y - np.sin(direction) * x - random.uniform(-0.4, 0.4)
            wide = random.uniform(0.4, 1.2) / size
            fading = np.exp(-((along / random.uniform(0.2, 1.5)) ** 2))
            added += random.choice([-1, 1]) * (3 + rough) * random.uniform(0.4, 1.6) * np.exp(-((off / wide) ** 2)) * fading
    if random.random() < 0.4:
        dust = random.integers(0, size, (random.integers(1, 6), 2))
        specks = np.zeros_like(added)
        specks[dust[:, 0], dust[:, 1]] = random.choice([-1, 1], len(dust)) * random.uniform(1, 2.5, len(dust))
        added += (4 + rough) * (specks if random.random() < 0.6 else 2.5 * ndimage.gaussian_filter(specks, 0.6))
    return added


def _bordered(random, grey, level):
    """Ends the part at one side of the picture, at two that face each other, or at two that meet."""
    turn = random.choice([0, np.pi / 2, np.pi, 1.5 * np.pi])
    turns = [turn]
    if random.random() < 0.3:
        turns.append(turn + random.choice([np.pi, np.pi / 2]))
    beyond = behind(random, grey.shape[0], level)
    for one in turns:
        border = Border(random, grey.shape[0], one)
        grey = border.cut(border.chamfered(random, grey), border.inward, beyond)
    return grey


def behind(random, size, level):
    """What lies behind the part: mostly darker, sometimes another ground."""
    chance = random.random()
    grey = random.uniform(0, 45) if chance < 0.55 else random.uniform(0, 255) if chance < 0.85 else level * random.uniform(0.75, 1.25)
    return grey + random.uniform(0, 8) * cloud(random, size, random.uniform(0.5, 4))


class Border:
    """A straight side of the part, nearly; `inward` is how far each pixel lies outside of it, in pixels."""

    def __init__(self, random, size, turn, deepest=0.22):
        y, x = places(size)
        turn = turn + (random.normal() * 0.06 if random.random() < 0.5 else 0)
        self.along = (np.cos(turn) * y - np.sin(turn) * x) * size
        seen = random.uniform(0.01, deepest) * size
        rough = random.choice([0, random.uniform(0, 1.0)])
        self.inward = (np.cos(turn) * x + np.sin(turn) * y) * size - size / 2 + seen
        if rough:
            self.inward = self.inward + rough * self.uneven(random, random.uniform(1, 6))
        self.soft = random.uniform(0.5, 2.5)

    def uneven(self, random, spread):
        """A value per place along the side, deviation 1."""
        size = len(self.along)
        values = ndimage.gaussian_filter1d(random.normal(size=2 * size), spread)
        return np.interp(self.along.ravel(), np.arange(-size, size), values / max(1e-6, values.std())).reshape(size, size)

    def chamfered(self, random, grey):
        """Some sides are broken: a band beside them has a light of its own."""
        if random.random() < 0.3:
            band = ((self.inward + random.uniform(0.02, 0.12) * len(grey)) / random.uniform(0.8, 4) + 0.5).clip(0, 1)
            grey = grey + random.normal() * 22 * band
        return grey

    def cut(self, grey, outward, beyond):
        share = (outward / self.soft + 0.5).clip(0, 1)
        return grey * (1 - share) + beyond * share
