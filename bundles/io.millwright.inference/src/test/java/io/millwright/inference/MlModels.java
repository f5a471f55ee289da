package io.millwright.inference;

import io.millwright.inference.OnnxWriter.Message;

/** Graphs with operators of ai.onnx.ml, as converters of tabular models write them. */
final class MlModels {
    static final String[] LABELS = {"good", "worn", "broken"};

    private MlModels() {}

    /**
     * A classifier of three classes: "x" (FLOAT, [N, 2]) to "label" (texts or integers, [N]) and so many lists of maps "zip0", "zip1"
     * with the probabilities, made of the tensors "p0", "p1".
     */
    static byte[] classifier(boolean texts, int zipMaps) {
        return OnnxWriter.modelWithMl(classifierGraph(texts, zipMaps));
    }

    private static Message classifierGraph(boolean texts, int zipMaps) {
        Message labels = texts
                ? OnnxWriter.textsAttribute("classlabels_strings", LABELS)
                : OnnxWriter.integersAttribute("classlabels_ints", 10, 20, 30);
        Message graph = OnnxWriter.graph("classifier");
        graph.message(
                1,
                OnnxWriter.mlNode("LinearClassifier", names("x"), names("label", "scores"))
                        .message(5, OnnxWriter.floatsAttribute("coefficients", 1, -1, 0.25f, 2, -0.5f, 0.125f))
                        .message(5, OnnxWriter.floatsAttribute("intercepts", 0, 0.1f, -0.3f))
                        .message(5, labels));
        for (int i = 0; i < zipMaps; i++) {
            graph.message(1, OnnxWriter.node("Softmax", names("scores"), names("p" + i)));
            graph.message(
                    1,
                    OnnxWriter.mlNode("ZipMap", names("p" + i), names("zip" + i))
                            .message(
                                    5,
                                    texts
                                            ? OnnxWriter.textsAttribute("classlabels_strings", LABELS)
                                            : OnnxWriter.integersAttribute("classlabels_int64s", 10, 20, 30)));
        }
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 2));
        graph.message(12, OnnxWriter.value("label", texts ? OnnxWriter.STRING : OnnxWriter.INT64, -1));
        for (int i = 0; i < zipMaps; i++) {
            graph.message(12, OnnxWriter.maps("zip" + i, texts));
        }
        return graph;
    }

    /** The same with a node that reads the list of maps. */
    static byte[] readZipMap() {
        Message graph = classifierGraph(true, 1);
        graph.message(1, OnnxWriter.node("SequenceLength", names("zip0"), names("rows")));
        graph.message(12, OnnxWriter.value("rows", OnnxWriter.INT64));
        return OnnxWriter.modelWithMl(graph);
    }

    /**
     * Looks texts up: "x" (texts, [N, 2], of "L", "M", "H" and of "on", "off") to "y" (FLOAT, [N, 2]: 1, 2, 3 and 10, 20) and to "same",
     * the texts themselves.
     */
    static byte[] texts() {
        Message graph = OnnxWriter.graph("texts");
        graph.message(
                1,
                OnnxWriter.mlNode("LabelEncoder", names("x"), names("y"))
                        .message(5, OnnxWriter.textsAttribute("keys_strings", "L", "M", "H", "on", "off"))
                        .message(5, OnnxWriter.floatsAttribute("values_floats", 1, 2, 3, 10, 20)));
        graph.message(1, OnnxWriter.node("Identity", names("x"), names("same")));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.STRING, -1, 2));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, -1, 2));
        graph.message(12, OnnxWriter.value("same", OnnxWriter.STRING, -1, 2));
        return OnnxWriter.modelWithMl(graph);
    }

    private static String[] names(String... names) {
        return names;
    }
}
