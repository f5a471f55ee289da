# SPDX-License-Identifier: EPL-2.0
"""Fine-tunes an inspection model on a few pictures per class of one's own line: transfer learning from a shipped model folder.

`./millwright model finetune` decodes and fits the pictures as a gateway does and hands them over; this trains, judges itself by
pictures that it left out, and writes the new folder.
"""

import copy
import json
import os
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.metrics import f1_score, roc_auc_score
from torch.nn import functional

from . import cells, cells_graph, folder, inspection, letters, statements, whole
from .errors import InputError
from .folds import counts, dealt, kept_together

FOLDS = 5
BATCH = 16
MOST_EPOCHS = 40
_SHOTS_EVERY = 5
_RATE, _HEAD_RATE = 6e-4, 3e-3
# On all pictures it is trained so many times from other seeds, and the weights are averaged: steadier than any one of them.
_TIMES = 3
_KEPT = 0.98
# How the limit was chosen, of layers trained on and of a head.
_LIMITS = (
    "best balanced accuracy on pictures left out, moved to a probability of 0.5",
    "a probability of 0.5 of the head's, with half of the pictures without a defect",
)
# Beyond these a picture shows each defect in so many pixels that half of the epochs do.
_MANY_PIXELS = 128 * 128
# Larger pictures are trained on by windows around what the model before finds most suspicious.
_WHOLE_PIXELS = 256 * 256
_WINDOW = 96
_WINDOWS = 3


@dataclass
class Shown:
    """Pictures uint8 [n, 1 or 2, h, w], the class of each and the part that it shows, the classes with "ok" first, how they were fitted."""

    pictures: np.ndarray
    labels: np.ndarray
    parts: np.ndarray
    classes: list
    fit: str
    sha256: str


def read(folder_path):
    """Reads what `./millwright model finetune` hands over: pictures.json and pictures.bin."""
    with open(os.path.join(folder_path, "pictures.json"), encoding="utf-8") as file:
        listed = json.load(file)
    shape = (len(listed["labels"]), listed["channels"], listed["height"], listed["width"])
    data = os.path.join(folder_path, "pictures.bin")
    pictures = np.fromfile(data, np.uint8)
    if pictures.size != np.prod(shape):
        raise InputError(f"{data}: {pictures.size} bytes, not {np.prod(shape)}. Remedy: start ./millwright model finetune again.")
    sha256 = statements.made_data("pictures", pictures.tobytes(), shape[0])["sha256"]
    labels, parts = np.asarray(listed["labels"]), np.asarray(listed["parts"])
    return Shown(pictures.reshape(shape), labels, parts, listed["classes"], listed["fit"], sha256)


def run(base_folder, data_folder, test_folder, out, name, version, seed, progress=print):
    """Fine-tunes and writes the folder; returns its figures as a dict. `test_folder` may be None."""
    torch.set_num_threads(1)
    with open(os.path.join(base_folder, folder.JSON_FILE), encoding="utf-8") as file:
        described = json.load(file)
    base = cells_graph.read(os.path.join(base_folder, folder.ONNX_FILE))
    known = next((reading["labels"] for reading in described.get("readings", []) if reading["name"] == "kind"), [])
    shown = read(data_folder)
    if base.paired != (shown.pictures.shape[1] == 2):
        raise InputError(f"{base_folder}: takes {'a' if base.paired else 'no'} reference. Remedy: start ./millwright model finetune.")
    least = counts(shown.labels, shown.parts, len(shown.classes))
    folds = int(min(FOLDS, least.min()))
    if folds < 2:
        raise InputError(
            f"class {shown.classes[int(least.argmin())]!r} has {least.min()} {kept_together(shown.parts)}(s). "
            "Remedy: 2 at least, 20 are a good start."
        )
    rows = np.arange(len(shown.labels))
    start = _with_classes(base, known, shown, rows)
    before = cells.scores_of(start, shown.pictures, 16)
    way = (_Head if base.wide else _Layers)(base, known, shown, seed, progress)
    told, per_way = _held_out(way, shown, folds, seed, progress)
    chosen, shift = _choice(per_way, shown.labels, way.limited)
    network, how = way.finished(start, chosen)
    network.cells.bias.data -= shift
    figures = _figures(before, _judged(told, per_way, shown.labels, folds, way.limited), told, shown, folds)
    if test_folder:
        figures["test"] = _tested(start, network, read(test_folder))
    _write(out, name, version, described, network, shown, figures, how, folds, seed, base_folder)
    return {**figures, "trained": how, "pictures": int(len(shown.labels)), "classes": shown.classes}


