# SPDX-License-Identifier: EPL-2.0
"""Figures: the baseline is shown, and nothing that is chosen sees the rows it is judged on."""

from . import support

import numpy as np

from millwright_models import metrics


class MetricsTest(support.unittest.TestCase):
    def test_majority_baseline(self):
        labels = np.array([0] * 97 + [1] * 3)
        baseline = metrics.majority_score(labels)
        self.assertEqual(
            (baseline["accuracy"], baseline["recall"], baseline["f1"], baseline["roc_auc"]), (0.97, 0.0, 0.0, 0.5)
        )
        self.assertAlmostEqual(baseline["pr_auc"], 0.03)

    def test_majority_baseline_where_ones_prevail(self):
        baseline = metrics.majority_score(np.array([1] * 8 + [0] * 2))
        self.assertEqual((baseline["accuracy"], baseline["recall"]), (0.8, 1.0))

    def test_fit_never_sees_the_rows_of_its_fold(self):
        labels = np.array([0, 1] * 25)
        values = np.arange(50, dtype=np.float32)[:, None]
        predicted = []

        def fit(train, _):
            seen = set(train[:, 0])

            def predict(test):
                predicted.extend(test[:, 0])
                self.assertFalse(seen & set(test[:, 0]))
                self.assertEqual(len(seen) + len(test), 50)
                return np.linspace(0, 1, len(test))

            return predict, 0.5

        result = metrics.cross_validate(fit, values, labels, 42)
        self.assertEqual(sorted(predicted), list(range(50)))
        self.assertEqual(len(result.folds), 5)

    def test_threshold_finds_the_gap(self):
        labels = np.array([0] * 50 + [1] * 10)
        probabilities = np.concatenate([np.linspace(0, 0.2, 50), np.linspace(0.6, 0.9, 10)])
        self.assertTrue(0.2 < metrics.best_f1_threshold(labels, probabilities) <= 0.6)

    def test_report_names_the_baseline(self):
        result = metrics.CrossValidation(4)
        result.folds = [metrics.score(np.array([0, 1]), np.array([0.1, 0.9]), 0.5)] * 2
        result.baseline_folds = [metrics.majority_score(np.array([0, 1, 0]))] * 2
        text = metrics.report(result)
        self.assertIn("majority class", text)
        for title in ("accuracy", "recall", "F1", "ROC-AUC", "PR-AUC"):
            self.assertIn(title, text)
