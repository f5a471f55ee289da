# SPDX-License-Identifier: EPL-2.0
"""A small convolutional network that scores every cell of 8 x 8 pixels of a picture of any size, alone or beside a reference.

One pass over the picture gives a defect score per cell and kind; the picture's verdict is that of its worst cell, so a board of
640 x 640 costs as much as its pixels, without tiles that overlap. `cells_graph.py` writes the same as an ONNX graph.
"""

import copy

import numpy as np
import torch
from torch import nn
from torch.nn import functional

CELL = 8
# Layers: channels out, stride, dilation. About 150,000 weights; a cell sees 75 pixels around it.
LAYERS = [(32, 2, 1), (32, 1, 1), (48, 2, 1), (48, 1, 1), (64, 2, 1), (64, 1, 2), (64, 1, 1)]
# Of these layers the mean and the greatest of every channel say what the picture as a whole is like.
LOOKED_AT = (1, 3, 6)
# And how uneven the brightness of fields is, of so many cells a side; a tenth of the range counts as one.
FIELDS = (1, 2, 4)
UNEVEN = 5.0
# A pixel is compared with all of the reference within so many pixels: what lies off by less is no difference.
REACHES = (1, 3)
# What is narrower than twice as many pixels, dark or bright, stands out of a picture alone.
SIZES = (2, 5)
# In what parts of its size a wide network looks at a picture.
SCALES = (1, 2, 4)
# And pressed together along one way, (down, across), where the picture as a whole is asked: what runs along a surface lies closer then.
PRESSED = ((1, 4), (4, 1))
# How often a wide network halves what its cells see, and the least spread of pixels (of -1 to 1) that counts as usual.
AROUND = 2
LEAST_USUAL = 0.02
MAP_SIDE = 16
# Below this spread of the cells' means (of 0 to 1) a picture shows nothing.
LEAST_SPREAD = 0.01


class CellNetwork(nn.Module):
    """`paired`: a reference comes with every picture. `kinds` counts the kinds of defects; "ok" is the absence of all.

    `wide`: the picture is looked at in several sizes with the same weights; every cell is also told what it is like around it and
    everywhere, and how far pixels stand out by what is usual in this picture. A board's design says nothing there, a surface's does.
    """

    def __init__(self, paired, kinds, normalised=True, wide=False):
        super().__init__()
        self.paired = paired
        self.wide = wide
        channels = 2 + 2 * len(REACHES) if paired else 1 + 2 * len(SIZES)
        channels *= 2 if wide else 1
        layers = []
        for out, stride, dilation in LAYERS:
            layers.append(nn.Conv2d(channels, out, 3, stride, dilation, dilation, bias=not normalised))
            if normalised:
                layers.append(nn.BatchNorm2d(out))
            layers.append(nn.ReLU(inplace=True))
            channels = out
        self.features = nn.Sequential(*layers)
        # Learned by one size first, the other sizes show the same.
        self.scales = SCALES if wide else SCALES[:1]
        self.around = nn.ModuleList()
        self.mixed = nn.ModuleList()
        if wide:
            for _ in range(AROUND):
                self.around.append(_convolution(channels, channels, normalised, 3, 2, 1))
            self.mixed.append(_convolution((2 + AROUND) * channels, channels, normalised, 1))
        self.cells = nn.Conv2d(channels, kinds, 1)
        # What only the whole picture shows, such as uneven brightness. Nothing, until fine-tuning finds something.
        looked = 2 * sum(LAYERS[number][0] for number in LOOKED_AT)
        # As many numbers are drawn for its weights, which are zeros after all, in every network: what training draws next, such as its
        # light, must not hang on how much the whole picture is asked.
        self.whole = nn.Linear(3 * len(FIELDS) + looked, kinds, bias=False)
        if wide:
            views = len(SCALES) + len(PRESSED)
            self.whole = nn.utils.skip_init(nn.Linear, 3 * len(FIELDS) + views * looked, kinds)
        for part in self.whole.parameters():
            nn.init.zeros_(part)

    def inputs(self, board, reference):
        """Channels from pixels of 0 to 255: the pictures in -1 to 1, and what the reference has nowhere near."""
        board = board * (2 / 255) - 1
        if not self.paired:
            channels = [board]
            for reach in SIZES:
                channels += [-_greatest(-_greatest(board, reach), reach) - board]
                channels += [board - _greatest(-_greatest(-board, reach), reach)]
            return torch.cat(_beside_usual(channels) if self.wide else channels, 1)
        reference = reference * (2 / 255) - 1
        channels = [board, reference]
        for reach in REACHES:
            channels += [functional.relu(board - _greatest(reference, reach))]
            channels += [functional.relu(-_greatest(-reference, reach) - board)]
        return torch.cat(channels, 1)

    def forward(self, board, reference=None):
        """Returns (scores per cell [n, kinds, h, w], scores per picture [n, kinds]): above 0 is a defect of that kind."""
        scores, looked = self._scores(board, reference)
        worst = scores.amax((2, 3))
        return scores, worst + self.whole(self._looked_at(board, looked)) if self.asks_whole() else worst

    def asks_whole(self):
        """Whether anything was found that only the whole picture shows: in a wide network it costs as much again as two thirds."""
        return not self.wide or any(bool(part.any()) for part in self.whole.parameters())

    def looked_at(self, board, reference=None):
        """What the whole picture is judged by, [n, features], and the worst cell's score of each kind, [n, kinds]."""
        scores, looked = self._scores(board, reference)
        return self._looked_at(board, looked), scores.amax((2, 3))

    def _scores(self, board, reference):
        looked = [_unevenness(board)]
        scores = self.cells(self._told_around(self._seen(board, reference, looked)))
        for scale in self.scales[1:]:
            smaller = self.cells(self._told_around(self._seen(_smaller(board, (scale, scale)), None, looked)))
            scores = scores + _larger(smaller, scale, scores)
        return scores / len(self.scales), looked

    def _looked_at(self, board, looked):
        for parts in PRESSED if self.wide else ():
            self._seen(_smaller(board, parts), None, looked)
        return torch.cat(looked, 1)

    def _seen(self, board, reference, looked):
        """The features of each cell; to `looked` the mean and the greatest of some layers are added."""
        features = self.inputs(board, reference)
        number = 0
        for part in self.features:
            features = part(features)
            if isinstance(part, nn.ReLU):
                if number in LOOKED_AT:
                    looked += [features.mean((2, 3)), features.amax((2, 3))]
                number += 1
        return features

    def _told_around(self, features):
        if not self.wide:
            return features
        told, small = [features, features.mean((2, 3), keepdim=True).expand_as(features)], features
        for number, layer in enumerate(self.around):
            small = layer(small)
            told.append(_larger(small, 2 ** (number + 1), features))
        return self.mixed[0](torch.cat(told, 1))


