package io.millwright.inference.worker.child;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import io.millwright.inference.worker.child.BoundTensors.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a session reads and writes in one run. Unsigned integers of more than one byte are copied after it, as the Java interface of ONNX
 * Runtime makes no tensor of them; texts are made and looked up in each.
 */
final class BoundRun implements AutoCloseable {
    /** Of these ONNX Runtime's Java interface makes no tensor on memory of ours. */
    private static final Set<OnnxTensorType> OF_THE_RUN = EnumSet.of(
            OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16,
            OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32,
            OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64,
            OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING);

    private final OrtEnvironment environment;
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> pinned = new LinkedHashMap<>();
    private Set<String> asked = Set.of();
    private final List<Place> copied = new ArrayList<>();
    private final List<TextTensor> textInputs = new ArrayList<>();
    private final List<TextTensor> textOutputs = new ArrayList<>();
    private final List<Place> padded = new ArrayList<>();

    private BoundRun(OrtEnvironment environment) {
        this.environment = environment;
    }

    /** Makes the tensors; the caller closes them. */
    static BoundRun of(OrtEnvironment environment, List<Place> inputs, List<Place> outputs) throws OrtException {
        BoundRun bound = new BoundRun(environment);
        boolean whole = false;
        try {
            for (Place input : inputs) {
                bound.input(input);
            }
            for (Place output : outputs) {
                bound.output(output);
            }
            bound.ask();
            whole = true;
            return bound;
        } finally {
            if (!whole) {
                bound.close();
            }
        }
    }

    private void input(Place input) throws OrtException {
        if (input.ofTexts()) {
            textInputs.add(new TextTensor(input));
        } else if (OF_THE_RUN.contains(input.type())) {
            throw new OrtException("an input of type " + input.type() + " cannot be filled");
        } else {
            inputs.put(input.name(), input.tensor(environment));
        }
        if (input.rows() > 0 && input.shape().length > 0 && input.rows() < input.shape()[0]) {
            padded.add(input);
        }
    }

    private void output(Place output) throws OrtException {
        if (OF_THE_RUN.contains(output.type())) {
            if (output.ofTexts()) {
                textOutputs.add(new TextTensor(output));
            } else {
                copied.add(output);
            }
        } else {
            pinned.put(output.name(), output.tensor(environment));
        }
    }

    private void ask() {
        Set<String> names = new HashSet<>();
        copied.forEach(output -> names.add(output.name()));
        textOutputs.forEach(output -> names.add(output.place().name()));
        // This kind of set takes no more memory to go through than the one of no names.
        asked = Set.copyOf(names);
    }

    /** Runs the session on what lies in the memory. */
    void run(OrtSession session, RunOptions options) throws OrtException {
        for (int i = 0; i < padded.size(); i++) {
            padded.get(i).pad();
        }
        for (int i = 0; i < textInputs.size(); i++) {
            textInputs.get(i).make(environment, inputs);
        }
        try (OrtSession.Result result = session.run(inputs, asked, pinned, options)) {
            for (int i = 0; i < copied.size(); i++) {
                copy(made(result, copied.get(i)), copied.get(i));
            }
            for (int i = 0; i < textOutputs.size(); i++) {
                textOutputs.get(i).read(made(result, textOutputs.get(i).place()));
            }
        }
    }

    private static OnnxTensor made(OrtSession.Result result, Place place) throws OrtException {
        OnnxValue value = result.get(place.name()).orElse(null);
        if (value instanceof OnnxTensor tensor && Arrays.equals(tensor.getInfo().getShape(), place.shape())) {
            return tensor;
        }
        throw new OrtException("output " + place.name() + " is " + (value == null ? "missing" : value.getInfo())
                + ", and not of shape " + Arrays.toString(place.shape()));
    }

    private static void copy(OnnxTensor from, Place to) {
        to.memory().put(0, from.getByteBuffer(), 0, to.memory().capacity());
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        pinned.values().forEach(OnnxTensor::close);
    }
}
