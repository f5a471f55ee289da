package io.millwright.operation.view;

import io.millwright.decision.Decision;
import io.millwright.decision.DecisionListener;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Severity;
import io.millwright.decision.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The last decisions, numbered in the order in which they came here, so that whoever follows them sees whether some are missing; and of
 * those before them the last warnings and alarms, which must not be pushed out by what is well. Told off the lanes; keeps references
 * only, {@value #KEPT} and {@value #KEPT_BAD} at most. Thread-safe.
 */
@Component(service = {DecisionListener.class, RecentDecisions.class})
public final class RecentDecisions implements DecisionListener {
    static final int KEPT = 2_000;
    static final int KEPT_BAD = 500;

    private final ArrayDeque<Numbered> kept = new ArrayDeque<>(KEPT);

    /** Warnings and alarms that are older than all in {@link #kept}. */
    private final ArrayDeque<Numbered> bad = new ArrayDeque<>();

    private long last;

    /** Called by the component runtime. */
    @Activate
    public RecentDecisions() {}

    /**
     * A decision and its number.
     *
     * @param number from 1 on since this bundle started, without gaps
     */
    public record Numbered(long number, Decision decision) {}

    @Override
    public synchronized void decided(Decision decision, FeatureSnapshot inputs) {
        if (kept.size() == KEPT) {
            Numbered oldest = kept.removeFirst();
            if (severity(oldest.decision()).compareTo(Severity.WARNING) >= 0) {
                if (bad.size() == KEPT_BAD) {
                    bad.removeFirst();
                }
                bad.addLast(oldest);
            }
        }
        kept.addLast(new Numbered(++last, decision));
    }

    /** Returns the worst severity of a decision's readings, OK where it has none. */
    static Severity severity(Decision decision) {
        return decision.values().stream()
                .map(Value::severity)
                .max(Severity::compareTo)
                .orElse(Severity.OK);
    }

    /** Returns those after a number that fit, the oldest first. */
    public synchronized List<Numbered> after(long number, Predicate<Decision> wanted, int most) {
        List<Numbered> found = new ArrayList<>();
        for (Numbered each : kept) {
            if (each.number() > number && wanted.test(each.decision())) {
                found.add(each);
                if (found.size() == most) {
                    break;
                }
            }
        }
        return found;
    }

    /** Returns those that fit, the newest first; behind all that are kept the warnings and alarms before them. */
    public synchronized List<Numbered> newest(Predicate<Decision> wanted, int most) {
        List<Numbered> found = new ArrayList<>();
        for (ArrayDeque<Numbered> each : List.of(kept, bad)) {
            for (Iterator<Numbered> back = each.descendingIterator(); back.hasNext() && found.size() < most; ) {
                Numbered next = back.next();
                if (wanted.test(next.decision())) {
                    found.add(next);
                }
            }
        }
        return found;
    }

    /** Returns the assets of the decisions that are kept and fit, by name. */
    synchronized List<String> assets(Predicate<Decision> wanted, int most) {
        return Stream.concat(bad.stream(), kept.stream())
                .map(Numbered::decision)
                .filter(wanted)
                .map(Decision::asset)
                .filter(asset -> !asset.isEmpty())
                .distinct()
                .sorted()
                .limit(most)
                .toList();
    }

    /** Returns the number of the newest one, 0 before the first. */
    public synchronized long last() {
        return last;
    }

    /** Returns the number of the oldest one that is kept, 1 more than {@link #last} where none is. */
    public synchronized long first() {
        return kept.isEmpty() ? last + 1 : kept.getFirst().number();
    }
}
