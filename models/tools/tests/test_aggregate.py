# SPDX-License-Identifier: EPL-2.0
"""The tool computes features as the definition says: every vector is replayed. Needs no package beyond Python's own."""

import json
import math
import subprocess
import sys
import unittest
from pathlib import Path

from millwright_models import aggregate, condition

VECTORS = Path(__file__).resolve().parents[1] / "vectors"


class VectorsTest(unittest.TestCase):
    def test_every_vector_is_computed(self):
        document = json.loads((VECTORS / "aggregates.json").read_text(encoding="utf-8"))
        signals = {
            name: aggregate.Samples(
                [time for time, _, _ in samples],
                [value if good and value is not None else math.nan for _, value, good in samples],
            )
            for name, samples in document["signals"].items()
        }
        rows = 0
        for case in document["cases"]:
            wanted = condition.parse(case["condition"], case["name"]) if case["condition"] else None
            for begin, end, expected in case["rows"]:
                since, until = aggregate.window(begin, end, case["span_ms"], case["lag_ms"])
                value = aggregate.compute(signals[case["signal"]], case["aggregate"], since, until, wanted, case["modulus"])
                where = f"{case['name']}, {case['aggregate']}, {begin} to {end}: {value}, expected {expected}"
                if expected is None:
                    self.assertTrue(math.isnan(value), where)
                else:
                    self.assertLessEqual(abs(value - expected), case["tolerance"], where)
                rows += 1
        self.assertGreater(rows, 3_000)
        self.assertEqual({case["aggregate"] for case in document["cases"]}, set(aggregate.NAMES))

    def test_the_file_is_what_the_independent_script_writes(self):
        subprocess.run([sys.executable, str(VECTORS / "make.py"), "--check"], check=True, timeout=120)


if __name__ == "__main__":
    unittest.main()
