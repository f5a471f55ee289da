package io.millwright.inference;

import ai.onnxruntime.TensorInfo.OnnxTensorType;
import io.millwright.model.TensorSpec.ElementType;
import java.util.EnumSet;
import java.util.Set;

/** Element types as ONNX Runtime names them. */
final class OnnxTypes {
    /** Its Java interface makes no tensors of these, so it reads them and cannot be given any. */
    static final Set<ElementType> OUTPUTS_ONLY = EnumSet.of(ElementType.UINT16, ElementType.UINT32, ElementType.UINT64);

    private static final String PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";

    private OnnxTypes() {}

    static OnnxTensorType of(ElementType type) {
        return OnnxTensorType.valueOf(PREFIX + name(type));
    }

    /** Returns the type of a graph's tensor, null if there is none for it. */
    static ElementType of(String onnxType) {
        for (ElementType type : ElementType.values()) {
            if (onnxType.equals(PREFIX + name(type))) {
                return type;
            }
        }
        return null;
    }

    private static String name(ElementType type) {
        return switch (type) {
            case FLOAT32 -> "FLOAT";
            case FLOAT64 -> "DOUBLE";
            default -> type.name();
        };
    }
}
