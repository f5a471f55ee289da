# SPDX-License-Identifier: EPL-2.0
"""The tool's verdict on a model.json is the gateway's: the Java tests replay the same list. Needs no package."""

import copy
import json
import unittest
from pathlib import Path

from millwright_models import contract
from millwright_models.errors import InputError

TOOLS = Path(__file__).resolve().parents[1]


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


class VerdictTest(unittest.TestCase):
    def test_every_verdict_of_the_list(self):
        examples = read(TOOLS.parents[1] / "docs" / "model.schema.json")["examples"]
        cases = read(TOOLS / "vectors" / "contradictions.json")
        self.assertGreater(len(cases), 80)
        for case in cases:
            with self.subTest(case["name"]):
                document = copy.deepcopy(examples[case["example"]])
                place = document
                for step in case["path"][:-1]:
                    place = place[step]
                if "value" in case:
                    place[case["path"][-1]] = case["value"]
                else:
                    place.pop(case["path"][-1], None)
                if case["accepted"]:
                    contract.check(document)
                else:
                    with self.assertRaises(InputError) as caught:
                        contract.check(document)
                    self.assertIn("Remedy: ", str(caught.exception))

    def test_any_json_in_any_place_is_accepted_or_refused_with_a_remedy(self):
        examples = read(TOOLS.parents[1] / "docs" / "model.schema.json")["examples"]
        odd = [None, True, 0, -1, 1.5, "", "x", [], [1], ["a"], {}, {"a": 1}, 1e300]
        for example in examples:
            for path in _paths(example):
                for value in odd:
                    document = copy.deepcopy(example)
                    place = document
                    for step in path[:-1]:
                        place = place[step]
                    place[path[-1]] = value
                    try:
                        contract.check(document)
                    except InputError as failure:
                        self.assertIn("Remedy: ", str(failure))


def _paths(value, before=()):
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (*before, step)
        yield from _paths(inner, (*before, step))


if __name__ == "__main__":
    unittest.main()
