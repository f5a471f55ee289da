# SPDX-License-Identifier: EPL-2.0
"""Generates, trains, judges and writes one inspection model; `train.py` here and of surface-inspection say which."""

import argparse
import time
from dataclasses import dataclass

import numpy as np
import torch

import judge
import learn
import samples
from millwright_models import cells, folder, inspection, statements

SEED = 42
PARTS = 5


@dataclass(frozen=True)
class Recipe:
    """`made` returns `samples.Samples` for (random, count); `simplest` the ROC-AUC per part of the simplest check."""

    name: str
    version: str
    description: str
    script: str
    paired: bool
    kinds: list
    made: object
    simplest: object
    simplest_name: str
    use: dict
    pace: learn.Pace
    count: int = 7000
    # Then so many further squares, many of them with letters.
    lettered: object = None
    lettered_pace: learn.Pace = learn.Pace(epochs=4, batch=16, rate=7e-4)
    lettered_count: int = 5000


def options(out):
    """The command line that both scripts have."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default=str(out), help="model folder to write (default: the one beside this script)")
    parser.add_argument("--smoke", action="store_true", help="a minute: few squares and epochs, nothing worth installing")
    return parser.parse_args()


def run(recipe, out, smoke):
    """Trains and writes the folder."""
    started = time.monotonic()

    def progress(text):
        print(f"{time.monotonic() - started:6.0f} s  {text}", flush=True)

    torch.set_num_threads(1)
    data = []
    squares = recipe.made(np.random.default_rng(SEED), 800 if smoke else recipe.count)
    held = recipe.made(np.random.default_rng(SEED + 1), 300 if smoke else 1500)
    boards = judge.boards(np.random.default_rng(SEED + 2), 6 if smoke else 24)
    unseen = judge.boards(np.random.default_rng(SEED + 3), 6 if smoke else 30)
    progress(f"{len(squares.labels)} squares to learn from, {len(held.labels)} to judge by")
    pace = learn.Pace(2, recipe.pace.batch, recipe.pace.rate) if smoke else recipe.pace
    network = learn.fit(squares, recipe.paired, len(recipe.kinds) - 1, pace, SEED, progress)
    data.append(statements.made_data("drawn squares of 64 x 64 pixels", squares.pictures.tobytes(), len(squares.labels)))
    if recipe.lettered:
        further = recipe.lettered(np.random.default_rng(SEED + 5), 300 if smoke else recipe.lettered_count)
        progress(f"{len(further.labels)} further squares, many with letters")
        learn.refine(network, further, learn.Pace(1, 16, 7e-4) if smoke else recipe.lettered_pace, SEED, progress)
        data.append(statements.made_data("drawn squares with letters", further.pictures.tobytes(), len(further.labels)))
    _write(recipe, out, network, held, boards, unseen, data, progress)


def _write(recipe, out, network, held, boards, unseen, data, progress):
    """Chooses the limit, judges and writes the folder."""
    defective = np.asarray([bool(faults) for faults in boards.defects])
    network.cells.bias.data -= judge.limit(network, boards.pictures, defective)
    least_match = _least_match(boards.pictures) if recipe.paired else 0.0
    metrics, figures = _judged(recipe, network, held, unseen, boards.pictures, least_match)
    contract = inspection.Contract(
        recipe.name,
        recipe.version,
        recipe.description,
        inspection.Picture(judge.BOARD, judge.BOARD),
        recipe.kinds,
        least_match,
        statements.chosen(
            "cost_ratio",
            f"{len(boards.pictures)} generated boards of {judge.BOARD} x {judge.BOARD} pixels, half of them defective",
            "moved to a probability of 0.5",
            cost_ratio=judge.MISS_COST,
        ),
        statements.training(recipe.script, SEED, data),
        metrics,
        recipe.use,
    )
    size = inspection.write(out, contract, network, _golden_squares(held))
    folder.write_text(out, "figures", figures)
    for metric in metrics:
        progress(f"{metric['name']}: {metric['value']} ± {metric.get('spread', 0)}, {metric['baseline_name']}: {metric['baseline']}")
    for heading, text in figures:
        progress(f"{heading}: {text}")
    progress(f"{out}: model.onnx ({size:,} bytes), model.json, golden.csv")


def _judged(recipe, network, held, unseen, boards, least_match):
    areas, measures = judge.of_squares(network, held, PARTS, SEED)
    simplest = recipe.simplest(held.pictures, held.labels, PARTS, SEED)
    rows = f"{len(held.labels)} generated squares of another seed, in {PARTS} parts"
    nothing = 2 * (share := float((held.labels == 0).mean())) / (1 + share) / len(np.unique(held.labels))
    area, recall, false_calls, hits, milliseconds = judge.of_boards(network, unseen)
    fine, defective = judge.letters_decide(network, held, np.random.default_rng(SEED + 4))
    metrics = [
        statements.metric_of_folds("ROC-AUC", areas, simplest, recipe.simplest_name, rows),
        statements.metric_of_folds("macro-F1", measures, [nothing] * PARTS, '"ok" for every picture', rows),
    ]
    count = len(unseen.pictures)
    figures = [
        (
            "Whole boards",
            f"{count} generated boards of {judge.BOARD} x {judge.BOARD} pixels of another seed, half of them with one to three "
            f"defects: ROC-AUC {area:.4f}, {recall:.1%} of the defective ones called, {false_calls:.1%} of the others; the worst "
            f"cell lies at a defect on {hits:.1%} of the defective ones; {milliseconds:.0f} ms per board in PyTorch on one core.",
        ),
        (
            "Letters in the picture",
            f"Letters were written on the {len(held.labels)} squares, beside the defect where there is one: {fine:.1%} of the "
            f"verdicts of ok squares turned, and {defective:.1%} of those of defective ones.",
        ),
    ]
    if recipe.paired:
        figures.append(("Another board than the reference", _other_boards(boards, least_match)))
    return metrics, figures


def _match(first, second):
    tensors = [torch.from_numpy(part[:, None]).float() for part in (first, second)]
    return cells.spread_and_match(*tensors)[1].numpy()[:, 0]


def _least_match(boards):
    """Between what boards and their references have in common, and what others have: (1st percentile + greatest) / 2."""
    own = _match(boards[:, 0], boards[:, 1])
    other = _match(boards[:, 0], np.roll(boards[:, 1], 1, axis=0))
    turned = _match(np.rot90(boards[:, 0], 1, (1, 2)).copy(), boards[:, 1])
    return float(round((np.percentile(own, 1) + np.percentile(np.concatenate([other, turned]), 99)) / 2, 3))


def _other_boards(boards, least_match):
    own = (_match(boards[:, 0], boards[:, 1]) < least_match).mean()
    shares = []
    for turn in (1, 2, 3):
        turned = np.rot90(boards[:, 0], turn, (1, 2)).copy()
        shares.append(f"turned by {90 * turn}°: {(_match(turned, boards[:, 1]) < least_match).mean():.0%}")
    other = (_match(boards[:, 0], np.roll(boards[:, 1], 1, axis=0)) < least_match).mean()
    return (
        f"Called another board (correlation of the cells' brightness below {least_match}): {own:.1%} of boards beside their own "
        f"reference, {other:.0%} of boards beside another one's; {', '.join(shares)}. Such a decision is UNCERTAIN and says so."
    )


def _golden_squares(held):
    """Two of each kind and some without a defect."""
    rows = [row for label in np.unique(held.labels) for row in np.nonzero(held.labels == label)[0][: 8 if label == 0 else 2]]
    return held.pictures[rows[:24]][:, :, 4:, 4:]
