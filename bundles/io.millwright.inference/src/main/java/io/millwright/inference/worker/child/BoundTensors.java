package io.millwright.inference.worker.child;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What a session reads and writes, on memory that is there for all runs. Numbers lie there as the graph has them, and a run of numbers
 * allocates nothing of ours. Used by one thread at a time.
 */
public final class BoundTensors implements AutoCloseable {
    private final BoundRun[] runs;

    /**
     * Where a tensor lies.
     *
     * @param type of the graph; a text takes 4 bytes, the index into its texts
     * @param memory all of it, direct, in native byte order
     * @param shape of one run
     * @param rows how many rows are wanted where the graph fixes a batch: more take several runs, each on its part of the memory, and the
     *     rest of the last one's inputs repeats its first row. 0: one run of all rows
     * @param texts by the place of an element in a row, or one list for all; empty for numbers
     */
    public record Place(
            String name, OnnxTensorType type, ByteBuffer memory, long[] shape, int rows, List<List<String>> texts) {
        /** Returns whether it holds texts. */
        boolean ofTexts() {
            return type == OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING;
        }

        OnnxTensor tensor(OrtEnvironment environment) throws OrtException {
            return OnnxTensor.createTensor(environment, memory, shape, OnnxJavaType.mapFromOnnxTensorType(type));
        }

        /** Returns how many runs it takes. */
        int runs() {
            return rows > 0 ? (int) ((rows + shape[0] - 1) / shape[0]) : 1;
        }

        /** Returns the part of one run. */
        Place part(int run) {
            int runs = runs();
            if (runs == 1) {
                return this;
            }
            int bytes = memory.capacity() / runs;
            ByteBuffer part = memory.slice(run * bytes, bytes).order(ByteOrder.nativeOrder());
            return new Place(name, type, part, shape, (int) Math.min(shape[0], rows - run * shape[0]), texts);
        }

        /** Repeats the first row where none is wanted: nothing else is sure to be a value that the graph can compute with. */
        void pad() {
            int rowBytes = memory.capacity() / (int) shape[0];
            for (int row = rows; row < shape[0]; row++) {
                memory.put(row * rowBytes, memory, 0, rowBytes);
            }
        }
    }

    private BoundTensors(int runs) {
        this.runs = new BoundRun[runs];
    }

    /** Makes the tensors; the caller closes them. */
    public static BoundTensors of(OrtEnvironment environment, List<Place> inputs, List<Place> outputs)
            throws OrtException {
        BoundTensors bound =
                new BoundTensors(inputs.stream().mapToInt(Place::runs).max().orElse(1));
        boolean whole = false;
        try {
            for (int run = 0; run < bound.runs.length; run++) {
                int part = run;
                bound.runs[run] = BoundRun.of(
                        environment,
                        inputs.stream().map(place -> place.part(part)).toList(),
                        outputs.stream().map(place -> place.part(part)).toList());
            }
            whole = true;
            return bound;
        } finally {
            if (!whole) {
                bound.close();
            }
        }
    }

    /** Runs the session on what lies in the memory, as often as it takes. */
    public void run(OrtSession session, RunOptions options) throws OrtException {
        for (BoundRun run : runs) {
            run.run(session, options);
        }
    }

    @Override
    public void close() {
        for (BoundRun run : runs) {
            if (run != null) {
                run.close();
            }
        }
    }
}
