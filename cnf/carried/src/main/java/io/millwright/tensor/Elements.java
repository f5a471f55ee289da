package io.millwright.tensor;

import io.millwright.model.TensorSpec.ElementType;
import java.nio.ByteBuffer;

/**
 * Reads and writes single elements of a tensor's buffer, which has the native byte order; an index counts elements. An element of
 * {@link ElementType#STRING} is the index of its text.
 */
public final class Elements {
    private static final double TWO_TO_THE_63 = 0x1p63;
    private static final double GREATEST_HALF = 65_504;
    private static final double GREATEST_BRAIN = 0x1.FEp127;

    private Elements() {}

    /** Returns how many bytes an element takes. */
    public static int bytes(ElementType type) {
        return switch (type) {
            case FLOAT32, INT32, UINT32, STRING -> 4;
            case FLOAT64, INT64, UINT64 -> 8;
            case FLOAT16, BFLOAT16, INT16, UINT16 -> 2;
            case UINT8, INT8, BOOL -> 1;
        };
    }

    /** Returns the least finite value of the type. */
    public static double least(ElementType type) {
        return switch (type) {
            case FLOAT32 -> -Float.MAX_VALUE;
            case FLOAT64 -> -Double.MAX_VALUE;
            case FLOAT16 -> -GREATEST_HALF;
            case BFLOAT16 -> -GREATEST_BRAIN;
            case INT64 -> Long.MIN_VALUE;
            case INT32 -> Integer.MIN_VALUE;
            case INT16 -> Short.MIN_VALUE;
            case INT8 -> Byte.MIN_VALUE;
            case UINT8, UINT16, UINT32, UINT64, BOOL, STRING -> 0;
        };
    }

    /** Returns the greatest finite value of the type, of 8-byte integers the greatest double that is one. */
    public static double greatest(ElementType type) {
        return switch (type) {
            case FLOAT32 -> Float.MAX_VALUE;
            case FLOAT64 -> Double.MAX_VALUE;
            case FLOAT16 -> GREATEST_HALF;
            case BFLOAT16 -> GREATEST_BRAIN;
            case INT64 -> Math.nextDown(TWO_TO_THE_63);
            case UINT64 -> Math.nextDown(2 * TWO_TO_THE_63);
            case INT32, STRING -> Integer.MAX_VALUE;
            case UINT32 -> 0xFFFF_FFFFL;
            case INT16 -> Short.MAX_VALUE;
            case UINT16 -> 0xFFFF;
            case INT8 -> Byte.MAX_VALUE;
            case UINT8 -> 0xFF;
            case BOOL -> 1;
        };
    }

    /** Returns an element as a number; allocates nothing. */
    public static double get(ByteBuffer buffer, int index, ElementType type) {
        int at = index * bytes(type);
        return switch (type) {
            case FLOAT32 -> buffer.getFloat(at);
            case FLOAT64 -> buffer.getDouble(at);
            case FLOAT16 -> SmallFloats.half(buffer.getShort(at));
            case BFLOAT16 -> SmallFloats.brain(buffer.getShort(at));
            case INT64 -> buffer.getLong(at);
            case UINT64 -> unsigned(buffer.getLong(at));
            case INT32, STRING -> buffer.getInt(at);
            case UINT32 -> Integer.toUnsignedLong(buffer.getInt(at));
            case INT16 -> buffer.getShort(at);
            case UINT16 -> Short.toUnsignedInt(buffer.getShort(at));
            case INT8 -> buffer.get(at);
            case UINT8, BOOL -> buffer.get(at) & 0xFF;
        };
    }

    private static double unsigned(long value) {
        // The last bit stays where it decides the rounding.
        return value >= 0 ? value : (double) (value >>> 1 | value & 1) * 2;
    }

    /**
     * Writes a number that the type can hold, rounded to nearest, ties to even; allocates nothing.
     *
     * @param value from {@link #least} to {@link #greatest}; NaN for floating-point types only
     */
    public static void put(ByteBuffer buffer, int index, ElementType type, double value) {
        int at = index * bytes(type);
        switch (type) {
            case FLOAT32 -> buffer.putFloat(at, (float) value);
            case FLOAT64 -> buffer.putDouble(at, value);
            case FLOAT16 -> buffer.putShort(at, SmallFloats.toHalf(value));
            case BFLOAT16 -> buffer.putShort(at, SmallFloats.toBrain(value));
            case INT64 -> buffer.putLong(at, (long) Math.rint(value));
            case UINT64 -> buffer.putLong(at, toUnsigned(Math.rint(value)));
            case INT32, STRING -> buffer.putInt(at, (int) Math.rint(value));
            case UINT32 -> buffer.putInt(at, (int) (long) Math.rint(value));
            case INT16, UINT16 -> buffer.putShort(at, (short) (int) Math.rint(value));
            case INT8, UINT8, BOOL -> buffer.put(at, (byte) (int) Math.rint(value));
        }
    }

    private static long toUnsigned(double value) {
        return value < TWO_TO_THE_63 ? (long) value : (long) (value - TWO_TO_THE_63) + Long.MIN_VALUE;
    }

    /**
     * Writes a number that is given as a text.
     *
     * @throws NumberFormatException if the text is no value of that type
     */
    public static void put(ByteBuffer buffer, int index, ElementType type, String text) {
        int at = index * bytes(type);
        switch (type) {
            case FLOAT32 -> buffer.putFloat(at, Float.parseFloat(text));
            case FLOAT64 -> buffer.putDouble(at, Double.parseDouble(text));
            case FLOAT16, BFLOAT16 -> put(buffer, index, type, Double.parseDouble(text));
            case INT64 -> buffer.putLong(at, Long.parseLong(text));
            case UINT64 -> buffer.putLong(at, Long.parseUnsignedLong(text));
            case INT32 -> buffer.putInt(at, Integer.parseInt(text));
            case UINT32 -> buffer.putInt(at, Integer.parseUnsignedInt(text));
            case INT16, UINT16, INT8, UINT8, BOOL, STRING -> put(
                    buffer, index, type, within(Integer.parseInt(text), type));
        }
    }

    private static int within(int value, ElementType type) {
        if (value < least(type) || value > greatest(type)) {
            throw new NumberFormatException("not within " + (long) least(type) + " to " + (long) greatest(type));
        }
        return value;
    }
}
