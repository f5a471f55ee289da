package io.millwright.opcua.milo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaSerializationException;
import org.eclipse.milo.opcua.stack.core.encoding.EncodingContext;
import org.eclipse.milo.opcua.stack.core.encoding.binary.OpcUaBinaryDecoder;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;

/**
 * Reads the values of a DataChangeNotification (OPC UA Part 4, 7.25.2) one after the other from the bytes in which they came
 * (Part 6, 5.2). Numbers and Booleans cost no object, arrays of them one primitive array, byte strings one copy; everything
 * else is left to the library. Not thread-safe.
 *
 * <p>Why not by the library: at 100,000 values/s its objects, five per value, cost more than all the rest of a value's way.
 */
public final class ChangeReader {
    /** What a value is. */
    public enum Kind {
        /** None. */
        NONE,
        /** {@link #number()}. */
        NUMBER,
        /** {@link #integer()}: an Int64 or UInt64 that a long holds. */
        INTEGER,
        /** {@link #object()}. */
        OBJECT
    }

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLE =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    /** The bits of a DataValue's mask (Part 6, 5.2.2.17). */
    private static final int VALUE = 0x01;

    private static final int STATUS = 0x02;
    private static final int SOURCE_TIME = 0x04;
    private static final int SERVER_TIME = 0x08;
    private static final int SOURCE_PICOSECONDS = 0x10;
    private static final int SERVER_PICOSECONDS = 0x20;

    /** The bits of a Variant's first byte (Part 6, 5.2.2.16). */
    private static final int ARRAY = 0x80;

    private static final int DIMENSIONS = 0x40;

    /** The built-in types' numbers (Part 6, 5.1.2). */
    private static final int BOOLEAN = 1;

    private static final int SBYTE = 2;
    private static final int BYTE = 3;
    private static final int INT16 = 4;
    private static final int UINT16 = 5;
    private static final int INT32 = 6;
    private static final int UINT32 = 7;
    private static final int INT64 = 8;
    private static final int UINT64 = 9;
    private static final int SINGLE = 10;
    private static final int BIG = 11;
    private static final int BYTE_STRING = 15;

    private static final byte[] NOTHING = {};

    private final EncodingContext context;
    private byte[] bytes = NOTHING;
    private int at;
    private int left;

    private int handle;
    private int status;
    private long sourceMicros;
    private long serverMicros;
    private Kind kind = Kind.NONE;
    private double number;
    private long integer;
    private Object object;

    /** Where the Variant begins, -1 for none. */
    private int variantAt;

    /** Makes a reader that has nothing to read. */
    public ChangeReader(EncodingContext context) {
        this.context = context;
    }

    /**
     * Begins with the first value of a notification.
     *
     * @throws UaSerializationException it cannot be read
     */
    public void open(ValueChanges changes) {
        bytes = changes.body();
        at = 0;
        left = 0;
        object = null;
        try {
            left = Math.max(0, int32());
        } catch (IndexOutOfBoundsException e) {
            throw cut(e);
        }
    }

    /**
     * Goes to the next value, if there is one.
     *
     * @throws UaSerializationException it cannot be read, and nothing behind it
     */
    public boolean next() {
        if (left == 0) {
            bytes = NOTHING;
            object = null;
            return false;
        }
        left--;
        try {
            handle = int32();
            dataValue();
        } catch (IndexOutOfBoundsException e) {
            left = 0;
            throw cut(e);
        } catch (UaSerializationException e) {
            left = 0;
            throw e;
        }
        return true;
    }

    private static UaSerializationException cut(IndexOutOfBoundsException e) {
        return new UaSerializationException(StatusCodes.Bad_DecodingError, e);
    }

    private void dataValue() {
        int mask = bytes[at++];
        kind = Kind.NONE;
        object = null;
        variantAt = -1;
        if ((mask & VALUE) != 0) {
            variantAt = at;
            variant();
        }
        status = (mask & STATUS) != 0 ? int32() : 0;
        sourceMicros = (mask & SOURCE_TIME) != 0 ? SampleTimes.micros(int64()) : Long.MIN_VALUE;
        at += (mask & SOURCE_PICOSECONDS) != 0 ? Short.BYTES : 0;
        serverMicros = (mask & SERVER_TIME) != 0 ? SampleTimes.micros(int64()) : Long.MIN_VALUE;
        at += (mask & SERVER_PICOSECONDS) != 0 ? Short.BYTES : 0;
    }

    private void variant() {
        int first = bytes[at++] & 0xFF;
        int type = first & 0x3F;
        if (first == BIG) {
            // Most are: kept apart, so that it stays a few instructions.
            number((double) DOUBLE.get(bytes, at), Double.BYTES);
        } else if (first <= BIG) {
            scalar(type);
        } else if ((first & ARRAY) != 0 && (first & DIMENSIONS) == 0 && type >= BOOLEAN && type <= BIG) {
            array(type);
        } else if (first == BYTE_STRING) {
            byteString();
        } else {
            at--;
            object = library();
            kind = object == null ? Kind.NONE : Kind.OBJECT;
        }
    }

    private void scalar(int type) {
        switch (type) {
            case BOOLEAN -> number(bytes[at] != 0 ? 1 : 0, Byte.BYTES);
            case SBYTE -> number(bytes[at], Byte.BYTES);
            case BYTE -> number(bytes[at] & 0xFF, Byte.BYTES);
            case INT16 -> number((short) SHORT.get(bytes, at), Short.BYTES);
            case UINT16 -> number((short) SHORT.get(bytes, at) & 0xFFFF, Short.BYTES);
            case INT32 -> number((int) INT.get(bytes, at), Integer.BYTES);
            case UINT32 -> number((int) INT.get(bytes, at) & 0xFFFF_FFFFL, Integer.BYTES);
            case SINGLE -> number((float) FLOAT.get(bytes, at), Float.BYTES);
            case INT64 -> integer(int64());
            case UINT64 -> {
                long bits = int64();
                integer(bits);
                if (bits < 0) {
                    // From 2^63 on a long would be a negative number.
                    kind = Kind.NUMBER;
                    number = unsigned(bits);
                }
            }
            default -> kind = Kind.NONE;
        }
    }

