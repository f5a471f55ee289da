package io.millwright.planning.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.planning.plan.PlannerState.Code;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a planner is given, and however it fails: it says so, goes on, and the approved plan stands. */
class PlannerWorkTest {
    private static final long WAIT_SECONDS = 60;

    @TempDir
    Path folder;

    private PlannerWork work;

    private PlannerWork work() {
        PlanBook book = new PlanBook(folder, "hall", "schedule", System::nanoTime, change -> {});
        List<PlannerWork.Kind> kinds = List.of(
                new PlannerWork.Kind("jobs", "job,seconds", "What is to be done.", "A,600", true),
                new PlannerWork.Kind("absences", "machine,from,to", "When machines are away.", "saw,0,60", false));
        work = new PlannerWork("hall", "schedule", kinds, book, folder, System::nanoTime, now -> {});
        return work;
    }

    @AfterEach
    void close() {
        if (work != null) {
            work.close();
        }
    }

    private void await(Code code) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (work.state().is() != code) {
            assertTrue(System.nanoTime() - end < 0, () -> code + " did not come; " + work.state());
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void awaitRun() {
        awaitRuns(1);
    }

    private void awaitText(String part) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!work.state().text().contains(part)) {
            assertTrue(System.nanoTime() - end < 0, () -> part + " did not come; " + work.state());
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Plans as the first line says. */
    private static class Said implements Maker {
        final CountDownLatch held = new CountDownLatch(1);
        final List<Occasion> calls = new CopyOnWriteArrayList<>();
        final AtomicInteger looks = new AtomicInteger();
        volatile Map<String, String> tools = Map.of();
        volatile boolean timed;
        volatile boolean due = true;

        @Override
        public boolean timed() {
            return timed;
        }

        @Override
        public int lines(String input, String csv) {
            if (csv.contains("?")) {
                throw new IllegalArgumentException("line 2, column seconds: '?': write whole seconds");
            }
            return csv.split("\n").length - 1;
        }

        @Override
        public Object settings() {
            return "always the same";
        }

        @Override
        public Map<String, String> tools() {
            looks.incrementAndGet();
            return tools;
        }

        @Override
        public Proposal make(Map<String, String> inputs, long nowMicros, Occasion occasion) {
            calls.add(occasion);
            if (!due) {
                return null;
            }
            String jobs = inputs.get("jobs");
            if (jobs.contains("unfit")) {
                throw new IllegalArgumentException("machine M9 of line 2 is in no calendar");
            }
            if (jobs.contains("bug")) {
                throw new IllegalStateException("a fault");
            }
            if (jobs.contains("endless")) {
                try {
                    held.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return new Proposal(
                    "hall",
                    true,
                    "",
                    "makespan",
                    "s",
                    2,
                    1,
                    0,
                    1,
                    List.of(),
                    Long.MAX_VALUE / 4,
                    null,
                    Map.of("FIFO", 2.0),
                    0,
                    "{\"jobs\":" + inputs.size() + "}");
        }
    }

    @Test
    void whatIsMissingIsNamedAndWhatIsGivenIsPlannedAndKept() {
        work().use(new Said());
        await(Code.INPUT_MISSING);
        assertTrue(work.state().remedy().contains("job,seconds"), work.state().remedy());
        String why = assertThrows(IllegalArgumentException.class, work::plan).getMessage();
        assertTrue(why.contains("no lines of jobs were given yet; give them"), why);
        assertEquals(1, work.accept("jobs", "job,seconds\na,3\n"));
        awaitRun();
        assertEquals("{\"jobs\":1}", work.proposed().document());
        assertTrue(work.inputs().get(0).takenMicros() > 0);
        work.close();

        // After a restart nobody has to give it again, and no second plan of the same takes the place of the one that
        // waits.
        String waiting = work.proposed().id();
        work().use(new Said());
        awaitText("made of what is given now");
        assertEquals(waiting, work.proposed().id());
        work.plan();
        awaitRun();
        assertTrue(!waiting.equals(work.proposed().id()));
    }

    /** What waits for an answer once another plan was made than that one, and the state says so: its run is over. */
    private String awaitAnother(String id) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (work.proposed() == null || work.proposed().id().equals(id)) {
            assertTrue(System.nanoTime() - end < 0, () -> "no other plan than " + id + "; " + work.state());
            LockSupport.parkNanos(1_000_000);
        }
        String another = work.proposed().id();
        awaitText("plan " + another + " was proposed");
        return another;
    }

    @Test
    void aModelThatComesOrIsReplacedMakesANewPlanAndOneThatIsNotThereYetMakesNone() {
        Said maker = new Said();
        work().use(maker);
        work.accept("jobs", "job,seconds\na,3\n");
        String without = awaitAnother("");
        maker.tools = Map.of("policy", "1 aa");
        work.look();
        String with = awaitAnother(without);
        work.close();

        // The gateway starts anew, and the model comes later than the planner.
        Said again = new Said();
        work().use(again);
        awaitText("made of what is given now");
        again.tools = Map.of("policy", "1 aa");
        int looks = again.looks.get();
        work.look();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (again.looks.get() == looks) {
            assertTrue(System.nanoTime() - end < 0, "nobody looked");
            LockSupport.parkNanos(1_000_000);
        }
        again.tools = Map.of("policy", "1 bb");
        work.look();
        awaitAnother(with);
        work.close();
        assertEquals(1L, work.counters().get("plans.runs"));
    }

    @Test
    void aPlanThatWasApprovedIsLeftAloneByARestart() {
        Said maker = new Said();
        maker.tools = Map.of("policy", "1 aa", "the solver", "9.14");
        work().use(maker);
        work.accept("jobs", "job,seconds\na,3\n");
        String id = awaitAnother("");
        work.book().approve(id, "Ann", "");
        work.close();
        Said again = new Said();
        again.tools = Map.of("the solver", "9.14");
        work().use(again);
        awaitText("made of what is given now");
        assertNull(work.proposed());
        assertEquals(id, work.inForce().id());
        again.tools = Map.of("the solver", "9.15");
        work.look();
        awaitAnother(id);
        assertEquals(id, work.inForce().id());
    }

    @Test
    void onceAPlanIsAnsweredTheStateSaysHowAndNoLongerThatItWasProposed() {
        work().use(new Said());
        work.accept("jobs", "job,seconds\na,3\n");
        String id = awaitAnother("");
        awaitText("plan " + id + " was proposed");
        work.look();
        work.book().approve(id, "Ann", "");
        work.look();
        awaitText("plan " + id + " was approved by Ann");
        assertEquals(Code.PLANNER_READY, work.state().is());
    }

    @Test
    void aPlannerWhosePlanIsNotDueYetSaysAfterARestartThatThePlanStands() {
        work().use(new Said());
        work.accept("jobs", "job,seconds\na,3\n");
        String id = awaitAnother("");
        work.close();
        Said again = new Said();
        again.timed = true;
        again.due = false;
        work().use(again);
        awaitText("made of what is given now");
        assertEquals(id, work.proposed().id());
        assertEquals(0L, work.counters().get("plans.runs"));
    }

    @Test
    void aRefusedInputLeavesTheFormerOne() {
        work().use(new Said());
        work.accept("jobs", "job,seconds\na,3\n");
        assertThrows(IllegalArgumentException.class, () -> work.accept("jobs", "job,seconds\na,?\n"));
        assertThrows(IllegalArgumentException.class, () -> work.accept("prices", "x\n"));
        work.plan();
        awaitRun();
    }

    @Test
    void theApprovedPlanStandsWhateverFailsAfterIt() {
        work().use(new Said());
        work.accept("jobs", "job,seconds\na,3\n");
        awaitRun();
        String id = work.proposed().id();
        work.book().approve(id, "Ann", "");
        work.accept("jobs", "job,seconds\nunfit,3\n");
        await(Code.INPUT_UNFIT);
        assertEquals(id, work.inForce().id());
        work.accept("jobs", "job,seconds\nbug,3\n");
        await(Code.PLAN_FAILED);
        assertEquals(id, work.inForce().id());
        work.refuse("target is 2", "write 0.5 to 0.995");
        assertEquals(Code.PLANNER_SETTINGS_WRONG, work.state().is());
        assertEquals(id, work.inForce().id());
        assertEquals(2L, work.counters().get("plans.failed"));
    }

    @Test
    void whatAPersonAsksForIsToldApartFromWhatHappensAtTheSameTime() {
        Said maker = new Said();
        work().use(maker);
        await(Code.INPUT_MISSING);
        work.accept("jobs", "job,seconds\na,3\n");
        String first = awaitAnother("");
        work.wake();
        String second = awaitAnother(first);
        work.accept("jobs", "job,seconds\nendless,3\n");
        await(Code.PLANNING);
        // Both while a plan is being made: one run follows, and it is a person's.
        work.plan();
        work.wake();
        maker.held.countDown();
        awaitRuns(4);
        assertEquals(List.of(Occasion.ASKED, Occasion.EVENT, Occasion.ASKED, Occasion.ASKED), maker.calls);
        assertTrue(!second.equals(work.proposed().id()));
    }

    @Test
    void settingsThatWereRefusedMeanwhileProposeNothingAndWhoAskedIsAnsweredByTheNextOnes() {
        Said maker = new Said();
        work().use(maker);
        work.accept("jobs", "job,seconds\nendless,3\n");
        await(Code.PLANNING);
        work.refuse("target is 2", "write 0.5 to 0.995");
        maker.held.countDown();
        Said next = new Said();
        next.held.countDown();
        assertEquals(Code.PLANNER_SETTINGS_WRONG, work.state().is());
        work.use(next);
        awaitAnother("");
        awaitRuns(1);
        assertEquals(List.of(Occasion.ASKED), next.calls);
        assertEquals(1L, work.counters().get("plans.runs"), "the plan by what was refused is none");
    }

    @Test
    void otherSettingsMakeAPlanDueWhateverHappensAtTheSameTime() {
        work().use(new Said());
        work.accept("jobs", "job,seconds\na,3\n");
        String first = awaitAnother("");
        Said other = new Said() {
            @Override
            public Object settings() {
                return "others";
            }
        };
        work.halt();
        work.wake();
        work.use(other);
        awaitAnother(first);
        assertEquals(Occasion.DUE, other.calls.get(0));
    }

    private void awaitRuns(long runs) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (work.counters().get("plans.runs") < runs) {
            assertTrue(System.nanoTime() - end < 0, () -> "fewer plans than " + runs + "; " + work.state());
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void whoAsksWhileASettingIsWrongIsToldWhich() {
        work().refuse("target is 2", "write 0.5 to 0.995");
        String why = assertThrows(IllegalArgumentException.class, work::plan).getMessage();
        assertTrue(why.contains("target is 2; write 0.5"), why);
    }

    @Test
    void aPlanThatNeverEndsIsEndedWithThePlanner() {
        work().use(new Said());
        work.accept("jobs", "job,seconds\nendless,3\n");
        await(Code.PLANNING);
        work.close();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (isThere("millwright-planning-hall")) {
            assertTrue(System.nanoTime() - end < 0, "its thread is left");
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static boolean isThere(String thread) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(each -> each.getName().equals(thread));
    }
}