def _smaller(board, parts):
    """The picture at a part of its size, (down, across), continued where that does not divide it."""
    down, across = parts
    return functional.avg_pool2d(functional.pad(board, (0, across - 1, 0, down - 1), mode="replicate"), parts)


def _larger(cells, scale, like):
    """Every cell repeated so often either way, cut to the size of others."""
    return functional.interpolate(cells, scale_factor=scale, mode="nearest")[:, :, : like.shape[2], : like.shape[3]]


def _convolution(channels, out, normalised, size, stride=1, padding=0):
    parts = [nn.Conv2d(channels, out, size, stride, padding, bias=not normalised)]
    return nn.Sequential(*parts, *([nn.BatchNorm2d(out)] if normalised else []), nn.ReLU(inplace=True))


def _beside_usual(channels):
    """The channels, and each by what is usual in the picture: brightness by its spread, what is narrow by its mean."""
    board, *narrow = channels
    off = board - board.mean((2, 3), keepdim=True)
    usual = [off / torch.sqrt((off * off).mean((2, 3), keepdim=True) + LEAST_USUAL**2)]
    usual += [part / (4 * part.mean((2, 3), keepdim=True) + LEAST_USUAL) for part in narrow]
    return [*channels, *usual]


def _unevenness(board):
    """Of fields of several sizes: the spread of their brightness, and how far the brightest and the darkest lie off the mean."""
    said = []
    for side in FIELDS:
        fields = functional.avg_pool2d(board * (2 / 255), side * CELL).flatten(1)
        off = fields - fields.mean(1, keepdim=True)
        said += [torch.sqrt((off * off).mean(1, keepdim=True) + 1e-6), off.amax(1, keepdim=True), -off.amin(1, keepdim=True)]
    return UNEVEN * torch.cat(said, 1)


def _greatest(picture, reach):
    """The greatest pixel within a reach either way, by pairs of pairs: a few comparisons per pixel, however far it reaches."""
    for axis in (2, 3):
        ends = (reach, reach) if axis == 3 else (0, 0, reach, reach)
        picture = functional.pad(picture, ends, value=-np.inf)
        seen = 1
        while seen < 2 * reach + 1:
            step = min(seen, 2 * reach + 1 - seen)
            left = picture.shape[axis] - step
            picture = torch.maximum(picture.narrow(axis, 0, left), picture.narrow(axis, step, left))
            seen += step
    return picture


