#!/usr/bin/python3
# SPDX-License-Identifier: EPL-2.0
"""Trains the dispatch policy by reinforcement learning on job shops made at random and writes its model folder.

    python3 models/dispatch-policy/train/train.py --data PATH/job_shop

The classical shops of --data are for the card's figures alone: the training never sees them.
"""

import argparse
import os
import sys
import time
from pathlib import Path

import numpy as np
import onnx
import torch

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools"))
sys.path.insert(0, str(HERE))

from millwright_models import folder, golden, graph, statements  # noqa: E402
from millwright_models.errors import InputError  # noqa: E402
from millwright_models.features import Feature  # noqa: E402
import classical  # noqa: E402
from dispatching import BOUND, Policy, learn, run, scaling  # noqa: E402
from job_shops import FEATURES, RULES, Shops, by_rule, lower_bound, random_shops  # noqa: E402

SEED = 42
NAME = "dispatch-policy"
VERSION = "1.0.0"
DESCRIPTION = "Which of the operations that compete for a machine comes first: one score for each, the greatest is dispatched."
COMMAND = "python3 models/dispatch-policy/train/train.py --data PATH/job_shop"
GOLDEN_ROWS = 320
SIZES = ((10, 5), (15, 5), (20, 5), (10, 10), (10, 10), (15, 10), (15, 15), (15, 15), (15, 15), (20, 10), (20, 15))
JUDGED = ((10, 5), (15, 5), (10, 10), (15, 15))
UPDATES, SHOPS_EACH, RUNS_EACH, RATE, LOOK_EVERY = 200, 16, 24, 1.5e-3, 20
USE = statements.use(
    [
        "An order of operations at once, for instance after a breakdown, and the start of a solver that has more time.",
        "Shops whose operations have one machine or a few to choose from, up to some hundred operations at a time.",
    ],
    [
        "Releasing a schedule without a person, or without the independent check of what it keeps to.",
        "Due dates as the only aim: it was trained on the time when the last job is done.",
    ],
    ["Whether a schedule is released.", "What a late job costs."],
)


class Judge:
    """The mean makespan of shops set aside, by their lower bound."""

    def __init__(self, started):
        random = np.random.default_rng(SEED + 1)
        self.shops = [random_shops(random, 40, jobs, machines) for jobs, machines in JUDGED]
        self.bounds = [lower_bound(*shops) for shops in self.shops]
        self.started = started
        for rule in RULES:
            spans = [by_rule(*shops, rule) for shops in self.shops]
            self._excess(spans, rule)

    def _excess(self, spans, which):
        each = [100 * (span / bound - 1).mean() for span, bound in zip(spans, self.bounds)]
        print(f"{time.time() - self.started:6.0f} s, {which}, % above the bound: {np.round(each, 2)}", flush=True)
        return float(np.mean(each))

    def __call__(self, update, policy, every=LOOK_EVERY):
        if (update + 1) % every:
            return None
        return self._excess([run(policy, Shops(*shops)) for shops in self.shops], f"update {update + 1}")


def trained(updates):
    """A policy from nothing."""
    torch.manual_seed(SEED)
    mean, factor = scaling(np.random.default_rng(SEED), JUDGED, random_shops)
    policy = Policy(mean, factor)
    return learn(policy, random_shops, SIZES, updates, SHOPS_EACH, RUNS_EACH, SEED, RATE, Judge(time.time()))


def rows_of(policy, seed, sizes, count):
    """Features that occur in shops made for this alone, where the policy dispatches them; evenly drawn."""
    random = np.random.default_rng(seed)
    record = []
    for jobs, machines in sizes:
        run(policy, Shops(*random_shops(random, 8, jobs, machines)), random, record)
    rows = np.concatenate([each[0] for each in record])
    return rows[np.linspace(0, len(rows) - 1, min(count, len(rows))).astype(int)]


def listed_features(rows):
    """The features with their ranges, a little rounded outwards."""
    ends = rows.astype(np.float64).min(axis=0), rows.astype(np.float64).max(axis=0)
    low, high = np.floor(ends[0] * 100) / 100, np.ceil(ends[1] * 100) / 100
    return [Feature(name, "", float(a), float(b)) for (name, _), a, b in zip(FEATURES, low, high)]


def to_onnx(policy):
    """Scaling and network as one graph."""
    builder = graph.GraphBuilder(len(FEATURES))
    scaled = builder.node("Sub", [graph.INPUT, builder.constant(policy.mean.numpy())])
    scaled = builder.node("Mul", [scaled, builder.constant(policy.factor.numpy())])
    result = builder.node("Clip", [scaled, builder.constant(-BOUND), builder.constant(BOUND)])
    for layer in policy.layers:
        if isinstance(layer, torch.nn.Linear):
            weights = [builder.constant(layer.weight.detach().numpy()), builder.constant(layer.bias.detach().numpy())]
            result = builder.node("Gemm", [result, *weights], transB=1)
        else:
            result = builder.node("Relu", [result])
    return builder.model_of({"score": (result, 1)}, DESCRIPTION, {"name": NAME, "version": VERSION})


