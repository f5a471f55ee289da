package io.millwright.supervision;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An OSGi service that stops its work when a person wants that, over restarts, until a person wants it to go on: a pipeline. Thread-safe.
 * Pausing and resuming write a small file, so not on a thread that must not block.
 */
@ProviderType
public interface Pausable {
    /** Longest name of a person or client, in characters. */
    int LONGEST_NAME = 256;
    /** Longest reason, in characters. */
    int LONGEST_REASON = 1_000;

    /** Returns the {@code kura.service.pid}. */
    String pid();

    /**
     * Has it stop soon.
     *
     * @param who wants it, 1 to {@value #LONGEST_NAME} characters
     * @param why in that person's words, {@value #LONGEST_REASON} characters at most, may be empty
     * @return whether it worked until now; if not, the pause that is stays as it is
     * @throws IOException it could not be kept over a restart; it works on
     */
    boolean pause(String who, String why) throws IOException;

    /**
     * Has it go on soon.
     *
     * @return whether it was paused until now
     * @throws IOException it could not be kept over a restart; it stays paused
     */
    boolean resume() throws IOException;

    /** Returns who paused it, null while it works. Returns at once. */
    Pause paused();

    /**
     * A pause. Immutable.
     *
     * @param who wanted it
     * @param why may be empty
     * @param sinceMicros by the gateway's clock, in microseconds since 1970 UTC
     */
    record Pause(String who, String why, long sinceMicros) {}
}
