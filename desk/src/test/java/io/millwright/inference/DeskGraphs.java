package io.millwright.inference;

import io.millwright.inference.OnnxWriter.Message;
import java.io.IOException;
import java.nio.file.Path;

/** Graphs as strangers export them. */
public final class DeskGraphs {
    private static final int HALF = 10;

    private DeskGraphs() {}

    /** Two probabilities without names, "x" (FLOAT, [N, 2]) to "p" (FLOAT, [N, 2]): the first column rises with the first feature. */
    public static byte[] twoProbabilities(boolean softmax) {
        Message graph = OnnxWriter.graph("two");
        graph.message(1, OnnxWriter.node("MatMul", names("x", "w"), names(softmax ? "logits" : "p")));
        if (softmax) {
            graph.message(1, OnnxWriter.node("Softmax", names("logits"), names("p")));
        }
        graph.message(5, OnnxWriter.floats("w", new float[] {1, -1, 0, 0}, 2, 2));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 2));
        graph.message(12, OnnxWriter.value("p", OnnxWriter.FLOAT, -1, 2));
        return OnnxWriter.model(graph);
    }

    /** Two classes, 0 and 1, with their margin for scores: "x" (FLOAT, [N, 2]) to "label" and "scores" (FLOAT, [N, 2]). */
    public static byte[] margins() {
        Message graph = OnnxWriter.graph("margins");
        graph.message(
                1,
                OnnxWriter.mlNode("LinearClassifier", names("x"), names("label", "scores"))
                        .message(5, OnnxWriter.floatsAttribute("coefficients", -1, 0, 1, 0))
                        .message(5, OnnxWriter.floatsAttribute("intercepts", 0, 0))
                        .message(5, OnnxWriter.integersAttribute("classlabels_ints", 0, 1)));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 2));
        graph.message(12, OnnxWriter.value("label", OnnxWriter.INT64, -1));
        graph.message(12, OnnxWriter.value("scores", OnnxWriter.FLOAT, -1, 2));
        return OnnxWriter.modelWithMl(graph);
    }

    /** What ends like probabilities and is none: a softmax times four, "x" (FLOAT, [N, 2]) to "p" (FLOAT, [N, 2]). */
    public static byte[] stretchedProbabilities() {
        Message graph = OnnxWriter.graph("stretched");
        graph.message(1, OnnxWriter.node("Softmax", names("x"), names("q")));
        graph.message(1, OnnxWriter.node("Mul", names("q", "four"), names("p")));
        graph.message(5, OnnxWriter.floats("four", new float[] {4}, 1));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 2));
        graph.message(12, OnnxWriter.value("p", OnnxWriter.FLOAT, -1, 2));
        return OnnxWriter.model(graph);
    }

    /** What never comes back: "x" (FLOAT, [N, 1]) doubled in a loop without an end, "y" (FLOAT, [N, 1]). */
    public static byte[] endless() {
        Message body = OnnxWriter.graph("body");
        body.message(1, OnnxWriter.node("Identity", names("go"), names("on")));
        body.message(1, OnnxWriter.node("Add", names("a", "a"), names("b")));
        body.message(11, OnnxWriter.value("i", OnnxWriter.INT64));
        body.message(11, OnnxWriter.value("go", OnnxWriter.BOOL));
        body.message(11, OnnxWriter.value("a", OnnxWriter.FLOAT, -1, 1));
        body.message(12, OnnxWriter.value("on", OnnxWriter.BOOL));
        body.message(12, OnnxWriter.value("b", OnnxWriter.FLOAT, -1, 1));
        Message graph = OnnxWriter.graph("endless");
        graph.message(
                1,
                OnnxWriter.node("Loop", names("", "", "x"), names("y"))
                        .message(5, OnnxWriter.graphAttribute("body", body)));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 1));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, -1, 1));
        return OnnxWriter.model(graph);
    }

    /** A regression in a file of the given format and operator set. */
    public static byte[] ofVersion(int irVersion, int opset) {
        return Models.linear(2, irVersion, opset);
    }

    /** Three classes by name with a list of maps, "x" (FLOAT, [N, 2]). */
    public static byte[] zipMap() {
        return MlModels.classifier(false, 1);
    }

    /**
     * What isolation forests are exported to: "x" (FLOAT, [N, 1]) to "scores" (FLOAT, [N, 1]), 1 - |x|, and "label" (INT64, [N, 1]), -1
     * where that is below 0.
     */
    public static byte[] isolation(boolean inverted) {
        Message graph = OnnxWriter.graph("isolation");
        graph.message(1, OnnxWriter.node("Abs", names("x"), names("far")));
        graph.message(1, OnnxWriter.node("Sub", names("one", "far"), names("scores")));
        graph.message(1, OnnxWriter.node("Sub", inverted ? names("far", "one") : names("one", "far"), names("side")));
        graph.message(1, OnnxWriter.node("Sign", names("side"), names("sign")));
        graph.message(1, cast(OnnxWriter.INT64, "sign", "label"));
        graph.message(5, OnnxWriter.floats("one", new float[] {1}, 1));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 1));
        graph.message(12, OnnxWriter.value("label", OnnxWriter.INT64, -1, 1));
        graph.message(12, OnnxWriter.value("scores", OnnxWriter.FLOAT, -1, 1));
        return OnnxWriter.model(graph);
    }

    /** The mean of a window, "x" (FLOAT, [batch, rows, features]) to "y" (FLOAT, [batch, 1]). */
    public static byte[] meanOfWindow(int batch, int rows, int features) {
        Message graph = OnnxWriter.graph("window");
        Message axes = OnnxWriter.integersAttribute("axes", 1, 2);
        graph.message(
                1, OnnxWriter.node("ReduceMean", names("x"), names("mean")).message(5, axes));
        graph.message(1, OnnxWriter.node("Reshape", names("mean", "flat"), names("y")));
        graph.message(5, OnnxWriter.longs("flat", new long[] {-1, 1}, 2));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, batch, rows, features));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, batch, 1));
        return OnnxWriter.model(graph);
    }

    /** Two inputs of one column each, "speed" (INT64) and "load" (DOUBLE), to the class "state" (INT64, [N, 1]), which is "speed". */
    public static byte[] labelOnly() {
        Message graph = OnnxWriter.graph("label");
        graph.message(1, cast(OnnxWriter.INT64, "load", "whole"));
        graph.message(1, OnnxWriter.node("Mul", names("whole", "zero"), names("nothing")));
        graph.message(1, OnnxWriter.node("Add", names("speed", "nothing"), names("state")));
        graph.message(5, OnnxWriter.longs("zero", new long[] {0}, 1));
        graph.message(11, OnnxWriter.value("speed", OnnxWriter.INT64, -1, 1));
        graph.message(11, OnnxWriter.value("load", OnnxWriter.DOUBLE, -1, 1));
        graph.message(12, OnnxWriter.value("state", OnnxWriter.INT64, -1, 1));
        return OnnxWriter.model(graph);
    }

    /** A regression whose number of columns only the weights tell: "x" (FLOAT, [N, free]) to "y" (FLOAT, [N, 1]). */
    public static byte[] freeColumns() {
        Message graph = OnnxWriter.graph("free");
        graph.message(1, OnnxWriter.node("MatMul", names("x", "w"), names("y")));
        graph.message(5, OnnxWriter.floats("w", new float[] {1, 2, 3}, 3, 1));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, -1));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, -1, 1));
        return OnnxWriter.model(graph);
    }

    /** Classes by their text, "label" (STRING, [N]), beside a list of maps. */
    public static byte[] texts() {
        return MlModels.classifier(true, 1);
    }

    /** As old converters write it: "scores" is declared as [N, 1], and three columns come. */
    public static byte[] wronglyDeclared() {
        Message graph = OnnxWriter.graph("declared");
        graph.message(
                1,
                OnnxWriter.mlNode("LinearClassifier", names("x"), names("label", "scores"))
                        .message(5, OnnxWriter.floatsAttribute("coefficients", 1, -1, 0.25f, 2, -0.5f, 0.125f))
                        .message(5, OnnxWriter.floatsAttribute("intercepts", 0, 0.1f, -0.3f))
                        .message(5, OnnxWriter.integersAttribute("classlabels_ints", 0, 1, 2)));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 2));
        graph.message(12, OnnxWriter.value("label", OnnxWriter.INT64, -1));
        graph.message(12, OnnxWriter.value("scores", OnnxWriter.FLOAT, -1, 1));
        return OnnxWriter.modelWithMl(graph);
    }

    /** "x" (FLOAT, [N, 2]) times "rate" (INT64, a scalar) to "y" (FLOAT, [N, 2]). */
    public static byte[] scalarInput() {
        Message graph = OnnxWriter.graph("scalar");
        graph.message(1, cast(OnnxWriter.FLOAT, "rate", "factor"));
        graph.message(1, OnnxWriter.node("Mul", names("x", "factor"), names("y")));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 2));
        graph.message(11, OnnxWriter.value("rate", OnnxWriter.INT64));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, -1, 2));
        return OnnxWriter.model(graph);
    }

    /** "x" (FLOAT, [N, 3]) plus "state" (FLOAT, [2, free, 3]) to "y" (FLOAT, [2, N, 3]) and, the same, "stateN". */
    public static byte[] unnamedState() {
        Message graph = OnnxWriter.graph("state");
        graph.message(1, OnnxWriter.node("Add", names("x", "state"), names("y")));
        graph.message(1, OnnxWriter.node("Identity", names("y"), names("stateN")));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 3));
        graph.message(11, OnnxWriter.value("state", OnnxWriter.FLOAT, 2, -1, 3));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, 2, -1, 3));
        graph.message(12, OnnxWriter.value("stateN", OnnxWriter.FLOAT, 2, -1, 3));
        return OnnxWriter.model(graph);
    }

    /** Two classes by their text alone, "x" (FLOAT, [N, 2]) to "label" (STRING, [N]). */
    public static byte[] twoTexts(String first, String second) {
        Message graph = OnnxWriter.graph("texts");
        graph.message(1, linear(names(first, second)));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 2));
        graph.message(12, OnnxWriter.value("label", OnnxWriter.STRING, -1));
        return OnnxWriter.modelWithMl(graph);
    }

    /** Scores of three classes by name, "x" (FLOAT, [N, 2]) to "scores" (FLOAT, [N, 3]). */
    public static byte[] threeClasses(String... classes) {
        Message graph = OnnxWriter.graph("classes");
        graph.message(1, linear(classes));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 2));
        graph.message(12, OnnxWriter.value("scores", OnnxWriter.FLOAT, -1, 3));
        return OnnxWriter.modelWithMl(graph);
    }

    private static Message linear(String... classes) {
        float[] coefficients = new float[classes.length * 2];
        for (int i = 0; i < coefficients.length; i++) {
            coefficients[i] = i % 3 - 1;
        }
        return OnnxWriter.mlNode("LinearClassifier", names("x"), names("label", "scores"))
                .message(5, OnnxWriter.floatsAttribute("coefficients", coefficients))
                .message(5, OnnxWriter.floatsAttribute("intercepts", new float[classes.length]))
                .message(5, OnnxWriter.textsAttribute("classlabels_strings", classes));
    }

    /** An input rebuilt at half its height, "x" (FLOAT) to "rebuilt" (FLOAT). */
    public static byte[] autoencoder(long... shape) {
        Message graph = OnnxWriter.graph("autoencoder");
        graph.message(1, OnnxWriter.node("Mul", names("x", "half"), names("rebuilt")));
        graph.message(5, OnnxWriter.floats("half", new float[] {0.5f}, 1));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, shape));
        graph.message(12, OnnxWriter.value("rebuilt", OnnxWriter.FLOAT, shape));
        return OnnxWriter.model(graph);
    }

    /** The mean of each channel of a picture of 8 x 8 pixels, "picture" (FLOAT16, [N, 3, 8, 8]) to "means" (FLOAT, [N, 3]). */
    public static byte[] halfPicture() {
        Message graph = OnnxWriter.graph("half");
        Message axes = OnnxWriter.integersAttribute("axes", 2, 3);
        Message bare = OnnxWriter.integerAttribute("keepdims", 0);
        graph.message(1, cast(OnnxWriter.FLOAT, "picture", "wide"));
        graph.message(
                1,
                OnnxWriter.node("ReduceMean", names("wide"), names("means"))
                        .message(5, axes)
                        .message(5, bare));
        graph.message(11, OnnxWriter.value("picture", HALF, -1, 3, 8, 8));
        graph.message(12, OnnxWriter.value("means", OnnxWriter.FLOAT, -1, 3));
        return OnnxWriter.model(graph);
    }

    /** Noise around a feature, "x" (FLOAT, [N, 1]) to "y" (FLOAT, [N, 1]). */
    public static byte[] noise() {
        Message graph = OnnxWriter.graph("noise");
        graph.message(1, OnnxWriter.node("RandomUniformLike", names("x"), names("r")));
        graph.message(1, OnnxWriter.node("Add", names("x", "r"), names("y")));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 1));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, -1, 1));
        return OnnxWriter.model(graph);
    }

    /** The mean of a grey or coloured picture of 8 x 8 pixels, "picture" to "mean". */
    public static byte[] picture() {
        return Models.meanOfPicture(8, 8);
    }

    /** Writes the folder of a backbone "features" of a and b. */
    public static Path backbone(Path folder, float k) throws IOException {
        return HeadFiles.backbone("1.0.0", k).writeTo(folder);
    }

    /** Writes the folder of a head "quality" that was trained on it. */
    public static Path head(Path folder, float k) throws IOException {
        return HeadFiles.head("quality", "1.0.0", 2, k).writeTo(folder);
    }

    private static Message cast(int type, String from, String to) {
        Message attribute = new Message().text(1, "to").integer(3, type).integer(20, 2);
        return OnnxWriter.node("Cast", names(from), names(to)).message(5, attribute);
    }

    private static String[] names(String... names) {
        return names;
    }
}
