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

/** The runners of models whose decisions were explained last. Used by one thread but for the count. */
final class OpenRunners implements AutoCloseable {
    static final int MOST = 4;
    static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(1);

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

    /** The one that was used last is the last one. */
    private final Map<Key, Entry> open = new LinkedHashMap<>(8, 0.75f, true);

    private volatile int count;

    /**
     * Creates a place for runners.
     *
     * @param nanos the clock
     * @param stopped whether what opens is to end at once
     */
    OpenRunners(ModelFinder models, LongSupplier nanos, BooleanSupplier stopped) {
        this.models = models;
        this.nanos = nanos;
        this.stopped = stopped;
    }

    /** Returns how many are open. Any thread. */
    int count() {
        return count;
    }

    /**
     * Returns a runner of the model that made a decision, which stays open. Blocks while it opens.
     *
     * @return null where that model is no longer there
     * @throws NotExplained if nothing that the model decides can be explained
     */
    OpenRunner of(ModelIdentity identity) throws ModelException, NotExplained {
        Key key = Key.of(identity);
        Entry entry = open.get(key);
        if (entry != null && !entry.found.present().getAsBoolean()) {
            drop(identity);
            entry = null;
        }
        if (entry == null) {
            Found found = models.find(identity);
            if (found == null) {
                return null;
            }
            Explainer.require(found.model());
            try {
                entry = new Entry(OpenRunner.open(found.model(), nanos, stopped), found);
            } catch (IllegalStateException e) {
                // Withdrawn since it was found.
                return null;
            }
            open.put(key, entry);
            evict();
        }
        entry.usedNanos = nanos.getAsLong();
        return entry.runner;
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

    /** Closes the runners of models that were replaced, and those that were not used for a minute. */
    void tidy() {
        long now = nanos.getAsLong();
        Iterator<Entry> entries = open.values().iterator();
        while (entries.hasNext()) {
            Entry entry = entries.next();
            if (!entry.found.present().getAsBoolean() || now - entry.usedNanos > IDLE_NANOS) {
                end(entry, entries);
            }
        }
    }

    @Override
    public void close() {
        Iterator<Entry> entries = open.values().iterator();
        if (entries.hasNext()) {
            try {
                end(entries.next(), entries);
            } finally {
                // Whatever befell this one, the others are closed.
                close();
            }
        }
    }
}
