package io.millwright.inference;

import io.millwright.inference.OnnxWriter.Message;
import java.util.Random;

/** Graphs that explanations are measured with. Their weights are random: they cost what such models cost, and say nothing. */
public final class ExplainModels {
    private static final int LAYER = 64;

    private ExplainModels() {}

    /** Dense n-64-64-1: "x" (FLOAT, [N, n]) to "y" (FLOAT, [N, 1]). */
    public static byte[] dense(int columns) {
        return Models.dense(42, columns, LAYER, LAYER, 1);
    }

    /** Dense n-2048-2048-1: a model that a gateway needs a millisecond for. */
    public static byte[] heavy(int columns) {
        return Models.dense(43, columns, 2_048, 2_048, 1);
    }

    /** Convolutions over a grey picture of 64 x 64: "x" (FLOAT, [N, 1, 64, 64]) to "y" (FLOAT, [N, 2]). */
    public static byte[] picture() {
        return Models.convolutions(44);
    }

    /** A window, flattened, and dense layers: "x" (FLOAT, [N, rows, columns]) to "y" (FLOAT, [N, 1]). */
    public static byte[] window(int rows, int columns) {
        Random random = new Random(45);
        Message graph = OnnxWriter.graph("window");
        graph.message(1, OnnxWriter.node("Flatten", names("x"), names("flat")));
        graph.message(1, OnnxWriter.node("MatMul", names("flat", "w1"), names("product1")));
        graph.message(1, OnnxWriter.node("Relu", names("product1"), names("layer1")));
        graph.message(1, OnnxWriter.node("MatMul", names("layer1", "w2"), names("product2")));
        graph.message(1, OnnxWriter.node("Sigmoid", names("product2"), names("y")));
        graph.message(5, OnnxWriter.floats("w1", weights(random, rows * columns, LAYER), rows * columns, LAYER));
        graph.message(5, OnnxWriter.floats("w2", weights(random, LAYER, 1), LAYER, 1));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, rows, columns));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, -1, 1));
        return OnnxWriter.model(graph);
    }

    private static String[] names(String... names) {
        return names;
    }

    private static float[] weights(Random random, int inputs, int outputs) {
        float[] weights = new float[inputs * outputs];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (random.nextGaussian() / Math.sqrt(inputs));
        }
        return weights;
    }
}
