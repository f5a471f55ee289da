package io.millwright.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Plan;
import io.millwright.planning.plan.PlanBook;
import io.millwright.planning.plan.Proposal;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From texts to a schedule beside the one that is in force. */
class ScheduleMakerTest {
    private static final String JOBS = "job,step,after,machine,duration_s\n"
            + "A,10,,saw,600\nA,20,10,mill,1800\nB,10,,saw,1200\nB,20,10,mill,300\nC,10,,mill,900\nC,20,10,saw,600\n";
    private static final long NOW_MICROS = 1_800_000_000_000_000L;

    @TempDir
    Path folder;

    private Plan released;

    private ScheduleMaker maker() {
        return new ScheduleMaker(
                ScheduleSettings.of(Map.of("solver.seconds", 0, "model.name", "")), name -> null, () -> released, null);
    }

    @Test
    void aScheduleIsNoWorseThanAnyRuleAndSaysHowFarFromTheBest() {
        Proposal proposal = maker().make(Map.of("jobs", JOBS), NOW_MICROS);
        assertTrue(proposal.proposed());
        proposal.alternatives().forEach((rule, seconds) -> assertTrue(proposal.after() <= seconds, rule));
        assertTrue(proposal.gapAtMost() >= 0 && proposal.gapAtMost() < 1, "" + proposal.gapAtMost());
        assertEquals("FIFO", proposal.alternatives().keySet().iterator().next());
    }

    @Test
    void whatIsInForceIsNotProposedAgainAndABreakdownMovesWhatItMust() {
        PlanBook book = new PlanBook(folder, "hall", ScheduleMaker.TOPIC, () -> NOW_MICROS, change -> {});
        Proposal first = maker().make(Map.of("jobs", JOBS), NOW_MICROS);
        book.approve(book.propose(first).id(), "Ann", "");
        released = book.inForce();
        assertFalse(maker().make(Map.of("jobs", JOBS), NOW_MICROS).proposed());

        String broken = "machine,from,until\nmill,2027-01-15T08:00:00Z,2027-01-15T10:00:00Z\n";
        Proposal second = maker().make(Map.of("jobs", JOBS, "calendar", broken), NOW_MICROS);
        assertTrue(second.proposed());
        assertTrue(second.after() > first.after());
    }
}
