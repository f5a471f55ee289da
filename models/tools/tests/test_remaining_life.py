# SPDX-License-Identifier: EPL-2.0
"""The recipe of remaining life: the reader, exact window features, the export, and what an alarm is worth."""

from . import support

import importlib.util
import os
import sys

import numpy as np

from millwright_models import cmapss, golden
from millwright_models.errors import InputError
from millwright_models.graph import GraphBuilder

if importlib.util.find_spec("xgboost") is None:
    raise support.unittest.SkipTest("Python packages missing: xgboost")

sys.path.insert(0, os.path.join(support.MODELS, "remaining-life", "train"))

import life  # noqa: E402
import maintenance  # noqa: E402
import windows  # noqa: E402

from .evaluate import run_all  # noqa: E402


def _runs(units, seed):
    """Made units whose fourteen sensors move as they wear."""
    random = np.random.default_rng(seed)
    slopes = random.normal(0, 1, 14)
    made = {}
    for unit in range(1, units + 1):
        cycles = int(random.integers(140, 220))
        wear = np.exp(-np.arange(cycles)[::-1] / 50)
        made[unit] = (500 + 3 * wear[:, None] * slopes + random.normal(0, 0.5, (cycles, 14))).astype(np.float32)
    return cmapss.Runs(made)


class ReadTest(support.FolderTest):
    def test_a_cycle_that_is_missing_names_its_line(self):
        row = " ".join(["{}", "{}"] + ["1.5"] * 24) + "\n"
        path = self.write("runs.txt", row.format(1, 1) + row.format(1, 2) + row.format(2, 1))
        self.assertEqual({unit: len(rows) for unit, rows in cmapss.read(path).units.items()}, {1: 2, 2: 1})
        with self.assertRaisesRegex(InputError, "line 2: cycle 3"):
            cmapss.read(self.write("gap.txt", row.format(1, 1) + row.format(1, 3)))
        with self.assertRaisesRegex(InputError, "line 1: not 26 numbers"):
            cmapss.read(self.write("short.txt", "1 1 2\n"))


class ExactTest(support.unittest.TestCase):
    def test_features_do_not_depend_on_the_order_of_sums(self):
        cut, _, _ = cmapss.windows(_runs(4, 1), range(1, 5), windows.LENGTH, life.CAP)
        features = windows.WindowFeatures(cut)
        snapped = np.rint(np.clip((cut - features.mean) * features.inverse, -8, 8) * np.float32(256)) / np.float32(256)
        sums = np.matmul(windows._WHOLE, snapped)
        backwards = np.zeros_like(sums)
        for row in reversed(range(windows.LENGTH)):
            backwards += windows._WHOLE[:, row][None, :, None] * snapped[:, row][:, None, :]
        np.testing.assert_array_equal(sums, backwards)

    def test_the_graph_gives_what_xgboost_and_scikit_learn_give(self):
        runs = _runs(6, 2)
        cut, lives, _ = cmapss.windows(runs, range(1, 6), windows.LENGTH, life.CAP)
        model = life.Life(cut, lives, 7)
        builder = GraphBuilder((windows.LENGTH, 14))
        graph = builder.model_of({"life": (model.add_to(builder, "features"), 1)}, "life", {})
        unseen, _, _ = cmapss.windows(runs, [6], windows.LENGTH, life.CAP)
        result = run_all(graph, unseen[::12])["life"][:, 0]
        self.assertEqual(int(golden.differs(result, model.predict(unseen[::12])).sum()), 0)


class MaintenanceTest(support.unittest.TestCase):
    def test_an_alarm_without_notice_is_a_failure_missed(self):
        early = np.concatenate([np.full(100, 90.0), np.full(30, 10.0)])
        late = np.concatenate([np.full(120, 90.0), np.full(10, 10.0)])
        outcome = maintenance.by_alarm([early, late, np.full(130, 90.0)], 20)
        self.assertEqual((outcome.missed, outcome.units), (2, 3))
        self.assertAlmostEqual(outcome.given_away, (27 - maintenance.NOTICE) / 3)

    def test_one_window_below_the_limit_is_no_alarm(self):
        self.assertIsNone(maintenance.first_alarm([90, 10, 90, 10, 10, 90], 20))
        self.assertEqual(maintenance.first_alarm([90, 10, 10, 10], 20), 3)

    def test_a_fixed_age_gives_away_what_lives_longer(self):
        outcome = maintenance.by_age([150, 200, 90], 100)
        self.assertEqual(outcome.missed, 1)
        self.assertAlmostEqual(outcome.given_away, (50 + 100) / 3)
