package io.millwright.pipeline.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Decision;
import io.millwright.decision.DecisionListener;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.pipeline.Bound;
import io.millwright.pipeline.publish.Decisions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners may be slow, wrong and short-lived: no lane and no other listener notices. */
@Timeout(value = 5 * Bound.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DecisionListenersTest {
    private final DecisionListeners listeners = new DecisionListeners();
    private final PipelineListeners p = listeners.of("p");
    private final List<Decision> heard = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** Held up until the test lets it go. */
    private final DecisionListener slow = (decision, inputs) -> {
        called.countDown();
        awaitGoOn();
        heard.add(decision);
    };

    private void awaitGoOn() {
        Bound.await(() -> goOn.getCount() == 0, () -> "the test");
    }

    @AfterEach
    void close() {
        goOn.countDown();
        listeners.close();
    }

    private static Decision decision(String asset, long sequence) {
        return Decisions.ofManyAssets("p", asset, sequence, false, 0, 0);
    }

    private static final class Keeper implements DecisionListener, PipelineKeeper {
        private final List<String> told = new ArrayList<>();

        @Override
        public void decided(Decision decision, FeatureSnapshot inputs) {}

        @Override
        public void began(String pipeline) {
            told.add("began " + pipeline);
        }

        @Override
        public void ended(String pipeline) {
            told.add("ended " + pipeline);
        }
    }

    /** A pipeline may begin before the one of the same pid has ended, and that end is told once. */
    @Test
    void whoKeepsSomethingOfAPipelineIsToldWhenTheLastOfItsPidHasEnded() {
        Keeper keeper = new Keeper();
        listeners.bind(keeper);
        PipelineListeners next = listeners.of("p");
        p.close();
        assertEquals(List.of("began p"), keeper.told);
        next.close();
        next.close();
        assertEquals(List.of("began p", "ended p"), keeper.told);
    }

    @Test
    void eachAssetsDecisionsComeInTheirOrder() {
        listeners.bind((decision, inputs) -> heard.add(decision));
        for (int i = 1; i <= 1_000; i++) {
            p.offer(decision("a", i), null);
            p.offer(decision("b", i), null);
        }
        Bound.await(() -> heard.size() == 2_000, heard::size);
        for (String asset : List.of("a", "b")) {
            List<Long> sequences = heard.stream()
                    .filter(decision -> decision.asset().equals(asset))
                    .map(Decision::sequence)
                    .toList();
            assertEquals(sequences.stream().sorted().toList(), sequences);
        }
        assertEquals(0L, listeners.counters().get("listeners.dropped"));
    }

    @Test
    void whatASlowListenerDoesNotTakeIsDroppedOldestFirstAndCountedAndNoOtherOneLosesAnything() throws Exception {
        List<Decision> quick = Collections.synchronizedList(new ArrayList<>());
        listeners.bind(slow);
        listeners.bind((decision, inputs) -> quick.add(decision));
        p.offer(decision("a", 1), null);
        assertTrue(called.await(Bound.SECONDS, TimeUnit.SECONDS));
        int surplus = 10;
        for (int i = 2; i <= 1 + ListenerQueue.CAPACITY + surplus; i++) {
            int sequence = i;
            p.offer(decision("a", i), null);
            Bound.await(() -> quick.size() == sequence, quick::size);
        }
        assertEquals((long) surplus, listeners.counters().get("listeners.dropped"));
        goOn.countDown();
        Bound.await(() -> heard.size() == 1 + ListenerQueue.CAPACITY, heard::size);
        assertEquals(1, heard.get(0).sequence());
        assertEquals(2 + surplus, heard.get(1).sequence(), "the oldest ones gave way");
    }

    @Test
    void bigInputsThatASlowListenerDoesNotTakeAreBoundedInBytes() throws Exception {
        listeners.bind(new DecisionListener() {
            @Override
            public void decided(Decision decision, FeatureSnapshot snapshot) {
                slow.decided(decision, snapshot);
            }

            @Override
            public boolean wantsInputs() {
                return true;
            }
        });
        p.offer(decision("a", 1), null);
        assertTrue(called.await(Bound.SECONDS, TimeUnit.SECONDS));
        int rows = 1 << 20;
        int most = (int) (ListenerQueue.MOST_BYTES / (2 * Double.BYTES * rows));
        for (int i = 2; i <= 1 + most + 3; i++) {
            p.offer(decision("a", i), inputs(rows));
        }
        assertEquals(3L, listeners.counters().get("listeners.dropped"));
        p.offer(decision("a", 99), inputs(Integer.MAX_VALUE));
        assertEquals(3L + most, listeners.counters().get("listeners.dropped"), "one waits whatever it takes");
        goOn.countDown();
        Bound.await(() -> heard.size() == 2, heard::size);
        assertEquals(99, heard.get(1).sequence());
        p.offer(decision("a", 100), inputs(rows));
        Bound.await(() -> heard.size() == 3, heard::size);
        assertEquals(3L + most, listeners.counters().get("listeners.dropped"));
    }

    private static FeatureSnapshot inputs(int rows) {
        return new FeatureSnapshot() {
            @Override
            public List<String> features() {
                return List.of("torque", "speed");
            }

            @Override
            public int rows() {
                return rows;
            }

            @Override
            public double value(int row, int column) {
                return 0;
            }
        };
    }

    @Test
    void aListenerThatThrowsIsToldTheNextDecision() {
        listeners.bind((decision, inputs) -> {
            heard.add(decision);
            throw new NoClassDefFoundError("org/example/Gone");
        });
        for (int i = 1; i <= 3; i++) {
            p.offer(decision("a", i), null);
        }
        Bound.await(() -> heard.size() == 3, heard::size);
        Bound.await(() -> listeners.counters().get("listeners.failed") == 3, listeners::counters);
    }

    @Test
    void unbindingDuringACallWaitsForItOneSecondAtMostAndNothingIsToldAfterwards() throws InterruptedException {
        listeners.bind(slow);
        p.offer(decision("a", 1), null);
        p.offer(decision("a", 2), null);
        assertTrue(called.await(Bound.SECONDS, TimeUnit.SECONDS));
        Thread thread = threadNamed("millwright-decisions-1");
        long start = System.nanoTime();
        listeners.unbind(slow);
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(900), "it waits for the call");
        assertTrue(thread.isAlive(), "and leaves it alone");
        assertFalse(thread.isInterrupted());
        p.offer(decision("a", 3), null);
        goOn.countDown();
        thread.join(Bound.MILLIS);
        assertFalse(thread.isAlive());
        assertEquals(1, heard.size());
    }

    @Test
    void aListenerMayWithdrawItselfWhileItIsTold() {
        DecisionListener[] self = new DecisionListener[1];
        self[0] = (decision, inputs) -> {
            listeners.unbind(self[0]);
            heard.add(decision);
        };
        listeners.bind(self[0]);
        p.offer(decision("a", 1), null);
        Bound.await(() -> heard.size() == 1, heard::size);
        assertEquals(0L, listeners.counters().get("listeners"));
    }

    @Test
    void inputsGoOnlyToThoseWhoWantThem() {
        List<FeatureSnapshot> inputs = Collections.synchronizedList(new ArrayList<>());
        DecisionListener wanting = new DecisionListener() {
            @Override
            public void decided(Decision decision, FeatureSnapshot snapshot) {
                inputs.add(snapshot);
            }

            @Override
            public boolean wantsInputs() {
                return true;
            }
        };
        List<FeatureSnapshot> others = Collections.synchronizedList(new ArrayList<>());
        listeners.bind((decision, snapshot) -> others.add(snapshot));
        assertFalse(p.wantsInputs());
        listeners.bind(wanting);
        assertTrue(p.wantsInputs());
        FeatureSnapshot snapshot = new FeatureSnapshot() {
            @Override
            public List<String> features() {
                return List.of();
            }

            @Override
            public int rows() {
                return 0;
            }

            @Override
            public double value(int row, int column) {
                return 0;
            }
        };
        p.offer(decision("a", 1), snapshot);
        Bound.await(() -> inputs.size() + others.size() == 2, inputs::size);
        assertSame(snapshot, inputs.get(0));
        assertNull(others.get(0));
        listeners.unbind(wanting);
        assertFalse(p.wantsInputs());
    }

    /** Wants the inputs of some pipelines. */
    private static final class Choosy implements DecisionListener {
        private final Set<String> wanted = ConcurrentHashMap.newKeySet();
        private final Map<String, FeatureSnapshot> seen = new ConcurrentHashMap<>();
        private final AtomicInteger told = new AtomicInteger();

        @Override
        public void decided(Decision decision, FeatureSnapshot snapshot) {
            if (snapshot != null) {
                seen.put(decision.pipeline(), snapshot);
            }
            told.incrementAndGet();
        }

        @Override
        public boolean wantsInputs(String pipeline) {
            return wanted.contains(pipeline);
        }
    }

    @Test
    void aPipelineCopiesNothingForWhoWantsTheInputsOfAnother() {
        Choosy choosy = new Choosy();
        choosy.wanted.add("p");
        listeners.bind(choosy);
        PipelineListeners q = listeners.of("q");
        assertTrue(p.wantsInputs());
        assertFalse(q.wantsInputs());
        p.offer(decision("a", 1), inputs(1));
        q.offer(Decisions.ofManyAssets("q", "a", 1, false, 0, 0), inputs(1));
        Bound.await(() -> choosy.told.get() == 2, choosy.told::get);
        assertEquals(Set.of("p"), choosy.seen.keySet());
    }

    @Test
    void whoChangesItsMindIsAskedAgainWhenItsPropertiesChange() {
        Choosy choosy = new Choosy();
        listeners.bind(choosy);
        assertFalse(p.wantsInputs());
        choosy.wanted.add("p");
        choosy.wanted.add("q");
        assertFalse(p.wantsInputs(), "nobody asks foreign code per decision");
        listeners.updated(choosy);
        assertTrue(p.wantsInputs());
        PipelineListeners q = listeners.of("q");
        assertTrue(q.wantsInputs(), "a pipeline that begins later asks, too");
        q.close();
        choosy.wanted.remove("p");
        p.refresh();
        assertFalse(p.wantsInputs(), "and one that is configured anew");
        choosy.wanted.clear();
        listeners.updated(choosy);
        q.refresh();
        assertFalse(p.wantsInputs());
        assertTrue(q.wantsInputs(), "whose pipeline has ended is not asked");
    }

    /** Is held up by the first question, and answers it with what it wanted then. */
    private final class Pondering implements DecisionListener {
        private final AtomicInteger questions = new AtomicInteger();
        private volatile boolean wants = true;

        @Override
        public void decided(Decision decision, FeatureSnapshot snapshot) {
            // Only asked.
        }

        @Override
        public boolean wantsInputs(String pipeline) {
            boolean wanted = wants;
            if (questions.incrementAndGet() == 1) {
                called.countDown();
                awaitGoOn();
            }
            return wanted;
        }
    }

    @Test
    void whoPondersAQuestionHoldsUpNoPipelineThatBeginsChangesOrEnds() throws Exception {
        Pondering pondering = new Pondering();
        Thread binding = new Thread(() -> listeners.bind(pondering), "binding");
        binding.start();
        assertTrue(called.await(Bound.SECONDS, TimeUnit.SECONDS));
        PipelineListeners q = listeners.of("q");
        q.refresh();
        assertTrue(q.wantsInputs());
        q.close();
        assertTrue(binding.isAlive(), "it ponders still");
        goOn.countDown();
        binding.join(Bound.MILLIS);
        assertTrue(p.wantsInputs());
    }

    @Test
    void anAnswerThatComesLateDoesNotReplaceANewerOne() throws Exception {
        Pondering pondering = new Pondering();
        Thread binding = new Thread(() -> listeners.bind(pondering), "binding");
        binding.start();
        assertTrue(called.await(Bound.SECONDS, TimeUnit.SECONDS));
        pondering.wants = false;
        listeners.updated(pondering);
        goOn.countDown();
        binding.join(Bound.MILLIS);
        assertFalse(binding.isAlive());
        assertFalse(p.wantsInputs());
    }

    @Test
    void closingEndsTheThreadsAndTakesNoListenerMore() {
        listeners.bind((decision, inputs) -> heard.add(decision));
        Thread thread = threadNamed("millwright-decisions-1");
        listeners.close();
        assertFalse(thread.isAlive(), "joined");
        listeners.bind(slow);
        p.offer(decision("a", 1), null);
        assertEquals(0L, listeners.counters().get("listeners"));
    }

    private static Thread threadNamed(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name) && thread.isAlive())
                .findAny()
                .orElseThrow();
    }
}
