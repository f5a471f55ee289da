package io.millwright.pipeline.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Decision;
import io.millwright.decision.Decision.Role;
import io.millwright.decision.Quality;
import io.millwright.form.Diagnosis;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelTrial;
import io.millwright.model.State;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.Bound;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.FakeSource;
import io.millwright.pipeline.decide.ModelIdentity;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.lane.PipelineHarness;
import io.millwright.pipeline.lane.ShadowThreads;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A version on trial runs beside the one that decides, or decides some assets, and never costs a decision that counts. */
class TrialTest extends AssemblyHarness {
    private final ShadowThreads shadowThreads = new ShadowThreads();
    private final FakeModel candidate = model.next("2.0.0", x -> new double[] {x[0] + x[1] > 20 ? 0 : x[0] + x[1]});
    private volatile Trial trial;

    /** As the engine's, but it only notes what it is told. */
    private class Trial implements ModelTrial {
        private final Stage stage;
        final BlockingQueue<List<Decision>> pairs = new LinkedBlockingQueue<>();
        final AtomicLong ofCandidate = new AtomicLong();
        final AtomicLong ofReference = new AtomicLong();
        final AtomicLong failures = new AtomicLong();
        final AtomicLong unpaired = new AtomicLong();
        final List<String> unfit = new CopyOnWriteArrayList<>();

        Trial(Stage stage) {
            this.stage = stage;
        }

        @Override
        public Stage stage() {
            return stage;
        }

        @Override
        public Model candidate() {
            return stage == Stage.PROBATION ? model : candidate;
        }

        @Override
        public Model reference() {
            return stage == Stage.PROBATION ? null : model;
        }

        @Override
        public boolean decides(String pipeline, String asset) {
            return stage == Stage.CANARY && asset.equals("M1");
        }

        @Override
        public void ran(String pipeline, boolean its, long windows, long failed, long nanos) {
            (its ? ofCandidate : ofReference).addAndGet(windows);
            failures.addAndGet(failed);
            assertTrue(nanos > 0);
        }

        @Override
        public void compared(Decision one, Decision other) {
            pairs.add(List.of(one, other));
        }

        @Override
        public void unpaired(String pipeline, long windows) {
            unpaired.addAndGet(windows);
        }

        @Override
        public void unfit(String pipeline, String why) {
            unfit.add(why);
        }
    }

    @AfterEach
    void closeThreads() {
        assembly.close();
        shadowThreads.close();
    }

    private FakeSource.Subscription running(ModelTrial.Stage stage) throws InterruptedException {
        trial = new Trial(stage);
        assembly.trials(chosen -> chosen == model ? trial : null, shadowThreads);
        return running();
    }

    private List<Decision> pair() throws InterruptedException {
        List<Decision> pair = trial.pairs.poll(Bound.SECONDS, TimeUnit.SECONDS);
        assertFalse(pair == null, "nothing was compared");
        return pair;
    }

    private void report(AtomicLong what, long expected) {
        await(
                () -> {
                    assembly.tick();
                    return what.get() == expected;
                },
                expected);
    }

    @Test
    void aShadowSeesTheSameWindowsAndNothingOfItIsPublished() throws Exception {
        FakeSource.Subscription counts = running(ModelTrial.Stage.SHADOW);
        FakeSource.Subscription beside = source.subscribed();
        for (int second = 1; second <= 3; second++) {
            counts.send(second * 1_000_000L, second * 10, 1);
            beside.send(second * 1_000_000L, second * 10, 1);
            PipelineDecision decision = decision();
            assertEquals("1.0.0", decision.model().version());
            assertEquals(Role.SERVING, decision.role());
        }
        // The last window is compared with the next one of the shadow at the latest.
        beside.send(4_000_000L, 1, 1);
        for (int second = 1; second <= 3; second++) {
            List<Decision> pair = pair();
            assertEquals(
                    List.of("2.0.0", "1.0.0"),
                    pair.stream().map(d -> d.model().version()).toList());
            assertEquals(Role.SHADOW, pair.get(0).role());
            assertEquals(second * 1_000_000L, pair.get(0).windowEndMicros());
            assertEquals(second * 1_000_000L, pair.get(1).windowEndMicros());
        }
        report(trial.ofCandidate, 4);
        report(trial.ofReference, 3);
        assertTrue(publishing.decisions.isEmpty());
        assertEquals(4L, assembly.trialCounters().get("shadow.decisions"));
    }

