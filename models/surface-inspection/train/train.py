#!/usr/bin/python3
# SPDX-License-Identifier: EPL-2.0
"""Generates surfaces, trains surface-inspection on them, and writes its model folder.

    python3 models/surface-inspection/train/train.py

No data set: every picture comes from `surfaces.py` of board-inspection.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "board-inspection" / "train"))

import judge  # noqa: E402
import learn  # noqa: E402
import recipe  # noqa: E402
import samples  # noqa: E402
import surfaces  # noqa: E402
from millwright_models import statements  # noqa: E402


RECIPE = recipe.Recipe(
    "surface-inspection",
    "1.0.0",
    "Looks at the picture of a grey surface: whether it shows a defect, of which kind, and where.",
    "python3 models/surface-inspection/train/train.py",
    ["ok", *surfaces.KINDS],
    samples.SURFACES,
    1,
    judge.extreme,
    "distance of the extreme pixel from the mean",
    statements.use(
        [
            "Grey surfaces that are cast, ground, pressed or coated.",
            "A start: fine-tuned on 20 pictures per class of one's own line it knows what that line's defects look like.",
        ],
        [
            "Deciding alone that a part is delivered: it was trained on drawn pictures, never on one of yours.",
            "Patterned parts: board-inspection sees more beside a reference.",
            "Colour, gloss, height, or what is smaller than two pixels.",
        ],
        [
            "Whether a part that is called is scrapped, mended or passed.",
            "Whether the limit fits what a miss and a false call cost on this line.",
        ],
    ),
    learn.Pace(rounds=9, fresh=1600, batch=8, rate=3e-3),
    wide=True,
    refining=learn.Pace(rounds=5, fresh=1600, batch=8, rate=1e-3),
    ferrite=0.5,
    last=learn.Pace(rounds=4, fresh=1400, batch=8, rate=1e-3, sides=((64, 0.7), (128, 0.2), (224, 0.12))),
)

if __name__ == "__main__":
    recipe.main(RECIPE, HERE.parent)
