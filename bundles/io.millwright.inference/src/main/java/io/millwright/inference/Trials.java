package io.millwright.inference;

import io.millwright.inference.ModelChecks.Passed;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trials of models, one at a time, on a thread of its own: while one lasts the loader goes on with the others. What is asked of this on
 * the loader's thread is answered at once.
 */
final class Trials {
    private static final Logger LOG = LoggerFactory.getLogger(Trials.class);

    /** What became of the content of a bundle. */
    private static final class Entry {
        private final Bundle bundle;
        private final String sha256;
        private final ModelContent content;
        private final boolean accepted;
        private boolean ended;
        private ModelRefused refusal;

        /** Open where it was tried, until somebody takes it; null if it is to run elsewhere. */
        private Passed passed;

        Entry(Bundle bundle, String sha256, ModelContent content, boolean accepted) {
            this.bundle = bundle;
            this.sha256 = sha256;
            this.content = content;
            this.accepted = accepted;
        }

        void withdraw() {
            if (passed != null) {
                passed.model().withdraw();
                passed = null;
            }
        }
    }

    private final Trial trial;
    private final ModelStore store;
    private final Consumer<Bundle> ended;
    private final Thread thread = new Thread(this::work, "millwright-inference-trial");

    /** Guarded by this, like the next ones. */
    private final Deque<Entry> queue = new ArrayDeque<>();

    private final Map<Bundle, Entry> entries = new HashMap<>();
    private boolean stopped;

    /** @param ended called with the bundle whose trial is over, on this object's thread */
    Trials(Trial trial, ModelStore store, Consumer<Bundle> ended) {
        this.trial = trial;
        this.store = store;
        this.ended = ended;
    }

    void start() {
        thread.setDaemon(true);
        thread.setContextClassLoader(Trials.class.getClassLoader());
        thread.start();
    }

    /** Ends the trial that is in progress, and joins the thread. */
    void stop(long joinMillis) throws InterruptedException {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        trial.cancel();
        thread.join(joinMillis);
        synchronized (this) {
            entries.values().forEach(Entry::withdraw);
        }
    }

    /**
     * Returns whether the bundle's content has passed its trial. The first time begins one, whose end is told.
     *
     * @param sha256 of the description, which holds the hashes of the other files
     * @param accepted whether it passed before
     * @throws ModelRefused it did not pass
     */
    synchronized boolean passed(Bundle bundle, String sha256, ModelContent content, boolean accepted)
            throws ModelRefused {
        Entry entry = entries.get(bundle);
        if (entry == null || !entry.sha256.equals(sha256)) {
            forget(bundle);
            entry = new Entry(bundle, sha256, content, accepted);
            entries.put(bundle, entry);
            queue.add(entry);
            notifyAll();
        }
        if (entry.refusal != null) {
            // A later look is another trial.
            entries.remove(bundle);
            throw entry.refusal;
        }
        return entry.ended;
    }

    private synchronized boolean isWanted(Entry entry) {
        return entries.get(entry.bundle) == entry;
    }

    /** What was found of that bundle is of no use any more, and a trial in progress need not end: others wait for its place. */
    synchronized void forget(Bundle bundle) {
        Entry entry = entries.remove(bundle);
        if (entry != null) {
            entry.withdraw();
            trial.endIfUnwanted();
        }
    }

    /** Returns the bundle's model, once, which is open where it was tried and is to run there; null if there is none. */
    synchronized Passed take(Bundle bundle, String sha256) {
        Entry entry = entries.get(bundle);
        if (entry == null || !entry.sha256.equals(sha256)) {
            return null;
        }
        Passed passed = entry.passed;
        entry.passed = null;
        return passed;
    }

    private void work() {
        for (Entry entry = next(); entry != null; entry = next()) {
            Entry next = entry;
            ModelRefused refusal = null;
            Passed passed = null;
            try (StagedModel staged = store.stage(next.content)) {
                passed = trial.pass(staged, next.accepted, () -> isWanted(next));
            } catch (ModelRefused e) {
                refusal = e;
            } catch (Throwable e) {
                LOG.error("{}: unexpected fault of a trial", BundleText.label(next.bundle), e);
                refusal = ModelRefused.forNow(
                        "model.json",
                        "trial",
                        e,
                        "was not tried because of a fault",
                        "see the gateway's log, and report it",
                        e);
            }
            synchronized (this) {
                next.ended = true;
                next.refusal = refusal;
                next.passed = passed;
                if (stopped || entries.get(next.bundle) != next) {
                    next.withdraw();
                }
            }
            ended.accept(next.bundle);
        }
    }

    /** Returns the next that is still wanted; null at the end. */
    private synchronized Entry next() {
        while (true) {
            while (!stopped && queue.isEmpty()) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    LOG.warn("Trials were interrupted; they go on, only stopping the bundle ends them", e);
                }
            }
            if (stopped) {
                return null;
            }
            Entry entry = queue.remove();
            if (entries.get(entry.bundle) == entry) {
                return entry;
            }
        }
    }
}
