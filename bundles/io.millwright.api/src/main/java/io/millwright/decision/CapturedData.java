package io.millwright.decision;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An OSGi service for the data that pipelines captured to train models anew: what there is, a copy of it for the desk, and its erasure.
 * What it hands out is encrypted. Thread-safe; reads and writes files, so not for a thread that must not block.
 */
@ProviderType
public interface CapturedData {
    /** Returns the pipelines of which something is kept. */
    List<String> pipelines();

    /** Returns the segments of a pipeline, the oldest first; after them those with its pictures. */
    List<Segment> segments(String pipeline);

    /**
     * Opens a segment as it is on the disk, encrypted; close it.
     *
     * @param name of {@link Segment#name}
     * @throws IOException there is no such segment, or it cannot be read
     */
    InputStream open(String pipeline, String name) throws IOException;

    /**
     * Erases for good what fits the request, and says so in the audit.
     *
     * @return what was erased
     * @throws IOException something could not be erased; the message says what, and a second request may go on
     */
    Erased erase(Erasure request) throws IOException;

    /**
     * One file of captured data.
     *
     * @param name of the file in the pipeline's folder; of one with pictures, {@code pictures/} before it
     * @param bytes its length
     * @param records rows and opinions, or pictures, in it
     * @param createdMicros when it was begun, by the gateway's clock, in microseconds since 1970 UTC
     * @param certificates SHA-256 of the certificates whose private keys open it, lower-case hexadecimal
     */
    record Segment(String name, long bytes, long records, long createdMicros, List<String> certificates) {
        /** Creates a segment. */
        public Segment {
            certificates = List.copyOf(certificates);
        }
    }

    /**
     * What is to be erased.
     *
     * @param pipeline "" for all
     * @param asset "" for all
     * @param fromMicros from this time of the decision on, microseconds since 1970 UTC; {@link Long#MIN_VALUE} for the beginning
     * @param toMicros up to before this time; {@link Long#MAX_VALUE} for the end
     * @param who wants it, for the audit; not empty
     */
    record Erasure(String pipeline, String asset, long fromMicros, long toMicros, String who) {
        /** Creates a request. */
        public Erasure {
            if (who.isEmpty()) {
                throw new IllegalArgumentException("who is empty; an erasure is audited, so name who wants it");
            }
            if (fromMicros >= toMicros) {
                throw new IllegalArgumentException("nothing lies between " + fromMicros + " and " + toMicros);
            }
        }
    }

    /**
     * What was erased.
     *
     * @param records rows, opinions and pictures
     * @param segments files that were deleted or written anew without them
     */
    record Erased(long records, long segments) {}
}
