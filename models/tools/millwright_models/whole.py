# SPDX-License-Identifier: EPL-2.0
"""Learns from few pictures what a surface shows as a whole: a linear head on what a wide network sees of it in several sizes.

Of a surface twenty pictures per class teach a network's layers less than they spoil. What its layers see of a picture, the mean and the
greatest of each channel in five sizes, is computed once per view; a head on it is fitted in seconds, and judged as cheaply.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from . import letters

# So often each picture is shown besides as it is: mirrored, lit a little otherwise, some with letters.
VIEWS = 3
# Penalties on the squares of the weights, of features that have a deviation of 1.
PENALTIES = (0.03, 0.1, 0.3)
_LETTERED = 0.15
_STEPS = 100
_BATCH = 16
# What share of the cells' scores counts at first: a network that was trained on drawings is surer than it should be.
_SHARE = 0.3


@dataclass
class Looked:
    """What a network sees of pictures, as they are and varied: `features` float32 [views, n, m], and `worst` [views, n, kinds], the
    scores of each picture's worst cell."""

    features: np.ndarray
    worst: np.ndarray


@dataclass
class Head:
    """`weights` [m, classes] and `bias` [classes] with "ok" first, and what `share` of the cells' scores is added."""

    weights: np.ndarray
    bias: np.ndarray
    share: float

    def scores(self, features, worst):
        """Of pictures, per kind of defect: above 0 is one."""
        said = features @ self.weights + self.bias
        return (said[:, 1:] - said[:, :1] + self.share * worst).astype(np.float32)

    def applied(self, network):
        """Puts the head into a network whose whole picture said nothing yet; returns it."""
        with torch.no_grad():
            network.whole.weight.copy_(torch.from_numpy((self.weights[:, 1:] - self.weights[:, :1]).T))
            network.whole.bias.copy_(torch.from_numpy(self.bias[1:] - self.bias[0]))
            for part in network.cells.parameters():
                part.mul_(self.share)
        return network


def look(network, pictures, seed):
    """Computes what the network sees of pictures uint8 [n, 1, h, w]."""
    random = np.random.default_rng(seed)
    torch.manual_seed(seed)
    network.eval()
    seen = [_seen(network, torch.from_numpy(pictures))]
    seen += [_seen(network, _varied(random, pictures)) for _ in range(VIEWS)]
    return Looked(*(np.stack(part) for part in zip(*seen)))


def _seen(network, pictures):
    with torch.no_grad():
        parts = [network.looked_at(part.float()) for part in pictures.split(_BATCH)]
    return tuple(torch.cat(part).numpy() for part in zip(*parts))


def fit(looked, rows, labels, same, penalty, weights):
    """Fits a head to some pictures in all their views. `labels` are those of the rows, `same` says which of the cells' kinds each class
    begins as, `weights` how much each class counts."""
    features = np.concatenate(looked.features[:, rows]).astype(np.float64)
    middle, spread = features.mean(0), features.std(0)
    # What hardly differs between these pictures says nothing of others.
    spread = np.maximum(spread, 1e-3 * np.abs(middle) + 1e-6)
    known = torch.from_numpy(((features - middle) / spread).astype(np.float32))
    worst = functional.pad(torch.from_numpy(np.concatenate(looked.worst[:, rows])[:, same]), (1, 0))
    targets = torch.from_numpy(np.tile(labels, len(looked.features))).long()
    linear = torch.zeros(known.shape[1], len(same) + 1, requires_grad=True)
    bias = torch.zeros(len(same) + 1, requires_grad=True)
    share = torch.tensor(np.log(_SHARE), dtype=torch.float32, requires_grad=True)
    optimiser = torch.optim.LBFGS([linear, bias, share], max_iter=_STEPS, history_size=20, line_search_fn="strong_wolfe")

    def loss():
        optimiser.zero_grad()
        said = known @ linear + bias + share.exp() * worst
        value = functional.cross_entropy(said, targets, weights) + penalty * linear.square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    found = linear.detach().numpy() / spread[:, None]
    return Head(found.astype(np.float32), (bias.detach().numpy() - middle @ found).astype(np.float32), float(share.detach().exp()))


def _varied(random, pictures):
    """Each picture mirrored and lit otherwise; letters whatever the class: they must not decide. Upright stays upright, and size stays: which
    way and how finely a surface was worked says something."""
    varied = []
    for picture in pictures.copy():
        if random.random() < _LETTERED:
            side = min(picture.shape[1:])
            picture[0, :side, :side][letters.text(random, side) > 0.5] = random.integers(0, 256)
        picture = picture[:, ::-1] if random.random() < 0.5 else picture
        varied.append(picture[..., ::-1] if random.random() < 0.5 else picture)
    varied = torch.from_numpy(np.stack(varied)).float()
    gain, offset = 1 + 0.06 * torch.randn(len(varied), 1, 1, 1), 4 * torch.randn(len(varied), 1, 1, 1)
    return ((varied - 128) * gain + 128 + offset).clamp(0, 255)

