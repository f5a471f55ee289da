package io.millwright.inference;

import io.millwright.model.TensorSpec.ElementType;
import java.nio.ByteBuffer;

/** Reads and writes single elements of a tensor's buffer in native byte order; index counts elements. */
final class Elements {
    private Elements() {}

    static int bytes(ElementType type) {
        return switch (type) {
            case FLOAT32, INT32 -> 4;
            case FLOAT64, INT64 -> 8;
            case UINT8, BOOL -> 1;
        };
    }

    /** @throws NumberFormatException if the text is no value of that type */
    static void put(ByteBuffer buffer, int index, ElementType type, String text) {
        int at = index * bytes(type);
        switch (type) {
            case FLOAT32 -> buffer.putFloat(at, Float.parseFloat(text));
            case FLOAT64 -> buffer.putDouble(at, Double.parseDouble(text));
            case INT64 -> buffer.putLong(at, Long.parseLong(text));
            case INT32 -> buffer.putInt(at, Integer.parseInt(text));
            case UINT8 -> buffer.put(at, (byte) within(Integer.parseInt(text), 255));
            case BOOL -> buffer.put(at, (byte) within(Integer.parseInt(text), 1));
        }
    }

    static double get(ByteBuffer buffer, int index, ElementType type) {
        int at = index * bytes(type);
        return switch (type) {
            case FLOAT32 -> buffer.getFloat(at);
            case FLOAT64 -> buffer.getDouble(at);
            case INT64 -> buffer.getLong(at);
            case INT32 -> buffer.getInt(at);
            case UINT8, BOOL -> buffer.get(at) & 0xFF;
        };
    }

    private static int within(int value, int greatest) {
        if (value < 0 || value > greatest) {
            throw new NumberFormatException("not within 0 to " + greatest);
        }
        return value;
    }
}
