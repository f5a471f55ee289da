package io.millwright.operation.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.operation.ledger.Row.Cause;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was lost is told with where, why, how many and since when, over restarts of the component, the bundle and the gateway. */
class LedgerTest {
    private static final long SECOND = 1_000_000;

    private final FakeComponent mill =
            new FakeComponent("mill").set(Account.RUN, 7).set(Account.FIRST, 1).set(Account.NEXT, 1);

    private static String text(Row row) {
        return row.pid() + " " + row.stage() + " " + row.cause() + " " + (row.atMost() ? "at most " : "") + row.count()
                + " " + row.unit() + " " + row.fromMicros() / SECOND + ".." + row.toMicros() / SECOND;
    }

    private static List<String> texts(Ledger ledger) {
        return ledger.rows().stream().map(LedgerTest::text).toList();
    }

    private static Checkpoint at(Ledger ledger, long second, FakeComponent... components) {
        return ledger.observe(List.of(components), false, second * SECOND);
    }

    @Test
    void lossesAreToldWithTheSecondInWhichTheyWereFirstSeen() {
        Ledger ledger = new Ledger();
        at(ledger, 1, mill.set("windows.begun", 5).set("windows.waiting", 1).set("decisions", 4));
        assertEquals(List.of(), texts(ledger), "what waits or stood is not lost");
        at(ledger, 2, mill.set("windows.lost", 2).set("outbox.dropped", 3));
        at(ledger, 3, mill.set("windows.lost", 6));
        assertEquals(
                List.of("mill windows COUNTED 6 windows 2..3", "mill outbox COUNTED 3 decisions 2..3"), texts(ledger));
    }

    @Test
    void whatIsConfirmedAfterAllIsLostNoMore() {
        Ledger ledger = new Ledger();
        at(ledger, 1, mill.set("outbox.unconfirmed", 2));
        assertEquals(1, ledger.rows().size());
        at(ledger, 2, mill.set("outbox.unconfirmed", 0));
        assertEquals(List.of(), texts(ledger));
    }

    @Test
    void aPipelineThatIsStartedAnewKeepsWhatItLostBeforeAndCountsNothingTwice() {
        Ledger ledger = new Ledger();
        at(ledger, 1, mill.set("windows.lost", 2).set("outbox.dropped", 3).set(Account.NEXT, 11));
        // What it counts after the last look is its last word.
        mill.set("windows.lost", 4).set(Account.NEXT, 13);
        FakeComponent again = new FakeComponent("mill")
                .set(Account.RUN, 8)
                .set(Account.FIRST, 13)
                .set(Account.NEXT, 13)
                .set("outbox.dropped", 3);
        at(ledger, 2, again);
        assertEquals(
                List.of("mill outbox COUNTED 3 decisions 2..2", "mill windows EARLIER 4 windows 1..2"), texts(ledger));
        at(ledger, 3, again.set("windows.lost", 1));
        at(ledger, 4);
        assertEquals(
                List.of("mill outbox COUNTED 3 decisions 4..4", "mill windows EARLIER 5 windows 1..4"), texts(ledger));
    }

    @Test
    void whatAPipelineLostThatIsGoneOutlivesTheGateway() {
        Ledger ledger = new Ledger();
        at(ledger, 1, mill.set("outbox.dropped", 3));
        List<Checkpoint> history = List.of(at(ledger, 2), at(ledger, 3));
        assertEquals(List.of("mill outbox COUNTED 3 decisions 2..2"), texts(ledger));
        assertEquals(List.of("mill outbox EARLIER 3 decisions 2..2"), texts(new Ledger(history, SECOND, 60 * SECOND)));
        assertTrue(history.get(1).follows(history.get(0)), "nothing is written anew while nothing changes");

        // Back, its counters go on: counted once.
        Checkpoint again = at(ledger, 4, mill);
        assertEquals(List.of("mill outbox COUNTED 3 decisions 4..4"), texts(ledger));
        assertEquals(
                List.of("mill outbox EARLIER 3 decisions 4..4"),
                texts(new Ledger(List.of(again), SECOND, 60 * SECOND)));
    }

