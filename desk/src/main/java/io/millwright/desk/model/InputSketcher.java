package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.inference.worker.GraphNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Finds what fills each input: from the graph, the data and the options; asks for what none of them says. */
final class InputSketcher {
    /** More columns than anybody names: a waveform or a spectrum. */
    private static final int MOST_UNNAMED = 256;

    private static final int MOST_FEATURES = 10_000;
    private static final int RANK_TABLE = 2;
    private static final int RANK_SERIES = 3;
    private static final int RANK_PICTURE = 4;

    private final DescribeOptions options;
    private final GraphFacts facts;
    private final DataTable table;
    private final FeatureNames names;
    private final StatePairs states;
    private final Answers answers;
    private final Consumer<String> notes;

    InputSketcher(
            DescribeOptions options,
            GraphFacts facts,
            DataTable table,
            StatePairs states,
            Answers answers,
            Consumer<String> notes)
            throws Refusal {
        this.states = states;
        this.options = options;
        this.facts = facts;
        this.table = table;
        this.answers = answers;
        this.notes = notes;
        names = new FeatureNames(options, table, notes);
    }

    /** @param outputs of the graph, which tell a batch from another first dimension */
    List<InputSketch> inputs(List<GraphNode> nodes, List<GraphNode> outputs) throws Refusal {
        List<InputSketch> inputs = new ArrayList<>();
        names.ofInputs(
                nodes.stream().filter(node -> !states.isInput(node.name())).toList());
        for (GraphNode node : nodes) {
            inputs.add(input(node, Types.of(node), outputs));
        }
        return inputs;
    }

    private InputSketch input(GraphNode node, String type, List<GraphNode> outputs) throws Refusal {
        long[] graph = Shapes.given(options, node.name(), node.shape());
        if (states.isInput(node.name())) {
            return state(node, type, graph);
        }
        if (graph.length == 0) {
            notes.accept(node.name() + " is a single number that a tag fills; --constant " + node.name()
                    + "=NUMBER if it never changes");
        }
        boolean batched = graph.length > 0
                && !options.noBatch
                && !timeFirst(node.name(), graph)
                && (graph[0] <= 1 || outputs.stream().anyMatch(output -> mayHaveBatch(output.shape(), graph[0])));
        if (!batched && graph.length > 0) {
            notes.accept("the first dimension of " + node.name() + ", " + graph[0]
                    + ", is taken for no batch: time, for example");
        }
        return input(node, type, batched ? graph : withBatch(graph), batched);
    }

    /** Nothing fills it but the run before, one row at a time: its first dimension is no batch where it is above 1. */
    private InputSketch state(GraphNode node, String type, long[] graph) throws Refusal {
        boolean batched = graph.length > 0 && graph[0] <= 1;
        if (!batched && graph.length == RANK_SERIES && graph[1] < 0) {
            // Layers, batch, units.
            graph[1] = 1;
        }
        long[] shape = Shapes.fixed(node.name(), batched ? graph : withBatch(graph), batched, answers);
        return new InputSketch(node.name(), type, shape, List.of(), null, "", batched);
    }

    private static boolean mayHaveBatch(long[] output, long batch) {
        return output.length == 0 || output[0] < 0 || output[0] == batch;
    }

    private static long[] withBatch(long[] graph) {
        long[] shape = new long[graph.length + 1];
        shape[0] = 1;
        System.arraycopy(graph, 0, shape, 1, graph.length);
        return shape;
    }

    /** Recurrent nodes take the time first: where nothing turned it before them, the first dimension is no batch. */
    private boolean timeFirst(String input, long[] graph) {
        boolean time = graph.length == RANK_SERIES
                && graph[0] != 1
                && List.of("LSTM", "GRU", "RNN").contains(facts.first(input))
                && !facts.transposed(input);
        return time && graph[0] > 1;
    }

