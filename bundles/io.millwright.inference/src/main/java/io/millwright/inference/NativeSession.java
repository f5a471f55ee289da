package io.millwright.inference;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model version's ONNX session, shared by its runners. It is closed by whoever gives back the last use: the model until it
 * is withdrawn, each runner until it is closed and its run has returned. ONNX Runtime guards close against run by an
 * unsynchronised flag alone, so this count is what keeps a running call safe.
 */
final class NativeSession {
    private static final Logger LOG = LoggerFactory.getLogger(NativeSession.class);

    private final OrtSession session;
    private final NativeCounts counts;
    private int uses = 1;

    NativeSession(OrtSession session, NativeCounts counts) {
        this.session = session;
        this.counts = counts;
        counts.sessionsOpen.incrementAndGet();
    }

    /** Returns the session; only for a caller that holds a use. */
    OrtSession ort() {
        return session;
    }

    /** Takes one more use; false if the session is closed. */
    synchronized boolean acquire() {
        if (uses == 0) {
            return false;
        }
        uses++;
        return true;
    }

    /** Whether anybody uses it beside its model. */
    synchronized boolean isShared() {
        return uses > 1;
    }

    /** Gives one use back. */
    synchronized void release() {
        if (uses == 0) {
            throw new IllegalStateException("session released more often than acquired");
        }
        uses--;
        if (uses == 0) {
            close();
        }
    }

    private void close() {
        try {
            session.close();
        } catch (OrtException e) {
            LOG.warn("ONNX session did not close", e);
        } finally {
            counts.sessionsOpen.decrementAndGet();
            counts.sessionsClosed.incrementAndGet();
        }
    }
}
