#!/usr/bin/python3
# SPDX-License-Identifier: EPL-2.0
"""Generates boards, trains board-screening on them, a picture alone, and writes its model folder.

    python3 models/board-screening/train/train.py

No data set: every picture comes from the generator of board-inspection.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "board-inspection" / "train"))

import defects  # noqa: E402
import designs  # noqa: E402
import judge  # noqa: E402
import learn  # noqa: E402
import recipe  # noqa: E402
import samples  # noqa: E402
from millwright_models import statements  # noqa: E402


RECIPE = recipe.Recipe(
    "board-screening",
    "1.0.0",
    "Looks at the picture of an etched board without a reference: whether it shows a defect, of which kind, and where.",
    "python3 models/board-screening/train/train.py",
    ["ok", *defects.KINDS],
    samples.BOARDS,
    1,
    judge.extreme,
    "distance of the extreme pixel from the mean",
    statements.use(
        [
            "Bare boards for which there is no reference picture.",
            "A start: fine-tuned on 20 pictures per class of one's own line it knows what that line's defects look like.",
        ],
        [
            "Deciding alone that a part is delivered: it was trained on drawn pictures, never on one of yours.",
            "Boards for which there is a reference: board-inspection sees more.",
            "Populated boards, solder joints, or anything whose height matters.",
        ],
        [
            "Whether a part that is called is scrapped, mended or passed.",
            "Whether the limit fits what a miss and a false call cost on this line.",
        ],
    ),
    learn.Pace(rounds=20, fresh=3200, rate=3e-3),
    designs.PLAIN,
    drawings=400,
    draw=designs.draw,
    faults=40,
)

if __name__ == "__main__":
    recipe.main(RECIPE, HERE.parent)
