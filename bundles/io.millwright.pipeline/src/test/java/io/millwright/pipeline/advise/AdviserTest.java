package io.millwright.pipeline.advise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.DecisionListener;
import io.millwright.decision.DriftLevel;
import io.millwright.decision.Fitness;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendation.Kind;
import io.millwright.decision.Recommendation.Status;
import io.millwright.pipeline.Bound;
import io.millwright.pipeline.advise.AdvisedModel.Saw;
import io.millwright.pipeline.publish.message.Annex;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
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
    private final AdvisedModel model = new AdvisedModel();
    private final List<Annex> messages = new CopyOnWriteArrayList<>();
    private final List<Recommendation> heard = new CopyOnWriteArrayList<>();
    private final CountDownLatch held = new CountDownLatch(1);
    private final Adviser adviser = new Adviser(
            fake(BundleContext.class, (proxy, method, arguments) -> {
                assertEquals("registerService", method.getName());
                assertEquals(DecisionListener.class, arguments[0]);
                ear = (DecisionListener) arguments[1];
                return fake(ServiceRegistration.class, (p, m, a) -> {
                    assertEquals("unregister", m.getName());
                    ear = null;
                    return null;
                });
            }),
            identity -> model,
            annex -> published && messages.add(annex));

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
        assertFalse(
                Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(thread -> thread.getName().equals(AdviceThread.NAME)),
                "the thread is left");
    }

    @Test
    void lanesPayNothingWhileNobodyWantsAdvice() {
        adviser.configure(P, AdviceSettings.OFF);
        assertNull(ear);
        adviser.configure(P, ON);
        assertNotNull(ear);
        assertTrue(ear.wantsInputs());
        adviser.configure(P, AdviceSettings.OFF);
        assertNull(ear);
    }

    @Test
    void aBadWeldBecomesAMessageAndAnOpenRecommendation() {
        adviser.bindListener(heard::add);
        adviser.configure(P, ON);
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
        adviser.configure(P, ON);
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
        adviser.configure(P, ON);
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
        adviser.configure(P, ON);
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
        adviser.configure(P, ON);
        ear.decided(AdvisedModel.bad(1), Saw.of(5, 3));
        awaitCounter("untold", 1);
        assertEquals(1, adviser.open().size());
    }

    @Test
    void aModelWithoutAdviceIsCountedAndNothingIsTold() {
        model.advice = null;
        adviser.configure(P, ON);
        ear.decided(AdvisedModel.bad(1), Saw.of(5, 3));
        awaitCounter("impossible", 1);
        assertEquals(List.of(), messages);
    }

    @Test
    void aBugEndsOneSearchAndNotTheThread() {
        adviser.configure(P, ON);
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
        adviser.configure(P, ON);
        ear.decided(AdvisedModel.bad(1), Saw.of(5, 3));
        awaitCounter("failed", 1);
        Bound.await(() -> heard.size() == 1, () -> heard);
    }

    @Test
    void aPipelineThatEndsTakesItsAdviceAlong() {
        adviser.configure(P, ON);
        ear.decided(AdvisedModel.bad(1), Saw.of(5, 3));
        Bound.await(() -> adviser.open().size() == 1, () -> adviser.counters(P));
        adviser.forget(P);
        assertEquals(List.of(), adviser.open());
        assertNull(ear);
    }
}