def _likest(base, known, shown, rows):
    """Which of the kinds that the network knows each class of one's own begins as: that of the same name where there is one, else what
    these rows look like most."""
    strange = [number for number, name in enumerate(shown.classes) if number and name not in known[1:]]
    scores = cells.scores_of(base, shown.pictures[rows], 16) if strange else None
    return [
        int((scores[shown.labels[rows] == number].mean(0) - scores.mean(0)).argmax()) if number in strange else known.index(name) - 1
        for number, name in enumerate(shown.classes[1:], 1)
    ]


def _with_classes(base, known, shown, rows):
    """The network with a score per class of one's own."""
    network = cells.CellNetwork(base.paired, len(shown.classes) - 1, normalised=False, wide=base.wide)
    for target, source in zip(cells.convolutions(network), cells.convolutions(base)):
        target.load_state_dict(source.state_dict())
    same = _likest(base, known, shown, rows)
    network.cells.weight.data, network.cells.bias.data = base.cells.weight.data[same].clone(), base.cells.bias.data[same].clone()
    return network


class _Layers:
    """Trains the layers on: of boards. Its ways are numbers of epochs; the limit is chosen on pictures left out."""

    limited = True

    def __init__(self, base, known, shown, seed, progress):
        self.base, self.known, self.shown, self.seed, self.progress = base, known, shown, seed, progress
        self.most = MOST_EPOCHS if shown.pictures[0, 0].size <= _MANY_PIXELS else MOST_EPOCHS // 2

    def left_out(self, train, test, fold):
        """Per way, the scores of the pictures left out [ways, n, kinds]."""
        start = _with_classes(self.base, self.known, self.shown, train)
        networks = _train(start, self.shown, train, self.most, self.seed + fold)
        return np.stack([cells.scores_of(network, self.shown.pictures[test], 16) for network in networks])

    def finished(self, start, chosen):
        """(the network trained on all pictures, how)."""
        epochs, rows = (chosen + 1) * _SHOTS_EVERY, np.arange(len(self.shown.labels))
        self.progress(f"training on all {len(rows)} pictures, {epochs} epochs, {_TIMES} times")
        networks = [_train(start, self.shown, rows, epochs, self.seed + time)[-1] for time in range(_TIMES)]
        return cells.averaged(networks), f"Trained for {epochs} epochs."


class _Head:
    """Fits a head to what the layers see of the whole picture: of surfaces. Its ways are penalties; its own limit is the better one."""

    limited = False

    def __init__(self, base, known, shown, seed, progress):
        self.base, self.known, self.shown = base, known, shown
        progress(f"looking at {len(shown.labels)} pictures, {1 + whole.VIEWS} times")
        # Each class of one's own begins as what the cells of the whole network say of a kind.
        self.looked = whole.look(base, shown.pictures, seed)

    def left_out(self, train, test, fold):
        """Per way, the scores of the pictures left out [ways, n, kinds]."""
        same = _likest(self.base, self.known, self.shown, train)
        features, worst = self.looked.features[0, test], self.looked.worst[0, test][:, same]
        return np.stack([self._head(train, same, penalty).scores(features, worst) for penalty in whole.PENALTIES])

    def finished(self, start, chosen):
        """(the network with a head for all pictures, how)."""
        rows, penalty = np.arange(len(self.shown.labels)), whole.PENALTIES[chosen]
        head = self._head(rows, _likest(self.base, self.known, self.shown, rows), penalty)
        return head.applied(copy.deepcopy(start)), f"A head on {1 + whole.VIEWS} views of each picture, penalty {penalty:g}."

    def _head(self, rows, same, penalty):
        labels = self.shown.labels[rows]
        return whole.fit(self.looked, rows, labels, same, penalty, _balance(labels, len(self.shown.classes)))


