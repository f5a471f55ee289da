# SPDX-License-Identifier: EPL-2.0
"""Remembers of which sources the shipped files of a model came, and tells which have changed since.

`train/sources.csv` of a model names each file that its training script is made of, with its SHA-256 and why the shipped files hold for it:
trained again with it, or a reason. Blank lines and those of comments alone do not count.
"""

import ast
import csv
import hashlib
import re
from pathlib import Path

from .errors import InputError

RECORD = Path("train", "sources.csv")
_HEAD = ["path", "sha256", "why"]
_PACKAGE = "millwright_models"
_MOST_WHY = 200


def of(models, name):
    """{path below `models`: SHA-256} of the training script of a model, and of all that it imports from there."""
    script = models / name / "train" / "train.py"
    text = script.read_text(encoding="utf-8")
    # A script that uses another model's modules puts that one's folder on its path by name.
    others = [folder for folder in sorted(models.glob("*/train")) if f'"{folder.parent.name}"' in text]
    found, waiting = {}, [script]
    while waiting:
        path = waiting.pop()
        key = path.relative_to(models).as_posix()
        if key not in found:
            text = path.read_text(encoding="utf-8")
            found[key] = _digest(text)
            waiting += _imported(ast.parse(text), [path.parent, script.parent, *others], models / "tools" / _PACKAGE)
    return dict(sorted(found.items()))


def changed(models, name):
    """Paths of the sources that are not those recorded: changed, come or gone."""
    now, then = of(models, name), {path: digest for path, (digest, _) in _recorded(models / name / RECORD).items()}
    return sorted(path for path in now.keys() | then.keys() if now.get(path) != then.get(path))


def record(models, name, why):
    """Writes what the sources are now; those that changed get this reason, the others keep theirs."""
    if not why.strip() or len(why) > _MOST_WHY or not why.isprintable():
        raise InputError(f"--why {why[:_MOST_WHY]!r}. Remedy: a line of at most {_MOST_WHY} characters that says why the shipped files hold.")
    before = _recorded(models / name / RECORD)
    with open(models / name / RECORD, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(_HEAD)
        for path, digest in of(models, name).items():
            old, reason = before.get(path, ("", ""))
            rows.writerow([path, digest, reason if old == digest else why])


def remedy(name, paths):
    """What to do about sources that have changed."""
    return (
        f"{name}: changed since its files were made: {', '.join(paths)}. Remedy: models/tools/model retrain --model {name}; if it gives the "
        f"same files or answers, models/tools/model sources --model {name} --why 'trained again, same files'; if not, ship what it gives with "
        "a raised version. Where a change cannot change what comes out, say so: --why 'a message reads otherwise'."
    )


def _recorded(path):
    if not path.exists():
        return {}
    with open(path, encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    if head != _HEAD or any(len(row) != len(_HEAD) for row in rows):
        raise InputError(f"{path}: not a table of {', '.join(_HEAD)}. Remedy: take it from the last commit, or write it anew by model sources.")
    return {path: (digest, why) for path, digest, why in rows}


def _digest(text):
    kept = [line for line in text.splitlines() if not re.fullmatch(r"\s*(#.*)?", line)]
    return hashlib.sha256("\n".join(kept).encode()).hexdigest()


def _imported(tree, folders, package):
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [(folders, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").split(".")[0] == _PACKAGE):
            module = node.module or "" if node.level else node.module.partition(".")[2]
            names += [([package], module)] if module else [([package], alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append((folders, node.module))
    paths = [next((path for folder in places if (path := folder / f"{name}.py").exists()), None) for places, name in names]
    return [path for path in paths if path]
