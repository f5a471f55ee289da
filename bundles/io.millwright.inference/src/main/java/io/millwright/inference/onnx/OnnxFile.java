package io.millwright.inference.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Judges an ONNX file (field numbers from onnx.proto3 of the ONNX project) before anything executes it: it is whole, its weights are in
 * it or in files that are said to be its own, no tensor claims to be larger than its data, and every operator is one that ONNX Runtime brings or the file defines. What is
 * legal and takes too much memory or time is not seen here. Reads all of the structure and none of the weights; not thread-safe.
 */
public final class OnnxFile {
    /** Those that ONNX Runtime implements; "" is ai.onnx. */
    private static final Set<String> BUILT_IN =
            Set.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft", "com.microsoft.nchwc");

    private static final int MOST_DEPTH = 32;
    private static final int MOST_NODES = 1_000_000;
    private static final int MOST_FOREIGN = 2_000;
    private static final int TEXT_BYTES = 200;

    private static final int MODEL_IR_VERSION = 1;
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_FUNCTION = 25;
    private static final int FUNCTION_NAME = 1;
    private static final int FUNCTION_NODE = 7;
    private static final int FUNCTION_DOMAIN = 10;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_SPARSE_INITIALIZER = 15;
    private static final int NODE_NAME = 3;
    private static final int NODE_OPERATOR = 4;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int NODE_DOMAIN = 7;
    private static final int ATTRIBUTE_TENSOR = 5;
    private static final int ATTRIBUTE_GRAPH = 6;
    private static final int ATTRIBUTE_TENSORS = 10;
    private static final int ATTRIBUTE_GRAPHS = 11;
    private static final int SPARSE_VALUES = 1;
    private static final int SPARSE_INDICES = 2;

    private final ProtoReader in;
    private final TensorCheck tensors;

    /** Operators of domains that are not built in, as domain and name, with the first node that uses each. */
    private final Map<String, String> foreign = new LinkedHashMap<>();

    /** Those that the file defines itself. */
    private final Set<String> functions = new HashSet<>();

    private int nodes;

    private OnnxFile(ProtoReader in, DataFiles data) {
        this.in = in;
        tensors = new TensorCheck(in, data);
    }

    /** Returns if the file may be opened, whose weights are all in it. */
    public static void check(Path file) throws IOException, OnnxRefused {
        check(file, Map.of());
    }

    /**
     * Returns if the file may be opened.
     *
     * @param bytes of each file that lies beside it and that its weights may be in, by its name
     */
    public static void check(Path file, Map<String, Long> bytes) throws IOException, OnnxRefused {
        judge(file, new DataFiles(bytes));
    }

    /**
     * Returns the names of the files that its weights are in beside itself; no such file is looked at.
     *
     * @throws OnnxRefused if one lies elsewhere than beside it, or the file itself may not be opened
     */
    public static Set<String> dataFiles(Path file) throws IOException, OnnxRefused {
        DataFiles data = new DataFiles(null);
        judge(file, data);
        return data.named();
    }

    private static void judge(Path file, DataFiles data) throws IOException, OnnxRefused {
        OtherFormats.check(file);
        try (ProtoReader in = new ProtoReader(file)) {
            new OnnxFile(in, data).model();
        }
    }

    private void model() throws IOException, OnnxRefused {
        boolean version = false;
        boolean graph = false;
        while (in.next()) {
            if (in.is(MODEL_IR_VERSION, ProtoReader.VARINT)) {
                in.varint();
                version = true;
            } else if (in.is(MODEL_GRAPH, ProtoReader.BYTES)) {
                graph(1);
                graph = true;
            } else if (in.is(MODEL_FUNCTION, ProtoReader.BYTES)) {
                function();
            } else {
                in.skip();
            }
        }
        if (!version || !graph) {
            throw new OnnxRefused(
                    "content",
                    in.size() + " bytes",
                    "is no ONNX model: it has no " + (graph ? "ir_version" : "graph"),
                    "export the model as ONNX");
        }
        for (Map.Entry<String, String> operator : foreign.entrySet()) {
            if (!functions.contains(operator.getKey())) {
                throw new OnnxRefused(
                        "operator",
                        operator.getKey(),
                        "is a custom operator (node '" + operator.getValue()
                                + "'), which only code from outside could compute",
                        "export the model with the operators of ONNX alone");
            }
        }
    }

