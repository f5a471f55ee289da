# SPDX-License-Identifier: EPL-2.0
"""Draws grey surfaces without a pattern that must be there: cast, ground, pressed or coated, and what may be wrong with them."""

import numpy as np
from scipy import ndimage

import ferrite
import grounds

KINDS = ["pit", "crack", "chip", "fray", "shade"]
# Of a defect: what is less nobody sees.
_LEAST_PIXELS, _LEAST_OFF = 5, 5


def picture(random, size, *kinds, ferrite_share=0.0):
    """A surface with a defect of each of these kinds (places in `KINDS`): (pictures uint8 [2, size, size]: as it is, and as the same
    camera would have seen it without them; mask int8 [size, size] of 1 + the kind). A share of them are ground parts of ferrite."""
    if ferrite_share and random.random() < ferrite_share:
        greys, mask = _ferrite(random, size, kinds)
        return _seen(random, np.stack(greys)), mask
    factor = 1.0
    if random.random() < 0.35:
        # Taken from nearer than it is sharp, or stretched.
        factor = np.exp(random.uniform(np.log(1.1), np.log(2.8)))
    small = max(24, int(np.ceil(size / factor)))
    greys, mask = _drawn(random, small, kinds)
    if small < size:
        y, x = grounds.places(size)
        at = np.stack([y + 0.5, x + 0.5]) * (small - 1)
        greys = [ndimage.map_coordinates(grey, at, order=1) for grey in greys]
        mask = mask[tuple(at.round().astype(int))]
    return _seen(random, np.stack(greys)), mask


def _seen(random, greys):
    """What a camera makes of them: sharpness, contrast, noise."""
    if random.random() < 0.4:
        greys = ndimage.gaussian_filter(greys, (0, *[random.uniform(0.3, 1.0)] * 2))
    if random.random() < 0.3:
        greys = 255 * (greys.clip(0, 255) / 255) ** np.exp(random.normal() * 0.3)
    greys = greys + random.standard_normal(greys.shape[1:], np.float32) * np.exp(random.uniform(np.log(0.3), np.log(5)))
    return greys.clip(0, 255).round().astype(np.uint8)


def _ferrite(random, size, kinds):
    """([with the defects, without], mask) of a ground part of ferrite, lying upright or turned."""
    while True:
        greys, shown, rough = ferrite.picture(random, size, [KINDS[kind] for kind in kinds])
        mask = np.zeros((size, size), np.int8)
        for kind, seen in zip(kinds, shown):
            mask[seen] = 1 + kind
        if _visible(greys, mask, kinds, rough):
            turn = 0 if random.random() < 0.6 else int(random.integers(4))
            return [np.rot90(grey, turn) for grey in greys], np.ascontiguousarray(np.rot90(mask, turn))


def _visible(greys, mask, kinds, rough):
    """Whether what the defects change can be seen beside grain that is so rough."""
    off = np.abs(greys[0].clip(0, 255) - greys[1].clip(0, 255))[mask > 0]
    return not kinds or (len(off) >= _LEAST_PIXELS and off.mean() > _LEAST_OFF + 0.2 * rough)


def _drawn(random, size, kinds):
    """([with the defects, without], mask)."""
    # What happens to the part's sides first: there can be one such defect.
    kinds = sorted(kinds, key=lambda kind: KINDS[kind] != "chip")
    while True:
        mask = np.zeros((size, size), np.int8)
        ground = good = grounds.draw(random, size)
        for number, kind in enumerate(kinds):
            name = KINDS[kind]
            if name == "chip":
                good, ground, seen = _chip(random, size)
            elif name == "fray" and number == 0 and random.random() < 0.4:
                good, ground, seen = _frayed_border(random, size)
            else:
                grey, seen = _MAKERS[name](random, ground)
                ground = grounds.Ground(grey, ground.rough)
            mask[seen] = 1 + kind
        greys = [ground.grey, good.grey]
        if _visible(greys, mask, kinds, ground.rough):
            return greys, mask


