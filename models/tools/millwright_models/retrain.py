# SPDX-License-Identifier: EPL-2.0
"""Trains the models of a repository anew, beside the shipped ones, and says how long each takes and whether the same comes out.

Each is trained by its own `train/train.py` in a process of its own, on one thread, so that what comes out does not hang on how many cores
there are. Nothing shipped is touched.
"""

import json
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from . import folder, golden
from .errors import InputError

MODELS = Path(__file__).resolve().parents[2]
# Where each finds its rows in the folder of the data sets; the longest first, so that two at a time end together.
SHIPPED = {
    "surface-inspection": None,
    "board-inspection": None,
    "board-screening": None,
    "energy-day": "steel_energy/*.csv",
    "machine-failure": "ai4i2020/*.csv",
    "remaining-life": "cmapss_fd001/train_FD001.txt",
    "demand-quantile": "carparts",
    "dispatch-policy": "job_shop",
    "dense-classifier": "ai4i2020/*.csv",
    "weld-quality": None,
}
FILES = (folder.ONNX_FILE, folder.GOLDEN_FILE, "background.csv", folder.JSON_FILE)
SAME, ALIKE, OTHER, FAILED = "same files", "same answers", "other answers", "failed"
_ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
_ENDING_S = 10


@dataclass
class Outcome:
    """What became of one: `files` that differ, the greatest difference of a golden result, and metrics {name: [shipped, new]} that
    differ; `cpu_s` counts all processes that it started."""

    name: str
    verdict: str
    seconds: float
    cpu_s: float
    files: list = field(default_factory=list)
    golden_difference: float = 0.0
    metrics: dict = field(default_factory=dict)
    said: str = ""


def run(names, data, out, jobs, limit_minutes, models=MODELS, known=SHIPPED, progress=print):
    """Trains `names` (all that are `known` where there are none), `jobs` at a time, into folders of `out`; returns their outcomes.

    `data` is the folder of the data sets. A training that takes longer than `limit_minutes` is ended. Refuses what it cannot start
    before it starts anything.
    """
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InputError(f"--model {unknown[0]}. Remedy: one of {', '.join(known)}.")
    commands = {name: _command(name, known[name], data, out, models) for name in known if not names or name in names}
    out.mkdir(parents=True, exist_ok=True)

    def train(name):
        progress(f"{name}: begun")
        outcome = _train(name, commands[name], out, models, limit_minutes * 60)
        progress(line(outcome))
        return outcome

    with ThreadPoolExecutor(jobs, "training") as threads:
        return list(threads.map(train, commands))


def line(outcome):
    """An outcome in a line."""
    parts = [f"{outcome.name}: {outcome.verdict}", f"{outcome.seconds:.0f} s", f"{outcome.cpu_s:.0f} s of CPU"]
    if outcome.files:
        parts.append(f"differs in {', '.join(outcome.files)}, golden results by {outcome.golden_difference:.1e} at most")
    parts += [f"{name} {before} -> {after}" for name, (before, after) in outcome.metrics.items()]
    return ", ".join(parts) + (f": {outcome.said}" if outcome.said else "")


def report(outcomes, seconds):
    """All of it as one object."""
    return {"seconds": round(seconds, 1), "cpu_s": round(sum(o.cpu_s for o in outcomes), 1), "models": [asdict(o) for o in outcomes]}


def _command(name, rows, data, out, models):
    script = models / name / "train" / "train.py"
    command = [sys.executable, str(script), "--out", str(out / name)]
    if rows is None:
        return command
    found = sorted(data.glob(rows)) if data else []
    if len(found) != 1:
        raise InputError(f"--data {data}: {len(found)} of {rows} for {name}. Remedy: the folder that holds the data sets, one of each.")
    return [*command, "--data", str(found[0])]


def _train(name, command, out, models, limit_s):
    started = time.monotonic()
    log = out / f"{name}.log"
    with open(log, "wb") as written:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=written, stderr=subprocess.STDOUT, env={**os.environ, **_ONE_THREAD}
        )
        end = threading.Timer(limit_s, process.terminate)
        kill = threading.Timer(limit_s + _ENDING_S, process.kill)
        for timer in (end, kill):
            timer.daemon = True
            timer.start()
        # What it used is known only to who waits for it.
        _, status, used = os.wait4(process.pid, 0)
        for timer in (end, kill):
            timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds, cpu_s = round(time.monotonic() - started, 1), round(used.ru_utime + used.ru_stime, 1)
    if process.returncode != 0:
        late = f"ended after {limit_s / 60:g} min; " if seconds >= limit_s else ""
        return Outcome(name, FAILED, seconds, cpu_s, said=f"{late}exit status {process.returncode}, {_last_line(log)} ({log})")
    return compared(name, models / name, out / name, seconds, cpu_s)


def _last_line(log):
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else "nothing said"


def compared(name, shipped, made, seconds=0.0, cpu_s=0.0):
    """Compares two folders of a model: bytes, results of the golden rows by their tolerance, and stated figures."""
    files = [file for file in FILES if _bytes(shipped / file) != _bytes(made / file)]
    if not files:
        return Outcome(name, SAME, seconds, cpu_s)
    before, after = ({m["name"]: m["value"] for m in _json(f).get("metrics", [])} for f in (shipped, made))
    metrics = {key: [before.get(key), after.get(key)] for key in {**before, **after} if before.get(key) != after.get(key)}
    same, difference = _golden(shipped / folder.GOLDEN_FILE, made / folder.GOLDEN_FILE)
    return Outcome(name, ALIKE if same and not metrics else OTHER, seconds, cpu_s, files, difference, metrics)


def _bytes(path):
    return path.read_bytes() if path.exists() else None


def _json(made):
    return json.loads((made / folder.JSON_FILE).read_text(encoding="utf-8"))


def _golden(shipped, made):
    """(whether all rows have the same inputs and, by the tolerance of golden rows, the same results; the greatest difference)."""
    (head, old), (other, new) = golden.read(shipped), golden.read(made)
    if head != other or old.shape != new.shape:
        return False, float("inf")
    result = np.array([cell.startswith("=") for cell in head])
    inputs = np.array_equal(old[:, ~result], new[:, ~result], equal_nan=True)
    difference = float(np.abs(old[:, result] - new[:, result]).max(initial=0.0))
    return inputs and not golden.differs(new[:, result], old[:, result]).any(), difference
