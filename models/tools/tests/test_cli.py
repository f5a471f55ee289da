# SPDX-License-Identifier: EPL-2.0
"""The commands as a data scientist runs them, files in and files out."""

from . import support

import contextlib
import csv
import io
import json
import os
from unittest import mock

import numpy as np
import onnx
from onnx import TensorProto, helper

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


class TrainAndCheckTest(Commands):
    """From a CSV to a checked folder."""

    def train(self, *more):
        data = self.write("press.csv", support.press_csv())
        return self.command("train", "--data", data, "--name", "press-leak", "--out", self.path("m"), "--epochs", "3", *more)

    def test_train_writes_a_folder_that_check_accepts(self):
        status, out, _ = self.train("--labels", "tight,leak")
        self.assertEqual(status, 0)
        for text in ("majority class", "accuracy", "recall", "F1", "ROC-AUC", "PR-AUC", "±"):
            self.assertIn(text, out)
        self.assertEqual(sorted(os.listdir(self.path("m"))), ["MODEL_CARD.md", "golden.csv", "model.json", "model.onnx"])
        status, out, _ = self.command("check", self.path("m"))
        self.assertEqual(status, 0, out)
        document = self.json("m/model.json")
        self.assertEqual(document["inputs"][0]["features"][0]["categories"], ["A", "B"])
        self.assertEqual(document["inputs"][0]["features"][1]["unit"], "bar")
        self.assertEqual(document["score"]["labels"], ["tight", "leak"])
        with open(self.path("m/MODEL_CARD.md"), encoding="utf-8") as file:
            card = file.read()
        for text in ("majority class", document["training"]["data_sha256"], "seed", "model train"):
            self.assertIn(text, card)

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
        self.assertEqual(self.command("check", self.path("m"))[0], 0)
        with open(self.path("m/MODEL_CARD.md"), encoding="utf-8") as file:
            self.assertIn("| signal p1, aggregate mean, span_ms 5000 |", file.read())
        self.assertIn("multiple", self.train("--features", features, "--row-period-ms", "3000")[2])

    def test_golden_results_agree_with_the_written_graph(self):
        self.train()
        head, values = golden.read(self.path("m/golden.csv"))
        self.assertEqual(head, ["grade", "pressure", "speed", "=probability"])
        self.assertGreaterEqual(len(values), 256)
        result = run(onnx.load(self.path("m/model.onnx")), values[:, :3])
        self.assertFalse(golden.differs(result[:, 0], values[:, 3]).any())

    def test_check_finds_a_changed_file(self):
        self.train()
        with open(self.path("m/golden.csv"), "a") as file:
            file.write("0,1,1,0.5\n")
        status, _, err = self.command("check", self.path("m"))
        self.assertEqual(status, 1)
        self.assertIn("golden.sha256", err)
        self.assertIn("Remedy", err)

    def test_check_finds_a_shape_that_the_graph_has_not(self):
        self.train()
        document = self.json("m/model.json")
        document["outputs"][0]["shape"] = [-1, 2]
        self.write("m/model.json", json.dumps(document))
        status, _, err = self.command("check", self.path("m"))
        self.assertEqual(status, 1)
        self.assertIn("[-1, 1]", err)

    def test_check_names_a_missing_key_and_a_foreign_golden_header(self):
        self.train()
        whole = self.json("m/model.json")
        broken = {**whole, "onnx": {"file": "model.onnx"}}
        self.write("m/model.json", json.dumps(broken))
        status, _, err = self.command("check", self.path("m"))
        self.assertEqual(status, 1)
        self.assertIn("'sha256'", err)
        whole["inputs"][0]["features"][1]["name"] = "force"
        self.write("m/model.json", json.dumps(whole))
        status, _, err = self.command("check", self.path("m"))
        self.assertEqual(status, 1)
        self.assertIn("grade,force,speed", err)

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


