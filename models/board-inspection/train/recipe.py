# SPDX-License-Identifier: EPL-2.0
"""Draws, trains, judges and writes one inspection model; `train.py` here and of the models beside say which."""

import argparse
import copy
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

import boards
import judge
import learn
import samples
from millwright_models import cells, folder, inspection, statements

SEED = 42
PARTS = 5
_HEATED = 150
# Boards that a training of a few steps draws.
_FEW = 2
# Each set of drawings has a seed of its own: to learn from, to set the limit by, and to judge by.
_LEARN, _CHOOSE, _JUDGE, _REFINE, _LAST = SEED, SEED + 1, SEED + 2, SEED + 4, SEED + 5


@dataclass(frozen=True)
class Recipe:
    """`shown` is one of `samples.PAIRS`, `BOARDS` and `SURFACES`; `miss_cost` how many false calls a miss costs; `simplest` scores
    pictures as the simplest check does; `wide` is that of `cells.CellNetwork`; `draw` and `faults` are those of `samples.drawings`.
    Surfaces may be refined a `last` time, then with a share of ground `ferrite`, by which they are judged, too."""

    name: str
    version: str
    description: str
    script: str
    kinds: list
    shown: str
    miss_cost: float
    simplest: object
    simplest_name: str
    use: dict
    pace: learn.Pace
    variety: boards.Variety = boards.Variety()
    drawings: int = 500
    draw: object = boards.draw
    faults: int = samples.FAULTS
    wide: bool = False
    refining: learn.Pace = learn.Pace(rounds=4, fresh=3200, rate=6e-4)
    ferrite: float = 0.0
    last: learn.Pace = None

    @property
    def paired(self):
        return self.shown == samples.PAIRS

    def views(self, random, drawings):
        """Squares of so many boards, or of surfaces, which need none."""
        drawn = [] if self.shown == samples.SURFACES else samples.drawings(random, drawings, self.variety, self.draw, self.faults)
        return samples.Views(random, drawn, self.variety, self.shown, self.ferrite)


@dataclass(frozen=True)
class _Sizes:
    drawings: int
    pace: learn.Pace
    refining: learn.Pace
    last: learn.Pace
    wholes: int
    squares: int


