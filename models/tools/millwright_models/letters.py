# SPDX-License-Identifier: EPL-2.0
"""Letters that nobody can read, as silk print, stickers and cameras leave on pictures: what stands there must not decide."""

import numpy as np
from scipy import ndimage

# Between letters and what is shown, pixels.
_CLEAR = 3


def write(random, picture, mask, largest=8):
    """Writes letters or a sticker on a picture, uint8 [h, w], in place; not where `mask` is set, nor near it."""
    side = min(picture.shape)
    written = text(random, side, largest) > 0.5
    ground = None
    if random.random() < 0.35:
        ground = sticker(random, side)
        written &= ground
    keep = ndimage.binary_dilation(mask[:side, :side], iterations=_CLEAR) if mask.any() else np.zeros((side, side), bool)
    view = picture[:side, :side]
    ink, paper = random.choice([0, 255, random.integers(0, 256)]), random.choice([0, 255, random.integers(0, 256)])
    if ground is not None:
        view[ground & ~keep] = paper
    view[written & ~keep] = ink


def text(random, size, largest=3):
    """Coverage of block letters somewhere, and of what looks like letters; `largest` is the pixels per stroke at most."""
    layer = np.zeros((size, size), np.float32)
    for _ in range(random.integers(1, 4)):
        scale = int(random.integers(1, largest + 1))
        letters = random.integers(2, 9)
        word = np.zeros((9, 6 * letters + 2), np.float32)
        for letter in range(letters):
            word[1:8, 6 * letter + 1 : 6 * letter + 6] = _glyph(random)
        if scale > 1 and random.random() < 0.5:
            word = ndimage.zoom(word, scale, order=1)
        else:
            word = np.kron(word, np.ones((scale, scale), np.float32))
        chance = random.random()
        if chance < 0.25:
            word = word.T
        elif chance < 0.4:
            word = ndimage.rotate(word, random.uniform(-60, 60), order=1)
        height, width = min(size, word.shape[0]), min(size, word.shape[1])
        top, left = random.integers(0, size - height + 1), random.integers(0, size - width + 1)
        np.maximum(layer[top : top + height, left : left + width], word[:height, :width], out=layer[top : top + height, left : left + width])
    return layer


def sticker(random, size):
    """Where a rectangular label lies that covers a part of the picture."""
    y, x = np.mgrid[0:size, 0:size] - random.uniform(0, 1, 2)[:, None, None] * size
    turn = 0.0 if random.random() < 0.7 else random.uniform(-0.5, 0.5)
    along, across = np.cos(turn) * x + np.sin(turn) * y, np.cos(turn) * y - np.sin(turn) * x
    return (np.abs(along) < random.uniform(0.1, 0.5) * size) & (np.abs(across) < random.uniform(0.06, 0.25) * size)


def _glyph(random):
    """Strokes on a grid of 7 x 5, as letters have."""
    glyph = np.zeros((7, 5), np.float32)
    for _ in range(random.integers(2, 5)):
        chance = random.random()
        if chance < 0.4:
            glyph[random.choice([0, 3, 6]), :] = 1
        elif chance < 0.8:
            glyph[:, random.choice([0, 2, 4])] = 1
        else:
            rows = np.arange(7)
            columns = np.round(np.linspace(0, 4, 7)).astype(int)
            glyph[rows, columns if random.random() < 0.5 else 4 - columns] = 1
    return glyph
