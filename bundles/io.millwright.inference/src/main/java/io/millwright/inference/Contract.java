package io.millwright.inference;

import io.millwright.inference.worker.Graph;
import io.millwright.inference.worker.GraphNode;
import io.millwright.model.TensorSpec.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares what model.json declares with what the graph has: names, element types, shapes. */
final class Contract {
    private static final String INPUTS = "inputs";

    private final JsonLines file;

    private Contract(JsonLines file) {
        this.file = file;
    }

    /**
     * Returns the description with inputs and outputs in the graph's order.
     *
     * @param content model.json, from which the refusals take their lines
     */
    static ModelDescription check(ModelDescription description, byte[] content, Graph graph) throws ModelRefused {
        return new Contract(JsonLines.of(DescriptionReader.FILE, content)).check(description, graph);
    }

    private ModelDescription check(ModelDescription description, Graph graph) throws ModelRefused {
        Map<String, GraphNode> graphInputs = byName(graph.inputs());
        Map<String, GraphNode> graphOutputs = byName(graph.outputs());
        List<Tensor> inputs = inOrder(INPUTS, description.inputs(), graphInputs);
        List<Tensor> outputs = inOrder("outputs", description.outputs(), graphOutputs);
        for (String name : graphInputs.keySet()) {
            if (inputs.stream().noneMatch(input -> input.name().equals(name))) {
                throw refused(
                        INPUTS,
                        names(inputs),
                        "the graph also needs " + name,
                        "list every input of the graph, or export it with that input as a constant");
            }
        }
        return description.inOrder(inputs, outputs);
    }

    private static Map<String, GraphNode> byName(List<GraphNode> nodes) {
        Map<String, GraphNode> byName = new LinkedHashMap<>();
        nodes.forEach(node -> byName.put(node.name(), node));
        return byName;
    }

    /** Outputs of the graph that are not declared are never computed. */
    private List<Tensor> inOrder(String key, List<Tensor> declared, Map<String, GraphNode> graph) throws ModelRefused {
        for (int i = 0; i < declared.size(); i++) {
            Tensor tensor = declared.get(i);
            GraphNode node = graph.get(tensor.name());
            if (node == null) {
                throw refused(
                        key + "[" + i + "].name",
                        tensor.name(),
                        "the graph has only " + graph.keySet(),
                        "use the graph's names");
            }
            compare(key + "[" + i + "]", tensor, node);
        }
        List<Tensor> ordered = new ArrayList<>();
        for (String name : graph.keySet()) {
            declared.stream().filter(tensor -> tensor.name().equals(name)).forEach(ordered::add);
        }
        return ordered;
    }

    private void compare(String key, Tensor tensor, GraphNode node) throws ModelRefused {
        if (!node.kind().isEmpty()) {
            throw refused(
                    key + ".name",
                    tensor.name(),
                    "is no tensor in the graph but " + node.kind(),
                    node.isListOfMaps()
                            ? "take the tensor before the ZipMap: import the file with ./millwright model import"
                            : "use an output that is a tensor, or export the model with one");
        }
        ElementType type = OnnxTypes.of(node.elementType());
        if (type != tensor.type()) {
            throw refused(
                    key + ".type",
                    tensor.type(),
                    "the graph has " + node.elementType(),
                    type == null ? "export one of " + List.of(ElementType.values()) : "write " + type);
        }
        if (key.startsWith(INPUTS) && OnnxTypes.OUTPUTS_ONLY.contains(type)) {
            throw refused(
                    key + ".type",
                    type,
                    "ONNX Runtime's Java interface cannot fill an input of this type",
                    "export the input as INT32 or INT64, and cast it in the graph");
        }
        long[] declared = tensor.graphShape();
        long[] graph = node.shape();
        // An output whose shape the graph does not tell has no dimension here; its run tells.
        boolean untold = graph.length == 0 && !key.startsWith(INPUTS);
        boolean fits = declared.length == graph.length;
        for (int i = 0; fits && i < graph.length; i++) {
            // A dimension that is free in the graph may be fixed in model.json, not the other way round.
            fits = graph[i] < 0 || graph[i] == declared[i];
        }
        if (!fits && !untold) {
            throw refused(
                    key + ".shape",
                    Arrays.toString(declared),
                    "the graph has " + Arrays.toString(graph) + " (-1 is free)",
                    "write the graph's shape; only the first dimension, the batch, may stay free");
        }
    }

    private ModelRefused refused(String key, Object value, String problem, String remedy) {
        return new ModelRefused(file.place(key), key, value, problem, remedy);
    }

    private static List<String> names(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::name).toList();
    }
}
