# SPDX-License-Identifier: EPL-2.0
"""What a trained network is worth on generated pictures that it has not seen: whole ones, squares, and with letters on them."""

from dataclasses import dataclass

import numpy as np
import torch
from sklearn.metrics import f1_score, roc_auc_score

import boards
import samples
import surfaces
from millwright_models import cells, letters

WHOLE = 640
_PLACES = 15


@dataclass
class Wholes:
    """Whole pictures: uint8 [n, 2, 640, 640], and int8 masks [n, 640, 640] of the labels that they show."""

    pictures: np.ndarray
    masks: np.ndarray

    @property
    def defective(self):
        return self.masks.any(axis=(1, 2))


def wholes(random, count, variety, shown=samples.PAIRS, draw=boards.draw, ferrite=0.0):
    """Every second one has defects, a board one to three."""
    pictures, masks = [], []
    for number in range(count):
        faulty = number % 2 == 1
        if shown == samples.SURFACES:
            wanted = [int(random.integers(len(surfaces.KINDS)))] if faulty else []
            picture, mask = surfaces.picture(random, WHOLE, *wanted, ferrite_share=ferrite)
            pictures.append(picture)
            masks.append(mask)
        else:
            picture, reference, mask = samples.whole(random, WHOLE, int(random.integers(1, 4)) if faulty else 0, variety, draw)
            pictures.append(np.stack([picture, reference]))
            masks.append(mask)
    return Wholes(np.stack(pictures), np.stack(masks))


def differing(pictures):
    """What the simplest check of a board says: how many pixels differ from the reference."""
    return (np.abs(pictures[:, 0].astype(np.int16) - pictures[:, 1]) > 80).mean(axis=(1, 2))


def extreme(pictures):
    """What the simplest check of a surface says: how far its extreme pixels lie from its mean, by its spread."""
    flat = pictures[:, 0].reshape(len(pictures), -1).astype(np.float32)
    return np.abs(flat - flat.mean(axis=1, keepdims=True)).max(axis=1) / (flat.std(axis=1) + 1)


def parts(count, folds, seed):
    """Row numbers of so many parts."""
    return np.array_split(np.random.default_rng(seed).permutation(count), folds)


def areas(defective, scores, folds, seed):
    """ROC-AUC of each part; of all where a part shows one sort alone."""
    found = [part for part in parts(len(scores), folds, seed) if 0 < defective[part].sum() < len(part)]
    return [roc_auc_score(defective[part], scores[part]) for part in found]


def macro_f1(labels, scores, folds, seed):
    """Macro-F1 of each part; "ok" is where no kind's score is above 0."""
    called = np.concatenate([np.zeros((len(scores), 1)), scores], 1).argmax(1)
    kinds = np.unique(labels)
    return [
        f1_score(labels[part], called[part], labels=kinds, average="macro", zero_division=0)
        for part in parts(len(scores), folds, seed)
    ]


def limit(worst, defective, miss_cost):
    """The limit of the worst score at which false calls and misses cost least, in the middle of where that is so."""
    order = np.sort(worst)
    limits = np.concatenate([[order[0] - 1], (order[1:] + order[:-1]) / 2, [order[-1] + 1]])
    costs = [miss_cost * ((worst < cut) & defective).sum() + ((worst >= cut) & ~defective).sum() for cut in limits]
    best = np.nonzero(np.isclose(costs, min(costs)))[0]
    return float(limits[best[len(best) // 2]])


def hits(network, tested):
    """Share of the defective pictures whose worst cell touches a defect or is the neighbour of one that does."""
    found = []
    for pair, mask in zip(tested.pictures, tested.masks):
        if mask.any():
            tensors = [torch.from_numpy(part[None, None]).float() for part in pair]
            said = cells.statement(network, tensors[0], tensors[1] if network.paired else None, 0.0)
            x, y = int(said["x"][0, 0]), int(said["y"][0, 0])
            reach = cells.CELL + cells.CELL // 2
            found.append(mask[max(0, y - reach) : y + reach, max(0, x - reach) : x + reach].any())
    return float(np.mean(found))


def pointed(network, squares, most):
    """Share of the called squares, `most` of them, whose heat map by occlusion is hottest at the defect, and how many they are.

    Places as the gateway's: 15 x 15 centres, each covered as far as the next ones, by the reference or by the mean around.
    """
    hot = []
    for row in np.nonzero(squares.labels > 0)[0]:
        if len(hot) == most:
            break
        pair, mask = squares.pictures[row].astype(np.float32), squares.masks[row] > 0
        whole = cells.scores_of(network, pair[None])[0].max()
        if whole <= 0:
            continue
        covered = np.stack([_covered(pair, place, network.paired) for place in range(_PLACES * _PLACES)])
        place = int((whole - cells.scores_of(network, covered).max(1)).argmax())
        top, bottom, left, right = _field(place, samples.SIDE, 0.5)
        hot.append(mask[top:bottom, left:right].any())
    return float(np.mean(hot)) if hot else 0.0, len(hot)


def _field(place, side, reach):
    """From and to, down and across, of what lies within so many places of a centre."""
    found = []
    for centre in (place // _PLACES + 0.5, place % _PLACES + 0.5):
        found += [max(0, int((centre - reach) * side / _PLACES)), min(side, int(np.ceil((centre + reach) * side / _PLACES)))]
    return found


def _covered(pair, place, paired):
    top, bottom, left, right = _field(place, pair.shape[-1], 1)
    covered = pair.copy()
    if paired:
        covered[0, top:bottom, left:right] = pair[1, top:bottom, left:right]
    else:
        around = pair[0, max(0, top - 2) : bottom + 2, max(0, left - 2) : right + 2]
        inner = pair[0, top:bottom, left:right]
        covered[0, top:bottom, left:right] = (around.sum() - inner.sum()) / (around.size - inner.size)
    return covered


def with_letters(random, pictures, masks):
    """The pictures with letters or a sticker beside what they show."""
    written = pictures.copy()
    for picture, mask in zip(written, masks):
        letters.write(random, picture[0], mask > 0)
    return written


def turned(before, after, defective):
    """Shares of the verdicts that turn between two sets of scores: (of good pictures, of defective ones)."""
    changed = (before.max(1) > 0) != (after.max(1) > 0)
    return changed[~defective].mean(), changed[defective].mean()
