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
from sklearn.model_selection import StratifiedKFold
from torch.nn import functional

from . import cells, cells_graph, folder, inspection, letters, statements
from .errors import InputError

FOLDS = 5
BATCH = 16
MOST_EPOCHS = 40
_SHOTS_EVERY = 5
_RATE, _HEAD_RATE = 6e-4, 3e-3
# On all pictures it is trained so many times from other seeds, and the weights are averaged: steadier than any one of them.
_TIMES = 3
_KEPT = 0.98
# So many of the first layers stay as they are, of a network for surfaces.
_KNOWN = 4
# Beyond these a picture shows each defect in so many pixels that half of the epochs do.
_MANY_PIXELS = 128 * 128
# Larger pictures are trained on by windows around what the model before finds most suspicious; those of surfaces, of which a
# defect may be half, from twice as many on.
_WHOLE_PIXELS = 256 * 256
_WINDOW = 96
_WINDOWS = 3


@dataclass
class Shown:
    """Pictures uint8 [n, 1 or 2, h, w], the class of each, the classes with "ok" first, and how they were fitted."""

    pictures: np.ndarray
    labels: np.ndarray
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
    return Shown(pictures.reshape(shape), np.asarray(listed["labels"]), listed["classes"], listed["fit"], sha256)


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
    counts = np.bincount(shown.labels, minlength=len(shown.classes))
    folds = int(min(FOLDS, counts.min()))
    if folds < 2:
        raise InputError(
            f"class {shown.classes[int(counts.argmin())]!r} has {counts.min()} picture(s). Remedy: 2 at least, 20 are a good start."
        )
    rows = np.arange(len(shown.labels))
    start = _with_classes(base, known, shown, rows)
    before = cells.scores_of(start, shown.pictures)
    told, per_shot = _held_out(base, known, shown, folds, seed, progress)
    shot, shift = _choice(per_shot, shown.labels)
    epochs = (shot + 1) * _SHOTS_EVERY
    progress(f"training on all {len(shown.labels)} pictures, {epochs} epochs, {_TIMES} times")
    network = _averaged([_train(start, shown, rows, epochs, seed + time)[-1] for time in range(_TIMES)])
    network.cells.bias.data -= shift
    figures = _figures(before, _judged(told, per_shot, shown.labels, folds), told, shown, folds)
    if test_folder:
        figures["test"] = _tested(start, network, read(test_folder))
    _write(out, name, version, described, network, shown, figures, epochs, folds, seed, base_folder)
    return {**figures, "epochs": epochs, "pictures": int(len(shown.labels)), "classes": shown.classes}


def _with_classes(base, known, shown, rows):
    """The network with a score per class of one's own: that of the same name where there is one, else what these rows look like most."""
    classes = shown.classes
    network = cells.CellNetwork(base.paired, len(classes) - 1, normalised=False, wide=base.wide)
    for target, source in zip(cells.convolutions(network), cells.convolutions(base)):
        target.load_state_dict(source.state_dict())
    strange = [number for number, name in enumerate(classes) if number and name not in known[1:]]
    scores = cells.scores_of(base, shown.pictures[rows], 16) if strange else None
    for number, name in enumerate(classes[1:], 1):
        if number in strange:
            of_class = shown.labels[rows] == number
            same = int((scores[of_class].mean(0) - scores.mean(0)).argmax())
        else:
            same = known.index(name) - 1
        for target, source in ((network.cells.weight, base.cells.weight), (network.cells.bias, base.cells.bias)):
            target.data[number - 1] = source.data[same]
    return network


