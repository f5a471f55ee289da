package io.millwright.pipeline.shape;

import io.millwright.pipeline.state.Counters;
import io.millwright.status.StatusCodes;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The newest arrays of one tag. The source's thread copies, the lane looks at the elements. A slot is read like a sequence
 * lock: neither thread waits for the other. Slots are made when they are first used; then nothing is allocated.
 */
final class ArrayRing extends SampleRing {
    private static final long WRITING = -1;

    private final int elements;
    private final int depth;
    private final String wanted;
    private final String isWanted;
    private final String cameIsWanted;
    private final float[][] floats;
    private final double[][] doubles;
    private final AtomicLongArray generations;
    private long next;

    private final double[] least;
    private final double[] greatest;
    private double low;
    private double high;

    /**
     * Creates an empty ring.
     *
     * @param wide whether elements are kept as doubles
     * @param depth number of slots
     */
    ArrayRing(String tag, int elements, boolean wide, int depth, Counters counters) {
        super(tag, counters);
        this.elements = elements;
        this.depth = depth;
        wanted = new ArrayShape(elements).wanted();
        isWanted = wanted + " is wanted";
        cameIsWanted = " came, " + isWanted;
        floats = wide ? null : new float[depth][];
        doubles = wide ? new double[depth][] : null;
        generations = new AtomicLongArray(depth);
        least = new double[depth];
        greatest = new double[depth];
        for (int slot = 0; slot < depth; slot++) {
            generations.set(slot, WRITING);
        }
    }

    @Override
    String wanted() {
        return wanted;
    }

    @Override
    public double take(Object value) {
        int length = length(value);
        if (length < 0) {
            return refuse(StatusCodes.BAD_TYPE_MISMATCH, -1, "no array of numbers came, ", isWanted);
        }
        if (length != elements) {
            return refuse(StatusCodes.BAD_OUT_OF_RANGE, length, "an array of ", cameIsWanted);
        }
        long generation = next++;
        int slot = (int) (generation % depth);
        generations.set(slot, WRITING);
        VarHandle.storeStoreFence();
        if (floats != null) {
            keep(floats, slot, value);
        } else {
            keep(doubles, slot, value);
        }
        generations.set(slot, generation);
        return generation;
    }

    private static int length(Object value) {
        if (value instanceof float[] array) {
            return array.length;
        } else if (value instanceof double[] array) {
            return array.length;
        } else if (value instanceof short[] array) {
            return array.length;
        } else if (value instanceof int[] array) {
            return array.length;
        } else if (value instanceof long[] array) {
            return array.length;
        } else if (value instanceof byte[] array) {
            return array.length;
        }
        return value instanceof boolean[] array ? array.length : -1;
    }

    private void keep(float[][] slots, int slot, Object value) {
        if (slots[slot] == null) {
            slots[slot] = new float[elements];
        }
        float[] to = slots[slot];
        if (value instanceof float[] from) {
            System.arraycopy(from, 0, to, 0, elements);
        } else {
            for (int i = 0; i < elements; i++) {
                to[i] = (float) element(value, i);
            }
        }
    }

    private void keep(double[][] slots, int slot, Object value) {
        if (slots[slot] == null) {
            slots[slot] = new double[elements];
        }
        double[] to = slots[slot];
        if (value instanceof double[] from) {
            System.arraycopy(from, 0, to, 0, elements);
        } else {
            for (int i = 0; i < elements; i++) {
                to[i] = element(value, i);
            }
        }
    }

    private static double element(Object value, int i) {
        if (value instanceof float[] array) {
            return array[i];
        } else if (value instanceof double[] array) {
            return array[i];
        } else if (value instanceof short[] array) {
            return array[i];
        } else if (value instanceof int[] array) {
            return array[i];
        } else if (value instanceof long[] array) {
            return array[i];
        } else if (value instanceof byte[] array) {
            return array[i];
        }
        return ((boolean[]) value)[i] ? 1 : 0;
    }

    @Override
    public int settle(double generation) {
        int slot = slot(generation);
        if (slot < 0) {
            return lost();
        }
        if (floats != null) {
            ends(floats[slot]);
        } else {
            ends(doubles[slot]);
        }
        if (!stillHolds(slot, generation)) {
            return lost();
        }
        if (!Double.isFinite(low) || !Double.isFinite(high)) {
            unusable(StatusCodes.BAD_OUT_OF_RANGE, "an element is not a finite number");
            return StatusCodes.BAD_OUT_OF_RANGE;
        }
        least[slot] = low;
        greatest[slot] = high;
        return StatusCodes.GOOD;
    }

    private void ends(float[] array) {
        float least = Float.POSITIVE_INFINITY;
        float greatest = Float.NEGATIVE_INFINITY;
        for (float value : array) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        low = least;
        high = greatest;
    }

    private void ends(double[] array) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (double value : array) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        low = least;
        high = greatest;
    }

    private int slot(double generation) {
        long wanted = (long) generation;
        int slot = (int) (wanted % depth);
        return generations.get(slot) == wanted ? slot : -1;
    }

    /** Nothing read before this is younger than the slot's generation now. */
    private boolean stillHolds(int slot, double generation) {
        VarHandle.acquireFence();
        return generations.get(slot) == (long) generation;
    }

    @Override
    public double least(double generation) {
        int slot = slot(generation);
        return slot < 0 ? Double.NaN : least[slot];
    }

    @Override
    public double greatest(double generation) {
        int slot = slot(generation);
        return slot < 0 ? Double.NaN : greatest[slot];
    }

    @Override
    public String copy(double generation, TensorBuffer to, int at, int step) {
        int slot = slot(generation);
        if (slot < 0) {
            return overwritten();
        }
        if (floats != null && step == 1) {
            to.put(at, floats[slot], elements);
        } else {
            for (int i = 0; i < elements; i++) {
                to.put(at + i * step, floats != null ? floats[slot][i] : doubles[slot][i]);
            }
        }
        return stillHolds(slot, generation) ? null : overwritten();
    }
}
