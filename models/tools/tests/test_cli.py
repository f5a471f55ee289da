# SPDX-License-Identifier: EPL-2.0
"""The commands as a data scientist runs them, files in and files out."""

from . import support

import contextlib
import io
import json
import os
from unittest import mock

import onnx

from millwright_models import golden
from millwright_models.cli import main

from .evaluate import run


class Commands(support.FolderTest):
    """A test that runs commands in its scratch folder."""

    def command(self, *arguments):
        """Runs a command; returns (status, stdout, stderr)."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(list(arguments))
        return status, out.getvalue(), err.getvalue()

    def path(self, name):
        return os.path.join(self.folder, name)

    def json(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return json.load(file)


class TrainTest(Commands):
    """From a CSV to a folder."""

    def train(self, *more):
        data = self.write("press.csv", support.press_csv())
        return self.command("train", "--data", data, "--name", "press-leak", "--out", self.path("m"), "--epochs", "3", *more)

    def test_train_writes_a_folder(self):
        status, out, _ = self.train("--labels", "tight,leak")
        self.assertEqual(status, 0)
        for text in ("majority class", "accuracy", "recall", "F1", "ROC-AUC", "PR-AUC", "±"):
            self.assertIn(text, out)
        self.assertEqual(sorted(os.listdir(self.path("m"))), ["golden.csv", "model.json", "model.onnx", "train"])
        document = self.json("m/model.json")
        self.assertEqual(document["inputs"][0]["features"][0]["categories"], ["A", "B"])
        self.assertEqual(document["inputs"][0]["features"][1]["unit"], "bar")
        self.assertEqual(document["score"]["labels"], ["tight", "leak"])
        self.assertEqual(document["training"]["seed"], 42)
        self.assertIn("model train", document["training"]["script"])
        self.assertEqual([data["rows"] for data in document["training"]["data"]], [240])
        headline = document["metrics"][0]
        self.assertEqual((headline["name"], headline["baseline_name"]), ("F1", "always the more frequent class"))
        self.assertEqual(document["score"]["chosen"]["by"], "given")
        with open(self.path("m/train/figures.md"), encoding="utf-8") as file:
            self.assertIn("| threshold | precision |", file.read())

    def test_notes_become_sections_of_the_card(self):
        notes = self.write("notes.md", "ignored\n## Source\n\nPress 7.\n")
        self.train("--notes", notes)
        with open(self.path("m/train/card.md"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "## Source\n\nPress 7.\n")

    def test_train_writes_how_the_columns_are_computed(self):
        features = self.write(
            "features.csv",
            "name,signal,aggregate,span_ms,categories,codes\n" "grade,,,,B|A,20|10\npressure,p1,mean,5000,,\nspeed,p2,,,,\n",
        )
        status, _, err = self.train("--features", features, "--row-period-ms", "1000")
        self.assertEqual(status, 0, err)
        document = self.json("m/model.json")
        self.assertEqual(document["row_period_ms"], 1000)
        grade, pressure, speed = document["inputs"][0]["features"]
        self.assertEqual((grade["categories"], grade["codes"]), (["A", "B"], [10, 20]))
        self.assertEqual((pressure["signal"], pressure["aggregate"], pressure["span_ms"]), ("p1", "mean", 5000))
        self.assertEqual((pressure["unit"], speed["signal"]), ("bar", "p2"))

    def test_golden_results_agree_with_the_written_graph(self):
        self.train()
        head, values = golden.read(self.path("m/golden.csv"))
        self.assertEqual(head, ["grade", "pressure", "speed", "=probability"])
        self.assertGreaterEqual(len(values), 256)
        result = run(onnx.load(self.path("m/model.onnx")), values[:, :3])
        self.assertFalse(golden.differs(result[:, 0], values[:, 3]).any())

    def test_a_missing_package_is_one_line_with_a_remedy(self):
        missing = ModuleNotFoundError("No module named 'torch'", name="torch")
        with mock.patch("millwright_models.cli._train", side_effect=missing):
            status, _, err = self.command("train", "--data", "d.csv", "--name", "a", "--out", "o")
        self.assertEqual(status, 1)
        self.assertIn("the Python package torch is missing", err)
        self.assertIn("apt-get install python3-torch", err)

    def test_bad_options_are_one_line_with_a_remedy(self):
        for more in (
            ["--threshold", "2"],
            ["--version", "1"],
            ["--labels", "a"],
            ["--unit", "pressure"],
            ["--exclude", "x"],
            ["--notes", "absent.md"],
        ):
            status, _, err = self.train(*more)
            self.assertEqual(status, 1, more)
            self.assertEqual(len(err.strip().splitlines()), 1, err)
            self.assertIn("Remedy", err)
        self.assertFalse(os.path.exists(self.path("m")))
