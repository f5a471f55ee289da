package io.millwright.inference;

import io.millwright.model.Reading.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Joins what a head says with what its backbone takes, where the embedding fits. */
final class ComposedDescription {
    private final ModelDescription head;
    private final ModelDescription backbone;
    private final BackboneReference reference;
    private final JsonLines file;

    private ComposedDescription(ModelDescription head, byte[] content, ModelDescription backbone) {
        this.head = head;
        this.backbone = backbone;
        reference = head.backbone();
        file = JsonLines.of(DescriptionReader.FILE, content);
    }

    /**
     * Returns the description of both as one model: the backbone's inputs, the head's outputs.
     *
     * @param head in its graph's order
     * @param content its model.json, from which the refusals take their lines
     * @param backbone in its graph's order
     */
    static ModelDescription of(ModelDescription head, byte[] content, ModelDescription backbone) throws ModelRefused {
        return new ComposedDescription(head, content, backbone).joined();
    }

    private ModelDescription joined() throws ModelRefused {
        if (backbone.backbone() != null) {
            throw refused("name", reference.name(), "is a head itself", "name the backbone that it has");
        }
        if (!backbone.data().isEmpty()) {
            throw refused(
                    "sha256",
                    BackboneReference.shortened(reference.sha256()),
                    "says nothing of the weights of " + backbone + ", which lie in further files",
                    "export the backbone as one file");
        }
        if (!backbone.states().isEmpty()) {
            throw refused("name", reference.name(), backbone + " has states", "use a backbone that remembers nothing");
        }
        Tensor embedding = embedding(backbone, reference);
        if (embedding == null) {
            throw refused(
                    "output",
                    reference.output(),
                    "is no output with a reading of the task embedding of " + backbone + ", which has "
                            + embeddings(backbone),
                    "name one of these");
        }
        fit(embedding, head.inputs().get(0));
        if (head.rowPeriodMillis() > 0 && head.rowPeriodMillis() != backbone.rowPeriodMillis()) {
            throw new ModelRefused(
                    file.place("row_period_ms"),
                    "row_period_ms",
                    head.rowPeriodMillis(),
                    backbone + " has " + backbone.rowPeriodMillis(),
                    "leave it out: the backbone's counts");
        }
        return head.behind(backbone);
    }

    /** Returns the output that holds a backbone's embedding, null if there is none of that name. */
    static Tensor embedding(ModelDescription backbone, BackboneReference reference) {
        return backbone.outputs().stream()
                .filter(output -> output.name().equals(reference.output())
                        && embeddings(backbone).contains(output.name()))
                .findFirst()
                .orElse(null);
    }

    private static Set<String> embeddings(ModelDescription backbone) {
        Set<String> names = new TreeSet<>();
        backbone.readings().stream()
                .filter(reading -> reading.task() == Task.EMBEDDING)
                .forEach(reading ->
                        names.add(backbone.outputs().get(reading.output()).name()));
        return names;
    }

    private void fit(Tensor embedding, Tensor input) throws ModelRefused {
        if (embedding.type() != input.type()) {
            throw new ModelRefused(
                    file.place("inputs[0].type"),
                    "inputs[0].type",
                    input.type(),
                    reference.output() + " of " + backbone + " is " + embedding.type(),
                    "export the head with that type, or cast in its graph");
        }
        long[] given = row(embedding);
        long[] taken = row(input);
        if (!Arrays.equals(given, taken)) {
            throw new ModelRefused(
                    file.place("inputs[0].shape"),
                    "inputs[0].shape",
                    Arrays.toString(input.graphShape()),
                    reference.output() + " of " + backbone + " is " + Arrays.toString(embedding.graphShape()),
                    "export the head for the embedding's shape");
        }
        long batch = kind(embedding);
        for (Tensor tensor : Stream.of(backbone.inputs(), head.inputs(), head.outputs())
                .flatMap(List::stream)
                .toList()) {
            if (kind(tensor) != batch) {
                throw new ModelRefused(
                        file.place("inputs[0].shape"),
                        "batch of " + tensor.name(),
                        tensor.batch(),
                        reference.output() + " of " + backbone + " has one of " + embedding.batch()
                                + ", so rows do not go together",
                        "export backbone and head with a free batch, -1");
            }
        }
    }

    /** Of tensors with one row per run it does not matter whether they have a batch. */
    private static long kind(Tensor tensor) {
        return tensor.batch() == Tensor.NO_BATCH ? 1 : tensor.batch();
    }

    private static long[] row(Tensor tensor) {
        return Arrays.copyOfRange(tensor.dimensions(), 1, tensor.dimensions().length);
    }

    private ModelRefused refused(String key, Object value, String problem, String remedy) {
        String path = "backbone." + key;
        return new ModelRefused(file.place(path), path, value, problem, remedy);
    }
}