def _depth(random, ground, least=2.0, most=7.0, plain=70):
    """How far a defect's grey lies off: some times the grain around, at least what an eye sees; faint and plain ones alike."""
    return ground.rough * random.uniform(least, most) * 0.7 + np.exp(random.uniform(np.log(7), np.log(plain)))


def _layered(random, ground, layer, depth, dark, least=0.35):
    """The surface with a layer darkened or lightened, not below what a dark hole has."""
    if random.random() < dark:
        return np.maximum(ground.grey - depth * layer, ground.grey * 0.25 - 5), layer > least
    return ground.grey + depth * layer, layer > least


def _reach(random, size, least, most):
    """From so many pixels to such a share of the picture, as often of each size."""
    return np.exp(random.uniform(np.log(least), np.log(max(least * 1.5, most * size))))


def _shape(random, size, radius, rough, slim=0.35):
    """How far pixels lie from the middle of a blot, 1 on its edge."""
    y, x = grounds.places(size)
    centre = random.uniform(-0.46, 0.46, 2)
    x, y = (x - centre[0]) * size, (y - centre[1]) * size
    turn = random.uniform(0, np.pi)
    along, across = np.cos(turn) * x + np.sin(turn) * y, np.cos(turn) * y - np.sin(turn) * x
    angle = np.arctan2(across, along)
    edge = 1 + rough * sum(random.normal() / k * np.cos(k * angle + random.uniform(0, 6.28)) for k in (2, 3, 5, 9))
    return np.hypot(along / radius, across / (radius * random.uniform(slim, 1))) / np.maximum(0.35, edge)


def _pit(random, ground):
    size = len(ground.grey)
    layer = np.zeros_like(ground.grey)
    rim = np.zeros_like(ground.grey)
    first = _reach(random, size, 1.4, 0.16)
    for _ in range(1 if random.random() < 0.7 else random.integers(2, 6)):
        radius = max(1.2, first * random.uniform(0.5, 1))
        far = _shape(random, size, radius, 0.25, 0.5)
        soft = random.uniform(0.7, max(0.8, 0.5 * radius))
        layer = np.maximum(layer, ((1 - far) * radius / soft + 0.5).clip(0, 1))
        rim = np.maximum(rim, np.exp(-(((far - 1.25) * radius / 1.2) ** 2)))
    depth = _depth(random, ground, 2.5, 8, 130)
    grey, mask = _layered(random, ground, layer, depth, 0.85)
    if random.random() < 0.3:
        grey = grey + rim * depth * random.uniform(-0.2, 0.6)
    if random.random() < 0.15:
        grey = grey + np.roll(layer > 0.9, random.integers(-1, 2, 2), (0, 1)) * layer * depth * random.uniform(0.3, 1)
    return grey, mask


def _walk(random, size, layer, start, heading, length, bend, wide):
    """A line that wanders and thins out towards its end."""
    at = np.array(start, float)
    turning = 0.0
    for step in range(int(length)):
        turning = 0.7 * turning + random.normal() * bend
        heading += turning * 0.5
        if random.random() < 0.03:
            heading += random.normal() * 0.6
        at += np.cos(heading), np.sin(heading)
        row, column = int(at[0]), int(at[1])
        if not (0 <= row < size and 0 <= column < size):
            break
        layer[row, column] = max(layer[row, column], 1 - (0.6 * step / length) ** 2 * wide)
        if random.random() < 0.012 and length > 12:
            _walk(random, size, layer, at, heading + random.choice([-1, 1]) * random.uniform(0.4, 1.2), (length - step) * 0.5, bend, wide)


