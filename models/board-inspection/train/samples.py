# SPDX-License-Identifier: EPL-2.0
"""Cuts labelled squares of 64 x 64 pixels out of generated boards and surfaces, with what every cell of 8 x 8 shows."""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from millwright_models import letters  # noqa: E402

import boards
import camera
import defects
import surfaces

SIDE = 64
CELL = 8
_BOARD = 160
# Cells this near to a defect show neither that it is there nor that it is not.
_UNSURE = 7


@dataclass
class Samples:
    """`pictures` uint8 [n, 2, 64, 64]: picture and reference; `labels` [n], 0 for ok; `targets` [n, 8, 8], -1 for unsure; `boxes` [n, 4]."""

    pictures: np.ndarray
    labels: np.ndarray
    targets: np.ndarray
    boxes: np.ndarray


def of_boards(random, count, lettered=0.08, largest=3):
    """Squares of boards; labels are 1 + the place in `defects.KINDS`. Half show no defect.

    `lettered` is the share of those with a defect that have letters beside it, `largest` the pixels per stroke of letters.
    """
    found = []
    while len(found) < count:
        found.extend(_of_board(random, lettered, largest))
    return _together(found[:count])


def of_lettered_boards(random, count):
    """The same with many and large letters."""
    return of_boards(random, count, 0.4, 8)


def of_surfaces(random, count, first_label):
    """Squares of surfaces, without a reference (it is all 0); labels from `first_label` on in the order of `surfaces.KINDS`."""
    found = []
    while len(found) < count:
        kind = None if random.random() < 0.45 else int(random.integers(len(surfaces.KINDS)))
        picture, box = surfaces.picture(random, SIDE, kind)
        pair = np.stack([picture, np.zeros_like(picture)])
        if random.random() < 0.12:
            _label(random, pair[0], box)
        found.append(_sample(pair, box, 0 if kind is None else first_label + kind))
    return _together(found)


def pair_of(random, size, wanted, station=None):
    """A whole board: (picture, reference, its defects) for a number of defects, all with one station's camera."""
    board = boards.draw(random, size)
    copper = board.copper.copy()
    faults = []
    for _ in range(wanted):
        fault = defects.damage(random, board, copper, int(random.integers(len(defects.KINDS))))
        if fault is not None:
            faults.append(fault)
    station = station or camera.Camera(random)
    print_ = letters.text(random, size) if station.ink else None
    offset, angle = station.place()
    picture = station.shot(copper, (offset, angle), print_)
    return picture, station.shot(board.copper, None, print_), [_moved(fault, offset) for fault in faults]


def _moved(fault, offset):
    left, top, right, bottom = fault.box
    dx, dy = offset[1], offset[0]
    return defects.Defect(fault.kind, (left + dx, top + dy, right + dx, bottom + dy))


def _of_board(random, lettered, largest):
    picture, reference, faults = pair_of(random, _BOARD, int(random.integers(2, 5)))
    pair = np.stack([picture, reference])
    found = []
    for fault in faults:
        corner = _corner(random, fault.box)
        if corner is None:
            continue
        x, y = corner
        if any(other is not fault and _meets(other.box, x, y) for other in faults):
            continue
        square = pair[:, y : y + SIDE, x : x + SIDE].copy()
        left, top, right, bottom = fault.box
        box = (left - x, top - y, right - x, bottom - y)
        if random.random() < lettered:
            _label(random, square[0], box, largest)
        found.append(_sample(square, box, 1 + fault.kind))
    for number in range(2):
        x, y = random.integers(4, _BOARD - SIDE - 4, 2)
        if not any(_meets(fault.box, x, y) for fault in faults):
            square = pair[:, y : y + SIDE, x : x + SIDE].copy()
            if number == 1 and random.random() < 0.5 or random.random() < 0.1:
                _label(random, square[0], None, largest)
            found.append(_sample(square, None, 0))
    return found


def _corner(random, box):
    """An upper left corner so that the box lies in the square."""
    corner = []
    for low, high in ((box[0], box[2]), (box[1], box[3])):
        least, most = max(4, int(high) + 3 - SIDE), min(int(low) - 2, _BOARD - SIDE - 4)
        if least > most:
            return None
        corner.append(int(random.integers(least, most + 1)))
    return corner


def _meets(box, x, y):
    return box[0] < x + SIDE + 2 and box[2] > x - 2 and box[1] < y + SIDE + 2 and box[3] > y - 2


def _label(random, picture, box, largest=3):
    """Writes letters on a picture, as a camera or a sticker does, not over the defect."""
    written = letters.text(random, SIDE, largest) > 0.5
    if box is not None:
        left, top, right, bottom = (int(end) for end in box)
        written[max(0, top - 3) : bottom + 3, max(0, left - 3) : right + 3] = False
    picture[written] = int(random.choice([0, 255, random.integers(0, 256)]))


def _sample(square, box, label):
    return square, label, _targets(box, label), box or (0, 0, 0, 0)


def _targets(box, label):
    cells = np.zeros((SIDE // CELL,) * 2, np.int8)
    if box is not None:
        starts = np.arange(0, SIDE, CELL)

        def within(low, high, margin):
            return (starts < high + margin) & (starts + CELL > low - margin)

        cells[np.ix_(within(box[1], box[3], _UNSURE), within(box[0], box[2], _UNSURE))] = -1
        cells[np.ix_(within(box[1], box[3], -1), within(box[0], box[2], -1))] = label
    return cells


def _together(found):
    pictures, labels, targets, boxes = zip(*found)
    return Samples(
        np.stack(pictures), np.asarray(labels, np.int64), np.stack(targets), np.asarray(boxes, np.float32)
    )
