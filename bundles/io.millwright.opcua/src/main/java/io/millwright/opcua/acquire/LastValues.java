package io.millwright.opcua.acquire;

import io.millwright.opcua.milo.ChangeReader;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.ULong;

/**
 * What was delivered last of each row, in the one form in which it is compared with what is read: numbers and Booleans as a Double, 64 bits
 * that a long holds as a Long, arrays of them primitive, everything else as the library has it. Written by one thread, without an
 * object for a number; another one that reads meanwhile may find the parts of two values.
 */
final class LastValues {
    private static final Object NUMBER = new Object();
    private static final Object INTEGER = new Object();
    private static final Object NONE = new Object();

    private final AtomicIntegerArray statuses;
    private final AtomicLongArray bits;

    /** What the bits mean, or a value that is no number; null where nothing was delivered. */
    private final AtomicReferenceArray<Object> values;

    LastValues(int rows) {
        statuses = new AtomicIntegerArray(rows);
        bits = new AtomicLongArray(rows);
        values = new AtomicReferenceArray<>(rows);
    }

    /** Takes the value that a reader has come to. */
    void take(int row, ChangeReader change) {
        switch (change.kind()) {
            case NUMBER -> take(row, change.status(), NUMBER, Double.doubleToRawLongBits(change.number()));
            case INTEGER -> take(row, change.status(), INTEGER, change.integer());
            case OBJECT -> take(row, change.status(), change.object(), 0);
            case NONE -> take(row, change.status(), NONE, 0);
        }
    }

    /** Takes a value that was read. */
    void take(int row, DataValue read) {
        int status = (int) read.statusCode().value();
        Object value = form(read.value().value());
        if (value instanceof Double number) {
            take(row, status, NUMBER, Double.doubleToRawLongBits(number));
        } else if (value instanceof Long integer) {
            take(row, status, INTEGER, integer);
        } else {
            take(row, status, value == null ? NONE : value, 0);
        }
    }

    private void take(int row, int status, Object value, long number) {
        statuses.lazySet(row, status);
        bits.lazySet(row, number);
        if (values.get(row) != value) {
            values.lazySet(row, value);
        }
    }

    /** Whether something was delivered. */
    boolean has(int row) {
        return values.get(row) != null;
    }

    /** Returns the StatusCode. */
    int status(int row) {
        return statuses.get(row);
    }

    /** Returns the value, null for none. */
    Object value(int row) {
        Object value = values.get(row);
        if (value == NUMBER) {
            return Double.longBitsToDouble(bits.get(row));
        } else if (value == INTEGER) {
            return bits.get(row);
        }
        return value == NONE ? null : value;
    }

    /** Returns a value of the library in the form in which values are compared. */
    static Object form(Object value) {
        if (value instanceof Boolean bool) {
            return bool ? 1.0 : 0.0;
        } else if (value instanceof ULong integer) {
            // From 2^63 on a long would be a negative number.
            return integer.longValue() < 0 ? (Object) ChangeReader.unsigned(integer.longValue()) : integer.longValue();
        } else if (value instanceof Number number) {
            return number instanceof Long ? (Object) number : number.doubleValue();
        } else if (value instanceof ULong[] integers) {
            double[] array = new double[integers.length];
            for (int i = 0; i < array.length; i++) {
                array[i] = ChangeReader.unsigned(integers[i].longValue());
            }
            return array;
        }
        return value instanceof Boolean[] || value instanceof Number[] ? PrimitiveArrays.of(value) : value;
    }
}
