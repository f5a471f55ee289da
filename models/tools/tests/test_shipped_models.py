# SPDX-License-Identifier: EPL-2.0
"""The model folders of this repository are whole: golden results that their graphs give."""

from . import support

import json
import os

import numpy as np
import onnx

from millwright_models import golden

from .evaluate import run, run_all

SHIPPED = ("machine-failure", "dense-classifier")
TAGS = [
    ("type", ""),
    ("air_temperature", "K"),
    ("process_temperature", "K"),
    ("rotational_speed", "rpm"),
    ("torque", "N·m"),
    ("tool_wear", "min"),
]


class ShippedModelsTest(support.unittest.TestCase):
    def test_folders_are_whole_and_golden_rows_hold(self):
        for name in SHIPPED:
            with self.subTest(model=name):
                folder = os.path.join(support.MODELS, name)
                _, values = golden.read(os.path.join(folder, "golden.csv"))
                self.assertGreaterEqual(len(values), 256)
                result = run(onnx.load(os.path.join(folder, "model.onnx")), values[:, :6])
                self.assertEqual(int(golden.differs(result[:, 0], values[:, 6]).sum()), 0)
                # Both answers must occur, or a model that always says the same would pass.
                self.assertTrue(20 < (values[:, 6] >= 0.5).sum() < len(values) - 20)
                self.assertLess(os.path.getsize(os.path.join(folder, "model.onnx")), 1_000_000)

    def test_every_golden_result_of_machine_failure_is_its_graph_s(self):
        folder = os.path.join(support.MODELS, "machine-failure")
        head, values = golden.read(os.path.join(folder, "golden.csv"))
        results = run_all(onnx.load(os.path.join(folder, "model.onnx")), values[:, :6])
        expected = {name: values[:, [at for at, cell in enumerate(head) if cell.startswith(f"={name}[")]] for name in ("hint", "modes")}
        for name, rows in expected.items():
            self.assertEqual(int(golden.differs(results[name], rows).sum()), 0, name)
        named = expected["hint"].argmax(axis=1)
        self.assertLessEqual({0, 2, 3, 4}, set(named), "a tool wear failure alone is seldom surest, the others are")
        with open(os.path.join(folder, "model.json"), encoding="utf-8") as file:
            score = json.load(file)["readings"][0]
        np.testing.assert_array_equal(named > 0, values[:, 6] >= score["thresholds"][0])

    def test_golden_results_of_remaining_life_are_its_graph_s(self):
        folder = os.path.join(support.MODELS, "remaining-life")
        head, values = golden.read(os.path.join(folder, "golden.csv"))
        outputs = [at for at, cell in enumerate(head) if cell.startswith("=")]
        self.assertEqual([head[at] for at in outputs], ["=life", "=lower", "=upper"])
        rows = values[::8]
        windows = rows[:, : outputs[0]].reshape(len(rows), 30, 14)
        results = run_all(onnx.load(os.path.join(folder, "model.onnx")), windows)
        for name, at in zip(("life", "lower", "upper"), outputs):
            self.assertEqual(int(golden.differs(results[name][:, 0], rows[:, at]).sum()), 0, name)
        self.assertTrue((values[:, outputs[1]] <= values[:, outputs[0]]).all())
        self.assertTrue((values[:, outputs[0]] <= values[:, outputs[2]]).all())
        # From worn out to new, or most of the model would not be proved.
        self.assertLess(values[:, outputs[0]].min(), 15)
        self.assertGreater(values[:, outputs[0]].max(), 115)

    def test_one_tag_table_serves_both(self):
        for name in SHIPPED:
            with open(os.path.join(support.MODELS, name, "model.json"), encoding="utf-8") as file:
                document = json.load(file)
            features = document["inputs"][0]["features"]
            self.assertEqual([(feature["name"], feature["unit"]) for feature in features], TAGS)
            self.assertEqual(document["inputs"][0]["name"], "features")
            self.assertEqual(document["outputs"][0], {"name": "probability", "type": "FLOAT32", "shape": [-1, 1]})
