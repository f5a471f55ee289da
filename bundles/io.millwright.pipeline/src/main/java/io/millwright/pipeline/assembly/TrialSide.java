package io.millwright.pipeline.assembly;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.form.Diagnosis;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelTrial;
import io.millwright.model.ModelTrial.Stage;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.decide.ModelOffer;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.lane.Lane;
import io.millwright.pipeline.lane.LanePool;
import io.millwright.pipeline.lane.RunCount;
import io.millwright.pipeline.lane.ShadowThreads;
import io.millwright.pipeline.listen.PipelineListeners;
import io.millwright.pipeline.shape.PictureDecoders;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.pipeline.window.MappingException;
import io.millwright.supervision.Balance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a pipeline does with a version of its model that is on trial: runs it, or the one that it is compared with, on a second lane with
 * a queue and a subscription of its own, has it decide assets where it is a canary, and reports. Called on the opener's thread, but
 * where a method says otherwise.
 */
final class TrialSide {
    private static final Logger LOG = LoggerFactory.getLogger(TrialSide.class);
    private static final int RETRY_SECONDS = 60;

    /** What the counters of a shadow's lane have before their names. */
    private static final String OF_LANE = "shadow.lane.";

    /** The equations of a shadow. */
    static final List<Balance> BALANCES = balances();

    private final ShadowThreads shadowThreads;
    private final BackgroundThreads threads;
    private final PipelineListeners listeners;
    private final RunNumbers numbers;
    private final PictureDecoders decoders;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong shadows = new AtomicLong();
    private final AtomicLong canaries = new AtomicLong();
    private final AtomicLong unpaired = new AtomicLong();
    private final AtomicLong others = new AtomicLong();

    /** Of all shadows that there were. */
    private final Counters shadowCounters = new Counters();

    /** Guarded by the lock, like the next ones. */
    private ModelTrial trial;

    private PipelineConfiguration configuration;
    private RunningPipeline main;
    private RunningPipeline shadow;
    private OpenModel canary;
    private RunCount mainSeen = RunCount.NONE;
    private RunCount canarySeen = RunCount.NONE;
    private RunCount shadowSeen = RunCount.NONE;
    private boolean unfit;
    private boolean again;
    private int seconds;

    /** Read on lanes. */
    private volatile Pairs pairs;

    private volatile boolean pairsCanariesOnly;

    TrialSide(
            ShadowThreads shadowThreads,
            BackgroundThreads threads,
            PipelineListeners listeners,
            RunNumbers numbers,
            PictureDecoders decoders) {
        this.shadowThreads = shadowThreads;
        this.threads = threads;
        this.listeners = listeners;
        this.numbers = numbers;
        this.decoders = decoders;
    }

    /**
     * Brings in line what runs beside a pipeline.
     *
     * @param wanted what is on trial, null for nothing
     * @param now what decides, null for nothing
     */
    void reconcile(ModelTrial wanted, PipelineConfiguration c, SourceOffer s, RunningPipeline now) {
        lock.lock();
        try {
            bring(wanted, c, s, now);
        } finally {
            lock.unlock();
        }
    }

    private void bring(ModelTrial wanted, PipelineConfiguration c, SourceOffer s, RunningPipeline now) {
        boolean decides = wanted != null && now != null && now.uses(ModelOffer.of(present(wanted)));
        ModelTrial due = decides ? wanted : null;
        if (due == trial && now == main && c.equals(configuration) && !again) {
            return;
        }
        stop();
        main = now;
        configuration = c;
        if (due == null) {
            return;
        }
        trial = due;
        mainSeen = now.lane().counted();
        canarySeen = now.lane().countedOfCanaries();
        begin(s);
    }

    /** Returns the version that decides. */
    private static Model present(ModelTrial trial) {
        return trial.stage() == Stage.PROBATION ? trial.candidate() : trial.reference();
    }

