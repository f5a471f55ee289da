package io.millwright.inference.worker;

/**
 * An input or output of a graph.
 *
 * @param kind "" for a tensor, else what it is
 * @param elementType ONNX Runtime's name of the element type, "" for what is no tensor
 * @param shape a negative dimension is free
 */
public record GraphNode(String name, String kind, String elementType, long[] shape) {
    private static final String LIST = "Sequence";
    private static final String MAP = "Map";

    /** Returns whether it is what the operator ZipMap makes. */
    public boolean isListOfMaps() {
        return kind.startsWith(LIST) && kind.contains(MAP);
    }
}
