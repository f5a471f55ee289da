# SPDX-License-Identifier: EPL-2.0
"""What the tests share: the skip where packages are missing, scratch folders, and a small table to learn from."""

import importlib.util
import os
import shutil
import tempfile
import unittest

NEEDED = ("numpy", "sklearn", "onnx", "torch")
MISSING = [name for name in NEEDED if importlib.util.find_spec(name) is None]
if MISSING:
    # Raised while a test module is imported: unittest reports the module as skipped, with this reason.
    raise unittest.SkipTest(f"Python packages missing: {', '.join(MISSING)}")

MODELS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class FolderTest(unittest.TestCase):
    """A test with a scratch folder `self.folder` of its own."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="millwright-models-")
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, name, text, encoding="utf-8"):
        """Writes a file into the scratch folder and returns its path."""
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding=encoding, newline="") as file:
            file.write(text)
        return path


def press_csv(rows=240):
    """A table that a network can learn: a press leaks where pressure times speed is high, more so in grade B."""
    import numpy as np

    random = np.random.default_rng(7)
    lines = ["grade,pressure [bar],speed [mm/s],label"]
    for number in range(rows):
        grade = "AB"[number % 2]
        pressure, speed = random.uniform(10, 90), random.uniform(1, 5)
        label = int(pressure * speed > (240 if grade == "A" else 180))
        lines.append(f"{grade},{pressure:.2f},{speed:.3f},{label}")
    return "\n".join(lines) + "\n"
