# SPDX-License-Identifier: EPL-2.0
"""Golden rows: boundaries are in, training rows are not, and the file keeps every float32 bit."""

from . import support

import numpy as np

from millwright_models import golden
from millwright_models.errors import InputError
from millwright_models.features import Feature

FEATURES = [Feature("type", categories=["L", "M", "H"]), Feature("torque", "N·m", 3.8, 76.2)]


class SyntheticRowsTest(support.unittest.TestCase):
    def test_boundaries_and_each_category_are_present(self):
        rows = golden.synthetic_rows(FEATURES, 256)
        self.assertEqual(set(rows[:, 0]), {0.0, 1.0, 2.0})
        torque = set(rows[:, 1])
        low, high = np.float32(3.8), np.float32(76.2)
        for value in (low, high, np.nextafter(low, np.float32(-9)), np.nextafter(high, np.float32(99)), np.float32(40)):
            self.assertIn(value, torque)
        self.assertTrue(min(torque) < low - 1 and max(torque) > high + 1)

    def test_training_rows_are_left_out_and_rows_are_distinct(self):
        first = golden.synthetic_rows(FEATURES, 256)
        second = golden.synthetic_rows(FEATURES, 256, avoid=first[:100])
        seen = {row.tobytes() for row in first[:100]}
        self.assertFalse(seen & {row.tobytes() for row in second})
        self.assertEqual(len({row.tobytes() for row in second}), len(second))
        self.assertGreaterEqual(len(second), 256)

    def test_same_seed_same_rows(self):
        np.testing.assert_array_equal(golden.synthetic_rows(FEATURES, 300, 5), golden.synthetic_rows(FEATURES, 300, 5))
        self.assertFalse(np.array_equal(golden.synthetic_rows(FEATURES, 300, 5), golden.synthetic_rows(FEATURES, 300, 6)))

    def test_window_has_rows_outer(self):
        self.assertEqual(
            golden.header(FEATURES, 2, {"p": 1, "q": 2}),
            ["type@0", "torque@0", "type@1", "torque@1", "=p", "=q[0]", "=q[1]"],
        )
        self.assertEqual(golden.synthetic_rows(FEATURES, 256, window=3).shape[1], 6)

    def test_categories_alone_end_with_every_combination(self):
        features = [Feature("a", categories=["x", "y"]), Feature("b", categories=["u", "v", "w"])]
        every = np.float32([[a, b] for a in range(2) for b in range(3)])
        rows = golden.synthetic_rows(features, 256, avoid=every)
        self.assertEqual({tuple(row) for row in rows}, {tuple(row) for row in every})
        self.assertEqual(len(rows), 6)

    def test_constant_feature_does_not_break(self):
        rows = golden.synthetic_rows([Feature("x", "", 5.0, 5.0), FEATURES[1]], 256)
        self.assertTrue(np.isfinite(rows).all())


class GoldenFileTest(support.FolderTest):
    def test_float32_survives_the_text(self):
        random = np.random.default_rng(1)
        inputs = np.exp(random.normal(0, 20, (200, 2))).astype(np.float32) * random.choice([-1, 1], (200, 2)).astype(
            np.float32
        )
        results = np.exp(random.normal(0, 12, (200, 1)))
        path = self.folder + "/golden.csv"
        golden.write(path, ["a", "b", "=p"], inputs, results)
        head, values = golden.read(path)
        self.assertEqual(head, ["a", "b", "=p"])
        np.testing.assert_array_equal(values[:, :2].astype(np.float32), inputs)
        np.testing.assert_allclose(values[:, 2], results[:, 0], rtol=1e-8, atol=1e-12)
        with open(path, "rb") as file:
            content = file.read()
        self.assertNotIn(b"\r", content)
        self.assertNotIn(b"e", content.split(b"\n", 1)[1])

    def test_bad_cell_names_line_and_column(self):
        path = self.write("golden.csv", "a,=p\n1,0.5\n2,x\n")
        with self.assertRaisesRegex(InputError, "line 3, column =p: 'x'.*Remedy"):
            golden.read(path)

    def test_tolerance_is_that_of_the_gateway(self):
        expected = np.array([0.0, 100.0, 1.0, 1.0])
        actual = np.array([1.01e-5, 100.001, np.nan, 1.0])
        np.testing.assert_array_equal(golden.differs(actual, expected), [True, False, True, False])
