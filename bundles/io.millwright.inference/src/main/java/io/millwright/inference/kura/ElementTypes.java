package io.millwright.inference.kura;

import io.millwright.inference.kura.EngineState.Code;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Element types of our buffers, as Kura's engines name them and as wire records can hold them. */
final class ElementTypes {
    /** Name of texts. */
    static final String TEXT = "BYTES";

    private static final double GREATEST_EXACT = 0x1p63;

    private ElementTypes() {}

    /** Returns the name, or refuses a type that no wire record can hold. */
    static String name(ElementType type, String tensor) throws Refused {
        return switch (type) {
            case FLOAT32 -> "FP32";
            case FLOAT64 -> "FP64";
            case INT64 -> "INT64";
            case INT32 -> "INT32";
            case UINT8 -> "UINT8";
            case BOOL -> "BOOL";
            default -> throw unknown(type, tensor);
        };
    }

    private static Refused unknown(ElementType type, String tensor) {
        return new Refused(
                Code.MODEL_UNUSABLE,
                "'" + tensor + "' has elements of type " + type + ", which wire records cannot carry",
                "use the model in a pipeline, or convert the type inside the model");
    }

    /** Returns an element in the class that wire records have for its type. */
    static Object read(ElementType type, ByteBuffer buffer, int index) {
        int at = index * Elements.bytes(type);
        return switch (type) {
            case FLOAT64 -> (Object) buffer.getDouble(at);
            case INT64 -> (Object) buffer.getLong(at);
            case INT32 -> (Object) buffer.getInt(at);
            case UINT8 -> (Object) (buffer.get(at) & 0xFF);
            case BOOL -> (Object) (buffer.get(at) != 0);
            default -> (Object) buffer.getFloat(at);
        };
    }

    /** Writes a number; false if the type cannot hold it. NaN passes where the type has it. */
    static boolean write(ElementType type, ByteBuffer buffer, int index, Number number) {
        int at = index * Elements.bytes(type);
        double value = number.doubleValue();
        switch (type) {
            case FLOAT64 -> buffer.putDouble(at, value);
            case INT64, INT32, UINT8, BOOL -> {
                return writeWhole(type, buffer, at, number, value);
            }
            default -> {
                buffer.putFloat(at, number.floatValue());
                return Double.isNaN(value) || !Float.isInfinite(number.floatValue());
            }
        }
        return !Double.isInfinite(value);
    }

    private static boolean writeWhole(ElementType type, ByteBuffer buffer, int at, Number number, double value) {
        if (value != Math.rint(value) || value < -GREATEST_EXACT || value >= GREATEST_EXACT) {
            // A long rounds up to 2^63 as a double, and is exact all the same.
            if (!(number instanceof Long)) {
                return false;
            }
        }
        long whole = number.longValue();
        switch (type) {
            case INT64 -> buffer.putLong(at, whole);
            case INT32 -> {
                buffer.putInt(at, (int) whole);
                return whole == (int) whole;
            }
            default -> {
                buffer.put(at, (byte) whole);
                return whole >= 0 && whole <= (type == ElementType.BOOL ? 1 : 0xFF);
            }
        }
        return true;
    }

    /** Returns what a type takes, in words. */
    static String words(ElementType type) {
        return switch (type) {
            case BOOL -> "0, 1, true or false";
            case UINT8 -> "a whole number from 0 to 255";
            case INT32, INT64 -> "a whole number within " + type.name().toLowerCase(Locale.ROOT);
            default -> "a finite number";
        };
    }
}
