package io.millwright.pipeline.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.eclipse.kura.wire.WireEnvelope;

/**
 * Where emitters leave their envelopes without waiting for one another: whoever finds nobody at work reads what lies there, also
 * what others leave meanwhile, up to a limit. Thread-safe.
 */
final class RecordInbox {
    /** Envelopes that may wait, while another emitter's thread is at work. */
    static final int CAPACITY = 4_096;

    /** Envelopes that one emitter's thread reads, its own and others'. */
    private static final int MOST_READ = 64;

    private final ArrayBlockingQueue<WireEnvelope> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final ReentrantLock reading = new ReentrantLock();
    private final Consumer<WireEnvelope> reader;
    private volatile boolean closed;

    /** Creates an empty one; the reader is never called twice at once, and must not throw. */
    RecordInbox(Consumer<WireEnvelope> reader) {
        this.reader = reader;
    }

    /** Leaves an envelope and returns; false where it finds no room, or everything has ended. */
    boolean offer(WireEnvelope envelope) {
        boolean taken = !closed && waiting.offer(envelope);
        read();
        return taken;
    }

    /** Reads what waits, unless somebody does. */
    void read() {
        int read = 0;
        // Looked at again after the lock is gone: what was left in the meantime found it held.
        while (read < MOST_READ && !waiting.isEmpty() && reading.tryLock()) {
            try {
                WireEnvelope next = waiting.poll();
                while (next != null) {
                    reader.accept(next);
                    next = ++read < MOST_READ ? waiting.poll() : null;
                }
            } finally {
                reading.unlock();
            }
        }
    }

    /** Runs something while nobody reads; waits for who does, whom each envelope keeps for microseconds. */
    void alone(Runnable task) {
        reading.lock();
        try {
            task.run();
        } finally {
            reading.unlock();
        }
        read();
    }

    /** Takes nothing any more, and returns what waits, which nobody will read. */
    List<WireEnvelope> close() {
        closed = true;
        List<WireEnvelope> left = new ArrayList<>();
        waiting.drainTo(left);
        return left;
    }
}
