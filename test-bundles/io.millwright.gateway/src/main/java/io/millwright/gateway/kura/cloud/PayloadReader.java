package io.millwright.gateway.kura.cloud;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Date;
import java.util.zip.GZIPInputStream;
import org.eclipse.kura.message.KuraPayload;

/** What {@link PayloadEncoder} writes, read; compressed or not, as a gateway takes both. */
final class PayloadReader {
    private static final int LARGEST_BYTES = 16 * 1024 * 1024;
    private static final int TIMESTAMP = 1;
    private static final int METRIC = 5000;
    private static final int BODY = 5001;

    private PayloadReader() {}

    /**
     * Reads a payload.
     *
     * @throws IOException it is none
     */
    static KuraPayload read(byte[] bytes) throws IOException {
        KuraPayload payload = new KuraPayload();
        CodedInputStream in = CodedInputStream.newInstance(plain(bytes));
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case TIMESTAMP -> payload.setTimestamp(new Date(in.readInt64()));
                case METRIC -> readMetric(in.readByteArray(), payload);
                case BODY -> payload.setBody(in.readByteArray());
                default -> in.skipField(tag);
            }
        }
        return payload;
    }

    private static void readMetric(byte[] bytes, KuraPayload payload) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        String name = "";
        Object value = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> name = in.readString();
                case 3 -> value = in.readDouble();
                case 4 -> value = in.readFloat();
                case 5 -> value = in.readInt64();
                case 6 -> value = in.readInt32();
                case 7 -> value = in.readBool();
                case 8 -> value = in.readString();
                case 9 -> value = in.readByteArray();
                default -> in.skipField(tag);
            }
        }
        payload.addMetric(name, value);
    }

    private static byte[] plain(byte[] bytes) throws IOException {
        boolean packed = bytes.length > 2 && bytes[0] == (byte) 0x1f && bytes[1] == (byte) 0x8b;
        if (!packed) {
            return bytes;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] plain = in.readNBytes(LARGEST_BYTES + 1);
            if (plain.length > LARGEST_BYTES) {
                throw new IOException("more than " + LARGEST_BYTES + " bytes when unpacked");
            }
            return plain;
        }
    }
}
