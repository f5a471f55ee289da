package io.millwright.pipeline.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How the elements of a vector lie in the bytes of a property: one after the other, the least significant byte first. */
public enum VectorType {
    /** Bytes from 0 to 255. */
    UINT8(1),
    /** Bytes from -128 to 127. */
    INT8(1),
    /** Two bytes each, signed. */
    INT16(2),
    /** Four bytes each, signed. */
    INT32(4),
    /** Eight bytes each, signed. */
    INT64(8),
    /** Four bytes each, IEEE 754. */
    FLOAT32(4),
    /** Eight bytes each, IEEE 754. */
    FLOAT64(8);

    private final int size;

    VectorType(int size) {
        this.size = size;
    }

    /**
     * Returns the elements as a primitive array, or null where the bytes are none or no whole number of elements.
     *
     * @param before an array of an earlier call, used again where it has the length; or null
     */
    Object read(byte[] bytes, Object before) {
        if (bytes.length == 0 || bytes.length % size != 0) {
            return null;
        }
        int length = bytes.length / size;
        ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        switch (this) {
            case UINT8 -> {
                short[] to = before instanceof short[] array && array.length == length ? array : new short[length];
                for (int i = 0; i < length; i++) {
                    to[i] = (short) (bytes[i] & 0xFF);
                }
                return to;
            }
            case INT8 -> {
                return bytes;
            }
            case INT16 -> {
                short[] to = before instanceof short[] array && array.length == length ? array : new short[length];
                from.asShortBuffer().get(to);
                return to;
            }
            case INT32 -> {
                int[] to = before instanceof int[] array && array.length == length ? array : new int[length];
                from.asIntBuffer().get(to);
                return to;
            }
            case INT64 -> {
                long[] to = before instanceof long[] array && array.length == length ? array : new long[length];
                from.asLongBuffer().get(to);
                return to;
            }
            case FLOAT32 -> {
                float[] to = before instanceof float[] array && array.length == length ? array : new float[length];
                from.asFloatBuffer().get(to);
                return to;
            }
            default -> {
                double[] to = before instanceof double[] array && array.length == length ? array : new double[length];
                from.asDoubleBuffer().get(to);
                return to;
            }
        }
    }

    /** Returns numbers as {@link #FLOAT64}. */
    static byte[] float64(double[] numbers) {
        ByteBuffer to = ByteBuffer.allocate(numbers.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        to.asDoubleBuffer().put(numbers);
        return to.array();
    }
}
