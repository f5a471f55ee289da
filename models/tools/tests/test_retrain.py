# SPDX-License-Identifier: EPL-2.0
"""Models are trained anew beside the shipped ones, and what differs is told."""

from . import support

import json
from pathlib import Path

from millwright_models import retrain
from millwright_models.errors import InputError

# A training script that writes what stands beside it, after it has read its rows and counted its threads.
SCRIPT = """
import argparse, os, pathlib
parser = argparse.ArgumentParser()
parser.add_argument("--out")
parser.add_argument("--data")
options = parser.parse_args()
out = pathlib.Path(options.out)
out.mkdir()
sum(range(2_000_000))
if options.data:
    print("read", pathlib.Path(options.data).read_text(encoding="utf-8"))
(out / "threads").write_text(os.environ["OMP_NUM_THREADS"], encoding="utf-8")
for name, text in {files}.items():
    (out / name).write_text(text, encoding="utf-8")
"""
GOLDEN = "torque,=score\n1,0.5\n2,0.25\n"


def contents(golden=GOLDEN, onnx="weights", area=0.9):
    metrics = [{"name": "ROC-AUC", "value": area}]
    return {"model.onnx": onnx, "golden.csv": golden, "model.json": json.dumps({"onnx": onnx, "metrics": metrics})}


class RetrainTest(support.FolderTest):
    def model(self, name, made, shipped=None):
        """A model folder whose script makes these files."""
        folder = Path(self.folder, "models", name)
        (folder / "train").mkdir(parents=True)
        for file, text in (shipped or contents()).items():
            (folder / file).write_text(text, encoding="utf-8")
        script = made if isinstance(made, str) else SCRIPT.replace("{files}", repr(made))
        (folder / "train" / "train.py").write_text(script, encoding="utf-8")

    def retrain(self, known, names=(), jobs=1, limit_minutes=1):
        root = Path(self.folder)
        self.told = []
        outcomes = retrain.run(
            names, root / "data", root / "out", jobs, limit_minutes, root / "models", known, self.told.append
        )
        return {outcome.name: outcome for outcome in outcomes}

    def test_the_same_files_are_told_with_what_they_cost(self):
        self.model("press", contents())
        found = self.retrain({"press": None})["press"]
        self.assertEqual((found.verdict, found.files), (retrain.SAME, []))
        self.assertGreater(found.cpu_s, 0)
        self.assertGreaterEqual(found.seconds, found.cpu_s / 2)
        self.assertEqual(Path(self.folder, "out", "press", "threads").read_text(encoding="utf-8"), "1")
        self.assertEqual(self.told[0], "press: begun")
        self.assertRegex(self.told[1], r"^press: same files, \d+ s, \d+ s of CPU$")

    def test_last_digits_are_the_same_answers_and_others_are_not(self):
        self.model("near", contents(GOLDEN.replace("0.25", "0.250005"), "other"))
        self.model("far", contents(GOLDEN.replace("0.25", "0.2501"), "other"))
        self.model("elsewhere", contents(GOLDEN.replace("2,", "3,"), "other"))
        self.model("worse", contents(onnx="other", area=0.8))
        found = self.retrain(dict.fromkeys(("near", "far", "elsewhere", "worse")), jobs=2)
        verdicts = {name: outcome.verdict for name, outcome in found.items()}
        expected = {"near": retrain.ALIKE, "far": retrain.OTHER, "elsewhere": retrain.OTHER, "worse": retrain.OTHER}
        self.assertEqual(verdicts, expected)
        self.assertEqual(found["near"].files, ["model.onnx", "golden.csv", "model.json"])
        self.assertAlmostEqual(found["far"].golden_difference, 1e-4)
        self.assertEqual(found["worse"].metrics, {"ROC-AUC": [0.9, 0.8]})

    def test_a_training_that_fails_says_so_and_the_others_go_on(self):
        self.model("broken", 'raise SystemExit("error: no rows")')
        self.model("press", contents())
        found = self.retrain({"broken": None, "press": None})
        self.assertEqual([outcome.verdict for outcome in found.values()], [retrain.FAILED, retrain.SAME])
        self.assertIn("exit status 1, error: no rows", found["broken"].said)

    def test_a_training_that_does_not_end_is_ended(self):
        self.model("endless", "while True: pass")
        found = self.retrain({"endless": None}, limit_minutes=0.02)["endless"]
        self.assertEqual(found.verdict, retrain.FAILED)
        self.assertIn("ended after 0.02 min", found.said)

    def test_rows_are_found_in_the_folder_of_the_data_sets_before_anything_starts(self):
        self.model("press", contents())
        known = {"press": "presses/*.csv"}
        with self.assertRaisesRegex(InputError, "0 of presses/.*csv for press"):
            self.retrain(known)
        self.assertEqual(self.told, [])
        Path(self.folder, "data", "presses").mkdir(parents=True)
        Path(self.folder, "data", "presses", "week.csv").write_text("rows", encoding="utf-8")
        self.assertEqual(self.retrain(known)["press"].verdict, retrain.SAME)
        self.assertIn("read rows", Path(self.folder, "out", "press.log").read_text(encoding="utf-8"))

    def test_an_unknown_model_is_refused_with_those_there_are(self):
        with self.assertRaisesRegex(InputError, "--model valve.*one of press"):
            self.retrain({"press": None}, ["valve"])

    def test_all_shipped_models_that_are_trained_here_are_known(self):
        scripts = {path.parents[1].name for path in Path(support.MODELS).glob("*/train/train.py")}
        self.assertEqual(set(retrain.SHIPPED), scripts)
