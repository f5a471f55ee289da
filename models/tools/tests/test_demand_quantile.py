# SPDX-License-Identifier: EPL-2.0
"""The recipe of demand: rows without a look ahead, the split by part, the export, and what textbooks do beside it."""

from . import support

import os
import sys

import numpy as np

from millwright_models import golden
from millwright_models.errors import InputError

sys.path.insert(0, os.path.join(support.MODELS, "demand-quantile", "train"))

import sales  # noqa: E402
import quantiles  # noqa: E402
import textbook  # noqa: E402

from .evaluate import run_all  # noqa: E402


def _used(count, months, seed):
    random = np.random.default_rng(seed)
    used = np.where(random.uniform(size=(count, months)) < 0.4, np.ceil(random.exponential(3, (count, months))), 0)
    used[0, :5] = np.nan
    used[1, 10] = np.nan
    return used


class RowsTest(support.FolderTest):
    def test_a_row_holds_what_was_known_and_its_sum_what_came_after(self):
        used = _used(6, 30, 1)
        rows, sums = sales.rows(used, 20, 30, 3)
        self.assertEqual(rows.shape, (6 * (30 - 3 - 19), sales.HISTORY + 1))
        np.testing.assert_array_equal(rows[2, sales.HISTORY - 20 : sales.HISTORY], used[2, :20].astype(np.float32))
        self.assertEqual(sums[2], used[2, 20:23].sum())
        later = used.copy()
        later[:, 25:] = 99
        np.testing.assert_array_equal(sales.rows(later, 20, 23, 3)[1], sales.rows(used, 20, 23, 3)[1])

    def test_sums_with_a_month_that_is_not_known_are_no_rows(self):
        used = _used(3, 20, 2)
        used[2, 15] = np.nan
        rows, sums = sales.rows(used, 1, 20, 3)
        self.assertFalse(np.isnan(sums).any())
        self.assertEqual(len(rows), len(textbook.quantities(used, 1, 20, 3, quantiles.LEVELS)))

    def test_an_empty_cell_is_not_zero_and_a_negative_one_is_refused(self):
        _, read = sales.read(self.write("parts.csv", "Part,Jan-98,Feb-98\na,1,\nb,,0\n"))
        self.assertEqual(read.names, ["a", "b"])
        np.testing.assert_array_equal(np.isnan(read.used), [[False, True], [True, False]])
        for text in ("Part,Jan-98\na,-1\n", "Part,Jan-98\na,many\n"):
            with self.assertRaises(InputError):
                sales.read(self.write("wrong.csv", text))

    def test_three_in_five_parts_are_trained_on(self):
        trained = sales.Parts([str(name) for name in range(21_000_000, 21_002_000)], None).trained()
        self.assertAlmostEqual(trained.mean(), 0.6, delta=0.05)


class ExportTest(support.unittest.TestCase):
    def test_the_graph_gives_what_pytorch_gives(self):
        rows, sums = sales.rows(_used(40, 30, 3), 1, 30, 2)
        made = quantiles.fit(rows, sums, 5)
        graph = quantiles.to_onnx(made, "demand", {})
        rows = rows[::7]
        result = run_all(graph, rows)["quantities"]
        self.assertEqual(int(golden.differs(result, quantiles.predict(made, rows)).sum()), 0)
        self.assertTrue((np.diff(result, axis=1) >= 0).all(), "a higher probability needs no less")

    def test_the_shipped_golden_results_are_its_graph_s(self):
        import onnx

        folder = os.path.join(support.MODELS, "demand-quantile")
        head, values = golden.read(os.path.join(folder, "golden.csv"))
        inputs = sales.HISTORY + 1
        self.assertEqual(len(head), inputs + len(quantiles.LEVELS))
        self.assertTrue(np.isnan(values[:, :inputs]).any(), "months that are not known are proved, too")
        result = run_all(onnx.load(os.path.join(folder, "model.onnx")), values[:, :inputs])["quantities"]
        self.assertEqual(int(golden.differs(result, values[:, inputs:]).sum()), 0)


