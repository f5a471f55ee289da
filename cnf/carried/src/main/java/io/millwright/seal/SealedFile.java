package io.millwright.seal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A file under AES-256-GCM, in segments so that gigabytes pass through one mebibyte of memory and nothing comes out that is not
 * genuine. The construction is that of Hoang, Reyhanitabar, Rogaway and Vizár (Online Authenticated-Encryption and its Nonce-Reuse
 * Misuse-Resistance, 2015, section 7, STREAM), as Tink's AES-GCM-HKDF streaming uses it: a key of each file's own from the
 * model's key, a random salt and the file's role; in each nonce the segment's number and whether it is the last one, so that segments
 * can be neither exchanged nor left out.
 *
 * <pre>{@code
 * "MWSEAL1\n" | salt, 32 bytes | nonce prefix, 7 bytes | segments of 1,048,576 bytes (the last one is shorter) with a tag of 16 bytes
 * }</pre>
 */
public final class SealedFile {
    private static final byte[] MAGIC = "MWSEAL1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int SALT_BYTES = 32;
    private static final int PREFIX_BYTES = 7;
    private static final int SEGMENT_BYTES = 1 << 20;
    private static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int BITS = 8;

    private final Cipher cipher;
    private final SecretKeySpec key;
    private final byte[] prefix;
    private int segment;

    private SealedFile(byte[] modelKey, byte[] salt, byte[] prefix, String role) throws GeneralSecurityException {
        cipher = Cipher.getInstance("AES/GCM/NoPadding");
        byte[] own = Derivation.key(modelKey, salt, ("millwright " + role).getBytes(StandardCharsets.UTF_8));
        key = new SecretKeySpec(own, "AES");
        Arrays.fill(own, (byte) 0);
        this.prefix = prefix;
    }

    /**
     * Seals to the end of the stream.
     *
     * @param modelKey 32 bytes
     * @param role what the file is of the model; it opens as nothing else
     */
    public static void seal(InputStream plain, OutputStream sealed, byte[] modelKey, String role)
            throws IOException, GeneralSecurityException {
        SecureRandom random = new SecureRandom();
        byte[] salt = new byte[SALT_BYTES];
        byte[] prefix = new byte[PREFIX_BYTES];
        random.nextBytes(salt);
        random.nextBytes(prefix);
        sealed.write(MAGIC);
        sealed.write(salt);
        sealed.write(prefix);
        new SealedFile(modelKey, salt, prefix, role).copy(plain, sealed, Cipher.ENCRYPT_MODE, SEGMENT_BYTES);
    }

    /**
     * Opens to the end of the stream. What was written before an exception is genuine, and not the whole.
     *
     * @throws NotGenuine it is not what was sealed with this key for this role
     */
    public static void open(InputStream sealed, OutputStream plain, byte[] modelKey, String role)
            throws IOException, GeneralSecurityException {
        byte[] head = sealed.readNBytes(MAGIC.length + SALT_BYTES + PREFIX_BYTES);
        if (head.length < MAGIC.length + SALT_BYTES + PREFIX_BYTES
                || !Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new NotGenuine("it is no sealed file", null);
        }
        byte[] salt = Arrays.copyOfRange(head, MAGIC.length, MAGIC.length + SALT_BYTES);
        byte[] prefix = Arrays.copyOfRange(head, MAGIC.length + SALT_BYTES, head.length);
        try {
            new SealedFile(modelKey, salt, prefix, role)
                    .copy(sealed, plain, Cipher.DECRYPT_MODE, SEGMENT_BYTES + TAG_BYTES);
        } catch (AEADBadTagException e) {
            throw new NotGenuine("it was changed, cut short, or sealed with another key", e);
        }
    }

    /** Reads one segment ahead, because the last one is marked. */
    private void copy(InputStream from, OutputStream to, int mode, int bytes)
            throws IOException, GeneralSecurityException {
        byte[] present = from.readNBytes(bytes);
        while (true) {
            byte[] next = present.length < bytes ? new byte[0] : from.readNBytes(bytes);
            boolean last = next.length == 0;
            cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * BITS, nonce(last)));
            if (segment == 0) {
                cipher.updateAAD(MAGIC);
            }
            if (mode == Cipher.DECRYPT_MODE && present.length < TAG_BYTES) {
                throw new AEADBadTagException("a segment is shorter than its tag");
            }
            to.write(cipher.doFinal(present));
            if (last) {
                return;
            }
            segment = Math.incrementExact(segment);
            present = next;
        }
    }

    private byte[] nonce(boolean last) {
        return ByteBuffer.allocate(NONCE_BYTES)
                .put(prefix)
                .putInt(segment)
                .put((byte) (last ? 1 : 0))
                .array();
    }
}
