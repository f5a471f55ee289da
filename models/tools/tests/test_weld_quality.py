# SPDX-License-Identifier: EPL-2.0
"""The weld-quality recipe: its physics, that its members doubt where they saw no welds, and what it writes."""

from . import support

import importlib.util
import json
import os
import sys

import numpy as np
import onnx
import torch

from millwright_models import golden
from millwright_models.errors import InputError

from .evaluate import outputs

FOLDER = os.path.join(support.MODELS, "weld-quality")
TRAIN = os.path.join(FOLDER, "train")
LASER = os.path.join(
    os.path.dirname(support.MODELS), "..", "shared", "data", "laser_weld", "laser_steel_copper_development.csv"
)


def _module(name):
    """A script of the recipe under a name of its own: other recipes have a train.py and a physics.py, too."""
    known = {other: sys.modules.pop(other, None) for other in ("physics", "ensemble")}
    sys.path.insert(0, TRAIN)
    try:
        spec = importlib.util.spec_from_file_location(f"weld_{name}", os.path.join(TRAIN, f"{name}.py"))
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(TRAIN)
        for other, before in known.items():
            sys.modules.pop(other, None)
            if before is not None:
                sys.modules[other] = before


train = _module("train")
screening = _module("laser_screening")


def welds(rows, seed, spread):
    """Rows of columns around a usual weld; `spread` as a share of each range."""
    random = np.random.default_rng(seed)
    middle, width = np.array([220, 25, 6, 15, 6, 100, 10.0]), 2 * train.physics.HALF
    means = middle + spread * width * random.uniform(-1, 1, (rows, 7))
    scatter = np.array([6, 0.5, 0.08, 0.15, 0.06, 1.0]) * random.uniform(0.8, 1.2, (rows, 6))
    return np.concatenate([means, scatter], axis=1).astype(np.float32)


def data_set(path, values, good):
    """Writes what the simulator writes."""
    lines = [",".join((*train.physics.COLUMNS, "good"))]
    lines += [",".join(f"{value:.6g}" for value in (*row, int(label))) for row, label in zip(values, good)]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


class PhysicsTest(support.unittest.TestCase):
    def test_defects_are_beyond_their_limits_by_the_published_relations(self):
        row = torch.tensor([[220, 25, 6, 15, 6, 100, 10, 6, 0.5, 0.08, 0.15, 0.06, 1.0]], dtype=torch.float64)
        expected = {name: torch.tensor(np.exp(mean)) for name, (mean, _) in train.physics.PRIORS.items()}
        arithmetic = train.physics.TorchArithmetic(row)
        logits = train.physics.beyond(arithmetic, expected.__getitem__, train.physics.quantities(arithmetic))
        told = dict(zip(train.physics.DEFECTS, logits[0].numpy()))
        # EN 1011-2, thin plate: 7.884 s. Jackson: 4.0605 mm of 10 mm. 14 V + 0.05 V/A. 5.918 m/min of wire melt.
        self.assertAlmostEqual(told["cold_crack"], np.log(4 / 7.884138) / 0.16, places=4)
        self.assertAlmostEqual(told["lack_of_fusion"], (0.36 - 0.406051) / 0.035, places=4)
        self.assertAlmostEqual(told["long_arc"], -4.2 / 0.7, places=6)
        self.assertAlmostEqual(told["unstable_arc"], (6 / 5.918 - 1 - 0.2) / 0.03, places=4)
        self.assertAlmostEqual(told["porosity"], (10.5 - 15) / 0.9, places=4)

    def test_no_input_makes_a_number_that_is_none(self):
        members = train.ensemble.Ensemble(5, 1)
        for value in (0.0, -1e9, 1e9, 500.0, 800.0):
            self.assertTrue(np.isfinite(members.predict(np.full((1, len(train.physics.COLUMNS)), value))).all())


class TrainTest(support.FolderTest):
    def setUp(self):
        super().setUp()
        random = np.random.default_rng(5)
        self.data = os.path.join(self.folder, "welds.csv")
        narrow = welds(1500, 2, 0.05)
        narrow[:, 3] -= 4
        data_set(self.data, narrow, random.random(1500) < 1 / (1 + np.exp(-(narrow[:, 3] - 10.5))))

    def test_members_agree_where_welds_are_and_doubt_where_none_are(self):
        table = train.Welds(self.data)
        members = train.ensemble.learn(table.values, table.good, 1)
        near, far = welds(200, 3, 0.03), welds(200, 3, 0.03)
        near[:, 3] -= 3.5
        far[:, 3] += 6
        self.assertLess(2 * members.predict(near)[:, 1].mean(), members.predict(far)[:, 1].mean())
        likeliest = members.predict(near)[:, 3:].mean(0).argmax()
        self.assertEqual(train.physics.LABELS[likeliest], "porosity")

    def test_a_folder_is_written_whose_graph_gives_the_golden_results(self):
        out = os.path.join(self.folder, "out")
        command = ["train.py", "--data", self.data, "--out", out, "--name", "my-weld", "--seed", "3"]
        before, sys.argv = sys.argv, command
        try:
            train.main()
        finally:
            sys.argv = before
        with open(os.path.join(out, "model.json"), encoding="utf-8") as file:
            document = json.load(file)
        self.assertEqual((document["name"], document["training"]["seed"]), ("my-weld", 3))
        self.assertEqual(len(document["advice"]["variables"]), 6)
        self.assertEqual(document["advice"]["support"]["features"], list(train.physics.VARIABLES))
        check(self, out)

    def test_a_data_set_without_labels_or_with_one_label_only_is_refused(self):
        with open(self.data, encoding="utf-8") as file:
            text = file.read()
        with self.assertRaisesRegex(InputError, "missing .*good"):
            train.Welds(self.write("x.csv", text.replace("good", "ok")))
        head, *rows = text.splitlines()
        bad = [row for row in rows if row.endswith(",0")]
        with self.assertRaisesRegex(InputError, "column good"):
            train.Welds(self.write("y.csv", "\n".join([head, *bad]) + "\n"))


def check(test, folder):
    """The graph of a folder gives its golden results, both of them."""
    head, values = golden.read(os.path.join(folder, "golden.csv"))
    width = len(train.physics.COLUMNS)
    test.assertEqual(head[width : width + 3], ["=good", "=spread", "=hint[0]"])
    test.assertGreaterEqual(len(values), 256)
    results = outputs(onnx.load(os.path.join(folder, "model.onnx")), values[:, :width])
    test.assertEqual(int(golden.differs(np.concatenate(results, axis=1), values[:, width:]).sum()), 0)


class ShippedTest(support.unittest.TestCase):
    def test_the_shipped_folder_is_whole(self):
        check(self, FOLDER)


@support.unittest.skipUnless(os.path.exists(LASER), "the laser welds are not beside the repository (../shared/data/laser_weld)")
class LaserTest(support.unittest.TestCase):
    def test_set_points_that_were_left_out_are_told(self):
        settings, cracked, points = screening.read(LASER)
        told = screening.left_out(screening.variants(settings)[screening.CHOSEN], cracked, points, 3.0)
        self.assertGreaterEqual(screening.roc_auc_score(cracked, told), 0.86)
