package io.millwright.desk.model;

import io.millwright.inference.onnx.GraphOutline;
import io.millwright.inference.onnx.GraphOutline.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the nodes of a graph tell of its inputs and outputs. */
final class GraphFacts {
    private static final int MOST_STEPS = 10_000;
    private static final int CLOSE = 6;

    /** Nodes that pass values on without a new meaning. */
    private static final Set<String> PASSING = Set.of(
            "Identity",
            "Cast",
            "Reshape",
            "Squeeze",
            "Unsqueeze",
            "Flatten",
            "Transpose",
            "Concat",
            "Dropout",
            "Gather",
            "Slice",
            "DequantizeLinear",
            "QuantizeLinear",
            "Clip",
            "ArrayFeatureExtractor");

    private static final Set<String> MARGINS = Set.of("SVMClassifier", "LinearClassifier");
    private static final Set<String> PROBABILITIES = Set.of("Softmax", "Sigmoid", "Normalizer", "HardSigmoid");

    private static final List<String> RANDOM = List.of(
            "RandomUniform", "RandomNormal", "RandomUniformLike", "RandomNormalLike", "Multinomial", "Bernoulli");

    private final GraphOutline outline;

    GraphFacts(GraphOutline outline) {
        this.outline = outline;
    }

    /** Returns the names of so many classes in the order of their columns; each list that some node has, once. */
    List<List<String>> classes(int columns) {
        return anyClasses().stream().filter(labels -> labels.size() == columns).toList();
    }

    /** Returns the names of classes that some node has, each list once. */
    List<List<String>> anyClasses() {
        Set<List<String>> found = new LinkedHashSet<>();
        for (Node node : outline.nodes()) {
            List<String> labels =
                    switch (node.operator()) {
                        case "ArrayFeatureExtractor" -> outline.constant(
                                node.inputs().get(0));
                        case "Gather" -> outline.constant(node.inputs().get(0));
                        default -> node.list("classlabels_strings", "classlabels_int64s", "classlabels_ints");
                    };
            boolean chosen =
                    !node.operator().equals("Gather") && !node.operator().equals("ArrayFeatureExtractor")
                            || isFrom(node.inputs().get(node.inputs().size() - 1), "ArgMax");
            if (labels.size() > 1 && chosen && labels.stream().distinct().count() == labels.size()) {
                found.add(labels);
            }
        }
        return new ArrayList<>(found);
    }

    private boolean isFrom(String value, String operator) {
        return ends(value).contains(operator);
    }

    /** Returns the operator that gives a value its meaning, and those that pass it on before it. */
    List<String> ends(String output) {
        List<String> operators = new ArrayList<>();
        Node node = outline.producer(output);
        for (int i = 0; node != null && i < MOST_STEPS; i++) {
            operators.add(node.operator());
            if (!PASSING.contains(node.operator()) || node.inputs().isEmpty()) {
                break;
            }
            // Classes are taken by an index, which stands second.
            String next = node.operator().equals("ArrayFeatureExtractor")
                            || node.operator().equals("Gather")
                    ? chosen(node)
                    : node.inputs().get(0);
            node = outline.producer(next);
        }
        return operators;
    }

    private String chosen(Node node) {
        boolean constant = outline.producer(node.inputs().get(0)) == null;
        return node.inputs().get(constant && node.inputs().size() > 1 ? 1 : 0);
    }

    /** Returns the last operator that means something, "" where an output is an input. */
    String last(String output) {
        List<String> ends = ends(output);
        return ends.isEmpty() ? "" : ends.get(ends.size() - 1);
    }

    /** Whether an output is between 0 and 1 as its nodes say. */
    boolean probability(String output) {
        String last = last(output);
        return PROBABILITIES.contains(last)
                || last.endsWith("Classifier") && outputOfClassifier(output)
                || voted(output);
    }

    /** Scores of a margin are no probabilities: lines and kernels give it where nothing follows. */
    private boolean outputOfClassifier(String output) {
        Node node = outline.producer(output);
        if (node == null || !MARGINS.contains(node.operator())) {
            return true;
        }
        List<String> after = node.list("post_transform");
        boolean margin = after.isEmpty() || after.equals(List.of("NONE"));
        return !margin || !node.lists().getOrDefault("prob_a", List.of()).isEmpty();
    }

