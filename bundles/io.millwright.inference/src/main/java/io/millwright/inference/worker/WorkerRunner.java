package io.millwright.inference.worker;

import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A runner whose runs happen in a worker. The worker stays its maker's. */
public final class WorkerRunner implements ModelRunner {
    private static final long BIND_MILLIS = 10_000;

    private final Worker worker;
    private final SharedMemory memory;
    private final ByteBuffer[] inputs;
    private final ByteBuffer[] outputs;
    private final long[][] outputShapes;

    private WorkerRunner(Worker worker, SharedMemory memory, List<SharedTensor> in, List<SharedTensor> out) {
        this.worker = worker;
        this.memory = memory;
        inputs = new ByteBuffer[in.size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = memory.buffer(i);
        }
        outputs = new ByteBuffer[out.size()];
        outputShapes = new long[outputs.length][];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = memory.buffer(inputs.length + i);
            outputShapes[i] = out.get(i).shape();
        }
    }

    /**
     * Makes the runner of a worker's open model; a worker has one.
     *
     * @param folder for what is shared, where the system has no place for it
     */
    public static WorkerRunner of(Worker worker, List<SharedTensor> in, List<SharedTensor> out, Path folder)
            throws WorkerFailed {
        List<SharedTensor> all = new ArrayList<>(in);
        all.addAll(out);
        SharedMemory memory;
        try {
            memory = SharedMemory.of(all, folder);
        } catch (IOException e) {
            throw new WorkerFailed(
                    WorkerFailed.End.NOT_STARTED, "", "no memory could be shared with the worker: " + e, e);
        }
        boolean bound = false;
        try {
            worker.bind(memory, in, out, BIND_MILLIS);
            bound = true;
            return new WorkerRunner(worker, memory, in, out);
        } finally {
            // Both have it mapped now.
            memory.close();
            if (!bound) {
                worker.close();
            }
        }
    }

    @Override
    public ByteBuffer input(int i) {
        return inputs[i];
    }

    @Override
    public ByteBuffer output(int i) {
        return outputs[i];
    }

    @Override
    public long[] outputShape(int i) {
        return outputShapes[i].clone();
    }

    @Override
    public void run(long timeoutMillis) throws ModelException {
        try {
            worker.run(timeoutMillis);
        } catch (WorkerFailed e) {
            throw new ModelException(e.getMessage(), false, e);
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