def _held_out(way, shown, folds, seed, progress):
    """Trains per fold on the others; returns (fold of each picture, per way the scores of pictures left out)."""
    told, found = dealt(shown.labels, shown.parts, folds, seed), None
    for fold in range(folds):
        train, test = np.nonzero(told != fold)[0], np.nonzero(told == fold)[0]
        progress(f"fold {fold + 1} of {folds}: {len(train)} pictures to learn from, {len(test)} left out")
        scores = way.left_out(train, test, fold)
        found = np.empty((len(scores), len(told), scores.shape[2]), np.float32) if found is None else found
        found[:, test] = scores
    return told, found


def _choice(per_way, labels, limited):
    """The way, as its place in `per_way`, and the limit of the worst score that fit these pictures best."""
    best = int(np.argmin([_cross_entropy(scores, labels) for scores in per_way]))
    return best, _limit(per_way[best].max(1), labels > 0) if limited else 0.0


def _judged(told, per_way, labels, folds, limited):
    """Scores of every picture, the limit taken off, with way and limit chosen on the pictures of the other folds alone."""
    judged = np.empty(per_way.shape[1:], np.float32)
    for fold in range(folds):
        others = told != fold
        chosen, shift = _choice(per_way[:, others], labels[others], limited)
        judged[~others] = per_way[chosen, ~others] - shift
    return judged


def _cross_entropy(scores, labels):
    padded = functional.pad(torch.from_numpy(scores), (1, 0))
    weights = _balance(labels, padded.shape[1])
    return float(functional.cross_entropy(padded, torch.from_numpy(labels).long(), weights))


def _balance(labels, classes):
    """Weights of the classes as if half of the pictures showed no defect, and every kind were as frequent."""
    counts = np.bincount(labels, minlength=classes).clip(1)
    shares = np.where(np.arange(classes) == 0, 0.5, 0.5 / max(1, classes - 1))
    return torch.from_numpy(len(labels) * shares / counts).float()


def _train(start, shown, rows, epochs, seed):
    """Trains on some pictures; returns the averaged network after every few epochs."""
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    network = copy.deepcopy(start).train()
    averaged = copy.deepcopy(start).eval()
    small = shown.pictures[0, 0].size <= _WHOLE_PIXELS
    head = [*network.cells.parameters(), *(network.whole.parameters() if small else [])]
    body = [part for layer in cells.convolutions(network) for part in layer.parameters()]
    optimiser = torch.optim.AdamW([{"params": body, "lr": _RATE}, {"params": head, "lr": _HEAD_RATE}], weight_decay=1e-2)
    windows = _windows(start, shown.pictures[rows], small)
    labels = torch.from_numpy(shown.labels[rows]).long()
    weights = _balance(shown.labels[rows], len(shown.classes))
    shots = []
    for epoch in range(epochs):
        order = random.permutation(len(rows))
        for first in range(0, len(order), BATCH):
            part = order[first : first + BATCH]
            loss = _loss(network, _varied(random, windows[part]), labels[part], weights)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            with torch.no_grad():
                for kept, new in zip(averaged.parameters(), network.parameters()):
                    kept.lerp_(new, 1 - min(_KEPT, (epoch + 1) / (epoch + 3)))
        if (epoch + 1) % _SHOTS_EVERY == 0 or epoch + 1 == epochs:
            shots.append(copy.deepcopy(averaged))
    return shots


