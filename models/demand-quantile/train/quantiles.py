# SPDX-License-Identifier: EPL-2.0
"""Quantities that suffice with given probabilities, from past months: the network, its twin in double precision, its graph."""

import copy

import numpy as np
import torch

from millwright_models.graph import GraphBuilder, INPUT
from sales import HISTORY

LEVELS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99)
HIDDEN = 64
EPOCHS = 24
BATCH = 512
# Added to the mean, so that a part that was never used is not promised never to be.
LITTLE = 0.5
DOUBT = 2.0
LEAST_SCALE = 0.2


class Network(torch.nn.Module):
    """Two hidden layers on the months as shares of their mean; each quantile is the one below it and something."""

    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(2 * HISTORY + 2, HIDDEN),
            torch.nn.ReLU(),
            torch.nn.Linear(HIDDEN, HIDDEN),
            torch.nn.ReLU(),
            torch.nn.Linear(HIDDEN, len(LEVELS)),
        )

    def forward(self, rows):
        """[rows, HISTORY + 1] to [rows, LEVELS]."""
        months, periods = rows[:, :HISTORY], rows[:, HISTORY:]
        known = (~torch.isnan(months)).to(rows.dtype)
        used = torch.where(torch.isnan(months), torch.zeros_like(months), months)
        mean = (used.sum(1, keepdim=True) + LITTLE) / (known.sum(1, keepdim=True) + DOUBT)
        total = mean * periods
        seen = torch.cat([torch.log(used / mean + 1), known, torch.log(total), torch.log(periods)], 1)
        steps = torch.nn.functional.softplus(self.layers(seen))
        return torch.cumsum(steps, 1) * (total + LEAST_SCALE)


def pinball(said, sums):
    """Loss per row and level, in pieces."""
    levels = torch.tensor(LEVELS, dtype=said.dtype)
    error = sums[:, None] - said
    return torch.maximum(levels * error, (levels - 1) * error)


def fit(rows, sums, seed):
    """Trains on rows of all lengths of time; one thread, the same weights for the same rows and libraries."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    network = Network()
    inputs, targets = torch.from_numpy(rows), torch.from_numpy(sums.astype(np.float32))
    # Between a loss per piece, where a few parts of great use decide, and a loss per part.
    weights = 1 / torch.sqrt(torch.nan_to_num(inputs[:, :HISTORY]).mean(1) * inputs[:, HISTORY] + 1)
    optimiser = torch.optim.Adam(network.parameters(), lr=2e-3, weight_decay=1e-5)
    steps = EPOCHS * (len(inputs) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for _ in range(EPOCHS):
        for chosen in torch.randperm(len(inputs)).split(BATCH):
            optimiser.zero_grad()
            loss = (pinball(network(inputs[chosen]), targets[chosen]).mean(1) * weights[chosen]).mean()
            loss.backward()
            optimiser.step()
            schedule.step()
    return network


def predict(network, rows):
    """float64, computed by PyTorch in double precision from the float32 weights and inputs."""
    with torch.no_grad():
        return copy.deepcopy(network).double()(torch.from_numpy(rows).double()).numpy()


def to_onnx(network, description, metadata):
    """The same as a graph, with what it computes of the months inside."""
    builder = GraphBuilder(HISTORY + 1)
    node, constant = builder.node, builder.constant
    months, periods = builder.columns_at(range(HISTORY)), builder.columns_at([HISTORY])
    missing = node("IsNaN", [months])
    known = node("Cast", [node("Not", [missing])], to=1)
    used = node("Where", [missing, constant(0.0), months])
    axis = constant([1], np.int64)
    total_used = node("Add", [node("ReduceSum", [used, axis], keepdims=1), constant([LITTLE])])
    mean = node("Div", [total_used, node("Add", [node("ReduceSum", [known, axis], keepdims=1), constant([DOUBT])])])
    total = node("Mul", [mean, periods])
    shares = node("Log", [node("Add", [node("Div", [used, mean]), constant([1.0])])])
    at = node("Concat", [shares, known, node("Log", [total]), node("Log", [periods])], axis=1)
    for layer in network.layers:
        if isinstance(layer, torch.nn.Linear):
            weights = [constant(layer.weight.detach().numpy()), constant(layer.bias.detach().numpy())]
            at = node("Gemm", [at, *weights], transB=1)
        else:
            at = node("Relu", [at])
    summed = node("MatMul", [node("Softplus", [at]), constant(np.triu(np.ones((len(LEVELS), len(LEVELS)))))])
    result = node("Mul", [summed, node("Add", [total, constant([LEAST_SCALE])])])
    return builder.model_of({"quantities": (result, len(LEVELS))}, description, metadata)


__all__ = ["INPUT", "LEVELS", "fit", "pinball", "predict", "to_onnx"]
