package io.millwright.operation.ledger;

import io.millwright.operation.ledger.Row.Cause;
import io.millwright.supervision.Balance.Fate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What can be said of the process before this one, from its last checkpoints. What it had counted as lost stays counted. What it held is
 * gone: at most as much as it held then, and, where it was killed, as may have come until the next checkpoint was due. How much that may
 * be is taken from the checkpoints: twice the most that came between any two of them.
 */
final class Aftermath {
    /** Kura has these, and knows nothing of them after its process where its store is in memory. */
    private static final String STORED = "confirmation";

    /** What it holds is held by pipelines, too. */
    private static final String PUBLISHER = "publisher";

    private static final String DECISIONS = "decisions";
    private static final int RISE_FACTOR = 2;

    private final List<Checkpoint> history;
    private final Checkpoint last;
    private final long diedMicros;

    /**
     * Looks back.
     *
     * @param history the newest one last, not empty
     * @param intervalMicros between two checkpoints, at most
     * @param nowMicros this process has begun
     */
    Aftermath(List<Checkpoint> history, long intervalMicros, long nowMicros) {
        this.history = history;
        last = history.get(history.size() - 1);
        // Had it lived longer, there would be another one. A clock that was set says nothing better.
        diedMicros = last.orderly()
                ? last.micros()
                : Math.max(last.micros(), Math.min(nowMicros, last.micros() + RISE_FACTOR * intervalMicros));
    }

    /** Returns the rows: of before, what was counted, and what was there. */
    List<Row> rows() {
        List<Row> rows = new ArrayList<>(last.earlier());
        for (Account account : last.accounts()) {
            counted(account, rows);
            held(account, rows);
        }
        return rows;
    }

    private void counted(Account account, List<Row> rows) {
        for (Line line : account.lines()) {
            long count = account.count(line.counter());
            if (line.isLoss() && count > 0) {
                long since = since(account, line);
                rows.add(Row.counted(account, line, count, since, last.micros()).earlier(last.micros()));
            }
        }
    }

    private long since(Account account, Line line) {
        for (Checkpoint checkpoint : history) {
            Account then = checkpoint.of(account.kind(), account.pid());
            if (then != null && then.count(line.counter()) > 0) {
                return checkpoint.micros();
            }
        }
        return last.micros();
    }

    private void held(Account account, List<Row> rows) {
        Set<String> stages = new HashSet<>();
        Set<String> units = new HashSet<>();
        for (Line line : account.lines()) {
            if (!stages.add(line.stage())) {
                continue;
            }
            // What came later is told once: it is in one of the stages that the same things pass.
            boolean first = units.add(line.unit());
            boolean keeps = line.stage().equals(STORED) && last.storeKeeps();
            if (keeps || account.kind().equals(PUBLISHER) && line.unit().equals(DECISIONS)) {
                continue;
            }
            long waiting = sum(account, line.stage(), Fate.WAITING);
            long count = waiting + (first && !last.orderly() ? RISE_FACTOR * rise(account, line.stage()) : 0);
            if (count > 0) {
                rows.add(held(account, line, count));
            }
        }
    }

    private Row held(Account account, Line line, long count) {
        return new Row(
                account.kind(),
                account.pid(),
                line.stage(),
                line.unit(),
                why(line.stage()),
                last.orderly() ? Cause.STOP : Cause.KILL,
                count,
                true,
                diedMicros,
                last.micros(),
                diedMicros,
                account.count(Account.RUN),
                0,
                0);
    }

    private String why(String stage) {
        String ended = last.orderly() ? "the gateway was stopped" : "the gateway's process ended without a word";
        return stage.equals(STORED)
                ? ended
                        + ", and Kura's in-memory store with it: the cloud connection had them, and they were not confirmed"
                : ended + " while they were there, or before the next checkpoint";
    }

    private static long sum(Account account, String stage, Fate fate) {
        return account.lines().stream()
                .filter(line -> line.stage().equals(stage) && line.fate() == fate)
                .mapToLong(line -> account.count(line.counter()))
                .sum();
    }

    /** Returns the most that came into a stage between two checkpoints. */
    private long rise(Account account, String stage) {
        long most = 0;
        Account before = null;
        for (Checkpoint checkpoint : history) {
            Account then = checkpoint.of(account.kind(), account.pid());
            if (then != null) {
                long came = sum(then, stage, Fate.CAME);
                if (before == null) {
                    // The first one has counted for longer than that; where there is no other one, that is all that is
                    // known.
                    most = history.size() == 1 ? came : 0;
                } else {
                    // Negative where it began anew.
                    most = Math.max(most, came - sum(before, stage, Fate.CAME));
                }
                before = then;
            }
        }
        return most;
    }
}
