# SPDX-License-Identifier: EPL-2.0
"""Five members that know what a weld can suffer from before they see one, and doubt where they have seen none.

A weld is good where none of ten known defects comes about, nor an eleventh that a small network learns. Of the limits a member
has expectations of its own, drawn from PRIORS, and draws welds of its own, with replacement: it becomes what both together make most
probable. Where the welds say something the members come to say the same; where they do not, each keeps what it expected, and the
members' spread is the doubt (randomised maximum a posteriori: Bardsley 2014; anchored ensembles: Pearce 2020).
"""

import numpy as np
import torch

import physics

MEMBERS = 5
HIDDEN = 16
STEPS = 400
BATCH = 6_000
RATE = 0.03
# The eleventh defect before any weld: a logit, and standard deviations of the network's weights.
RARE = -4.0
WEIGHTS_SPREAD = 0.5
# Of members that know nothing of welding: the network is all that they have, and the known defects are out of reach.
UNTAUGHT_SPREAD = 3.0
NEVER = -30.0


class Ensemble:
    """Parameters of all members, each [members, 1, ...]: logarithms of the physical ones, and the small networks'."""

    def __init__(self, members, seed, known=True):
        self.known = known
        random = torch.Generator().manual_seed(seed)
        means = torch.tensor([physics.PRIORS[name][0] for name in physics.NAMES])
        spreads = torch.tensor([physics.PRIORS[name][1] for name in physics.NAMES])
        inputs = len(physics.VARIABLES)
        shapes = [(inputs, HIDDEN), (1, HIDDEN), (HIDDEN, 1), (1, 1)]
        fans = [inputs**0.5, 1.0, HIDDEN**0.5, 1.0]
        expected = [means.expand(members, 1, -1), *[torch.zeros(members, *shape) for shape in shapes[:3]]]
        expected.append(torch.full((members, 1, 1), RARE if known else 0.0))
        freedom = WEIGHTS_SPREAD if known else UNTAUGHT_SPREAD
        self.spreads = [spreads.expand(1, 1, -1), *[torch.tensor(freedom / fan) for fan in fans]]
        # What each member expects: its own draw.
        self.anchors = [e + s * torch.randn(e.shape, generator=random) for e, s in zip(expected, self.spreads)]
        self.parameters = [anchor.clone().requires_grad_() for anchor in self.anchors]

    def _taken(self, dtype):
        return [p.to(dtype) for p in self.parameters]

    def hazards(self, known):
        """Logits of all defects, [members, rows, 11], of quantities [members or 1, rows, 1]."""
        scaled = known["scaled"]
        logs, *weights = self._taken(scaled.dtype)
        unknown = torch.tanh(scaled @ weights[0] + weights[1]) @ weights[2] + weights[3]
        if not self.known:
            return torch.cat([torch.full((*unknown.shape[:-1], len(physics.DEFECTS)), NEVER), unknown], dim=-1)
        physical = dict(zip(physics.NAMES, logs.exp().split(1, dim=-1)))
        return torch.cat([physics.beyond(physics.TorchArithmetic, physical.__getitem__, known), unknown], dim=-1)

    def held(self):
        """How improbable the parameters are by what was expected: the negative logarithm."""
        pairs = zip(self.parameters, self.anchors, self.spreads)
        return sum((((p - a) / s) ** 2).sum() for p, a, s in pairs) / 2

    def answers(self, values):
        """Probabilities of a good weld [members, rows] and of the defects [members, rows, 11], float64, from raw columns."""
        with torch.no_grad():
            rows = torch.from_numpy(np.asarray(values, np.float32)).double()
            logits = self.hazards(physics.quantities(physics.TorchArithmetic(rows[None])))
            return torch.exp(-torch.nn.functional.softplus(logits).sum(-1)).numpy(), torch.sigmoid(logits).numpy()

    def predict(self, values, threshold=1.0):
        """Mean and standard deviation of the probability over the members, whether the mean reaches the threshold, and the
        mean of each defect's: [rows, 3 + 11]."""
        good, defects = self.answers(values)
        mean = good.mean(0)[:, None]
        return np.concatenate([mean, good.std(0)[:, None], mean >= threshold, defects.mean(0)], axis=1)

    def add_to(self, builder, threshold):
        """Nodes of the whole ensemble; names of mean [batch, 1], standard deviation [batch, 1] and hint [batch, 1 + 11]: whether
        the mean reaches the threshold, and the defects."""
        arithmetic = physics.GraphArithmetic(builder)
        quantities = physics.quantities(arithmetic)
        goods, defects = [], []
        logs, *weights = [p.detach().numpy() for p in self.parameters]
        for member in range(len(logs)):
            physical = dict(zip(physics.NAMES, (float(value) for value in np.exp(logs[member, 0].astype(np.float64)))))
            known = physics.beyond(arithmetic, physical.__getitem__, quantities)
            if not self.known:
                known = arithmetic.add(arithmetic.multiply(known, 0.0), NEVER)
            first, bias, second, last = (builder.constant(w[member]) for w in weights)
            hidden = builder.node("Tanh", [builder.node("Add", [builder.node("MatMul", [quantities["scaled"], first]), bias])])
            unknown = builder.node("Add", [builder.node("MatMul", [hidden, second]), last])
            logits = builder.node("Concat", [known, unknown], axis=1)
            sums = builder.node("ReduceSum", [builder.node("Softplus", [logits]), builder.constant([1], np.int64)], keepdims=1)
            goods.append(builder.node("Exp", [builder.node("Neg", [sums])]))
            defects.append(builder.node("Sigmoid", [logits]))
        joined = builder.node("Concat", goods, axis=1)
        mean = builder.node("ReduceMean", [joined], axes=[1], keepdims=1)
        away = builder.node("Sub", [joined, mean])
        variance = builder.node("ReduceMean", [builder.node("Mul", [away, away])], axes=[1], keepdims=1)
        likely = builder.node("Mul", [builder.node("Sum", defects), builder.constant([1 / len(defects)])])
        none = builder.node("Cast", [builder.node("GreaterOrEqual", [mean, builder.constant([threshold])])], to=1)
        return mean, builder.node("Sqrt", [variance]), builder.node("Concat", [none, likely], axis=1)


def learn(values, labels, seed, known=True):
    """Five members after they saw the welds. Without `known` they are plain networks, for comparison."""
    torch.set_num_threads(1)
    random = torch.Generator().manual_seed(seed)
    ensemble = Ensemble(MEMBERS, seed, known)
    rows = len(labels)
    drawn = torch.randint(0, rows, (MEMBERS, rows), generator=random)
    inputs = physics.quantities(physics.TorchArithmetic(torch.from_numpy(np.asarray(values, np.float32))[drawn]))
    targets = torch.from_numpy(np.asarray(labels, np.float32))[drawn]
    optimiser = torch.optim.Adam(ensemble.parameters, lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, STEPS)
    batch = min(BATCH, rows)
    for _ in range(STEPS):
        chosen = slice(None) if batch == rows else torch.randint(0, rows, (batch,), generator=random)
        seen = {name: quantity[:, chosen] for name, quantity in inputs.items()}
        sums = -torch.nn.functional.softplus(ensemble.hazards(seen)).sum(-1)
        bad = torch.log(-torch.expm1(torch.clamp(sums, max=-1e-6)))
        kept = targets[:, chosen]
        loss = -(kept * sums + (1 - kept) * bad).mean(1).sum() + ensemble.held() / rows
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return ensemble
