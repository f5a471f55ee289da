# SPDX-License-Identifier: EPL-2.0
"""The recipe of the dispatch policy: schedules that can be done, numbers by hand, learning that learns, the export."""

from . import support

import os
import sys

import numpy as np
import torch

from millwright_models import golden

sys.path.insert(0, os.path.join(support.MODELS, "dispatch-policy", "train"))

import dispatching  # noqa: E402
import job_shops  # noqa: E402

from .evaluate import run_all  # noqa: E402

ROUTES = np.array([[[0, 1], [0, 1]]])
DURATIONS = np.array([[[3, 2], [2, 4]]])


class ShopsTest(support.unittest.TestCase):
    def test_rules_and_numbers_of_a_shop_by_hand(self):
        self.assertEqual(job_shops.by_rule(ROUTES, DURATIONS, "SPT")[0], 11)
        self.assertEqual(job_shops.by_rule(ROUTES, DURATIONS, "MWKR")[0], 8)
        self.assertEqual(job_shops.by_rule(ROUTES, DURATIONS, "FIFO")[0], 9)
        self.assertEqual(job_shops.lower_bound(ROUTES, DURATIONS)[0], 8)
        shops = job_shops.Shops(ROUTES, DURATIONS)
        shop, job = shops.candidates()
        np.testing.assert_array_equal(job, [0, 1])
        rows = dict(zip((name for name, _ in job_shops.FEATURES), shops.features(shop, job).T * 2.75))
        np.testing.assert_allclose(rows["duration"], [3, 2])
        np.testing.assert_allclose(rows["later_end"], [1, 0])
        # The bound is 7: both operations of the first machine and the shorter tail. The first job first delays the second to 9.
        np.testing.assert_allclose(rows["others_excess"], [2, 0], atol=1e-6)
        np.testing.assert_allclose(rows["machine_excess"], [2, 0], atol=1e-6)

    def test_no_machine_does_two_things_and_no_job_is_in_two_places(self):
        random = np.random.default_rng(3)
        routes, durations = job_shops.random_shops(random, 8, 7, 5)
        shops = job_shops.Shops(routes, durations)
        placed = []
        while shops.done < shops.steps:
            before = shops.end.copy(), shops.length.copy(), shops.chosen_machine.copy()
            job = shops.choose(random.random((8, 7)))
            rows = np.arange(8)
            placed.append((job, before[2], before[0][rows, job] - before[1][rows, job], before[0][rows, job]))
        for shop in range(8):
            for of in (0, 1):
                slots = sorted((step[2][shop], step[3][shop], step[of][shop]) for step in placed)
                for one in range(len(slots)):
                    for other in range(one + 1, len(slots)):
                        same = slots[one][2] == slots[other][2]
                        self.assertFalse(same and slots[other][0] < slots[one][1], (shop, slots[one], slots[other]))


class LearningTest(support.unittest.TestCase):
    def test_some_updates_make_schedules_shorter(self):
        torch.set_num_threads(1)
        torch.manual_seed(1)
        sizes = ((6, 4),)
        mean, factor = dispatching.scaling(np.random.default_rng(1), sizes, job_shops.random_shops)
        policy = dispatching.Policy(mean, factor)
        held = job_shops.random_shops(np.random.default_rng(2), 64, 6, 4)
        judge = lambda update, seen: dispatching.run(seen, job_shops.Shops(*held)).mean() if update % 10 == 9 else None  # noqa: E731
        before = judge(9, policy)
        learned = dispatching.learn(policy, job_shops.random_shops, sizes, 30, 8, 12, 1, 3e-3, judge)
        self.assertLess(judge(9, learned), 0.97 * before)

    def test_golden_results_are_the_graph_s(self):
        import onnx

        folder = os.path.join(support.MODELS, "dispatch-policy")
        head, values = golden.read(os.path.join(folder, "golden.csv"))
        self.assertEqual(head, [*(name for name, _ in job_shops.FEATURES), "=score"])
        result = run_all(onnx.load(os.path.join(folder, "model.onnx")), values[::8, :-1])["score"]
        self.assertEqual(int(golden.differs(result[:, 0], values[::8, -1]).sum()), 0)
