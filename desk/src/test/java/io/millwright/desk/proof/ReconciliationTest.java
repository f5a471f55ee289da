package io.millwright.desk.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Only what the ledger says explains a gap, and nothing explains more than it says. */
class ReconciliationTest {
    private final Reconciliation stream = new Reconciliation();

    private void came(long run, long first, long last) {
        LongStream.rangeClosed(first, last).forEach(sequence -> stream.came("mill", "m1", run, sequence));
    }

    private static String row(String cause, long count, long run, long first, long last) {
        return "{\"kind\":\"pipeline\",\"pid\":\"mill\",\"stage\":\"outbox\",\"unit\":\"decisions\",\"cause\":\""
                + cause + "\",\"count\":" + count + ",\"run\":" + run + ",\"first\":" + first + ",\"last\":" + last
                + "}";
    }

    private String with(String... rows) throws IOException {
        Reconciliation.Result result = stream.with(LedgerRows.parse("{\"items\":[" + String.join(",", rows) + "]}"))
                .get(0);
        return result.missing() + " missing, " + result.unassigned() + " unassigned, " + result.explained()
                + " explained, " + result.unexplained() + " unexplained";
    }

    @Test
    void aWholeStreamNeedsNoLedger() throws IOException {
        came(1, 1, 100);
        assertEquals("0 missing, 0 unassigned, 0 explained, 0 unexplained", with());
    }

    @Test
    void duplicatesAndOrderAreTold() {
        came(1, 1, 10);
        came(1, 5, 7);
        came(1, 12, 14);
        came(1, 11, 11);
        Reconciliation.Result result = stream.with(LedgerRows.none()).get(0);
        assertEquals(14, result.came());
        assertEquals(3, result.duplicates());
        assertEquals(1, result.reordered());
        assertEquals(0, result.missing());
    }

    @Test
    void aGapIsExplainedUpToWhatWasCounted() throws IOException {
        came(1, 1, 10);
        came(1, 16, 20);
        assertEquals("5 missing, 0 unassigned, 0 explained, 5 unexplained", with());
        assertEquals("5 missing, 0 unassigned, 3 explained, 2 unexplained", with(row("COUNTED", 3, 0, 0, 0)));
        assertEquals(
                "5 missing, 0 unassigned, 5 explained, 0 unexplained",
                with(row("COUNTED", 3, 0, 0, 0), row("EARLIER", 9, 0, 0, 0)));
    }

    @Test
    void windowsExplainNoDecision() throws IOException {
        came(1, 1, 10);
        came(1, 16, 20);
        assertEquals(
                "5 missing, 0 unassigned, 0 explained, 5 unexplained",
                with(row("COUNTED", 5, 0, 0, 0).replace("decisions", "windows")));
    }

    @Test
    void afterAKillTheReservedNumbersAreNoLossAndTheOthersAreAtMostSoMany() throws IOException {
        came(1, 1, 100);
        came(2, 10_001, 10_050);
        String numbers = row("NUMBERS", 9_880, 1, 121, 10_000);
        assertEquals("9900 missing, 9880 unassigned, 0 explained, 20 unexplained", with(numbers));
        assertEquals(
                "9900 missing, 9880 unassigned, 20 explained, 0 unexplained",
                with(numbers, row("KILL", 15, 1, 0, 0), row("KILL", 10, 1, 0, 0)));
    }

    @Test
    void twoKillsInARowOfWhichNothingCameBetween() throws IOException {
        came(1, 1, 100);
        came(3, 20_001, 20_050);
        String first = row("NUMBERS", 9_890, 1, 111, 10_000);
        String second = row("NUMBERS", 9_980, 2, 10_021, 20_000);
        String ofFirst = row("KILL", 10, 1, 0, 0);
        assertEquals(
                "19900 missing, 19870 unassigned, 30 explained, 0 unexplained",
                with(first, second, ofFirst, row("KILL", 20, 2, 0, 0)));
        assertEquals(
                "19900 missing, 19870 unassigned, 25 explained, 5 unexplained",
                with(first, second, ofFirst, row("KILL", 15, 2, 0, 0)));
    }

    @Test
    void aKillExplainsNoGapOfAnotherRun() throws IOException {
        came(1, 1, 100);
        came(2, 10_001, 10_050);
        came(2, 10_061, 10_070);
        assertEquals(
                "9910 missing, 9900 unassigned, 0 explained, 10 unexplained",
                with(row("NUMBERS", 9_900, 1, 101, 10_000), row("KILL", 15, 1, 0, 0)));
    }

    @Test
    void anOrderlyRestartOfOneAssetExplainsNothing() throws IOException {
        came(1, 1, 100);
        came(2, 104, 110);
        assertEquals("3 missing, 0 unassigned, 0 explained, 3 unexplained", with());
    }

    @Test
    void ofManyAssetsANewRunBeginsBehindTheGreatestNumberOfAny() throws IOException {
        came(1, 1, 100);
        LongStream.rangeClosed(1, 90).forEach(sequence -> stream.came("mill", "m2", 1, sequence));
        came(2, 101, 110);
        LongStream.rangeClosed(101, 110).forEach(sequence -> stream.came("mill", "m2", 2, sequence));
        assertEquals("10 missing, 10 unassigned, 0 explained, 0 unexplained", with());
    }

    @Test
    void whatIsNoLedgerIsTold() {
        assertThrows(IOException.class, () -> LedgerRows.parse("[]"));
        assertThrows(IOException.class, () -> LedgerRows.parse("{}"));
    }
}
