package io.millwright.desk.model;

import java.util.Arrays;
import java.util.List;

/** Shapes of inputs and outputs: the graph's, with what the options fix of them. */
final class Shapes {
    private Shapes() {}

    /** Returns the shape of {@code --shape NAME=…}, else the graph's. */
    static long[] given(DescribeOptions options, String name, long[] graph) throws Refusal {
        String text = DescribeOptions.of(options.shapes, name);
        if (text.isEmpty()) {
            return graph.clone();
        }
        long[] shape = parse(name, text);
        boolean fits = shape.length == graph.length || graph.length == 0;
        for (int i = 0; fits && i < graph.length; i++) {
            fits = graph[i] < 0 || graph[i] == shape[i];
        }
        if (!fits) {
            throw new Refusal(
                    "--shape " + name + "=" + text + ": the graph has " + Arrays.toString(graph) + " (-1 is free)",
                    "fix only what is free");
        }
        return shape;
    }

    private static long[] parse(String name, String text) throws Refusal {
        try {
            return Arrays.stream(text.split("[x,]"))
                    .map(String::strip)
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new Refusal("--shape " + name + "=" + text + " is no list of numbers", "write -1,60,36");
        }
    }

    /**
     * Returns the shape if nothing but the batch is free; else asks.
     *
     * @param shape the batch first, also where the graph has none
     * @param batched whether the graph has it
     */
    static long[] fixed(String name, long[] shape, boolean batched, Answers answers) throws Refusal {
        boolean free = false;
        for (int i = 1; i < shape.length; i++) {
            free |= shape[i] < 0;
        }
        if (!free) {
            return shape;
        }
        int first = batched ? 0 : 1;
        long[] graph = Arrays.copyOfRange(shape, first, shape.length);
        String example = example(graph, batched);
        String answer = answers.ask(
                "input " + name + " has free dimensions" + (batched ? " beside the batch" : "") + ": "
                        + Arrays.toString(graph) + " (-1 is free)",
                "Its shape, for example " + example.replace('?', '8'),
                List.of(),
                "--shape " + name + "=" + example + " with the sizes of the training"
                        + (example.contains("?") ? " in place of ?" : ""));
        long[] given = parse(name, answer);
        if (given.length != graph.length || Arrays.stream(given).skip(1 - first).anyMatch(d -> d < 1)) {
            throw new Refusal(
                    "shape " + answer + " does not fix " + Arrays.toString(graph), "--shape " + name + "=" + example);
        }
        System.arraycopy(given, 0, shape, first, given.length);
        return shape;
    }

    private static String example(long[] graph, boolean batched) {
        List<String> parts = new java.util.ArrayList<>();
        for (int i = 0; i < graph.length; i++) {
            boolean side = batched && graph.length == 4 && i > 1;
            parts.add(batched && i == 0 || graph[i] > 0 ? String.valueOf(graph[i]) : side ? "224" : "?");
        }
        return String.join(",", parts);
    }
}