def _crack(random, ground):
    size = len(ground.grey)
    layer = np.zeros_like(ground.grey)
    bend = np.exp(random.uniform(np.log(0.04), np.log(0.35)))
    for _ in range(1 if random.random() < 0.85 else 2):
        length = _reach(random, size, 9, 1.3)
        heading = random.uniform(0, 2 * np.pi)
        start = random.uniform(0.1, 0.9, 2) * size - 0.4 * length * np.array([np.cos(heading), np.sin(heading)]) * random.uniform(0, 1)
        _walk(random, size, layer, start.clip(1, size - 2), heading, length, bend, random.random())
    spread = random.uniform(0.35, 0.9) if random.random() < 0.75 else random.uniform(0.9, 0.012 * size + 1.2)
    blurred = ndimage.gaussian_filter(layer, spread)
    layer = (blurred / max(1e-6, np.percentile(blurred[layer > 0], 80)) if (layer > 0).any() else blurred).clip(0, 1)
    if random.random() < 0.3:
        # Here and there closed.
        layer = layer * (0.75 + 0.35 * grounds.cloud(random, size, 6)).clip(0.1, 1)
    return _layered(random, ground, layer, _depth(random, ground, 2, 6, 90), 0.85, 0.3)


def _broken(random, size, ground, outside):
    """What a broken place shows: darker or brighter than the surface, with a roughness of its own."""
    if random.random() < 0.4:
        return outside
    off = random.choice([-1, 1], p=[0.7, 0.3]) * _depth(random, ground, 2, 6, 90)
    rough = random.uniform(0.5, 2.5) * ground.rough + random.uniform(0, 14)
    return (ndimage.uniform_filter(ground.grey, 9) + off).clip(0, 250) + rough * grounds.cloud(random, size, np.exp(random.uniform(-0.5, 1.5)))


def _chip(random, size):
    """(good, damaged, mask): a piece broken out: of a side that the picture shows, or reaching in from beyond it, seldom within."""
    ground = grounds.draw(random, size, 0.12)
    level = float(np.median(ground.grey))
    outside = grounds.behind(random, size, level)
    if random.random() < 0.2:
        far = _shape(random, size, _reach(random, size, 3, 0.25), 0.4, 0.4)
        layer = ((1 - far) * 4 + 0.5).clip(0, 1)
        grey = ground.grey * (1 - layer) + _broken(random, size, ground, outside) * layer
        return ground, grounds.Ground(grey, ground.rough), layer > 0.5
    border = grounds.Border(random, size, random.choice([0, 1, 2, 3]) * np.pi / 2)
    if random.random() < 0.35:
        # The side itself lies just beyond the picture.
        border.inward = border.inward - border.inward.max() - random.uniform(0, 2)
    deep, half = _reach(random, size, 2.5, 0.4), _reach(random, size, 2.5, 0.45)
    shape = (1 - (np.abs(border.along - random.uniform(-0.4, 0.4) * size) / half) ** np.exp(random.uniform(-0.3, 1.2))).clip(0, 1)
    uneven = 1 + random.uniform(0, 0.4) * border.uneven(random, random.uniform(0.8, 5))
    broken = border.inward - min(0, border.inward.max()) + deep * shape * uneven * (shape > 0)
    mask = (broken > 0) & (border.inward <= 0)
    whole = border.chamfered(random, ground.grey)
    grey = border.cut(whole, broken, _broken(random, size, ground, outside))
    if random.random() < 0.3:
        # The broken side catches light, or none.
        grey = grey + random.normal() * 30 * np.exp(-((broken / random.uniform(0.8, 3)) ** 2)) * (shape > 0)
    return *(grounds.Ground(border.cut(one, border.inward, outside), ground.rough) for one in (whole, grey)), mask


def _fray(random, ground):
    """A patch that is rubbed or grainy: its own noise, brighter, darker or both."""
    size = len(ground.grey)
    far = _shape(random, size, _reach(random, size, 3, 0.4), 0.35, 0.25)
    layer = np.exp(-(far ** random.choice([2, 4, 8])) * random.uniform(0.6, 1.5)).astype(np.float32)
    return _rubbed(random, ground.grey, ground, layer), layer > 0.4


