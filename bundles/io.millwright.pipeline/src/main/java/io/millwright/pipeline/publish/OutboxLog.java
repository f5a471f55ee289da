package io.millwright.pipeline.publish;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an outbox's thread writes into the log: each state once, each bug with its stack and not too often. Not thread-safe. */
final class OutboxLog {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final long BUG_INTERVAL = 600;

    private final String publisherPid;

    /** Whether the last failure only says that the connection is away. */
    private boolean connectionAway;

    /** The last failure whose stack is in the log, or nothing. */
    private String unexpected = "";

    private long bugs;
    private OutboxState logged = OutboxState.OK;

    OutboxLog(String publisherPid) {
        this.publisherPid = publisherPid;
    }

    /** An attempt to publish went well. */
    void published() {
        unexpected = "";
    }

    /** The publisher did not take a message. */
    void failed(PublishFailure failure) {
        connectionAway = failure.connectionAway();
    }

    /** It did not for a reason that nobody expects. */
    void unexpected(PublishFailure failure, Throwable thrown) {
        if (!failure.detail().equals(unexpected)) {
            unexpected = failure.detail();
            LOG.error("Publishing through {} failed unexpectedly", publisherPid, thrown);
        }
    }

    /** A bug in the outbox itself. */
    void bug(Throwable bug) {
        if (bugs++ % BUG_INTERVAL == 0) {
            LOG.error("The outbox of {}: a bug, number {}; it goes on, please report it", publisherPid, bugs, bug);
        }
    }

    /** Whether the log shows this state. */
    boolean shows(OutboxState now) {
        return now.equals(logged);
    }

    /** Writes a state that the log does not show yet. */
    void state(OutboxState now) {
        if (shows(now)) {
            return;
        }
        logged = now;
        if (now.code() == OutboxState.Code.OK) {
            LOG.info("The cloud publisher {} takes and confirms messages again", publisherPid);
        } else if (now.code() == OutboxState.Code.PUBLISHER_NOT_CONFIRMING
                || (now.code() == OutboxState.Code.PUBLISH_FAILED && connectionAway)) {
            // A connection that is away is expected, above all after a boot; nothing is lost yet.
            LOG.info("{}: {}", now.code(), now.text());
        } else {
            LOG.warn("{}: {}", now.code(), now.text());
        }
    }
}
