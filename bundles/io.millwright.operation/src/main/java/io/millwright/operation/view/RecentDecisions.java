package io.millwright.operation.view;

import io.millwright.decision.Decision;
import io.millwright.decision.DecisionListener;
import io.millwright.decision.FeatureSnapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The last decisions, numbered in the order in which they came here, so that whoever follows them sees whether some are missing. Told
 * off the lanes; keeps references only, {@value #KEPT} at most. Thread-safe.
 */
@Component(service = {DecisionListener.class, RecentDecisions.class})
public final class RecentDecisions implements DecisionListener {
    static final int KEPT = 2_000;

    private final ArrayDeque<Numbered> kept = new ArrayDeque<>(KEPT);
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
            kept.removeFirst();
        }
        kept.addLast(new Numbered(++last, decision));
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

    /** Returns those that fit, the newest first. */
    public synchronized List<Numbered> newest(Predicate<Decision> wanted, int most) {
        List<Numbered> found = new ArrayList<>();
        for (Numbered each : (Iterable<Numbered>) kept::descendingIterator) {
            if (found.size() == most) {
                break;
            }
            if (wanted.test(each.decision())) {
                found.add(each);
            }
        }
        return found;
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
