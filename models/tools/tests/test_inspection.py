# SPDX-License-Identifier: EPL-2.0
"""Networks of cells: what is written is what was trained, and fine-tuning learns from few pictures and says what it is worth."""

from . import support

import json
import os
import re
from unittest import mock

import numpy as np
import onnx
import torch

from millwright_models import cells, cells_graph, finetune, inspection, statements, whole
from millwright_models.errors import InputError


# Beside a reference, alone, and alone told what is around.
FORMS = ((True, False), (False, False), (False, True))


def network(paired, kinds, wide=False):
    torch.manual_seed(1)
    trained = cells.CellNetwork(paired, kinds, wide=wide)
    for part in trained.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            part.running_mean.normal_(0, 0.2)
            part.running_var.uniform_(0.5, 2)
    trained.whole.weight.data.normal_(0, 0.1)
    return trained.eval()


def pictures(count, side=48, channels=2):
    return np.random.default_rng(3).integers(0, 256, (count, channels, side, side)).astype(np.uint8)


def folder(path, paired, wide=False):
    contract = inspection.Contract(
        "base", "1.0.0", "For tests.", inspection.Picture(64, 48), ["ok", "pit", "crack"], 0.3,
        statements.chosen("given", "nothing"), None, [], None,
    )
    inspection.write(path, contract, cells.folded(network(paired, 2, wide)), pictures(4, 64))
    return path


class CellsTest(support.FolderTest):
    def test_folding_changes_nothing(self):
        for paired, wide in FORMS:
            trained = network(paired, 3, wide)
            given = pictures(2)
            np.testing.assert_allclose(cells.scores_of(trained, given), cells.scores_of(cells.folded(trained), given), atol=1e-4)

    def test_what_training_draws_next_does_not_hang_on_the_views_of_the_whole(self):
        drawn = []
        for pressed in (cells.PRESSED, ()):
            with mock.patch.object(cells, "PRESSED", pressed):
                torch.manual_seed(1)
                cells.CellNetwork(False, 2, wide=True)
            drawn.append(float(torch.rand(1)))
        self.assertEqual(drawn[0], drawn[1])

    def test_weights_come_back_from_the_graph(self):
        for paired, wide in FORMS:
            path = folder(os.path.join(self.folder, f"{paired}{wide}"), paired, wide)
            back = cells_graph.read(os.path.join(path, "model.onnx"))
            self.assertEqual(back.paired, paired)
            given = pictures(2)
            expected = cells.scores_of(cells.folded(network(paired, 2, wide)), given)
            np.testing.assert_array_equal(cells.scores_of(back, given), expected)

    def test_a_surface_is_asked_as_a_whole_once_something_was_found_there(self):
        found = network(False, 2, True)
        nothing = network(False, 2, True)
        torch.nn.init.zeros_(nothing.whole.weight)
        for trained, asked in ((found, True), (nothing, False)):
            trained = cells.folded(trained)
            path = os.path.join(self.folder, f"{asked}.onnx")
            graph = cells_graph.write(trained, 0.0, (1, 1), "For tests.", {})
            onnx.save(graph, path)
            self.assertEqual(any(entry.name == "whole.weight" for entry in graph.graph.initializer), asked)
            given = pictures(2, channels=1)
            np.testing.assert_array_equal(cells.scores_of(cells_graph.read(path), given), cells.scores_of(trained, given))

    def test_shipped_graphs_are_written_as_they_are(self):
        for name in ("board-inspection", "board-screening", "surface-inspection"):
            with self.subTest(model=name):
                path = os.path.join(support.MODELS, name, "model.onnx")
                shipped = onnx.load(path)
                trained = cells_graph.read(path)
                side = cells.cells_of(640)
                with open(os.path.join(support.MODELS, name, "train", "figures.md"), encoding="utf-8") as file:
                    stated = re.search(r"brightness below (0\.\d+)", file.read())
                least = float(stated.group(1)) if trained.paired else 0.0
                metadata = {entry.key: entry.value for entry in shipped.metadata_props}
                written = cells_graph.write(trained, least, cells.pooled(side, side), shipped.doc_string, metadata)
                # Training that repeats itself is of no use where the graph around its weights does not.
                self.assertEqual(written.SerializeToString(deterministic=True), shipped.SerializeToString(deterministic=True))

    def test_the_contract_names_inputs_and_doubts(self):
        with open(os.path.join(folder(self.folder, True), "model.json"), encoding="utf-8") as file:
            described = json.load(file)
        self.assertEqual([entry["shape"] for entry in described["inputs"]], [[-1, 1, 48, 64]] * 2)
        self.assertNotIn("held", described["inputs"][0]["image"])
        self.assertTrue(described["inputs"][1]["image"]["held"])
        doubted = next(reading for reading in described["readings"] if reading["name"] == "picture")
        self.assertEqual(doubted["unsure"], ["empty", "other board"])

    def test_a_moved_reference_matches_and_another_does_not(self):
        random = np.random.default_rng(5)
        board = np.kron(random.integers(0, 2, (16, 16)) * 255.0, np.ones((16, 16)))
        tensor = torch.from_numpy(board.astype(np.float32))[None, None]
        _, own = cells.spread_and_match(tensor, torch.roll(tensor, (2, -2), (2, 3)))
        _, other = cells.spread_and_match(tensor, torch.rot90(tensor, 1, (2, 3)))
        self.assertGreater(float(own), 0.6)
        self.assertLess(float(other), 0.4)


