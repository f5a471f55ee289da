package io.millwright.opcua.acquire;

import io.millwright.opcua.milo.ChangeReader;
import java.util.function.IntToDoubleFunction;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.ULong;

/**
 * What was delivered last of each row, in the one form in which it is compared with what is read: numbers and Booleans as a Double, 64 bits
 * that a long holds as a Long, arrays of them primitive, everything else as the library has it. Guarded by the delivery. Most values
 * are Good numbers that are handed on as they come: of these only that they came is noted, in a byte, as the value is known
 * elsewhere. At 100,000 values/s keeping each here took a tenth of the connection's time.
 */
final class LastValues {
    private static final Object NUMBER = new Object();
    private static final Object INTEGER = new Object();
    private static final Object NONE = new Object();

    /** The bits of a mark: a value came since somebody asked; the last one is kept here, else it was handed on as it came. */
    private static final byte HEARD = 1;

    private static final byte KEPT = 2;

    private final IntToDoubleFunction handedOn;
    private final byte[] marks;
    private final int[] statuses;
    private final long[] bits;

    /** What the bits mean, or a value that is no number. */
    private final Object[] values;

    /** @param handedOn the number of a row that was handed on last */
    LastValues(int rows, IntToDoubleFunction handedOn) {
        this.handedOn = handedOn;
        marks = new byte[rows];
        statuses = new int[rows];
        bits = new long[rows];
        values = new Object[rows];
    }

    /** Takes note of a Good number that is handed on as it comes. */
    void asItCame(int row) {
        marks[row] = HEARD;
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
        marks[row] = HEARD | KEPT;
        statuses[row] = status;
        bits[row] = number;
        values[row] = value;
    }

    /** Whether a value came since this was asked last. */
    boolean heard(int row) {
        boolean heard = (marks[row] & HEARD) != 0;
        marks[row] &= ~HEARD;
        return heard;
    }

    /** Returns the StatusCode of a row that was heard. */
    int status(int row) {
        return (marks[row] & KEPT) == 0 ? 0 : statuses[row];
    }

    /** Returns the value of a row that was heard, null for none. */
    Object value(int row) {
        if ((marks[row] & KEPT) == 0) {
            return handedOn.applyAsDouble(row);
        }
        Object value = values[row];
        if (value == NUMBER) {
            return Double.longBitsToDouble(bits[row]);
        } else if (value == INTEGER) {
            return bits[row];
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
