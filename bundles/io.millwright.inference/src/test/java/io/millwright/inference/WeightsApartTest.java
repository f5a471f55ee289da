package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.millwright.inference.onnx.WeightsApart;
import io.millwright.inference.worker.child.SessionSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A graph whose weights are mapped from the file that they lie in: the same numbers, and nothing copied. */
class WeightsApartTest {
    @TempDir
    Path folder;

    @Test
    void theGraphIsSmallAndGivesTheSameNumbersToTheBit() throws Exception {
        Path whole = folder.resolve("whole.onnx");
        Path graph = folder.resolve("graph.onnx");
        Files.write(whole, Models.dense(5, 300, 501, 300, 2));
        assertTrue(WeightsApart.write(whole, graph));
        assertTrue(Files.size(graph) < 4_096, Files.size(graph) + " bytes");
        float[] expected = run(whole, false);
        assertArrayEquals(expected, run(graph, false));
        // Weights that are not copied into another order are summed in another one.
        assertArrayEquals(expected, run(graph, true), 1e-6f);
    }

    @Test
    void aGraphWithoutLargeWeightsStaysAsItIs() throws Exception {
        Path whole = folder.resolve("whole.onnx");
        Path graph = folder.resolve("graph.onnx");
        Files.write(whole, Models.dense(5, 10, 20, 1));
        assertFalse(WeightsApart.write(whole, graph));
        assertFalse(Files.exists(graph));
    }

    @Test
    void whatIsNoModelIsLeftToWhoeverOpensIt() throws Exception {
        Path whole = folder.resolve("whole.onnx");
        byte[] model = Models.dense(5, 300, 501, 300, 2);
        Files.write(whole, Arrays.copyOf(model, model.length - 1_000));
        assertFalse(WeightsApart.write(whole, folder.resolve("graph.onnx")));
    }

    private static float[] run(Path onnx, boolean mapped) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        float[][] x = new float[1][300];
        for (int i = 0; i < x[0].length; i++) {
            x[0][i] = i / 100f;
        }
        try (OrtSession.SessionOptions options = SessionSettings.open(mapped);
                OrtSession session = environment.createSession(onnx.toString(), options);
                OnnxTensor input = OnnxTensor.createTensor(environment, x);
                OrtSession.Result result = session.run(Map.of("x", input))) {
            return ((float[][]) result.get(0).getValue())[0];
        }
    }
}
