package io.millwright.inference;

import io.millwright.inference.ExtenderState.Code;
import io.millwright.inference.ModelChecks.Passed;
import io.millwright.inference.ModelLives.Place;
import io.millwright.inference.worker.Workers;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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
    private static final long GREATEST_RETRY_MILLIS = 600_000;
    private static final int GREATEST_DOUBLINGS = 4;
    private static final long MIXED_MILLIS = 200;
    private static final long TRIAL_MILLIS = 3_000;

    /** For the runners of a model that ends to be closed. */
    private static final long ROOM_MILLIS = 2_000;

    private final ModelStore store;
    private final ExtenderState state;
    private final NativeCounts counts;
    private final RunWatchdog watchdog;
    private final Computing computing;
    private final long retryMillis;
    private final LongSupplier nanoTime;
    private final LoaderThread thread;
    private final ModelSlots slots = new ModelSlots();
    /** Names of models that are to be opened anew, "" for all. */
    private final Set<String> reopen = ConcurrentHashMap.newKeySet();

    /** Those that came and of which nobody has read what they call their model. */
    private final Set<Bundle> unnamed = ConcurrentHashMap.newKeySet();

    private final Succession succession;
    private final EngineAccess engine;
    private final Keeping keeping;
    private final LastAccepted lastAccepted;
    private final Refusals refusals;
    private final Placement placement;
    private final Admission admission;
    private final ModelLives lives;
    private final Heads heads;
    private final Notices notices;

    ModelLoader(
            BundleContext context,
            ModelStore store,
            ExtenderState state,
            NativeCounts counts,
            RunWatchdog watchdog,
            Computing computing,
            long retryMillis,
            LongSupplier openMillis,
            LongSupplier nanoTime,
            LongSupplier availableBytes,
            Supplier<EngineSettings> settings) {
        this.store = store;
        succession = new Succession(
                context,
                slots,
                new FormerModels(context, store, nanoTime),
                new EarlierVersions(context, store, nanoTime));
        engine = new EngineAccess(state);
        this.state = state;
        this.counts = counts;
        this.watchdog = watchdog;
        this.computing = computing;
        this.retryMillis = retryMillis;
        this.nanoTime = nanoTime;
        thread = new LoaderThread(new Work(), Math.min(PUBLISH_MILLIS, retryMillis));
        Workers workers = new Workers(store.workers());
        placement =
                new Placement(workers, new EngineCaches(store.engines()), availableBytes, openMillis, counts, settings);
        placement.choose(model -> ModelForm.choice(context, model));
        Backbones backbones = Backbones.none();
        placement.compose(backbones);
        admission = new Admission(placement, new Trials(new Trial(placement), store, this::look), store);
        ModelLives.Means means = new ModelLives.Means(
                context,
                store,
                succession,
                state,
                this::checks,
                () -> thread.offer(Optional.empty()),
                this::reopen,
                this::look,
                nanoTime);
        lives = new ModelLives(means, slots);
        keeping = new Keeping(store, state, lives);
        lastAccepted = new LastAccepted(store, succession, lives, this::checks);
        refusals = new Refusals(state, admission, lastAccepted);
        heads = new Heads(backbones, slots, succession, lives, bundle -> {
            admission.again(bundle);
            look(bundle);
        });
        notices = new Notices(state, slots, succession, admission, lives, heads);
    }

    private final class Work implements LoaderThread.Work {
        @Override
        public void begin() {
            try {
                store.clean();
            } catch (IOException e) {
                LOG.warn("Left-over files in {} were not deleted: {}", store.staging(), e.toString());
            }
            admission.begin();
        }

        @Override
        public void look(Optional<Bundle> bundle) {
            tellWhoWaits();
            for (String model : Set.copyOf(reopen)) {
                reopen.remove(model);
                slots.reopen(model).forEach(admission::again);
            }
            bundle.map(List::of).orElseGet(slots::bundles).forEach(ModelLoader.this::guarded);
        }

        @Override
        public void tidy() {
            retry();
            lives.tidy();
            succession.tidy();
            heads.follow();
            notices.tell();
            engine.warnOnceIfMissing();
            state.publish();
        }

        @Override
        public void end() {
            admission.end(TRIAL_MILLIS);
            lives.close();
            slots.withdraw();
            succession.close();
        }
    }

    void start() {
        thread.start();
    }

    /** Asks the thread to withdraw everything and end; waits for it. */
    void stop(long joinMillis) throws InterruptedException {
        thread.stop(joinMillis);
    }

    /** A bundle with a model is there, so it is known of from now on; asks to look at it. Returns at once. */
    void found(Bundle bundle) {
        state.awaits(bundle.getBundleId(), BundleText.label(bundle));
        unnamed.add(bundle);
        look(bundle);
    }

    /** A check can take minutes on a busy gateway: meanwhile those that wait for theirs are not said to be missing. */
    private void tellWhoWaits() {
        for (Bundle bundle : Set.copyOf(unnamed)) {
            unnamed.remove(bundle);
            try {
                state.named(bundle.getBundleId(), DescriptionReader.name(BundleContent.of(bundle)));
            } catch (ModelRefused | IllegalStateException e) {
                LOG.debug("{}: what its model is called is told by its check", BundleText.label(bundle), e);
            }
        }
        state.publish();
    }

    /** Asks to look at a bundle. Returns at once. */
    void look(Bundle bundle) {
        thread.offer(Optional.of(bundle));
    }

    /** The settings have changed: each model is opened anew, and serves until its successor is open. Returns at once. */
    void reopen() {
        reopen("");
    }

    /** The same of one model. */
    private void reopen(String model) {
        reopen.add(model);
        thread.offer(Optional.empty());
    }

    /** Some bundle has come: perhaps the one that was missing. Returns at once. */
    void lookForEngine() {
        if (engine.wanted()) {
            thread.offer(Optional.empty());
        }
    }

    /** Looks again at bundles whose trouble may have passed; a bundle's own events do so at once. */
    private void retry() {
        for (Bundle bundle : slots.bundles()) {
            ModelSlot slot = slots.of(bundle);
            if (!thread.stopped() && slot != null && slot.troubles > 0 && nanoTime.getAsLong() - slot.retryNanos >= 0) {
                if (slot.lateTrials > 0 && engine.ready()) {
                    state.trialRepeated();
                }
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
                    LOG.error("{} was uninstalled, but not all of it was forgotten", BundleText.label(bundle), e);
                }
            } else if (!thread.stopped()) {
                ModelSlot slot = slots.of(bundle);
                if (slot == null || slot.news(e.toString())) {
                    LOG.error("{} could not be checked", BundleText.label(bundle), e);
                }
                String what = BundleText.label(bundle) + ": not checked because of a fault: " + e;
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
        heads.refresh();
        if (slot.lookedMillis != modifiedMillis) {
            slot.renewed(modifiedMillis);
        }
        Look end = Look.TROUBLED;
        try {
            end = check(bundle, slot);
        } finally {
            if (end == Look.SETTLED) {
                slot.seenMillis = modifiedMillis;
                slot.troubles = 0;
            } else if (end == Look.TROUBLED) {
                slot.troubles++;
                retryAfter(slot, slot.lateTrials > 0 ? LateTrials.pauseMillis(slot.lateTrials) : pauseMillis(slot));
            } else {
                // The end of its trial comes first.
                retryAfter(slot, GREATEST_RETRY_MILLIS);
            }
        }
    }

    private long pauseMillis(ModelSlot slot) {
        return Math.min(retryMillis << Math.min(slot.troubles - 1, GREATEST_DOUBLINGS), GREATEST_RETRY_MILLIS);
    }

    private void retryAfter(ModelSlot slot, long millis) {
        slot.retryNanos = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** How a look at a bundle ended. */
    private enum Look {
        SETTLED,
        /** Another look at the same content may end better. */
        TROUBLED,
        /** It is being tried, and looked at again then. */
        TRYING;

        static Look settled(boolean settled) {
            return settled ? SETTLED : TROUBLED;
        }
    }

    /** Lets the bundle's content serve, or says why not. */
    private Look check(Bundle bundle, ModelSlot slot) {
        String name = null;
        try {
            ModelContent content = BundleContent.of(bundle);
            name = DescriptionReader.name(content);
            state.named(bundle.getBundleId(), name);
            return accept(bundle, slot, content);
        } catch (ModelRefused e) {
            boolean stops = slot.takesOver && placement.settings().stopThenLoad();
            if (e.memory() && slot.served != null && stops) {
                return stopped(bundle, slot, e);
            }
            return Look.settled(thread.stopped() || refusals.tell(bundle, slot, e, name));
        }
    }

    /** There is room for one of them only: what serves ends first, as the settings allow. It serves again if the other does not pass. */
    private Look stopped(Bundle bundle, ModelSlot slot, ModelRefused e) {
        LOG.warn(
                "{}: {} ends to make room for its successor: {}",
                BundleText.label(bundle),
                slot.served.model(),
                e.what());
        slot.withdraw();
        heads.follow();
        admission.again(bundle);
        thread.pause(ROOM_MILLIS);
        thread.offer(Optional.of(bundle));
        slot.stopped = true;
        return Look.TRYING;
    }

    private Look accept(Bundle bundle, ModelSlot slot, ModelContent content) throws ModelRefused {
        slot.same = false;
        slot.takesOver = false;
        slot.awaits = null;
        try (StagedModel staged = store.stageChanging(content, () -> thread.pause(MIXED_MILLIS))) {
            slot.lookedSha256 = staged.description().sha256();
            boolean same = serves(slot, staged);
            slot.same = same;
            if (same && !slot.reopen) {
                return Look.settled(unchanged(bundle, slot, staged));
            }
            Place place = same ? Place.SERVE : lives.place(bundle, slot, staged.description());
            slot.takesOver = place == Place.SERVE;
            boolean rests = place == Place.HOLD && lives.knows(bundle, staged.description());
            if (!rests && !admission.admits(bundle, staged, content)) {
                tries(bundle, slot, staged);
                return Look.TRYING;
            }
            if (place != Place.SERVE && lastAccepted.serves(bundle, slot)) {
                Passed tried = place == Place.TRY ? admission.letIn(bundle, staged, checks()) : null;
                lives.beside(bundle, slot, staged, tried);
                slot.refusal = null;
                tellServes(bundle, slot);
                return Look.SETTLED;
            }
            return Look.settled(letServe(bundle, slot, staged));
        }
    }

    /** The same model as the one that serves: an update that changes nothing swaps nothing. Returns whether its files are kept. */
    private boolean unchanged(Bundle bundle, ModelSlot slot, StagedModel staged) {
        slot.refusal = null;
        slot.meanwhile = false;
        lives.brings(bundle, staged.description());
        boolean kept = slot.kept || keeping.keep(bundle, slot, staged);
        if (kept) {
            if (slot.troubles > 0) {
                LOG.info("{}, and its files are kept now", BundleText.serves(bundle, slot.served.model()));
            }
            tellServes(bundle, slot);
        }
        return kept;
    }

    /** Opens and checks the content and has it serve. Returns whether its files are kept. */
    private boolean letServe(Bundle bundle, ModelSlot slot, StagedModel staged) throws ModelRefused {
        Passed passed = admission.letIn(bundle, staged, checks());
        slot.reopen = false;
        slot.stopped = false;
        slot.lateTrials = 0;
        if (slot.same) {
            succession.reopened(slot, passed.model());
        } else {
            succession.replace(bundle, slot, passed.model(), checks());
        }
        lives.serves(bundle, slot, staged, passed);
        slot.kept = false;
        slot.refusal = null;
        LOG.info(
                "{}: serves {} (sha256 {}, {}, {} golden rows, greatest deviation {})",
                BundleText.label(bundle),
                passed.model(),
                passed.model().sha256(),
                passed.model().executionProvider(),
                passed.rows(),
                passed.deviation());
        state.accepted(bundle.getBundleId(), BundleText.serves(bundle, slot.served.model()));
        boolean kept = keeping.keep(bundle, slot, staged);
        succession.restoreFormers(bundle, slot, checks());
        return kept;
    }

    private void tellServes(Bundle bundle, ModelSlot slot) {
        state.set(bundle.getBundleId(), Code.OK, BundleText.serves(bundle, slot.served.model()), "");
    }

    /** The content is being tried; what was accepted before serves first, also after a restart. */
    private void tries(Bundle bundle, ModelSlot slot, StagedModel staged) {
        if (slot.served == null && !slot.stopped && !admission.known(bundle, slot.lookedSha256)) {
            slot.meanwhile = lastAccepted.serves(bundle, slot);
        }
        if (slot.lateTrials > 0) {
            // What is said of the trial before holds until this one is over.
            return;
        }
        String what =
                BundleText.label(bundle) + ": " + staged.description() + " is being tried in a process of its own";
        state.set(
                bundle.getBundleId(),
                Code.TRYING,
                slot.served == null ? what : what + "; " + slot.served.model() + " serves meanwhile",
                "");
    }

    private static boolean serves(ModelSlot slot, StagedModel staged) {
        return slot.served != null && slot.served.model().description().same(staged.description());
    }

    /** Notes the missing engine; the bundle is looked at again when the engine may be there. */
    private boolean engineReady(Bundle bundle) {
        boolean ready = engine.ready();
        if (!ready) {
            state.set(
                    bundle.getBundleId(),
                    Code.ENGINE_MISSING,
                    BundleText.label(bundle) + ": waits for ONNX Runtime",
                    "");
        }
        return ready;
    }

    private ModelChecks checks() {
        return new ModelChecks(
                engine.get(), counts, watchdog, computing, placement, () -> thread.offer(Optional.empty()));
    }

    private void uninstalled(Bundle bundle) {
        ModelSlot slot = slots.remove(bundle);
        if (slot != null) {
            if (slot.served != null) {
                LOG.info("{}: uninstalled, {} withdrawn", BundleText.label(bundle), slot.served.model());
            }
            slot.withdraw();
        }
        lives.uninstalled(bundle);
        admission.forget(bundle, slot == null ? null : slot.lookedSha256);
        succession.uninstalled(bundle);
        state.remove(bundle.getBundleId());
        String name = bundle.getSymbolicName();
        if (!slots.anyCalled(name)) {
            try {
                store.remove(name);
            } catch (IOException e) {
                LOG.warn("{}: its kept files were not deleted: {}", BundleText.label(bundle), e.toString());
            }
        }
    }
}
