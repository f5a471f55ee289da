#!/usr/bin/python3
# SPDX-License-Identifier: EPL-2.0
"""How far cracks of real laser welds can be told at set-points that were never welded before: a screening, not a model that ships.

    python3 models/weld-quality/train/laser_screening.py PATH/laser_welds.csv

Data: laser-welded steel-copper lap joints, Mendeley Data 10.17632/2s5m3crbkd, CC BY 4.0. Welds of one set-point are repetitions:
a random split tells them again and is no figure. Here every set-point is left out once. The last line is one JSON object.
"""

import argparse
import csv
import json
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

SETTINGS = (
    "power (W)",
    "welding speed (m/min)",
    "gas flow rate (l/min)",
    "focal position (mm)",
    "angular position (°)",
    "material strenght steel (mm)",
)
LABEL = "cracking in the weld metal (yes/no)"
STRENGTHS = (0.3, 3.0, 30.0)
CHOSEN = "heat, gas and thickness"


def read(path):
    """Settings [rows, 6], whether it cracked, and the set-point's number per row."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    missing = [name for name in (*SETTINGS, LABEL) if not rows or name not in rows[0]]
    if missing:
        sys.exit(f"error: {path}: no column {missing}. Remedy: the file as published.")
    settings = np.array([[float(row[name]) for name in SETTINGS] for row in rows])
    cracked = np.array([row[LABEL].strip().lower() == "yes" for row in rows]).astype(int)
    _, points = np.unique(settings, axis=0, return_inverse=True)
    return settings, cracked, points


def variants(settings):
    """Ways to describe a weld to a logistic regression."""
    power, speed, gas, _, _, thickness = settings.T
    return {
        "all six settings": settings,
        CHOSEN: np.stack([np.log(power), np.log(speed), gas, thickness], axis=1),
        "power and gas": np.stack([power, gas], axis=1),
        "power, line energy and gas": np.stack([power, power / speed, gas], axis=1),
    }


def left_out(columns, cracked, points, strength, rows=None):
    """Probability of a crack per row, by a model that never saw the row's set-point. Rows outside `rows` stay NaN."""
    rows = np.ones(len(cracked), bool) if rows is None else rows
    told = np.full(len(cracked), np.nan)
    for point in np.unique(points[rows]):
        out = rows & (points == point)
        others = rows & ~out
        if len(np.unique(cracked[others])) < 2:
            told[out] = cracked[others].mean()
            continue
        model = make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=5000))
        told[out] = model.fit(columns[others], cracked[others]).predict_proba(columns[out])[:, 1]
    return told


def nested(described, cracked, points):
    """The same where also the description and the strength were chosen without the set-point that is told."""
    told = np.empty(len(cracked))
    for point in np.unique(points):
        out = points == point
        scored = []
        for name, columns in described.items():
            for strength in STRENGTHS:
                inner = left_out(columns, cracked, points, strength, ~out)
                scored.append((roc_auc_score(cracked[~out], inner[~out]), name, strength))
        _, name, strength = max(scored)
        columns = described[name]
        model = make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=5000))
        told[out] = model.fit(columns[~out], cracked[~out]).predict_proba(columns[out])[:, 1]
    return told


def main():
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", help="the published table, or rows of it")
    settings, cracked, points = read(parser.parse_args().data)
    described = variants(settings)
    found = {}
    for name, columns in described.items():
        found[name] = roc_auc_score(cracked, left_out(columns, cracked, points, 3.0))
        print(f"{name}: ROC-AUC {found[name]:.3f}")
    result = {
        "rows": len(cracked),
        "set_points": int(points.max()) + 1,
        "cracked": int(cracked.sum()),
        "roc_auc": round(found[CHOSEN], 4),
        "roc_auc_chosen_blindly": round(roc_auc_score(cracked, nested(described, cracked, points)), 4),
        "roc_auc_all_settings": round(found["all six settings"], 4),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
