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
        List<Tensor> inputs = inOrder("inputs", description.inputs(), graphInputs);
        List<Tensor> outputs = inOrder("outputs", description.outputs(), graphOutputs);
        for (String name : graphInputs.keySet()) {
            if (inputs.stream().noneMatch(input -> input.name().equals(name))) {
                throw refused(
                        "inputs",
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
                    "export plain tensors (for sklearn: zipmap off)");
        }
        ElementType type = type(node.elementType());
        if (type != tensor.type()) {
            throw refused(
                    key + ".type",
                    tensor.type(),
                    "the graph has " + node.elementType(),
                    type == null ? "export one of " + List.of(ElementType.values()) : "write " + type);
        }
        long[] declared = tensor.dimensions();
        long[] graph = node.shape();
        boolean fits = declared.length == graph.length;
        for (int i = 0; fits && i < graph.length; i++) {
            // A dimension that is free in the graph may be fixed in model.json, not the other way round.
            fits = graph[i] < 0 || graph[i] == declared[i];
        }
        if (!fits) {
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

    private static ElementType type(String elementType) {
        return switch (elementType) {
            case "ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT" -> ElementType.FLOAT32;
            case "ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE" -> ElementType.FLOAT64;
            case "ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64" -> ElementType.INT64;
            case "ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32" -> ElementType.INT32;
            case "ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8" -> ElementType.UINT8;
            case "ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL" -> ElementType.BOOL;
            default -> null;
        };
    }

    private static List<String> names(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::name).toList();
    }
}
