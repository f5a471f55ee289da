# SPDX-License-Identifier: EPL-2.0
"""The policy: a small network that scores candidates, and how it learns from the makespans of its own runs."""

import copy

import numpy as np
import torch

from job_shops import FEATURES, Shops

HIDDEN = 64
BOUND = 4.0


class Policy(torch.nn.Module):
    """Standardised features, two hidden layers, one score per candidate; the greatest score is dispatched."""

    def __init__(self, mean, factor):
        super().__init__()
        self.register_buffer("mean", torch.as_tensor(mean, dtype=torch.float32))
        self.register_buffer("factor", torch.as_tensor(factor, dtype=torch.float32))
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(len(FEATURES), HIDDEN),
            torch.nn.ReLU(),
            torch.nn.Linear(HIDDEN, HIDDEN),
            torch.nn.ReLU(),
            torch.nn.Linear(HIDDEN, 1),
        )

    def forward(self, values):
        """Scores [rows] of float32 [rows, features]."""
        scaled = torch.clamp((values - self.mean) * self.factor, -BOUND, BOUND)
        return self.layers(scaled)[:, 0]

    def predict(self, values):
        """The same in double precision from the float32 weights, float64."""
        with torch.no_grad():
            return copy.deepcopy(self).double()(torch.from_numpy(values).double()).numpy()


def run(policy, shops, random=None, record=None):
    """Dispatches a batch of shops to the end: the best score each time, or, with `random`, drawn by the scores.

    `record`, a list, gets of every step (features, shop of each row, rows chosen).
    """
    for _ in range(shops.steps):
        scores = np.zeros((shops.count, shops.jobs))
        shop, job = shops.candidates()
        values = None
        if len(shop):
            values = shops.features(shop, job)
            with torch.no_grad():
                found = policy(torch.from_numpy(values)).numpy().astype(np.float64)
            scores[shop, job] = found if random is None else found + random.gumbel(size=len(found))
        chosen = shops.choose(scores)
        if record is not None and values is not None:
            record.append((values, shop, np.nonzero(chosen[shop] == job)[0]))
    return shops.makespan()


def loss_of(policy, record, advantage):
    """Minus the advantage times the log-probability of what was chosen, summed over steps, averaged over shops."""
    values = torch.from_numpy(np.concatenate([each[0] for each in record]))
    groups, chosen, weights, seen, base = [], [], [], 0, 0
    for _, shop, rows in record:
        _, numbered = np.unique(shop, return_inverse=True)
        groups.append(numbered + base)
        chosen.append(rows + seen)
        weights.append(advantage[shop[rows]])
        base += len(rows)
        seen += len(shop)
    group = torch.from_numpy(np.concatenate(groups))
    picked = torch.from_numpy(np.concatenate(chosen))
    weight = torch.from_numpy(np.concatenate(weights).astype(np.float32))
    scores = policy(values)
    # One shift for all of a group leaves the probabilities as they are and keeps the exponentials finite.
    starts = np.flatnonzero(np.diff(group.numpy(), prepend=-1))
    top = torch.from_numpy(np.maximum.reduceat(scores.detach().numpy(), starts))
    total = torch.zeros(base).index_add(0, group, torch.exp(scores - top[group]))
    likelihood = scores[picked] - top[group[picked]] - torch.log(total[group[picked]])
    return -(weight * likelihood).sum() / len(advantage)


def scaling(random, sizes, make):
    """Mean and factor of each feature over runs that choose at random."""
    seen = []
    for jobs, machines in sizes:
        shops = Shops(*make(random, 16, jobs, machines))
        for step in range(shops.steps):
            shop, job = shops.candidates()
            if len(shop) and step % 3 == 0:
                seen.append(shops.features(shop, job))
            shops.choose(random.random((shops.count, shops.jobs)))
    rows = np.concatenate(seen).astype(np.float64)
    spread = rows.std(axis=0)
    return rows.mean(axis=0), 1 / np.maximum(spread, 1e-3)


def learn(policy, make, sizes, updates, shops_each, runs_each, seed, rate, look):
    """REINFORCE: many runs of each shop, each held against the mean of the others of that shop.

    `look(update, policy)` judges the policy now and then; lower is better, None not now. Returns the best policy seen.
    """
    random = np.random.default_rng(seed)
    optimiser = torch.optim.Adam(policy.parameters(), lr=rate)
    averaged = copy.deepcopy(policy)
    best, least = copy.deepcopy(policy), np.inf
    for update in range(updates):
        for group in optimiser.param_groups:
            group["lr"] = rate * (0.05 + 0.95 * 0.5 * (1 + np.cos(np.pi * update / updates)))
        jobs, machines = sizes[random.integers(len(sizes))]
        shops = Shops(*make(random, shops_each, jobs, machines), repeat=runs_each)
        record = []
        spans = run(policy, shops, random, record).reshape(shops_each, runs_each).astype(np.float64)
        centred = spans.mean(axis=1, keepdims=True) - spans
        advantage = (centred / (centred.std(axis=1, keepdims=True) + 1e-6)).reshape(-1)
        optimiser.zero_grad()
        loss_of(policy, record, advantage).backward()
        torch.nn.utils.clip_grad_norm_(policy.parameters(), 1.0)
        optimiser.step()
        with torch.no_grad():
            keep = min(0.98, update / (update + 10))
            for mine, theirs in zip(averaged.parameters(), policy.parameters()):
                mine.mul_(keep).add_(theirs, alpha=1 - keep)
        judged = look(update, averaged)
        if judged is not None and judged < least:
            best, least = copy.deepcopy(averaged), judged
    return best
