package io.millwright.pipeline.publish.kura;

import java.util.Set;
import org.eclipse.kura.KuraException;

/** The cloud connection behind a publisher. Its methods may block for a while; never called by an outbox's thread. */
public interface CloudConnection {
    /** What was found. */
    enum Finding {
        /** The connection is down, or it is up and messages may move. */
        NOT_STUCK,
        /** It is up, all its places are taken, and if it is by the same messages for long, a reconnect helps. */
        STUCK,
        /** The same, and a reconnect does not help. */
        STUCK_FOR_GOOD
    }

    /**
     * What was found, in words.
     *
     * @param finding what was found
     * @param text which connection, what holds it up, and what to do about it
     * @param inFlight the messages that take its places; others at the next look mean that it moves
     */
    record Diagnosis(Finding finding, String text, Set<Integer> inFlight) {
        /** It is not stuck. */
        static Diagnosis notStuck(String text) {
            return new Diagnosis(Finding.NOT_STUCK, text, Set.of());
        }
    }

    /** How a reconnect waits. */
    interface Pause {
        /**
         * Waits.
         *
         * @throws InterruptedException the outbox closes. The thread is never interrupted while it is in Kura, because that
         *     would close the files of the gateway's database
         */
        void sleep(long millis) throws InterruptedException;
    }

    /** Looks whether the connection may be stuck; two looks tell. */
    Diagnosis diagnose() throws KuraException;

    /**
     * Disconnects, and sees to it that the connection comes up again. Blocks until it is up, or for some minutes.
     *
     * @param pause waits
     * @return whether it is up
     */
    boolean reconnect(Pause pause) throws InterruptedException;
}
