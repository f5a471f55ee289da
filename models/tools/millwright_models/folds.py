# SPDX-License-Identifier: EPL-2.0
"""Folds of pictures for cross-validation: of every class about as many in each, and those of one part never in two.

Pictures of one part, under other lights say, are hardly others: a model judged by the second after learning from the first is judged by
whether it knows a part again. scikit-learn's StratifiedGroupKFold may leave a class of few parts in one fold alone (seen with 1.2.1).
"""

import numpy as np


def dealt(labels, parts, folds, seed):
    """The fold of each picture, int64 [n]. No part shows two classes; each class needs `folds` parts at least."""
    random = np.random.default_rng(seed)
    told = np.empty(len(labels), np.int64)
    for label in np.unique(labels):
        rows = np.nonzero(labels == label)[0]
        names, sizes = np.unique(parts[rows], return_counts=True)
        order = random.permutation(len(names))
        # The largest first, each to the fold that holds fewest of this class; less than one picture decides between equals.
        held = random.random(folds)
        for place in order[np.argsort(-sizes[order], kind="stable")]:
            fold = int(held.argmin())
            told[rows[parts[rows] == names[place]]] = fold
            held[fold] += sizes[place]
    return told


def counts(labels, parts, classes):
    """How many parts show each class."""
    return np.array([len(np.unique(parts[labels == number])) for number in range(classes)])


def kept_together(parts):
    """What is left out at a time, in words: a part where several pictures show one, else a picture."""
    return "part" if len(np.unique(parts)) < len(parts) else "picture"
