package io.millwright.operation;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bundle's one thread of its own, {@code millwright-operation-tick}: looks after its rooms once per second. */
@Component(
        service = {},
        immediate = true)
public final class Ticker {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    private static final long PERIOD_MILLIS = 1_000;
    private static final long STOP_MILLIS = 5_000;

    private final List<Tick> rooms = new CopyOnWriteArrayList<>();
    private final Set<Tick> complained = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "millwright-operation-tick");
    private boolean stopped;

    /** Called by the component runtime. */
    public Ticker() {
        thread.setContextClassLoader(Ticker.class.getClassLoader());
        thread.setDaemon(true);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addRoom(Tick room) {
        rooms.add(room);
    }

    void removeRoom(Tick room) {
        rooms.remove(room);
        complained.remove(room);
    }

    @Activate
    void activate() {
        thread.start();
    }

    @Deactivate
    void deactivate() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long next = System.nanoTime();
        while (waited(next)) {
            rooms.forEach(this::tick);
            // What was slow is not made up for: the next second counts from now.
            next = Math.max(next + TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS), System.nanoTime());
        }
    }

    private void tick(Tick room) {
        try {
            room.tick();
        } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError e) {
            // One room's fault must not end the others' time: a configuration that is taken back, the ledger, the
            // history.
            if (complained.add(room)) {
                LOG.error(
                        "{} failed; it is called on, and not logged again",
                        room.getClass().getSimpleName(),
                        e);
            }
        }
    }

    private synchronized boolean waited(long until) {
        while (!stopped) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                return true;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                // What a room called has left the flag set; this thread ends with its component alone.
                LOG.debug("Interrupted between two looks, which changes nothing", e);
            }
        }
        return false;
    }
}