    @Test
    void afterAKillItSaysAtMostHowManyAndBetweenWhen() {
        Ledger before = new Ledger();
        List<Checkpoint> history = new ArrayList<>();
        for (int second = 1; second <= 10; second++) {
            mill.set("windows.begun", 5L * second).set("decisions", 5L * second).set(Account.NEXT, 5L * second + 1);
            history.add(at(before, second, mill.set("windows.lost", 2)));
        }
        history.add(at(
                before,
                11,
                mill.set("outbox.pending", 20).set("outbox.inFlight", 7).set("windows.waiting", 1)));
        Ledger after = new Ledger(history, SECOND, 60 * SECOND);
        assertEquals(
                List.of(
                        "mill windows EARLIER 2 windows 1..11",
                        // one that waited, and twice the five of a second
                        "mill windows KILL at most 11 windows 11..13",
                        "mill decisions KILL at most 10 decisions 11..13",
                        "mill outbox KILL at most 20 decisions 11..13",
                        "mill confirmation KILL at most 7 decisions 11..13"),
                texts(after));
        assertTrue(
                after.rows().get(4).why().contains("Kura's in-memory store"),
                after.rows().get(4).why());
        assertEquals(7, after.rows().get(4).run());
    }

    @Test
    void numbersThatWereReservedAndNeverGivenAreTold() {
        Ledger before = new Ledger();
        List<Checkpoint> history = List.of(at(before, 1, mill.set(Account.NEXT, 42)));
        Ledger after = new Ledger(history, SECOND, 60 * SECOND);
        FakeComponent again = new FakeComponent("mill")
                .set(Account.RUN, 8)
                .set(Account.FIRST, 20_001)
                .set(Account.NEXT, 20_001);
        at(after, 61, again);
        Row numbers = after.rows().get(after.rows().size() - 1);
        assertEquals(Cause.NUMBERS, numbers.cause());
        assertEquals(
                List.of(7L, 42L, 20_000L, 19_959L),
                List.of(numbers.run(), numbers.first(), numbers.last(), numbers.count()));
        at(after, 62, again);
        assertEquals(
                1,
                after.rows().stream()
                        .filter(row -> row.cause() == Cause.NUMBERS)
                        .count());
    }

    @Test
    void anOrderlyStopAndAStoreOnTheDiskLoseLess() {
        Ledger before = new Ledger();
        Checkpoint last = before.observe(
                List.of(mill.set("outbox.inFlight", 7).set("outbox.offered", 50).set("outbox.dropped", 1)),
                true,
                5 * SECOND);
        Checkpoint orderly = new Checkpoint(last.micros(), true, last.storeKeeps(), last.accounts(), last.earlier());
        assertEquals(
                List.of("mill outbox EARLIER 1 decisions 5..5"),
                texts(new Ledger(List.of(orderly), SECOND, 9 * SECOND)),
                "what waits for its confirmation lies in Kura's store");
    }

    @Test
    void rowsOfBeforeOutliveTwoKills() {
        Ledger first = new Ledger();
        Ledger second = new Ledger(
                List.of(at(first, 1, mill.set("windows.lost", 2).set("outbox.inFlight", 3))), SECOND, 10 * SECOND);
        FakeComponent again = new FakeComponent("mill").set("outbox.inFlight", 4);
        Ledger third = new Ledger(List.of(at(second, 11, again)), SECOND, 20 * SECOND);
        assertEquals(
                List.of(
                        "mill windows EARLIER 2 windows 1..1",
                        "mill confirmation KILL at most 3 decisions 1..3",
                        "mill confirmation KILL at most 4 decisions 11..13"),
                texts(third));
    }
}
