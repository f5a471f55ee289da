# SPDX-License-Identifier: EPL-2.0
"""The vectors that the gateway's tests replay are what the script of exact arithmetic writes."""

import subprocess
import sys
import unittest
from pathlib import Path

VECTORS = Path(__file__).resolve().parents[1] / "vectors"


class VectorsTest(unittest.TestCase):
    def test_the_file_is_what_the_script_writes(self):
        subprocess.run([sys.executable, str(VECTORS / "make.py"), "--check"], check=True, timeout=120)


if __name__ == "__main__":
    unittest.main()