    private void function() throws IOException, OnnxRefused {
        String domain = "";
        String name = "";
        long outer = in.enter();
        while (in.next()) {
            if (in.is(FUNCTION_NAME, ProtoReader.BYTES)) {
                name = in.text(TEXT_BYTES);
            } else if (in.is(FUNCTION_DOMAIN, ProtoReader.BYTES)) {
                domain = in.text(TEXT_BYTES);
            } else if (in.is(FUNCTION_NODE, ProtoReader.BYTES)) {
                node(1);
            } else {
                in.skip();
            }
        }
        in.leave(outer);
        functions.add(operator(domain, name));
        limit(functions.size(), "functions");
    }

    private void limit(int count, String what) throws OnnxRefused {
        if (count > MOST_FOREIGN) {
            throw in.malformed("has more than " + MOST_FOREIGN + " " + what);
        }
    }

    private static String operator(String domain, String name) {
        return domain + ":" + name;
    }

    private void graph(int depth) throws IOException, OnnxRefused {
        if (depth > MOST_DEPTH) {
            throw in.malformed("has graphs within graphs, more than " + MOST_DEPTH + " deep");
        }
        long outer = in.enter();
        while (in.next()) {
            if (in.is(GRAPH_NODE, ProtoReader.BYTES)) {
                node(depth);
            } else if (in.is(GRAPH_INITIALIZER, ProtoReader.BYTES)) {
                tensors.check();
            } else if (in.is(GRAPH_SPARSE_INITIALIZER, ProtoReader.BYTES)) {
                sparse();
            } else {
                in.skip();
            }
        }
        in.leave(outer);
    }

    private void node(int depth) throws IOException, OnnxRefused {
        if (++nodes > MOST_NODES) {
            throw in.malformed("has more than " + MOST_NODES + " nodes");
        }
        String name = "";
        String operator = "";
        String domain = "";
        long outer = in.enter();
        while (in.next()) {
            if (in.is(NODE_NAME, ProtoReader.BYTES)) {
                name = in.text(TEXT_BYTES);
            } else if (in.is(NODE_OPERATOR, ProtoReader.BYTES)) {
                operator = in.text(TEXT_BYTES);
            } else if (in.is(NODE_DOMAIN, ProtoReader.BYTES)) {
                domain = in.text(TEXT_BYTES);
            } else if (in.is(NODE_ATTRIBUTE, ProtoReader.BYTES)) {
                attribute(depth);
            } else {
                in.skip();
            }
        }
        in.leave(outer);
        if (!BUILT_IN.contains(domain)) {
            foreign.putIfAbsent(operator(domain, operator), name);
            limit(foreign.size(), "operators of other domains");
        }
    }

    private void attribute(int depth) throws IOException, OnnxRefused {
        long outer = in.enter();
        while (in.next()) {
            if (in.is(ATTRIBUTE_TENSOR, ProtoReader.BYTES) || in.is(ATTRIBUTE_TENSORS, ProtoReader.BYTES)) {
                tensors.check();
            } else if (in.is(ATTRIBUTE_GRAPH, ProtoReader.BYTES) || in.is(ATTRIBUTE_GRAPHS, ProtoReader.BYTES)) {
                graph(depth + 1);
            } else {
                in.skip();
            }
        }
        in.leave(outer);
    }

    private void sparse() throws IOException, OnnxRefused {
        long outer = in.enter();
        while (in.next()) {
            if (in.is(SPARSE_VALUES, ProtoReader.BYTES) || in.is(SPARSE_INDICES, ProtoReader.BYTES)) {
                tensors.check();
            } else {
                in.skip();
            }
        }
        in.leave(outer);
    }
}
