# SPDX-License-Identifier: EPL-2.0
"""Trains a `CellNetwork` on generated squares: every cell says what it shows, and the worst cell says what the picture shows."""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from millwright_models import cells  # noqa: E402

# No kind of defect before something speaks for one.
_START = -3.0


@dataclass(frozen=True)
class Pace:
    """How often every square is seen, how many make a step, and how far a step goes at most."""

    epochs: int
    batch: int
    rate: float


def fit(samples, paired, kinds, pace, seed, progress=print):
    """Returns the trained network, folded. The same samples, seed and library versions give the same weights: one thread."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    network = cells.CellNetwork(paired, kinds)
    torch.nn.init.constant_(network.cells.bias, _START)
    return cells.folded(_trained(network, samples, pace, seed, progress))


def refine(network, samples, pace, seed, progress=print):
    """Trains a folded network further, in place, and returns it."""
    torch.manual_seed(seed)
    return _trained(network, samples, pace, seed, progress)


def _trained(network, samples, pace, seed, progress):
    random = np.random.default_rng(seed)
    network = network.to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(network.parameters(), lr=pace.rate, weight_decay=1e-3)
    count = len(samples.labels)
    steps = pace.epochs * (count // pace.batch)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimiser, pace.rate, total_steps=steps, pct_start=0.15)
    for epoch in range(pace.epochs):
        network.train()
        order = random.permutation(count)
        total = 0.0
        for start in range(0, count - pace.batch + 1, pace.batch):
            rows = order[start : start + pace.batch]
            loss = _loss(network, random, samples, rows)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            rates.step()
            total += float(loss)
        progress(f"epoch {epoch + 1} of {pace.epochs}: loss {total / (count // pace.batch):.3f}")
    return network.eval()


def _loss(network, random, samples, rows):
    pictures = torch.from_numpy(samples.pictures[rows]).float()
    targets = torch.from_numpy(samples.targets[rows]).long()
    pictures, targets = cells.turned(random, pictures, targets)
    pictures = _lit(pictures)
    scores, picture = network(pictures[:, :1], pictures[:, 1:] if network.paired else None)
    each = functional.cross_entropy(functional.pad(scores, (0, 0, 0, 0, 1, 0)), targets, ignore_index=-1, reduction="none")
    fault, fine = targets > 0, targets == 0
    per_cell = (each * fault).sum() / fault.sum().clamp(min=1) + (each * fine).sum() / fine.sum()
    labels = torch.from_numpy(samples.labels[rows])
    return per_cell + functional.cross_entropy(functional.pad(picture, (1, 0)), labels)


def _lit(pictures):
    """Each picture in a slightly different light, the reference in one of its own."""
    count, channels = pictures.shape[:2]
    gain = 1 + 0.1 * torch.randn(count, channels, 1, 1)
    offset = 8 * torch.randn(count, channels, 1, 1)
    return ((pictures - 128) * gain + 128 + offset).clamp(0, 255)
