# SPDX-License-Identifier: EPL-2.0
"""Rows that a gateway kept train the same models as the published ones."""

import tempfile
import unittest
from pathlib import Path

from millwright_models import ai4i2020
from millwright_models.errors import InputError

HEAD = "time,asset,kept,type,air_temperature,process_temperature,rotational_speed,torque,tool_wear,label,said_by,comment\n"


class KeptRows(unittest.TestCase):
    def read(self, *lines):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "rows.csv")
            path.write_text(HEAD + "".join(line + "\n" for line in lines), encoding="utf-8")
            return ai4i2020.read(str(path))

    def test_places_of_types_and_words_of_labels_are_read(self):
        table, causes = self.read(
            "2026-05-01T00:00:00Z,Mill1,alarm,2,298.1,308.6,1551,42.8,0,failure,eva,",
            "2026-05-01T00:00:01Z,Mill1,routine,M,298.2,308.7,1408,46.3,3,healthy,eva,",
        )
        self.assertEqual([1, 0], list(table.labels))
        self.assertEqual([2, 1], list(table.values[:, 0]))
        self.assertAlmostEqual(42.8, float(table.values[0, 4]), places=5)
        self.assertFalse(causes.any())

    def test_a_row_without_a_label_is_refused_with_its_line(self):
        with self.assertRaises(InputError) as refused:
            self.read("2026-05-01T00:00:00Z,Mill1,alarm,2,298.1,308.6,1551,42.8,0,,,")
        self.assertIn("line 2", str(refused.exception))


if __name__ == "__main__":
    unittest.main()