    @Test
    void aShadowThatHangsDelaysNoDecision() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        candidate.onRun = () -> {
            try {
                go.await(Bound.SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new ModelException("interrupted", true);
            }
        };
        FakeSource.Subscription counts = running(ModelTrial.Stage.SHADOW);
        FakeSource.Subscription beside = source.subscribed();
        for (int second = 1; second <= 50; second++) {
            beside.send(second * 1_000_000L, 1, 1);
            counts.send(second * 1_000_000L, 1, 1);
            decision();
        }
        assertEquals(0, trial.pairs.size());
        go.countDown();
        pair();
    }

    @Test
    void aShadowWithOtherInputsRunsAsWell() throws Exception {
        FakeModel other = FakeModel.sum("b");
        trial = new Trial(ModelTrial.Stage.SHADOW) {
            @Override
            public Model candidate() {
                return other;
            }
        };
        assembly.trials(chosen -> trial, shadowThreads);
        FakeSource.Subscription counts = running();
        FakeSource.Subscription beside = source.subscribed();
        assertEquals(List.of("b"), beside.names);
        counts.send(1_000_000L, 5, 7);
        decision();
        beside.send(1_000_000L, 7);
        assertEquals(7, pair().get(0).values().get(0).number());
    }

    /** Adds up what comes: its first input is what the run before left. */
    private static FakeModel adding(String version, double factor) {
        FakeModel adds = new FakeModel(
                version,
                List.of(
                        new FakeModel.Spec("h", ElementType.FLOAT64, new long[] {-1, 1}, List.of()),
                        FakeModel.input("x", ElementType.FLOAT64, 1, List.of(FakeModel.number("a")))),
                new long[] {-1, 1},
                x -> new double[] {x[0] + factor * x[1]});
        adds.states = List.of(new State(0, 0));
        return adds;
    }

    @Test
    void aShadowRemembersForItselfWhatItsRunsLeave() throws Exception {
        FakeModel one = adding("1.0.0", 1);
        FakeModel two = adding("2.0.0", 100);
        trial = new Trial(ModelTrial.Stage.SHADOW) {
            @Override
            public Model candidate() {
                return two;
            }

            @Override
            public Model reference() {
                return one;
            }
        };
        assembly.trials(chosen -> trial, shadowThreads);
        assembly.configure(configuration());
        assembly.source(offer(source));
        assembly.model(PipelineHarness.offer(one));
        FakeSource.Subscription counts = source.subscribed();
        FakeSource.Subscription beside = source.subscribed();
        assertEquals(List.of("a"), beside.names);
        for (int second = 1; second <= 2; second++) {
            counts.send(second * 1_000_000L, second);
            decision();
            beside.send(second * 1_000_000L, second);
        }
        assertEquals(
                List.of(100.0, 1.0),
                pair().stream().map(d -> d.values().get(0).number()).toList());
        assertEquals(
                List.of(300.0, 3.0),
                pair().stream().map(d -> d.values().get(0).number()).toList());
        await(() -> trial.unfit.equals(List.of("")), "told that it fits");
    }

    @Test
    void aCanaryGoesOnFromWhatTheOtherVersionRememberedAndGivesItBack() throws Exception {
        source.add("M1.a", "").add("M2.a", "");
        FakeModel one = adding("1.0.0", 1);
        FakeModel two = adding("2.0.0", 100);
        trial = new Trial(ModelTrial.Stage.CANARY) {
            @Override
            public Model candidate() {
                return two;
            }

            @Override
            public Model reference() {
                return one;
            }
        };
        Trial later = trial;
        trial = null;
        assembly.trials(chosen -> trial, shadowThreads);
        assembly.configure(configuration("assets", "M1,M2", "mapping", "*={asset}.*"));
        assembly.source(offer(source));
        assembly.model(PipelineHarness.offer(one));
        FakeSource.Subscription counts = source.subscribed();
        openerIsIdle();
        counts.send(1_000_000L, 1, 2);
        assertEquals(List.of("M1 SERVING 1.0", "M2 SERVING 2.0"), two());
        trial = later;
        assembly.updateRefused(Diagnosis.NONE);
        source.subscribed();
        openerIsIdle();
        counts.send(2_000_000L, 1, 2);
        assertEquals(List.of("M1 CANARY 101.0", "M2 SERVING 4.0"), two());
        trial = null;
        assembly.updateRefused(Diagnosis.NONE);
        openerIsIdle();
        counts.send(3_000_000L, 1, 2);
        assertEquals(List.of("M1 SERVING 102.0", "M2 SERVING 6.0"), two());
    }

