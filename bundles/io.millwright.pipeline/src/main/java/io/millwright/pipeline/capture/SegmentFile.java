package io.millwright.pipeline.capture;

import io.millwright.seal.WrappedKey;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.function.Function;

/** Reads a segment to its end, with a private key. For the desk. */
public final class SegmentFile {
    private SegmentFile() {}

    /** Hears what is in a segment, in the order in which it was written. */
    public interface Reader {
        /** What the rows after this consist of. */
        void schema(CapturedSchema schema);

        /** A row. */
        void row(CapturedRow row);

        /** An opinion. */
        void opinion(CapturedOpinion opinion);

        /** A picture; it fails where it cannot be written. */
        void picture(CapturedPicture picture) throws IOException;
    }

    /** Returns the readable head. */
    public static SegmentHead head(InputStream segment) throws IOException {
        return SegmentHead.read(new DataInputStream(segment));
    }

    /**
     * Reads all of it.
     *
     * @param keys finds a private key by the SHA-256 of its certificate, null where it is not here
     * @return whether the end is whole; else the power went while the last record was written, and that one is missing
     * @throws NoKey none of the private keys is here
     * @throws IOException it is damaged, or was changed; what was told before is genuine
     */
    public static boolean read(InputStream segment, Function<String, PrivateKey> keys, Reader reader)
            throws IOException, NoKey {
        DataInputStream in = new DataInputStream(new BufferedInputStream(segment));
        try {
            SegmentCipher cipher = new SegmentCipher(key(SegmentHead.read(in), keys));
            int last = -1;
            for (Frame frame = Frame.read(in); frame != null; frame = Frame.read(in)) {
                if (frame.number() <= last) {
                    throw new IOException("its records were exchanged");
                }
                last = frame.number();
                tell(frame.kind(), new DataInputStream(new ByteArrayInputStream(cipher.open(frame))), reader);
            }
            return true;
        } catch (EOFException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IOException("a record was changed: " + e.getMessage(), e);
        }
    }

    private static byte[] key(SegmentHead head, Function<String, PrivateKey> keys)
            throws IOException, GeneralSecurityException, NoKey {
        for (WrappedKey wrapped : head.keys()) {
            PrivateKey key = keys.apply(wrapped.certificate());
            if (key != null) {
                return wrapped.open(key);
            }
        }
        throw new NoKey(head);
    }

    private static void tell(byte kind, DataInputStream record, Reader reader) throws IOException {
        switch (kind) {
            case Frame.SCHEMA -> reader.schema(CapturedSchema.read(record));
            case Frame.ROW -> reader.row(CapturedRow.read(record));
            case Frame.OPINION -> reader.opinion(CapturedOpinion.read(record));
            case Frame.PICTURE -> reader.picture(CapturedPicture.read(record));
            default -> throw new IOException("it holds a record of kind " + kind + ", of a later version");
        }
    }

    /** No private key is here that opens the segment. */
    public static final class NoKey extends Exception {
        private static final long serialVersionUID = 1L;

        NoKey(SegmentHead head) {
            super("it opens with the private key of one of the certificates "
                    + head.keys().stream().map(WrappedKey::certificate).toList());
        }
    }
}
