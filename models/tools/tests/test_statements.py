# SPDX-License-Identifier: EPL-2.0
"""What model.json states about a model, as the writer of a training script gives it."""

from . import support

import json
import os

from millwright_models import folder, statements
from millwright_models.errors import InputError
from millwright_models.features import Feature, read_features


class StatementsTest(support.FolderTest):
    def describe(self, **more):
        for name in (folder.ONNX_FILE, folder.GOLDEN_FILE):
            self.write(name, "x")
        folder.describe(self.folder, "m", "1.0.0", "d", [], [], folder.score_contract("p", 0.5, ["a", "b"]), **more)
        with open(os.path.join(self.folder, folder.JSON_FILE), encoding="utf-8") as file:
            return json.load(file)

    def test_every_statement_stands_at_its_place(self):
        data = statements.data_file(self.write("rows.csv", "a\n1\n"), 1)
        made = statements.made_data("simulated", b"a\n1\n", 1)
        self.assertEqual(data["sha256"], made["sha256"])
        written = self.describe(
            training=statements.training("train.py", 7, [data, made]),
            metrics=[statements.metric("RMSE", 11.88, 40.6, "always the mean", "25 units left out", better="lower")],
            use=statements.use(["a"], ["b"], ["c"]),
            sections={"advice": {"x": 1}},
        )
        self.assertEqual(written["training"]["data"][1], {"name": "simulated", "sha256": made["sha256"], "rows": 1})
        self.assertEqual((written["training"]["script"], written["training"]["seed"]), ("train.py", 7))
        self.assertNotIn("spread", written["metrics"][0])
        self.assertEqual(written["use"], {"intended": ["a"], "forbidden": ["b"], "human_decides": ["c"]})
        self.assertEqual(written["advice"], {"x": 1})

    def test_a_figure_that_is_no_number_is_not_written(self):
        with self.assertRaises(ValueError):
            self.describe(metrics=[statements.metric("F1", float("nan"), 0, "none", "5-fold")])

    def test_sections_cannot_replace_what_has_an_argument(self):
        with self.assertRaises(ValueError):
            self.describe(sections={"inputs": []})

    def test_folds_give_mean_and_spread(self):
        metric = statements.metric_of_folds("F1", [0.8, 0.9], [0.1, 0.3], "majority", "2-fold")
        self.assertEqual((metric["value"], metric["spread"], metric["baseline"]), (0.85, 0.0707, 0.2))

    def test_a_way_of_choosing_has_its_number(self):
        self.assertEqual(statements.chosen("cost_ratio", "rows", cost_ratio=20)["cost_ratio"], 20.0)
        self.assertNotIn("cost_ratio", statements.chosen("f1", "rows"))
        for by in ("cost_ratio", "false_alarm_interval", "percentile", "gut feeling"):
            with self.assertRaises(ValueError):
                statements.chosen(by, "rows")


class MappingTest(support.FolderTest):
    def test_hints_and_what_stands_in_are_written_only_where_given(self):
        held = Feature("a", tag_hints=["*amp*"], impute="hold", impute_ms=500).to_json()
        self.assertEqual(held, {"name": "a", "unit": "", "tag_hints": ["*amp*"], "impute": "hold", "impute_ms": 500})
        self.assertEqual(Feature("a", impute=0.0).to_json(), {"name": "a", "unit": "", "impute": 0.0})

    def test_a_features_file_says_them(self):
        path = self.write(
            "f.csv",
            "name,tag_hints,impute,impute_ms,categories\n" "a,*amp*|arc,hold,500,\n" "b,,1.5,,\n" "c,,S355,,S235|S355\n",
        )
        a, b, c = read_features(path, False)
        self.assertEqual((a.tag_hints, a.impute, a.impute_ms), (["*amp*", "arc"], "hold", 500))
        self.assertEqual((b.impute, c.impute), (1.5, "S355"))
        with self.assertRaisesRegex(InputError, "line 2, column impute"):
            read_features(self.write("g.csv", "name,impute\na,middle\n"), False)
