package io.millwright.pipeline.assembly;

import io.millwright.form.Diagnosis;
import io.millwright.model.Model;
import io.millwright.model.ModelTrial;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.capture.CaptureRoom;
import io.millwright.pipeline.decide.ModelOffer;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.drift.FitnessWatch;
import io.millwright.pipeline.lane.LanePool;
import io.millwright.pipeline.lane.ShadowThreads;
import io.millwright.pipeline.listen.DecisionListeners;
import io.millwright.pipeline.publish.Publishing;
import io.millwright.pipeline.shape.PictureDecoders;
import io.millwright.pipeline.state.Condition;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.PipelineState;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.supervision.Balance;
import io.millwright.supervision.Supervised;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what runs in line with what is configured and present. Every change only notes what is wanted and has the
 * opener's thread reconcile the two, so that bind, unbind and modified return at once and their order does not matter.
 */
public final class Assembly {
    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);
    private static final long CLOSE_MILLIS = 4500;
    private static final long BUG_RETRY_MILLIS = 10_000;

    /** A publisher and its pid. */
    private record PublisherOffer(CloudPublisher publisher, String pid) {}

    private final BackgroundThreads threads;
    private final Publishing publishing;
    private final Counters counters;
    private final RunNumbers numbers;
    private final PipelineState state;
    private final Serving serving;
    private final PipelineWatch watch;
    private final DecisionOutlet outlet;

    private volatile PipelineConfiguration configuration;
    private volatile SourceOffer source;
    private volatile ModelOffer model;
    private volatile PublisherOffer publisher;
    private volatile Trouble noSource;
    private volatile Trouble noModel;
    private volatile Diagnosis noPublisher = Diagnosis.of("no publisher is chosen");
    /** What came to take the model's place and does not serve, as the model says. */
    private volatile Diagnosis updateRefused = Diagnosis.NONE;

    /** Why a person wants nothing to be decided, empty while nobody does. */
    private volatile Diagnosis paused = Diagnosis.NONE;

    private volatile Supplier<Diagnosis> fate = () -> Diagnosis.NONE;
    private volatile Supplier<Diagnosis> others = () -> Diagnosis.NONE;
    private volatile Function<Model, ModelTrial> trials = model -> null;
    private volatile TrialSide side;
    private volatile DriftSide drift = DriftSide.NONE;
    private volatile CaptureSide capture = CaptureSide.NONE;
    private volatile boolean closed;

    private final AtomicBoolean requested = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    /** What is seen is told before anybody looks again: the watch must not tell what it saw before a change, after it. */
    private final Object seeing = new Object();

    /** Creates an assembly that does nothing until it is configured. */
    public Assembly(
            LanePool pool,
            BackgroundThreads threads,
            Publishing publishing,
            Counters counters,
            RunNumbers numbers,
            PipelineState state,
            LongSupplier nanoTime) {
        this.threads = threads;
        this.publishing = publishing;
        this.counters = counters;
        this.numbers = numbers;
        this.state = state;
        watch = new PipelineWatch();
        outlet = new DecisionOutlet(publishing, threads, this::runnerLost);
        serving = new Serving(
                pool,
                counters,
                numbers,
                outlet,
                new RunnerSlot(nanoTime),
                this::stillWanted,
                this::updateState,
                seeing);
    }

    /** Tells these of decisions, too. Before the first configuration. */
    public void listeners(DecisionListeners wanted) {
        outlet.listeners(wanted.of(state.pid()));
    }

    /**
     * Asks these where the model is missing. Before the first configuration.
     *
     * @param wanted what became of that model, empty where nothing is known of it
     * @param besides which models serve, or why none can
     */
    public void models(Supplier<Diagnosis> wanted, Supplier<Diagnosis> besides) {
        fate = wanted;
        others = besides;
    }

    /** Asks this what may have decided before a model did; null for nothing. Before the first configuration. */
    public void earlierVersions(Function<Model, ModelOffer> wanted) {
        serving.earlierVersions(wanted);
    }

    /**
     * Asks this what is on trial beside a model; null for nothing. After the decoders and listeners, before the first
     * configuration.
     */
    public void trials(Function<Model, ModelTrial> wanted, ShadowThreads shadowThreads) {
        trials = wanted;
        side = new TrialSide(shadowThreads, threads, outlet.listeners(), numbers, serving.decoders());
        outlet.side(side);
    }

    /** The equations of a lane that runs beside, where there ever was one. */
    public static final List<Balance> TRIAL_BALANCES = TrialSide.BALANCES;

    /** Returns the counters of trials by name. */
    public Map<String, Long> trialCounters() {
        TrialSide beside = side;
        return beside == null ? Map.of() : beside.counters();
    }

    /** Has data and answers watched by this. Before the first configuration. */
    public void fitness(FitnessWatch wanted) {
        drift = new DriftSide(wanted, state.pid());
        outlet.doubts(drift::doubt);
    }

    /** Has data kept by this. Before the first configuration. */
    public void captures(CaptureRoom wanted) {
        capture = new CaptureSide(wanted, state.pid());
    }

    /** Decodes pictures with these. Before the first configuration. */
    public void decoders(PictureDecoders wanted) {
        serving.decoders(wanted);
    }

    /** Wants another configuration; an equal one changes nothing. Before the first one everything is only noted. */
    public void configure(PipelineConfiguration wanted) {
        if (!closed && !wanted.equals(configuration)) {
            configuration = wanted;
            state.asset(wanted.asset());
            drift.configure(wanted);
            capture.configure(wanted);
            // Others may have asked before all of this was wanted.
            outlet.listeners().refresh();
            requestReconcile();
            if (closed) {
                // The end came meanwhile, and may not have seen this.
                drift.end();
                capture.end();
            }
        }
    }

    /** Wants nothing to be subscribed to and decided for this reason, until it is empty. */
    public void pause(Diagnosis why) {
        paused = why;
        requestReconcile();
    }

    /** Wants another source, or the same one with other properties. */
    public void source(SourceOffer wanted) {
        source = wanted.after(source);
        requestReconcile();
    }

    /**
     * Wants no source.
     *
     * @param wrong whether what is chosen is wrong, rather than away
     * @param why for people: field, value, remedy
     */
    public void noSource(boolean wrong, Diagnosis why) {
        noSource = new Trouble(wrong ? Condition.CONFIGURATION_ERROR : Condition.TAG_SOURCE_MISSING, why);
        source = null;
        requestReconcile();
    }

    /** Wants another model, or the same one with other properties. */
    public void model(ModelOffer wanted) {
        model = wanted;
        requestReconcile();
    }

    /** Says why newer content of the wanted model does not serve; empty where there is none. */
    public void updateRefused(Diagnosis why) {
        updateRefused = why;
        requestReconcile();
    }

    /** Wants no model; as {@link #noSource}. */
    public void noModel(boolean wrong, Diagnosis why) {
        noModel = new Trouble(wrong ? Condition.CONFIGURATION_ERROR : Condition.MODEL_MISSING, why);
        updateRefused = Diagnosis.NONE;
        model = null;
        requestReconcile();
    }

    /** Wants another publisher. */
    public void publisher(CloudPublisher wanted, String pid) {
        publisher = new PublisherOffer(wanted, pid);
        requestReconcile();
    }

    /**
     * Wants no publisher; decisions go on.
     *
     * @param chosen whether one is chosen, and away
     * @param why for people: field, value, remedy
     */
    public void noPublisher(boolean chosen, Diagnosis why) {
        state.awaitsPublisher(chosen);
        noPublisher = why;
        publisher = null;
        requestReconcile();
    }

    private void requestReconcile() {
        if (!closed && configuration != null && requested.compareAndSet(false, true)) {
            threads.open(this::reconcile);
        }
    }

    private void requestReconcileLater(long delayMillis) {
        threads.openLater(this::requestReconcile, delayMillis);
    }

    /** On the opener's thread. */
    private void reconcile() {
        lock.lock();
        try {
            requested.set(false);
            if (!closed) {
                publishing.allowReconnect(configuration.reconnectWhenStuck());
                PublisherOffer wanted = publisher;
                boolean renewed =
                        publishing.use(wanted == null ? null : wanted.publisher(), wanted == null ? "" : wanted.pid());
                assemble();
                reconcileTrial();
                if (renewed && publishing.present()) {
                    state.repeat();
                }
            }
        } catch (RuntimeException | Error e) {
            counters.bugs.incrementAndGet();
            LOG.error(
                    "{}: a bug while the pipeline was assembled; tried again in {} ms, please report it",
                    state.pid(),
                    BUG_RETRY_MILLIS,
                    e);
            serving.drop(new Trouble(
                    Condition.MODEL_UNUSABLE,
                    "a bug while the pipeline was assembled: " + e,
                    "see the log, and report it"));
            requestReconcileLater(BUG_RETRY_MILLIS);
        } finally {
            try {
                if (closed) {
                    // The close that came meanwhile did not wait for a slow opening, or has requested this.
                    tearDown();
                }
            } finally {
                lock.unlock();
            }
        }
        updateState();
    }

    private void reconcileTrial() {
        TrialSide beside = side;
        ModelOffer m = model;
        if (beside != null) {
            RunningPipeline now = serving.running();
            SourceOffer s = source;
            // What went meanwhile has asked for another look.
            boolean runs = now != null && m != null && s != null;
            beside.reconcile(runs ? trials.apply(m.model()) : null, configuration, s, now);
        }
    }

    private void assemble() {
        PipelineConfiguration c = configuration;
        SourceOffer s = source;
        ModelOffer m = model;
        if (!c.valid()) {
            serving.drop(new Trouble(Condition.CONFIGURATION_ERROR, Diagnosis.all(c.problems())));
        } else if (!paused.isEmpty()) {
            serving.drop(new Trouble(Condition.PAUSED, paused));
        } else if (s == null) {
            serving.drop(Trouble.missing(
                    noSource, Condition.TAG_SOURCE_MISSING, c.targets().tagSource()));
        } else if (m == null) {
            serving.drop(Trouble.missing(
                    noModel, Condition.MODEL_MISSING, c.targets().model()));
        } else {
            Diagnosis problem = c.periodProblem(s.intervalMillis());
            if (problem != null) {
                serving.drop(new Trouble(Condition.CONFIGURATION_ERROR, problem));
            } else {
                long again = serving.reconcile(c, s, m);
                if (again > 0) {
                    requestReconcileLater(again);
                }
            }
        }
    }

    /** Whether nothing changed while a model was opened; what changed has requested a reconcile. */
    private boolean stillWanted(PipelineConfiguration c, SourceOffer s, ModelOffer m) {
        SourceOffer sourceNow = source;
        boolean sameSource = sourceNow != null && sourceNow.source() == s.source();
        return !closed && paused.isEmpty() && c == configuration && sameSource && m.equals(model);
    }

    /** Sets the state by what runs; about once per second, and after each change. */
    void updateState() {
        if (!closed) {
            synchronized (seeing) {
                tellWhatIsSeen();
            }
        }
    }

    private void tellWhatIsSeen() {
        RunningPipeline now = serving.running();
        Trouble why = serving.trouble();
        Diagnosis refusal = serving.refused().and(updateRefused);
        if (why == null && now != null) {
            why = watch.now(now, source, publishing, noPublisher, refusal);
        }
        if (why != null) {
            boolean told = why.condition() == Condition.MODEL_UPDATE_REFUSED;
            Diagnosis own = why.diagnosis();
            Diagnosis first = told ? Diagnosis.NONE : refusal;
            if (why.condition() == Condition.MODEL_MISSING) {
                Diagnosis known = fate.get();
                // What is installed need not be chosen or installed.
                own = known.isEmpty() ? own : Diagnosis.NONE;
                first = known.isEmpty() ? others.get() : known;
            }
            state.set(why.condition(), own, first.and(drift.notice()).and(capture.notice()));
        }
    }

    /** Returns the assets that are decided on, each with its state. */
    public List<? extends Supervised> assets() {
        return watch.assets(serving.running());
    }

    /** As {@link #updateState}, counting the second that has passed. */
    public void tick() {
        watch.secondPassed(serving.running(), state.nowMicros());
        if (!paused.isEmpty()) {
            counters.pausedSeconds.incrementAndGet();
        }
        TrialSide beside = side;
        boolean again = beside != null && beside.tick();
        if (serving.proving() || again) {
            requestReconcile();
        }
        updateState();
    }

    /**
     * Ends everything within 5 s, or has the opener's thread do it where that one is still at work, or the caller is
     * interrupted. A runner that does not return in time is closed when it does. Returns whether all has ended.
     */
    public boolean close() {
        closed = true;
        try {
            if (lock.tryLock(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    tearDown();
                } finally {
                    lock.unlock();
                }
                return true;
            }
            LOG.warn(
                    "{}: a model is still being opened after {} ms; everything is closed when that ends",
                    state.pid(),
                    CLOSE_MILLIS);
        } catch (InterruptedException e) {
            LOG.debug("{}: interrupted; the opener's thread closes everything", state.pid());
            Thread.currentThread().interrupt();
        }
        threads.open(this::reconcile);
        return false;
    }

    /** Doing it again changes nothing. */
    private void tearDown() {
        if (side != null) {
            side.end();
        }
        serving.drop(new Trouble(Condition.STOPPED, "stopped"));
        // As long as the lane decides, what is known of drift holds, and what is to be kept is kept.
        drift.end();
        capture.end();
        outlet.listeners().close();
        state.set(Condition.STOPPED, Diagnosis.of("stopped"), Diagnosis.NONE);
        publishing.use(null, "");
    }

    private void runnerLost(OpenModel opened, String problem) {
        RunningPipeline now = serving.running();
        if (now != null && now.uses(opened.offer())) {
            now.modelLost();
            requestReconcile();
        } else if (side != null) {
            side.lost(opened, problem);
        }
    }
}