    private InputSketch input(GraphNode node, String type, long[] wished, boolean batched) throws Refusal {
        long[] shape = wished;
        Pictures pictures = new Pictures(options, facts, answers, notes);
        if (shape.length == RANK_PICTURE && !options.series && pictures.looksLikeOne(node.name(), type, shape)) {
            return pictures.input(node.name(), type, Shapes.fixed(node.name(), shape, batched, answers), batched);
        }
        if (shape.length == RANK_TABLE && shape[1] < 0) {
            shape[1] = facts.columns(node.name()) > 0 ? facts.columns(node.name()) : names.count();
        }
        shape = Shapes.fixed(node.name(), shape, batched, answers);
        boolean channelsFirst = shape.length == RANK_SERIES && convolved(node.name(), shape);
        int count = (int) (shape.length == 0 ? 1 : shape.length == 1 ? 1 : shape[channelsFirst ? 1 : shape.length - 1]);
        if (shape.length > RANK_PICTURE && names.none()) {
            notes.accept(node.name() + " has " + shape.length + " dimensions: it is described without features");
            return new InputSketch(node.name(), type, shape, List.of(), null, "", batched);
        }
        long elements = Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
        if (count > MOST_FEATURES || names.none() && count > MOST_UNNAMED || names.oneArray(count)) {
            return array(node.name(), type, shape, elements, batched);
        }
        List<FeatureSketch> features = features(node.name(), type, count, !channelsFirst);
        if (channelsFirst) {
            features.forEach(feature -> feature.json().set("elements", (int) (elements / count)));
            notes.accept(node.name() + " is taken as " + count + " arrays of " + elements / count
                    + " elements, because a convolution reads it channels first");
        }
        return new InputSketch(node.name(), type, shape, features, null, "", batched);
    }

    private boolean convolved(String input, long[] shape) {
        return facts.first(input).equals("Conv")
                && !facts.transposed(input)
                && shape[2] > 1
                && shape[1] <= shape[2] * 4;
    }

    private InputSketch array(String name, String type, long[] shape, long elements, boolean batched) {
        FeatureSketch feature = FeatureSketch.of(names.arrayName(name));
        feature.json().set("elements", Json.value(elements));
        notes.accept(name + " is taken as one array of " + elements + " elements; name the columns with --features if"
                + " they are tags of their own");
        return new InputSketch(name, type, shape, List.of(feature), null, "", batched);
    }

    private List<FeatureSketch> features(String input, String type, int count, boolean ranges) throws Refusal {
        List<FeatureSketch> features = new ArrayList<>();
        for (FeatureSketch named : names.take(input, count)) {
            features.add(complete(named, input, type, ranges));
        }
        return features;
    }

    private FeatureSketch complete(FeatureSketch named, String input, String type, boolean ranges) throws Refusal {
        JsonObject json = named.json();
        DataTable.Column column = table == null ? null : table.column(named.name());
        range(json, named.name());
        String unit = DescribeOptions.of(options.units, named.name());
        if (unit.isEmpty() && column != null) {
            unit = column.unit();
        }
        if (!unit.isEmpty()) {
            json.set("unit", unit);
        }
        FeatureSketch feature = new FeatureSketch(json, column);
        categories(feature, input, type);
        if (ranges && column != null && column.numeric() && feature.categories().isEmpty()) {
            range(json, column);
        }
        if (column != null && column.gaps() && Types.fraction(type)) {
            json.set("optional", true);
            notes.accept(named.name() + " has empty cells, so it is optional: the model gets NaN there");
        }
        return feature;
    }

    private void range(JsonObject json, String name) throws Refusal {
        String text = DescribeOptions.of(options.ranges, name);
        if (text.isEmpty()) {
            return;
        }
        String[] ends = text.split("\\.\\.");
        try {
            json.set("min", Double.parseDouble(ends[0])).set("max", Double.parseDouble(ends[ends.length - 1]));
        } catch (NumberFormatException e) {
            throw new Refusal("--ranges " + name + "=" + text + " is no range", "write " + name + "=0..80");
        }
    }

    private static void range(JsonObject json, DataTable.Column column) {
        if (Double.isFinite(column.min()) && json.get("min") == null && json.get("max") == null) {
            json.set("min", column.min()).set("max", column.max());
        }
    }

    private void categories(FeatureSketch feature, String input, String type) throws Refusal {
        String given = DescribeOptions.of(options.categories, feature.name());
        if (!given.isEmpty()) {
            feature.categories(List.of(given.split("\\|")));
        }
        if (!feature.categories().isEmpty()) {
            return;
        }
        DataTable.Column column = feature.column();
        boolean text = type.equals("STRING");
        if (!text && (column == null || column.numeric())) {
            return;
        }
        List<String> known = facts.categories(input);
        if (text && !known.isEmpty()) {
            feature.categories(known);
        } else if (text && column != null) {
            feature.categories(column.different());
        } else {
            String answer = answers.ask(
                    feature.name()
                            + (text
                                    ? " is a text, and its values are not known"
                                    : " has texts in --data,"
                                            + " and the model takes numbers: the order of the texts is not known"),
                    "Its texts in the order of the model's index, separated by |",
                    List.of(),
                    "--categories '" + feature.name() + "="
                            + String.join("|", column == null ? List.of("A", "B") : column.different()) + "'");
            feature.categories(List.of(answer.split("\\|")));
        }
    }
}
