# SPDX-License-Identifier: EPL-2.0
"""What the reference says follows from the order of the rows, and is what the gateway's tests take."""

import json
import unittest

from .support import FolderTest

import numpy as np

from millwright_models.errors import InputError
from millwright_models.reference import add_to, pictures_of, reference_of, reference_of_pictures

NAMES = ["air", "process", "speed", "torque", "wear"]


def recording(rows=6000, seed=3):
    """A machine in time order: temperatures wander, speed and torque do not, wear rises and starts again."""
    random = np.random.default_rng(seed)
    air = np.cumsum(random.normal(size=rows))
    air = 300 + 2 * (air - air.mean()) / air.std()
    process = np.cumsum(random.normal(size=rows))
    process = air + 10 + (process - process.mean()) / process.std()
    torque = np.maximum(4, random.normal(40, 10, rows))
    speed = 1500 * (40 / torque) ** 0.4 + random.normal(0, 30, rows)
    wear = (np.arange(rows) * 2.4) % 220
    return np.column_stack([air.round(1), process.round(1), speed.round(), torque.round(1), wear.round()])


class ReferenceTest(FolderTest):
    def test_what_wanders_is_not_watched_by_its_mean(self):
        reference = reference_of(NAMES, recording(), time_ordered=True)
        process, together = reference["groups"]
        self.assertEqual(["speed", "torque"], process["features"])
        self.assertEqual(1.0, process["memory_rows"])
        self.assertEqual(NAMES, together["features"])
        self.assertNotIn("memory_rows", together)
        self.assertGreater(together["row_limit"], 3)

    def test_what_follows_another_is_watched_by_what_is_left(self):
        (residual,) = reference_of(NAMES, recording(), time_ordered=True)["residuals"]
        self.assertEqual(("process", ["air"]), (residual["feature"], residual["on"]))
        self.assertAlmostEqual(1, residual["coefficients"][0], delta=0.4)
        self.assertGreater(residual["memory_rows"], 50)

    def test_without_an_order_nothing_is_derived_from_it(self):
        reference = reference_of(NAMES, recording(), time_ordered=False)
        self.assertEqual(["together"], [group["name"] for group in reference["groups"]])
        self.assertNotIn("residuals", reference)
        self.assertNotIn("longest_still", reference["features"][0])

    def test_rows_that_depend_on_each_other_count_less(self):
        random = np.random.default_rng(5)
        steps = np.empty(20_000)
        steps[0] = 0
        for i in range(1, len(steps)):
            steps[i] = 0.45 * steps[i - 1] + random.normal()
        (group,) = reference_of(["x"], steps[:, None], time_ordered=True)["groups"]
        self.assertAlmostEqual(1.45 / 0.55, group["memory_rows"], delta=0.9)

    def test_a_column_that_follows_from_others_is_left_out(self):
        values = recording()[:, 2:4]
        values = np.column_stack([values, values.sum(axis=1), np.ones(len(values))])
        reference = reference_of(["a", "b", "sum", "still"], values, time_ordered=True)
        np.linalg.cholesky(np.array(reference["groups"][-1]["covariance"]))
        self.assertNotIn("still", reference["groups"][-1]["features"])

    def test_labels_and_parts(self):
        answers = np.arange(6000) % 10 == 0
        reference = reference_of(
            NAMES, recording(), True, labels=[("score", ["ok", "bad"], answers.astype(int))], part_ms=(900, 1400.2)
        )
        self.assertEqual([0.9, 0.1], reference["labels"][0]["shares"])
        self.assertEqual({"least": 900, "greatest": 1401}, reference["part_ms"])

    def test_pictures_that_are_turned_lie_outside(self):
        random = np.random.default_rng(1)
        bars = np.where(np.arange(32) % 4 < 2, 200 - 4 * np.arange(32), 40)
        boards = np.clip(bars[None, None, :] + random.normal(0, 8, (200, 24, 32)), 0, 255).astype(np.uint8)
        entry = pictures_of("camera", boards, aspect=(1.33, 1.34))
        turned = pictures_of("camera", np.rot90(boards, 1, axes=(1, 2)))
        self.assertGreater(entry["across"][0], turned["across"][1])
        upside = pictures_of("camera", boards[:, ::-1, ::-1])
        self.assertLess(np.corrcoef(entry["thumbnail"], upside["thumbnail"])[0, 1], entry["least_likeness"])
        self.assertEqual([entry], reference_of_pictures([entry], 200)["pictures"])

    def test_it_is_put_into_a_folder_that_is_written(self):
        self.write("model.json", '{"name": "temp\u00e9rature", "version": "1.0.0"}')
        document = add_to(self.folder, reference_of(NAMES, recording(), True))
        self.assertEqual(["name", "version", "reference"], list(document))
        with open(f"{self.folder}/model.json", encoding="utf-8") as file:
            self.assertEqual(document, json.load(file))

    def test_missing_values_are_refused(self):
        values = recording()
        values[7, 2] = np.nan
        with self.assertRaisesRegex(InputError, "missing"):
            reference_of(NAMES, values, True)


if __name__ == "__main__":
    unittest.main()
