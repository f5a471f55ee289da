# SPDX-License-Identifier: EPL-2.0
"""Draws bare printed circuit boards as coverage by copper, 0 to 1 per pixel: traces, pads, vias, pours, text.

Nothing here is a picture yet: `defects.py` damages copper, `camera.py` photographs it. Lengths are pixels.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage


@dataclass(frozen=True)
class Variety:
    """How often boards and their pictures are something else than traces between pads, binarised, copper bright: shares."""

    poured: float = 0.35
    inverted: float = 0.12
    tilted: float = 0.15
    bare_ends: float = 0.25
    landed: float = 0.95
    # What happens where pads and vias meet other copper: they are left out, clear it away, or join it.
    meets: tuple = (0.5, 0.2, 0.3)
    islands: float = 0.4
    grey: float = 0.4
    dark_copper: float = 0.25
    most_specks: float = 2.0
    # How far edges are off what was drawn, at most: pixel by pixel, and all along.
    rough: float = 0.16
    etch: float = 0.22
    packed: float = 0.2
    lettered: float = 0.25


@dataclass
class Board:
    """`copper` is coverage [size, size]; `traces` are places on traces as rows of (x, y, direction x, direction y, width)."""

    copper: np.ndarray
    traces: np.ndarray
    # Of what damage to it looks like.
    outlines: tuple = ("rough",)
    least: int = 5


def draw(random, size, variety):
    """A random board: one style of lines, pitch and pads each, as a board has."""
    sketch = Sketch(random, size, variety)
    for step in random.permutation(["bundles", "bundles", "pads", "vias", "pour", "islands"]):
        if step != "pour" or random.random() < variety.poured:
            getattr(sketch, step)()
    copper = sketch.copper
    if random.random() < variety.inverted:
        # Ground everywhere, conductors cut out of it.
        away = ndimage.distance_transform_edt(copper < 0.5)
        copper = copper + (away - sketch.gap).clip(0, 1)
    return Board(copper.clip(0, 1).astype(np.float32), np.asarray(sketch.traces, np.float32).reshape(-1, 5))


class Sketch:
    def __init__(self, random, size, variety):
        self.random = random
        self.size = size
        self.copper = np.zeros((size, size), np.float32)
        self.traces = []
        self.width = float(random.choice([3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 20])) * random.uniform(0.9, 1.1)
        self.gap = max(3.0, self.width * random.uniform(0.5, 2.2))
        # Ends of traces are pads or vias; on some boards many are bare.
        self.ends = variety.landed if random.random() < 1 - variety.bare_ends else random.uniform(0.4, 0.9)
        self.meets = str(random.choice(["never", "clears", "joins"], p=variety.meets))
        self.islanded = variety.islands
        self.tilt = random.uniform(0, np.pi) if random.random() < variety.tilted else 0.0
        self.octagonal = random.random() < 0.75

    def _free(self, shape, box):
        """Whether copper, and a gap around it, is still free."""
        top, left, bottom, right = box
        return not (shape > 0.3).any() or (self.copper[top:bottom, left:right][shape > 0.3] < 0.1).all()

    def _box(self, points, margin):
        x, y = points[:, 0], points[:, 1]
        left, right = int(max(0, x.min() - margin)), int(min(self.size, x.max() + margin + 2))
        top, bottom = int(max(0, y.min() - margin)), int(min(self.size, y.max() + margin + 2))
        return (top, left, max(top + 1, bottom), max(left + 1, right))

    def _put(self, shape, box):
        top, left, bottom, right = box
        view = self.copper[top:bottom, left:right]
        np.maximum(view, shape, out=view)

    def _polyline(self):
        """A path with bends of 45 or 90 degrees, all in the board's tilt; most begin beyond the board's edge."""
        random = self.random
        quarter = np.pi / 4 if self.octagonal else np.pi / 2
        heading = self.tilt + quarter * random.integers(0, 8)
        at = random.uniform(-0.1, 1.1, 2) * self.size
        if random.random() < 0.7:
            at = at - 1.1 * self.size * np.array([np.cos(heading), np.sin(heading)])
        points = [at]
        for number in range(random.integers(1, 6)):
            length = random.uniform(0.1, 0.6) if number or random.random() < 0.5 else random.uniform(0.6, 2.6)
            at = at + length * self.size * np.array([np.cos(heading), np.sin(heading)])
            points.append(at)
            heading += quarter * random.choice([-1, 1]) * (1 if random.random() < 0.8 else 2)
        return np.array(points)

    def bundles(self):
        """Traces that run beside each other, as far as there is room."""
        random = self.random
        tries = random.uniform(0.5, 4) * (self.size / 160) ** 2 * 160 / (self.width + self.gap)
        for _ in range(int(min(tries, 300))):
            path = self._polyline()
            width = self.width if random.random() < 0.8 else self.width * random.uniform(0.6, 2.2)
            for number in range(random.integers(1, 8) if random.random() < 0.6 else 1):
                line = _offset(path, number * (self.width + self.gap))
                if not self._trace(line, width):
                    break

    def _trace(self, points, width):
        reach = width / 2 + self.gap
        box = self._box(points, reach + 2)
        distance = _distance(points, box)
        if not self._free((distance < reach).astype(np.float32), box):
            return False
        self._put((width / 2 + 0.5 - distance).clip(0, 1), box)
        for start, end in zip(points, points[1:]):
            length = np.hypot(*(end - start))
            if length > 1:
                for share in np.arange(4, length - 4, 5) / length:
                    x, y = start + share * (end - start)
                    if 4 < x < self.size - 4 and 4 < y < self.size - 4:
                        self.traces.append((x, y, *((end - start) / length), width))
        for end in (points[0], points[-1]):
            if self.random.random() < self.ends:
                self._land(end, width * self.random.uniform(0.8, 1.6) + 1)
        if self.random.random() < 0.2:
            # On its way through a via.
            share = self.random.random()
            self._land(points[0] * share + points[1] * (1 - share), width * self.random.uniform(0.7, 1.4) + 2)
        return True

    def _land(self, centre, radius):
        """A pad or via at the end of a trace, if nothing else is near."""
        x, y = centre
        if not (0 < x < self.size and 0 < y < self.size):
            return
        box = self._box(np.array([centre]), radius + self.gap + 2)
        far = _norm(self.random.choice(["round", "square"]), centre, box, self.tilt)
        keep_off = (far > radius * 1.2) & (far < radius + self.gap)
        if self._free(keep_off.astype(np.float32), box):
            self._put((radius + 0.5 - far).clip(0, 1), box)
            if radius > 5 and self.random.random() < 0.6:
                self._drill(centre, radius * self.random.uniform(0.3, 0.55))

    def _drill(self, centre, radius):
        box = self._box(np.array([centre]), radius + 2)
        top, left, bottom, right = box
        hole = (radius + 0.5 - _norm("round", centre, box, 0)).clip(0, 1)
        view = self.copper[top:bottom, left:right]
        np.minimum(view, 1 - hole, out=view)

    def pads(self):
        """Rows of rectangular pads, as of a chip, and single ones."""
        random = self.random
        for _ in range(int(random.integers(0, 4) * (self.size / 160) ** 2)):
            half = np.array([random.uniform(0.5, 1.4), random.uniform(0.8, 3.5)]) * self.width + 1
            pitch = 2 * half[0] + self.gap * random.uniform(0.8, 1.5)
            start = random.uniform(0, self.size, 2)
            turn = self.tilt + random.choice([0, np.pi / 2])
            for number in range(random.integers(1, 12)):
                centre = start + number * pitch * np.array([np.cos(turn), np.sin(turn)])
                self._rectangle(centre, half, turn)

    def _clear(self, far, box):
        """Whether copper may lie where `far` is below 0: it is free, or on this board such copper joins or clears what is there."""
        if self._free((far < self.gap).astype(np.float32), box):
            return True
        if self.meets == "never" or self.random.random() < 0.3:
            return False
        if self.meets == "joins":
            return True
        top, left, bottom, right = box
        view = self.copper[top:bottom, left:right]
        np.minimum(view, (far - self.gap + 0.5).clip(0, 1), out=view)
        return True

    def _rectangle(self, centre, half, turn):
        if not ((centre > 0) & (centre < self.size)).all():
            return
        box = self._box(np.array([centre]), half.max() * 1.5 + self.gap)
        far = _rectangle_distance(centre, half, turn, box)
        if self._clear(far, box):
            self._put((0.5 - far).clip(0, 1), box)

    def vias(self):
        """Rings with a hole."""
        random = self.random
        for _ in range(int(random.integers(0, 10) * (self.size / 160) ** 2)):
            centre = random.uniform(0, self.size, 2)
            radius = random.uniform(4, 16)
            box = self._box(np.array([centre]), radius + self.gap + 2)
            far = _norm("round", centre, box, 0)
            if self._clear(far - radius, box):
                self._put((radius + 0.5 - far).clip(0, 1), box)
                if random.random() < 0.8:
                    self._drill(centre, radius * random.uniform(0.25, 0.6))

    def pour(self):
        """A filled area that keeps clear of what is there."""
        random = self.random
        centre = random.uniform(0, self.size, 2)
        half = random.uniform(0.15, 0.5, 2) * self.size
        box = (0, 0, self.size, self.size)
        area = (0.5 - _rectangle_distance(centre, half, self.tilt, box)).clip(0, 1)
        near = ndimage.distance_transform_edt(self.copper < 0.3)
        clear = (near - self.gap + 0.5).clip(0, 1)
        self._put((area * clear).astype(np.float32), box)
        if random.random() < 0.3:
            self._hatch(area * clear)

    def _hatch(self, area):
        pitch = self.random.uniform(9, 20)
        y, x = np.mgrid[0 : self.size, 0 : self.size]
        holes = ((x % pitch) > 0.45 * pitch) & ((y % pitch) > 0.45 * pitch)
        self.copper[(area > 0.9) & holes] = 0

    def islands(self):
        """Letters, targets and other small copper that belongs there."""
        random = self.random
        for _ in range(random.integers(0, 4) if random.random() < self.islanded else 0):
            word = random.integers(0, 2, (7, 5 * random.integers(1, 5)))
            word[:, ::5] = 0
            word = np.kron(word, np.ones((random.integers(2, 5),) * 2))
            height, width = word.shape
            if height >= self.size or width >= self.size:
                continue
            top, left = random.integers(0, self.size - height), random.integers(0, self.size - width)
            box = (top, left, top + height, left + width)
            if self._free(np.ones_like(word), box):
                self._put(word.astype(np.float32), box)


def _offset(points, by):
    """The path moved sideways, its bends kept parallel."""
    if by == 0:
        return points
    along = np.diff(points, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    moved = [points[0] + by * normal[0]]
    for before, after, point in zip(normal, normal[1:], points[1:-1]):
        middle = before + after
        moved.append(point + by * middle * 2 / max(0.5, middle @ middle))
    moved.append(points[-1] + by * normal[-1])
    return np.array(moved)


def _grid(box):
    top, left, bottom, right = box
    return np.arange(left, right, dtype=np.float32)[None, :] + 0.5, np.arange(top, bottom, dtype=np.float32)[:, None] + 0.5


def _distance(points, box):
    """Distance of each pixel of the box to the nearest segment."""
    x, y = _grid(box)
    best = np.full((box[2] - box[0], box[3] - box[1]), 1e9, np.float32)
    for (ax, ay), (bx, by) in zip(points, points[1:]):
        dx, dy = bx - ax, by - ay
        share = (((x - ax) * dx + (y - ay) * dy) / max(1e-6, dx * dx + dy * dy)).clip(0, 1)
        np.minimum(best, np.hypot(x - ax - share * dx, y - ay - share * dy), out=best)
    return best


def _norm(kind, centre, box, turn):
    x, y = _grid(box)
    x, y = x - centre[0], y - centre[1]
    if kind == "round":
        return np.hypot(x, y)
    cos, sin = np.cos(turn), np.sin(turn)
    return np.maximum(np.abs(cos * x + sin * y), np.abs(cos * y - sin * x))


def _rectangle_distance(centre, half, turn, box):
    x, y = _grid(box)
    x, y = x - centre[0], y - centre[1]
    cos, sin = np.cos(turn), np.sin(turn)
    return np.maximum(np.abs(cos * x + sin * y) - half[0], np.abs(cos * y - sin * x) - half[1])
