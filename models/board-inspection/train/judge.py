# SPDX-License-Identifier: EPL-2.0
"""What a trained network is worth on generated pictures that it has not seen: squares, whole boards, and with letters on them."""

import time
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.metrics import f1_score, roc_auc_score

import samples
from millwright_models import cells, letters

BOARD = 640
# How many false calls cost as much as one missed defect.
MISS_COST = 3


@dataclass
class Boards:
    """Whole boards: uint8 [n, 2, 640, 640], and the defects of each."""

    pictures: np.ndarray
    defects: list


def boards(random, count):
    """Every second board has one to three defects."""
    pictures, found = [], []
    for number in range(count):
        picture, reference, faults = samples.pair_of(random, BOARD, int(random.integers(1, 4)) if number % 2 else 0)
        pictures.append(np.stack([picture, reference]))
        found.append(faults)
    return Boards(np.stack(pictures), found)


def plain(pictures, labels, folds, seed):
    """What the simplest check of a board says: how many pixels differ from the reference. ROC-AUC per part of the pictures."""
    differing = np.abs(pictures[:, 0].astype(np.int16) - pictures[:, 1]) > 80
    share = differing.mean(axis=(1, 2))
    return [roc_auc_score(labels[part] > 0, share[part]) for part in parts(len(labels), folds, seed)]


def brightness(pictures, labels, folds, seed):
    """What the simplest check of a surface says: how far its extreme pixels lie from its mean. ROC-AUC per part of the pictures."""
    picture = pictures[:, 0].reshape(len(pictures), -1).astype(np.float32)
    far = np.abs(picture - picture.mean(axis=1, keepdims=True)).max(axis=1) / (picture.std(axis=1) + 1)
    return [roc_auc_score(labels[part] > 0, far[part]) for part in parts(len(labels), folds, seed)]


def parts(count, folds, seed):
    """Row numbers of so many parts."""
    return np.array_split(np.random.default_rng(seed).permutation(count), folds)


def of_squares(network, squares, folds, seed):
    """ROC-AUC and macro-F1 per part of the squares."""
    scores = cells.scores_of(network, squares.pictures)
    called = np.concatenate([np.zeros((len(scores), 1)), scores], 1).argmax(1)
    kinds = np.unique(squares.labels)
    areas, measures = [], []
    for part in parts(len(scores), folds, seed):
        areas.append(roc_auc_score(squares.labels[part] > 0, scores[part].max(1)))
        measures.append(f1_score(squares.labels[part], called[part], labels=kinds, average="macro", zero_division=0))
    return areas, measures


def limit(network, pictures, defective):
    """The limit of the worst score at which false calls and misses cost least; and (recall, false calls) there."""
    worst = cells.scores_of(network, pictures, 4).max(1)
    order = np.sort(worst)
    limits = np.concatenate([[order[0] - 1], (order[1:] + order[:-1]) / 2])
    costs = [MISS_COST * ((worst < cut) & defective).sum() + ((worst >= cut) & ~defective).sum() for cut in limits]
    best = np.nonzero(np.isclose(costs, min(costs)))[0]
    return float(limits[best[len(best) // 2]])


def of_boards(network, tested):
    """(ROC-AUC, recall, share of false calls, share of worst cells at a defect, milliseconds per board on one core)."""
    defective = np.asarray([bool(faults) for faults in tested.defects])
    worst, hits = [], []
    started = time.perf_counter()
    for pair, faults in zip(tested.pictures, tested.defects):
        tensors = [torch.from_numpy(part[None, None]).float() for part in pair]
        said = cells.statement(network, tensors[0], tensors[1] if network.paired else None, 0.0)
        worst.append(float(said["defect"][0, 0]))
        if faults:
            hits.append(any(_within(fault.box, said["x"][0, 0], said["y"][0, 0]) for fault in faults))
    milliseconds = (time.perf_counter() - started) / len(tested.pictures) * 1000
    worst = np.asarray(worst)
    called = worst >= 0.5
    area = roc_auc_score(defective, worst)
    return area, called[defective].mean(), called[~defective].mean(), float(np.mean(hits)), milliseconds


def _within(box, x, y):
    """Whether a cell's middle lies at a defect, or in the cell next to it."""
    return box[0] - cells.CELL <= x <= box[2] + cells.CELL and box[1] - cells.CELL <= y <= box[3] + cells.CELL


def letters_decide(network, squares, random):
    """Shares of verdicts that turn when letters are written beside what is shown: (of ok, of defective, macro-F1 lost)."""
    written = squares.pictures.copy()
    for picture, box, label in zip(written, squares.boxes, squares.labels):
        mask = letters.text(random, samples.SIDE, 8) > 0.5
        if label:
            left, top, right, bottom = (int(end) for end in box)
            mask[max(0, top - 3) : bottom + 3, max(0, left - 3) : right + 3] = False
        picture[0][mask] = int(random.choice([0, 255, random.integers(0, 256)]))
    before, after = (cells.scores_of(network, pictures).max(1) > 0 for pictures in (squares.pictures, written))
    fine = squares.labels == 0
    turned = before != after
    return turned[fine].mean(), turned[~fine].mean()
