package io.millwright.pipeline.explain;

import io.millwright.decision.ModelIdentity;
import io.millwright.model.ModelException;
import io.millwright.pipeline.listen.ModelFinder;
import io.millwright.pipeline.listen.ModelFinder.Found;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runners of models whose decisions were explained last, and those that open. Used by one thread but for the count. */
final class OpenRunners implements AutoCloseable {
    static final int MOST = 4;
    static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Models that open at the same time. */
    static final int MOST_OPENING = 2;

    private static final Logger LOG = LoggerFactory.getLogger(OpenRunners.class);
    private static final long STOP_MILLIS = 3_000;

    private static final class Entry {
        private final OpenRunner runner;
        private final Found found;
        private long usedNanos;

        Entry(OpenRunner runner, Found found) {
            this.runner = runner;
            this.found = found;
        }
    }

    private record Key(String name, String version, String sha256) {
        private static Key of(ModelIdentity identity) {
            return new Key(identity.name(), identity.version(), identity.sha256());
        }
    }

    private final ModelFinder models;
    private final LongSupplier nanos;
    private final BooleanSupplier stopped;
    private final Opening.Events events;

    /** The one that was used last is the last one. */
    private final Map<Key, Entry> open = new LinkedHashMap<>(8, 0.75f, true);

    /** In the order in which they were asked for. */
    private final Map<Key, Opening> openings = new LinkedHashMap<>();

    /** Whose thread runs, or ran last, by its number. */
    private final Opening[] threads = new Opening[MOST_OPENING];

    private long uncountedNanos;
    private volatile int count;

    /**
     * Creates a place for runners.
     *
     * @param nanos the clock
     * @param stopped whether what opens is to end at once
     * @param events told of what opens, on its thread
     */
    OpenRunners(ModelFinder models, LongSupplier nanos, BooleanSupplier stopped, Opening.Events events) {
        this.models = models;
        this.nanos = nanos;
        this.stopped = stopped;
        this.events = events;
    }

    /** Returns how many are open. Any thread. */
    int count() {
        return count;
    }

    /**
     * Has the model that made a decision opened where it is not.
     *
     * @return whether there is something to wait for before {@link #of} is asked, null where there is not
     * @throws NotExplained if nothing that the model decides can be explained
     */
    BooleanSupplier prepare(ModelIdentity identity) throws NotExplained {
        Key key = Key.of(identity);
        Entry entry = open.get(key);
        if (entry != null && entry.found.present().getAsBoolean()) {
            return null;
        }
        drop(identity);
        Opening opening = openings.get(key);
        if (opening != null && !opening.found().present().getAsBoolean()) {
            openings.remove(key);
            opening.leave();
            opening = null;
        }
        if (opening == null) {
            Found found = models.find(identity);
            if (found == null) {
                return null;
            }
            Explainer.require(found.model());
            opening = new Opening(found, nanos, stopped, events);
            openings.put(key, opening);
            startNext();
        }
        return opening.isAnswered() ? null : opening::isAnswered;
    }

    private void startNext() {
        for (Opening next : openings.values()) {
            int free = next.isStarted() ? -1 : free();
            if (free >= 0) {
                threads[free] = next;
                next.start(free + 1);
            }
        }
    }

    private int free() {
        for (int i = 0; i < threads.length; i++) {
            if (threads[i] == null || threads[i].isOver()) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Returns a runner of the model that made a decision, which stays open, once {@link #prepare} has nothing to wait for.
     *
     * @return null where that model is no longer there
     * @throws NotExplained if it takes too long to open
     */
    OpenRunner of(ModelIdentity identity) throws ModelException, NotExplained {
        Key key = Key.of(identity);
        Entry entry = open.get(key);
        if (entry == null) {
            Opening opening = openings.get(key);
            entry = opening == null ? null : opened(key, opening);
        }
        if (entry == null) {
            return null;
        }
        entry.usedNanos = nanos.getAsLong();
        return entry.runner;
    }

    private Entry opened(Key key, Opening opening) throws ModelException, NotExplained {
        if (!opening.isOver()) {
            throw new NotExplained(
                    "the model has not opened within " + TimeUnit.NANOSECONDS.toSeconds(Opening.MOST_NANOS)
                            + " s; what it decides once it has is explained");
        }
        openings.remove(key);
        uncountedNanos += opening.tookNanos();
        try {
            Entry entry = new Entry(opening.take(), opening.found());
            open.put(key, entry);
            evict();
            return entry;
        } catch (IllegalStateException e) {
            // Withdrawn since it was found.
            return null;
        }
    }

    /** Returns how long took to open what was asked for since this was last called. */
    long uncountedNanos() {
        long uncounted = uncountedNanos;
        uncountedNanos = 0;
        return uncounted;
    }

    private void evict() {
        Iterator<Entry> oldest = open.values().iterator();
        while (open.size() > MOST) {
            end(oldest.next(), oldest);
        }
        count = open.size();
    }

    /** Takes an entry out before it closes it: one that fails to close is not met again. */
    private void end(Entry entry, Iterator<Entry> at) {
        at.remove();
        count = open.size();
        entry.runner.close();
    }

    /** Closes what failed for good. */
    void drop(ModelIdentity identity) {
        Entry entry = open.remove(Key.of(identity));
        count = open.size();
        if (entry != null) {
            entry.runner.close();
        }
    }

    /** Closes the runners of models that were replaced, and those that were not used for a minute; has the next models opened. */
    void tidy() {
        long now = nanos.getAsLong();
        startNext();
        Iterator<Opening> unused = openings.values().iterator();
        while (unused.hasNext()) {
            Opening opening = unused.next();
            if (opening.isOverFor(IDLE_NANOS) || !opening.found().present().getAsBoolean()) {
                unused.remove();
                opening.leave();
            }
        }
        Iterator<Entry> entries = open.values().iterator();
        while (entries.hasNext()) {
            Entry entry = entries.next();
            if (!entry.found.present().getAsBoolean() || now - entry.usedNanos > IDLE_NANOS) {
                end(entry, entries);
            }
        }
    }

    /** Closes all, whatever befalls one of them, and waits for what opens. */
    @Override
    public void close() {
        Iterator<Opening> unused = openings.values().iterator();
        Iterator<Entry> entries = open.values().iterator();
        if (!unused.hasNext() && !entries.hasNext()) {
            join();
            return;
        }
        try {
            if (unused.hasNext()) {
                Opening opening = unused.next();
                unused.remove();
                opening.leave();
            } else {
                end(entries.next(), entries);
            }
        } finally {
            close();
        }
    }

    private void join() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
        try {
            for (Opening opening : threads) {
                if (opening != null && !opening.join(TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()))) {
                    LOG.warn(
                            "The model {} has not opened; the thread that opens it to explain decisions ends when it has",
                            opening.found().model().name());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
