package io.millwright.desk.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class KuraMessageTest {
    private static final byte[] BODY = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

    @Test
    void aRequestIsReadAsItWasWritten() throws IOException {
        byte[] bytes = new KuraMessage(Map.of("request.id", "r1"), BODY).encoded();
        assertEquals(Map.of("request.id", "r1"), KuraMessage.decoded(bytes).metrics());
        assertArrayEquals(BODY, KuraMessage.decoded(bytes).body());
    }

    @Test
    void aCompressedReplyIsDetected() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(new KuraMessage(Map.of(), BODY).encoded());
        }
        assertArrayEquals(BODY, KuraMessage.decoded(bytes.toByteArray()).body());
    }

    /** name response.code, type INT32 (3), value 200; written down by hand from the wire format. */
    @Test
    void aCodeIsANumber() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] name = "response.code".getBytes(StandardCharsets.UTF_8);
        bytes.writeBytes(
                new byte[] {(byte) 0xc2, (byte) 0xb8, 0x02, (byte) (name.length + 2 + 2 + 3), 0x0a, (byte) name.length
                });
        bytes.writeBytes(name);
        bytes.writeBytes(new byte[] {0x10, 0x03, 0x30, (byte) 0xc8, 0x01});
        assertEquals(200, KuraMessage.decoded(bytes.toByteArray()).metrics().get("response.code"));
    }

    @Test
    void bytesThatAreNoMessageAreRefusedAndNeverMore() {
        byte[] whole = new KuraMessage(Map.of("request.id", "r1"), BODY).encoded();
        assertThrows(IOException.class, () -> KuraMessage.decoded(Arrays.copyOf(whole, whole.length - 1)));
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            try {
                KuraMessage.decoded(bytes);
            } catch (IOException e) {
                // What else should it be.
                continue;
            }
        }
    }
}
