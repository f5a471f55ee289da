package io.millwright.inference;

import io.millwright.inference.Engine.EngineMissing;
import io.millwright.inference.ExtenderState.Code;
import io.millwright.inference.ModelChecks.Passed;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the extender's work on its thread {@code millwright-inference-loader}. For each bundle that may have changed it looks at
 * what the bundle is now, so events may come in any order, twice, or be merged.
 */
final class ModelLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);
    private static final long PUBLISH_MILLIS = 10_000;
    private static final long ENGINE_PATIENCE_SECONDS = 60;
    private static final long GREATEST_RETRY_MILLIS = 600_000;
    private static final int GREATEST_DOUBLINGS = 4;

    private final BundleContext context;
    private final ModelStore store;
    private final ExtenderState state;
    private final NativeCounts counts;
    private final RunWatchdog watchdog;
    private final long retryMillis;
    private final Thread thread = new Thread(this::work, "millwright-inference-loader");
    /** Bundles to look at, empty = look for the engine again. Bounded by the number of bundles: none waits twice. */
    private final BlockingQueue<Optional<Bundle>> queue = new LinkedBlockingQueue<>();

    private final Set<Optional<Bundle>> waiting = ConcurrentHashMap.newKeySet();
    private final Map<Bundle, Slot> slots = new LinkedHashMap<>();
    private Engine engine;
    private long missingSinceNanos;
    private boolean warned;
    private volatile boolean engineWanted;
    private volatile boolean stopped;

    /** What is known of one model bundle. */
    private static final class Slot {
        /** Last modification of the content that needs no further look, -1 if there is none. */
        private long seenMillis = -1;
        /** Last modification of the content that was looked at last. */
        private long lookedMillis = -1;

        private ServedModel served;
        /** Whether the files of what serves are kept. */
        private boolean kept;
        /** How often in a row the same content met trouble that may pass. */
        private int troubles;

        private long retryNanos;
        /** The trouble that is in the log already; its repetitions stay out of it. */
        private String logged;

        private boolean news(String trouble) {
            boolean news = !trouble.equals(logged);
            logged = trouble;
            return news;
        }
    }

    ModelLoader(
            BundleContext context,
            ModelStore store,
            ExtenderState state,
            NativeCounts counts,
            RunWatchdog watchdog,
            long retryMillis) {
        this.context = context;
        this.store = store;
        this.state = state;
        this.counts = counts;
        this.watchdog = watchdog;
        this.retryMillis = retryMillis;
    }

    void start() {
        thread.setDaemon(true);
        thread.setContextClassLoader(ModelLoader.class.getClassLoader());
        thread.start();
    }

    /** Asks the thread to withdraw everything and end; waits for it. */
    void stop(long joinMillis) throws InterruptedException {
        stopped = true;
        // No interrupt: it would break files that are just being kept.
        offer(Optional.empty());
        thread.join(joinMillis);
        if (thread.isAlive()) {
            LOG.warn("Loader is still inside ONNX Runtime after {} ms; it ends when that call returns", joinMillis);
        }
    }

    /** Asks to look at a bundle. Returns at once. */
    void look(Bundle bundle) {
        offer(Optional.of(bundle));
    }

    /** Some bundle has come: perhaps the one that was missing. Returns at once. */
    void lookForEngine() {
        if (engineWanted) {
            offer(Optional.empty());
        }
    }

    private void offer(Optional<Bundle> work) {
        if (waiting.add(work)) {
            queue.add(work);
        }
    }

    private void work() {
        try {
            store.clean();
        } catch (IOException e) {
            LOG.warn("Left-over files in {} were not deleted: {}", store.staging(), e.toString());
        }
        while (!stopped) {
            try {
                Optional<Bundle> work = queue.poll(Math.min(PUBLISH_MILLIS, retryMillis), TimeUnit.MILLISECONDS);
                if (work != null && !stopped) {
                    waiting.remove(work);
                    serve(work);
                }
                retry();
                warnOnceOfMissingEngine();
                state.publish();
            } catch (InterruptedException e) {
                LOG.warn("Loader was interrupted; it goes on, only stopping the bundle ends it", e);
            }
        }
        slots.values().forEach(this::withdraw);
        slots.clear();
    }

    private void warnOnceOfMissingEngine() {
        if (engineWanted
                && !warned
                && System.nanoTime() - missingSinceNanos > TimeUnit.SECONDS.toNanos(ENGINE_PATIENCE_SECONDS)) {
            warned = true;
            LOG.warn("No model serves: ONNX Runtime is still not installed. Remedy: install millwright-onnxruntime");
        }
    }

    private void serve(Optional<Bundle> work) {
        List<Bundle> bundles = work.map(List::of).orElseGet(() -> List.copyOf(slots.keySet()));
        bundles.forEach(this::guarded);
    }

    /** Looks again at bundles whose trouble may have passed; a bundle's own events do so at once. */
    private void retry() {
        for (Bundle bundle : List.copyOf(slots.keySet())) {
            Slot slot = slots.get(bundle);
            if (!stopped && slot != null && slot.troubles > 0 && System.nanoTime() - slot.retryNanos >= 0) {
                guarded(bundle);
            }
        }
    }

    private void guarded(Bundle bundle) {
        try {
            look(bundle, bundle.getLastModified());
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            if (bundle.getState() == Bundle.UNINSTALLED) {
                look(bundle);
            } else if (!stopped) {
                Slot slot = slots.get(bundle);
                if (slot == null || slot.news(e.toString())) {
                    LOG.error("{} could not be checked", label(bundle), e);
                }
                state.bug(bundle.getBundleId(), label(bundle) + ": not checked because of a fault: " + e);
            }
        }
    }

    private void look(Bundle bundle, long modifiedMillis) {
        if (bundle.getState() == Bundle.UNINSTALLED) {
            uninstalled(bundle);
            return;
        }
        Slot slot = slots.computeIfAbsent(bundle, any -> new Slot());
        if (slot.seenMillis == modifiedMillis || !engineReady(bundle)) {
            return;
        }
        if (slot.lookedMillis != modifiedMillis) {
            slot.lookedMillis = modifiedMillis;
            slot.troubles = 0;
            slot.logged = null;
        }
        boolean settled = false;
        try {
            settled = check(bundle, slot);
        } finally {
            if (settled) {
                slot.seenMillis = modifiedMillis;
                slot.troubles = 0;
            } else {
                long wait = retryMillis << Math.min(slot.troubles++, GREATEST_DOUBLINGS);
                slot.retryNanos =
                        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.min(wait, GREATEST_RETRY_MILLIS));
            }
        }
    }

    /** Lets the bundle's content serve, or says why not; returns false if another look at the same content may end better. */
    private boolean check(Bundle bundle, Slot slot) {
        try (StagedModel staged = StagedModel.of(BundleContent.of(bundle), store.staging())) {
            if (serves(slot, staged)) {
                // The same model: an update that changes nothing swaps nothing.
                if (slot.kept || keep(bundle, slot, staged)) {
                    if (slot.troubles > 0) {
                        LOG.info("{}, and its files are kept now", serves(bundle, slot));
                    }
                    state.set(bundle.getBundleId(), Code.OK, serves(bundle, slot));
                    return true;
                }
                return false;
            }
            Passed passed = new ModelChecks(engine, counts, watchdog).pass(staged);
            replace(slot, passed.model());
            slot.kept = false;
            LOG.info(
                    "{}: serves {} (sha256 {}, {}, {} golden rows, greatest deviation {})",
                    label(bundle),
                    passed.model(),
                    passed.model().sha256(),
                    passed.model().executionProvider(),
                    passed.rows(),
                    passed.deviation());
            state.accepted(bundle.getBundleId(), serves(bundle, slot));
            return keep(bundle, slot, staged);
        } catch (ModelRefused e) {
            return refused(bundle, slot, e);
        }
    }

    private static boolean serves(Slot slot, StagedModel staged) {
        return slot.served != null
                && slot.served
                        .model()
                        .description()
                        .sha256()
                        .equals(staged.description().sha256());
    }

    /** Notes the missing engine once; the bundle is looked at again when the engine may be there. */
    private boolean engineReady(Bundle bundle) {
        if (engine != null) {
            return true;
        }
        if (!engineWanted) {
            missingSinceNanos = System.nanoTime();
            engineWanted = true;
        }
        try {
            engine = Engine.load();
            engineWanted = false;
            state.engineMissing(null);
            return true;
        } catch (EngineMissing e) {
            engineWanted = e.curable();
            if (state.engineMissing(e.getMessage())) {
                if (e.curable()) {
                    // At boot its package may simply be the next one.
                    LOG.info(e.getMessage());
                } else {
                    LOG.error(e.getMessage());
                }
            }
            state.set(bundle.getBundleId(), Code.ENGINE_MISSING, label(bundle) + ": waits for ONNX Runtime");
            return false;
        }
    }

    /** The new service is there before the old one goes: a consumer never sees none. */
    private void replace(Slot slot, OnnxModel model) {
        ServedModel old = slot.served;
        try {
            slot.served = ServedModel.register(context, model);
        } catch (IllegalStateException e) {
            // Our own bundle is stopping.
            model.withdraw();
            throw e;
        }
        if (old != null) {
            old.withdraw();
        }
    }

    /** Keeps the files of what serves; returns whether they are kept. */
    private boolean keep(Bundle bundle, Slot slot, StagedModel staged) {
        try {
            store.keep(bundle.getSymbolicName(), staged);
            slot.kept = true;
            return true;
        } catch (IOException e) {
            String text = serves(bundle, slot) + ", but its files could not be kept in "
                    + store.staging().getParent()
                    + " (" + e
                    + "): a refused update would leave no model after a restart. Remedy: free space and make the"
                    + " Kura data directory writable; it is tried again";
            if (slot.news(Code.MODEL_NOT_KEPT.name())) {
                LOG.warn(text);
            }
            state.set(bundle.getBundleId(), Code.MODEL_NOT_KEPT, text);
            return false;
        }
    }

    /** Says why the content does not serve; returns false if another look at it may end better. */
    private boolean refused(Bundle bundle, Slot slot, ModelRefused refusal) {
        if (stopped) {
            return true;
        }
        boolean settled = !refusal.temporary();
        String kept = "";
        if (slot.served == null) {
            try {
                serveKept(bundle, slot);
            } catch (IOException | ModelRefused e) {
                settled &= e instanceof ModelRefused lasting && !lasting.temporary();
                kept = " (the kept one failed as well: " + e.getMessage() + ")";
            }
        }
        String text = label(bundle) + " refused: " + refusal.getMessage() + ". "
                + (slot.served == null
                        ? "No model serves in its place" + kept
                        : slot.served.model() + " goes on serving")
                + (settled ? "" : "; it is checked again");
        if (slot.news(Code.MODEL_REFUSED.name()) || settled) {
            LOG.error(text);
        }
        state.refused(bundle.getBundleId(), text);
        return settled;
    }

    /** Serves the last accepted model of a bundle, if there is one. */
    private void serveKept(Bundle bundle, Slot slot) throws IOException, ModelRefused {
        ModelContent content = store.find(bundle.getSymbolicName());
        if (content == null) {
            return;
        }
        try (StagedModel staged = StagedModel.of(content, store.staging())) {
            replace(slot, new ModelChecks(engine, counts, watchdog).pass(staged).model());
            slot.kept = true;
        }
    }

    private void uninstalled(Bundle bundle) {
        Slot slot = slots.remove(bundle);
        if (slot != null) {
            if (slot.served != null) {
                LOG.info("{}: uninstalled, {} withdrawn", label(bundle), slot.served.model());
            }
            withdraw(slot);
        }
        state.remove(bundle.getBundleId());
        String name = bundle.getSymbolicName();
        if (slots.keySet().stream().noneMatch(other -> name.equals(other.getSymbolicName()))) {
            try {
                store.remove(name);
            } catch (IOException e) {
                LOG.warn("{}: its kept files were not deleted: {}", label(bundle), e.toString());
            }
        }
    }

    private void withdraw(Slot slot) {
        if (slot.served != null) {
            slot.served.withdraw();
            slot.served = null;
        }
    }

    private static String serves(Bundle bundle, Slot slot) {
        return label(bundle) + ": serves " + slot.served.model();
    }

    private static String label(Bundle bundle) {
        return "Model bundle " + bundle.getSymbolicName() + " " + bundle.getVersion();
    }
}
