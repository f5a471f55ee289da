package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.inference.onnx.OnnxFile;
import io.millwright.model.ModelRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights in further files come, are checked and are kept together with the model; what lies elsewhere is never read. */
class ExternalDataTest {
    private static final long RUN_MILLIS = 60_000;

    @TempDir
    Path folder;

    private static float run(ModelRunner runner) throws Exception {
        runner.input(0).putFloat(0, 1).putFloat(Float.BYTES, 2);
        runner.run(RUN_MILLIS);
        return runner.output(0).getFloat(0);
    }

    private List<String> kept(String directory) throws IOException {
        Path files = folder.resolve("data").resolve("millwright/models").resolve(directory);
        if (!Files.isDirectory(files)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(files)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** The bundle is tried, let in and kept; after a boot the kept files serve though the bundle then holds a damaged one. */
    @Test
    void furtherFilesAreStagedTriedAndKeptWithTheirModel() throws Exception {
        ModelFiles good = ModelFiles.linearOutside("outside", "1.0.0", 3);
        try (Gateway gateway = new Gateway(folder.resolve("one"), folder.resolve("data"))) {
            gateway.install(good.bundle("test.outside", "1.0.0"));
            try (ModelRunner runner = gateway.await("outside", "1.0.0").open(1)) {
                assertEquals(15, run(runner));
            }
            gateway.awaitRest();
            assertEquals(List.of(), kept("staging"));
            assertEquals(4, kept("files").size());
        }
        try (Gateway gateway = new Gateway(folder.resolve("two"), folder.resolve("data"))) {
            gateway.install(good.raw("weights.data", new byte[80]).bundle("test.outside", "1.0.1"));
            gateway.awaitState(ExtenderState.Code.MODEL_REFUSED, "onnx.sha256", "weights.data");
            try (ModelRunner runner = gateway.await("outside", "1.0.0").open(1)) {
                assertEquals(15, run(runner));
            }
            gateway.awaitRest();
            assertEquals(List.of(), kept("staging"));
        }
    }

    @Test
    void aFolderIsOpenedInPlace() throws Exception {
        Path model = ModelFiles.linearOutside("outside", "1.0.0", 2).writeTo(folder.resolve("model"));
        try (ModelFolder open = ModelFolder.open(model);
                ModelRunner runner = open.model().open(1)) {
            assertEquals(10, run(runner));
        }
        try (Stream<Path> files = Files.list(model)) {
            assertEquals(4, files.count());
        }
    }

    private String refused(ModelFiles files) throws IOException {
        Path model = files.writeTo(folder.resolve("refused"));
        IOException refused =
                assertThrows(IOException.class, () -> ModelFolder.open(model).close());
        return refused.getMessage();
    }

    @Test
    void whatIsNotListedNotThereOrTooShortIsRefused() throws Exception {
        String said = refused(ModelFiles.linear("outside", "1.0.0", 1)
                .file("onnx", "model.onnx", Models.linearOutside("weights.data"))
                .raw("weights.data", new byte[80]));
        assertTrue(said.contains("does not list"), said);
        said = refused(ModelFiles.linear("outside", "1.0.0", 1)
                .file("onnx", "model.onnx", Models.linearOutside("weights.data"))
                .data("weights.data", new byte[70]));
        assertTrue(said.contains("from byte 64 on 8 bytes long, and the file has 70"), said);
        said = refused(ModelFiles.linearOutside("outside", "1.0.0", 1).raw("weights.data", new byte[80]));
        assertTrue(said.contains("damaged or was exchanged"), said);
        said = refused(ModelFiles.linearOutside("outside", "1.0.0", 1).change(json -> json.get("onnx")
                .asObject()
                .get("data")
                .asArray()
                .get(0)
                .asObject()
                .set("file", "../weights.data")));
        assertTrue(said.contains("onnx.data[0].file"), said);
    }

    @Test
    void aLinkIsNotFollowed() throws Exception {
        Path model = ModelFiles.linearOutside("outside", "1.0.0", 1).writeTo(folder.resolve("linked"));
        Path elsewhere = folder.resolve("elsewhere");
        Files.move(model.resolve("weights.data"), elsewhere);
        Files.createSymbolicLink(model.resolve("weights.data"), elsewhere);
        IOException refused =
                assertThrows(IOException.class, () -> ModelFolder.open(model).close());
        assertTrue(refused.getMessage().contains("a link"), refused.getMessage());
    }

    /** What an earlier process left behind goes with the next start. */
    @Test
    void halfStagedFoldersAreCleanedUp() throws Exception {
        Path left = Files.createDirectories(folder.resolve("data/millwright/models/staging/model-left.tmp"));
        Files.write(left.resolve("weights.data"), new byte[10]);
        new ModelStore(folder.resolve("data")).clean();
        assertFalse(Files.exists(left));
    }

    @Test
    void theFilesThatAModelNeedsAreNamed() throws Exception {
        Path onnx = Files.write(folder.resolve("a.onnx"), Models.linearOutside("weights.data"));
        assertEquals(Set.of("weights.data"), OnnxFile.dataFiles(onnx));
        assertEquals(Set.of(), OnnxFile.dataFiles(Files.write(onnx, Models.linear(1))));
    }
}
