package io.millwright.gateway.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
    @TempDir
    Path folder;

    @Test
    void aFolderTellsItsNameVersionSignalsAndRows() throws IOException {
        ModelFolder press = Models.press(folder);
        assertEquals("press 1.2.3 1", press.name() + " " + press.version() + " " + press.rows());
        assertEquals(
                List.of("type", "force"),
                press.signals().stream().map(ModelFolder.Signal::name).toList());
        String twoOfOne =
                "{\"name\": \"mean\", \"signal\": \"force\", \"aggregate\": \"mean\"}, {\"name\": \"last\", \"signal\": \"force\"}";
        ModelFolder windows = Models.with(folder, "[-1, 30, 2]", twoOfOne, "x\n", "\"row_period_ms\": 60000,");
        assertEquals(30, windows.rows());
        assertEquals(60_000, windows.rowPeriodMillis());
        assertEquals(1, windows.signals().size());
        assertTrue(windows.computes());
    }

    @Test
    void whatAFolderLacksIsNamedWithFileValueAndRemedy() throws IOException {
        assertMessage("nowhere is no folder", () -> ModelFolder.read(folder.resolve("nowhere")));
        assertMessage("has no model.json: ./millwright model describe", () -> ModelFolder.read(folder));
        assertMessage("model.json: version = null", () -> {
            Files.writeString(folder.resolve("model.json"), "{\"format\": 1, \"name\": \"press\"}");
            ModelFolder.read(folder);
        });
        assertMessage("model.json: format = 2", () -> {
            Files.writeString(folder.resolve("model.json"), "{\"format\": 2}");
            ModelFolder.read(folder);
        });
        assertMessage("model.json: Unexpected", () -> {
            Files.writeString(folder.resolve("model.json"), "{");
            ModelFolder.read(folder);
        });
        Models.press(folder);
        assertMessage("golden.sha256", () -> {
            Files.writeString(folder.resolve("golden.csv"), "edited\n");
            ModelFolder.read(folder);
        });
        assertMessage("golden.file = golden.csv: is not in the folder", () -> {
            Files.delete(folder.resolve("golden.csv"));
            ModelFolder.read(folder);
        });
        assertMessage(
                "feature 'force' = elements = 64",
                () -> Models.with(folder, "[-1, 64]", "{\"name\": \"force\", \"elements\": 64}", "x\n", ""));
    }

    @Test
    void aFasterRunShortensEveryTimeOfTheModel() throws IOException {
        ModelFolder model = Models.with(
                folder,
                "[-1, 1]",
                "{\"name\": \"force\", \"aggregate\": \"mean\", \"span_ms\": 300000, \"lag_ms\": 60000}",
                "x\n",
                "\"row_period_ms\": 60000,");
        JsonObject faster = Json.parse(model.description(60)).asObject();
        assertEquals(1_000, faster.getInt("row_period_ms", 0));
        JsonObject feature = faster.get("inputs")
                .asArray()
                .get(0)
                .asObject()
                .get("features")
                .asArray()
                .get(0)
                .asObject();
        assertEquals(5_000, feature.getInt("span_ms", 0));
        assertEquals(1_000, feature.getInt("lag_ms", 0));
        assertEquals(Files.readString(folder.resolve("model.json")), model.description(1));
        assertMessage("take a divisor of 60000", () -> model.description(7));
        ModelFolder rate = Models.with(folder, "[-1, 1]", "{\"name\": \"force\", \"aggregate\": \"rate\"}", "x\n", "");
        assertMessage("'force' is a rate", () -> rate.description(2));
    }

    /** The headers that bnd writes for a module with cnf/model.bnd, and its folder. */
    @Test
    void thePackageHoldsABundleAsTheBuildMakesIt() throws IOException {
        ModelFolder press = Models.press(folder);
        Path dp = Models.press(folder).packageInto(folder.resolve("out"), 1);
        assertEquals("millwright-model-press_1.2.3.dp", dp.getFileName().toString());
        try (ZipFile file = new ZipFile(dp.toFile())) {
            Manifest content = new Manifest(file.getInputStream(file.getEntry(JarFile.MANIFEST_NAME)));
            assertEquals(
                    "millwright-model-press", content.getMainAttributes().getValue("DeploymentPackage-SymbolicName"));
            ZipEntry bundle = file.getEntry("io.millwright.model.press_1.2.3.jar");
            try (InputStream in = file.getInputStream(bundle);
                    JarInputStream jar = new JarInputStream(in)) {
                assertEquals("1.2.3", jar.getManifest().getMainAttributes().getValue("Bundle-Version"));
                assertEquals(
                        "MILLWRIGHT-INF/model.json",
                        jar.getManifest().getMainAttributes().getValue("Millwright-Model"));
                assertEquals(
                        "osgi.extender;effective:=active;filter:=\"(osgi.extender=millwright.model)\"",
                        jar.getManifest().getMainAttributes().getValue("Require-Capability"));
                assertEquals("MILLWRIGHT-INF/model.json", jar.getNextEntry().getName());
                assertEquals("MILLWRIGHT-INF/model.onnx", jar.getNextEntry().getName());
                assertEquals("MILLWRIGHT-INF/golden.csv", jar.getNextEntry().getName());
            }
        }
    }

    private static void assertMessage(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
