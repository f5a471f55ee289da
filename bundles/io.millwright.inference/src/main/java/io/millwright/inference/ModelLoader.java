package io.millwright.inference;

import io.millwright.inference.ExtenderState.Code;
import io.millwright.inference.ModelChecks.Passed;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the extender's work on its thread {@code millwright-inference-loader}. For each bundle that may have changed it looks at
 * what the bundle is now, so events may come in any order, twice, or be merged.
 */
final class ModelLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);
    private static final long PUBLISH_MILLIS = 10_000;
    private static final long GREATEST_RETRY_MILLIS = 600_000;
    private static final int GREATEST_DOUBLINGS = 4;
    private static final long MIXED_MILLIS = 200;
    private static final String DIFFERS = ", the version in model.json; the bundle has another one";

    private final BundleContext context;
    private final ModelStore store;
    private final ExtenderState state;
    private final NativeCounts counts;
    private final RunWatchdog watchdog;
    private final long retryMillis;
    private final LoaderThread thread;
    private final ModelSlots slots = new ModelSlots();
    private final FormerModels formers;
    private final EarlierVersions earlier;
    private final EngineAccess engine;

    ModelLoader(
            BundleContext context,
            ModelStore store,
            ExtenderState state,
            NativeCounts counts,
            RunWatchdog watchdog,
            long retryMillis,
            LongSupplier nanoTime) {
        this.context = context;
        this.store = store;
        formers = new FormerModels(context, store, nanoTime);
        earlier = new EarlierVersions(context, store, nanoTime);
        engine = new EngineAccess(state);
        this.state = state;
        this.counts = counts;
        this.watchdog = watchdog;
        this.retryMillis = retryMillis;
        thread = new LoaderThread(new Work(), Math.min(PUBLISH_MILLIS, retryMillis));
    }

    private final class Work implements LoaderThread.Work {
        @Override
        public void begin() {
            try {
                store.clean();
            } catch (IOException e) {
                LOG.warn("Left-over files in {} were not deleted: {}", store.staging(), e.toString());
            }
        }

        @Override
        public void look(Optional<Bundle> bundle) {
            bundle.map(List::of).orElseGet(slots::bundles).forEach(ModelLoader.this::guarded);
        }

        @Override
        public void tidy() {
            retry();
            formers.endUnused();
            earlier.endUnused(slots::servedBy);
            tell();
            engine.warnOnceIfMissing();
            state.publish();
        }

        @Override
        public void end() {
            slots.withdraw();
            formers.close();
            earlier.close();
        }
    }

    void start() {
        thread.start();
    }

    /** Asks the thread to withdraw everything and end; waits for it. */
    void stop(long joinMillis) throws InterruptedException {
        thread.stop(joinMillis);
    }

    /** Asks to look at a bundle. Returns at once. */
    void look(Bundle bundle) {
        thread.offer(Optional.of(bundle));
    }

    /** Some bundle has come: perhaps the one that was missing. Returns at once. */
    void lookForEngine() {
        if (engine.wanted()) {
            thread.offer(Optional.empty());
        }
    }

    private void tell() {
        slots.tellUpdates();
        for (Bundle bundle : slots.bundles()) {
            state.notice(bundle.getBundleId(), Code.MODEL_RENAMED, formers.of(bundle));
            state.notice(bundle.getBundleId(), Code.MODEL_TWICE, slots.twice(bundle));
        }
        formers.tell();
    }

    /** Looks again at bundles whose trouble may have passed; a bundle's own events do so at once. */
    private void retry() {
        for (Bundle bundle : slots.bundles()) {
            ModelSlot slot = slots.of(bundle);
            if (!thread.stopped() && slot != null && slot.troubles > 0 && System.nanoTime() - slot.retryNanos >= 0) {
                guarded(bundle);
            }
        }
    }

    private void guarded(Bundle bundle) {
        try {
            look(bundle, bundle.getLastModified());
        } catch (Throwable e) {
            if (bundle.getState() == Bundle.UNINSTALLED) {
                if (slots.of(bundle) != null) {
                    // It went while it was looked at.
                    look(bundle);
                } else {
                    LOG.error("{} was uninstalled, but not all of it was forgotten", label(bundle), e);
                }
            } else if (!thread.stopped()) {
                ModelSlot slot = slots.of(bundle);
                if (slot == null || slot.news(e.toString())) {
                    LOG.error("{} could not be checked", label(bundle), e);
                }
                String what = label(bundle) + ": not checked because of a fault: " + e;
                String remedy = "see the gateway's log, and report it";
                if (slot != null) {
                    slot.refusal = new UpdateRefusal(null, what, remedy);
                }
                state.bug(bundle.getBundleId(), what, remedy);
            }
        }
    }

    private void look(Bundle bundle, long modifiedMillis) {
        if (bundle.getState() == Bundle.UNINSTALLED) {
            uninstalled(bundle);
            return;
        }
        ModelSlot slot = slots.ofNew(bundle);
        if (slot.seenMillis == modifiedMillis || !engineReady(bundle)) {
            return;
        }
        if (slot.lookedMillis != modifiedMillis) {
            slot.renewed(modifiedMillis);
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
    private boolean check(Bundle bundle, ModelSlot slot) {
        ModelContent content = null;
        try {
            content = BundleContent.of(bundle);
            return accept(bundle, slot, content);
        } catch (ModelRefused e) {
            return refused(bundle, slot, e, content == null ? null : DescriptionReader.name(content));
        }
    }

    private boolean accept(Bundle bundle, ModelSlot slot, ModelContent content) throws ModelRefused {
        try (StagedModel staged = StagedModel.ofChanging(content, store.staging(), () -> thread.pause(MIXED_MILLIS))) {
            if (serves(slot, staged)) {
                slot.refusal = null;
                // The same model: an update that changes nothing swaps nothing.
                if (slot.kept || keep(bundle, slot, staged)) {
                    if (slot.troubles > 0) {
                        LOG.info("{}, and its files are kept now", serves(bundle, slot));
                    }
                    state.set(bundle.getBundleId(), Code.OK, serves(bundle, slot), "");
                    return true;
                }
                return false;
            }
            Passed passed = checks().pass(staged);
            replace(bundle, slot, passed.model());
            slot.kept = false;
            slot.refusal = null;
            LOG.info(
                    "{}: serves {} (sha256 {}, {}, {} golden rows, greatest deviation {})",
                    label(bundle),
                    passed.model(),
                    passed.model().sha256(),
                    passed.model().executionProvider(),
                    passed.rows(),
                    passed.deviation());
            state.accepted(bundle.getBundleId(), serves(bundle, slot));
            boolean kept = keep(bundle, slot, staged);
            restoreFormers(bundle, slot);
            return kept;
        }
    }

    private static boolean serves(ModelSlot slot, StagedModel staged) {
        return slot.served != null
                && slot.served
                        .model()
                        .description()
                        .sha256()
                        .equals(staged.description().sha256());
    }

    /** Notes the missing engine; the bundle is looked at again when the engine may be there. */
    private boolean engineReady(Bundle bundle) {
        boolean ready = engine.ready();
        if (!ready) {
            state.set(bundle.getBundleId(), Code.ENGINE_MISSING, label(bundle) + ": waits for ONNX Runtime", "");
        }
        return ready;
    }

    /** The new service is there before the old one goes: a consumer never sees none. */
    private void replace(Bundle bundle, ModelSlot slot, OnnxModel model) {
        ServedModel old = slot.served;
        if (old != null && old.serves(model.name())) {
            // Before its successor is offered: whoever cannot use that one looks for it.
            boolean stays = earlier.keep(bundle, old.model(), model);
            slot.served = ServedModel.register(context, model);
            if (stays) {
                old.unregister();
            } else {
                old.withdraw();
            }
            return;
        }
        if (old == null) {
            earlier.restore(bundle, model, checks());
        } else {
            setAside(bundle, slot, model);
        }
        ServedModel former = earlier.has(bundle) ? null : formers.handOver(bundle, model);
        if (former != null) {
            earlier.adopt(bundle, former.model());
        }
        slot.served = ServedModel.register(context, model);
        formers.replaced(model.name());
        if (former != null) {
            former.unregister();
        }
    }

    /** Whoever chose what a bundle brought by its name goes on with it when the bundle brings a model of another name. */
    private void setAside(Bundle bundle, ModelSlot slot, OnnxModel successor) {
        ServedModel old = slot.served;
        OnnxModel fitting = earlier.inUse(bundle, old.model());
        if (slots.othersServe(slot, old.model().name())) {
            earlier.end(bundle, "another bundle brings its model");
            old.withdraw();
        } else if (fitting != null) {
            formers.adopt(bundle, ServedModel.register(context, fitting), successor);
            earlier.handedOver(bundle);
            old.withdraw();
        } else {
            earlier.end(bundle, "the bundle brings another model");
            formers.keep(bundle, old, successor);
        }
        slot.served = null;
    }

    private ModelChecks checks() {
        return new ModelChecks(engine.get(), counts, watchdog);
    }

    /** Keeps the files of what serves; returns whether they are kept. */
    private boolean keep(Bundle bundle, ModelSlot slot, StagedModel staged) {
        try {
            store.keep(bundle.getSymbolicName(), staged);
            slot.kept = true;
            return true;
        } catch (IOException e) {
            String text = serves(bundle, slot) + ", but its files could not be kept in "
                    + store.staging().getParent()
                    + " (" + e
                    + "): a refused update would leave no model after a restart";
            String remedy = "free space and make the Kura data directory writable; it is tried again";
            if (slot.news(Code.MODEL_NOT_KEPT.name())) {
                LOG.warn("{}. Remedy: {}", text, remedy);
            }
            state.set(bundle.getBundleId(), Code.MODEL_NOT_KEPT, text, remedy);
            return false;
        }
    }

    /**
     * Says why the content does not serve; returns false if another look at it may end better.
     *
     * @param name what the content calls its model, null if unknown
     */
    private boolean refused(Bundle bundle, ModelSlot slot, ModelRefused refusal, String name) {
        if (thread.stopped()) {
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
        String what = label(bundle) + " refused: " + refusal.what() + "; "
                + (slot.served == null
                        ? "no model serves in its place" + kept
                        : slot.served.model() + " goes on serving");
        String remedy = refusal.remedy() + (settled ? "" : "; it is checked again");
        if (slot.news(Code.MODEL_REFUSED.name()) || settled) {
            LOG.error("{}. Remedy: {}", what, remedy);
        }
        slot.refusal = new UpdateRefusal(name, what, remedy);
        state.refused(bundle.getBundleId(), what, remedy);
        return settled;
    }

    /** Serves the last accepted model of a bundle, if there is one. */
    private void serveKept(Bundle bundle, ModelSlot slot) throws IOException, ModelRefused {
        ModelContent content = store.find(bundle.getSymbolicName());
        if (content == null) {
            return;
        }
        try (StagedModel staged = StagedModel.of(content, store.staging())) {
            replace(bundle, slot, checks().pass(staged).model());
            slot.kept = true;
        }
        restoreFormers(bundle, slot);
    }

    private void restoreFormers(Bundle bundle, ModelSlot slot) {
        if (!slot.formersServe) {
            slot.formersServe = true;
            formers.restore(bundle, slot.served.model(), checks(), name -> slots.othersServe(slot, name));
        }
    }

    private void uninstalled(Bundle bundle) {
        ModelSlot slot = slots.remove(bundle);
        if (slot != null) {
            if (slot.served != null) {
                LOG.info("{}: uninstalled, {} withdrawn", label(bundle), slot.served.model());
            }
            slot.withdraw();
        }
        formers.uninstalled(bundle);
        earlier.end(bundle, "uninstalled");
        state.remove(bundle.getBundleId());
        String name = bundle.getSymbolicName();
        if (!slots.anyCalled(name)) {
            try {
                store.remove(name);
            } catch (IOException e) {
                LOG.warn("{}: its kept files were not deleted: {}", label(bundle), e.toString());
            }
        }
    }

    private static String serves(Bundle bundle, ModelSlot slot) {
        OnnxModel model = slot.served.model();
        return label(bundle) + ": serves " + model + (sameVersion(bundle.getVersion(), model) ? "" : DIFFERS);
    }

    /** Qualifiers tell builds of one version apart. */
    private static boolean sameVersion(Version brought, OnnxModel model) {
        Version own = model.description().version();
        return own.getMajor() == brought.getMajor()
                && own.getMinor() == brought.getMinor()
                && own.getMicro() == brought.getMicro();
    }

    static String label(Bundle bundle) {
        return "Model bundle " + bundle.getSymbolicName() + " " + bundle.getVersion();
    }
}