def write(out, policy, gaps):
    """Writes the folder."""
    seen = rows_of(policy, SEED + 2, SIZES, 1 << 20)
    listed = listed_features(seen)
    rows = rows_of(policy, SEED + 3, SIZES, GOLDEN_ROWS)
    rows = np.round(rows, 4).astype(np.float32)
    folder.write_onnx(out, to_onnx(policy))
    golden.write(str(Path(out) / folder.GOLDEN_FILE), golden.header(listed, None, {"score": 1}), rows, policy.predict(rows)[:, None])
    reading = {"name": "score", "task": "value", "output": "score"}
    made = {"name": "job shops made by the script from the seed", "rows": UPDATES * SHOPS_EACH}
    folder.describe(
        out,
        NAME,
        VERSION,
        DESCRIPTION,
        [folder.tabular_input(graph.INPUT, listed)],
        [{"name": "score", "type": "FLOAT32", "shape": [-1, 1]}],
        [reading],
        statements.training(COMMAND, SEED, [made]),
        metrics=metrics(gaps),
        use=USE,
    )
    folder.write_text(out, "figures", texts(gaps))


def metrics(gaps):
    """Per set of classical shops the mean gap of the policy, beside the best rule there."""
    stated = []
    for name, found in gaps.items():
        rule = min(RULES, key=found.get)
        for which in [each for each in found if each.startswith("policy")]:
            how = which.partition(", ")[2] or "greedy"
            figure = f"Mean gap of the makespan on {name}, {how}, %"
            beside = f"{rule}, the best of the rules"
            split = "shops never seen in training"
            stated.append(statements.metric(figure, found[which], found[rule], beside, split, better="lower"))
    return stated


def texts(gaps):
    """What the policy sees, and all gaps."""
    names = list(next(iter(gaps.values())))
    table = [f"| set | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    table += [f"| {name} | {' | '.join(f'{found[each]:.1f}' for each in names)} |" for name, found in gaps.items()]
    listed = "\n".join(f"* `{name}`: {what}" for name, what in FEATURES)
    seen = f"Per candidate, times in mean durations of the shop's operations:\n\n{listed}"
    sizes = ", ".join(f"{jobs}x{machines}" for jobs, machines in sorted(set(SIZES)))
    made = (
        f"REINFORCE with the mean of {RUNS_EACH} runs of the same shop as baseline; {UPDATES} updates of {SHOPS_EACH} shops made at random "
        f"({sizes}), seed {SEED}. The weights are the running mean, taken where shops set aside came out best. "
        f"PyTorch {torch.__version__}, onnx {onnx.__version__}, NumPy {np.__version__}."
    )
    return [("Gap to the best known makespan, %", "\n".join(table)), ("What the model sees", seen), ("Training", made)]


def vectors(path, policy):
    """Writes the candidates of every step of a small shop, with features, for tests of other programs that compute them."""
    routes, durations = random_shops(np.random.default_rng(SEED + 4), 1, 6, 5)
    shops = Shops(routes, durations)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for job in range(6):
            file.write("#" + ",".join(f"{m}:{d}" for m, d in zip(routes[0, job], durations[0, job])) + "\n")
        file.write("step,job,chosen," + ",".join(name for name, _ in FEATURES) + ",score\n")
        for step in range(shops.steps):
            shop, job = shops.candidates()
            scores = np.zeros((1, 6))
            values = shops.features(shop, job) if len(shop) else np.zeros((0, len(FEATURES)), np.float32)
            found = policy.predict(values) if len(shop) else np.zeros(0)
            scores[shop, job] = found
            chosen = shops.choose(scores)[0]
            for row, each, score in zip(values, job, found):
                cells = [str(step), str(each), str(int(each == chosen)), *(f"{value:.9g}" for value in row), f"{score:.9g}"]
                file.write(",".join(cells) + "\n")
        file.write(f"#makespan {shops.makespan()[0]}\n")


def main():
    """Trains, judges on the classical shops and writes the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="folder of the classical shops, with best_known.json")
    parser.add_argument("--out", default=str(HERE.parent), help="model folder to write (default: the one beside this script)")
    parser.add_argument("--updates", type=int, default=UPDATES, help=f"how long it learns (default {UPDATES})")
    parser.add_argument("--weights", help="file that keeps the weights; where it is there nothing is learned")
    parser.add_argument("--vectors", help="file to write one small shop's features to")
    parser.add_argument("--evaluate-only", action="store_true", help="print the figures and write nothing")
    options = parser.parse_args()
    torch.set_num_threads(1)
    try:
        shops = classical.read(options.data)
    except InputError as failure:
        sys.exit(f"error: {failure}")
    if options.weights and os.path.exists(options.weights):
        policy = Policy(np.zeros(len(FEATURES)), np.ones(len(FEATURES)))
        policy.load_state_dict(torch.load(options.weights))
    else:
        policy = trained(options.updates)
        if options.weights:
            torch.save(policy.state_dict(), options.weights)
    gaps = classical.gaps(shops, policy, SEED)
    for name, found in gaps.items():
        print(name, {each: round(gap, 2) for each, gap in found.items()})
    if options.vectors:
        vectors(options.vectors, policy)
    if not options.evaluate_only:
        write(options.out, policy, gaps)


if __name__ == "__main__":
    main()
