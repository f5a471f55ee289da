package io.millwright.inference.worker.child;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import io.millwright.inference.worker.child.BoundTensors.Place;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Tensors that lie on shared memory; made once. */
final class Binding implements AutoCloseable {
    private final RunOptions options;
    private final BoundTensors tensors;

    private Binding(RunOptions options, BoundTensors tensors) {
        this.options = options;
        this.tensors = tensors;
    }

    /** Reads what lies where, all of it, whatever is wrong with a part. */
    static Binding read(DataInputStream in, OrtEnvironment environment, ByteBuffer memory)
            throws OrtException, IOException {
        List<Place> inputs = places(in, memory);
        List<Place> outputs = places(in, memory);
        RunOptions options = new RunOptions();
        boolean whole = false;
        try {
            Binding binding = new Binding(options, BoundTensors.of(environment, inputs, outputs));
            whole = true;
            return binding;
        } finally {
            if (!whole) {
                options.close();
            }
        }
    }

    private static List<Place> places(DataInputStream in, ByteBuffer memory) throws IOException {
        List<Place> places = new ArrayList<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            String name = in.readUTF();
            OnnxTensorType type = OnnxTensorType.valueOf(in.readUTF());
            int offset = in.readInt();
            int bytes = in.readInt();
            long[] shape = new long[in.readInt()];
            for (int d = 0; d < shape.length; d++) {
                shape[d] = in.readLong();
            }
            int rows = in.readInt();
            ByteBuffer part = memory.slice(offset, bytes).order(ByteOrder.nativeOrder());
            places.add(new Place(name, type, part, shape, rows, texts(in)));
        }
        return places;
    }

    private static List<List<String>> texts(DataInputStream in) throws IOException {
        List<List<String>> lists = new ArrayList<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            List<String> texts = new ArrayList<>();
            int size = in.readInt();
            for (int t = 0; t < size; t++) {
                texts.add(in.readUTF());
            }
            lists.add(texts);
        }
        return lists;
    }

    RunOptions options() {
        return options;
    }

    void run(OrtSession session) throws OrtException {
        tensors.run(session, options);
    }

    @Override
    public void close() {
        tensors.close();
        options.close();
    }
}