def folded(network):
    """The same network with its normalisations folded into the convolutions."""
    plain = CellNetwork(network.paired, network.cells.out_channels, normalised=False, wide=network.wide)
    parts = [part for part in network.modules() if isinstance(part, (nn.Conv2d, nn.BatchNorm2d)) and part is not network.cells]
    for target in convolutions(plain):
        if len(parts) > 1 and isinstance(parts[1], nn.BatchNorm2d):
            part, norm = parts[0], parts[1]
            factor = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            target.weight.data = part.weight.data * factor[:, None, None, None]
            target.bias.data = norm.bias.data - norm.running_mean * factor
            parts = parts[2:]
        else:
            target.weight.data, target.bias.data = parts[0].weight.data.clone(), parts[0].bias.data.clone()
            parts = parts[1:]
    plain.cells.load_state_dict(network.cells.state_dict())
    plain.whole.load_state_dict(network.whole.state_dict())
    return plain.eval()


def averaged(networks):
    """One network with the mean of each weight."""
    mean = copy.deepcopy(networks[0])
    with torch.no_grad():
        for target, *sources in zip(mean.parameters(), *(network.parameters() for network in networks)):
            target.copy_(torch.stack(sources).mean(0))
    return mean


def convolutions(network):
    """The convolutions before the cells' scores, in their order."""
    return [part for part in network.modules() if isinstance(part, nn.Conv2d) and part is not network.cells]


def pooled(map_height, map_width):
    """How many cells one element of the coarse map takes, (down, across)."""
    return max(1, map_height // MAP_SIDE), max(1, map_width // MAP_SIDE)


def cells_of(pixels):
    """Cells along a side of a picture."""
    for _, stride, _ in LAYERS:
        pixels = (pixels + stride - 1) // stride
    return pixels


def statement(network, board, reference, least_match):
    """Everything that the graph says of pictures [n, 1, h, w], as a dict of arrays; in the precision of the network."""
    with torch.no_grad():
        scores, picture = network(board, reference)
        worst = picture.amax(1, keepdim=True)
        flat = scores.amax(1).flatten(1)
        cell = flat.argmax(1, keepdim=True)
        width = scores.shape[3]
        down, across = pooled(scores.shape[2], width)
        any_kind = torch.sigmoid(torch.amax(scores, 1, keepdim=True))
        coarse = functional.max_pool2d(any_kind, (down, across), (down, across)).flatten(1)
        return {
            "defect": torch.sigmoid(worst).numpy(),
            "kind": torch.softmax(functional.pad(picture, (1, 0)), 1).numpy(),
            "x": ((cell % width) * CELL + CELL / 2).double().numpy(),
            "y": ((cell // width) * CELL + CELL / 2).double().numpy(),
            "picture": usable(board, reference, least_match).numpy(),
            "map": torch.round(coarse * 100).numpy() / 100,
        }


def usable(board, reference, least_match):
    """Scores of "usable", "empty" and, with a reference, "other board": the greatest says what the picture is."""
    spread, match = spread_and_match(board, reference)
    scores = [torch.zeros_like(spread), 1 - spread / LEAST_SPREAD]
    if reference is not None:
        scores.append(least_match - match)
    return torch.cat(scores, 1)


def spread_and_match(board, reference):
    """Spread of the cells' mean brightness (0 to 0.5), and its correlation with the reference's."""
    means = functional.avg_pool2d(board / 255, CELL)
    means = means - means.mean((2, 3), keepdim=True)
    power = (means * means).mean((1, 2, 3))[:, None]
    if reference is None:
        return torch.sqrt(power), None
    others = functional.avg_pool2d(reference / 255, CELL)
    others = others - others.mean((2, 3), keepdim=True)
    other_power = (others * others).mean((1, 2, 3))[:, None]
    together = (means * others).mean((1, 2, 3))[:, None]
    return torch.sqrt(power), together / torch.sqrt(power * other_power + 1e-12)


def scores_of(network, pictures, batch=64):
    """Scores per picture, float32 [n, kinds], for uint8 pictures [n, 1 or 2, h, w]."""
    network.eval()
    found = []
    with torch.no_grad():
        for start in range(0, len(pictures), batch):
            part = torch.from_numpy(pictures[start : start + batch]).float()
            found.append(network(part[:, :1], part[:, 1:2] if network.paired else None)[1].numpy())
    return np.concatenate(found)


def turned(random, pictures, targets=None):
    """Pictures [n, c, h, w], all alike, mirrored or turned by quarters at random; their targets per cell [n, h, w] likewise."""
    turn, mirror = int(random.integers(4)), random.random() < 0.5

    def apply(tensor):
        tensor = torch.rot90(tensor, turn, (-2, -1)) if tensor.shape[-1] == tensor.shape[-2] else tensor
        return torch.flip(tensor, (-1,)) if mirror else tensor

    return apply(pictures), None if targets is None else apply(targets)
