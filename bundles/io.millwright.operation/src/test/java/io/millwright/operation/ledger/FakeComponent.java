package io.millwright.operation.ledger;

import io.millwright.supervision.Balance;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A component that counts what a test says. */
final class FakeComponent implements Supervised {
    static final List<Balance> PIPELINE = List.of(
            Balance.of("windows", "windows")
                    .came("windows.begun")
                    .passed("decisions")
                    .waiting("windows.waiting")
                    .withheld("windows.idle", "the machine stood")
                    .lost("windows.lost", "a gap"),
            Balance.of("decisions", "decisions")
                    .came("decisions")
                    .passed("decisions.taken")
                    .lost("decisions.unpublished", "there was no publisher"),
            Balance.of("outbox", "decisions")
                    .ofBundle()
                    .came("outbox.offered")
                    .passed("outbox.published")
                    .waiting("outbox.pending")
                    .lost("outbox.dropped", "too many waited"),
            Balance.of("confirmation", "decisions")
                    .ofBundle()
                    .came("outbox.published")
                    .passed("outbox.confirmed")
                    .waiting("outbox.inFlight")
                    .lost("outbox.unconfirmed", "not in time"));

    private final String pid;
    private final Map<String, Long> counters = new LinkedHashMap<>();
    private volatile boolean stopped;

    private record Now(String code, Severity severity, long sinceMicros, String text, String remedy) implements State {}

    FakeComponent(String pid) {
        this.pid = pid;
        PIPELINE.forEach(balance -> balance.terms().forEach(term -> counters.put(term.counter(), 0L)));
    }

    FakeComponent set(String counter, long value) {
        counters.put(counter, value);
        return this;
    }

    /** As it is after its last word. */
    void stopped() {
        stopped = true;
    }

    @Override
    public String pid() {
        return pid;
    }

    @Override
    public String kind() {
        return "pipeline";
    }

    @Override
    public State state() {
        return new Now(stopped ? "STOPPED" : "RUNNING", State.Severity.INFO, 0, "", "");
    }

    @Override
    public Map<String, Long> counters() {
        return counters;
    }

    @Override
    public List<Balance> balances() {
        return PIPELINE;
    }

    @Override
    public List<? extends Supervised> parts() {
        return List.of();
    }
}
