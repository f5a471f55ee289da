package io.millwright.planning.shop.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millwright.planning.shop.PolicyTime;
import io.millwright.planning.shop.RandomShops;
import io.millwright.planning.shop.Released;
import io.millwright.planning.shop.Rule;
import io.millwright.planning.shop.Schedule;
import io.millwright.planning.shop.Shop;
import io.millwright.planning.shop.Shop.Placement;
import io.millwright.planning.shop.ShopPlan;
import io.millwright.planning.shop.ShopPlanner;
import io.millwright.planning.shop.ShopPlanner.Improved;
import io.millwright.planning.shop.ShopPlanner.Settings;
import io.millwright.planning.shop.check.ScheduleCheck;
import io.millwright.planning.shop.solver.Solver.Limits;
import io.millwright.planning.shop.solver.child.Answers;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The solver as it is, and processes in its place that die, hang, or say anything. */
class SolverTest {
    private static final Limits FIVE_SECONDS = new Limits(5_000, 1, 1L << 30, 300_000, 300_000);

    /** For a search that ends with its proof, however little of the processor a process of the lowest priority gets. */
    private static final Limits UNTIL_PROVED = new Limits(300_000, 1, 1L << 30, 300_000, 60_000);

    private static final Limits PATIENT = new Limits(500, 1, 1L << 30, 300_000, 300_000);
    private static final Limits SILENT = new Limits(500, 1, 1L << 30, 1_500, 300_000);
    private static final Limits LATE = new Limits(500, 1, 1L << 30, 300_000, 4_000);
    private static final Shop SHOP = RandomShops.plain(new SplittableRandom(11), 6, 6);
    private static final Schedule FIFO = Rule.FIFO.schedule(SHOP);

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void aSmallShopIsSolvedAndProved() {
        Solver solver = real(UNTIL_PROVED);
        Improved improved = solver.improve(SHOP, FIFO);
        assertNull(improved.note());
        assertEquals(List.of(), ScheduleCheck.faults(SHOP, improved.schedule(), null));
        assertEquals(improved.boundSeconds(), SHOP.cost(improved.schedule()).total());
        assertTrue(improved.boundSeconds() < SHOP.cost(FIFO).total());
    }

    @Test
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void shopsWithBreakdownsAndDueDatesPassTheCheck() {
        Solver solver = real(FIVE_SECONDS);
        SplittableRandom random = new SplittableRandom(5);
        for (int number = 0; number < 6; number++) {
            Shop shop = RandomShops.any(random);
            Schedule before = Rule.FIFO.schedule(shop);
            Shop broken = RandomShops.brokenDown(random, shop, before, random.nextInt(200));
            ShopPlan plan = new ShopPlanner(null, solver)
                    .plan(broken, Released.of(shop, before), new Settings(30, 1, 1), PolicyTime.unlimited());
            assertEquals(List.of("there is no dispatch policy: rules alone"), plan.notes());
            assertTrue(plan.gapAtMost() >= 0 || Double.isNaN(plan.gapAtMost()), () -> "gap " + plan.gapAtMost());
        }
        assertEquals(0, solver.failures());
        assertEquals(0, solver.refused());
    }

    private Solver real(Limits limits) {
        SolverFiles files = new SolverOnClassPath(folder.resolve("native"));
        assumeTrue(files.missing().isEmpty(), files.missing());
        return new Solver(files, limits);
    }

    @Test
    void withoutASolverThePolicyAndTheRulesPlanAlone() {
        Solver solver = new Solver(new Nothing("no solver is installed"), PATIENT);
        ShopPlan plan = new ShopPlanner(null, solver).plan(SHOP, null, new Settings(0, 1, 1), PolicyTime.unlimited());
        assertTrue(plan.notes().contains("no solver is installed"), () -> "" + plan.notes());
        assertEquals(0, solver.runs());
    }

    @Test
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void aProcessThatDiesIsSaidAndThePlanStands() throws IOException {
        failed("kill -9 $$", "ended with status 137");
        failed("echo 'Error: cannot load it' >&2; exit 3", "status 3: Error: cannot load it");
    }

    @Test
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void aProcessThatSaysNothingOrNeverEndsIsEnded() throws IOException {
        failed(SILENT, "exec sleep 1000", "it said nothing for 1500 ms");
        failed(LATE, "while true; do printf '\\001'; sleep 0.1; done", "did not end in its time");
    }