def _rubbed(random, grey, ground, layer):
    size = len(grey)
    grain = grounds.cloud(random, size, np.exp(random.uniform(np.log(0.4), np.log(0.02 * size + 1), random.integers(1, 3))))
    chance = random.random()
    if chance < 0.35:
        grain = np.abs(grain) * random.choice([-1, 1])
    elif chance < 0.5:
        grain = (np.abs(grain) > random.uniform(0.8, 1.8)) * random.choice([-2.0, 2.0])
    if random.random() < 0.3:
        grey = grey * (1 - layer) + ndimage.gaussian_filter(grey, 3) * layer
    grain = grain * (ground.rough * random.uniform(0.8, 3) + random.uniform(5, 30))
    return grey + layer * (grain + random.normal() * _depth(random, ground, 0.5, 2, 25))


def _frayed_border(random, size):
    """(good, damaged, mask): a side of the part that is ragged or rubbed along a piece."""
    ground = grounds.draw(random, size, 0.1)
    border = grounds.Border(random, size, random.choice([0, 1, 2, 3]) * np.pi / 2, 0.35)
    outside = grounds.behind(random, size, float(np.median(ground.grey)))
    half, deep = _reach(random, size, 4, 0.6), _reach(random, size, 2, 0.15)
    along = np.abs(border.along - random.uniform(-0.4, 0.4) * size) / half
    piece = np.exp(-(along**4)).astype(np.float32)
    ragged = deep * np.abs(border.uneven(random, random.uniform(0.6, 2.5)) + 0.5 * grounds.cloud(random, size, 1)) * piece
    layer = piece * np.exp(border.inward.clip(None, 0) / (deep * random.uniform(0.7, 2)))
    whole = grey = border.chamfered(random, ground.grey)
    if random.random() < 0.75:
        grey = _rubbed(random, grey, ground, layer.astype(np.float32))
    torn = border.inward + (ragged if random.random() < 0.75 else 0)
    cut = [grounds.Ground(border.cut(*one, outside), ground.rough) for one in ((whole, border.inward), (grey, torn))]
    return *cut, (layer > 0.4) & (border.inward < 1)


def _shade(random, ground):
    """Brightness that is not even: a cloud, a band, a step that runs across, or a part that was worked otherwise."""
    size = len(ground.grey)
    y, x = grounds.places(size)
    chance = random.random()
    if chance < 0.4:
        far = _shape(random, size, random.uniform(0.12, 0.55) * size, 0.25, 0.3)
        layer = np.exp(-(far ** random.choice([2, 4, 8])) * random.uniform(0.5, 1.3))
    else:
        turn = random.choice([0, np.pi / 2, random.uniform(0, 2 * np.pi)])
        across = np.cos(turn) * x + np.sin(turn) * y + 0.03 * random.random() * grounds.cloud(random, size, 0.2 * size)
        soft = np.exp(random.uniform(np.log(1 / size), np.log(0.08)))
        layer = 1 / (1 + np.exp(-((across - random.uniform(-0.3, 0.3)) / soft).clip(-30, 30)))
        if chance < 0.75:
            layer = layer - 1 / (1 + np.exp(-((across - random.uniform(-0.3, 0.3)) / soft).clip(-30, 30)))
            if layer.mean() < 0:
                layer = -layer
            layer = layer.clip(0, 1)
    layer = layer.astype(np.float32)
    depth = np.exp(random.uniform(np.log(9), np.log(60))) + 0.35 * ground.rough
    if random.random() < 0.35:
        grain = grounds.cloud(random, size, np.exp(random.uniform(-0.7, 1.2, 2))) * random.uniform(0, 2) * ground.rough
        ground = grounds.Ground(ground.grey * (1 - layer) + (ndimage.gaussian_filter(ground.grey, 4) + grain) * layer, ground.rough)
    return _layered(random, ground, layer, depth, 0.5, 0.4)


_MAKERS = {"pit": _pit, "crack": _crack, "fray": _fray, "shade": _shade}
