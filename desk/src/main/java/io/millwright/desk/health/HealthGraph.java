package io.millwright.desk.health;

import io.millwright.inference.onnx.ProtoMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes a {@link HealthModel} as an ONNX file (field numbers from onnx.proto3 of the ONNX project), opset 13, IR 7. It computes in double:
 * of a signal that stands still, far from 0, a float's rounding would look like a spread.
 */
final class HealthGraph {
    /** What the outputs are called before they become floats. */
    private static final String UNUSUAL = "greater";

    private static final String SHARES = "both";
    private static final String NAMED = "all";

    private static final int IR_VERSION = 7;
    private static final int OPSET = 13;
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int DOUBLE = 11;
    private static final int ATTRIBUTE_INTEGER = 2;
    private static final int ATTRIBUTE_INTEGERS = 7;

    private final ProtoMessage graph = new ProtoMessage();
    private final HealthModel model;

    HealthGraph(HealthModel model) {
        this.model = model;
    }

    byte[] bytes(String description) {
        features();
        statistics();
        graph.text(2, "health");
        int signals = model.windows().signals();
        value(11, HealthModel.INPUT, model.windows().length(), signals);
        value(12, HealthModel.UNUSUAL, 1);
        value(12, HealthModel.SHARES, 2);
        value(12, HealthModel.NAMED, 1 + signals);
        return new ProtoMessage()
                .integer(1, IR_VERSION)
                .text(2, "millwright")
                .text(6, description)
                .message(7, graph)
                .message(8, new ProtoMessage().text(1, "").integer(2, OPSET))
                .bytes();
    }

    /** Means and logarithms of spreads of each signal, less what is usual, in multiples of how far they stray: "standard". */
    private void features() {
        Windows windows = model.windows();
        int signals = windows.signals();
        numbers("signal_center", windows.center(), signals);
        numbers("floor", windows.floor(), signals);
        numbers("center", model.space().center(), model.space().size());
        numbers("inverse", model.space().inverse(), model.space().size());
        node("Cast", "exact", integer("to", DOUBLE), null, HealthModel.INPUT);
        node("Sub", "moved", "exact", "signal_center");
        node("ReduceMean", "means", integers("axes", 1), integer("keepdims", 1), "moved");
        node("Sub", "apart", "moved", "means");
        node("Mul", "squares", "apart", "apart");
        node("ReduceMean", "variances", integers("axes", 1), integer("keepdims", 0), "squares");
        node("Sqrt", "spreads", "variances");
        node("Add", "raised", "spreads", "floor");
        node("Log", "logarithms", "raised");
        longs("one", 1);
        node("Squeeze", "levels", "means", "one");
        node("Concat", "features", integer("axis", 1), null, "levels", "logarithms");
        node("Sub", "strayed", "features", "center");
        node("Mul", "standard", "strayed", "inverse");
    }

    private void statistics() {
        NormalSpace space = model.space();
        int size = space.size();
        int signals = size / 2;
        float[] axes = new float[size * size];
        float[] turned = new float[size * size];
        float[] weights = new float[size * 2];
        float[] pulls = new float[size];
        float[] joined = new float[size * signals];
        for (int i = 0; i < size; i++) {
            for (int axis = 0; axis < size; axis++) {
                axes[i * size + axis] = space.axes()[i][axis];
                turned[axis * size + i] = space.axes()[i][axis];
            }
            weights[2 * i] = space.along()[i];
            weights[2 * i + 1] = space.off()[i];
            pulls[i] = space.along()[i] + space.off()[i];
            joined[i * signals + i % signals] = 1;
        }
        numbers("axes", axes, size, size);
        numbers("turned", turned, size, size);
        numbers("weights", weights, size, 2);
        numbers("pulls", pulls, size);
        numbers("joined", joined, size, signals);
        node("MatMul", "places", "standard", "axes");
        node("Mul", "distances", "places", "places");
        node("MatMul", SHARES, "distances", "weights");
        node("ReduceMax", UNUSUAL, integers("axes", 1), integer("keepdims", 1), SHARES);
        node("Mul", "pulled", "places", "pulls");
        node("MatMul", "back", "pulled", "turned");
        node("Mul", "parts", "back", "standard");
        node("MatMul", "contributions", "parts", "joined");
        named();
        node("Cast", HealthModel.UNUSUAL, integer("to", FLOAT), null, UNUSUAL);
        node("Cast", HealthModel.SHARES, integer("to", FLOAT), null, SHARES);
        node("Cast", HealthModel.NAMED, integer("to", FLOAT), null, NAMED);
    }

    /** 1 where nothing is named; of the signal that contributed most how unusual the window is, of the others their share of it. */
    private void named() {
        numbers("least", new float[] {(float) HealthModel.LEAST_CONTRIBUTION}, 1);
        numbers("nothing", new float[] {0}, 1);
        numbers("limit", new float[] {1}, 1);
        node("ReduceMax", "most", integers("axes", 1), integer("keepdims", 1), "contributions");
        node("Max", "above", "most", "least");
        node("Div", "relative", "contributions", "above");
        node("Mul", "each", "relative", UNUSUAL);
        node("Mul", "zero", UNUSUAL, "nothing");
        node("Add", "none", "zero", "limit");
        node("Concat", NAMED, integer("axis", 1), null, "none", "each");
    }

    private void node(String operator, String output, String... inputs) {
        node(operator, output, null, null, inputs);
    }

    /** Appends a node with two attributes at most; null is none. */
    private void node(String operator, String output, ProtoMessage one, ProtoMessage other, String... inputs) {
        ProtoMessage node = new ProtoMessage();
        for (String input : inputs) {
            node.text(1, input);
        }
        node.text(2, output).text(3, output).text(4, operator);
        for (ProtoMessage attribute : new ProtoMessage[] {one, other}) {
            if (attribute != null) {
                node.message(5, attribute);
            }
        }
        graph.message(1, node);
    }

    private static ProtoMessage integer(String name, long value) {
        return new ProtoMessage().text(1, name).integer(3, value).integer(20, ATTRIBUTE_INTEGER);
    }

    private static ProtoMessage integers(String name, long value) {
        return new ProtoMessage().text(1, name).integer(8, value).integer(20, ATTRIBUTE_INTEGERS);
    }

    private void numbers(String name, float[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            raw.putDouble(value);
        }
        constant(name, DOUBLE, raw, shape);
    }

    private void longs(String name, long value) {
        ByteBuffer raw = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.putLong(0, value);
        constant(name, INT64, raw, 1);
    }

    private void constant(String name, int type, ByteBuffer raw, long... shape) {
        ProtoMessage tensor = new ProtoMessage();
        for (long dimension : shape) {
            tensor.integer(1, dimension);
        }
        graph.message(5, tensor.integer(2, type).text(8, name).bytes(9, raw.array()));
    }

    private void value(int field, String name, long... shape) {
        ProtoMessage dimensions = new ProtoMessage().message(1, new ProtoMessage().text(2, "batch"));
        for (long dimension : shape) {
            dimensions.message(1, new ProtoMessage().integer(1, dimension));
        }
        ProtoMessage tensor = new ProtoMessage().integer(1, FLOAT).message(2, dimensions);
        graph.message(field, new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor)));
    }
}
