package io.millwright.operation.view;

import io.millwright.operation.Tick;
import io.millwright.supervision.Balance;
import io.millwright.supervision.Supervised;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What came through components lately: their counters of the last minute, read every {@value #SPACING_SECONDS} s, beside those of now. A
 * component whose counters began anew is known from then on. Thread-safe.
 */
@Component(service = {Flow.class, Tick.class})
public final class Flow implements Tick {
    static final int SPACING_SECONDS = 10;
    private static final int KEPT = 7;
    private static final double NANOS = 1e9;

    /** A rate over less is mostly chance. */
    private static final double LEAST_SECONDS = 5;

    private final Supplier<List<Supervised>> components;
    private final LongSupplier nanoTime;

    /** The oldest first; guarded by this. */
    private final Map<String, Deque<Reading>> readings = new HashMap<>();

    private boolean begun;
    private long readNanos;

    private record Reading(long nanos, Map<String, Long> counters) {}

    /** Called by the component runtime. */
    @Activate
    public Flow(@Reference Services services) {
        this(services::supervised, System::nanoTime);
    }

    Flow(Supplier<List<Supervised>> components, LongSupplier nanoTime) {
        this.components = components;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void tick() {
        long now = nanoTime.getAsLong();
        if (begun && now - readNanos < TimeUnit.SECONDS.toNanos(SPACING_SECONDS)) {
            return;
        }
        begun = true;
        readNanos = now;
        Set<String> there = new HashSet<>();
        for (Supervised each : components.get()) {
            // Only what has equations has stages that something passes.
            if (!each.balances().isEmpty()) {
                there.add(key(each));
                read(each, now);
            }
        }
        readings.keySet().retainAll(there);
    }

    private void read(Supervised component, long now) {
        Deque<Reading> kept = readings.computeIfAbsent(key(component), name -> new ArrayDeque<>());
        Reading next = new Reading(now, component.counters());
        if (!kept.isEmpty() && anew(component.balances(), kept.getLast().counters(), next.counters())) {
            kept.clear();
        }
        if (kept.size() == KEPT) {
            kept.removeFirst();
        }
        kept.addLast(next);
    }

    private static boolean anew(List<Balance> balances, Map<String, Long> before, Map<String, Long> now) {
        return balances.stream()
                .flatMap(balance -> balance.terms().stream())
                .filter(term -> term.fate() == Balance.Fate.CAME)
                .anyMatch(term -> now.getOrDefault(term.counter(), 0L) < before.getOrDefault(term.counter(), 0L));
    }

    private static String key(Supervised component) {
        return component.kind() + "\n" + component.pid();
    }

    /** Returns what came through a component lately; of one that is not known yet nothing but its counters of now. */
    synchronized Lately of(Supervised component) {
        long now = nanoTime.getAsLong();
        Map<String, Long> counters = component.counters();
        Deque<Reading> kept = readings.getOrDefault(key(component), new ArrayDeque<>());
        if (kept.isEmpty() || anew(component.balances(), kept.getLast().counters(), counters)) {
            return new Lately(counters, Map.of(), 0, Map.of(), 0);
        }
        Reading first = kept.getFirst();
        Reading last = first;
        for (Reading each : kept) {
            last = (now - each.nanos()) / NANOS >= LEAST_SECONDS ? each : last;
        }
        return new Lately(
                counters,
                first.counters(),
                (now - first.nanos()) / NANOS,
                last.counters(),
                (now - last.nanos()) / NANOS);
    }

    /**
     * A component's counters of now and of before.
     *
     * @param minute those of about a minute ago, or of the first reading
     * @param minuteSeconds how long ago that was
     * @param moment the last ones that are old enough for a rate
     * @param momentSeconds how long ago that was
     */
    record Lately(
            Map<String, Long> now,
            Map<String, Long> minute,
            double minuteSeconds,
            Map<String, Long> moment,
            double momentSeconds) {
        /** Returns by how much a counter has risen in the last minute. */
        long risen(String counter) {
            return rise(counter, minute);
        }

        /** Returns by how much a counter has risen in the last seconds. */
        long rises(String counter) {
            return rise(counter, moment);
        }

        private long rise(String counter, Map<String, Long> before) {
            long present = now.getOrDefault(counter, 0L);
            return before.isEmpty() ? 0 : Math.max(0, present - before.getOrDefault(counter, 0L));
        }

        /** Returns how many per second counters rose lately, NaN where too little is known. */
        double perSecond(List<String> counters) {
            return rate(counters, moment, momentSeconds);
        }

        /** Returns how many per minute counters rose in the last minute, NaN where too little is known. */
        double perMinute(List<String> counters) {
            return TimeUnit.MINUTES.toSeconds(1) * rate(counters, minute, minuteSeconds);
        }

        private double rate(List<String> counters, Map<String, Long> before, double seconds) {
            long risen = counters.stream()
                    .mapToLong(counter -> rise(counter, before))
                    .sum();
            return counters.isEmpty() || seconds < LEAST_SECONDS ? Double.NaN : risen / seconds;
        }
    }
}
