# SPDX-License-Identifier: EPL-2.0
"""The machine-failure recipe: reading AI4I 2020, the physics, and what it reaches on the data set where that is at hand."""

from . import support

import os
import sys

import numpy as np

from millwright_models import ai4i2020, metrics
from millwright_models.errors import InputError
from millwright_models.graph import NumpyArithmetic

sys.path.insert(0, os.path.join(support.MODELS, "machine-failure", "train"))

import physics  # noqa: E402
import train  # noqa: E402

DATA = os.path.join(os.path.dirname(support.MODELS), "..", "shared", "data", "ai4i2020", "ai4i2020_development.csv")
HEAD = (
    "UDI,Product ID,Type,Air temperature [K],Process temperature [K],Rotational speed [rpm],Torque [Nm],Tool wear [min],"
    "Machine failure,TWF,HDF,PWF,OSF,RNF\n"
)


class ReadTest(support.FolderTest):
    def test_columns_labels_and_causes(self):
        path = self.write(
            "a.csv", HEAD + "1,M1,M,298.1,308.6,1551,42.8,0,0,0,0,0,0,0\n2,H2,H,298.2,308.7,1200,70.5,210,1,0,0,0,1,0\n"
        )
        table, causes = ai4i2020.read(path)
        np.testing.assert_array_equal(table.values[1], np.float32([2, 298.2, 308.7, 1200, 70.5, 210]))
        self.assertEqual(list(table.labels), [0, 1])
        self.assertEqual([ai4i2020.CAUSES[n] for n in np.flatnonzero(causes[1])], ["OSF"])
        self.assertEqual(table.features[1].minimum, 298.1)

    def test_bad_cell_names_line_and_column(self):
        path = self.write("a.csv", HEAD + "1,M1,X,298.1,308.6,1551,42.8,0,0,0,0,0,0,0\n")
        with self.assertRaisesRegex(InputError, "line 2, column Type: 'X'"):
            ai4i2020.read(path)


class PhysicsTest(support.unittest.TestCase):
    def test_units_and_grid(self):
        row = np.float32([[1, 298.1, 308.6, 1551, 42.8, 100]])
        seen = np.concatenate(physics.columns(NumpyArithmetic(row)), axis=1)[0]
        self.assertEqual(len(seen), len(physics.NAMES))
        self.assertAlmostEqual(float(seen[4]), 10.5, delta=1 / 64)
        self.assertAlmostEqual(float(seen[5]), 42.8 * 1551 * 2 * np.pi / 60, delta=2.01)
        self.assertAlmostEqual(float(seen[6]), 4280, delta=2.01)

    def test_a_last_digit_of_a_temperature_changes_nothing(self):
        row = np.float32([[1, 298.1, 308.6, 1551, 42.8, 100]])
        near = np.nextafter(row, np.float32(1e9))
        for column in (physics.AIR_TEMPERATURE, physics.PROCESS_TEMPERATURE, physics.TORQUE):
            moved = row.copy()
            moved[0, column] = near[0, column]
            both = [np.concatenate(physics.columns(NumpyArithmetic(values)), axis=1)[0, 4:] for values in (row, moved)]
            np.testing.assert_array_equal(*both)


class HintTest(support.unittest.TestCase):
    MODES = np.array([[0.0, 0.9, 0.1, 0.0], [0.001, 0.0, 0.0, 0.002], [0.0, 0.0, 0.0, 0.0]])

    def test_an_alarm_always_names_a_mode_and_what_is_none_never(self):
        alarm = train.hint(np.full(2, 0.41), self.MODES[:2], 0.4)
        self.assertEqual(list(alarm.argmax(axis=1)), [2, 4])
        self.assertEqual(list(train.hint(np.full(3, 0.39), self.MODES, 0.4).argmax(axis=1)), [0, 0, 0])


class CostTest(support.unittest.TestCase):
    def test_a_dear_miss_lowers_the_limit(self):
        random = np.random.default_rng(3)
        labels = (random.random(4000) < 0.1).astype(int)
        probabilities = np.clip(0.3 + 0.3 * labels + random.normal(0, 0.15, 4000), 0, 1)
        cheap, dear = (metrics.least_cost_threshold(labels, probabilities, ratio) for ratio in (1, 20))
        self.assertLess(dear, cheap - 0.1)
        self.assertEqual(metrics.least_cost_threshold(labels, np.stack([probabilities] * 2), 20), dear)
        self.assertEqual(metrics.cost(np.array([1, 1, 0, 0]), np.array([1, 0, 1, 0]), 5), 6.0)


@support.unittest.skipUnless(os.path.exists(DATA), "AI4I 2020 is not beside the repository (../shared/data/ai4i2020)")
class ReachTest(support.unittest.TestCase):
    def test_five_fold_reaches_what_the_card_promises(self):
        table, _ = ai4i2020.read(DATA)

        def fit(values, labels):
            # The fixed threshold spares the inner folds: this guards the forest and its features, not the choice.
            return train.Forest(values, labels).predict, 0.5

        result = metrics.cross_validate(fit, table.values, table.labels, train.SEED)
        self.assertGreaterEqual(result.mean_and_sd("f1")[0], 0.82)
        self.assertGreaterEqual(result.mean_and_sd("pr_auc")[0], 0.86)
