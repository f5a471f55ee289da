package io.millwright.desk.model;

import io.millwright.inference.worker.GraphNode;
import io.millwright.model.TensorSpec.ElementType;
import java.util.Arrays;

/** Element types as model.json calls them. */
final class Types {
    private static final String PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";

    private Types() {}

    /** Returns the type of a tensor; the gateway's own check says whether it serves it. */
    static String of(GraphNode node) throws Refusal {
        if (!node.kind().isEmpty()) {
            throw new Refusal(
                    node.name() + " is no tensor but " + node.kind(), "export plain tensors (for sklearn: zipmap off)");
        }
        String name = node.elementType().replace(PREFIX, "");
        String type = name.equals("FLOAT") ? "FLOAT32" : name.equals("DOUBLE") ? "FLOAT64" : name;
        if (Arrays.stream(ElementType.values()).noneMatch(each -> each.name().equals(type))) {
            throw new Refusal(
                    node.name() + " has elements of type " + type + ", which a gateway does not serve",
                    "export it with one of " + Arrays.toString(ElementType.values()));
        }
        return type;
    }

    static boolean fraction(String type) {
        return type.startsWith("FLOAT") || type.startsWith("BFLOAT");
    }
}
