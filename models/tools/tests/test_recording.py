# SPDX-License-Identifier: EPL-2.0
"""Feature rows from a recording: times, quality, codes and parts are read as the gateway reads them. Needs no package."""

import contextlib
import io
import json
import os
import shutil
import tempfile
import unittest

from millwright_models.cli import main

FEATURES = """name,unit,signal,aggregate,span_ms,lag_ms,condition,modulus,categories,codes
load,%,,time_mean,,,,,,
peak,%,load,max,4000,,,,,
before,%,load,last,,2000,,,,
busy,%,load,share,,,> 5,,,
parts,,count,counter,,,,100,,
mode,,,,,,,,run|stop,1|0
"""
RECORDING = """time,load,load.quality,count,mode
0,10,,98,1
0.5,,,99,
1,20,good,1,
2.5,99,bad,,0
3,4,uncertain,2,7
3.5,6,,,
4,,,,1
"""


class FeaturesTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="millwright-recording-")
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def features(self, recording=RECORDING, *more, features=FEATURES):
        """Runs the command; returns (status, lines, stderr)."""
        out, err = os.path.join(self.folder, "rows.csv"), io.StringIO()
        arguments = ["features", "--recording", self.write("recording.csv", recording), "--out", out, *more]
        if features:
            arguments += ["--features", self.write("features.csv", features)]
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(err):
            status = main(arguments)
        if status != 0:
            return status, [], err.getvalue()
        with open(out, encoding="utf-8") as file:
            return status, file.read().splitlines(), err.getvalue()

    def test_rows_of_a_period(self):
        status, lines, err = self.features(RECORDING, "--period", "2000")
        self.assertEqual(status, 0, err)
        self.assertEqual(lines[0], "time,load [%],peak [%],before [%],busy [%],parts,mode")
        # The first row's window ends with the first sample: nothing was known before.
        self.assertEqual(lines[1], "0.000000,,10.0,,,0.0,run")
        self.assertEqual(lines[2], "2.000000,15.0,20.0,10.0,1.0,3.0,run")
        # Unknown from 2.5 to 3.5; mode 7 at 3 is no code, and 1 at 4 is.
        self.assertEqual(lines[3], "4.000000,13.0,20.0,20.0,1.0,1.0,run")
        self.assertIn("1 rows have a feature without a value", err)
        self.assertEqual(len(self.features(RECORDING, "--period", "2000", "--complete")[1]), 3)

    def test_rows_end_at_multiples_of_the_period_whenever_the_recording_begins(self):
        recording = "time,load\n2026-05-01T06:00:00.700Z,1\n2026-05-01T08:00:03+02:00,2\n2026-05-01 06:00:04.2,3\n"
        status, lines, err = self.features(recording, "--period", "1000", features="name\nload\n")
        self.assertEqual(status, 0, err)
        self.assertEqual(
            lines[1:], [f"{1777615201 + i}.000000,{value}" for i, value in enumerate(("1.0", "1.0", "2.0", "2.0"))]
        )

    def test_rows_of_parts(self):
        recording = "time,on,x\n0,0,1\n1,1,\n2,,5\n3,0,7\n4,1,\n4.5,,9\n6,0,\n7,1,1\n"
        features = "name,signal,aggregate\nmean,x,mean\nn,x,count\n"
        status, lines, err = self.features(recording, "--parts", "on = 1", features=features)
        self.assertEqual(status, 0, err)
        # The first part holds 5 at 2 and 7 at its end; the third is not over.
        self.assertEqual(lines, ["part_start,time,mean,n", "1.000000,3.000000,6.0,2.0", "4.000000,6.000000,9.0,1.0"])

    def test_a_models_own_features_and_period(self):
        document = {
            "row_period_ms": 2000,
            "inputs": [
                {"name": "x", "type": "FLOAT32", "shape": [-1, 1], "features": [{"name": "load", "aggregate": "max"}]}
            ],
            "outputs": [{"name": "y", "type": "FLOAT32", "shape": [-1, 1]}],
        }
        self.write("model.json", json.dumps(document))
        status, lines, err = self.features(RECORDING, "--model", self.folder, features=None)
        self.assertEqual(status, 0, err)
        self.assertEqual(lines, ["time,load", "0.000000,10.0", "2.000000,20.0", "4.000000,6.0"])
        self.assertIn(
            "row_period_ms = 2000", self.features(RECORDING, "--model", self.folder, "--period", "1000", features=None)[2]
        )

    def test_refusals_name_line_value_and_remedy(self):
        for recording, more, expected in (
            ("when,load\n0,1\n", [], "line 1"),
            ("time,load\n1,1\n0,1\n", [], "line 3: the time goes back"),
            ("time,load\nnoon,1\n", [], "line 2, column time: 'noon'"),
            ("time,load\n1e99,1\n", [], "line 2, column time"),
            ("time,load\n0,high\n", [], "line 2, column load: 'high'"),
            ("time,load,load.quality\n0,1,fine\n", [], "column load.quality: 'fine'"),
            ("time,load\n0\n", [], "line 2: 1 cells"),
            ("time,load\n", [], "no sample"),
            ("time,other\n0,1\n", [], "no column 'load'"),
            ("time,load\n0,1\n90000000000,1\n", [], "90000000001 rows"),
            ("time,load\n0,1\n", ["--parts", "load"], "--parts 'load'"),
            ("time,load\n0,1\n", ["--parts", "load > high"], "no condition"),
        ):
            with self.subTest(expected):
                status, _, err = self.features(recording, "--period", "1000", *more, features="name\nload\n")
                self.assertEqual(status, 1)
                self.assertIn(expected, err)
                self.assertIn("Remedy: ", err)
                self.assertEqual(len(err.strip().splitlines()), 1, err)


if __name__ == "__main__":
    unittest.main()
