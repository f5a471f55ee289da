# SPDX-License-Identifier: EPL-2.0
"""Views of drawn boards and surfaces: squares with what every cell of 8 x 8 shows, no two alike.

A board is drawn once and each of its faults kept as a patch. A view cuts a square anywhere, with no fault, one, or several where
these are asked for, turns it, and photographs it with a camera of its own, so few drawings teach as much as many.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import ndimage

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from millwright_models import letters  # noqa: E402

import boards
import camera
import defects
import surfaces

SIDE = 64
# What a model is shown: boards beside their references, boards alone, or surfaces.
PAIRS, BOARDS, SURFACES = "pairs", "boards", "surfaces"
# The label of a square with defects of several kinds.
SEVERAL = -1
CELL = 8
_BOARD = 192
FAULTS = 14
# Around a square, for what a camera moves in and blurs.
_MARGIN = 8
# A cell with fewer damaged pixels shows neither that a defect is there nor that it is not.
_CLEAR = 3


@dataclass(frozen=True)
class Fault:
    """What a defect of `kind` (a place in `defects.KINDS`) makes of the copper from (`top`, `left`) on: coverage, 0 to 255."""

    kind: int
    top: int
    left: int
    patch: np.ndarray


@dataclass(frozen=True)
class Drawing:
    """A good board, coverage 0 to 255, and faults that it could have."""

    copper: np.ndarray
    faults: list


@dataclass
class Samples:
    """`pictures` uint8 [n, 2, s, s]: picture and reference; `labels` [n], 0 for ok, or SEVERAL; `targets` [n, s/8, s/8],
    -1 for unsure; `masks` int8 [n, s, s]: the label of what each pixel shows. Of `twins` the second picture shows the same place
    by the same camera without a defect."""

    pictures: np.ndarray
    labels: np.ndarray
    targets: np.ndarray
    masks: np.ndarray
    twins: bool = False


def drawings(random, count, variety, draw=boards.draw, faults=FAULTS):
    """Draws so many boards, each with so many faults apart."""
    return [_drawing(random, variety, draw, faults) for _ in range(count)]


def _drawing(random, variety, draw, most):
    board = draw(random, _BOARD, variety)
    faults = []
    for _ in range(most):
        copper = board.copper.copy()
        found = defects.damage(random, board, copper, int(random.integers(len(defects.KINDS))))
        if found is not None:
            left, top, right, bottom = found.box
            top, left = max(0, top - 2), max(0, left - 2)
            faults.append(Fault(found.kind, top, left, _bytes(copper[top : bottom + 2, left : right + 2])))
    return Drawing(_bytes(board.copper), faults)


def _bytes(coverage):
    return (coverage * 255).round().astype(np.uint8)


class Views:
    """Makes squares of what is `shown`: of the `drawn` boards, or of surfaces, which need none, a share of them `ferrite`. Boards alone
    and surfaces come with their twins."""

    def __init__(self, random, drawn, variety, shown=PAIRS, ferrite=0.0):
        self.random = random
        self.drawn = drawn
        self.variety = variety
        self.shown = shown
        self.ferrite = ferrite

    def take(self, count, side=SIDE, most=1, lettered=None, faulty=0.5, others=0.0):
        """So many squares; the share that is `faulty` shows defects, up to `most`. A share of twins are `others`: good surfaces too, but
        not the same."""
        lettered = self.variety.lettered if lettered is None else lettered
        found = []
        for _ in range(count):
            pair, mask = self._surface(side, most, faulty) if self.shown == SURFACES else self._board(side, most, faulty)
            if others and self.random.random() < others:
                pair[1] = surfaces.picture(self.random, side, ferrite_share=self.ferrite)[0][0]
            for picture in pair[:1] if self.shown == PAIRS else pair:
                if self.random.random() < lettered:
                    letters.write(self.random, picture, mask > 0)
            kinds = np.unique(mask[mask > 0])
            label = 0 if len(kinds) == 0 else kinds[0] if len(kinds) == 1 else SEVERAL
            found.append((pair, label, _targets(mask, kinds), mask))
        pictures, labels, targets, masks = zip(*found)
        return Samples(np.stack(pictures), np.asarray(labels, np.int64), np.stack(targets), np.stack(masks), self.shown != PAIRS)

    def _surface(self, side, most, faulty):
        random = self.random
        wanted = 0 if random.random() >= faulty else 1 if most == 1 else int(random.integers(1, most + 1))
        return surfaces.picture(random, side, *random.permutation(len(surfaces.KINDS))[:wanted], ferrite_share=self.ferrite)

    def _board(self, side, most, faulty):
        random = self.random
        drawing = self.drawn[random.integers(len(self.drawn))]
        whole = side + 2 * _MARGIN
        top, left = random.integers(0, _BOARD - whole + 1, 2)
        faults = []
        if drawing.faults and random.random() < faulty:
            first = drawing.faults[random.integers(len(drawing.faults))]
            top, left = (_start(random, at, reach, side) for at, reach in zip((first.top, first.left), first.patch.shape))
            others = random.permutation(len(drawing.faults))[: random.integers(0, 2 * most) if most > 1 else 0]
            faults = [first, *(drawing.faults[number] for number in others)]
        good = drawing.copper[top : top + whole, left : left + whole].astype(np.float32) / 255
        copper, mask = good.copy(), np.zeros(good.shape, np.int8)
        for fault in faults:
            _paste(copper, good, mask, fault, top, left)
        turn, mirror = int(random.integers(4)), random.random() < 0.5
        good, copper, mask = (np.ascontiguousarray(np.rot90(part[:, ::-1] if mirror else part, turn)) for part in (good, copper, mask))
        inner = np.s_[_MARGIN : _MARGIN + side, _MARGIN : _MARGIN + side]
        station = camera.Camera(random, self.variety)
        print_ = letters.text(random, whole) if station.ink else None
        shots = [station.shot(copper, None, print_)[inner]]
        shots.append(station.shot(good, station.place() if self.shown == PAIRS else None, print_)[inner])
        return np.stack(shots), mask[inner]


def _start(random, at, reach, side):
    """Where a square begins, its margin included, that shows a fault wholly if it can."""
    least, most = at + reach + 1 - side - _MARGIN, at - 1 - _MARGIN
    if least > most:
        least = most = at + reach // 2 - side // 2 - _MARGIN
    least, most = (int(np.clip(end, 0, _BOARD - side - 2 * _MARGIN)) for end in (least, most))
    return int(random.integers(least, most + 1))


def _paste(copper, good, mask, fault, top, left):
    """Puts a fault's copper into a part of the board that begins at (top, left), where no other one lies."""
    high, wide = copper.shape
    down, right = fault.top - top, fault.left - left
    rows = slice(max(0, -down), min(fault.patch.shape[0], high - down))
    columns = slice(max(0, -right), min(fault.patch.shape[1], wide - right))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    part = np.s_[down + rows.start : down + rows.stop, right + columns.start : right + columns.stop]
    if mask[part].any():
        return
    copper[part] = fault.patch[rows, columns].astype(np.float32) / 255
    mask[part][np.abs(copper[part] - good[part]) > 0.3] = 1 + fault.kind


def _targets(mask, kinds):
    side = mask.shape[0] // CELL
    cells = np.zeros((side, side), np.int8)
    blocks = mask.reshape(side, CELL, side, CELL)
    if len(kinds):
        cells[ndimage.binary_dilation((blocks > 0).any(axis=(1, 3)), np.ones((3, 3)))] = -1
    for kind in kinds:
        counts = (blocks == kind).sum(axis=(1, 3))
        cells[counts >= min(_CLEAR, counts.max())] = kind
    return cells


def whole(random, size, wanted, variety, draw=boards.draw):
    """A whole board: (picture, reference, int8 mask of labels) for a number of defects, all with one station's camera."""
    board = draw(random, size, variety)
    copper, mask = board.copper.copy(), np.zeros(board.copper.shape, np.int8)
    for _ in range(wanted):
        before = copper.copy()
        fault = defects.damage(random, board, copper, int(random.integers(len(defects.KINDS))))
        if fault is not None:
            mask[np.abs(copper - before) > 0.3] = 1 + fault.kind
    station = camera.Camera(random, variety)
    print_ = letters.text(random, size) if station.ink else None
    return station.shot(copper, None, print_), station.shot(board.copper, station.place(), print_), mask