class FinetuneTest(support.FolderTest):
    """Dark dots and bright bars on grey: classes that the network before does not know."""

    def setUp(self):
        super().setUp()
        for name, few in (("FOLDS", 2), ("MOST_EPOCHS", 20)):
            self.addCleanup(setattr, finetune, name, getattr(finetune, name))
            setattr(finetune, name, few)

    def shown(self, counts, seed=4, per_part=1):
        random = np.random.default_rng(seed)
        made, labels = [], []
        for label, count in enumerate(counts):
            for _ in range(count):
                picture = random.normal(128, 4, (64, 64))
                top, left = random.integers(8, 44, 2)
                if label == 1:
                    picture[top : top + 5, left : left + 5] = 20
                if label == 2:
                    picture[top : top + 3, left : left + 14] = 240
                made.append(picture.clip(0, 255).astype(np.uint8)[None])
                labels.append(label)
        path = os.path.join(self.folder, f"shown{seed}")
        os.makedirs(path)
        np.stack(made).tofile(os.path.join(path, "pictures.bin"))
        listed = {"channels": 1, "width": 64, "height": 64, "fit": "stretch", "classes": ["ok", "dot", "bar"], "labels": labels}
        # As many pictures of a class as a part has; the next class begins with another part.
        listed["parts"] = [100 * label + labels[:place].count(label) // per_part for place, label in enumerate(labels)]
        with open(os.path.join(path, "pictures.json"), "w", encoding="utf-8") as file:
            json.dump(listed, file)
        return path

    def test_it_learns_from_few_pictures_and_repeats_itself(self):
        data, test = self.shown([12, 12, 12]), self.shown([6, 6, 6], 5)
        for model in ("surface-inspection", "board-screening"):
            base = os.path.join(support.MODELS, model)
            results = []
            for name in ("first", "second"):
                out = os.path.join(self.folder, model, name)
                os.makedirs(out)
                results.append(finetune.run(base, data, test, out, "tuned", "1.0.0", 1, lambda text: None))
                with open(os.path.join(out, "model.onnx"), "rb") as file:
                    results[-1]["content"] = file.read()
            self.assertGreater(results[0]["test"]["macro_f1"], 0.8, model)
            self.assertGreater(results[0]["test"]["macro_f1"], results[0]["test"]["macro_f1_before"], model)
            self.assertEqual(results[0]["content"], results[1]["content"], model)

    def test_a_head_is_judged_by_what_the_network_with_it_says(self):
        base = cells.folded(network(False, 3, True))
        torch.nn.init.zeros_(base.whole.weight)
        shown = finetune.read(self.shown([6, 6, 6]))
        rows, same = np.arange(18), [2, 0]
        looked = whole.look(base, shown.pictures, 1)
        head = whole.fit(looked, rows, shown.labels, same, 0.1, torch.ones(3))
        tuned = cells.CellNetwork(False, 2, normalised=False, wide=True)
        for target, source in zip(cells.convolutions(tuned), cells.convolutions(base)):
            target.load_state_dict(source.state_dict())
        tuned.cells.weight.data, tuned.cells.bias.data = base.cells.weight.data[same].clone(), base.cells.bias.data[same].clone()
        judged = head.scores(looked.features[0], looked.worst[0][:, same])
        np.testing.assert_allclose(cells.scores_of(head.applied(tuned), shown.pictures), judged, atol=2e-2)

    def test_pictures_of_one_part_are_left_out_together(self):
        class Noted:
            def left_out(self, train, test, fold):
                folds.append((train, test))
                return np.zeros((1, len(test), 2), np.float32)

        shown, folds = finetune.read(self.shown([9, 6, 12], per_part=3)), []
        told, _ = finetune._held_out(Noted(), shown, 2, 1, lambda text: None)
        self.assertEqual(len(folds), 2)
        for train, test in folds:
            self.assertFalse(set(shown.parts[train]) & set(shown.parts[test]))
            self.assertEqual(set(shown.labels[train]), {0, 1, 2})
        self.assertEqual(set(told), {0, 1})

    def test_a_class_needs_two_parts_however_many_pictures_show_one(self):
        base = folder(os.path.join(self.folder, "base"), False)
        with self.assertRaisesRegex(InputError, "'dot' has 1 part"):
            finetune.run(base, self.shown([6, 3, 6], per_part=3), None, self.folder, "tuned", "1.0.0", 1, lambda text: None)

    def test_too_few_pictures_are_refused_with_their_class(self):
        base = folder(os.path.join(self.folder, "base"), False)
        with self.assertRaisesRegex(InputError, "'bar' has 1 picture"):
            finetune.run(base, self.shown([3, 3, 1]), None, self.folder, "tuned", "1.0.0", 1, lambda text: None)
