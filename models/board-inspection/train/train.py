#!/usr/bin/python3
# SPDX-License-Identifier: EPL-2.0
"""Generates boards, trains board-inspection on them, a picture beside its reference, and writes its model folder.

    python3 models/board-inspection/train/train.py

No data set: every picture comes from the generator in this folder.
"""

from pathlib import Path

import defects
import judge
import learn
import recipe
import samples
from millwright_models import statements

HERE = Path(__file__).resolve().parent
RECIPE = recipe.Recipe(
    "board-inspection",
    "1.0.0",
    "Compares the picture of an etched board with that of a good one: whether it shows a defect, of which kind, and where.",
    "python3 models/board-inspection/train/train.py",
    ["ok", *defects.KINDS],
    samples.PAIRS,
    3,
    judge.differing,
    "share of pixels that differ from the reference",
    statements.use(
        [
            "Bare boards and other flat, patterned parts, photographed like the reference picture of a good one.",
            "A start: fine-tuned on 20 pictures per class of one's own line it knows what that line's defects look like.",
        ],
        [
            "Deciding alone that a part is delivered: it was trained on drawn boards, never on one of yours.",
            "Parts that lie more than 3 pixels off their reference, or turned: align the pictures first.",
            "Populated boards, solder joints, or anything whose height matters.",
        ],
        [
            "Whether a part that is called is scrapped, mended or passed.",
            "Whether the limit fits what a miss and a false call cost on this line.",
            "Which picture is the reference of a product.",
        ],
    ),
    learn.Pace(rounds=16, fresh=6400, rate=3e-3),
)

if __name__ == "__main__":
    recipe.main(RECIPE, HERE.parent)
