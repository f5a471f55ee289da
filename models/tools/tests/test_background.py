# SPDX-License-Identifier: EPL-2.0
"""The background is what was drawn, in the columns of golden rows."""

import os

from . import support

import numpy as np

from millwright_models import background, golden
from millwright_models.errors import InputError
from millwright_models.features import Feature
from millwright_models.table import sha256_of

FEATURES = [Feature("type", categories=["L", "M"]), Feature("torque", "N·m", 3.8, 76.2)]


class BackgroundTest(support.FolderTest):
    def test_rows_come_back_as_they_went(self):
        rows = np.float32([[0, 40.5], [1, 3.8]])
        described = background.write(self.folder, FEATURES, rows)
        path = os.path.join(self.folder, "background.csv")
        self.assertEqual(described, {"file": "background.csv", "sha256": sha256_of(path)})
        head, read = golden.read(path)
        self.assertEqual(head, ["type", "torque"])
        np.testing.assert_array_equal(read.astype(np.float32), rows)

    def test_a_window_has_rows_outer(self):
        background.write(self.folder, FEATURES, np.float32([[0, 1, 1, 2]]), window=2)
        head, _ = golden.read(os.path.join(self.folder, "background.csv"))
        self.assertEqual(head, ["type@0", "torque@0", "type@1", "torque@1"])

    def test_the_same_seed_draws_the_same_rows_and_none_twice(self):
        rows = np.arange(2000, dtype=np.float32).reshape(1000, 2)
        drawn = background.draw(rows)
        np.testing.assert_array_equal(drawn, background.draw(rows))
        self.assertEqual(len({row.tobytes() for row in drawn}), background.ROWS)
        self.assertEqual(len(background.draw(rows[:5])), 5)

    def test_rows_that_must_not_be_passed_on_are_made_anew(self):
        rows = np.column_stack([np.arange(200) % 2, np.random.default_rng(1).normal(40, 10, 200)])
        made = background.like(rows, [1])
        np.testing.assert_array_equal(made[:, 0], rows[:, 0])
        self.assertFalse((made[:, 1] == rows[:, 1]).any())
        self.assertLess(abs(made[:, 1].std() / rows[:, 1].std() - 1), 0.1)
        self.assertTrue((made[:, 1] >= rows[:, 1].min() - 0.01).all() and (made[:, 1] <= rows[:, 1].max() + 0.01).all())

    def test_what_does_not_fit_is_refused(self):
        with self.assertRaisesRegex(InputError, "2 columns"):
            background.write(self.folder, FEATURES, np.float32([[1, 2, 3]]))
        with self.assertRaisesRegex(InputError, "no row"):
            background.draw(np.empty((0, 2)))
