package io.millwright.inference.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Quality;
import io.millwright.inference.Told;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a trial has shown is judged by limits that the form names, and survives being kept. */
class TallyTest {
    private final Tally tally = new Tally();
    private final LifeSettings settings =
            LifeSettings.of(Map.of("promote.afterMinutes", 1, "promote.afterWindows", 20));

    private static Told told(String asset, double number, String label) {
        return new Told(asset, Quality.GOOD, number, label);
    }

    @Test
    void agreementIsKeptPerAssetAndPerReadingAndSurvivesBeingKept() {
        for (int i = 0; i < 10; i++) {
            tally.compared(told("a", 1, "ok"), told("a", 1.5, "ok"), 0);
            tally.compared(told("b", 1, i < 5 ? "alarm" : "ok"), told("b", 1, "ok"), 0);
        }
        assertEquals(100, tally.agreementOf("p/a"));
        assertEquals(50, tally.agreementOf("p/b"));
        Tally kept = Tally.of(tally.json());
        assertEquals(50, kept.agreementOf("p/b"));
        assertEquals(20, kept.compared());
        assertTrue(
                kept.forPeople()
                        .contains(
                                "agrees in 75.00 % of 20, score: 75.00 %, differs by 0.2500 on average, 0.5000 at most"),
                kept.forPeople());
        assertTrue(kept.forPeople().contains("worst p/b 50.0 %"), kept.forPeople());
    }

    @Test
    void numbersWithoutALabelAgreeWithinTheTolerance() {
        tally.compared(told("a", 104, ""), told("a", 100, ""), 5);
        tally.compared(told("b", 106, ""), told("b", 100, ""), 5);
        tally.compared(told("c", Double.NaN, ""), told("c", 100, ""), 5);
        assertEquals(
                List.of(100.0, 0.0, 0.0),
                List.of(tally.agreementOf("p/a"), tally.agreementOf("p/b"), tally.agreementOf("p/c")));
    }

    /** Bad inputs say nothing of a model; no usable statement of one of them does. */
    @Test
    void badInputsAreNotComparedAndOneThatSaysNothingDisagrees() {
        Told bad = new Told("a", Quality.BAD, 0, "");
        tally.compared(bad, bad, 0);
        assertEquals(0, tally.compared());
        tally.compared(bad, told("a", 1, "ok"), 0);
        assertEquals(0, tally.agreementOf("p/a"));
    }

    @Test
    void aTrialEndsForErrorsForRunTimeAndForDisagreementButNotBeforeThereAreEnoughWindows() {
        tally.ran(true, 19, 19, 0);
        assertEquals("", tally.failure(settings.abort()));
        tally.ran(true, 1, 0, 0);
        assertTrue(tally.failure(settings.abort()).contains("failed in 95.0 % of 20"));
        Tally slow = new Tally();
        slow.ran(true, 20, 0, 20 * 60_000_000L);
        slow.ran(false, 20, 0, 20 * 1_000_000L);
        assertTrue(slow.failure(settings.abort()).contains("59.000 ms more"), slow.failure(settings.abort()));
    }

    @Test
    void whatIsLackingIsSaidOneThingAfterTheOther() {
        assertEquals("0 of 1 min", tally.lack(settings.promote(), true));
        tally.passed(60_000);
        tally.ran(true, 100, 0, 100);
        assertEquals("0 of 20 windows", tally.lack(settings.promote(), true));
        for (int i = 0; i < 20; i++) {
            tally.compared(told("a", 1, i == 0 ? "alarm" : "ok"), told("a", 1, "ok"), 0);
        }
        assertEquals("", tally.lack(settings.promote(), true));
        tally.compared(told("a", 1, "alarm"), told("a", 1, "ok"), 0);
        assertEquals("agreement 90.48 %, 95.00 % are asked for", tally.lack(settings.promote(), true));
    }

    @Test
    void assetsBeyondTheBoundAreCountedTogether() {
        for (int i = 0; i < 1_010; i++) {
            tally.compared(told("a" + i, 1, "ok"), told("a" + i, 1, "ok"), 0);
        }
        assertEquals(100, tally.agreementOf(Tally.OTHERS));
        Map<String, Long> counters = new LinkedHashMap<>();
        tally.count(counters);
        assertEquals(1_010, counters.get("trial.compared"));
    }

    @Test
    void aShareOfAssetsIsChosenByTheirNames() {
        LifeSettings share = LifeSettings.of(Map.of("canary.sharePercent", "20"));
        long chosen = IntStream.range(0, 1_000)
                .filter(i -> share.isCanary("p", "Mill" + i))
                .count();
        assertTrue(chosen > 120 && chosen < 280, chosen + " of 1,000");
        assertEquals(share.isCanary("p", "Mill7"), share.isCanary("p", "Mill7"));
    }
}