class AdoptTest(Commands):
    """An ONNX file from elsewhere: golden-rows, own predictions, describe, check."""

    def foreign(self, shape=("n", 2), kind=TensorProto.FLOAT):
        value = helper.make_tensor_value_info("x", kind, list(shape))
        result = helper.make_tensor_value_info("y", kind, [shape[0], 1])
        axes = list(range(1, len(shape)))
        nodes = [
            helper.make_node("ReduceMean", ["x"], ["m"], axes=axes, keepdims=0),
            helper.make_node("Unsqueeze", ["m", "one"], ["y"]),
        ]
        one = helper.make_tensor("one", TensorProto.INT64, [1], [1])
        graph = helper.make_graph(nodes, "g", [value], [result], [one])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
        onnx.save(model, self.path("own.onnx"))
        return self.write("features.csv", "name,unit,min,max,categories\ntorque,N·m,0,80,\ntype,,,,L|M|H\n")

    def adopt(self, results=None):
        """Predicts the golden rows as the user's framework would, then describes."""
        with open(self.path("rows.csv"), encoding="utf-8") as file:
            rows = list(csv.reader(file))
        with open(self.path("predicted.csv"), "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*rows[0], results or "=y"])
            writer.writerows([*row, np.mean([float(cell) for cell in row])] for row in rows[1:])
        return self.command(
            "describe",
            "--onnx",
            self.path("own.onnx"),
            "--features",
            self.path("features.csv"),
            "--golden",
            self.path("predicted.csv"),
            "--name",
            "own",
            "--out",
            self.path("own"),
            "--threshold",
            "20",
        )

    def golden_rows(self, features, *more):
        return self.command(
            "golden-rows", "--onnx", self.path("own.onnx"), "--features", features, "--out", self.path("rows.csv"), *more
        )

    def test_one_row_models(self):
        self.assertEqual(self.golden_rows(self.foreign())[0], 0)
        status, _, err = self.adopt()
        self.assertEqual(status, 0, err)
        document = self.json("own/model.json")
        self.assertEqual(document["inputs"][0]["shape"], [-1, 2])
        self.assertEqual(document["outputs"], [{"name": "y", "type": "FLOAT32", "shape": [-1, 1]}])
        self.assertEqual(document["score"]["threshold"], 20)
        self.assertEqual(self.command("check", self.path("own"))[0], 0)

    def test_windows_of_rows(self):
        self.assertEqual(self.golden_rows(self.foreign(("n", 3, 2)))[0], 0)
        self.assertEqual(self.adopt()[0], 0)
        head, _ = golden.read(self.path("own/golden.csv"))
        self.assertEqual(head[:4], ["torque@0", "type@0", "torque@1", "type@1"])
        self.assertEqual(self.command("check", self.path("own"))[0], 0)

    def described(self, golden_head, rows, *options):
        """Describes own.onnx with golden rows whose results are written here."""
        path = self.write("given.csv", "\n".join([golden_head, *rows]) + "\n")
        where = ["--onnx", self.path("own.onnx"), "--golden", path, "--name", "own", "--out", self.path("own")]
        return self.command("describe", *where, *options)

    def test_a_fixed_batch_of_one_and_windows_of_rank_4(self):
        features = self.foreign((1, 1, 3, 2))
        self.assertEqual(self.golden_rows(features)[0], 0)
        status, _, err = self.adopt()
        self.assertEqual(status, 0, err)
        document = self.json("own/model.json")
        self.assertEqual(document["inputs"][0]["shape"], [1, 1, 3, 2])
        self.assertEqual(document["outputs"][0]["shape"], [1, 1])
        self.assertEqual(self.command("check", self.path("own"))[0], 0)
        document["inputs"][0]["shape"] = [-1, 1, 3, 2]
        self.write("own/model.json", json.dumps(document))
        self.assertIn("the graph has [1, 1, 3, 2]", self.command("check", self.path("own"))[2])

    def test_arrays_of_two_channels(self):
        self.foreign(("n", 2, 4))
        features = self.write("features.csv", "name,min,max,elements\nx,-1,1,4\ny,-1,1,4\n")
        self.assertEqual(self.golden_rows(features)[0], 0)
        status, _, err = self.adopt()
        self.assertEqual(status, 0, err)
        head, _ = golden.read(self.path("own/golden.csv"))
        self.assertEqual(head[:5], ["x[0]", "x[1]", "x[2]", "x[3]", "y[0]"])
        self.assertEqual(self.command("check", self.path("own"))[0], 0)
        self.assertIn("correct shape, elements or layout", self.golden_rows(features, "--layout", "channels_last")[2])

    def test_pictures(self):
        self.foreign(("n", 3, 8, 8))
        image = self.write("image.json", json.dumps({"colour": "rgb", "mean": [1, 2, 3], "scale": [0.1, 0.1, 0.1]}))
        made = self.command("golden-rows", "--onnx", self.path("own.onnx"), "--image", image, "--out", self.path("rows.csv"))
        self.assertEqual(made[0], 0, made[2])
        head, values = golden.read(self.path("rows.csv"))
        self.assertEqual(head[0], "x[*]")
        self.assertEqual((len(head), len(values)), (33, 320))
        readings = self.write("readings.json", json.dumps([{"name": "level", "task": "value", "unit": "1"}]))
        status, _, err = self.described("x[*],x[5],=y", ["1,2,1.0052"], "--image", image, "--readings", readings)
        self.assertEqual(status, 0, err)
        document = self.json("own/model.json")
        self.assertNotIn("score", document)
        self.assertEqual(document["readings"][0]["task"], "value")
        status, out, err = self.command("check", self.path("own"))
        self.assertEqual(status, 0, err)

    def test_readings_that_contradict_the_outputs_write_nothing(self):
        features = self.foreign()
        readings = self.write("readings.json", json.dumps([{"name": "a", "task": "forecast", "steps": 2}]))
        status, _, err = self.described("torque,type,=y", ["1,0,0.5"], "--features", features, "--readings", readings)
        self.assertEqual(status, 1)
        self.assertIn("readings[0].steps: 2", err)
        self.assertFalse(os.path.exists(self.path("own")))

    def test_an_optional_feature_may_be_missing_in_golden_rows(self):
        # The second column alone: what is missing in the first one does not matter.
        value = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 2])
        result = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 1])
        second = helper.make_tensor("second", TensorProto.INT64, [1], [1])
        node = helper.make_node("Gather", ["x", "second"], ["y"], axis=1)
        graph = helper.make_graph([node], "g", [value], [result], [second])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
        onnx.save(model, self.path("own.onnx"))
        features = self.write("features.csv", "name,min,max,optional\na,0,1,true\nb,0,1,\n")
        status, _, err = self.described("a,b,=y", ["NaN,1,1"], "--features", features, "--row-period-ms", "1000")
        self.assertEqual(status, 0, err)
        self.assertEqual(self.json("own/model.json")["row_period_ms"], 1000)
        with open(self.path("own/golden.csv"), encoding="utf-8") as file:
            self.assertIn("NaN,1,1", file.read())
        self.assertEqual(self.command("check", self.path("own"))[0], 0)

    def test_refusals_say_what_to_do(self):
        features = self.foreign(kind=TensorProto.DOUBLE)
        self.assertIn("FLOAT32", self.golden_rows(features)[2])
        features = self.foreign(("n", 3))
        self.assertIn("3 columns, but the features file lists 2", self.golden_rows(features)[2])
        self.write("own.onnx", "not a model")
        self.assertIn("not a valid ONNX file", self.golden_rows(features)[2])

    def test_unknown_result_column(self):
        self.golden_rows(self.foreign())
        status, _, err = self.adopt("=z")
        self.assertEqual(status, 1)
        self.assertIn("'=z' names no output", err)

    def test_bad_features_file_names_the_line(self):
        self.foreign()
        features = self.write("features.csv", "name,unit,min,max,categories\ntorque,N·m,80,0,\n")
        self.assertIn("line 2: min 80.0 and max 0.0", self.golden_rows(features)[2])
