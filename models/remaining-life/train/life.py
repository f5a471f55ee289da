# SPDX-License-Identifier: EPL-2.0
"""The model of remaining life: boosted trees and small networks on window features, and an interval from units left out."""

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor
from xgboost import XGBRegressor

from millwright_models import conformal
from millwright_models.boosting import BoostedTrees
from windows import WindowFeatures

# Remaining life is flat until wear shows; the published work on this data caps it there as well.
CAP = 125
COVERAGE = 0.9
KNOTS = (8, 25, 45, 65, 85, 105, 120)
NETWORKS = 3
FOLDS = 5


class Life:
    """Mean of boosted trees and of three networks, trained on these windows."""

    def __init__(self, windows, lives, seed):
        self.features = WindowFeatures(windows)
        seen = self.features(windows)
        self.trees = BoostedTrees(
            XGBRegressor(
                n_estimators=400,
                max_depth=4,
                learning_rate=0.03,
                subsample=0.6,
                colsample_bytree=0.3,
                min_child_weight=20,
                tree_method="hist",
                n_jobs=1,
                random_state=seed,
                base_score=float(np.mean(lives)),
            ).fit(seen, lives)
        )
        self.mean, self.scale = seen.mean(axis=0, dtype=np.float64), seen.std(axis=0, dtype=np.float64)
        self.networks = [self._network(seen, lives, seed + number) for number in range(NETWORKS)]

    def _network(self, seen, lives, seed):
        network = MLPRegressor(
            (64, 32), alpha=1.0, learning_rate_init=1e-3, batch_size=256, max_iter=25, random_state=seed
        )
        with warnings.catch_warnings():
            # Ending after 25 passes is the regularisation, not a failure.
            warnings.simplefilter("ignore", ConvergenceWarning)
            return network.fit((seen - self.mean) / self.scale, lives / CAP)

    def predict(self, windows):
        """Remaining cycles per window, float64, computed by XGBoost and scikit-learn."""
        seen = self.features(windows)
        standard = (seen - self.mean) / self.scale
        networks = CAP * np.mean([network.predict(standard) for network in self.networks], axis=0)
        return np.clip((self.trees.predict(seen) + networks) / 2, 0, CAP)

    def add_to(self, builder, window):
        """Appends the model to `builder`; returns the remaining cycles [batch, 1]."""
        seen = self.features.add_to(builder, window)
        trees = self.trees.add_to(builder, seen)
        total = trees
        for network in self.networks:
            total = builder.node("Add", [total, self._add_network(builder, seen, network)])
        half = builder.node("Mul", [total, builder.constant([0.5])])
        return builder.node("Clip", [half, builder.constant(0.0), builder.constant(float(CAP))])

    def _add_network(self, builder, seen, network):
        """One network, whose first layer takes the standardisation and whose last one the mean over all and the cap."""
        layers = [(weights.astype(np.float64), bias.astype(np.float64)) for weights, bias in zip(network.coefs_, network.intercepts_)]
        first, bias = layers[0]
        layers[0] = (first / self.scale[:, None], bias - (self.mean / self.scale) @ first)
        last, bias = layers[-1]
        layers[-1] = (last * CAP / NETWORKS, bias * CAP / NETWORKS)
        at = seen
        for number, (weights, bias) in enumerate(layers):
            at = builder.node("Gemm", [at, builder.constant(weights.T), builder.constant(bias)], transB=1)
            at = at if number == len(layers) - 1 else builder.node("Relu", [at])
        return at


def left_out(windows, lives, units, seed):
    """Predictions for every window by a model that has not seen its unit."""
    predicted = np.empty(len(lives))
    order = np.random.default_rng(seed).permutation(np.unique(units))
    for fold in range(FOLDS):
        test = np.isin(units, order[fold::FOLDS])
        predicted[test] = Life(windows[~test], lives[~test], seed).predict(windows[test])
    return predicted


def fit(windows, lives, units, seed):
    """Returns (Life, Band, predictions for the windows by models without their unit)."""
    predicted = left_out(windows, lives, units, seed)
    return Life(windows, lives, seed), conformal.band(predicted, lives, units, COVERAGE, KNOTS), predicted


def ends(band, predicted):
    """The interval of each prediction, within what can be: 0 to the cap."""
    return tuple(np.clip(end, 0, CAP) for end in band.ends(predicted))
