# SPDX-License-Identifier: EPL-2.0
"""The model folders of this repository are whole: golden results that their graphs give."""

from . import support

import json
import os

import onnx

from millwright_models import golden

from .evaluate import run

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

    def test_one_tag_table_serves_both(self):
        for name in SHIPPED:
            with open(os.path.join(support.MODELS, name, "model.json"), encoding="utf-8") as file:
                document = json.load(file)
            features = document["inputs"][0]["features"]
            self.assertEqual([(feature["name"], feature["unit"]) for feature in features], TAGS)
            self.assertEqual(document["inputs"][0]["name"], "features")
            self.assertEqual(document["outputs"][0], {"name": "probability", "type": "FLOAT32", "shape": [-1, 1]})
