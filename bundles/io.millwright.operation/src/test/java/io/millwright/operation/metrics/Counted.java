package io.millwright.operation.metrics;

import io.millwright.supervision.Balance;
import io.millwright.supervision.Durations;
import io.millwright.supervision.Measured;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.util.List;
import java.util.Map;

/** A component that counts what a test says. */
record Counted(
        String pid,
        String kind,
        Map<String, Long> counters,
        List<Balance> balances,
        List<Counted> parts,
        List<Durations> durations)
        implements Supervised, Measured {
    Counted(String pid, String kind, Map<String, Long> counters, List<Balance> balances, List<Counted> parts) {
        this(pid, kind, counters, balances, parts, List.of());
    }

    private record Now() implements State {
        @Override
        public String code() {
            return "RUNNING";
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public long sinceMicros() {
            return 1_764_000_000_123_456L;
        }

        @Override
        public String text() {
            return "";
        }

        @Override
        public String remedy() {
            return "";
        }
    }

    @Override
    public State state() {
        return new Now();
    }

    /** A gateway with every kind of name there is, and names that break careless writers. */
    static List<Counted> gateway() {
        Counted asset = new Counted("spindle \"7\"\\\n<b>", "asset", Map.of("decisions", 3L), List.of(), List.of());
        List<Balance> balances = List.of(Balance.of("windows", "windows")
                .came("windows.begun")
                .passed("decisions")
                .waiting("windows.open")
                .lost("windows.lost", "a gap"));
        Durations runs = new Durations("run", "One run of the model");
        runs.record(100_000);
        runs.record(1_500_000);
        runs.record(200_000_000_000L);
        Counted pipeline = new Counted(
                "mill\u6bd21",
                "pipeline",
                Map.of(
                        "windows.begun",
                        10L,
                        "decisions",
                        6L,
                        "windows.open",
                        3L,
                        "windows.lost",
                        0L,
                        "paused.seconds",
                        7L),
                balances,
                List.of(asset),
                List.of(runs));
        Counted connection = new Counted(
                "plc",
                "connection",
                Map.of("clock.offset.ms", -1_234L, "tags.bad", 2L, "bytes.received", 5L, "limit.read.nodes", 0L),
                List.of(),
                List.of());
        Counted explanations = new Counted(
                "explanations",
                "explanations",
                Map.of("dropped", 5L, "dropped.mill1", 4L, "dropped.mill 2", 1L, "millis", 1_500L, "runnersOpen", 1L),
                List.of(),
                List.of());
        return List.of(connection, explanations, pipeline);
    }
}
