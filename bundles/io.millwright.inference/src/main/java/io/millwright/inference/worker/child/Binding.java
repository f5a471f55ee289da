package io.millwright.inference.worker.child;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tensors that lie on shared memory; made once, so that a run allocates nothing of ours. */
final class Binding implements AutoCloseable {
    private final RunOptions options;
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();

    private Binding(RunOptions options) {
        this.options = options;
    }

    /** Where a tensor lies. */
    private record Place(String name, OnnxJavaType type, int offset, int bytes, long[] shape) {
        static List<Place> read(DataInputStream in) throws IOException {
            List<Place> places = new ArrayList<>();
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                String name = in.readUTF();
                OnnxJavaType type = OnnxJavaType.valueOf(in.readUTF());
                int offset = in.readInt();
                int bytes = in.readInt();
                long[] shape = new long[in.readInt()];
                for (int d = 0; d < shape.length; d++) {
                    shape[d] = in.readLong();
                }
                places.add(new Place(name, type, offset, bytes, shape));
            }
            return places;
        }

        OnnxTensor tensor(OrtEnvironment environment, ByteBuffer memory) throws OrtException {
            ByteBuffer part = memory.slice(offset, bytes).order(ByteOrder.nativeOrder());
            return OnnxTensor.createTensor(environment, part, shape, type);
        }
    }

    /** Reads what lies where, all of it, whatever is wrong with a part. */
    static Binding read(DataInputStream in, OrtEnvironment environment, ByteBuffer memory)
            throws OrtException, IOException {
        List<Place> inputs = Place.read(in);
        List<Place> outputs = Place.read(in);
        Binding binding = new Binding(new RunOptions());
        boolean whole = false;
        try {
            for (Place place : inputs) {
                binding.inputs.put(place.name(), place.tensor(environment, memory));
            }
            for (Place place : outputs) {
                binding.outputs.put(place.name(), place.tensor(environment, memory));
            }
            whole = true;
            return binding;
        } finally {
            if (!whole) {
                binding.close();
            }
        }
    }

    RunOptions options() {
        return options;
    }

    void run(OrtSession session) throws OrtException {
        session.run(inputs, Set.of(), outputs, options).close();
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        options.close();
    }
}
