package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import io.millwright.inference.onnx.FixedInput;
import io.millwright.inference.onnx.OnnxFile;
import io.millwright.inference.onnx.OnnxRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An input that no tag fills, such as a sampling rate, becomes a constant of the file; the rest of it is as it was. */
class FixedInputTest {
    @TempDir
    Path folder;

    private Path original;
    private Path edited;

    @BeforeEach
    void files() throws Exception {
        original = Files.write(folder.resolve("original.onnx"), Models.adding());
        edited = folder.resolve("edited.onnx");
    }

    @Test
    void aFixedInputIsAskedForNoMore() throws Exception {
        FixedInput.set(original, edited, "h", List.of(2.5));
        OnnxFile.check(edited);
        ModelFiles files = ModelFiles.of("fixed", "1.0.0", Files.readAllBytes(edited), "a,=y\n1,3.5\n")
                .input(ModelFiles.tensor("x", "FLOAT32", -1, 1)
                        .add(
                                "features",
                                Json.array().asArray().add(Json.object().add("name", "a"))))
                .output(ModelFiles.tensor("y", "FLOAT32", -1, 1));
        try (ModelFolder open = ModelFolder.open(files.writeTo(folder.resolve("model")))) {
            assertEquals(0, open.greatestDeviation());
        }
    }

    @Test
    void twiceGivesTheSameBytes() throws Exception {
        FixedInput.set(original, edited, "h", List.of(2.5));
        byte[] once = Files.readAllBytes(edited);
        FixedInput.set(original, edited, "h", List.of(2.5));
        assertEquals(-1, Arrays.mismatch(once, Files.readAllBytes(edited)));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        for (Object[] wrong : new Object[][] {
            {"z", List.of(1.0), "[h, x]: are the inputs"},
            {"h", List.of(), "0 value(s)"},
            {"h", List.of(1e300), "does not fit"}
        }) {
            @SuppressWarnings("unchecked")
            List<Double> values = (List<Double>) wrong[1];
            OnnxRefused refused =
                    assertThrows(OnnxRefused.class, () -> FixedInput.set(original, edited, (String) wrong[0], values));
            assertTrue(refused.getMessage().contains((String) wrong[2]), refused.getMessage());
        }
    }
}
