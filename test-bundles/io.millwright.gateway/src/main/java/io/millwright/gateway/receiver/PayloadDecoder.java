package io.millwright.gateway.receiver;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Reads what a Kura gateway sends: gzip or not, protobuf or the bare JSON body of a raw MQTT connection. Written from
 * the wire format alone; nothing is shared with a sender.
 */
public final class PayloadDecoder {
    private static final int LARGEST_BYTES = 16 * 1024 * 1024;

    private PayloadDecoder() {}

    /**
     * Decodes one MQTT payload.
     *
     * @throws IOException where it is neither
     */
    public static Payload decode(byte[] received) throws IOException {
        byte[] plain = plain(received);
        if (plain.length > 0 && plain[0] == '{') {
            return new Payload(null, Map.of(), plain);
        }
        Long timestamp = null;
        byte[] body = null;
        Map<String, Object> metrics = new LinkedHashMap<>();
        CodedInputStream in = CodedInputStream.newInstance(plain);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> timestamp = in.readInt64();
                case 5000 -> readMetric(in.readByteArray(), metrics);
                case 5001 -> body = in.readByteArray();
                default -> in.skipField(tag);
            }
        }
        return new Payload(timestamp, metrics, body);
    }

    /** Returns bytes as they are, unpacked where they are compressed; a body may be so, too. */
    static byte[] plain(byte[] bytes) throws IOException {
        return isGzip(bytes) ? gunzip(bytes) : bytes;
    }

    private static void readMetric(byte[] bytes, Map<String, Object> metrics) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        String name = null;
        int type = -1;
        Object value = null;
        int valueField = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            if (field == 1) {
                name = in.readString();
            } else if (field == 2) {
                type = in.readEnum();
            } else if (field >= 3 && field <= 9) {
                value = readValue(in, field);
                valueField = field;
            } else {
                in.skipField(tag);
            }
        }
        if (name == null || valueField != type + 3) {
            throw new IOException("Metric " + name + " has type " + type + " and a value in field " + valueField);
        }
        metrics.put(name, value);
    }

    private static Object readValue(CodedInputStream in, int field) throws IOException {
        return switch (field) {
            case 3 -> in.readDouble();
            case 4 -> in.readFloat();
            case 5 -> in.readInt64();
            case 6 -> in.readInt32();
            case 7 -> in.readBool();
            case 8 -> in.readStringRequireUtf8();
            default -> in.readByteArray();
        };
    }

    private static boolean isGzip(byte[] bytes) {
        return bytes.length > 2 && bytes[0] == (byte) 0x1f && bytes[1] == (byte) 0x8b;
    }

    private static byte[] gunzip(byte[] packed) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] plain = in.readNBytes(LARGEST_BYTES + 1);
            if (plain.length > LARGEST_BYTES) {
                throw new IOException("More than " + LARGEST_BYTES + " bytes when unpacked");
            }
            return plain;
        }
    }
}