    @Test
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void aProcessThatReadsNothingOfALargeProblemIsEnded() throws IOException {
        Shop large = RandomShops.plain(new SplittableRandom(12), 120, 60);
        Solver solver = fake(SILENT, "exec sleep 1000");
        Improved improved = solver.improve(large, Rule.FIFO.schedule(large));
        assertNull(improved.schedule());
        assertTrue(improved.note().contains("it said nothing for 1500 ms"), improved.note());
    }

    @Test
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void whatItComplainsOfFillsNoDisk() throws IOException {
        // SIGXFSZ, 25, ends what writes on. It keeps its output open: the end of that is taken for its own end soon.
        failed("exec 3>&1; exec head -c 100000000 /dev/zero >&2", "ended with status 153");
    }

    @Test
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void whatIsNoAnswerIsNotBelieved() throws IOException {
        failed("echo All is well; exec sleep 1000", "something that is no answer (65)");
        failed(
                "printf '\\002\\0\\0\\0\\0\\0\\0\\0\\0\\377\\377\\377\\377'; exec sleep 1000",
                "a schedule of -1 operations");
        failed("printf '\\003\\0\\0'", "ended with status 0");
        failed("head -c 100000000 /dev/zero", "no answer (0)");
    }

    @Test
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void aScheduleThatCannotBeDoneIsLeftOutAndCounted() throws IOException {
        Solver solver = fake("printf '\\002\\0\\0\\0\\0\\0\\0\\0\\1\\0\\0\\0\\044'; head -c 432 /dev/zero;"
                + " printf '\\003\\0\\0\\0\\0\\0\\0\\0\\1'");
        Improved improved = solver.improve(SHOP, FIFO);
        assertNull(improved.schedule());
        assertEquals("a schedule of the solver did not pass the check and was left out", improved.note());
        assertEquals(1, solver.refused());
    }

    @Test
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void whatItHadFoundWhenItDiedHolds() throws IOException {
        Schedule better = Rule.MWKR.schedule(SHOP);
        assertTrue(
                SHOP.cost(better).total() < SHOP.cost(Rule.SPT.schedule(SHOP)).total());
        Path said = folder.resolve("said");
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(said))) {
            out.writeByte(Answers.BEAT);
            out.writeByte(Answers.SCHEDULE);
            out.writeLong(7);
            out.writeInt(SHOP.operationCount());
            for (Placement each : better.placements()) {
                out.writeInt(0);
                out.writeLong(each.startSeconds() - SHOP.nowSeconds());
            }
        }
        Solver solver = fake("cat " + said + "; kill -9 $$");
        Improved improved = solver.improve(SHOP, Rule.SPT.schedule(SHOP));
        assertEquals(better, improved.schedule());
        assertEquals(7, improved.boundSeconds());
        assertTrue(improved.note().contains("status 137"), improved.note());
        assertEquals(1, solver.failures());
    }

    @Test
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void aClosedSolverEndsWhatRunsAndStartsNothing() throws Exception {
        Solver solver = fake("while true; do printf '\\001'; sleep 0.05; done");
        Thread planning = new Thread(() -> solver.improve(SHOP, FIFO));
        planning.start();
        while (solver.runs() == 0) {
            Thread.onSpinWait();
        }
        solver.close();
        planning.join();
        assertEquals("the solver is closed", solver.improve(SHOP, FIFO).note());
        assertEquals(1, solver.runs());
    }

    @Test
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void aBoundThatCannotBeIsNotBelieved() throws IOException {
        Improved improved =
                fake("printf '\\003\\0\\0\\0\\0\\177\\0\\0\\0'; sleep 0.2").improve(SHOP, FIFO);
        assertEquals(0, improved.boundSeconds());
    }

    private void failed(String script, String expected) throws IOException {
        failed(PATIENT, script, expected);
    }

    private void failed(Limits limits, String script, String expected) throws IOException {
        Solver solver = fake(limits, script);
        ShopPlan plan = new ShopPlanner(null, solver).plan(SHOP, null, new Settings(0, 1, 1), PolicyTime.unlimited());
        assertTrue(plan.notes().toString().contains(expected), () -> "" + plan.notes());
        assertEquals(1, solver.failures());
        assertEquals(List.of(), ScheduleCheck.faults(plan.shop(), plan.schedule(), plan.cost()));
    }

    private Solver fake(String script) throws IOException {
        return fake(PATIENT, script);
    }

    private Solver fake(Limits limits, String script) throws IOException {
        Path program = Files.createTempFile(folder, "solver", ".sh");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new Solver(new Nothing(""), limits, program);
    }

    /** No files at all. */
    private record Nothing(String missing) implements SolverFiles {
        @Override
        public String version() {
            return "0";
        }

        @Override
        public Placed place() {
            return new Placed("none", Path.of("none"));
        }
    }
}
