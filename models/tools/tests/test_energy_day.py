# SPDX-License-Identifier: EPL-2.0
"""The recipe of the day ahead: the reader and its trap, exact features, the export, and blends that are chosen without the month judged."""

from . import support

import importlib.util
import os
import sys
from unittest import mock

import numpy as np

from millwright_models import golden
from millwright_models.errors import InputError

sys.path.insert(0, os.path.join(support.MODELS, "energy-day", "train"))

import day  # noqa: E402
import months  # noqa: E402
import slots  # noqa: E402
import steel  # noqa: E402

from .evaluate import run_all  # noqa: E402

# Every model has a train.py.
_SPEC = importlib.util.spec_from_file_location("energy_day_train", os.path.join(support.MODELS, "energy-day", "train", "train.py"))
train = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(train)


def _meter(days, seed):
    """A made plant that works by day, on weekdays."""
    random = np.random.default_rng(seed)
    parts = np.arange(days * steel.DAY)
    works = (parts % 96 > 30) & (parts % 96 < 70) & (parts // 96 % 7 < 5)
    return steel.Meter(np.round(np.where(works, 80, 4) * random.uniform(0.7, 1.3, len(parts)), 2).astype(np.float32))


class ReadTest(support.FolderTest):
    def _text(self, stamps):
        return "date,CO2(tCO2),Usage_kWh\n" + "".join(f"{stamp},9,{place}.5\n" for place, stamp in enumerate(stamps))

    def test_the_row_stamped_midnight_closes_its_day(self):
        stamps = [f"1/1/2018 {part * 15 // 60 % 24}:{part * 15 % 60:02d}" for part in range(1, 97)]
        np.testing.assert_array_equal(steel.read(self.write("a.csv", self._text(stamps))).values, np.arange(96) + 0.5)

    def test_a_row_out_of_place_is_named(self):
        with self.assertRaisesRegex(InputError, "line 3, column date: '1/1/2018 0:45'"):
            steel.read(self.write("b.csv", self._text(["1/1/2018 0:15", "1/1/2018 0:45"])))
        with self.assertRaisesRegex(InputError, "no column 'Usage_kWh'"):
            steel.read(self.write("c.csv", "date\n"))


class ExactTest(support.unittest.TestCase):
    def test_features_do_not_depend_on_the_order_of_sums(self):
        meter = _meter(40, 1)
        past, ahead = day.inputs(meter, np.array([2700, 3001, 3400]))
        forwards = slots.features(slots.NumpySteps, past, ahead)

        class Backwards(slots.NumpySteps):
            total = staticmethod(lambda a: np.cumsum(a[..., ::-1], axis=-1, dtype=np.float32)[..., -1:])
            product = staticmethod(lambda a, ones: np.cumsum(a[:, ::-1, None] * ones[None, ::-1], axis=1, dtype=np.float32)[:, -1])

        np.testing.assert_array_equal(forwards, slots.features(Backwards, past, ahead))
        self.assertEqual(forwards.shape[2], len(slots.NAMES))

    def test_the_graph_gives_what_scikit_learn_gives(self):
        meter = _meter(60, 2)
        with mock.patch.object(day, "_TREES", 3), mock.patch.object(day, "_ROWS_IN_LEAF", 20):
            model = day.Day(meter, np.arange(slots.PAST, 4800, 17), 7, day.Blend(0.3, np.linspace(1, 0, 96), np.ones((2, 96))))
        past, ahead = day.inputs(meter, np.array([5000, 5333]))
        self.assertTrue(all(predictor.nodes["is_leaf"].sum() > 9 for trees in (*model.trees, model.change) for predictor in trees.predictors()))
        results = run_all(train.to_onnx(model, "0" * 64), {"past": past, "ahead": ahead})
        for name, expected in zip(train.OUTPUTS, model.predict(past, ahead)):
            self.assertEqual(int(golden.differs(results[name], expected).sum()), 0, name)
        self.assertTrue((results["lower"] <= results["load"]).all() and (results["load"] <= results["upper"]).all())


class CalendarTest(support.unittest.TestCase):
    def test_days_off_are_of_one_kind_with_sundays(self):
        meter = _meter(70, 5)
        # 14 to 19 February: before three days off, Thursday to Saturday of them, the Sunday, the Monday after it.
        origins = np.arange(44, 50) * 96 + 8
        found = slots.features(slots.NumpySteps, *day.inputs(meter, origins))[:, 0]
        kind = {name: found[:, slots.NAMES.index(name)].tolist() for name in slots.NAMES[-4:]}
        self.assertEqual(kind["Sunday or off"], [0, 1, 1, 1, 1, 0])
        self.assertEqual(kind["Saturday or Sunday"], [0, 0, 0, 1, 1, 0])
        self.assertEqual(kind["between a day off and a Sunday"], [0, 0, 1, 1, 0, 0])
        self.assertEqual(kind["slot of the week"], [2 * 96 + 8, 3 * 96 + 8, 4 * 96 + 8, 5 * 96 + 8, 6 * 96 + 8, 8])

    def test_what_lies_ahead_is_told_by_the_calendar_alone(self):
        meter = _meter(60, 3)
        ahead = meter.ahead([59 * 96], 96)[0]
        # The 1st of March is a Thursday and a holiday.
        self.assertEqual(ahead[0].tolist(), [0, 3, 1, 0, 0, 0])

    def test_a_month_is_never_among_what_its_model_learned_from(self):
        meter = _meter(120, 4)
        first, _ = meter.month(4)
        self.assertLessEqual(months.trained_on(first).max() + slots.STEPS, first)
