package io.millwright.gateway.kura.cloud;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.eclipse.kura.message.KuraPayload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A payload in Kura's protobuf form: 1 timestamp int64; 5000 metric, repeated, with 1 name, 2 type and the value in
 * 3 double, 4 float, 5 int64, 6 int32, 7 bool, 8 string or 9 bytes; 5001 body. Position is left out.
 */
final class PayloadEncoder {
    private static final Logger LOGGER = LoggerFactory.getLogger(PayloadEncoder.class);
    private static final int TIMESTAMP = 1;
    private static final int METRIC = 5000;
    private static final int BODY = 5001;
    private static final int NAME = 1;
    private static final int TYPE = 2;
    private static final int FIRST_VALUE = 3;

    /** Bytes of a metric that are gathered before they are copied on; the library's own 4 KB would be most of the cost. */
    private static final int METRIC_BUFFER_BYTES = 128;

    /** Numbers as on the wire; the value of type n is in field n + 3. */
    private enum ValueType {
        DOUBLE,
        FLOAT,
        INT64,
        INT32,
        BOOL,
        STRING,
        BYTES
    }

    private PayloadEncoder() {}

    /**
     * @throws IllegalArgumentException for a metric of another type than Double, Float, Long, Integer, Boolean, String
     *     and byte[]; a null is skipped with a warning
     */
    static byte[] encode(KuraPayload payload, boolean gzip) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            if (payload.getTimestamp() != null) {
                out.writeInt64(TIMESTAMP, payload.getTimestamp().getTime());
            }
            for (Map.Entry<String, Object> metric : payload.metrics().entrySet()) {
                if (metric.getValue() == null) {
                    LOGGER.warn("Metric {} is null: left out", metric.getKey());
                } else {
                    out.writeByteArray(METRIC, metric(metric.getKey(), metric.getValue()));
                }
            }
            if (payload.getBody() != null) {
                out.writeByteArray(BODY, payload.getBody());
            }
            out.flush();
            return gzip ? gzip(bytes.toByteArray()) : bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] metric(String name, Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, METRIC_BUFFER_BYTES);
        out.writeString(NAME, name);
        if (value instanceof Double number) {
            out.writeDouble(type(out, ValueType.DOUBLE), number);
        } else if (value instanceof Float number) {
            out.writeFloat(type(out, ValueType.FLOAT), number);
        } else if (value instanceof Long number) {
            out.writeInt64(type(out, ValueType.INT64), number);
        } else if (value instanceof Integer number) {
            out.writeInt32(type(out, ValueType.INT32), number);
        } else if (value instanceof Boolean flag) {
            out.writeBool(type(out, ValueType.BOOL), flag);
        } else if (value instanceof String text) {
            out.writeString(type(out, ValueType.STRING), text);
        } else if (value instanceof byte[] data) {
            out.writeByteArray(type(out, ValueType.BYTES), data);
        } else {
            throw new IllegalArgumentException(
                    "Metric " + name + " has the type " + value.getClass().getName() + ", which Kura cannot encode");
        }
        out.flush();
        return bytes.toByteArray();
    }

    private static int type(CodedOutputStream out, ValueType type) throws IOException {
        out.writeEnum(TYPE, type.ordinal());
        return FIRST_VALUE + type.ordinal();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }
}
