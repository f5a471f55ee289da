# SPDX-License-Identifier: EPL-2.0
"""Dense 64 relu - Dense 64 relu - Dense 1 sigmoid: training with PyTorch, and its graph with scaling and one-hot inside."""

import copy
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.model_selection import train_test_split

from .graph import GraphBuilder
from .metrics import best_f1_threshold

HIDDEN = 64
SPLIT_SEED = 42
HELD_OUT_SHARE = 0.2


@dataclass(frozen=True)
class Settings:
    """How the network is trained. `threshold` is a number, or None to choose the best F1 on the held-out fifth."""

    seed: int = 42
    epochs: int = 100
    batch: int = 32
    learning_rate: float = 0.001
    threshold: object = 0.5


class Scaling:
    """Standardises numeric columns and spreads text columns into one column per category, in float32."""

    def __init__(self, features, values):
        self.numeric = [position for position, feature in enumerate(features) if not feature.is_text]
        self.text = [(position, len(feature.categories)) for position, feature in enumerate(features) if feature.is_text]
        numbers = values[:, self.numeric].astype(np.float64)
        spread = numbers.std(axis=0)
        self.means = numbers.mean(axis=0).astype(np.float32)
        # A constant column becomes 0 instead of a division by zero.
        self.factors = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 0).astype(np.float32)

    @property
    def width(self):
        """Columns after scaling."""
        return len(self.numeric) + sum(count for _, count in self.text)

    def apply(self, values):
        """float32 [rows, features] to float32 [rows, width]."""
        parts = [(values[:, self.numeric] - self.means) * self.factors] if self.numeric else []
        for position, count in self.text:
            parts.append((values[:, position : position + 1] == np.arange(count, dtype=np.float32)).astype(np.float32))
        return np.concatenate(parts, axis=1)

    def add_to(self, builder):
        """The same as graph nodes; returns the name of the scaled features."""
        parts = []
        if self.numeric:
            centred = builder.node("Sub", [builder.columns_at(self.numeric), builder.constant(self.means)])
            parts.append(builder.node("Mul", [centred, builder.constant(self.factors)]))
        for position, count in self.text:
            hit = builder.node("Equal", [builder.columns_at([position]), builder.constant(np.arange(count))])
            parts.append(builder.node("Cast", [hit], to=1))
        return parts[0] if len(parts) == 1 else builder.node("Concat", parts, axis=1)


class TrainedNetwork:
    """A scaling and three dense layers."""

    def __init__(self, scaling, layers):
        self.scaling = scaling
        self.layers = layers

    def predict(self, values):
        """Probability of class 1 per row, float64, computed by PyTorch in double precision from the float32 weights."""
        with torch.no_grad():
            logits = copy.deepcopy(self.layers).double()(torch.from_numpy(self.scaling.apply(values)).double())
            return torch.sigmoid(logits)[:, 0].numpy()

    def to_onnx(self, description, metadata):
        """The network as an ONNX model with input `features` and output `probability`."""
        builder = GraphBuilder(len(self.scaling.numeric) + len(self.scaling.text))
        result = self.scaling.add_to(builder)
        for layer in self.layers:
            if isinstance(layer, torch.nn.Linear):
                weights = [builder.constant(layer.weight.detach().numpy()), builder.constant(layer.bias.detach().numpy())]
                result = builder.node("Gemm", [result, *weights], transB=1)
            else:
                result = builder.node("Relu", [result])
        return builder.model(builder.node("Sigmoid", [result]), description, metadata)


def split(labels, seed=SPLIT_SEED):
    """Row numbers of an 80/20 split that keeps the share of both labels: (train, held out)."""
    rows = np.arange(len(labels))
    return train_test_split(rows, test_size=HELD_OUT_SHARE, random_state=seed, stratify=labels)


def fit(features, values, labels, settings):
    """Trains on four fifths of the rows; returns (TrainedNetwork, threshold).

    A threshold that is to be chosen is chosen on the other fifth. The same rows, settings and library versions give the
    same weights: one thread, every random number from `settings.seed`.
    """
    train, held_out = split(labels)
    network = _train(Scaling(features, values[train]), values[train], labels[train], settings)
    threshold = settings.threshold
    if threshold is None:
        threshold = best_f1_threshold(labels[held_out], network.predict(values[held_out]))
    return network, threshold


def _train(scaling, values, labels, settings):
    torch.set_num_threads(1)
    torch.manual_seed(settings.seed)
    layers = torch.nn.Sequential(
        torch.nn.Linear(scaling.width, HIDDEN),
        torch.nn.ReLU(),
        torch.nn.Linear(HIDDEN, HIDDEN),
        torch.nn.ReLU(),
        torch.nn.Linear(HIDDEN, 1),
    )
    for layer in layers[::2]:
        torch.nn.init.xavier_uniform_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
    # Binary cross-entropy on the logit: on the probability it overflows and training can collapse to one class.
    loss = torch.nn.BCEWithLogitsLoss()
    optimiser = torch.optim.Adam(layers.parameters(), lr=settings.learning_rate)
    inputs = torch.from_numpy(scaling.apply(values))
    targets = torch.from_numpy(labels.astype(np.float32))[:, None]
    for _ in range(settings.epochs):
        order = torch.randperm(len(inputs))
        for rows in order.split(settings.batch):
            optimiser.zero_grad()
            loss(layers(inputs[rows]), targets[rows]).backward()
            optimiser.step()
    return TrainedNetwork(scaling, layers)
