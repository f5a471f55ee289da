package io.millwright.pipeline.advise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.DecisionListener;
import io.millwright.decision.DriftLevel;
import io.millwright.decision.Explanation.Scale;
import io.millwright.decision.Fitness;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendation.About;
import io.millwright.decision.Recommendation.Kind;
import io.millwright.decision.Recommendation.Status;
import io.millwright.pipeline.Bound;
import io.millwright.pipeline.advise.AdvisedModel.Saw;
import io.millwright.pipeline.advise.TestAdvice.Knob;
import io.millwright.pipeline.listen.Explaining;
import io.millwright.pipeline.listen.ModelFinder.Found;
import io.millwright.pipeline.publish.message.Annex;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Advice of a whole gateway: heard, searched for on a thread of its own, told, answered; and gone when it stops. */
@Timeout(value = 5 * Bound.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AdviserTest {
    private static final String P = AdvisedModel.PIPELINE;
    private static final AdviceSettings ON = new AdviceSettings(true, 1, 0);

    private volatile DecisionListener ear;
    private volatile boolean published = true;
    private volatile boolean installed = true;
    private final AdvisedModel model = new AdvisedModel();
    private final List<Annex> messages = new CopyOnWriteArrayList<>();
    private final List<Recommendation> heard = new CopyOnWriteArrayList<>();
    private final CountDownLatch held = new CountDownLatch(1);
    private Adviser adviser = adviser(ModelReasons.WAIT_MILLIS);

    private Adviser adviser(long explanationMillis) {
        return new Adviser(
                fake(BundleContext.class, (proxy, method, arguments) -> {
                    assertEquals("registerService", method.getName());
                    assertEquals(DecisionListener.class, arguments[0]);
                    ear = (DecisionListener) arguments[1];
                    return fake(ServiceRegistration.class, (p, m, a) -> {
                        if (m.getName().equals("unregister")) {
                            ear = null;
                        }
                        return null;
                    });
                }),
                identity -> installed ? new Found(model, () -> true) : null,
                annex -> published && messages.add(annex),
                explanationMillis);
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private long counter(String name) {
        return adviser.counters(P).get("advice." + name);
    }

    private void awaitCounter(String name, long value) {
        Bound.await(() -> counter(name) == value, () -> name + " is " + counter(name));
    }

    @AfterEach
    void close() {
        held.countDown();
        adviser.close();
        assertNull(ear);
        Bound.await(
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals(AdviceThread.NAME)),
                () -> "the thread is left");
    }

    @Test
    void lanesPayNothingWhileNobodyWantsAdvice() {
        adviser.configure(P, this, AdviceSettings.OFF);
        assertNull(ear);
        adviser.configure(P, this, ON);
        assertNotNull(ear);
        assertTrue(ear.wantsInputs(P));
        assertFalse(ear.wantsInputs("other"), "and others pay nothing for it");
        adviser.configure(P, this, AdviceSettings.OFF);
        assertNull(ear);
    }

    @Test
    void aBadWeldBecomesAMessageAndAnOpenRecommendation() {
        adviser.bindListener(heard::add);
        adviser.configure(P, this, ON);
        ear.decided(AdvisedModel.bad(1), Saw.of(5, 3));
        Bound.await(() -> heard.size() == 1, () -> heard);
        assertEquals("recommendation", messages.get(0).kind());
        assertEquals("welder", messages.get(0).asset());
        Recommendation open = adviser.open().get(0);
        assertEquals(Status.OPEN, open.status());
        adviser.approve(open.id(), "Ms Weld", "");
        Bound.await(() -> heard.size() == 2, () -> heard);
        assertEquals(Status.APPROVED, heard.get(1).status());
        assertEquals(2, messages.size());
        assertEquals(1, counter("proposed"));
        assertEquals(1, counter("approved"));
        assertEquals(List.of(), adviser.open());
        assertEquals(Status.APPROVED, adviser.recent().get(0).status());
    }

    /** A gateway as shipped sends a message per second: what the newer one says needs none of its own. */
    @Test
    void aNewerRecommendationIsOneMessage() {
        adviser.bindListener(heard::add);
        adviser.configure(P, this, ON);
        ear.decided(AdvisedModel.bad(1), Saw.of(5, 3));
        Bound.await(() -> heard.size() == 1, () -> heard);
        Bound.await(
                () -> {
                    ear.decided(AdvisedModel.bad(2), Saw.of(5, 3));
                    return heard.size() >= 3;
                },
                () -> heard);
        assertEquals(Status.EXPIRED, heard.get(1).status());
        assertTrue(messages.stream().noneMatch(message -> message.body().contains("\"expired\"")));
    }

    @Test
    void driftHasAdviceWithheldUntilItIsOver() {
        adviser.bindListener(heard::add);
        Fitness drifted = fake(Fitness.class, (proxy, method, arguments) -> {
            assertEquals("level", method.getName());
            return DriftLevel.ADVICE_WITHHELD;
        });
        adviser.bindFitness(drifted);
        adviser.configure(P, this, ON);
        ear.decided(AdvisedModel.bad(1), Saw.of(5, 3));
        Bound.await(() -> heard.size() == 1, () -> heard);
        assertEquals(Kind.WITHHELD, heard.get(0).kind());
        assertTrue(heard.get(0).why().contains("have drifted"), heard.get(0).why());
        adviser.unbindFitness(drifted);
        Bound.await(
                () -> {
                    ear.decided(AdvisedModel.bad(2), Saw.of(5, 3));
                    return counter("proposed") > 0;
                },
                () -> adviser.counters(P));
    }

    @Test
    void aSlowModelHoldsUpNobodyWhoTellsDecisions() {
        adviser.configure(P, this, ON);
        CountDownLatch running = new CountDownLatch(1);
        model.beforeRun = () -> {
            running.countDown();
            Bound.await(() -> held.getCount() == 0, () -> "the test");
        };
        ear.decided(AdvisedModel.bad(1), Saw.of(5, 3));
        Bound.await(() -> running.getCount() == 0, () -> "no run");
        // With a single thread these would never return while the run is held up.
        for (int i = 2; i < 1_000; i++) {
            ear.decided(AdvisedModel.bad(i), Saw.of(5, 3));
        }
        held.countDown();
        model.beforeRun = () -> {};
        Bound.await(() -> counter("proposed") + counter("dropped") == counter("wanted"), () -> adviser.counters(P));
        assertTrue(counter("wanted") >= 1);
    }

    @Test
    void whatNoPublisherTakesIsCounted() {
        published = false;
        adviser.configure(P, this, ON);
        ear.decided(AdvisedModel.bad(1), Saw.of(5, 3));
        awaitCounter("untold", 1);
        assertEquals(1, adviser.open().size());
    }

    @Test
    void aModelWithoutAdviceIsCountedAndNothingIsTold() {
        model.advice = null;
        adviser.configure(P, this, ON);
        ear.decided(AdvisedModel.bad(1), Saw.of(5, 3));
        awaitCounter("impossible", 1);
        assertEquals(List.of(), messages);
    }

    @Test
    void aBugEndsOneSearchAndNotTheThread() {
        adviser.configure(P, this, ON);
        model.beforeRun = () -> {
            throw new IllegalArgumentException("a bug, on purpose");
        };
        ear.decided(AdvisedModel.bad(1), Saw.of(5, 3));
        awaitCounter("failed", 1);
        model.beforeRun = () -> Thread.currentThread().interrupt();
        Bound.await(
                () -> {
                    ear.decided(AdvisedModel.bad(2), Saw.of(5, 3));
                    return counter("proposed") >= 1;
                },
                () -> adviser.counters(P));
        Bound.await(() -> model.opened.get() == model.closed.get(), () -> model.closed);
    }

    @Test
    void aListenerThatThrowsIsCountedAndTheNextIsTold() {
        adviser.bindListener(advice -> {
            throw new IllegalStateException("a bug, on purpose");
        });
        adviser.bindListener(heard::add);
        adviser.configure(P, this, ON);
        ear.decided(AdvisedModel.bad(1), Saw.of(5, 3));
        awaitCounter("failed", 1);
        Bound.await(() -> heard.size() == 1, () -> heard);
    }

    private Recommendation proposed() {
        adviser.bindListener(heard::add);
        adviser.configure(P, this, ON);
        ear.decided(AdvisedModel.bad(1), Saw.of(5, 3));
        Bound.await(() -> heard.size() == 1, () -> adviser.counters(P));
        return adviser.open().get(0);
    }

    private void awaitWithdrawn(String because) {
        Bound.await(() -> heard.size() == 2, () -> heard);
        assertEquals(Status.WITHDRAWN, heard.get(1).status());
        assertTrue(heard.get(1).why().contains(because), heard.get(1).why());
        assertTrue(
                messages.get(1).body().contains("\"status\":\"withdrawn\""),
                messages.get(1).body());
        assertEquals(List.of(), adviser.open());
    }

    private void assertRefused(Recommendation advice, String because) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> adviser.approve(advice.id(), "Ms Weld", ""));
        assertTrue(refused.getMessage().contains(because), refused.getMessage());
    }

    @Test
    void aPipelineThatEndsTakesItsAdviceAlongAndSaysSo() {
        proposed();
        adviser.forget(P, this);
        assertEquals(2, messages.size(), "its publisher goes next");
        awaitWithdrawn("the pipeline has ended");
        assertNull(ear);
    }

    /** A pipeline of the same pid may have begun before: what it said stays. */
    @Test
    void aPipelineThatEndsLateLeavesItsSuccessorAlone() {
        adviser.configure(P, new Object(), ON);
        Recommendation advice = proposed();
        adviser.forget(P, "another");
        assertEquals(List.of(advice), adviser.open());
        assertNotNull(ear);
    }

    @Test
    void switchedOffItWithdrawsWhatIsOpen() {
        proposed();
        adviser.configure(P, this, AdviceSettings.OFF);
        awaitWithdrawn("advice was switched off");
        awaitCounter("withdrawn", 1);
    }

    /** Has a search begin, and held up until the test lets it go on. */
    private void searching() {
        CountDownLatch running = new CountDownLatch(1);
        model.beforeRun = () -> {
            running.countDown();
            Bound.await(() -> held.getCount() == 0, () -> "the test");
        };
        Bound.await(
                () -> {
                    ear.decided(AdvisedModel.bad(2), Saw.of(5, 3));
                    return running.getCount() == 0;
                },
                () -> adviser.counters(P));
    }

    @Test
    void whatASearchFindsOnceAdviceIsSwitchedOffIsDropped() {
        proposed();
        searching();
        adviser.configure(P, this, AdviceSettings.OFF);
        long before = counter("dropped");
        held.countDown();
        awaitCounter("dropped", before + 1);
        awaitWithdrawn("advice was switched off");
        assertEquals(1, counter("proposed"));
    }

    /** Also while the end waits until what was open is told. */
    @Test
    void whatASearchFindsOnceItsPipelineHasEndedIsNotOpen() throws Exception {
        proposed();
        searching();
        Thread end = new Thread(() -> adviser.forget(P, this), "end");
        end.start();
        Bound.await(() -> adviser.open().isEmpty(), adviser::open);
        held.countDown();
        end.join(Bound.MILLIS);
        adviser.close();
        assertEquals(List.of(), adviser.open());
        awaitWithdrawn("the pipeline has ended");
        assertEquals(2, messages.size());
    }

    /** However silent the machine is: nobody decides any more, and yet it is found. */
    @Test
    void adviceIsWithdrawnOnceItsModelIsGone() {
        proposed();
        installed = false;
        awaitWithdrawn("seam 1.0.0 is not installed any more");
        awaitCounter("withdrawn", 1);
    }

    @Test
    void nobodyApprovesWhatWasMadeFromAModelThatIsGone() {
        Recommendation advice = proposed();
        installed = false;
        assertRefused(advice, "is WITHDRAWN: the model seam 1.0.0 is not installed any more");
        awaitWithdrawn("seam 1.0.0");
    }

    @Test
    void nobodyApprovesWhatDriftHasOvertaken() {
        Recommendation advice = proposed();
        adviser.bindFitness(fake(Fitness.class, (proxy, method, arguments) -> DriftLevel.ADVICE_WITHHELD));
        assertRefused(advice, "is WITHDRAWN: the machine's data have drifted");
        awaitWithdrawn("have drifted");
    }

    @Test
    void nobodyApprovesWhatTheOperatorHasOvertaken() {
        Recommendation advice = proposed();
        ear.decided(AdvisedModel.good(2), Saw.of(9.9, 3));
        assertRefused(advice, "is WITHDRAWN: a is 9.900 K now");
        awaitWithdrawn("a is 9.900 K now");
    }

    @Test
    void nobodyApprovesWhatWasMadeForAnotherPlate() {
        model.advice = TestAdvice.raise(Knob.of("b", 0, 10));
        model.good = row -> 0.1 * row[1];
        Recommendation advice = proposed();
        ear.decided(AdvisedModel.good(2), Saw.of(7, 3));
        assertRefused(advice, "is WITHDRAWN: a is 7.000 K now, the proposal was made for 5.000 K");
        awaitWithdrawn("a is 7.000 K now");
    }

    @Test
    void whatExplainsDecisionsIsAskedForReasons() {
        Explaining room = (decision, inputs, budgetMillis, done) -> {
            done.accept(GivenExplanation.of(decision, "good", Scale.OUTPUT, 0.5));
            return true;
        };
        adviser.bindExplaining(room);
        assertTrue(proposed().reasons().stream().anyMatch(reason -> reason.about() == About.OUTPUT));
        assertEquals(0, counter("unexplained"));
        adviser.unbindExplaining(room);
    }

    /** The end waits for no explanation: this one would be waited for longer than the test may take. */
    @Test
    void theEndIsNotHeldUpByAnExplanationThatDoesNotCome() {
        adviser = adviser(TimeUnit.HOURS.toMillis(1));
        CountDownLatch asked = new CountDownLatch(1);
        adviser.bindExplaining((decision, inputs, budgetMillis, done) -> {
            asked.countDown();
            return true;
        });
        adviser.configure(P, this, ON);
        ear.decided(AdvisedModel.bad(1), Saw.of(5, 3));
        Bound.await(() -> asked.getCount() == 0, () -> adviser.counters(P));
        adviser.close();
        // After each test none of its threads may be left.
    }
}
