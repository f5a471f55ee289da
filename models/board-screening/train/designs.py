# SPDX-License-Identifier: EPL-2.0
"""Draws boards as design rules make them: every trace ends in a pad, nothing nears other copper, nothing is left over.

Without a reference only what all designs have in common tells a defect from what is meant: where one board in ten has bare ends or
links between its traces, an open or a short is nothing to learn. Scales vary instead: widths, pitches, pads, corners.
"""

import numpy as np
from scipy import ndimage

import boards

# Whatever the design, between conductors remain so many pixels.
_CLEARANCE = 3.0
_TRIES = 4
# Binarised mostly, copper bright: what is learned soon. Letters come at the end.
PLAIN = boards.Variety(
    poured=0.3,
    inverted=0.0,
    tilted=0.02,
    grey=0.08,
    dark_copper=0.1,
    most_specks=0.2,
    rough=0.1,
    etch=0.16,
    packed=0.05,
    lettered=0.05,
)
_LEAST = 10
# Boards of so many pixels are as crowded as larger ones.
_USUAL = 192
_OUTLINES = ("rough", "rough", "discs", "corners")


def draw(random, size, variety):
    """A random board: one style of lines, pitch, pads and corners each, as a board has."""
    design = _Design(random, size, variety)
    for step in random.permutation(["bundles", "bundles", "bundles", "rows", "arrays", "vias", "singles", "singles"]):
        getattr(design, step)()
    if random.random() < variety.poured:
        design.pour()
    design.drill()
    if random.random() < 0.5:
        design.round()
    return boards.Board(design.copper.clip(0, 1).astype(np.float32), np.asarray(design.traces, np.float32).reshape(-1, 5), _OUTLINES, _LEAST)