    private List<String> two() throws InterruptedException {
        List<PipelineDecision> both = List.of(decision(), decision());
        return both.stream()
                .map(d -> d.asset() + " " + d.role() + " " + d.values().get(0).number())
                .sorted()
                .toList();
    }

    @Test
    void aShadowThatCannotBeOpenedIsToldOfAndThePipelineDecides() throws Exception {
        candidate.onOpen = () -> {
            throw new ModelException("no memory", true);
        };
        FakeSource.Subscription counts = running(ModelTrial.Stage.SHADOW);
        counts.send(1_000_000L, 1, 1);
        decision();
        await(() -> trial.unfit.contains("no memory"), "told");
    }

    @Test
    void aBugOfATrialCostsThePipelineNothing() throws Exception {
        candidate.onOpen = () -> {
            throw new ArithmeticException("thirteen");
        };
        FakeSource.Subscription counts = running(ModelTrial.Stage.SHADOW);
        openerIsIdle();
        counts.send(1_000_000L, 1, 1);
        decision();
        assertFalse(counts.closed());
        assertEquals(List.of("a bug, see the log: java.lang.ArithmeticException: thirteen"), trial.unfit);
    }

    @Test
    void aCanaryDecidesItsAssetsAndTheOtherVersionRunsBesideForThese() throws Exception {
        source.add("M1.a", "").add("M2.a", "");
        FakeModel one = FakeModel.sum("a");
        FakeModel two = one.next("2.0.0", x -> new double[] {x[0] + 100});
        trial = new Trial(ModelTrial.Stage.CANARY) {
            @Override
            public Model candidate() {
                return two;
            }

            @Override
            public Model reference() {
                return one;
            }
        };
        assembly.trials(chosen -> trial, shadowThreads);
        assembly.configure(configuration("assets", "M1,M2", "mapping", "*={asset}.*"));
        assembly.source(offer(source));
        assembly.model(PipelineHarness.offer(one));
        FakeSource.Subscription counts = source.subscribed();
        FakeSource.Subscription beside = source.subscribed();
        openerIsIdle();
        counts.send(1_000_000L, 1, 2);
        beside.send(1_000_000L, 1, 2);
        List<PipelineDecision> both = List.of(decision(), decision());
        assertEquals(
                List.of("M2 SERVING 1.0.0", "M1 CANARY 2.0.0"),
                both.stream()
                        .map(d -> d.asset() + " " + d.role() + " " + d.model().version())
                        .toList());
        beside.send(2_000_000L, 1, 2);
        List<Decision> pair = pair();
        assertEquals(
                List.of("CANARY M1", "SHADOW M1"),
                pair.stream().map(d -> d.role() + " " + d.asset()).toList());
        report(trial.ofCandidate, 1);
        trial = null;
        assembly.model(PipelineHarness.offer(one));
        assembly.updateRefused(Diagnosis.NONE);
        openerIsIdle();
        counts.send(2_000_000L, 1, 2);
        assertEquals(Role.SERVING, decision().role());
        assertEquals(Role.SERVING, decision().role());
        assertTrue(beside.closed());
        await(() -> two.opened.stream().allMatch(FakeModel.FakeRunner::closed), "canary closed");
    }

    @Test
    void inProbationRunsAndFailuresAreReported() throws Exception {
        FakeSource.Subscription counts = running(ModelTrial.Stage.PROBATION);
        openerIsIdle();
        counts.send(1_000_000L, 1, 1);
        decision();
        model.onRun = () -> {
            throw new ModelException("no memory", true);
        };
        counts.send(2_000_000L, 1, 1);
        decision();
        report(trial.ofCandidate, 2);
        assertEquals(1, trial.failures.get());
    }

    @Test
    void whatIsNeverPairedIsBoundedAndCounted() {
        Pairs pairs = new Pairs((one, other) -> {
            throw new AssertionError("nothing to pair");
        });
        PipelineDecision any = new PipelineDecision(
                "a",
                "p",
                "",
                new ModelIdentity("m", "1", "0", "CPU"),
                1,
                1,
                0,
                0,
                Role.SERVING,
                List.of(),
                Quality.BAD,
                "",
                false,
                false,
                false,
                0,
                0,
                0,
                false);
        for (int i = 0; i < Pairs.MOST_QUEUED + 10; i++) {
            pairs.decided(any);
        }
        assertEquals(10, pairs.takeUnpaired());
        assertEquals(0, pairs.takeUnpaired());
    }
}
