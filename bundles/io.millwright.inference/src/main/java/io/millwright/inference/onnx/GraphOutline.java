package io.millwright.inference.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a file's graph is made of, as far as it tells what the model says: its nodes with the lists of texts and whole numbers among
 * their attributes (names of classes, categories), and small constants. Nothing executes; neither weights nor trees are kept.
 * Immutable once read.
 */
public final class GraphOutline {
    private static final int MOST_NODES = 100_000;

    private static final int MODEL_PRODUCER = 2;
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_METADATA = 14;
    private static final int PAIR_KEY = 1;
    private static final int PAIR_VALUE = 2;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int NODE_INPUT = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_OPERATOR = 4;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int TEXT_BYTES = 1_000;
    private static final int MOST_METADATA = 100;

    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, List<Node>> consumers = new HashMap<>();
    private final Map<String, List<String>> constants = new HashMap<>();
    private final Map<String, List<Long>> dimensions = new HashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private String producer = "";

    /**
     * A node of the graph.
     *
     * @param lists attributes that are texts or whole numbers, by name, each as its texts
     */
    public record Node(String operator, List<String> inputs, List<String> outputs, Map<String, List<String>> lists) {
        /** Returns the first of these attributes that is there and not empty; empty where none is. */
        public List<String> list(String... names) {
            for (String name : names) {
                List<String> list = lists.getOrDefault(name, List.of());
                if (!list.isEmpty()) {
                    return list;
                }
            }
            return List.of();
        }
    }

    private GraphOutline() {}

    /** Reads a file that {@link OnnxFile#check} has let pass. */
    public static GraphOutline read(Path file) throws IOException, OnnxRefused {
        GraphOutline outline = new GraphOutline();
        try (ProtoReader in = new ProtoReader(file)) {
            while (in.next()) {
                if (in.is(MODEL_PRODUCER, ProtoReader.BYTES)) {
                    outline.producer = in.text(TEXT_BYTES);
                } else if (in.is(MODEL_GRAPH, ProtoReader.BYTES)) {
                    outline.graph(in);
                } else if (in.is(MODEL_METADATA, ProtoReader.BYTES)) {
                    outline.metadata(in);
                } else {
                    in.skip();
                }
            }
        }
        return outline;
    }

    private void metadata(ProtoReader in) throws IOException, OnnxRefused {
        String key = "";
        String value = "";
        long outer = in.enter();
        while (in.next()) {
            if (in.is(PAIR_KEY, ProtoReader.BYTES)) {
                key = in.text(TEXT_BYTES);
            } else if (in.is(PAIR_VALUE, ProtoReader.BYTES)) {
                value = in.text(TEXT_BYTES);
            } else {
                in.skip();
            }
        }
        in.leave(outer);
        if (metadata.size() < MOST_METADATA) {
            metadata.put(key, value);
        }
    }

    private void graph(ProtoReader in) throws IOException, OnnxRefused {
        long outer = in.enter();
        while (in.next()) {
            if (in.is(GRAPH_NODE, ProtoReader.BYTES)) {
                add(node(in));
            } else if (in.is(GRAPH_INITIALIZER, ProtoReader.BYTES)) {
                SmallTensor tensor = SmallTensor.read(in);
                constants.put(tensor.name(), tensor.values());
                dimensions.put(tensor.name(), tensor.dimensions());
            } else {
                in.skip();
            }
        }
        in.leave(outer);
    }

    private void add(Node node) {
        if (nodes.size() == MOST_NODES) {
            return;
        }
        nodes.add(node);
        node.outputs().forEach(output -> producers.put(output, node));
        node.inputs().forEach(input -> consumers
                .computeIfAbsent(input, any -> new ArrayList<>())
                .add(node));
        if (node.operator().equals("Constant") && !node.outputs().isEmpty()) {
            constants.put(node.outputs().get(0), node.list("value", "value_ints", "value_strings", "value_int"));
        }
    }

    private static Node node(ProtoReader in) throws IOException, OnnxRefused {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, List<String>> lists = new HashMap<>();
        String operator = "";
        long outer = in.enter();
        while (in.next()) {
            if (in.is(NODE_INPUT, ProtoReader.BYTES)) {
                inputs.add(in.text(TEXT_BYTES));
            } else if (in.is(NODE_OUTPUT, ProtoReader.BYTES)) {
                outputs.add(in.text(TEXT_BYTES));
            } else if (in.is(NODE_OPERATOR, ProtoReader.BYTES)) {
                operator = in.text(TEXT_BYTES);
            } else if (in.is(NODE_ATTRIBUTE, ProtoReader.BYTES)) {
                ListAttribute.read(in, lists);
            } else {
                in.skip();
            }
        }
        in.leave(outer);
        return new Node(operator, inputs, outputs, lists);
    }

    /** Returns the nodes of the outermost graph, in their order. */
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** Returns the node that computes a value, null for an input or a constant. */
    public Node producer(String value) {
        return producers.get(value);
    }

    /** Returns the nodes that take a value. */
    public List<Node> consumers(String value) {
        return consumers.getOrDefault(value, List.of());
    }

    /** Returns a constant of texts or whole numbers, each as its text; empty where there is none, or where it is large. */
    public List<String> constant(String value) {
        return constants.getOrDefault(value, List.of());
    }

    /** Returns the dimensions of a constant; empty where it is none, or a scalar. */
    public List<Long> dimensions(String value) {
        return List.copyOf(dimensions.getOrDefault(value, List.of()));
    }

    /** Whether some node has this operator. */
    public boolean has(String operator) {
        return nodes.stream().anyMatch(node -> node.operator().equals(operator));
    }

    /** Returns the program that wrote the file, "" where it does not say. */
    public String producerName() {
        return producer;
    }

    /** Returns what the file says of itself. */
    public Map<String, String> metadata() {
        return Map.copyOf(metadata);
    }
}