def _loss(network, windows, labels, weights):
    count, several = windows.shape[:2]
    flat = windows.flatten(0, 1)
    scores, picture = network(flat[:, :1], flat[:, 1:2] if network.paired else None)
    picture = picture.unflatten(0, (count, several)).amax(1)
    loss = functional.cross_entropy(functional.pad(picture, (1, 0)), labels, weights, label_smoothing=0.03)
    fine = labels.repeat_interleave(several) == 0
    if fine.any():
        # In a picture without a defect no cell shows one.
        loss = loss + 0.5 * functional.softplus(scores[fine]).mean()
    return loss


def _windows(network, pictures, small):
    """The pictures themselves, or of each the windows that are most suspicious: uint8 [n, windows, channels, h, w]."""
    if small:
        return pictures[:, None]
    height, width = pictures.shape[2:]
    high, wide = min(_WINDOW, height), min(_WINDOW, width)
    found = []
    for picture in pictures:
        tensor = torch.from_numpy(picture[None]).float()
        with torch.no_grad():
            scores = network(tensor[:, :1], tensor[:, 1:2] if network.paired else None)[0].amax(1)[0].numpy()
        parts = []
        for _ in range(_WINDOWS):
            row, column = np.unravel_index(scores.argmax(), scores.shape)
            top = int(np.clip(row * cells.CELL - high // 2, 0, height - high))
            left = int(np.clip(column * cells.CELL - wide // 2, 0, width - wide))
            parts.append(picture[:, top : top + high, left : left + wide])
            reach = _WINDOW // cells.CELL // 2
            scores[max(0, row - reach) : row + reach, max(0, column - reach) : column + reach] = -np.inf
        found.append(np.stack(parts))
    return np.stack(found)


def _varied(random, windows):
    """A batch mirrored, turned, moved, lit differently, and some of it with letters, whatever the class: they must not decide."""
    square = windows.shape[-1] == windows.shape[-2]
    varied = []
    for bag in windows.copy():
        if random.random() < 0.2:
            # Fine strokes: where the defect lies is not known, and what covers it would be called by its name.
            side = min(bag.shape[-2:])
            written = letters.text(random, side) > 0.5
            bag[:, 0, :side, :side][:, written] = random.integers(0, 256)
        bag = np.rot90(bag, int(random.integers(4)) if square else 2 * int(random.integers(2)), (-2, -1))
        bag = bag[..., ::-1] if random.random() < 0.5 else bag
        varied.append(np.roll(bag, random.integers(-3, 4, 2), (-2, -1)))
    varied = torch.from_numpy(np.stack(varied)).float()
    shape = (*varied.shape[:3], 1, 1)
    gain, offset = 1 + 0.08 * torch.randn(shape), 6 * torch.randn(shape)
    return ((varied - 128) * gain + 128 + offset + 2 * torch.randn_like(varied)).clamp(0, 255)


def _limit(worst, defective):
    """The limit of the worst score with the best balanced accuracy on pictures left out, in the middle of its gap."""
    order = np.sort(np.unique(worst))
    limits = np.concatenate([[order[0] - 1], (order[1:] + order[:-1]) / 2, [order[-1] + 1]])
    balanced = [((worst >= limit) & defective).sum() / max(1, defective.sum()) + ((worst < limit) & ~defective).sum() / max(1, (~defective).sum()) for limit in limits]
    best = np.nonzero(np.isclose(balanced, max(balanced)))[0]
    return float(limits[best[len(best) // 2]])


def _figures(before, after, told, shown, folds):
    """Macro-F1 and ROC-AUC of the pictures left out, per fold, beside the model before fine-tuning on the same pictures."""
    figures = {"macro_f1": [], "roc_auc": [], "macro_f1_before": [], "roc_auc_before": []}
    kinds = np.arange(len(shown.classes))
    for fold in range(folds):
        rows = told == fold
        for scores, ending in ((after, ""), (before, "_before")):
            called = np.concatenate([np.zeros((rows.sum(), 1)), scores[rows]], 1).argmax(1)
            figures["macro_f1" + ending].append(f1_score(shown.labels[rows], called, labels=kinds, average="macro", zero_division=0))
            figures["roc_auc" + ending].append(roc_auc_score(shown.labels[rows] > 0, scores[rows].max(1)))
    called = np.concatenate([np.zeros((len(after), 1)), after], 1).argmax(1)
    confusion = np.zeros((len(kinds),) * 2, np.int64)
    np.add.at(confusion, (shown.labels, called), 1)
    return {**figures, "confusion": confusion.tolist()}


def _tested(before, network, shown):
    """The same figures on pictures that nothing was learned or chosen from."""
    tested = {"pictures": int(len(shown.labels))}
    for scored, ending in ((network, ""), (before, "_before")):
        scores = cells.scores_of(scored, shown.pictures, 16)
        called = np.concatenate([np.zeros((len(scores), 1)), scores], 1).argmax(1)
        kinds = np.arange(len(shown.classes))
        tested["macro_f1" + ending] = f1_score(shown.labels, called, labels=kinds, average="macro", zero_division=0)
        tested["roc_auc" + ending] = float(roc_auc_score(shown.labels > 0, scores.max(1)))
    return tested


def _write(out, name, version, described, network, shown, figures, how, folds, seed, base_folder):
    base_name = f"{described['name']} {described['version']}"
    split = f"{folds}-fold by {kept_together(shown.parts)}"
    untuned = f"{base_name}, not fine-tuned"
    tested = figures.get("test")
    apart = f"{tested['pictures']} pictures apart" if tested else ""
    metrics = [
        statements.metric(label, tested[key], tested[key + "_before"], untuned, apart)
        for label, key in (("macro-F1", "macro_f1"), ("ROC-AUC", "roc_auc"))
        if tested
    ] + [
        statements.metric_of_folds("macro-F1", figures["macro_f1"], figures["macro_f1_before"], untuned, split),
        statements.metric_of_folds("ROC-AUC", figures["roc_auc"], figures["roc_auc_before"], untuned, split),
    ]
    height, width = shown.pictures.shape[2:]
    contract = inspection.Contract(
        name,
        version,
        f"{base_name}, fine-tuned on {len(shown.labels)} pictures: whether a picture shows a defect, of which kind, and where.",
        inspection.Picture(width, height, shown.fit),
        shown.classes,
        _least_match(network, shown),
        statements.chosen("given", split, _LIMITS[network.wide]),
        statements.training(
            f"./millwright model finetune {os.path.basename(os.path.abspath(base_folder))} --pictures DIR --out FOLDER",
            seed,
            [{"name": "pictures, decoded and fitted", "sha256": shown.sha256, "rows": int(len(shown.labels))}],
        ),
        metrics,
        described.get("use"),
        ok=shown.classes[0],
    )
    random = np.random.default_rng(seed)
    order = random.permutation(len(shown.labels))[:24]
    # Around the middle, where a picture cut to its defect shows it.
    top, left = max(0, height // 2 - 28), max(0, width // 2 - 28)
    inspection.write(out, contract, network, shown.pictures[order][:, :, top:, left:])
    folder.write_text(out, "figures", [("Pictures left out", _table(shown, figures, how))])


def _least_match(network, shown):
    """Half of the least correlation with its reference that a picture of the line has; 0.3 at most."""
    if not network.paired:
        return 0.0
    tensor = torch.from_numpy(shown.pictures).float()
    _, match = cells.spread_and_match(tensor[:, :1], tensor[:, 1:])
    return float(np.clip(np.percentile(match.numpy(), 1) * 0.6, -0.5, 0.4))


def _table(shown, figures, how):
    lines = [f"{how} Rows are what a picture shows, columns what the model said of it when it was left out.", ""]
    lines += ["| | " + " | ".join(shown.classes) + " |", "|---" * (len(shown.classes) + 1) + "|"]
    for name, row in zip(shown.classes, figures["confusion"]):
        lines.append(f"| {name} | " + " | ".join(str(count) for count in row) + " |")
    return "\n".join(lines)
