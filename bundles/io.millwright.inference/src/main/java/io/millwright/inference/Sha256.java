package io.millwright.inference;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as 64 lower-case hexadecimal digits. */
final class Sha256 {
    private static final int BLOCK_BYTES = 64 << 10;

    private Sha256() {}

    static String of(byte[] content) {
        return HexFormat.of().formatHex(digest().digest(content));
    }

    /**
     * Copies to the end of the stream and returns the hash of what was copied.
     *
     * @throws TooLong if the content exceeds {@code greatestBytes}
     */
    static String copy(InputStream from, OutputStream to, long greatestBytes) throws IOException {
        MessageDigest digest = digest();
        byte[] block = new byte[BLOCK_BYTES];
        long total = 0;
        for (int n = from.read(block); n >= 0; n = from.read(block)) {
            total += n;
            if (total > greatestBytes) {
                throw new TooLong();
            }
            digest.update(block, 0, n);
            to.write(block, 0, n);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The content exceeds its limit. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
