# SPDX-License-Identifier: EPL-2.0
"""Photographs copper as inspection cameras do: binarised or grey, with noise, uneven light, and not quite where it should be."""

import numpy as np
from scipy import fft, ndimage


class Camera:
    """One station: how it binarises, how bright copper and laminate are. `shot` takes pictures with it."""

    def __init__(self, random, variety):
        self.random = random
        self.binary = random.random() < 1 - variety.grey
        self.ink = 0.0
        low, high = (0.0, 255.0) if random.random() < 0.7 else (random.uniform(0, 40), random.uniform(215, 255))
        if not self.binary:
            low = random.uniform(10, 130)
            high = low + random.uniform(50, 125)
            self.ink = random.uniform(0.3, 1.0) if random.random() < 0.3 else 0.0
        self.levels = (high, low) if random.random() < variety.dark_copper else (low, high)
        self.blur = random.uniform(0.2, 0.6) if self.binary else random.uniform(0.3, 1.3)
        self.noise = 0.0 if self.binary else random.uniform(1, 12)
        self.rough = random.uniform(0.0, variety.rough)
        self.slip = 0.0 if random.random() < 0.2 else random.uniform(0.3, 3.0)
        self.etch = random.uniform(0.0, variety.etch)
        # Single pixels that are wrong, per square of 64 x 64.
        self.specks = 0.0 if random.random() < 0.4 else random.uniform(0.1, variety.most_specks)
        self.packed = random.uniform(0.02, 0.25) if random.random() < variety.packed else 0.0

    def place(self):
        """How far a board lies off: (dx, dy) in pixels and an angle in radians."""
        random = self.random
        return random.normal(size=2) * self.slip * 0.5, random.normal() * 0.004 if random.random() < 0.4 else 0.0

    def shot(self, copper, placed=None, print_=None):
        """A picture, uint8. `placed` moves the copper first; `print_` is the coverage of silk text, which grey pictures show."""
        random = self.random
        if placed is not None:
            copper = moved(copper, *placed)
            print_ = None if print_ is None else moved(print_, *placed)
        size = copper.shape[0]
        soft = ndimage.gaussian_filter(copper, self.blur)
        edges = ndimage.gaussian_filter(random.standard_normal(copper.shape, np.float32), random.uniform(0.0, 2.0))
        soft = soft + self.rough * edges / max(1e-6, edges.std())
        if self.binary:
            picture = self._binary(soft)
        else:
            low, high = self.levels
            picture = low + (high - low) * soft.clip(0, 1)
            if print_ is not None and self.ink:
                picture += (245 - picture) * (self.ink * print_)
            picture = self._light(picture, size)
        if self.packed:
            picture = packed(picture, self.packed)
        return picture.clip(0, 255).round().astype(np.uint8)

    def _binary(self, soft):
        random = self.random
        limit = 0.5 + random.normal() * self.etch * 0.5
        on = soft > np.clip(limit, 0.25, 0.75)
        for _ in range(random.poisson(self.specks * on.size / 4096)):
            x, y = random.integers(0, on.shape[0] - 2, 2)
            on[y : y + 1 + (random.random() < 0.25), x : x + 1 + (random.random() < 0.25)] ^= True
        low, high = self.levels
        picture = np.where(on, np.float32(high), np.float32(low))
        # Resampled once more on the way, in some stations.
        return ndimage.gaussian_filter(picture, 0.5) if random.random() < 0.2 else picture

    def _light(self, picture, size):
        random = self.random
        y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size - 0.5
        picture = picture * (1 + random.normal() * 0.12 * x + random.normal() * 0.12 * y)
        if random.random() < 0.5:
            cloud = ndimage.zoom(random.normal(size=(6, 6)), size / 6, order=1)[:size, :size]
            picture = picture + cloud * random.uniform(0, 8)
        picture = picture + random.normal() * 6 + random.standard_normal(picture.shape, np.float32) * self.noise
        return picture.astype(np.float32)


def moved(coverage, offset, angle):
    """Coverage shifted and turned about its centre; what comes in at the edges is repeated."""
    if angle == 0:
        return _shifted(_shifted(coverage, offset[0], 0), offset[1], 1)
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, -sin], [sin, cos]])
    centre = np.array(coverage.shape) / 2
    return ndimage.affine_transform(
        coverage, turn, centre - turn @ (centre + np.asarray(offset)), order=1, mode="nearest", output=np.float32
    )


def _shifted(coverage, by, axis):
    """Moved along an axis, between pixels too."""
    whole = int(np.floor(by))
    share = np.float32(by - whole)
    last = coverage.shape[axis] - 1
    places = np.arange(last + 1) - whole
    near, far = (coverage.take((places - more).clip(0, last), axis) for more in (0, 1))
    return near * (1 - share) + far * share


def packed(picture, coarse):
    """What a JPEG file keeps of a picture: blocks of 8 x 8 whose cosine terms are rounded, the fine ones coarsely."""
    high, wide = (side // 8 * 8 for side in picture.shape)
    blocks = picture[:high, :wide].reshape(high // 8, 8, wide // 8, 8) - 128.0
    terms = fft.dctn(blocks, axes=(1, 3), norm="ortho")
    order = np.arange(8)
    steps = (16 + 12.0 * (order[:, None] + order[None, :]))[None, :, None, :] * coarse * 4
    terms = np.round(terms / steps) * steps
    kept = picture.copy()
    kept[:high, :wide] = fft.idctn(terms, axes=(1, 3), norm="ortho").reshape(high, wide) + 128
    return kept
