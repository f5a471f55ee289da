package io.millwright.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.millwright.inference.Engine.EngineMissing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Shapes of outputs that a file leaves free: those of a run. For the desk; loads ONNX Runtime. */
public final class OutputShapes {
    private OutputShapes() {}

    /**
     * Runs a file once.
     *
     * @param inputs the shape of each input by its name, with nothing free
     * @param values what fills each input; NaN for 0
     * @return the shapes of the outputs that are tensors
     * @throws IOException if it does not run; the message says why
     */
    public static Map<String, long[]> of(Path onnx, Map<String, long[]> inputs, Map<String, Double> values)
            throws IOException {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        try {
            Engine engine = Engine.load();
            try (OrtSession session = engine.open(onnx)) {
                for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
                    if (!(input.getValue().getInfo() instanceof TensorInfo info)) {
                        throw new IOException("input " + input.getKey() + " is no tensor");
                    }
                    tensors.put(
                            input.getKey(),
                            filled(engine, info, inputs.get(input.getKey()), values.get(input.getKey())));
                }
                try (OrtSession.Result result = LimitedRun.of(session, tensors)) {
                    return shapes(result);
                }
            } finally {
                tensors.values().forEach(OnnxTensor::close);
            }
        } catch (OrtException e) {
            throw new IOException(EngineTrouble.text(e, onnx), e);
        } catch (EngineMissing e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Map<String, long[]> shapes(OrtSession.Result result) throws OrtException {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> output : result) {
            if (output.getValue() instanceof OnnxTensor tensor) {
                shapes.put(output.getKey(), tensor.getInfo().getShape());
            }
        }
        return shapes;
    }

    private static OnnxTensor filled(Engine engine, TensorInfo info, long[] shape, double value) throws OrtException {
        int elements = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
        if (info.type == OnnxJavaType.STRING) {
            String[] texts = new String[elements];
            Arrays.fill(texts, "");
            return OnnxTensor.createTensor(engine.environment(), texts, shape);
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(elements * info.type.size).order(ByteOrder.nativeOrder());
        for (int i = 0; !Double.isNaN(value) && i < elements; i++) {
            put(buffer, info.type, value);
        }
        buffer.rewind();
        return OnnxTensor.createTensor(engine.environment(), buffer, shape, info.type);
    }

    private static void put(ByteBuffer buffer, OnnxJavaType type, double value) {
        switch (type) {
            case FLOAT -> buffer.putFloat((float) value);
            case DOUBLE -> buffer.putDouble(value);
            case INT64 -> buffer.putLong((long) value);
            case INT32 -> buffer.putInt((int) value);
            default -> {
                // 0 will do: the run shows only shapes.
            }
        }
    }
}
