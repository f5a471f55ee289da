package io.millwright.inference;

import io.millwright.inference.OnnxWriter.Message;
import java.util.List;
import java.util.Random;

/** The graphs that the tests and their expected values are built on. */
public final class Models {
    private Models() {}

    /** Returns small graphs: of one operator and several, of two inputs, with a loop, with a window, with a computed constant. */
    public static List<byte[]> ofEachKind() {
        return List.of(linear(3), sum(), counting(), window(), dense(1, 4, 8, 1), hungry(1_000));
    }

    /** {@code y = k * (a + 2 b)}: one input "x" of two columns, one output "y". */
    static byte[] linear(float k) {
        return OnnxWriter.model(linearGraph(k, 2));
    }

    /** The same of other versions of the format and of the operators. */
    static byte[] linear(float k, int irVersion, int opset) {
        return OnnxWriter.model(linearGraph(k, 2), irVersion, opset);
    }

    /** The same whose k and 2 k lie in another file. */
    static byte[] linearOutside(String location) {
        return OnnxWriter.model(linearGraph(OnnxWriter.floatsOutside("w", location, 2, 1), 2));
    }

    /** The same with an input of so many columns, which fit the operator only where there are two. */
    static byte[] linearOf(int columns) {
        return OnnxWriter.model(linearGraph(1, columns));
    }

    private static Message linearGraph(float k, int columns) {
        return linearGraph(OnnxWriter.floats("w", new float[] {k, 2 * k}, 2, 1), columns);
    }

