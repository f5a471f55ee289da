# SPDX-License-Identifier: EPL-2.0
"""What is exported computes what was trained: checked by an evaluator that shares no code with the exporter."""

from . import support

import numpy as np
import onnx
from sklearn.ensemble import RandomForestClassifier

from millwright_models import network
from millwright_models.features import Feature
from millwright_models.forest import add_forest, float32_at_or_below, thresholds_of
from millwright_models.golden import synthetic_rows
from millwright_models.graph import GraphArithmetic, GraphBuilder, NumpyArithmetic
from millwright_models.network import Settings

from .evaluate import run

FEATURES = [Feature("a", "", 0.0, 10.0), Feature("kind", categories=["x", "y", "z"]), Feature("b", "", -1.0, 1.0)]


def table(rows=300):
    random = np.random.default_rng(3)
    values = np.stack([random.uniform(0, 10, rows), random.integers(0, 3, rows), random.uniform(-1, 1, rows)], 1).astype(
        np.float32
    )
    labels = ((values[:, 0] * values[:, 2] > 1.0) | (values[:, 1] == 2)).astype(np.int64)
    return values, labels


class NetworkExportTest(support.unittest.TestCase):
    def test_graph_equals_trainer_and_scaling_is_inside(self):
        values, labels = table()
        trained, _ = network.fit(FEATURES, values, labels, Settings(epochs=5))
        model = trained.to_onnx("d", {"k": "v"})
        rows = synthetic_rows(FEATURES, 300)
        np.testing.assert_allclose(run(model, rows)[:, 0], trained.predict(rows), rtol=1e-5, atol=1e-5)
        self.assertEqual([d.dim_value for d in model.graph.input[0].type.tensor_type.shape.dim], [0, 3])
        self.assertLessEqual(model.ir_version, 8)
        self.assertLessEqual(model.opset_import[0].version, 17)

    def test_predicting_does_not_change_the_exported_weights(self):
        values, labels = table()
        trained, _ = network.fit(FEATURES, values, labels, Settings(epochs=1))
        before = trained.to_onnx("d", {}).SerializeToString(deterministic=True)
        trained.predict(values)
        self.assertEqual(before, trained.to_onnx("d", {}).SerializeToString(deterministic=True))

    def test_same_seed_same_bytes_other_seed_other_bytes(self):
        values, labels = table()
        made = [
            network.fit(FEATURES, values, labels, Settings(seed=seed, epochs=2))[0]
            .to_onnx("d", {})
            .SerializeToString(deterministic=True)
            for seed in (42, 42, 43)
        ]
        self.assertEqual(made[0], made[1])
        self.assertNotEqual(made[0], made[2])

    def test_constant_column_gives_finite_results(self):
        values, labels = table()
        values[:, 0] = 5
        trained, _ = network.fit(FEATURES, values, labels, Settings(epochs=1))
        self.assertTrue(np.isfinite(run(trained.to_onnx("d", {}), values)).all())

    def test_it_learns(self):
        values, labels = table(600)
        trained, threshold = network.fit(FEATURES, values, labels, Settings(epochs=40, threshold=None))
        _, held_out = network.split(labels)
        right = (trained.predict(values[held_out]) >= threshold) == labels[held_out]
        self.assertGreater(right.mean(), 0.9)


class ForestExportTest(support.unittest.TestCase):
    def test_graph_equals_forest_on_and_beside_every_threshold(self):
        values, labels = table()
        forest = RandomForestClassifier(8, random_state=1).fit(values, labels)
        builder = GraphBuilder(3)
        features = builder.columns_at([0, 1, 2])
        model = builder.model(add_forest(builder, features, forest), "d", {})
        onnx.checker.check_model(model)
        rows = []
        for column in (0, 2):
            for cut in thresholds_of(forest, column):
                for value in (np.float32(cut), np.nextafter(np.float32(cut), np.float32(np.inf))):
                    row = values[len(rows) % len(values)].copy()
                    row[column] = value
                    rows.append(row)
        rows = np.stack(rows)
        self.assertGreater(len(rows), 50)
        np.testing.assert_allclose(run(model, rows)[:, 0], forest.predict_proba(rows)[:, 1], atol=1e-6)

    def test_float32_threshold_decides_like_the_float64_one(self):
        random = np.random.default_rng(2)
        for threshold in random.normal(0, 100, 500):
            cut = float32_at_or_below(threshold)
            self.assertLessEqual(float(cut), threshold)
            self.assertGreater(float(np.nextafter(cut, np.float32(np.inf))), threshold)


class ArithmeticTest(support.unittest.TestCase):
    def test_numpy_and_graph_give_the_same_bits(self):
        values = np.random.default_rng(4).uniform(-500, 500, (400, 2)).astype(np.float32)

        def formula(arithmetic):
            left, right = arithmetic.column(0), arithmetic.column(1)
            product = arithmetic.multiply(left, arithmetic.scale(right, 0.10471976))
            return arithmetic.snap(arithmetic.subtract(product, left), 1 / 4)

        builder = GraphBuilder(2)
        model = builder.model(formula(GraphArithmetic(builder)), "d", {})
        expected = formula(NumpyArithmetic(values))
        np.testing.assert_array_equal(run(model, values), expected)
        np.testing.assert_array_equal(expected % 4, 0)

    def test_grid_must_be_a_power_of_two(self):
        with self.assertRaises(ValueError):
            NumpyArithmetic(np.zeros((1, 1))).snap(np.zeros(1), 10)
