package io.millwright.opcua.browse;

import io.millwright.opcua.milo.SampleTimes;
import io.millwright.opcua.milo.ShownText;
import io.millwright.opcua.milo.Status;
import java.lang.reflect.Array;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.Matrix;

/** Values in words, short enough for a line. */
public final class ValueText {
    private static final int MOST_ELEMENTS = 5;

    private ValueText() {}

    /** Returns a value, "" where there is none. */
    public static String value(DataValue data) {
        return data == null ? "" : ShownText.of(text(data.value().value()));
    }

    /** Returns the status, with its number unless it is plainly Good. */
    public static String status(DataValue data) {
        if (data == null) {
            return "no answer";
        }
        long code = data.statusCode().value();
        return code == 0 ? "Good" : Status.text((int) code);
    }

    /** Returns the source's time, else the server's, else "". */
    public static String time(DataValue data) {
        if (data == null) {
            return "";
        }
        long source = SampleTimes.micros(data.sourceTime());
        long micros = source != Long.MIN_VALUE ? source : SampleTimes.micros(data.serverTime());
        return micros == Long.MIN_VALUE
                ? ""
                : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }

    private static String text(Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof LocalizedText text) {
            return text.text() == null ? "" : text.text();
        }
        if (value instanceof DateTime time) {
            return time.getJavaInstant().toString();
        }
        if (value instanceof ByteString bytes) {
            return bytes.bytesOrEmpty().length + " bytes";
        }
        if (value instanceof ExtensionObject) {
            return "a structure";
        }
        if (value instanceof Matrix matrix) {
            return "a matrix of " + array(matrix.getElements());
        }
        return value.getClass().isArray() ? array(value) : value.toString();
    }

    private static String array(Object array) {
        if (array == null) {
            return "[]";
        }
        int length = Array.getLength(array);
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < Math.min(length, MOST_ELEMENTS); i++) {
            text.append(i == 0 ? "" : ", ").append(text(Array.get(array, i)));
        }
        return text.append(length > MOST_ELEMENTS ? ", \u2026] of " + length : "]")
                .toString();
    }
}
