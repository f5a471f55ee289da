package io.millwright.operation.view;

import io.millwright.supervision.Balance;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A component that says and counts what a test says. */
final class Part implements Supervised {
    private final String kind;
    private final String pid;
    private final List<Balance> balances;
    private final Map<String, Long> counters = new LinkedHashMap<>();
    private State state = new Now("RUNNING", State.Severity.INFO, "runs", "");

    private record Now(String code, Severity severity, String text, String remedy) implements State {
        @Override
        public long sinceMicros() {
            return 1;
        }
    }

    private Part(String kind, String pid, Balance... balances) {
        this.kind = kind;
        this.pid = pid;
        this.balances = List.of(balances);
        for (Balance balance : balances) {
            balance.terms().forEach(term -> counters.put(term.counter(), 0L));
        }
    }

    static Part connection(String pid) {
        return new Part(
                        "connection",
                        pid,
                        Balance.of("values", "values").came("values.received").passed("samples.delivered"))
                .says("CONNECTED", State.Severity.INFO, "6 of 6 tags Good");
    }

    static Part pipeline(String pid) {
        return new Part(
                "pipeline",
                pid,
                Balance.of("windows", "windows")
                        .came("windows.begun")
                        .passed("decisions")
                        .waiting("windows.waiting")
                        .lost("windows.lost", "a gap"),
                Balance.of("confirmation", "decisions")
                        .came("outbox.published")
                        .passed("outbox.confirmed")
                        .lost("outbox.unconfirmed", "they may have come"),
                Balance.of("shadow windows", "windows")
                        .came("shadow.begun")
                        .lost("shadow.lost", "nobody decides by it"));
    }

    static Part planner(String pid) {
        return new Part("planner", pid)
                .says("INPUT_MISSING", State.Severity.WARNING, "no lines of jobs were given yet");
    }

    static Part publisher(String pid) {
        return new Part(
                        "publisher",
                        pid,
                        Balance.of("confirmation", "messages").came("messages").passed("messages.confirmed"))
                .says("OK", State.Severity.INFO, "all confirmed");
    }

    Part says(String code, State.Severity severity, String text) {
        state = new Now(code, severity, text, severity == State.Severity.INFO ? "" : "look for it");
        return this;
    }

    Part count(String counter, long value) {
        counters.put(counter, value);
        return this;
    }

    @Override
    public String pid() {
        return pid;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public Map<String, Long> counters() {
        return Map.copyOf(counters);
    }

    @Override
    public List<Balance> balances() {
        return balances;
    }

    @Override
    public List<? extends Supervised> parts() {
        return List.of();
    }
}
