package io.millwright.pipeline.capture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Records under AES-256-GCM with a key that one segment alone has; the number of the frame is the nonce, its readable head is
 * authenticated with it. Compressed before. Not thread-safe.
 */
final class SegmentCipher {
    static final int KEY_BYTES = 32;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int MOST_PLAIN_BYTES = 64 << 20;
    private static final int CHUNK_BYTES = 8192;

    private final SecretKeySpec key;
    private final Cipher cipher;

    /** @param key 32 bytes, of this segment alone */
    SegmentCipher(byte[] key) throws GeneralSecurityException {
        this.key = new SecretKeySpec(key, "AES");
        cipher = Cipher.getInstance("AES/GCM/NoPadding");
    }

    Frame seal(byte kind, int number, long timeMillis, long asset, byte[] record) throws GeneralSecurityException {
        byte[] packed = packed(record);
        int length = packed.length + TAG_BYTES;
        init(Cipher.ENCRYPT_MODE, number);
        cipher.updateAAD(Frame.head(length, kind, number, timeMillis, asset));
        return new Frame(kind, number, timeMillis, asset, cipher.doFinal(packed));
    }

    /** @throws GeneralSecurityException it is not what was sealed with this key */
    byte[] open(Frame frame) throws GeneralSecurityException, IOException {
        init(Cipher.DECRYPT_MODE, frame.number());
        cipher.updateAAD(frame.head());
        return unpacked(cipher.doFinal(frame.sealed()));
    }

    private void init(int mode, int number) throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(NONCE_BYTES)
                .putInt(NONCE_BYTES - Integer.BYTES, number)
                .array();
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
    }

    private static byte[] packed(byte[] record) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(record);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(record.length);
            byte[] chunk = new byte[CHUNK_BYTES];
            while (!deflater.finished()) {
                out.write(chunk, 0, deflater.deflate(chunk));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static byte[] unpacked(byte[] packed) throws IOException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed);
            ByteArrayOutputStream out = new ByteArrayOutputStream(packed.length * 2);
            byte[] chunk = new byte[CHUNK_BYTES];
            while (!inflater.finished()) {
                int count = inflater.inflate(chunk);
                if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())
                        || out.size() > MOST_PLAIN_BYTES) {
                    throw new IOException("a record does not unpack");
                }
                out.write(chunk, 0, count);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new IOException("a record does not unpack: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }
}
