package io.millwright.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A benchmark makes the load that it was asked for, or refuses it with option, value and remedy. */
class LoadThatCannotBeExpressedTest {
    @Test
    void aPeriodThatIsNoWholeNumberOfMillisecondsIsRefused() {
        assertEquals(
                "--rate 16.0: that is a change every 62.5000 ms, but a row's period and a sampling interval are whole"
                        + " milliseconds, so this would be another load. Write --rate 10 --tags 200, which is as many changes"
                        + " or --rate 20 --tags 100, which is as many changes.",
                refused(() -> new Load(50, 125, 16)));
    }

    @Test
    void rowsShorterThanAPipelineTakesAreRefused() {
        String text = refused(() -> new Load(50, 125, 125));
        assertTrue(text.startsWith("--rate 125.0: a row is 10 ms long or more"), text);
    }

    @Test
    void moreTagsThanATableHoldsAreRefused() {
        String text = refused(() -> new Load(1000, 125, 2));
        assertTrue(text.contains("--pipelines 1000 with --tags 125: that is 125000 tags"), text);
    }

    @Test
    void secondsThatHoldNoWholeNumberOfRowsAreRefused() {
        Load slow = new Load(1, 1, 0.25);
        slow.measuredFor(60);
        assertEquals(
                "--seconds 62: that is no whole number of rows of 4000 ms; write 60.",
                refused(() -> slow.measuredFor(62)));
    }

    @Test
    void anUnknownOptionAndAWordInPlaceOfANumberAreRefused() {
        assertEquals(
                "--seconds soon: write a whole number from 1 to 60.",
                refused(() -> new Options(List.of("--seconds", "soon")).integer("--seconds", 1, 1, 60)));
        assertTrue(refused(() -> new Options(List.of("--hurry")).end()).contains("--hurry"));
    }

    @Test
    void everyChangeIsSampledAndKeptUntilItIsFetched() {
        Load load = new Load(50, 100, 20);
        assertEquals(100_000, load.changes(1));
        assertEquals(50, load.periodMillis());
        assertTrue(load.table().contains("\nP49.t99,nsu=urn:millwright:simulator;s=P49.t99,50,22\n"), load.table());
    }

    private static String refused(Runnable load) {
        return assertThrows(RefusedOption.class, load::run).getMessage();
    }
}
