# SPDX-License-Identifier: EPL-2.0
"""The advice section says what was given, and refuses what no gateway would take."""

from . import support

import numpy as np

from millwright_models import advice
from millwright_models.errors import InputError


class AdviceTest(support.unittest.TestCase):
    def setUp(self):
        self.rows = np.random.default_rng(3).normal([5.0, 100.0], [0.5, 4.0], (500, 2))

    def test_region_is_that_of_the_rows(self):
        region = advice.support(["a", "b"], self.rows, 0.1)
        self.assertEqual(region["features"], ["a", "b"])
        np.testing.assert_allclose(region["mean"], self.rows.mean(0))
        np.testing.assert_allclose(region["covariance"], np.cov(self.rows, rowvar=False))

    def test_floor_raises_only_what_varies_less(self):
        region = advice.support(["a", "b"], self.rows, 0.1, floor=[2.0, 1.0])
        self.assertAlmostEqual(region["covariance"][0][0], 4.0)
        self.assertAlmostEqual(region["covariance"][1][1], np.var(self.rows[:, 1], ddof=1))

    def test_a_feature_that_does_not_vary_is_named(self):
        self.rows[:, 1] = 7.0
        with self.assertRaisesRegex(InputError, "b does not vary"):
            advice.support(["a", "b"], self.rows, 0.1)

    def test_a_feature_that_follows_from_another_is_refused(self):
        self.rows[:, 1] = 2 * self.rows[:, 0]
        with self.assertRaisesRegex(InputError, "follows"):
            advice.support(["a", "b"], self.rows, 0.1)

    def test_section(self):
        knob = advice.variable("a", 0, 10, resolution=0.1, moves={"b": 2})
        self.assertEqual(knob["moves"], [{"feature": "b", "by": 2.0}])
        section = advice.advice("good", "raise", [knob], 0.03, spread=("spread", 0, 2))
        self.assertEqual(section["spread"], {"output": "spread", "index": 0, "weight": 2})
        self.assertNotIn("target", section)
        self.assertNotIn("fixed", section)

    def test_contradictions(self):
        with self.assertRaises(InputError):
            advice.variable("a", 10, 0)
        with self.assertRaises(InputError):
            advice.advice("good", "target", [], 0.03)
        with self.assertRaises(InputError):
            advice.advice("good", "raise", [], 0.03, target=5)
