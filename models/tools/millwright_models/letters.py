# SPDX-License-Identifier: EPL-2.0
"""Letters that nobody can read, as silk print, stickers and cameras leave on pictures: what stands there must not decide."""

import numpy as np


def text(random, size, largest=3):
    """Coverage of block letters somewhere, and of what looks like letters; `largest` is the pixels per stroke at most."""
    layer = np.zeros((size, size), np.float32)
    for _ in range(random.integers(1, 4)):
        scale = int(random.integers(1, largest + 1))
        letters = random.integers(2, 9)
        word = np.zeros((7, 6 * letters), np.float32)
        for letter in range(letters):
            word[:, 6 * letter : 6 * letter + 5] = _glyph(random)
        word = np.kron(word, np.ones((scale, scale), np.float32))
        if random.random() < 0.3:
            word = word.T
        height, width = min(size, word.shape[0]), min(size, word.shape[1])
        top, left = random.integers(0, size - height + 1), random.integers(0, size - width + 1)
        np.maximum(layer[top : top + height, left : left + width], word[:height, :width], out=layer[top : top + height, left : left + width])
    return layer


def _glyph(random):
    """Strokes on a grid of 7 x 5, as letters have."""
    glyph = np.zeros((7, 5), np.float32)
    for _ in range(random.integers(2, 5)):
        if random.random() < 0.5:
            glyph[random.choice([0, 3, 6]), :] = 1
        else:
            glyph[:, random.choice([0, 2, 4])] = 1
    return glyph