    private void number(double value, int size) {
        kind = Kind.NUMBER;
        number = value;
        at += size;
    }

    private void integer(long value) {
        kind = Kind.INTEGER;
        integer = value;
    }

    /** Returns what 64 bits are as an unsigned number, rounded. */
    public static double unsigned(long bits) {
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }

    /** As PrimitiveArrays has them: unsigned numbers in the next wider signed type. */
    private void array(int type) {
        int length = int32();
        if (length < 0) {
            return;
        }
        int size = size(type);
        if ((long) length * size > bytes.length - at) {
            throw new UaSerializationException(
                    StatusCodes.Bad_DecodingError, "an array of " + length + " elements is longer than its message");
        }
        object = elements(type, length);
        kind = Kind.OBJECT;
        at += length * size;
    }

    private static int size(int type) {
        return switch (type) {
            case BOOLEAN, SBYTE, BYTE -> Byte.BYTES;
            case INT16, UINT16 -> Short.BYTES;
            case INT32, UINT32, SINGLE -> Integer.BYTES;
            default -> Long.BYTES;
        };
    }

    private Object elements(int type, int length) {
        switch (type) {
            case BOOLEAN:
                boolean[] booleans = new boolean[length];
                for (int i = 0; i < length; i++) {
                    booleans[i] = bytes[at + i] != 0;
                }
                return booleans;
            case SBYTE:
                return Arrays.copyOfRange(bytes, at, at + length);
            case BYTE:
            case INT16:
                short[] shorts = new short[length];
                for (int i = 0; i < length; i++) {
                    shorts[i] = type == BYTE ? (short) (bytes[at + i] & 0xFF) : (short) SHORT.get(bytes, at + 2 * i);
                }
                return shorts;
            case UINT16:
            case INT32:
                int[] ints = new int[length];
                for (int i = 0; i < length; i++) {
                    ints[i] = type == UINT16
                            ? (short) SHORT.get(bytes, at + 2 * i) & 0xFFFF
                            : (int) INT.get(bytes, at + 4 * i);
                }
                return ints;
            case UINT32:
            case INT64:
                long[] longs = new long[length];
                for (int i = 0; i < length; i++) {
                    longs[i] = type == UINT32
                            ? (int) INT.get(bytes, at + 4 * i) & 0xFFFF_FFFFL
                            : (long) LONG.get(bytes, at + 8 * i);
                }
                return longs;
            case SINGLE:
                float[] floats = new float[length];
                for (int i = 0; i < length; i++) {
                    floats[i] = (float) FLOAT.get(bytes, at + 4 * i);
                }
                return floats;
            default:
                double[] doubles = new double[length];
                for (int i = 0; i < length; i++) {
                    doubles[i] = type == BIG
                            ? (double) DOUBLE.get(bytes, at + 8 * i)
                            : unsigned((long) LONG.get(bytes, at + 8 * i));
                }
                return doubles;
        }
    }

    private void byteString() {
        int length = int32();
        if (length < 0) {
            object = ByteString.NULL_VALUE;
        } else if (length > bytes.length - at) {
            throw new UaSerializationException(
                    StatusCodes.Bad_DecodingError, "a ByteString of " + length + " bytes is longer than its message");
        } else {
            object = ByteString.of(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
        }
        kind = Kind.OBJECT;
    }

    /** Reads a Variant by the library, from where this reader is. */
    private Object library() {
        ByteBuf rest = Unpooled.wrappedBuffer(bytes, at, bytes.length - at);
        Object value = decoded(rest);
        at += rest.readerIndex();
        return value;
    }

    private Object decoded(ByteBuf variant) {
        return new OpcUaBinaryDecoder(context)
                .setBuffer(variant)
                .decodeVariant()
                .value();
    }

    private int int32() {
        int value = (int) INT.get(bytes, at);
        at += Integer.BYTES;
        return value;
    }

    private long int64() {
        long value = (long) LONG.get(bytes, at);
        at += Long.BYTES;
        return value;
    }

    /** Returns the client's handle of the monitored item. */
    public int handle() {
        return handle;
    }

    /** Returns the StatusCode; Good where none was sent. */
    public int status() {
        return status;
    }

    /** Returns the SourceTimestamp, microseconds since 1970 UTC, {@link Long#MIN_VALUE} for none. */
    public long sourceMicros() {
        return sourceMicros;
    }

    /** Returns the ServerTimestamp, microseconds since 1970 UTC, {@link Long#MIN_VALUE} for none. */
    public long serverMicros() {
        return serverMicros;
    }

    /** Returns what the value is. */
    public Kind kind() {
        return kind;
    }

    /** Returns a number or Boolean, also for {@link Kind#INTEGER}, then rounded. */
    public double number() {
        return kind == Kind.INTEGER ? (double) integer : number;
    }

    /** Returns an exact integer. */
    public long integer() {
        return integer;
    }

    /**
     * Returns a value of {@link Kind#OBJECT}: an array of numbers or Booleans as a primitive array, unsigned ones in the next wider
     * signed type; everything else as the library has it.
     */
    public Object object() {
        return object;
    }

    /** Returns the value as the library has it, made anew; null for none. */
    public Object value() {
        return variantAt < 0 ? null : decoded(Unpooled.wrappedBuffer(bytes, variantAt, bytes.length - variantAt));
    }
}
