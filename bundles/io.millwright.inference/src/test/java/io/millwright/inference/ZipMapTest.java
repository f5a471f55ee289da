package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.inference.onnx.OnnxFile;
import io.millwright.inference.onnx.OnnxRefused;
import io.millwright.inference.onnx.ZipMaps;
import io.millwright.inference.onnx.ZipMaps.ZipMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probabilities in a list of maps are of no use to a gateway: the tensor before the ZipMap takes its place, with the same bits. */
class ZipMapTest {
    private static final List<Map<String, Object>> ROWS = List.of(
            Map.of("x", new float[][] {{1, 2}, {-3, 0.5f}, {100, -7}}),
            Map.of("x", new float[][] {{0, 0}}),
            Map.of("x", new float[][] {{1e-3f, -1e3f}}));

    @TempDir
    Path folder;

    private Path original;
    private Path edited;

    @BeforeEach
    void files() {
        original = folder.resolve("original.onnx");
        edited = folder.resolve("edited.onnx");
    }

    private List<ZipMap> replace(byte[] onnx) throws Exception {
        Files.write(original, onnx);
        List<ZipMap> replaced = ZipMaps.replace(original, edited);
        OnnxFile.check(edited);
        return replaced;
    }

    @Test
    void theTensorBeforeAZipMapBecomesTheOutputWithTheSameBits() throws Exception {
        List<ZipMap> replaced = replace(MlModels.classifier(true, 1));
        assertEquals(List.of(new ZipMap("zip0", "p0", List.of(MlModels.LABELS), false)), replaced);
        assertEquals(List.of(), ZipMaps.find(edited));
        assertEquals(3 * 3 + 3 + 3, ZipMapProof.prove(original, edited, replaced, ROWS));
    }

    @Test
    void severalZipMapsWithNumbersForLabelsAreAllReplaced() throws Exception {
        List<ZipMap> replaced = replace(MlModels.classifier(false, 2));
        assertEquals(
                List.of(
                        new ZipMap("zip0", "p0", List.of("10", "20", "30"), true),
                        new ZipMap("zip1", "p1", List.of("10", "20", "30"), true)),
                replaced);
        assertEquals(2 * 15, ZipMapProof.prove(original, edited, replaced, ROWS));
    }

    /** What the graph's length needs more or less bytes for is its length alone. */
    @Test
    void everythingElseStaysByteForByteAndTwiceGivesTheSame() throws Exception {
        byte[] plain = Models.linear(3);
        assertEquals(List.of(), replace(plain));
        assertArrayEquals(plain, Files.readAllBytes(edited));

        replace(MlModels.classifier(true, 1));
        byte[] once = Files.readAllBytes(edited);
        replace(MlModels.classifier(true, 1));
        assertArrayEquals(once, Files.readAllBytes(edited));
        assertEquals(List.of(), ZipMaps.replace(edited, folder.resolve("again.onnx")));
        assertArrayEquals(once, Files.readAllBytes(folder.resolve("again.onnx")));
    }

    @Test
    void aZipMapThatAnotherNodeReadsIsRefused() throws Exception {
        Files.write(original, MlModels.readZipMap());
        OnnxRefused refused = assertThrows(OnnxRefused.class, () -> ZipMaps.replace(original, edited));
        assertTrue(refused.getMessage().contains("zip0: is read by another node"), refused.getMessage());
        assertFalse(Files.exists(edited));
    }

    @Test
    void aFileIsNotWrittenOverItself() throws Exception {
        Files.write(original, MlModels.classifier(true, 1));
        assertThrows(IOException.class, () -> ZipMaps.replace(original, original));
        assertArrayEquals(MlModels.classifier(true, 1), Files.readAllBytes(original));
    }

    @Test
    void aDifferingBitFailsTheProof() throws Exception {
        List<ZipMap> replaced = replace(MlModels.classifier(true, 2));
        List<ZipMap> wrong =
                List.of(new ZipMap("zip0", "p0", List.of("worn", "good", "broken"), false), replaced.get(1));
        IOException refused = assertThrows(IOException.class, () -> ZipMapProof.prove(original, edited, wrong, ROWS));
        assertTrue(refused.getMessage().startsWith("row 0, class worn: zip0 has "), refused.getMessage());
    }
}
