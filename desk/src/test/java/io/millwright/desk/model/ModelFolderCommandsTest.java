package io.millwright.desk.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.CommandRun;
import io.millwright.inference.DeskGraphs;
import io.millwright.seal.GatewayKey;
import io.millwright.seal.SealedFile;
import io.millwright.seal.WrappedKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway would say of a folder, and what it installs. */
class ModelFolderCommandsTest {
    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void describe() throws IOException {
        Path onnx = Files.write(folder.resolve("own.onnx"), DeskGraphs.freeColumns());
        model = folder.resolve("press");
        CommandRun run = CommandRun.of("model", "describe", onnx, "--out", model, "--version", "1.2.3", "--yes");
        assertEquals(0, run.exitCode(), run.err());
    }

    @Test
    void c5AFolderThatAGatewayTakesIsTold() {
        CommandRun run = CommandRun.of("model", "check", model, "--json");
        assertEquals(0, run.exitCode(), run.err());
        JsonObject json = Json.parse(run.out()).asObject();
        assertEquals("press 1.2.3", json.getString("model", ""));
        assertTrue(json.getInt("goldenRows", 0) >= 3);
    }

    @Test
    void c5AnExchangedFileIsRefusedInTheGatewaysWords() throws Exception {
        Files.writeString(model.resolve("golden.csv"), "x_0,x_1,x_2,=y\n1,1,1,6\n");
        CommandRun run = CommandRun.of("model", "check", model);
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("golden.sha256"), run.err());
        assertTrue(run.err().contains("damaged or was exchanged"), run.err());
    }

    @Test
    void c5AWrongShapeIsRefusedInTheGatewaysWords() throws Exception {
        Path json = model.resolve("model.json");
        JsonObject document = Json.parse(Files.readString(json)).asObject();
        document.get("outputs").asArray().get(0).asObject().set("shape", Json.array(-1, 2));
        Files.writeString(json, document.toString());
        CommandRun run = CommandRun.of("model", "check", model);
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("the graph has [-1, 1]"), run.err());
    }

    @Test
    void aPackageHoldsTheFolderAndIsTheSameEachTime() throws Exception {
        Path to = folder.resolve("out");
        assertEquals(0, CommandRun.of("model", "package", model, "--to", to).exitCode());
        Path dp = to.resolve("millwright-model-press_1.2.3.dp");
        byte[] once = Files.readAllBytes(dp);
        try (ZipFile zip = new ZipFile(dp.toFile())) {
            assertNotNull(zip.getEntry("io.millwright.model.press_1.2.3.jar"));
        }
        assertEquals(0, CommandRun.of("model", "package", model, "--to", to).exitCode());
        assertArrayEquals(once, Files.readAllBytes(dp));
    }

    @Test
    void aFolderThatAGatewayRefusesIsNotPackaged() throws Exception {
        Files.delete(model.resolve("golden.csv"));
        CommandRun run = CommandRun.of("model", "package", model, "--to", folder.resolve("out"));
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("golden.csv"), run.err());
    }

    @Test
    void anImportReplacesTheListOfMaps() throws Exception {
        Path onnx = Files.write(folder.resolve("maps.onnx"), DeskGraphs.zipMap());
        Path to = folder.resolve("tensors.onnx");
        CommandRun run = CommandRun.of("model", "import", onnx, "--out", to);
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("FLOAT[-1, 3]"), run.out());
        assertTrue(Files.size(to) < Files.size(onnx));
    }

    /** Returns the model's files of a package's bundle, by their names. */
    private static Map<String, byte[]> filesOf(Path dp, String bundle) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        try (ZipFile zip = new ZipFile(dp.toFile());
                ZipInputStream jar = new ZipInputStream(zip.getInputStream(zip.getEntry(bundle)))) {
            for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
                files.put(Path.of(entry.getName()).getFileName().toString(), jar.readAllBytes());
            }
        }
        return files;
    }

    /** What comes out of the package and is opened with the key is the folder's own file. */
    @Test
    void anEncryptedPackageOpensForItsGatewayOnly() throws Exception {
        GatewayKey gateway = GatewayKey.of(folder, "-keyalg RSA -keysize 2048");
        Path certificate =
                Files.write(folder.resolve("gateway.der"), gateway.certificate().getEncoded());
        Path to = folder.resolve("out");
        CommandRun run = CommandRun.of("model", "encrypt", model, "--for", certificate, "--to", to);
        assertEquals(0, run.exitCode(), run.err());
        Path dp = to.resolve("millwright-model-press_1.2.3.dp");
        Map<String, byte[]> files = filesOf(dp, "io.millwright.model.press_1.2.3.jar");
        assertFalse(new String(files.get("model.onnx"), StandardCharsets.ISO_8859_1).contains("MatMul"));
        assertNull(files.get("MODEL_CARD.md"));
        JsonObject encryption = Json.parse(new String(files.get("model.json"), StandardCharsets.UTF_8))
                .asObject()
                .get("encryption")
                .asObject();
        JsonObject key = encryption.get("keys").asArray().get(0).asObject();
        byte[] modelKey =
                new WrappedKey(key.getString("certificate", ""), key.getString("key", "")).open(gateway.privateKey());
        ByteArrayOutputStream opened = new ByteArrayOutputStream();
        SealedFile.open(new ByteArrayInputStream(files.get("model.onnx")), opened, modelKey, "onnx");
        assertArrayEquals(Files.readAllBytes(model.resolve("model.onnx")), opened.toByteArray());
    }

    /** It goes into the package, and sealed with the others into a secret one. */
    @Test
    void aBackgroundComesAlong() throws Exception {
        JsonObject document =
                Json.parse(Files.readString(model.resolve("model.json"))).asObject();
        String header = Files.readAllLines(model.resolve("golden.csv")).get(0);
        List<String> columns = Arrays.stream(header.split(","))
                .filter(name -> !name.startsWith("="))
                .toList();
        String rows =
                String.join(",", columns) + "\n" + String.join(",", Collections.nCopies(columns.size(), "1")) + "\n";
        Path background = Files.writeString(model.resolve("background.csv"), rows);
        document.set(
                "background", Json.object().add("file", "background.csv").add("sha256", ModelFiles.sha256(background)));
        Files.writeString(model.resolve("model.json"), document.toString());
        Path to = folder.resolve("out");
        Path dp = to.resolve("millwright-model-press_1.2.3.dp");
        CommandRun run = CommandRun.of("model", "package", model, "--to", to);
        assertEquals(0, run.exitCode(), run.err());
        Map<String, byte[]> plain = filesOf(dp, "io.millwright.model.press_1.2.3.jar");
        assertArrayEquals(rows.getBytes(StandardCharsets.UTF_8), plain.get("background.csv"));

        GatewayKey gateway = GatewayKey.of(folder, "-keyalg RSA -keysize 2048");
        Path certificate =
                Files.write(folder.resolve("gateway.der"), gateway.certificate().getEncoded());
        run = CommandRun.of("model", "encrypt", model, "--for", certificate, "--to", to);
        assertEquals(0, run.exitCode(), run.err());
        byte[] sealed = filesOf(dp, "io.millwright.model.press_1.2.3.jar").get("background.csv");
        assertFalse(new String(sealed, StandardCharsets.ISO_8859_1).contains(rows));
    }

    @Test
    void whatIsNoCertificateIsRefusedByName() throws Exception {
        Path text = Files.writeString(folder.resolve("text.pem"), "a text");
        CommandRun run = CommandRun.of("model", "encrypt", model, "--for", text);
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("text.pem: is no X.509 certificate"), run.err());
    }
}
