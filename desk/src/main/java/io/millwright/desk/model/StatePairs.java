package io.millwright.desk.model;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.inference.onnx.GraphOutline.Node;
import io.millwright.inference.worker.Graph;
import io.millwright.inference.worker.GraphNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a recurrent model remembers: pairs of an input and the output that it takes from the run before. As the options say; else those of
 * recurrent nodes whose initial value is an input and whose last one an output.
 */
final class StatePairs {
    private static final int INITIAL_H = 5;
    private static final int INITIAL_C = 6;
    private static final int LAST_H = 1;
    private static final int LAST_C = 2;

    private static final String NONE = "none";

    private final Map<String, String> pairs = new LinkedHashMap<>();

    private StatePairs() {}

    static StatePairs of(
            DescribeOptions options, Graph graph, GraphFacts facts, Answers answers, Consumer<String> notes)
            throws Refusal {
        StatePairs states = new StatePairs();
        if (options.states.equals(List.of(NONE))) {
            return states;
        }
        for (String option : options.states) {
            String[] names = option.split("=", 2);
            if (names.length != 2 || !has(graph.inputs(), names[0]) || !has(graph.outputs(), names[1])) {
                throw new Refusal(
                        "--states " + option + " is no pair of an input and an output",
                        "write IN=OUT; inputs are " + names(graph.inputs()) + ", outputs " + names(graph.outputs()));
            }
            states.pairs.put(names[0], names[1]);
        }
        if (states.pairs.isEmpty()) {
            for (Node node : facts.outline().nodes()) {
                if (List.of("LSTM", "GRU", "RNN").contains(node.operator())) {
                    states.derive(node, INITIAL_H, LAST_H, graph);
                    states.derive(node, INITIAL_C, LAST_C, graph);
                }
            }
            if (states.pairs.isEmpty()) {
                states.ask(graph, answers);
            }
            states.pairs.forEach((input, output) -> notes.accept(input + " takes " + output
                    + " of the run before: a state, kept per asset; --states says other pairs, or none"));
        }
        return states;
    }

    /** A name alone proves nothing, and a state that tags fill would decide wrongly. */
    private void ask(Graph graph, Answers answers) throws Refusal {
        Map<String, String> alike = alike(graph);
        if (alike.isEmpty()) {
            return;
        }
        List<String> shown = alike.entrySet().stream()
                .map(pair -> pair.getKey() + "=" + pair.getValue())
                .toList();
        String answer = answers.ask(
                "input " + alike.keySet() + " looks like what the model remembers: output " + alike.values()
                        + " of the run before",
                "Is it so",
                List.of("yes", "no"),
                "--states " + String.join(",", shown) + ", or --states " + NONE);
        if (answer.equals("yes")) {
            pairs.putAll(alike);
        }
    }

    private void derive(Node node, int initial, int last, Graph graph) {
        if (node.inputs().size() > initial && node.outputs().size() > last) {
            String input = node.inputs().get(initial);
            String output = node.outputs().get(last);
            if (has(graph.inputs(), input) && has(graph.outputs(), output)) {
                pairs.put(input, output);
            }
        }
    }

    private static boolean has(List<GraphNode> nodes, String name) {
        return nodes.stream().anyMatch(node -> node.name().equals(name));
    }

    private static List<String> names(List<GraphNode> nodes) {
        return nodes.stream().map(GraphNode::name).toList();
    }

    /** Returns the pairs that look like a state by their names and types. */
    private static Map<String, String> alike(Graph graph) {
        Map<String, String> found = new LinkedHashMap<>();
        for (GraphNode input : graph.inputs()) {
            for (GraphNode output : graph.outputs()) {
                boolean named =
                        input.name().toLowerCase(Locale.ROOT).matches(".*(state|hidden|cell|h_?0|c_?0|hx|cx).*");
                boolean alike = input.elementType().equals(output.elementType())
                        && (output.shape().length == 0 || input.shape().length == output.shape().length);
                boolean related =
                        output.name().startsWith(input.name()) || input.name().startsWith(output.name());
                if (named && alike && related && !found.containsValue(output.name())) {
                    found.putIfAbsent(input.name(), output.name());
                }
            }
        }
        return found;
    }

    boolean isInput(String name) {
        return pairs.containsKey(name);
    }

    boolean isOutput(String name) {
        return pairs.containsValue(name);
    }

    boolean isEmpty() {
        return pairs.isEmpty();
    }

    JsonArray json() {
        JsonArray array = new JsonArray();
        pairs.forEach((input, output) ->
                array.add(new JsonObject().add("input", input).add("output", output)));
        return array;
    }
}