def main(recipe, out):
    """The command line that the scripts have; `out` is the folder that is written where none is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default=str(out), help="model folder to write (default: the one beside this script)")
    parser.add_argument("--smoke", action="store_true", help="a minute: few squares and rounds, nothing worth installing")
    parser.add_argument("--first-steps", action="store_true", help="print what train/first-steps.csv should say, and write nothing")
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.first_steps:
        np.savetxt(sys.stdout, first_steps(recipe), "%.7f")
    else:
        run(recipe, options.out, options.smoke)


def run(recipe, out, smoke):
    """Trains and writes the folder."""
    started = time.process_time()

    def progress(text):
        print(f"{time.process_time() - started:6.0f} s  {text}", flush=True)

    sizes = _Sizes(recipe.drawings, recipe.pace, recipe.refining, recipe.last, 40, 1500)
    if smoke:
        sizes = _Sizes(12, learn.Pace(2, 320), learn.Pace(1, 320), recipe.last and learn.Pace(1, 160), 8, 200)
    network, data = _trained(recipe, sizes, progress)
    _write(recipe, out, network, data, sizes, progress)
    np.savetxt(Path(out, "train", "first-steps.csv"), first_steps(recipe), "%.7f")


def first_steps(recipe):
    """The loss of each round of a training as `run` does it, but of a few steps, and these of no length.

    All that is drawn is in it (pictures, weights, light, the order of all), and layers and losses; and it takes seconds. So a script that
    has come to give other weights than those it wrote is found without a training. Steps of any length would make of the last digits of
    another processor as much as of other draws.
    """
    paces = (recipe.pace, recipe.refining, recipe.last)
    paces = [pace and replace(pace, rounds=2, fresh=32, epochs=1, batch=4, rate=0.0) for pace in paces]
    told = []
    _trained(recipe, _Sizes(_FEW, *paces, _FEW, 0), told.append)
    return [said.loss for said in told if isinstance(said, learn.Round)]


def _trained(recipe, sizes, progress):
    """(The network, what it learned from as model.json says it): learned, refined, and surfaces a last time."""
    views = replace(recipe, ferrite=0.0).views(np.random.default_rng(_LEARN), sizes.drawings)
    progress(f"{len(views.drawn)} boards drawn")
    network, digest, count = learn.fit(views, recipe.paired, len(recipe.kinds) - 1, sizes.pace, SEED, progress, recipe.wide)
    data = [{"name": "drawn squares of 64 x 64 pixels", "sha256": digest, "rows": count}]
    views = samples.Views(np.random.default_rng(_REFINE), views.drawn, recipe.variety, recipe.shown)
    network, digest, count = learn.refine(network, views, sizes.refining, SEED, progress)
    data.append({"name": "drawn squares with letters, some of 128 x 128 pixels", "sha256": digest, "rows": count})
    if sizes.last:
        # It begins at a network with a limit, as for surfaces without ferrite.
        _set_limit(recipe, network, sizes.wholes, 0.0)
        views = samples.Views(np.random.default_rng(_LAST), [], recipe.variety, recipe.shown, recipe.ferrite)
        refined, digest, count = learn.refine(copy.deepcopy(network), views, sizes.last, SEED, progress)
        # Between the two it keeps what either knows.
        network = cells.averaged([network, refined])
        data.append({"name": "drawn squares with letters, half of them ground ferrite", "sha256": digest, "rows": count})
    return network, data


def _write(recipe, out, network, data, sizes, progress):
    """Chooses the limits, judges on other drawings and writes the folder."""
    chosen_on = _set_limit(recipe, network, sizes.wholes, recipe.ferrite)
    least_match = _least_match(chosen_on.pictures) if recipe.paired else 0.0
    random = np.random.default_rng(_JUDGE)
    unseen = judge.wholes(random, sizes.wholes, recipe.variety, recipe.shown, recipe.draw, recipe.ferrite)
    squares = recipe.views(random, max(4, sizes.drawings // 8)).take(sizes.squares, lettered=0)
    metrics, figures = _judged(recipe, network, unseen, squares, least_match)
    contract = inspection.Contract(
        recipe.name,
        recipe.version,
        recipe.description,
        inspection.Picture(judge.WHOLE, judge.WHOLE),
        recipe.kinds,
        least_match,
        statements.chosen(
            "cost_ratio",
            f"{sizes.wholes} drawn pictures of {judge.WHOLE} x {judge.WHOLE} pixels, half of them defective",
            "moved to a probability of 0.5",
            cost_ratio=recipe.miss_cost,
        ),
        statements.training(recipe.script, SEED, data),
        metrics,
        recipe.use,
    )
    size = inspection.write(out, contract, network, _golden_squares(squares))
    folder.write_text(out, "figures", figures)
    for metric in metrics:
        progress(f"{metric['name']}: {metric['value']} ± {metric.get('spread', 0)}, {metric['baseline_name']}: {metric['baseline']}")
    for heading, text in figures:
        progress(f"{heading}: {text}")
    progress(f"{out}: model.onnx ({size:,} bytes), model.json, golden.csv")


def _set_limit(recipe, network, count, ferrite):
    """Moves the scores so that misses and false calls cost least at 0 on so many whole pictures, and returns these."""
    chosen_on = judge.wholes(np.random.default_rng(_CHOOSE), count, recipe.variety, recipe.shown, recipe.draw, ferrite)
    worst = cells.scores_of(network, chosen_on.pictures, 4).max(1)
    network.cells.bias.data -= judge.limit(worst, chosen_on.defective, recipe.miss_cost)
    return chosen_on


def _judged(recipe, network, unseen, squares, least_match):
    count, defective = len(unseen.pictures), unseen.defective
    whole_rows = f"{count} drawn pictures of {judge.WHOLE} x {judge.WHOLE} pixels of another seed, in {PARTS} parts"
    square_rows = f"{len(squares.labels)} drawn squares of {samples.SIDE} x {samples.SIDE} pixels of another seed, in {PARTS} parts"
    scores = cells.scores_of(network, unseen.pictures, 4)
    square_scores = cells.scores_of(network, squares.pictures)
    faulty = squares.labels > 0
    ok = 2 * (share := float((~faulty).mean())) / (1 + share) / len(np.unique(squares.labels))

    def areas(truth, model, simplest, rows, name):
        both = (judge.areas(truth, score, PARTS, SEED) for score in (model, simplest))
        return statements.metric_of_folds(name, *both, recipe.simplest_name, rows)

    metrics = [
        areas(defective, scores.max(1), recipe.simplest(unseen.pictures), whole_rows, "ROC-AUC of whole pictures"),
        areas(faulty, square_scores.max(1), recipe.simplest(squares.pictures), square_rows, "ROC-AUC of squares"),
        statements.metric_of_folds(
            "macro-F1 of squares",
            judge.macro_f1(squares.labels, square_scores, PARTS, SEED),
            [ok] * PARTS,
            '"ok" for every picture',
            square_rows,
        ),
    ]
    pointed, heated = judge.pointed(network, squares, _HEATED)
    figures = [
        (
            "Whole pictures",
            f"{count} drawn pictures of another seed, half of them defective: {(scores.max(1) > 0)[defective].mean():.1%} of the "
            f"defective ones called, {(scores.max(1) > 0)[~defective].mean():.1%} of the others; the worst cell lies at a defect "
            f"on {judge.hits(network, unseen):.1%} of the defective ones.",
        ),
        (
            "Heat maps by occlusion",
            f"{heated} called squares, 15 x 15 places covered in turn: the hottest one touches the defect in {pointed:.1%}.",
        ),
        ("Letters in the picture", _letters(network, (unseen.pictures, unseen.masks, scores), (squares.pictures, squares.masks, square_scores))),
    ]
    if recipe.paired:
        figures.append(("Another board than the reference", _other_boards(unseen.pictures, least_match)))
    return metrics, figures


def _letters(network, whole, square):
    said = []
    for name, (pictures, masks, before) in (("whole pictures", whole), ("squares", square)):
        written = judge.with_letters(np.random.default_rng(SEED + 3), pictures, masks)
        after = cells.scores_of(network, written, 4)
        fine, faulty = judge.turned(before, after, masks.any(axis=(1, 2)))
        said.append(f"of {len(pictures)} {name} {fine:.1%} of the verdicts of good ones turned, and {faulty:.1%} of those of defective ones")
    return f"Letters or a sticker, up to the whole size, beside the defect where there is one: {'; '.join(said)}."


def _match(first, second):
    tensors = [torch.from_numpy(part[:, None]).float() for part in (first, second)]
    return cells.spread_and_match(*tensors)[1].numpy()[:, 0]


def _others(pictures):
    """How far boards match the reference of the next one, and their own when turned by quarters."""
    matches = [_match(pictures[:, 0], np.roll(pictures[:, 1], 1, axis=0))]
    return matches + [_match(np.rot90(pictures[:, 0], turn, (1, 2)).copy(), pictures[:, 1]) for turn in (1, 2, 3)]


def _least_match(pictures):
    """Between what boards and their references have in common, and what others have: (1st percentile + 99th) / 2."""
    own = _match(pictures[:, 0], pictures[:, 1])
    return float(round((np.percentile(own, 1) + np.percentile(np.concatenate(_others(pictures)), 99)) / 2, 3))


def _other_boards(pictures, least_match):
    own = (_match(pictures[:, 0], pictures[:, 1]) < least_match).mean()
    other, *quarters = [(match < least_match).mean() for match in _others(pictures)]
    shares = [f"turned by {90 * (turn + 1)}°: {share:.0%}" for turn, share in enumerate(quarters)]
    return (
        f"Called another board (correlation of the cells' brightness below {least_match}, chosen on other boards than these): {own:.1%} "
        f"of boards beside their own reference, {other:.0%} of boards beside another one's; {', '.join(shares)}. Such a decision "
        "is UNCERTAIN and says so."
    )


def _golden_squares(squares):
    """Two of each kind and some without a defect."""
    rows = [row for label in np.unique(squares.labels) for row in np.nonzero(squares.labels == label)[0][: 8 if label == 0 else 2]]
    return squares.pictures[rows[:24]][:, :, 4:, 4:]
