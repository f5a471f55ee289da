package io.millwright.inference.remote;

import com.eclipsesource.json.JsonValue;
import io.millwright.model.TensorSpec.ElementType;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * The protocol's types of tensor elements and what carries them here. The one table of them: a further element type of models is
 * found by its name.
 */
enum Datatype {
    BOOL("BOOL", 1),
    UINT8("UINT8", 1),
    UINT16("UINT16", 2),
    UINT32("UINT32", 4),
    UINT64("UINT64", 8),
    INT8("INT8", 1),
    INT16("INT16", 2),
    INT32("INT32", 4),
    INT64("INT64", 8),
    FP16("FLOAT16", 2),
    BF16("BFLOAT16", 2),
    FP32("FLOAT32", 4),
    FP64("FLOAT64", 8),
    /** Texts have no fixed size; a model that takes texts is not sent anywhere. */
    BYTES("STRING", 0);

    private final String elementType;
    private final int bytes;

    Datatype(String elementType, int bytes) {
        this.elementType = elementType;
        this.bytes = bytes;
    }

    /** Returns the protocol's type for one of a model, null where there is none that is sent. */
    static Datatype of(ElementType type) {
        for (Datatype candidate : values()) {
            if (candidate.elementType.equals(type.name()) && candidate.bytes > 0) {
                return candidate;
            }
        }
        return null;
    }

    /** Returns the size of an element in bytes. */
    int bytes() {
        return bytes;
    }

    /** Whether JSON can carry it: the protocol has no JSON form of 16-bit floating point numbers. */
    boolean inJson() {
        return this != FP16 && this != BF16 && this != BYTES;
    }

    /** Writes element {@code index} of a buffer as JSON; false where JSON has no such number. */
    boolean write(StringBuilder json, ByteBuffer from, int index) {
        int at = index * bytes;
        switch (this) {
            case BOOL -> json.append(from.get(at) != 0);
            case UINT8 -> json.append(from.get(at) & 0xFF);
            case UINT16 -> json.append(from.getShort(at) & 0xFFFF);
            case UINT32 -> json.append(from.getInt(at) & 0xFFFF_FFFFL);
            case UINT64 -> json.append(Long.toUnsignedString(from.getLong(at)));
            case INT8 -> json.append(from.get(at));
            case INT16 -> json.append(from.getShort(at));
            case INT32 -> json.append(from.getInt(at));
            case INT64 -> json.append(from.getLong(at));
            case FP32 -> {
                return finite(json, from.getFloat(at), Float.toString(from.getFloat(at)));
            }
            case FP64 -> {
                return finite(json, from.getDouble(at), Double.toString(from.getDouble(at)));
            }
            case FP16, BF16, BYTES -> {
                return false;
            }
        }
        return true;
    }

    private static boolean finite(StringBuilder json, double value, String text) {
        if (!Double.isFinite(value)) {
            return false;
        }
        json.append(text.toLowerCase(Locale.ROOT));
        return true;
    }

    /**
     * Reads a JSON value into element {@code index} of a buffer.
     *
     * @throws NumberFormatException if it is no value of this type
     */
    void read(JsonValue value, ByteBuffer to, int index) {
        int at = index * bytes;
        if (this == BOOL) {
            to.put(at, (byte) (value.isTrue() || value.isNumber() && value.asDouble() != 0 ? 1 : 0));
            return;
        }
        if (!value.isNumber()) {
            throw new NumberFormatException(value + " is no number");
        }
        String text = value.toString();
        switch (this) {
            case FP32 -> to.putFloat(at, Float.parseFloat(text));
            case FP64 -> to.putDouble(at, Double.parseDouble(text));
            case UINT64 -> to.putLong(at, Long.parseUnsignedLong(text));
            case INT64 -> to.putLong(at, Long.parseLong(text));
            case UINT32 -> to.putInt(at, (int) within(text, 0, 0xFFFF_FFFFL));
            case INT32 -> to.putInt(at, (int) within(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case UINT16 -> to.putShort(at, (short) within(text, 0, 0xFFFF));
            case INT16 -> to.putShort(at, (short) within(text, Short.MIN_VALUE, Short.MAX_VALUE));
            case UINT8 -> to.put(at, (byte) within(text, 0, 0xFF));
            case INT8 -> to.put(at, (byte) within(text, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case BOOL, FP16, BF16, BYTES -> throw new NumberFormatException(name() + " is not carried by JSON");
        }
    }

    private static long within(String text, long least, long greatest) {
        long value = Long.parseLong(text);
        if (value < least || value > greatest) {
            throw new NumberFormatException(text + " is not within " + least + " to " + greatest);
        }
        return value;
    }
}
