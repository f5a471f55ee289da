package io.millwright.pipeline.shape;

import io.millwright.pipeline.state.Counters;

/**
 * How many arrays and pictures a pipeline keeps. What lies between the source and a decision waits in a ring: a ring is as
 * deep as memory allows, so that samples may come much faster than decisions.
 */
public final class RingMemory {
    /** The most that all rings of a pipeline take, about; they grow as they are used. */
    public static final long PIPELINE_BYTES = 256L << 20;

    /** The most that all pictures of a pipeline take as they came, where they are kept until they are decided. */
    static final long KEPT_BYTES = 64L << 20;

    /** The least depth: a sample in force, one that waits, one that comes. */
    private static final int LEAST_DEPTH = 3;

    private static final int COMMON_DEPTH = 64;
    private static final int GREATEST_DEPTH = 1024;
    private static final long RING_BYTES = 32L << 20;
    private static final long SMALL_RING_BYTES = 1L << 20;

    private RingMemory() {}

    /** Returns the bytes of one sample. */
    static long bytes(Shape shape, boolean wide) {
        return (long) shape.elements() * (shape instanceof PictureShape ? 1 : wide ? Double.BYTES : Float.BYTES);
    }

    /** Returns the least that so many rings take, bytes. */
    public static long leastBytes(Shape shape, boolean wide, long rings) {
        return LEAST_DEPTH * bytes(shape, wide) * rings;
    }

    static int depth(long sampleBytes, long rings) {
        long common = Math.min(COMMON_DEPTH, Math.min(RING_BYTES, PIPELINE_BYTES / rings) / sampleBytes);
        long small = Math.min(GREATEST_DEPTH, SMALL_RING_BYTES / sampleBytes);
        return (int) Math.max(LEAST_DEPTH, Math.max(common, small));
    }

    /**
     * Makes a ring.
     *
     * @param wide whether an array's elements are kept as doubles
     * @param rings how many the pipeline has
     * @param pictures decodes, null where no pictures come
     */
    public static SampleRing ring(
            String tag, Shape shape, boolean wide, long rings, Pictures pictures, Counters counters) {
        int depth = depth(bytes(shape, wide), rings);
        if (shape instanceof PictureShape picture) {
            return new PictureRing(tag, picture, depth, KEPT_BYTES / rings, pictures, counters);
        }
        return new ArrayRing(tag, shape.elements(), wide, depth, counters);
    }
}
