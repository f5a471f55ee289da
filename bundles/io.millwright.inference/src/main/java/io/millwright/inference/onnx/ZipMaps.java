package io.millwright.inference.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes ZipMap nodes out of an ONNX file (field numbers from onnx.proto3 of the ONNX project, the operator from its ai.onnx.ml
 * domain). Such a node turns a tensor of probabilities into a list of maps, one per row, which nothing but Python wants. Its input
 * becomes the output of the graph in its place; every other byte of the file stays. Deterministic; the file is streamed.
 */
public final class ZipMaps {
    private static final String OPERATOR = "ZipMap";
    private static final String DOMAIN = "ai.onnx.ml";
    private static final String LABEL_TEXTS = "classlabels_strings";
    private static final String LABEL_NUMBERS = "classlabels_int64s";
    private static final int MOST_LABELS = 100_000;
    private static final int TEXT_BYTES = 1_000;

    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_OUTPUT = 12;
    private static final int NODE_INPUT = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_OPERATOR = 4;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int NODE_DOMAIN = 7;
    private static final int ATTRIBUTE_NAME = 1;
    private static final int ATTRIBUTE_INTEGERS = 8;
    private static final int ATTRIBUTE_TEXTS = 9;
    private static final int VALUE_NAME = 1;
    private static final int VALUE_TYPE = 2;
    private static final int TYPE_TENSOR = 1;
    private static final int TENSOR_ELEMENT = 1;
    private static final int TENSOR_SHAPE = 2;
    private static final int SHAPE_DIMENSION = 1;
    private static final int DIMENSION_VALUE = 1;
    private static final int FLOAT = 1;

    /**
     * A ZipMap of a graph.
     *
     * @param output name of its output, the list of maps
     * @param tensor name of its input, the tensor of probabilities: [rows, classes] of 4-byte floats
     * @param labels the classes in the tensor's order
     * @param numbers whether the labels are integers in the file, and not texts
     */
    public record ZipMap(String output, String tensor, List<String> labels, boolean numbers) {
        /** Creates it. */
        public ZipMap {
            labels = List.copyOf(labels);
        }
    }

    /** A place in the file. */
    private record Place(long from, long to) {}

    /** A node as far as it matters here. */
    private record Node(
            List<String> inputs, List<String> outputs, List<String> labels, boolean numbers, boolean zipMap) {}

    private final ProtoReader in;

    /** By the name of the output. */
    private final Map<String, ZipMap> found = new LinkedHashMap<>();

    private final List<Place> nodes = new ArrayList<>();
    private final Map<String, Place> outputs = new HashMap<>();
    private Place graph;
    private long graphStart;

    private ZipMaps(ProtoReader in) {
        this.in = in;
    }

    /** Returns the ZipMaps of a file's graph, in its order; of graphs within it none. */
    public static List<ZipMap> find(Path onnx) throws IOException, OnnxRefused {
        try (ProtoReader in = new ProtoReader(onnx)) {
            ZipMaps scan = new ZipMaps(in);
            scan.model(false);
            return List.copyOf(scan.found.values());
        }
    }

    /**
     * Writes the file without its ZipMaps.
     *
     * @param edited another file; it holds a copy where there is no ZipMap
     * @return what was replaced, as {@link #find}
     * @throws OnnxRefused if the file is damaged, or another node reads the output of a ZipMap
     */
    public static List<ZipMap> replace(Path onnx, Path edited) throws IOException, OnnxRefused {
        if (Files.exists(edited) && Files.isSameFile(onnx, edited)) {
            throw new IOException(edited + " is the file that is read; write to another one");
        }
        ZipMaps scan;
        try (ProtoReader in = new ProtoReader(onnx)) {
            scan = new ZipMaps(in);
            scan.model(false);
        }
        try (ProtoReader in = new ProtoReader(onnx)) {
            ZipMaps look = new ZipMaps(in);
            look.found.putAll(scan.found);
            look.model(true);
        }
        FileEdit.copy(onnx, edited, scan.edits());
        return List.copyOf(scan.found.values());
    }

    private void model(boolean forReaders) throws IOException, OnnxRefused {
        while (in.next()) {
            if (in.is(MODEL_GRAPH, ProtoReader.BYTES)) {
                if (graph != null) {
                    throw in.malformed("has two graphs");
                }
                long start = in.start();
                long outer = in.enter();
                graphStart = in.position();
                graph(forReaders);
                in.leave(outer);
                graph = new Place(start, in.position());
            } else {
                in.skip();
            }
        }
    }

    private void graph(boolean forReaders) throws IOException, OnnxRefused {
        while (in.next()) {
            long start = in.start();
            if (in.is(GRAPH_NODE, ProtoReader.BYTES)) {
                Node node = node();
                if (forReaders) {
                    requireUnread(node);
                } else if (node.zipMap()) {
                    add(node);
                    nodes.add(new Place(start, in.position()));
                }
            } else if (in.is(GRAPH_OUTPUT, ProtoReader.BYTES)) {
                String name = valueName();
                outputs.put(name, new Place(start, in.position()));
            } else {
                in.skip();
            }
        }
    }

    private void add(Node node) throws OnnxRefused {
        if (node.inputs().size() != 1 || node.outputs().size() != 1) {
            throw in.malformed("has a ZipMap with " + node.inputs().size() + " inputs and "
                    + node.outputs().size() + " outputs, and not one of each");
        }
        String output = node.outputs().get(0);
        found.put(output, new ZipMap(output, node.inputs().get(0), node.labels(), node.numbers()));
    }

