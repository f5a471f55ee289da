# SPDX-License-Identifier: EPL-2.0
"""Intervals from errors on units that were left out."""

from . import support

import numpy as np

from millwright_models import conformal
from millwright_models.graph import GraphBuilder

from .evaluate import run_all


def _errors(units, rows, seed):
    """Errors that grow with the prediction and that a unit shares."""
    random = np.random.default_rng(seed)
    owners = np.repeat(np.arange(units), rows)
    predicted = random.uniform(0, 100, units * rows)
    shared = random.normal(0, 1, units)[owners]
    actual = predicted + (shared + random.normal(0, 1, units * rows)) * (2 + predicted / 10)
    return predicted, actual, owners


class BandTest(support.unittest.TestCase):
    KNOTS = (10, 30, 50, 70, 90)

    def test_new_units_are_covered_and_wider_where_errors_are(self):
        band = conformal.band(*_errors(80, 100, 1), 0.9, self.KNOTS)
        predicted, actual, owners = _errors(80, 100, 2)
        lower, upper = band.ends(predicted)
        share, of_units, error = conformal.covered(lower, upper, actual, owners)
        self.assertTrue(0.87 < share < 0.93, share)
        self.assertAlmostEqual(share, of_units, delta=0.01)
        self.assertTrue(0.005 < error < 0.03, error)
        width = upper - lower
        self.assertGreater(width[predicted > 80].mean(), 2 * width[predicted < 20].mean())

    def test_a_unit_with_many_rows_weighs_no_more_than_another(self):
        self.assertEqual(list(conformal.unit_weights(np.array([1, 1, 1, 2]))), [1 / 3, 1 / 3, 1 / 3, 1])

    def test_the_shortest_stretch_leaves_the_empty_tail_alone(self):
        values = np.random.default_rng(3).exponential(size=5000)
        low, high = conformal.shortest(values, np.ones(5000), 0.9)
        self.assertLess(low, 0.01)
        self.assertAlmostEqual(high, np.log(10), delta=0.15)

    def test_the_graph_gives_the_same_ends(self):
        band = conformal.Band(self.KNOTS, [-3, -8, -9, -14, -20], [2, 7, 11, 9, 5])
        builder = GraphBuilder(1)
        lower, upper = band.add_to(builder, "features")
        model = builder.model_of({"lower": (lower, 1), "upper": (upper, 1)}, "band", {})
        predicted = np.float32([[-5], [0], [10], [29.9], [30], [77.3], [90], [400]])
        results = run_all(model, predicted)
        for name, end in zip(("lower", "upper"), band.ends(predicted[:, 0])):
            np.testing.assert_allclose(results[name][:, 0], end, rtol=1e-5, atol=1e-4)


if __name__ == "__main__":
    support.unittest.main()
