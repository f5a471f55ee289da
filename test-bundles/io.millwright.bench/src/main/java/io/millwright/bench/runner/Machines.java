package io.millwright.bench.runner;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.RunOptions;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Machines of one kind, each with a runner of the same model, and the same rows for ONNX Runtime alone. One thread. */
final class Machines implements AutoCloseable {
    private static final long TIMEOUT_MILLIS = 10_000;

    private final RunnerUnderTest model;
    private final ModelRunner[] runners;
    private final float[][] rows;
    private final float[][] answers;
    private final RunOptions options = new RunOptions();
    private final List<Map<String, OnnxTensor>> bareInputs = new ArrayList<>();
    private final List<Map<String, OnnxTensor>> bareOutputs = new ArrayList<>();
    private final ByteBuffer bareRows;
    private final ByteBuffer bareAnswers;
    private final ModelRunner.Completion done = this::done;
    private final AtomicInteger open = new AtomicInteger();

    /** Opens the machines, and computes each row once by itself: what everything is compared with. */
    Machines(RunnerUnderTest model, int machines, long[] in, long[] out) throws OrtException, ModelException {
        this.model = model;
        runners = new ModelRunner[machines];
        rows = new float[machines][];
        answers = new float[machines][(int) elements(out)];
        Random random = new Random(11);
        for (int m = 0; m < machines; m++) {
            runners[m] = model.folder().model().open(1);
            rows[m] = new float[(int) elements(in)];
            for (int i = 0; i < rows[m].length; i++) {
                rows[m][i] = random.nextFloat();
            }
            write(m);
            runners[m].run(TIMEOUT_MILLIS);
            runners[m].output(0).asFloatBuffer().get(answers[m]);
        }
        bareRows = buffer(machines * rows[0].length);
        bareAnswers = buffer(machines * answers[0].length);
        for (int m = 0; m < machines; m++) {
            bind(m, 1, in, out);
            bareRows.asFloatBuffer().put(m * rows[m].length, rows[m]);
        }
        bind(0, machines, in, out);
    }

    private static ByteBuffer buffer(int elements) {
        return ByteBuffer.allocateDirect(elements * Float.BYTES).order(ByteOrder.nativeOrder());
    }

    private static long elements(long[] shape) {
        return Arrays.stream(shape).skip(1).reduce(1, (one, other) -> one * other);
    }

    /** Tensors over so many rows of one memory. */
    private void bind(int first, int count, long[] in, long[] out) throws OrtException {
        bareInputs.add(Map.of("x", tensor(bareRows, first, count, in)));
        bareOutputs.add(Map.of("y", tensor(bareAnswers, first, count, out)));
    }

    private static OnnxTensor tensor(ByteBuffer memory, int first, int count, long[] shape) throws OrtException {
        int bytes = (int) elements(shape) * Float.BYTES;
        ByteBuffer part = memory.slice(first * bytes, count * bytes).order(ByteOrder.nativeOrder());
        long[] counted = shape.clone();
        counted[0] = count;
        OrtEnvironment environment =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "millwright");
        return OnnxTensor.createTensor(environment, part, counted, OnnxJavaType.FLOAT);
    }

    private void write(int machine) {
        runners[machine].input(0).asFloatBuffer().put(0, rows[machine]);
    }

    private void done(ModelException failure) {
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        open.decrementAndGet();
    }

    /** Every machine decides, each by a run of its own. */
    void eachAlone() throws ModelException {
        for (int m = 0; m < runners.length; m++) {
            write(m);
            runners[m].run(TIMEOUT_MILLIS);
        }
    }

    /** Every machine decides, as lanes do it that are all due: each starts its run, the last one has them computed. */
    void together() {
        open.set(runners.length);
        for (int m = 0; m < runners.length; m++) {
            write(m);
            runners[m].start(TIMEOUT_MILLIS, done);
        }
        runners[0].flush();
        // Where this thread was held up for the latency, another computes.
        while (open.get() > 0) {
            Thread.yield();
        }
    }

    /** ONNX Runtime alone, a run for each row. */
    void bareAlone() throws OrtException {
        for (int m = 0; m < runners.length; m++) {
            bareRows.asFloatBuffer().put(m * rows[m].length, rows[m]);
            model.bare()
                    .run(bareInputs.get(m), Set.of(), bareOutputs.get(m), options)
                    .close();
        }
    }

    /** ONNX Runtime alone, all rows in one run. */
    void bareTogether() throws OrtException {
        for (int m = 0; m < runners.length; m++) {
            bareRows.asFloatBuffer().put(m * rows[m].length, rows[m]);
        }
        model.bare()
                .run(bareInputs.get(runners.length), Set.of(), bareOutputs.get(runners.length), options)
                .close();
    }

    /** Returns how many outputs of the runners are not, bit by bit, what each row gave by itself. */
    int different() {
        int different = 0;
        for (int m = 0; m < runners.length; m++) {
            float[] answer = new float[answers[m].length];
            runners[m].output(0).asFloatBuffer().get(0, answer);
            different += Arrays.equals(answer, answers[m]) ? 0 : 1;
        }
        return different;
    }

    String batches() {
        return model.folder().batches();
    }

    @Override
    public void close() throws OrtException, IOException {
        bareInputs.forEach(map -> map.values().forEach(OnnxTensor::close));
        bareOutputs.forEach(map -> map.values().forEach(OnnxTensor::close));
        options.close();
        for (ModelRunner runner : runners) {
            runner.close();
        }
        model.close();
    }
}
