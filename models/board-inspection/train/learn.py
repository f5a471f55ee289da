# SPDX-License-Identifier: EPL-2.0
"""Trains a `CellNetwork` on views of drawings: every cell says what it shows, and the worst cell says what the picture shows."""

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from millwright_models import cells  # noqa: E402

import samples  # noqa: E402

# No kind of defect before something speaks for one.
_START = -3.0
_LETTERED = 0.6
# Most good parts look unlike the damaged ones, and seldom show their border: a border is no defect, but speaks for one.
_OTHERS = 0.5


@dataclass(frozen=True)
class Pace:
    """Each round draws so many fresh squares and sees each of them `epochs` times; `rate` is how far a step goes at most. `sides` are
    those of pictures of surfaces, each with how many there are for one of the fresh."""

    rounds: int
    fresh: int
    epochs: int = 2
    batch: int = 16
    rate: float = 2e-3
    sides: tuple = ((samples.SIDE, 1), (2 * samples.SIDE, 0.15), (224, 0.06))


@dataclass(frozen=True)
class Round:
    """What is told of a round: the mean loss of its steps."""

    number: int
    rounds: int
    loss: float

    def __str__(self):
        return f"round {self.number} of {self.rounds}: loss {self.loss:.3f}"


def fit(views, paired, kinds, pace, seed, progress=print, wide=False):
    """Returns (the trained network, folded; SHA-256 of all pictures in their order; their number).

    `wide`: of `cells.CellNetwork`. The same seed and library versions give the same weights: one thread.
    """
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    network = cells.CellNetwork(paired, kinds, wide=wide)
    network.scales = cells.SCALES[:1]
    torch.nn.init.constant_(network.cells.bias, _START)
    network, *data = _trained(network, lambda number: _round(views, number, pace), pace, seed, progress)
    return cells.folded(network), *data


def refine(network, views, pace, seed, progress=print):
    """Trains a folded network further, most squares with letters on them, and on larger ones; returns the same as `fit`."""
    torch.manual_seed(seed)

    def drawn(number):
        if views.shown == samples.SURFACES:
            return [_sides(views, pace, lettered=_LETTERED / 2, others=_OTHERS)]
        sizes = ((pace.fresh, samples.SIDE), (pace.fresh // 8, 2 * samples.SIDE))
        return [[(views.take(count, side, lettered=_LETTERED), pace.batch)] for count, side in sizes]

    return _trained(network, drawn, pace, seed, progress)


def _trained(network, drawn, pace, seed, progress):
    """`drawn` makes the squares of a round: sets of (squares, how many a step takes), several sizes in one set where they are mixed."""
    network = network.to(memory_format=torch.channels_last)
    random = np.random.default_rng(seed)
    # What a whole picture is like says nothing here: its size and design are anyone's.
    learning = [part for name, part in network.named_parameters() if not name.startswith("whole.")]
    optimiser = torch.optim.AdamW(learning, lr=pace.rate, weight_decay=1e-3)
    rates = None
    digest, count = hashlib.sha256(), 0
    for number in range(pace.rounds):
        sets = drawn(number)
        squares = [square for together in sets for square in together]
        if rates is None:
            steps = sum(len(part.labels) // batch for part, batch in squares) * pace.rounds * pace.epochs
            rates = torch.optim.lr_scheduler.OneCycleLR(optimiser, pace.rate, total_steps=steps, pct_start=0.15)
        losses = []
        for part, _ in squares:
            digest.update(part.pictures.tobytes())
            count += len(part.labels)
        for _ in range(pace.epochs):
            losses += [_epoch(network, together, random, optimiser, rates) for together in sets]
        progress(Round(number + 1, pace.rounds, float(np.mean(losses))))
    return network.eval(), digest.hexdigest(), count


def _round(views, number, pace):
    """Many defects a square teach cells soon; at the end one at most, as in the pictures that are judged."""
    last = number >= 0.7 * pace.rounds
    if views.shown == samples.SURFACES:
        return [_sides(views, pace, most=1 if last else 3)]
    alone = views.shown == samples.BOARDS
    return [[(views.take(pace.fresh, most=1 if last else 12 if alone else 3, faulty=1.0 if alone else 0.5), pace.batch)]]


def _sides(views, pace, **how):
    """A surface may fill a picture of any size: fewer large ones, as a step of them takes longer."""
    sets = []
    for side, share in pace.sides:
        taken = views.take(int(pace.fresh * share), side, faulty=1.0, **how)
        sets.append((taken, max(2, pace.batch * samples.SIDE // side)))
    return sets


def _epoch(network, together, random, optimiser, rates):
    """Each square once, those of all sizes mixed."""
    network.train()
    steps = []
    for drawn, batch in together:
        order = random.permutation(len(drawn.labels))
        steps += [(drawn, order[start : start + batch]) for start in range(0, len(order) - batch + 1, batch)]
    losses = []
    for step in random.permutation(len(steps)) if len(together) > 1 else range(len(steps)):
        loss = _loss(network, random, *steps[step])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        rates.step()
        losses.append(float(loss))
    return np.mean(losses)


def _loss(network, random, drawn, rows):
    pictures = torch.from_numpy(drawn.pictures[rows]).float()
    targets = torch.from_numpy(drawn.targets[rows]).long()
    pictures, targets = cells.turned(random, pictures, targets)
    pictures = _lit(pictures)
    labels = torch.from_numpy(drawn.labels[rows])
    if drawn.twins:
        pictures = torch.cat([pictures[:, :1], pictures[:, 1:]])
        targets, labels = (torch.cat([part, torch.zeros_like(part)]) for part in (targets, labels))
    scores, picture = network(pictures[:, :1], pictures[:, 1:] if network.paired else None)
    each = functional.cross_entropy(functional.pad(scores, (0, 0, 0, 0, 1, 0)), targets, ignore_index=-1, reduction="none")
    fault, fine = targets > 0, targets == 0
    per_cell = (each * fault).sum() / fault.sum().clamp(min=1) + (each * fine).sum() / fine.sum().clamp(min=1)
    if drawn.twins:
        # Above all whether: what kinds share out between them counts together.
        per_cell = per_cell + functional.binary_cross_entropy_with_logits(picture.amax(1), (labels != 0).float())
    if (labels < 0).all():
        return per_cell
    return per_cell + functional.cross_entropy(functional.pad(picture, (1, 0)), labels, ignore_index=samples.SEVERAL)


def _lit(pictures):
    """Each picture in a slightly different light, the reference in one of its own."""
    count, channels = pictures.shape[:2]
    gain = 1 + 0.1 * torch.randn(count, channels, 1, 1)
    offset = 8 * torch.randn(count, channels, 1, 1)
    return ((pictures - 128) * gain + 128 + offset).clamp(0, 255)
