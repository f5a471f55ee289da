# SPDX-License-Identifier: EPL-2.0
"""A user's CSV: what is read, and that every refusal names line, column, value and remedy."""

from . import support

import numpy as np

from millwright_models.errors import InputError
from millwright_models.table import read_table

HEAD = "grade,torque [N·m],label\n"


def body(rows=24, cell="{:.1f}"):
    return [f"{'LM'[n % 2]},{cell.format(40 + n)},{n % 2}" for n in range(rows)]


class ReadTableTest(support.FolderTest):
    def read(self, content, **options):
        return read_table(self.write("rows.csv", content), **options)

    def refusal(self, content, **options):
        with self.assertRaises(InputError) as caught:
            self.read(content, **options)
        message = str(caught.exception)
        self.assertIn("Remedy:", message)
        return message

    def test_text_becomes_categories_and_header_gives_the_unit(self):
        table = self.read(HEAD + "\n".join(body()))
        grade, torque = table.features
        self.assertEqual(grade.categories, ["L", "M"])
        self.assertEqual((torque.name, torque.unit, torque.minimum, torque.maximum), ("torque", "N·m", 40.0, 63.0))
        np.testing.assert_array_equal(table.values[:3], np.float32([[0, 40], [1, 41], [0, 42]]))
        np.testing.assert_array_equal(table.labels[:3], [0, 1, 0])

    def test_leaks_and_identifiers_are_warned_of(self):
        lines = ["row,broken_pin,same,torque,label"]
        for n in range(200):
            label = int(n % 5 == 0)
            lines.append(f"{n},{int(label and n % 10 == 0)},{label * 2.5},{(n * 37) % 101},{label}")
        warnings = "\n".join(self.read("\n".join(lines) + "\n").warnings)
        self.assertIn("row: counts the rows", warnings)
        self.assertIn("broken_pin: 1 means label 1 in all of 20 rows", warnings)
        self.assertIn("same: alone tells the label (ROC-AUC 1.000)", warnings)
        self.assertNotIn("torque", warnings)

    def test_semicolon_separator_quotes_bom_and_crlf(self):
        lines = [line.replace(",", ";") for line in body()]
        lines[0] = '"L;x";40.0;0'
        table = self.read("\ufeff" + HEAD.replace(",", ";") + "\r\n".join(lines) + "\r\n\r\n")
        self.assertEqual(table.features[0].categories, ["L", "L;x", "M"])
        self.assertEqual(len(table.labels), 24)

    def test_exclude_unit_category_and_positive(self):
        lines = [f"{n},{n % 3},{'bad' if n % 2 else 'good'}" for n in range(24)]
        table = self.read(
            "id,station,result\n" + "\n".join(lines), label="result", exclude=["id"], text=["station"], positive="bad"
        )
        self.assertEqual([f.categories for f in table.features], [["0", "1", "2"]])
        self.assertEqual(int(table.labels.sum()), 12)

    def test_empty_cell_names_line_and_column(self):
        lines = body()
        lines[4] = "L,,1"
        message = self.refusal(HEAD + "\n".join(lines))
        self.assertIn("line 6, column torque", message)
        self.assertIn("--exclude torque", message)

    def test_decimal_comma_is_explained(self):
        lines = body()
        lines[2] = 'L,"42,5",0'
        message = self.refusal(HEAD + "\n".join(lines))
        self.assertIn("line 4, column torque: '42,5'", message)
        self.assertIn("decimal point", message)

    def test_line_number_survives_a_quoted_line_break(self):
        lines = body()
        lines[0] = '"L\nx",40.0,0'
        lines[3] = "L,oops,1"
        self.assertIn("line 6, column torque: 'oops'", self.refusal(HEAD + "\n".join(lines)))

    def test_not_finite_and_too_large(self):
        for cell in ("nan", "inf", "1e39"):
            lines = body()
            lines[1] = f"L,{cell},1"
            self.assertIn(f"line 3, column torque: '{cell}'", self.refusal(HEAD + "\n".join(lines)))

    def test_wrong_number_of_cells(self):
        lines = body()
        lines[1] = "L,41,1,9"
        self.assertIn("line 3: 4 cells where the header has 3", self.refusal(HEAD + "\n".join(lines)))

    def test_missing_and_bad_labels(self):
        self.assertIn("--label-column", self.refusal("a,b\n1,2\n"))
        lines = body()
        lines[5] = "L,45,maybe"
        self.assertIn("line 7, column label: the label 'maybe'", self.refusal(HEAD + "\n".join(lines)))

    def test_too_few_of_one_class(self):
        text = HEAD + "\n".join(f"L,{n},{int(n == 0)}" for n in range(40))
        self.assertIn("1 rows with label 1", self.refusal(text))

    def test_identifier_is_refused_as_category(self):
        text = "serial,x,label\n" + "\n".join(f"S{n},{n},{n % 2}" for n in range(80))
        self.assertIn("--exclude serial", self.refusal(text))

    def test_duplicate_and_unknown_columns(self):
        self.assertIn("'x' appears twice", self.refusal("x,x,label\n1,2,0\n"))
        self.assertIn("--exclude y", self.refusal(HEAD + "\n".join(body()), exclude=["y"]))

    def test_unclosed_quote_and_encoding(self):
        self.assertIn("line 3", self.refusal(HEAD + 'L,1,0\n"L,2,1\n'))
        path = self.write("latin.csv", HEAD + "\n".join(body()), encoding="latin-1")
        with self.assertRaises(InputError) as caught:
            read_table(path)
        self.assertIn("line 1: not UTF-8", str(caught.exception))

    def test_missing_and_empty_file(self):
        with self.assertRaises(InputError):
            read_table(self.folder + "/absent.csv")
        self.assertIn("header line", self.refusal(""))

    def test_constant_column_is_a_warning(self):
        table = self.read("x,y,label\n" + "\n".join(f"5,{n * 7 % 24},{n % 2}" for n in range(24)))
        self.assertEqual(len(table.warnings), 1)
        self.assertIn("column x", table.warnings[0])
