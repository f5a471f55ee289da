package io.millwright.opcua.fanout;

import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSubscription;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One TagSubscription: calls its listener, never twice at a time, and never after it has ended. */
final class Subscriber implements TagSubscription {
    private static final Logger LOGGER = LoggerFactory.getLogger(Subscriber.class);
    private static final long CLOSE_WAIT_MS = 1_000;

    private final FanOut source;
    private final List<String> names;
    private final boolean everyChange;
    private final TagListener listener;
    /** Held from the first call of a delivery to the delivery's end. */
    private final ReentrantLock calls = new ReentrantLock();

    /** Whether the delivery that runs has called; guarded by the delivery of {@link FanOut}. */
    private boolean called;

    /** Guarded by the delivery, too. */
    private boolean apart;

    private volatile boolean ended;

    /** Reads the interest once. */
    Subscriber(FanOut source, Interest what, TagListener listener) {
        this.source = source;
        this.names = List.copyOf(what.tagNames());
        this.everyChange = what.everyChange();
        this.listener = listener;
    }

    List<String> names() {
        return names;
    }

    boolean everyChange() {
        return everyChange;
    }

    /** Whether one of its tags comes by a way of its own. */
    boolean apart() {
        return apart;
    }

    void apart(boolean now) {
        apart = now;
    }

    boolean ended() {
        return ended;
    }

    /** Ends without waiting: the caller holds the delivery, so no call runs. */
    void end() {
        ended = true;
    }

    @Override
    public Tag tag(int i) {
        return source.tag(names.get(i));
    }

    @Override
    public void close() {
        if (ended) {
            return;
        }
        ended = true;
        try {
            if (calls.tryLock(CLOSE_WAIT_MS, TimeUnit.MILLISECONDS)) {
                calls.unlock();
            } else {
                LOGGER.warn(
                        "A listener of {} ({} tags) is still busy after {} ms; it gets no further call.",
                        source.name(),
                        names.size(),
                        CLOSE_WAIT_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        source.ended();
    }

    void sample(int i, double value, int status, long timeMicros) {
        try {
            if (enter()) {
                listener.sample(i, value, status, timeMicros);
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    void integer(int i, long value, int status, long timeMicros) {
        try {
            if (enter()) {
                listener.integer(i, value, status, timeMicros);
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    void object(int i, Object value, int status, long timeMicros) {
        try {
            if (enter()) {
                if (value instanceof ByteBuffer buffer) {
                    buffer.clear();
                }
                listener.object(i, value, status, timeMicros);
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    void progress(long timeMicros) {
        try {
            if (enter()) {
                listener.progress(timeMicros);
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    void described(int i, Tag now) {
        try {
            if (enter()) {
                listener.described(i, now);
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** One lock per delivery and not per sample, which costs more than the sample. Returns whether the listener is called. */
    private boolean enter() {
        if (!called) {
            calls.lock();
            called = true;
            source.called(this);
        }
        return !ended;
    }

    /** The delivery ends. */
    void leave() {
        called = false;
        calls.unlock();
    }

    private void fail(Throwable e) {
        ended = true;
        LOGGER.error(
                "The listener {} of {} failed; its subscription ends, others go on.",
                listener.getClass().getName(),
                source.name(),
                e);
        source.failed();
    }
}