class _Design(boards.Sketch):
    def __init__(self, random, size, variety):
        super().__init__(random, size, variety)
        self.width = float(np.exp(random.uniform(np.log(3.0), np.log(14))))
        self.gap = max(_CLEARANCE, self.width * random.uniform(0.5, 2.0))
        self.octagonal = random.random() < 0.8
        self.pad = str(random.choice(["round", "square", "octagon"], p=[0.6, 0.25, 0.15]))
        self.drilled = random.choice([0.0, 0.5, 1.0], p=[0.35, 0.25, 0.4])
        self.hole = random.uniform(0.3, 0.6)
        # Pads lie as the board does, or as their traces.
        self.aligned = random.random() < 0.75
        self.fingers = random.uniform(0, 0.6)
        # Crowded or empty.
        self.fill = random.uniform(0.4, 2.4)
        self.holes = []
        self.rounding = random.uniform(0.03, 0.16) * self.width

    def _often(self, most, scale):
        """How often something of so many pixels is tried."""
        return int(min(most * (self.size / _USUAL) ** 2, self.fill * self.random.uniform(0.3, 1.7) * (self.size / _USUAL) ** 2 * _USUAL / (3.0 * scale)))

    def bundles(self):
        """Traces that run beside each other, each from pad to pad or beyond the picture."""
        random = self.random
        for _ in range(self._often(14, self.width + self.gap)):
            count = int(random.integers(2, 9))
            width = self.width if random.random() < 0.8 else max(2.6, self.width * random.uniform(0.6, 1.8))
            pitch = width + self.gap * random.uniform(1.0, 1.6)
            path = self._polyline()
            for number in range(count):
                if not self._trace(boards._offset(path, number * pitch), width, (pitch - _CLEARANCE) / 2):
                    break

    def singles(self):
        """Traces on their own, a few of them wide, with pads as large as one likes."""
        random = self.random
        for _ in range(self._often(30, self.width + self.gap)):
            width = self.width if random.random() < 0.75 else max(2.6, self.width * random.uniform(0.6, 3.0))
            self._trace(self._link(width) if random.random() < 0.3 else self._polyline(), width, 99.0)

    def _link(self, width):
        """From one pad to the next one."""
        start, heading = self.random.uniform(0, self.size, 2), self.tilt + np.pi / 4 * self.random.integers(0, 8)
        length = width * self.random.uniform(3, 9) + 4
        return np.stack([start, start + length * np.array([np.cos(heading), np.sin(heading)])])

    def _polyline(self):
        """On a larger board paths are as long as on one of the usual size, which lies anywhere."""
        size, self.size = self.size, min(self.size, _USUAL)
        points = super()._polyline()
        self.size = size
        return points + (self.random.uniform(-0.5, size / _USUAL - 0.5, 2) * _USUAL if size > _USUAL else 0)

    def _trace(self, points, width, most):
        """Draws a trace whose pads have a radius of `most` at most, if there is room for all of it."""
        random = self.random
        reach = width / 2 + self.gap
        for _ in range(_TRIES):
            box = self._box(points, reach + 2)
            distance = boards._distance(points, box)
            ends = [self._end(points[0], points[1], width, most), self._end(points[-1], points[-2], width, most)]
            if self._free((distance < reach).astype(np.float32), box) and all(end is None or self._room(*end) for end in ends):
                break
            points = points.copy()
            if len(points) > 2 and random.random() < 0.5:
                points = points[:-1]
            else:
                points[-1] = points[-2] + (points[-1] - points[-2]) * random.uniform(0.4, 0.9)
        else:
            return False
        if np.linalg.norm(np.diff(points, axis=0), axis=1).min() < 1.5 * width:
            return False
        self._put((width / 2 + 0.5 - distance).clip(0, 1), box)
        self._places(points, width)
        for end in ends:
            if end is not None:
                self._pad(*end)
        if random.random() < 0.2 and most > width:
            share = random.uniform(0.2, 0.8)
            via = ("round", points[0] * share + points[1] * (1 - share), (width * random.uniform(0.8, 1.3) + 1,) * 2, 0.0)
            if ((via[1] > 0) & (via[1] < self.size)).all() and self._room(*via, but=(distance < reach, box)):
                self._pad(*via)
        return True

    def _places(self, points, width):
        """Remembers where a defect of this trace may lie."""
        for start, end in zip(points, points[1:]):
            length = np.hypot(*(end - start))
            for share in np.arange(4, length - 4, 5) / max(1.0, length):
                x, y = start + share * (end - start)
                if 4 < x < self.size - 4 and 4 < y < self.size - 4:
                    self.traces.append((x, y, *((end - start) / length), width))

    def _end(self, end, before, width, most):
        """The pad at the end of a trace: (kind, centre, half sides, turn), or None beyond the picture."""
        random = self.random
        if not ((end > -width) & (end < self.size + width)).all():
            return None
        along = end - before
        turn = float(np.arctan2(along[1], along[0]))
        radius = min(most, width * random.uniform(0.7, 1.5) + 0.8)
        if random.random() < self.fingers or radius < 0.62 * width:
            across = max(min(most, radius), width / 2 + 0.3)
            return "square", end, (across * random.uniform(1.2, 3.0), across), turn
        return self.pad, end, (radius, radius), self.tilt if self.aligned else turn

    def _far(self, kind, centre, half, turn, box):
        """Distance of each pixel of the box from a pad, below 0 within it."""
        if kind == "round":
            return boards._norm("round", centre, box, 0) - half[0]
        far = boards._rectangle_distance(centre, np.asarray(half), turn, box)
        if kind == "octagon":
            far = np.maximum(far, boards._rectangle_distance(centre, np.asarray(half) * 1.06, turn + np.pi / 4, box))
        return far

    def _room(self, kind, centre, half, turn, but=None):
        """Whether a pad and a gap around it are free, `but` for a trace that it belongs to."""
        reach = 1.5 * max(half) + self.gap + 2
        box = self._box(np.array([centre]), reach)
        near = self._far(kind, centre, half, turn, box) < max(_CLEARANCE, 0.7 * self.gap)
        if but is not None:
            own, where = np.zeros((self.size, self.size), bool), but[1]
            own[where[0] : where[2], where[1] : where[3]] = but[0]
            near &= ~own[box[0] : box[2], box[1] : box[3]]
        return self._free(near.astype(np.float32), box)

    def _pad(self, kind, centre, half, turn):
        box = self._box(np.array([centre]), 1.5 * max(half) + 2)
        self._put((0.5 - self._far(kind, centre, half, turn, box)).clip(0, 1), box)
        if min(half) > 3.2 and max(half) < 1.3 * min(half) and self.random.random() < self.drilled:
            self.holes.append((centre, max(1.6, min(half) * self.hole)))

    def _lone(self, kind, centre, half, turn):
        if ((centre > 0) & (centre < self.size)).all() and self._room(kind, centre, half, turn):
            self._pad(kind, centre, half, turn)

    def rows(self):
        """Rows of pads without traces, as of a chip."""
        random = self.random
        for _ in range(self._often(3, 4 * self.width)):
            half = np.array([max(2.5, self.width * random.uniform(0.5, 1.3)), max(3.0, self.width * random.uniform(0.8, 3.0))])
            pitch = 2 * half[0] + self.gap * random.uniform(1.0, 1.5)
            start, turn = random.uniform(0, self.size, 2), self.tilt + random.choice([0, np.pi / 2])
            for number in range(random.integers(2, 14)):
                self._lone("square", start + number * pitch * np.array([np.cos(turn), np.sin(turn)]), half, turn)

    def arrays(self):
        """Pads in rows and columns, as of a plug or a grid of balls."""
        random = self.random
        if random.random() < 0.5:
            return
        radius = max(4.0, self.width * random.uniform(0.6, 1.4))
        pitch, start = 2 * radius + self.gap * random.uniform(1.0, 1.8), random.uniform(0, self.size, 2)
        for row, column in np.ndindex(*random.integers(1, 7, 2)):
            self._lone(self.pad, start + pitch * np.array([row, column]), (radius, radius), self.tilt)

    def vias(self):
        """Pads that belong to another layer, most of them drilled, and some large ones."""
        random = self.random
        kept = self.drilled
        self.drilled = max(kept, 0.7)
        for _ in range(self._often(8, 3 * self.width)):
            radius = max(4.5, self.width * random.uniform(0.7, 1.3)) if random.random() < 0.85 else random.uniform(8, 22)
            self._lone("round", random.uniform(0, self.size, 2), (radius, radius), 0.0)
        self.drilled = kept

    def pour(self):
        """A filled area that keeps clear of what is there; slivers and islands are taken out of it."""
        random = self.random
        box = (0, 0, self.size, self.size)
        area = 0.5 - boards._rectangle_distance(random.uniform(0, self.size, 2), random.uniform(0.2, 0.9, 2) * self.size, self.tilt, box)
        clear = ndimage.distance_transform_edt(self.copper < 0.3) - max(_CLEARANCE, self.gap * random.uniform(0.6, 1.2))
        inside = np.minimum(area, clear) > 0
        thin = random.uniform(2, 4)
        deep = ndimage.distance_transform_edt(inside) > thin
        wide = (thin - ndimage.distance_transform_edt(~deep) + 0.5).clip(0, 1)
        parts, count = ndimage.label(wide > 0.5)
        sizes = ndimage.sum(wide > 0.5, parts, np.arange(count + 1))
        wide[sizes[parts] < 250] = 0
        if random.random() < 0.15:
            pitch = random.uniform(8, 20)
            y, x = np.mgrid[0 : self.size, 0 : self.size]
            wide[(x % pitch > 0.4 * pitch) & (y % pitch > 0.4 * pitch)] = 0
        self._put(wide.astype(np.float32), box)

    def drill(self):
        """Holes last: what was poured around does not fill them."""
        for centre, radius in self.holes:
            self._drill(centre, radius)

    def round(self):
        """Corners as etching leaves them."""
        self.copper = ((ndimage.gaussian_filter(self.copper, self.rounding) - 0.5) * max(1.0, 2.5 * self.rounding) + 0.5).clip(0, 1)

