package io.millwright.inference;

import java.nio.file.Path;
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
        private boolean ended;
        private ModelRefused refusal;

        Entry(Bundle bundle, String sha256, ModelContent content) {
            this.bundle = bundle;
            this.sha256 = sha256;
            this.content = content;
        }
    }

    private final Trial trial;
    private final Path staging;
    private final Consumer<Bundle> ended;
    private final Thread thread = new Thread(this::work, "millwright-inference-trial");

    /** Guarded by this, like the next ones. */
    private final Deque<Entry> queue = new ArrayDeque<>();

    private final Map<Bundle, Entry> entries = new HashMap<>();
    private boolean stopped;

    /** @param ended called with the bundle whose trial is over, on this object's thread */
    Trials(Trial trial, Path staging, Consumer<Bundle> ended) {
        this.trial = trial;
        this.staging = staging;
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
    }

    /**
     * Returns whether the bundle's content has passed its trial. The first time begins one, whose end is told.
     *
     * @param sha256 of the description, which holds the hashes of the other files
     * @throws ModelRefused it did not pass
     */
    synchronized boolean passed(Bundle bundle, String sha256, ModelContent content) throws ModelRefused {
        Entry entry = entries.get(bundle);
        if (entry == null || !entry.sha256.equals(sha256)) {
            entry = new Entry(bundle, sha256, content);
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

    /** What was found of that bundle is of no use any more. */
    synchronized void forget(Bundle bundle) {
        entries.remove(bundle);
    }

    private void work() {
        for (Entry next = next(); next != null; next = next()) {
            ModelRefused refusal = null;
            try (StagedModel staged = StagedModel.of(next.content, staging)) {
                trial.pass(staged);
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