    private void begin(SourceOffer s) {
        seconds = 0;
        try {
            String why =
                    switch (trial.stage()) {
                        case PROBATION -> "";
                        case SHADOW -> {
                            startShadow(s, trial.candidate());
                            yield "";
                        }
                        case CANARY -> startCanary(s);
                    };
            unfit(why);
        } catch (MappingException e) {
            unfit(e.diagnosis().text());
        } catch (ModelException | IllegalStateException e) {
            unfit(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // Tried again with the next change only: it would be in the log each minute.
            LOG.error(
                    "{}: a bug where {} was to be tried; the pipeline decides without it, please report it",
                    configuration.pid(),
                    title(trial.candidate()),
                    e);
            trial.unfit(configuration.pid(), "a bug, see the log: " + e);
        }
    }

    private void unfit(String why) {
        unfit = !why.isEmpty();
        trial.unfit(configuration.pid(), why);
        if (unfit) {
            LOG.warn("{}: {} is not tried: {}", configuration.pid(), title(trial.candidate()), why);
        }
    }

    private static String title(Model model) {
        return model.name() + " " + model.version();
    }

    /** Returns why the candidate decides no asset here, "" if it may. */
    private String startCanary(SourceOffer s) throws MappingException, ModelException {
        if (configuration.assets().stream().noneMatch(asset -> trial.decides(configuration.pid(), asset))) {
            return "";
        }
        ModelOffer offer = ModelOffer.of(trial.candidate());
        FeaturePlan plan = Serving.plan(offer, configuration);
        if (!main.takes(plan)) {
            return "it wants other inputs, so it cannot decide some of the assets; as SHADOW it can be compared";
        }
        Diagnosis misfit = main.misfit(plan);
        if (misfit != null) {
            return misfit.text();
        }
        canary = RunnerSlot.openOnce(offer, plan, configuration);
        String pid = configuration.pid();
        ModelTrial now = trial;
        main.canary(canary, asset -> now.decides(pid, asset));
        LOG.info("{}: {} decides some assets on trial", pid, offer.title());
        startShadow(s, trial.reference());
        return "";
    }

    private void startShadow(SourceOffer s, Model model) throws MappingException, ModelException {
        LanePool pool = shadowThreads.pool();
        if (pool == null) {
            return;
        }
        ModelOffer offer = ModelOffer.of(model);
        FeaturePlan plan = Serving.plan(offer, configuration);
        OpenModel opened = RunnerSlot.openOnce(offer, plan, configuration);
        ModelTrial now = trial;
        boolean candidateCounts = now.stage() == Stage.CANARY;
        Pairs next = new Pairs((decision, other) ->
                now.compared(candidateCounts ? decision : other, candidateCounts ? other : decision));
        shadowSeen = RunCount.NONE;
        shadow = new RunningPipeline(
                configuration,
                s,
                plan,
                pool,
                decoders,
                shadowCounters,
                new RunNumbers(numbers.run(), 1, (run, number) -> {}),
                new Outlet(next, now));
        shadow.role(Role.SHADOW);
        pairsCanariesOnly = candidateCounts;
        pairs = next;
        shadow.start(opened, false);
        LOG.info("{}: {} runs as a shadow", configuration.pid(), offer.title());
    }

    /** A decision that counts was made. On the lane. */
    void decided(PipelineDecision decision) {
        if (decision.role() == Role.CANARY) {
            canaries.incrementAndGet();
        }
        Pairs now = pairs;
        if (now != null && (!pairsCanariesOnly || decision.role() == Role.CANARY)) {
            now.decided(decision);
        }
    }

    /** A canary's runner cannot be used any more. Any thread. */
    void lost(OpenModel opened, String problem) {
        threads.open(() -> canaryLost(opened, problem));
    }

    private void canaryLost(OpenModel opened, String problem) {
        lock.lock();
        try {
            if (opened == canary) {
                report();
                main.endCanary();
                canary = null;
                unfit(problem);
            }
        } finally {
            lock.unlock();
        }
    }

    private void shadowLost(ModelTrial of, String problem) {
        lock.lock();
        try {
            if (of == trial) {
                unfit(problem);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * About once per second: reports; returns whether a reconcile is due, because another attempt is. On the watch's thread; never
     * waits, also not for a model that is being opened.
     */
    boolean tick() {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            if (trial == null) {
                return false;
            }
            report();
            again |= unfit && ++seconds >= RETRY_SECONDS;
            return again;
        } finally {
            lock.unlock();
        }
    }

    private void report() {
        String pid = configuration.pid();
        boolean probation = trial.stage() == Stage.PROBATION;
        RunCount mainNow = main.lane().counted();
        RunCount canaryNow = main.lane().countedOfCanaries();
        boolean compares = trial.stage() == Stage.SHADOW;
        if (probation || compares) {
            report(pid, probation, mainNow.since(mainSeen));
        }
        report(pid, true, canaryNow.since(canarySeen));
        mainSeen = mainNow;
        canarySeen = canaryNow;
        if (shadow != null) {
            RunCount shadowNow = shadow.lane().counted();
            report(pid, compares, shadowNow.since(shadowSeen));
            shadowSeen = shadowNow;
            long without = pairs.takeUnpaired();
            if (without > 0) {
                unpaired.addAndGet(without);
                trial.unpaired(pid, without);
            }
        }
    }

    private void report(String pid, boolean candidate, RunCount count) {
        if (count.windows() > 0) {
            trial.ran(pid, candidate, count.windows(), count.failures(), count.nanos());
        }
    }

    /** Returns the counters by name, where something ever was on trial. */
    Map<String, Long> counters() {
        Map<String, Long> all = new LinkedHashMap<>();
        all.put("shadow.decisions", shadows.get());
        all.put("shadow.unpaired", unpaired.get());
        all.put("shadow.others", others.get());
        Map<String, Long> lane = shadowCounters.asMap();
        for (Balance balance : Counters.LANE) {
            for (Balance.Term term : balance.terms()) {
                all.put(OF_LANE + term.counter(), lane.get(term.counter()));
            }
        }
        all.put("canary.decisions", canaries.get());
        return all;
    }

    private static List<Balance> balances() {
        List<Balance> all = new ArrayList<>();
        Counters.LANE.stream()
                .filter(balance -> !balance.stage().equals("decisions"))
                .forEach(balance -> all.add(balance.prefixed(OF_LANE, "shadow " + balance.stage())));
        all.add(Balance.of("shadow decisions", "decisions of models on trial")
                .came(OF_LANE + "decisions")
                .passed("shadow.decisions")
                .withheld("shadow.others", "the asset is not on trial"));
        return List.copyOf(all);
    }

    /** Ends what runs beside. */
    void end() {
        lock.lock();
        try {
            stop();
        } finally {
            lock.unlock();
        }
    }

    private void stop() {
        if (trial != null && main != null) {
            report();
        }
        pairs = null;
        if (canary != null) {
            main.endCanary();
            canary = null;
        }
        if (shadow != null) {
            shadow.close();
            shadow = null;
        }
        trial = null;
        main = null;
        configuration = null;
        unfit = false;
        again = false;
    }

    /** Where the decisions of a shadow go: to listeners, and to be compared. On the shadow's lane. */
    private final class Outlet implements Lane.Outlet {
        private final Pairs mine;
        private final ModelTrial of;

        Outlet(Pairs mine, ModelTrial of) {
            this.mine = mine;
            this.of = of;
        }

        @Override
        public void decided(PipelineDecision decision, Counters counters, FeatureSnapshot inputs) {
            if (of.stage() == Stage.CANARY && !of.decides(decision.pipeline(), decision.asset())) {
                others.incrementAndGet();
                return;
            }
            shadows.incrementAndGet();
            listeners.offer(decision, inputs);
            mine.shadow(decision);
        }

        @Override
        public boolean wantsInputs() {
            return listeners.wantsInputs();
        }

        @Override
        public void released(OpenModel opened) {
            threads.open(opened::close);
        }

        @Override
        public void runnerLost(OpenModel opened, String problem) {
            threads.open(() -> shadowLost(of, problem));
        }
    }
}
