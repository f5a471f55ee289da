# SPDX-License-Identifier: EPL-2.0
"""What changed in the sources of a shipped model since its files were made is told."""

from . import support

import csv
from pathlib import Path

from millwright_models import retrain, sources
from millwright_models.errors import InputError

FILES = {
    "press/train/train.py": 'import sys\nsys.path.insert(0, "oven")\nimport numpy\nimport heat\nfrom millwright_models import folder\n',
    "oven/train/heat.py": "from millwright_models.metrics import area\nimport rate\n",
    "oven/train/rate.py": "RATE = 3\n",
    "oven/train/train.py": "import rate\n",
    "tools/millwright_models/folder.py": "from . import errors\n",
    "tools/millwright_models/errors.py": "",
    "tools/millwright_models/metrics.py": "from .table import Table\n",
    "tools/millwright_models/table.py": "",
    "tools/millwright_models/graph.py": "",
}


class SourcesTest(support.FolderTest):
    def setUp(self):
        super().setUp()
        self.models = Path(self.folder)
        for path, text in FILES.items():
            self.models.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
            self.models.joinpath(path).write_text(text, encoding="utf-8")

    def change(self, path, text):
        self.models.joinpath(path).write_text(text, encoding="utf-8")

    def whys(self, name):
        with open(self.models / name / sources.RECORD, encoding="utf-8", newline="") as file:
            return {row["path"]: row["why"] for row in csv.DictReader(file)}

    def test_a_script_is_made_of_all_that_it_imports_from_here(self):
        expected = set(FILES) - {"oven/train/train.py", "tools/millwright_models/graph.py"}
        self.assertEqual(set(sources.of(self.models, "press")), expected)
        self.assertEqual(set(sources.of(self.models, "oven")), {"oven/train/train.py", "oven/train/rate.py"})

    def test_what_changed_is_named_until_it_is_recorded_with_a_reason(self):
        self.assertEqual(sources.changed(self.models, "oven"), ["oven/train/rate.py", "oven/train/train.py"])
        sources.record(self.models, "press", "trained")
        sources.record(self.models, "oven", "trained")
        self.change("oven/train/rate.py", "RATE = 4\n")
        self.assertEqual(sources.changed(self.models, "press"), ["oven/train/rate.py"])
        self.assertEqual(sources.changed(self.models, "oven"), ["oven/train/rate.py"])
        sources.record(self.models, "oven", "tried, same answers")
        self.assertEqual(sources.changed(self.models, "oven"), [])
        self.assertEqual(self.whys("oven"), {"oven/train/rate.py": "tried, same answers", "oven/train/train.py": "trained"})
        self.assertEqual(sources.changed(self.models, "press"), ["oven/train/rate.py"])

    def test_modules_that_come_or_go_are_changes(self):
        sources.record(self.models, "press", "trained")
        self.change("oven/train/heat.py", "import rate\nfrom millwright_models import graph\n")
        gone = ["tools/millwright_models/metrics.py", "tools/millwright_models/table.py"]
        expected = ["oven/train/heat.py", "tools/millwright_models/graph.py", *gone]
        self.assertEqual(sources.changed(self.models, "press"), expected)

    def test_comments_and_blank_lines_are_none(self):
        sources.record(self.models, "oven", "trained")
        self.change("oven/train/rate.py", "# As fast as it may.\n\nRATE = 3\n    # The end.\n")
        self.assertEqual(sources.changed(self.models, "oven"), [])

    def test_a_reason_has_to_be_given(self):
        for why in ("", " ", "two\nlines", "long " * 50):
            with self.assertRaisesRegex(InputError, "--why .*Remedy"):
                sources.record(self.models, "oven", why)

    def test_a_broken_record_is_refused_with_its_path(self):
        self.change("oven/train/sources.csv", "path,sha256\n")
        with self.assertRaisesRegex(InputError, "oven/train/sources.csv: not a table of path, sha256, why"):
            sources.changed(self.models, "oven")

    def test_the_shipped_files_are_of_the_sources_that_are_here(self):
        for name in retrain.SHIPPED:
            with self.subTest(model=name):
                paths = sources.changed(retrain.MODELS, name)
                self.assertEqual(paths, [], sources.remedy(name, paths))
