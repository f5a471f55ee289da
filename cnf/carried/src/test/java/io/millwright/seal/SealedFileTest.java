package io.millwright.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a sealed file nothing comes out but what went in, whole and in order. */
class SealedFileTest {
    private static final int SEGMENT = 1 << 20;
    private static final byte[] KEY = bytes(1, 32);

    private static byte[] bytes(long seed, int count) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] sealed(byte[] plain) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SealedFile.seal(new ByteArrayInputStream(plain), out, KEY, "onnx");
        return out.toByteArray();
    }

    private static byte[] opened(byte[] sealed, byte[] key, String role) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SealedFile.open(new ByteArrayInputStream(sealed), out, key, role);
        return out.toByteArray();
    }

    private static void notGenuine(byte[] sealed) {
        assertThrows(NotGenuine.class, () -> opened(sealed, KEY, "onnx"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 3 * SEGMENT + 7})
    void itOpensToWhatWasSealed(int length) throws Exception {
        byte[] plain = bytes(length, length);
        assertArrayEquals(plain, opened(sealed(plain), KEY, "onnx"));
    }

    @Test
    void nothingOfThePlainTextIsInIt() throws Exception {
        byte[] plain = "a text that nobody shall read, ".repeat(1000).getBytes(StandardCharsets.US_ASCII);
        String sealed = new String(sealed(plain), StandardCharsets.ISO_8859_1);
        assertFalse(sealed.contains("nobody"));
    }

    @Test
    void theSameFileIsSealedDifferentlyEachTime() throws Exception {
        assertFalse(Arrays.equals(sealed(bytes(2, 100)), sealed(bytes(2, 100))));
    }

    @Test
    void anotherKeyOrRoleDoesNotOpenIt() throws Exception {
        byte[] sealed = sealed(bytes(3, 100));
        assertThrows(NotGenuine.class, () -> opened(sealed, bytes(4, 32), "onnx"));
        assertThrows(NotGenuine.class, () -> opened(sealed, KEY, "golden"));
    }

    @Test
    void anyChangedByteIsFound() throws Exception {
        byte[] sealed = sealed(bytes(5, 200));
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 4;
            notGenuine(changed);
        }
    }

    @Test
    void segmentsThatAreLeftOutOrExchangedAreFound() throws Exception {
        byte[] sealed = sealed(bytes(6, 3 * SEGMENT));
        int head = 8 + 32 + 7;
        int segment = SEGMENT + 16;
        notGenuine(Arrays.copyOf(sealed, head + 2 * segment));
        notGenuine(Arrays.copyOf(sealed, head + segment));
        notGenuine(Arrays.copyOf(sealed, head));
        notGenuine(Arrays.copyOf(sealed, 20));
        byte[] exchanged = sealed.clone();
        System.arraycopy(sealed, head, exchanged, head + segment, segment);
        System.arraycopy(sealed, head + segment, exchanged, head, segment);
        notGenuine(exchanged);
        notGenuine(Arrays.copyOf(sealed, sealed.length + 1));
        notGenuine(Arrays.copyOf(sealed, sealed.length + segment));
    }
}