    /** A mean of probabilities, as an ensemble or a calibration makes it. */
    private boolean voted(String output) {
        return List.of("Div", "Mean", "Sum", "Mul", "Add", "Sub").contains(last(output))
                && reaches(output, PROBABILITIES, "Classifier");
    }

    private boolean reaches(String output, Set<String> operators, String suffix) {
        Deque<String> open = new ArrayDeque<>(List.of(output));
        Set<String> seen = new HashSet<>();
        for (int i = 0; !open.isEmpty() && i < CLOSE * CLOSE; i++) {
            Node node = outline.producer(open.poll());
            if (node == null || List.of("MatMul", "Gemm", "Conv").contains(node.operator())) {
                continue;
            }
            if (operators.contains(node.operator()) || node.operator().endsWith(suffix)) {
                return true;
            }
            node.inputs().stream().filter(seen::add).forEach(open::add);
        }
        return false;
    }

    /** Whether some tree, line or kernel of a classical library gives classes. */
    boolean classifier() {
        return outline.nodes().stream().anyMatch(node -> node.operator().endsWith("Classifier"));
    }

    /** Returns the first operator that does something with an input, "" where none does. */
    String first(String input) {
        String value = input;
        for (int i = 0; i < CLOSE; i++) {
            List<Node> next = outline.consumers(value);
            if (next.isEmpty()) {
                return "";
            }
            Node node = next.get(0);
            if (!List.of(
                            "Identity",
                            "Cast",
                            "Unsqueeze",
                            "Pad",
                            "Sub",
                            "Div",
                            "Mul",
                            "Add",
                            "QuantizeLinear",
                            "Transpose")
                    .contains(node.operator())) {
                return node.operator();
            }
            value = node.outputs().get(0);
        }
        return "";
    }

    /** Returns how many columns an input has, as the constants say that it meets first; -1 where they do not. */
    long columns(String input) {
        String value = input;
        for (int i = 0; i < CLOSE && !outline.consumers(value).isEmpty(); i++) {
            Node node = outline.consumers(value).get(0);
            for (String other : node.inputs()) {
                List<Long> dimensions = outline.dimensions(other);
                if (dimensions.size() >= 1 && !other.equals(value)) {
                    long columns = columns(node, dimensions);
                    if (columns > 1) {
                        return columns;
                    }
                }
            }
            value = node.outputs().get(0);
        }
        return -1;
    }

    private static long columns(Node node, List<Long> dimensions) {
        long last = dimensions.get(dimensions.size() - 1);
        return switch (node.operator()) {
            case "MatMul" -> dimensions.size() == 2 ? dimensions.get(0) : -1;
            case "Gemm" -> dimensions.size() != 2
                    ? -1
                    : node.list("transB").equals(List.of("1")) ? last : dimensions.get(0);
            case "Sub", "Add", "Mul", "Div" -> last;
            default -> -1;
        };
    }

    /** Whether the first thing that becomes of an input is another order of its dimensions. */
    boolean transposed(String input) {
        return outline.consumers(input).stream()
                .anyMatch(node -> node.operator().equals("Transpose"));
    }

    /** Returns the texts that the graph knows of an input, where an encoder tells them. */
    List<String> categories(String input) {
        Deque<String> open = new ArrayDeque<>(List.of(input));
        for (int i = 0; !open.isEmpty() && i < CLOSE; i++) {
            for (Node node : outline.consumers(open.poll())) {
                List<String> texts = node.list("cats_strings", "keys_strings");
                if (!texts.isEmpty()) {
                    return texts;
                }
                if (!node.operator().equals("Concat")) {
                    open.addAll(node.outputs());
                }
            }
        }
        return List.of();
    }

    boolean zipMap() {
        return outline.has("ZipMap");
    }

    /** Returns the operators that draw random numbers. */
    List<String> random() {
        return RANDOM.stream().filter(outline::has).toList();
    }

    GraphOutline outline() {
        return outline;
    }
}