def _held_out(base, known, shown, folds, seed, progress):
    """Trains per fold on the others; returns (fold of each picture, per number of epochs the scores of pictures left out)."""
    told = np.empty(len(shown.labels), np.int64)
    split = StratifiedKFold(folds, shuffle=True, random_state=seed).split(shown.labels, shown.labels)
    most = MOST_EPOCHS if shown.pictures[0, 0].size <= _MANY_PIXELS else MOST_EPOCHS // 2
    per_shot = np.empty((most // _SHOTS_EVERY, len(shown.labels), len(shown.classes) - 1), np.float32)
    for fold, (train, test) in enumerate(split):
        progress(f"fold {fold + 1} of {folds}: {len(train)} pictures to learn from, {len(test)} left out")
        told[test] = fold
        start = _with_classes(base, known, shown, train)
        for shot, network in enumerate(_train(start, shown, train, most, seed + fold)):
            per_shot[shot, test] = cells.scores_of(network, shown.pictures[test], 16)
    return told, per_shot


def _choice(per_shot, labels):
    """The number of epochs, as a place in `per_shot`, and the limit of the worst score that fit these pictures best."""
    best = int(np.argmin([_cross_entropy(scores, labels) for scores in per_shot]))
    return best, _limit(per_shot[best].max(1), labels > 0)


def _judged(told, per_shot, labels, folds):
    """Scores of every picture, the limit taken off, with epochs and limit chosen on the pictures of the other folds alone."""
    judged = np.empty(per_shot.shape[1:], np.float32)
    for fold in range(folds):
        others = told != fold
        shot, shift = _choice(per_shot[:, others], labels[others])
        judged[~others] = per_shot[shot, ~others] - shift
    return judged


def _averaged(networks):
    """One network with the mean of each weight."""
    mean = copy.deepcopy(networks[0])
    with torch.no_grad():
        for target, *sources in zip(mean.parameters(), *(network.parameters() for network in networks)):
            target.copy_(torch.stack([source for source in sources]).mean(0))
    return mean


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
    small = shown.pictures[0, 0].size <= _WHOLE_PIXELS * (2 if network.wide else 1)
    head = [*network.cells.parameters(), *(network.whole.parameters() if small else [])]
    layers = cells.convolutions(network)
    if network.wide:
        # What edges, spots and grain look like it knows from more pictures than these.
        for layer in layers[:_KNOWN]:
            layer.requires_grad_(False)
        layers = layers[_KNOWN:]
    body = [part for layer in layers for part in layer.parameters()]
    optimiser = torch.optim.AdamW([{"params": body, "lr": _RATE}, {"params": head, "lr": _HEAD_RATE}], weight_decay=1e-2)
    windows = _windows(start, shown.pictures[rows], small)
    labels = torch.from_numpy(shown.labels[rows]).long()
    weights = _balance(shown.labels[rows], len(shown.classes))
    shots = []
    for epoch in range(epochs):
        order = random.permutation(len(rows))
        for first in range(0, len(order), BATCH):
            part = order[first : first + BATCH]
            loss = _loss(network, _varied(random, windows[part], network.wide), labels[part], weights)
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


def _varied(random, windows, bent):
    """A batch mirrored, turned, moved, lit differently, and some of it with letters, whatever the class: they must not decide.

    `bent`: also nearer and farther, and turned a little, and lit more differently: a surface may lie and shine in any way.
    """
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
        varied.append(bag if bent else np.roll(bag, random.integers(-3, 4, 2), (-2, -1)))
    varied = torch.from_numpy(np.stack(varied)).float()
    if bent:
        varied = _bent(varied.flatten(0, 1)).unflatten(0, varied.shape[:2])
    shape = (*varied.shape[:3], 1, 1)
    light = 1.7 if bent else 1.0
    gain, offset = 1 + 0.08 * light * torch.randn(shape), 6 * light * torch.randn(shape)
    return ((varied - 128) * gain + 128 + offset + 2 * torch.randn_like(varied)).clamp(0, 255)


def _bent(pictures):
    """Each picture by up to a fifth nearer or farther, half of them turned a little, moved by up to 6 %, continued as in a mirror."""
    count = len(pictures)
    zoom, stretched = (torch.exp(reach * (2 * torch.rand(count) - 1)) for reach in (0.2, 0.08))
    turn = 0.15 * torch.randn(count) * (torch.rand(count) < 0.5)
    down, across = 0.06 * (2 * torch.rand(2, count) - 1)
    cos, sin = torch.cos(turn), torch.sin(turn)
    rows = [torch.stack([cos * zoom * stretched, -sin * zoom, across], 1), torch.stack([sin * zoom, cos * zoom / stretched, down], 1)]
    places = functional.affine_grid(torch.stack(rows, 1), list(pictures.shape), align_corners=False)
    return functional.grid_sample(pictures, places, padding_mode="reflection", align_corners=False)


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


def _write(out, name, version, described, network, shown, figures, epochs, folds, seed, base_folder):
    base_name = f"{described['name']} {described['version']}"
    split = f"{folds}-fold by picture"
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
        statements.chosen("given", split, "best balanced accuracy on pictures left out, moved to a probability of 0.5"),
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
    folder.write_text(out, "figures", [("Pictures left out", _table(shown, figures, epochs))])


def _least_match(network, shown):
    """Half of the least correlation with its reference that a picture of the line has; 0.3 at most."""
    if not network.paired:
        return 0.0
    tensor = torch.from_numpy(shown.pictures).float()
    _, match = cells.spread_and_match(tensor[:, :1], tensor[:, 1:])
    return float(np.clip(np.percentile(match.numpy(), 1) * 0.6, -0.5, 0.4))


def _table(shown, figures, epochs):
    lines = [f"Trained for {epochs} epochs. Rows are what a picture shows, columns what the model said of it when it was left out.", ""]
    lines += ["| | " + " | ".join(shown.classes) + " |", "|---" * (len(shown.classes) + 1) + "|"]
    for name, row in zip(shown.classes, figures["confusion"]):
        lines.append(f"| {name} | " + " | ".join(str(count) for count in row) + " |")
    return "\n".join(lines)
