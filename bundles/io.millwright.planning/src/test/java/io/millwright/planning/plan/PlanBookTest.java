package io.millwright.planning.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Plan;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendation.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan is a person's promise: what was approved must stand, whatever happens to the gateway or to the next plan. */
class PlanBookTest {
    private static final long HOUR_MICROS = 3_600_000_000L;

    private static final Basis MADE_OF = new Basis("0", Map.of());

    @TempDir
    Path folder;

    private long now = 1_000_000;
    private final List<Status> told = new ArrayList<>();

    private PlanBook book() {
        return new PlanBook(folder, "press/1", "schedule", () -> now, change -> told.add(change.status()));
    }

    private static Proposal proposal(String document) {
        return new Proposal(
                "hall 1",
                true,
                "",
                "makespan",
                "s",
                120,
                100,
                Double.NaN,
                Double.NaN,
                List.of("shorter"),
                HOUR_MICROS,
                null,
                Map.of("FIFO", 120.0),
                0.02,
                document);
    }

    @Test
    void theApprovedPlanStandsOverARestartAndOverALaterProposal() {
        PlanBook before = book();
        Plan first = before.propose(proposal("{\"a\":1}"), MADE_OF);
        before.approve(first.id(), "Ann", "go");
        now += 1;
        before.propose(proposal("{\"a\":2}"), MADE_OF);

        PlanBook after = book();
        assertEquals("{\"a\":1}", after.inForce().document());
        assertEquals("Ann", after.inForce().who());
        assertEquals(20, after.inForce().gain().atLeast());
        assertTrue(Double.isNaN(after.inForce().confidence()));
        assertEquals("{\"a\":2}", after.proposed().document());
        assertEquals(List.of(Status.OPEN, Status.APPROVED, Status.OPEN), told);
    }

    @Test
    void aClockThatWasAheadMakesNoPlanThatIsNeverOver() {
        now += 1_000 * HOUR_MICROS;
        Plan ahead = book().propose(proposal("{}"), MADE_OF);
        now -= 1_000 * HOUR_MICROS;
        PlanBook book = book();
        Plan plan = book.propose(proposal("{}"), MADE_OF);
        assertTrue(plan.createdMicros() > ahead.createdMicros(), "the newest is known by that");
        book.approve(plan.id(), "Ann", "");
        now += HOUR_MICROS - 1;
        assertEquals(plan.id(), book.inForce().id());
        now += 1;
        assertNull(book.inForce());
    }

    @Test
    void aNewProposalTakesThePlaceOfTheOneThatWaits() {
        PlanBook book = book();
        Plan first = book.propose(proposal("{}"), MADE_OF);
        Plan second = book.propose(proposal("{}"), MADE_OF);
        assertEquals(
                List.of(second.id()),
                book.open().stream().map(Recommendation::id).toList());
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> book.approve(first.id(), "Ann", ""));
        assertEquals("plan " + first.id() + " is EXPIRED", refused.getMessage());
    }

    @Test
    void whatRunsOutIsNeitherOpenNorInForce() {
        PlanBook book = book();
        book.approve(book.propose(proposal("{}"), MADE_OF).id(), "Ann", "");
        book.propose(proposal("{}"), MADE_OF);
        now += 2 * HOUR_MICROS;
        assertNull(book.inForce());
        assertNull(book.proposed());
        assertNull(book().inForce());
        assertEquals(1L, book.counters().get("plans.expired"));
    }

    @Test
    void aClockPutBackGivesNoNameTwice() {
        PlanBook book = book();
        String first = book.propose(proposal("{}"), MADE_OF).id();
        now -= 500_000;
        assertTrue(!first.equals(book.propose(proposal("{}"), MADE_OF).id()));
        assertTrue(!first.equals(book().propose(proposal("{}"), MADE_OF).id()));
    }

    @Test
    void aDamagedFileIsPutAsideAndTheBookBegins() throws Exception {
        book().propose(proposal("{}"), MADE_OF);
        Path file;
        try (var files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }
        Files.writeString(file, "[{\"id\":3");
        assertNull(book().proposed());
        assertTrue(Files.exists(file.resolveSibling(file.getFileName() + ".unreadable")));
    }

    @Test
    void adviceToKeepIsToldAndNotOpen() {
        PlanBook book = book();
        Proposal keep = new Proposal(
                "hall 1",
                false,
                "nothing is gained",
                "makespan",
                "s",
                100,
                100,
                0,
                1,
                List.of(),
                HOUR_MICROS,
                null,
                Map.of("FIFO", 100.0),
                0,
                "{}");
        assertEquals(Status.NONE, book.propose(keep, MADE_OF).status());
        assertEquals(List.of(), book.open());
        assertEquals(1, book.recent().size());
    }

    @Test
    void aRejectedPlanKeepsItsCommentAndTheOneBeforeStaysInForce() {
        PlanBook book = book();
        Plan first = book.propose(proposal("{}"), MADE_OF);
        book.approve(first.id(), "Ann", "");
        Recommendation no = book.reject(book.propose(proposal("{}"), MADE_OF).id(), "Bo", "line 2 is down");
        assertEquals(Status.REJECTED, no.status());
        assertEquals("line 2 is down", book().recent().get(0).comment());
        assertEquals(first.id(), book.inForce().id());
        assertThrows(IllegalArgumentException.class, () -> book.approve(no.id(), "", ""));
    }

    @Test
    void onlySoManyAreKept() {
        PlanBook book = book();
        for (int i = 0; i < 3 * PlanBook.RECENT; i++) {
            book.propose(proposal("{}"), MADE_OF);
        }
        assertEquals(PlanBook.RECENT + 1, book().recent().size());
    }
}
