package io.millwright.inference.remote;

import io.millwright.model.ModelException;
import io.millwright.model.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The tensors of one side of a model for one batch: names, types, shapes, sizes. Immutable. */
final class TensorPlan {
    private static final long GREATEST_BUFFER_BYTES = 256L << 20;

    final String[] names;
    final Datatype[] types;
    final long[][] shapes;
    final int[] elements;
    final int[] bytes;

    private TensorPlan(int tensors) {
        names = new String[tensors];
        types = new Datatype[tensors];
        shapes = new long[tensors][];
        elements = new int[tensors];
        bytes = new int[tensors];
    }

    /**
     * Returns the plan.
     *
     * @param batch value of free first dimensions
     * @throws ModelException if a type is not sent or a tensor is too large
     */
    static TensorPlan of(String model, List<TensorSpec> specs, int batch) throws ModelException {
        TensorPlan plan = new TensorPlan(specs.size());
        for (int i = 0; i < specs.size(); i++) {
            TensorSpec spec = specs.get(i);
            plan.names[i] = spec.name();
            plan.types[i] = Datatype.of(spec.type());
            plan.shapes[i] = spec.shape();
            if (plan.types[i] == null) {
                throw new ModelException(
                        model + ": " + spec.name() + " has elements of type " + spec.type()
                                + ", which are not sent to a server; use a model that takes numbers",
                        false);
            }
            if (plan.shapes[i][0] < 0) {
                plan.shapes[i][0] = batch;
            }
            long size = plan.types[i].bytes();
            for (long dimension : plan.shapes[i]) {
                size = Math.min(size * dimension, GREATEST_BUFFER_BYTES + 1);
            }
            if (size > GREATEST_BUFFER_BYTES) {
                throw new ModelException(
                        model + ": batch " + batch + " needs more than " + GREATEST_BUFFER_BYTES + " bytes for "
                                + spec.name() + "; use a smaller batch",
                        false);
            }
            plan.bytes[i] = (int) size;
            plan.elements[i] = plan.bytes[i] / plan.types[i].bytes();
        }
        return plan;
    }

    int size() {
        return names.length;
    }

    long totalBytes() {
        long total = 0;
        for (int size : bytes) {
            total += size;
        }
        return total;
    }

    /** Returns new buffers, direct and in native order. */
    ByteBuffer[] buffers() {
        ByteBuffer[] buffers = new ByteBuffer[names.length];
        for (int i = 0; i < buffers.length; i++) {
            buffers[i] = ByteBuffer.allocateDirect(bytes[i]).order(ByteOrder.nativeOrder());
        }
        return buffers;
    }
}