    private void requireUnread(Node node) throws OnnxRefused {
        for (String input : node.inputs()) {
            if (found.containsKey(input)) {
                throw new OnnxRefused(
                        "ZipMap",
                        input,
                        "is read by another node, so it cannot be replaced",
                        "export the model without it (zipmap=False)");
            }
        }
    }

    private Node node() throws IOException, OnnxRefused {
        List<String> inputs = new ArrayList<>();
        List<String> results = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        boolean numbers = false;
        String operator = "";
        String domain = "";
        long outer = in.enter();
        while (in.next()) {
            if (in.is(NODE_INPUT, ProtoReader.BYTES)) {
                inputs.add(in.text(TEXT_BYTES));
            } else if (in.is(NODE_OUTPUT, ProtoReader.BYTES)) {
                results.add(in.text(TEXT_BYTES));
            } else if (in.is(NODE_OPERATOR, ProtoReader.BYTES)) {
                operator = in.text(TEXT_BYTES);
            } else if (in.is(NODE_DOMAIN, ProtoReader.BYTES)) {
                domain = in.text(TEXT_BYTES);
            } else if (in.is(NODE_ATTRIBUTE, ProtoReader.BYTES)) {
                numbers |= labels(labels);
            } else {
                in.skip();
            }
        }
        in.leave(outer);
        return new Node(inputs, results, labels, numbers, operator.equals(OPERATOR) && domain.equals(DOMAIN));
    }

    /** Adds the labels that the attribute lists, if it does; returns whether they are integers. */
    private boolean labels(List<String> labels) throws IOException, OnnxRefused {
        String name = "";
        List<String> texts = new ArrayList<>();
        List<String> integers = new ArrayList<>();
        long outer = in.enter();
        while (in.next()) {
            if (in.is(ATTRIBUTE_NAME, ProtoReader.BYTES)) {
                name = in.text(TEXT_BYTES);
            } else if (in.is(ATTRIBUTE_TEXTS, ProtoReader.BYTES) && isLabels(name) && texts.size() < MOST_LABELS) {
                texts.add(in.text(TEXT_BYTES));
            } else if (in.is(ATTRIBUTE_INTEGERS, ProtoReader.VARINT)
                    && isLabels(name)
                    && integers.size() < MOST_LABELS) {
                integers.add(String.valueOf(in.varint()));
            } else if (in.is(ATTRIBUTE_INTEGERS, ProtoReader.BYTES) && isLabels(name)) {
                packed(integers);
            } else {
                in.skip();
            }
        }
        in.leave(outer);
        boolean numbers = name.equals(LABEL_NUMBERS) && !integers.isEmpty();
        if (numbers) {
            labels.addAll(integers);
        } else if (name.equals(LABEL_TEXTS)) {
            labels.addAll(texts);
        }
        return numbers;
    }

    private static boolean isLabels(String attribute) {
        return attribute.equals(LABEL_TEXTS) || attribute.equals(LABEL_NUMBERS);
    }

    private void packed(List<String> integers) throws IOException, OnnxRefused {
        long outer = in.enter();
        while (in.more() && integers.size() < MOST_LABELS) {
            integers.add(String.valueOf(in.varint()));
        }
        in.leave(outer);
    }

    private String valueName() throws IOException, OnnxRefused {
        String name = "";
        long outer = in.enter();
        while (in.next()) {
            if (in.is(VALUE_NAME, ProtoReader.BYTES)) {
                name = in.text(TEXT_BYTES);
            } else {
                in.skip();
            }
        }
        in.leave(outer);
        return name;
    }

    private List<FileEdit> edits() {
        List<FileEdit> edits = new ArrayList<>();
        for (Place node : nodes) {
            edits.add(new FileEdit(node.from(), node.to(), new byte[0]));
        }
        for (ZipMap zipMap : found.values()) {
            Place output = outputs.get(zipMap.output());
            if (output != null) {
                boolean listed = outputs.containsKey(zipMap.tensor());
                edits.add(new FileEdit(output.from(), output.to(), listed ? new byte[0] : value(zipMap)));
                outputs.putIfAbsent(zipMap.tensor(), output);
            }
        }
        if (!edits.isEmpty()) {
            long length = graph.to() - graphStart;
            for (FileEdit edit : edits) {
                length += edit.growth();
            }
            byte[] head = new ProtoMessage().head(MODEL_GRAPH, length).bytes();
            edits.add(new FileEdit(graph.from(), graphStart, head));
        }
        return edits;
    }

    /** Returns the output of the graph that the tensor becomes: its rows are free, as what comes before it may fix them or not. */
    private static byte[] value(ZipMap zipMap) {
        ProtoMessage classes = new ProtoMessage();
        if (!zipMap.labels().isEmpty()) {
            classes.integer(DIMENSION_VALUE, zipMap.labels().size());
        }
        ProtoMessage shape =
                new ProtoMessage().message(SHAPE_DIMENSION, new ProtoMessage()).message(SHAPE_DIMENSION, classes);
        ProtoMessage tensor = new ProtoMessage().integer(TENSOR_ELEMENT, FLOAT).message(TENSOR_SHAPE, shape);
        ProtoMessage value = new ProtoMessage()
                .text(VALUE_NAME, zipMap.tensor())
                .message(VALUE_TYPE, new ProtoMessage().message(TYPE_TENSOR, tensor));
        return new ProtoMessage().message(GRAPH_OUTPUT, value).bytes();
    }
}
