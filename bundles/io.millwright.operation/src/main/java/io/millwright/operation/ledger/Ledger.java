package io.millwright.operation.ledger;

import io.millwright.operation.ledger.Row.Cause;
import io.millwright.supervision.Supervised;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What did not make it, where, why, how many and since when: the counters of the components as they are now, of their earlier starts, and
 * of processes before this one. Asks every component about once per second. Thread-safe.
 */
public final class Ledger {
    private static final int MOST_ROWS = 500;
    private static final String PIPELINE = "pipeline";

    /** One component at its last reading, and when each loss was first seen. */
    private static final class Seen {
        private Account account;
        private final Map<Line, Long> since = new HashMap<>();

        Seen(Account account) {
            this.account = account;
        }
    }

    /** By the service itself: another one of the same pid has begun anew. */
    private final Map<Supervised, Seen> seen = new IdentityHashMap<>();

    private final List<Row> earlier = new ArrayList<>();

    /** The numbers of a pipeline's last run; of a process before this one at first. */
    private final Map<String, Account> numbers = new HashMap<>();

    /** What counters that go on with their bundle said when their component went. */
    private final Map<String, Left> gone = new HashMap<>();

    private record Left(Account account, long micros) {
        /** Losses that nobody tells as long as the component is away. */
        List<Row> rows() {
            return account.lines().stream()
                    .filter(line -> line.lasting() && line.isLoss() && account.count(line.counter()) > 0)
                    .map(line -> Row.counted(account, line, account.count(line.counter()), micros, micros))
                    .toList();
        }
    }

    private long leftOut;
    private long observedMicros;

    /** Begins with nothing. */
    public Ledger() {}

    /**
     * Begins with what the processes before left behind.
     *
     * @param history the newest one last; empty for none
     * @param intervalMicros between two checkpoints, at most
     */
    Ledger(List<Checkpoint> history, long intervalMicros, long nowMicros) {
        if (!history.isEmpty()) {
            new Aftermath(history, intervalMicros, nowMicros).rows().forEach(this::keep);
            Checkpoint last = history.get(history.size() - 1);
            if (!last.orderly()) {
                last.accounts().stream()
                        .filter(account -> account.kind().equals(PIPELINE))
                        .forEach(account -> numbers.put(account.pid(), account));
            }
        }
    }

    /** Asks the components, and returns what is to be kept of it. */
    synchronized Checkpoint observe(List<Supervised> components, boolean storeKeeps, long nowMicros) {
        observedMicros = nowMicros;
        List<Account> accounts = new ArrayList<>();
        Map<Supervised, Seen> ended = new IdentityHashMap<>(seen);
        components.forEach(ended::remove);
        ended.forEach((component, known) -> {
            seen.remove(component);
            // It counts no more, and can still be asked: this is its last word.
            count(known, Account.of(component, known.account.lines()), nowMicros);
            went(known, nowMicros);
        });
        for (Supervised component : components) {
            Seen there = seen.get(component);
            Account now = there == null ? Account.of(component) : Account.of(component, there.account.lines());
            if (!now.lines().isEmpty()) {
                accounts.add(now);
                Seen known = seen.computeIfAbsent(component, any -> began(now, nowMicros));
                count(known, now, nowMicros);
            }
        }
        accounts.sort(Comparator.comparing(Account::kind).thenComparing(Account::pid));
        return new Checkpoint(nowMicros, false, storeKeeps, List.copyOf(accounts), toldLater());
    }

    /** With what nobody will count again should the process end before the component comes back. */
    private List<Row> toldLater() {
        List<Row> rows = new ArrayList<>(earlier);
        gone.values().forEach(left -> left.rows().forEach(row -> rows.add(row.earlier(row.toMicros()))));
        return List.copyOf(rows);
    }

    private Seen began(Account now, long nowMicros) {
        if (now.kind().equals(PIPELINE)) {
            Account before = numbers.get(now.pid());
            if (before != null && before.count(Account.RUN) < now.count(Account.RUN)) {
                unassigned(before, now, nowMicros);
            }
        }
        Seen began = new Seen(now);
        Left went = gone.remove(now.kind() + now.pid());
        if (went != null) {
            Account left = went.account();
            for (Line line : left.lines()) {
                // Of these the counters go on, unless the bundle was started anew, too.
                if (line.lasting() && line.isLoss() && left.count(line.counter()) > now.count(line.counter())) {
                    keep(Row.counted(left, line, left.count(line.counter()), nowMicros, nowMicros)
                            .earlier(nowMicros));
                }
            }
        }
        return began;
    }

    /** The numbers between the last of a run and the first of the next one were reserved, and no decision has them. */
    private void unassigned(Account before, Account now, long nowMicros) {
        long first = before.count(Account.NEXT);
        long last = now.count(Account.FIRST) - 1;
        if (first > 0 && last >= first) {
            keep(new Row(
                    PIPELINE,
                    now.pid(),
                    "numbers",
                    "sequence numbers",
                    "they were reserved for run " + before.count(Account.RUN)
                            + " and never assigned: it ended without a word, and run " + now.count(Account.RUN)
                            + " begins behind them",
                    Cause.NUMBERS,
                    last - first + 1,
                    true,
                    nowMicros,
                    nowMicros,
                    nowMicros,
                    before.count(Account.RUN),
                    first,
                    last));
        }
    }

    private void count(Seen known, Account now, long nowMicros) {
        for (Line line : now.lines()) {
            if (line.isLoss() && now.count(line.counter()) > 0) {
                known.since.putIfAbsent(line, nowMicros);
            } else if (known.since.containsKey(line) && now.count(line.counter()) == 0) {
                // Confirmed after all.
                known.since.remove(line);
            }
        }
        known.account = now;
        if (now.kind().equals(PIPELINE)) {
            numbers.put(now.pid(), now);
        }
    }

    private void went(Seen known, long nowMicros) {
        Account last = known.account;
        gone.put(last.kind() + last.pid(), new Left(last, nowMicros));
        for (Map.Entry<Line, Long> loss : known.since.entrySet()) {
            Line line = loss.getKey();
            if (!line.lasting()) {
                keep(Row.counted(last, line, last.count(line.counter()), loss.getValue(), nowMicros)
                        .earlier(nowMicros));
            }
        }
    }

    private void keep(Row row) {
        for (int i = 0; i < earlier.size(); i++) {
            if (earlier.get(i).adds(row)) {
                earlier.set(i, earlier.get(i).plus(row));
                return;
            }
        }
        earlier.add(row);
        if (earlier.size() > MOST_ROWS) {
            leftOut++;
            earlier.remove(0);
        }
    }

    /** Returns the rows: those of now by kind and pid, and then those of before, the oldest first. */
    public synchronized List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        seen.values().stream()
                .sorted(Comparator.comparing((Seen one) -> one.account.kind()).thenComparing(one -> one.account.pid()))
                .forEach(one -> one.account.lines().stream()
                        .filter(one.since::containsKey)
                        .forEach(line -> rows.add(Row.counted(
                                one.account,
                                line,
                                one.account.count(line.counter()),
                                one.since.get(line),
                                observedMicros))));
        // Those that went and whose counters would go on.
        gone.values().forEach(left -> rows.addAll(left.rows()));
        rows.addAll(earlier);
        return rows;
    }

    /** Returns how many rows were left out because there were too many; the oldest went. */
    public synchronized long leftOut() {
        return leftOut;
    }
}
