package io.millwright.pipeline.explain;

import io.millwright.decision.ModelIdentity;
import io.millwright.model.ModelException;
import io.millwright.pipeline.explain.ModelFinder.Found;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

    /** The one that was used last is the last one. */
    private final Map<Key, Entry> open = new LinkedHashMap<>(8, 0.75f, true);

    private volatile int count;

    OpenRunners(ModelFinder models, LongSupplier nanos) {
        this.models = models;
        this.nanos = nanos;
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
        tidy();
        Key key = Key.of(identity);
        Entry entry = open.get(key);
        if (entry == null) {
            Found found = models.find(identity);
            if (found == null) {
                return null;
            }
            Explainer.require(found.model());
            try {
                entry = new Entry(OpenRunner.open(found.model()), found);
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
            Entry entry = oldest.next();
            oldest.remove();
            entry.runner.close();
        }
        count = open.size();
    }

    /** Closes what failed for good. */
    void drop(ModelIdentity identity) {
        Entry entry = open.remove(Key.of(identity));
        if (entry != null) {
            entry.runner.close();
        }
        count = open.size();
    }

    /** Closes the runners of models that were replaced, and those that were not used for a minute. */
    void tidy() {
        long now = nanos.getAsLong();
        open.values().removeIf(entry -> {
            boolean over = !entry.found.present().getAsBoolean() || now - entry.usedNanos > IDLE_NANOS;
            if (over) {
                entry.runner.close();
            }
            return over;
        });
        count = open.size();
    }

    @Override
    public void close() {
        open.values().forEach(entry -> entry.runner.close());
        open.clear();
        count = 0;
    }
}
