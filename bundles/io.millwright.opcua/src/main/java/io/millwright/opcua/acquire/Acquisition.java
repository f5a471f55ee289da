package io.millwright.opcua.acquire;

import io.millwright.opcua.settings.Settings;
import org.eclipse.milo.opcua.stack.core.UaException;

/** How the values of one table come over one session: by a subscription or by polling. */
public interface Acquisition {
    /** Blocks for at most some request timeouts; on the session's thread. */
    void start() throws UaException;

    /** Tries again what the server refused: items that it did not know. Blocks as {@link #start()}. */
    void retryRefused() throws UaException;

    /** Nothing is delivered after the return. Any thread, as often as one likes. */
    void silence();

    /**
     * The session is lost and may come back: what comes meanwhile waits for {@link #resume()}. On the session's thread.
     *
     * @return whether that is possible; else it is to be silenced
     */
    default boolean pause() {
        return false;
    }

    /**
     * The session is back: goes on where it was, with what the server kept meanwhile. On the session's thread, after
     * {@link #pause()}.
     *
     * @return whether it does; else a new one is needed, because the server gave this one up or lost a part of it
     */
    default boolean resume() {
        return false;
    }

    /**
     * Looks for tags whose nodes were deleted and may be back, and has them delivered again. Blocks as {@link #start()}.
     *
     * @param statuses of the rows, as they were delivered last
     */
    default void retryGone(int[] statuses) throws UaException {}

    /**
     * Looks whether the server delivers every tag, and asks anew for those that it does not. To be called about once a second;
     * blocks as {@link #start()} where it finds some.
     */
    default void audit() throws UaException {}

    /** Lets the server forget it, after {@link #silence()}. Blocks as {@link #start()}; failures do not matter. */
    void remove();

    /**
     * Goes on at the publishing interval of these settings, which differ in nothing else. Blocks as {@link #start()}.
     *
     * @return whether it does; else a new one is needed
     */
    default boolean modify(Settings settings) {
        return false;
    }

    /**
     * Has the server send the current values again where a notification was lost. Blocks for at most a request timeout for each
     * subscription.
     *
     * @return whether that is what it lacks, and the server does so; else a new one is needed
     */
    default boolean resend() {
        return false;
    }

    /** Tags of which every change is wanted are others now. Blocks as {@link #start()}. */
    default void interestChanged() {}

    /** Returns the publishing interval as the server revised it, or that of the reads; 0 before {@link #start()}. */
    long publishingMillis();

    /** Returns in sentences where the server gives less than it was asked for, "" where it does not. On the session's thread. */
    default String revised() {
        return "";
    }

    /** Returns what the log calls it. */
    String mode();

    /** Returns whether the server refused a row that it may accept later. */
    boolean anyRefused();

    /** Returns whether nothing has come for so long that the server must have forgotten or lost it. Any thread. */
    boolean stalled();
}