    private static Message linearGraph(Message weights, int columns) {
        Message graph = OnnxWriter.graph("linear");
        graph.message(1, OnnxWriter.node("MatMul", names("x", "w"), names("y")));
        graph.message(5, weights);
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, columns));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, -1, 1));
        return graph;
    }

    /** {@code y = x + 0} where the 0 is the greatest of so many zeros, which are made when the session is opened. */
    public static byte[] hungry(long elements) {
        Message graph = OnnxWriter.graph("hungry");
        graph.message(1, OnnxWriter.node("ConstantOfShape", names("shape"), names("zeros")));
        graph.message(1, OnnxWriter.node("ReduceMax", names("zeros"), names("zero")));
        graph.message(1, OnnxWriter.node("Add", names("x", "zero"), names("y")));
        graph.message(5, OnnxWriter.longs("shape", new long[] {elements}, 1));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 1));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, -1, 1));
        return OnnxWriter.model(graph);
    }

    /**
     * Adds up: {@code y = x + h}, which is also "next", the h of the following run. Inputs "h" and "x", outputs "next" and "y" (FLOAT,
     * [N, 1]).
     */
    static byte[] adding() {
        Message graph = OnnxWriter.graph("adding");
        graph.message(1, OnnxWriter.node("Add", names("x", "h"), names("y")));
        graph.message(1, OnnxWriter.node("Identity", names("y"), names("next")));
        graph.message(11, OnnxWriter.value("h", OnnxWriter.FLOAT, -1, 1));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 1));
        graph.message(12, OnnxWriter.value("next", OnnxWriter.FLOAT, -1, 1));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, -1, 1));
        return OnnxWriter.model(graph);
    }

    /** The same after so many products of large matrices, which takes minutes when the session is opened. */
    public static byte[] neverReady(int products, long side) {
        Message graph = OnnxWriter.graph("never");
        graph.message(1, OnnxWriter.node("ConstantOfShape", names("shape"), names("p0")));
        for (int i = 0; i < products; i++) {
            graph.message(1, OnnxWriter.node("MatMul", names("p" + i, "p0"), names("p" + (i + 1))));
        }
        graph.message(1, OnnxWriter.node("ReduceMax", names("p" + products), names("zero")));
        graph.message(1, OnnxWriter.node("Add", names("x", "zero"), names("y")));
        graph.message(5, OnnxWriter.longs("shape", new long[] {side, side}, 2));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 1));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, -1, -1));
        return OnnxWriter.model(graph);
    }

    /** Two inputs "b" and "a" in that order, {@code sum = a + b}, and a second output "same" of another element type. */
    static byte[] sum() {
        Message graph = OnnxWriter.graph("sum");
        graph.message(1, OnnxWriter.node("Add", names("a", "b"), names("sum")));
        graph.message(1, castTo(OnnxWriter.INT64, "sum", "same"));
        graph.message(11, OnnxWriter.value("b", OnnxWriter.DOUBLE, -1, 1));
        graph.message(11, OnnxWriter.value("a", OnnxWriter.DOUBLE, -1, 1));
        graph.message(12, OnnxWriter.value("sum", OnnxWriter.DOUBLE, -1, 1));
        graph.message(12, OnnxWriter.value("same", OnnxWriter.INT64, -1, 1));
        return OnnxWriter.model(graph);
    }

    /**
     * Counts up to its input in a loop: {@code y = n} after n turns, so the input says how long a run takes. Input "n"
     * (INT64, [1, 1]), output "y" (FLOAT, [1, 1]).
     */
    public static byte[] counting() {
        Message body = OnnxWriter.graph("body");
        body.message(1, OnnxWriter.node("Identity", names("go_in"), names("go_out")));
        body.message(1, OnnxWriter.node("Add", names("count_in", "one"), names("count_out")));
        body.message(5, OnnxWriter.floats("one", new float[] {1}, 1, 1));
        body.message(11, OnnxWriter.value("turn", OnnxWriter.INT64));
        body.message(11, OnnxWriter.value("go_in", OnnxWriter.BOOL));
        body.message(11, OnnxWriter.value("count_in", OnnxWriter.FLOAT, 1, 1));
        body.message(12, OnnxWriter.value("go_out", OnnxWriter.BOOL));
        body.message(12, OnnxWriter.value("count_out", OnnxWriter.FLOAT, 1, 1));

        Message graph = OnnxWriter.graph("counting");
        graph.message(1, OnnxWriter.node("Reshape", names("n", "scalar"), names("turns")));
        graph.message(
                1,
                OnnxWriter.node("Loop", names("turns", "go", "zero"), names("y"))
                        .message(5, OnnxWriter.graphAttribute("body", body)));
        graph.message(5, OnnxWriter.longs("scalar", new long[0], 0));
        graph.message(5, OnnxWriter.yes("go"));
        graph.message(5, OnnxWriter.floats("zero", new float[] {0}, 1, 1));
        graph.message(11, OnnxWriter.value("n", OnnxWriter.INT64, 1, 1));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, 1, 1));
        return OnnxWriter.model(graph);
    }

    /**
     * Counts, in a loop, up to the greatest of its rows, and gives each row what it took: "n" (INT64, [N, 1]) to "y" (FLOAT, [N, 1]).
     * So one row says how long the run of all takes.
     */
    static byte[] countingRows() {
        Message body = OnnxWriter.graph("body");
        body.message(1, OnnxWriter.node("Identity", names("go_in"), names("go_out")));
        body.message(1, OnnxWriter.node("Mul", names("count_in", "one"), names("count_out")));
        body.message(5, OnnxWriter.floats("one", new float[] {1}, 1, 1));
        body.message(11, OnnxWriter.value("turn", OnnxWriter.INT64));
        body.message(11, OnnxWriter.value("go_in", OnnxWriter.BOOL));
        body.message(11, OnnxWriter.value("count_in", OnnxWriter.FLOAT, 1, 1));
        body.message(12, OnnxWriter.value("go_out", OnnxWriter.BOOL));
        body.message(12, OnnxWriter.value("count_out", OnnxWriter.FLOAT, 1, 1));

        Message graph = OnnxWriter.graph("counting");
        graph.message(1, OnnxWriter.node("ReduceMax", names("n"), names("greatest")));
        graph.message(1, OnnxWriter.node("Reshape", names("greatest", "scalar"), names("turns")));
        graph.message(
                1,
                OnnxWriter.node("Loop", names("turns", "go", "zero"), names("nothing"))
                        .message(5, OnnxWriter.graphAttribute("body", body)));
        graph.message(1, castTo(OnnxWriter.FLOAT, "n", "number"));
        graph.message(1, OnnxWriter.node("Add", names("number", "nothing"), names("y")));
        graph.message(5, OnnxWriter.longs("scalar", new long[0], 0));
        graph.message(5, OnnxWriter.yes("go"));
        graph.message(5, OnnxWriter.floats("zero", new float[] {0}, 1, 1));
        graph.message(11, OnnxWriter.value("n", OnnxWriter.INT64, -1, 1));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, -1, 1));
        return OnnxWriter.model(graph);
    }

    /** Looks a row's number up among four: 10, 11, 12, 13. Another one fails. "n" (INT64, [N, 1]) to "y" (FLOAT, [N, 1]). */
    static byte[] lookedUp() {
        Message graph = OnnxWriter.graph("lookup");
        graph.message(1, OnnxWriter.node("Gather", names("table", "n"), names("y")));
        graph.message(5, OnnxWriter.floats("table", new float[] {10, 11, 12, 13}, 4));
        graph.message(11, OnnxWriter.value("n", OnnxWriter.INT64, -1, 1));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, -1, 1));
        return OnnxWriter.model(graph);
    }

    /** A row times the mean of all rows: its square for a row alone. "x" and "y" (FLOAT, [N, 1]). */
    static byte[] timesMean() {
        Message graph = OnnxWriter.graph("mean");
        graph.message(
                1,
                OnnxWriter.node("ReduceMean", names("x"), names("mean"))
                        .message(5, OnnxWriter.integersAttribute("axes", 0)));
        graph.message(1, OnnxWriter.node("Mul", names("x", "mean"), names("y")));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 1));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, -1, 1));
        return OnnxWriter.model(graph);
    }

    /** Dense layers with relu between them; widths from the input to the output. Input "x", output "y". */
    public static byte[] dense(long seed, int... widths) {
        Random random = new Random(seed);
        Message graph = OnnxWriter.graph("dense");
        String before = "x";
        for (int layer = 1; layer < widths.length; layer++) {
            boolean last = layer == widths.length - 1;
            String product = "product" + layer;
            String after = last ? "y" : "layer" + layer;
            graph.message(1, OnnxWriter.node("MatMul", names(before, "w" + layer), names(product)));
            graph.message(1, OnnxWriter.node(last ? "Sigmoid" : "Relu", names(product), names(after)));
            float[] weights = weights(random, widths[layer - 1], widths[layer]);
            graph.message(5, OnnxWriter.floats("w" + layer, weights, widths[layer - 1], widths[layer]));
            before = after;
        }
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, widths[0]));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, -1, widths[widths.length - 1]));
        return OnnxWriter.model(graph);
    }

    /**
     * The product of the input with a matrix of so many rows as the input has columns; beside it weights that nothing uses.
     *
     * @param unused how many of these
     */
    public static byte[] product(String in, String out, float[][] matrix, int unused) {
        int columns = matrix[0].length;
        float[] weights = new float[matrix.length * columns];
        for (int row = 0; row < matrix.length; row++) {
            System.arraycopy(matrix[row], 0, weights, row * columns, columns);
        }
        Message graph = OnnxWriter.graph("product");
        graph.message(1, OnnxWriter.node("MatMul", names(in, "w"), names(out)));
        graph.message(5, OnnxWriter.floats("w", weights, matrix.length, columns));
        if (unused > 0) {
            graph.message(5, OnnxWriter.floats("unused", new float[unused], unused));
        }
        graph.message(11, OnnxWriter.value(in, OnnxWriter.FLOAT, -1, matrix.length));
        graph.message(12, OnnxWriter.value(out, OnnxWriter.FLOAT, -1, columns));
        return OnnxWriter.model(graph);
    }

    /**
     * Three 3x3 convolutions of 8, 16 and 32 channels with relu and 2x2 pooling, a mean over the picture and two scores. Input
     * "x" (FLOAT, [N, 1, 64, 64]), output "y" (FLOAT, [N, 2]).
     */
    public static byte[] convolutions(long seed) {
        Random random = new Random(seed);
        Message graph = OnnxWriter.graph("convolutions");
        int[] channels = {1, 8, 16, 32};
        String before = "x";
        for (int layer = 1; layer < channels.length; layer++) {
            int inputs = channels[layer - 1];
            graph.message(
                    1,
                    OnnxWriter.node("Conv", names(before, "w" + layer), names("conv" + layer))
                            .message(5, OnnxWriter.integersAttribute("pads", 1, 1, 1, 1)));
            graph.message(1, OnnxWriter.node("Relu", names("conv" + layer), names("relu" + layer)));
            graph.message(
                    1,
                    OnnxWriter.node("MaxPool", names("relu" + layer), names("pool" + layer))
                            .message(5, OnnxWriter.integersAttribute("kernel_shape", 2, 2))
                            .message(5, OnnxWriter.integersAttribute("strides", 2, 2)));
            float[] weights = weights(random, inputs * 9, channels[layer]);
            graph.message(5, OnnxWriter.floats("w" + layer, weights, channels[layer], inputs, 3, 3));
            before = "pool" + layer;
        }
        graph.message(1, OnnxWriter.node("GlobalAveragePool", names(before), names("mean")));
        graph.message(1, OnnxWriter.node("Flatten", names("mean"), names("flat")));
        graph.message(1, OnnxWriter.node("MatMul", names("flat", "w"), names("y")));
        graph.message(5, OnnxWriter.floats("w", weights(random, 32, 2), 32, 2));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 1, 64, 64));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, -1, 2));
        return OnnxWriter.model(graph);
    }

    private static float[] weights(Random random, int inputs, int outputs) {
        float[] weights = new float[inputs * outputs];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (random.nextGaussian() / Math.sqrt(inputs));
        }
        return weights;
    }

    /** Flattens a window of two rows of two columns: "x" (FLOAT, [N, 2, 2]) to "y" (FLOAT, [N, 4]). */
    static byte[] window() {
        Message graph = OnnxWriter.graph("window");
        graph.message(1, OnnxWriter.node("Reshape", names("x", "flat"), names("y")));
        graph.message(5, OnnxWriter.longs("flat", new long[] {-1, 4}, 2));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 2, 2));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, -1, 4));
        return OnnxWriter.model(graph);
    }

    /** Gives what it takes: "x" and "y" (FLOAT, the shape); a first dimension of -1 is free. */
    static byte[] same(long... shape) {
        return cast(OnnxWriter.FLOAT, OnnxWriter.FLOAT, shape);
    }

    /** Gives what it takes as another type: "x" and "y" of the shape; a first dimension of -1 is free. */
    static byte[] cast(int from, int to, long... shape) {
        Message graph = OnnxWriter.graph("cast");
        graph.message(1, from == to ? OnnxWriter.node("Identity", names("x"), names("y")) : castTo(to, "x", "y"));
        graph.message(11, OnnxWriter.value("x", from, shape));
        graph.message(12, OnnxWriter.value("y", to, shape));
        return OnnxWriter.model(graph);
    }

    /** {@code y = x / x} of 8-byte integers, which ends the process where an x is 0: "x" and "y" of the shape. */
    static byte[] quotient(long... shape) {
        Message graph = OnnxWriter.graph("quotient");
        graph.message(1, OnnxWriter.node("Div", names("x", "x"), names("y")));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.INT64, shape));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.INT64, shape));
        return OnnxWriter.model(graph);
    }

    /** Takes the sum of all of "x" (FLOAT, the shape): "y" (FLOAT, no dimension), whose shape the graph tells or not. */
    static byte[] total(boolean told, long... shape) {
        Message graph = OnnxWriter.graph("total");
        graph.message(
                1,
                OnnxWriter.node("ReduceSum", names("x"), names("y"))
                        .message(5, OnnxWriter.integerAttribute("keepdims", 0)));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, shape));
        graph.message(12, told ? OnnxWriter.value("y", OnnxWriter.FLOAT) : new Message().text(1, "y"));
        return OnnxWriter.model(graph);
    }

    /**
     * What a vibration sensor and a camera tell: "wave" (FLOAT, [N, samples]), "picture" (FLOAT, [N, 3, height, width]) and
     * "numbers" (DOUBLE, [N, 2]) to "length" (the wave's Euclidean norm, [N, 1]), "mean" (of the picture, [N, 1, 1, 1]) and
     * "same" (the numbers).
     */
    public static byte[] sensors(int samples, int height, int width) {
        Message graph = OnnxWriter.graph("sensors");
        graph.message(
                1,
                OnnxWriter.node("ReduceL2", names("wave"), names("length"))
                        .message(5, OnnxWriter.integersAttribute("axes", 1)));
        graph.message(
                1,
                OnnxWriter.node("ReduceMean", names("picture"), names("mean"))
                        .message(5, OnnxWriter.integersAttribute("axes", 1, 2, 3)));
        graph.message(1, OnnxWriter.node("Identity", names("numbers"), names("same")));
        graph.message(11, OnnxWriter.value("wave", OnnxWriter.FLOAT, -1, samples));
        graph.message(11, OnnxWriter.value("picture", OnnxWriter.FLOAT, -1, 3, height, width));
        graph.message(11, OnnxWriter.value("numbers", OnnxWriter.DOUBLE, -1, 2));
        graph.message(12, OnnxWriter.value("length", OnnxWriter.FLOAT, -1, 1));
        graph.message(12, OnnxWriter.value("mean", OnnxWriter.FLOAT, -1, 1, 1, 1));
        graph.message(12, OnnxWriter.value("same", OnnxWriter.DOUBLE, -1, 2));
        return OnnxWriter.model(graph);
    }

    /** The part of {@link #sensors} that takes a waveform: "wave" to "length". */
    public static byte[] lengthOfWave(int samples) {
        Message graph = OnnxWriter.graph("wave");
        graph.message(
                1,
                OnnxWriter.node("ReduceL2", names("wave"), names("length"))
                        .message(5, OnnxWriter.integersAttribute("axes", 1)));
        graph.message(11, OnnxWriter.value("wave", OnnxWriter.FLOAT, -1, samples));
        graph.message(12, OnnxWriter.value("length", OnnxWriter.FLOAT, -1, 1));
        return OnnxWriter.model(graph);
    }

    /** The part of {@link #sensors} that takes a picture: "picture" to "mean". */
    public static byte[] meanOfPicture(int height, int width) {
        Message graph = OnnxWriter.graph("picture");
        graph.message(
                1,
                OnnxWriter.node("ReduceMean", names("picture"), names("mean"))
                        .message(5, OnnxWriter.integersAttribute("axes", 1, 2, 3)));
        graph.message(11, OnnxWriter.value("picture", OnnxWriter.FLOAT, -1, 3, height, width));
        graph.message(12, OnnxWriter.value("mean", OnnxWriter.FLOAT, -1, 1, 1, 1));
        return OnnxWriter.model(graph);
    }

    /** Gives what it takes: rows "x" and "y" of so many columns (DOUBLE, [N, columns]). */
    public static byte[] sameDoubles(int columns) {
        Message graph = OnnxWriter.graph("same");
        graph.message(1, OnnxWriter.node("Identity", names("x"), names("y")));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.DOUBLE, -1, columns));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.DOUBLE, -1, columns));
        return OnnxWriter.model(graph);
    }

    /** Takes rows of two columns by three: opens, but no single row runs. "x" (FLOAT, [N, 2]) to "y" (FLOAT, [N, 3]). */
    static byte[] unfit() {
        Message graph = OnnxWriter.graph("unfit");
        graph.message(1, OnnxWriter.node("Reshape", names("x", "three"), names("y")));
        graph.message(5, OnnxWriter.longs("three", new long[] {-1, 3}, 2));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 2));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, -1, 3));
        return OnnxWriter.model(graph);
    }

    private static Message castTo(int type, String from, String to) {
        return OnnxWriter.node("Cast", names(from), names(to)).message(5, OnnxWriter.integerAttribute("to", type));
    }

    private static String[] names(String... names) {
        return names;
    }
}
