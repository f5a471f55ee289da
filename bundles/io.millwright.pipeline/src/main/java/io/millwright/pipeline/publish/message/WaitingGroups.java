package io.millwright.pipeline.publish.message;

import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.publish.OutboxLimits;
import io.millwright.pipeline.state.StateMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * All that waits in one outbox, in line: who is next is known without asking all. An offer costs no more with ten thousand
 * groups than with one, and a turn only the logarithm. Guarded by the outbox's lock; times are nanoseconds on its clock.
 */
public final class WaitingGroups {
    /** Where a group stands in line. */
    enum Place {
        /** Empty. */
        NONE,
        /** Waits for company. */
        EARLY,
        /** Has waited enough. */
        READY,
        /** Holds a state. */
        STATE,
        /** Holds a decision that goes at once. */
        URGENT,
        /** Has waited far too long: stands in line with the urgent ones. */
        OVERDUE,
        /** May not go yet, because its asset had a message a moment ago. */
        HELD
    }

    private static final Comparator<Group> BY_DUE =
            Comparator.comparingLong(Group::dueNanos).thenComparingLong(Group::number);
    private static final Comparator<Group> BY_TURN =
            Comparator.comparingLong(Group::servedTurn).thenComparingLong(Group::number);
    private static final Comparator<Group> BY_HELD =
            Comparator.comparingLong(Group::heldNanos).thenComparingLong(Group::number);

    private static final int SIZE_CLASSES = Integer.SIZE + 1;

    private final Map<Group.Key, Group> groups = new HashMap<>();
    private final Map<Place, TreeSet<Group>> line = new EnumMap<>(Place.class);

    /** Those that are ready or hold a state: after a while they are overdue. */
    private final TreeSet<Group> aging = new TreeSet<>(BY_DUE);

    /** By the power of two that their size has reached, so that few decisions change anything. */
    private final List<LinkedHashSet<Group>> bySize = new ArrayList<>();

    /** Until when a group may not go, in the past where it may. */
    private final ToLongFunction<Group> heldUntilNanos;

    private final Held held;
    private boolean closing;
    private int notEmpty;
    private long created;

    /** Is told how many decisions wait. */
    public interface Held {
        /** So many decisions of a pipeline more, or less, wait. */
        void changed(String pipeline, int by);
    }

    /** Creates an empty line. */
    public WaitingGroups(ToLongFunction<Group> heldUntilNanos, Held held) {
        this.heldUntilNanos = heldUntilNanos;
        this.held = held;
        for (Place place : Place.values()) {
            line.put(place, new TreeSet<>(comparator(place)));
        }
        for (int i = 0; i < SIZE_CLASSES; i++) {
            bySize.add(new LinkedHashSet<>());
        }
    }

    private static Comparator<Group> comparator(Place place) {
        return switch (place) {
            case EARLY -> BY_DUE;
            case HELD -> BY_HELD;
            default -> BY_TURN;
        };
    }

    private Group group(Group.Key key) {
        Group group = groups.get(key);
        if (group == null) {
            group = new Group(key);
            group.number = created++;
            groups.put(key, group);
        }
        return group;
    }

    /** Adds a decision. */
    public void add(PipelineDecision decision, long nowNanos) {
        Group group = group(Group.Key.of(decision));
        group.came(decision, nowNanos);
        if (group.staysPut(decision, nowNanos)) {
            group.add(decision, nowNanos);
            resized(group);
        } else {
            leave(group);
            group.add(decision, nowNanos);
            enter(group, nowNanos);
        }
    }

    /** Adds a state; it takes the place of one that waits. */
    public void add(StateMessage message, long nowNanos) {
        Group group = group(Group.Key.of(message));
        leave(group);
        group.setState(message, nowNanos);
        enter(group, nowNanos);
    }

    /** Puts back what could not be published, all of one group; it is due. A newer state wins. */
    public void putBack(Group.Key key, List<PipelineDecision> decisions, StateMessage older, long nowNanos) {
        Group group = group(key);
        leave(group);
        group.putBack(decisions, older, nowNanos);
        enter(group, nowNanos);
    }

    /** Takes out of a group what makes one message. The counters are the caller's. */
    public Batch take(Group group, long turn, long dropped, long unconfirmed, long nowNanos) {
        leave(group);
        Batch batch = new Batch(group, group.take(turn, nowNanos), group.takeState(), dropped, unconfirmed);
        enter(group, nowNanos);
        return batch;
    }

    /** Tells how large the message of a batch became. */
    public void written(Batch batch, DecisionMessage.Written written) {
        if (batch.group().key().kind() == Group.Kind.MANY_ASSETS) {
            batch.group().written(written.plainBytes(), written.bodyBytes());
        }
    }

    /** Gives up one decision of a group that has about the most: none has twice as many. */
    public PipelineDecision dropOne(long nowNanos) {
        int greatest = SIZE_CLASSES - 1;
        while (bySize.get(greatest).isEmpty()) {
            greatest--;
        }
        Group largest = bySize.get(greatest).iterator().next();
        leave(largest);
        // Behind its equals: they give in turn.
        bySize.get(greatest).remove(largest);
        bySize.get(greatest).add(largest);
        PipelineDecision dropped = largest.dropOne();
        enter(largest, nowNanos);
        return dropped;
    }

    /** From here on nothing waits for others. */
    public void closing(long nowNanos) {
        closing = true;
        moveAll(Place.EARLY, nowNanos);
    }

    /** Nothing is held any more. */
    public void release(long nowNanos) {
        moveAll(Place.HELD, nowNanos);
    }

    private void moveAll(Place place, long nowNanos) {
        for (Group group : List.copyOf(line.get(place))) {
            leave(group);
            enter(group, nowNanos);
        }
    }

    /** Whether nothing waits. */
    public boolean isEmpty() {
        return notEmpty == 0;
    }

    /**
     * Returns the group that goes next, or null. What is urgent and states go first, and what is long overdue with them;
     * among equals the longest not served. Where the window is not open, something urgent goes, or what is long overdue in
     * its place, so that nobody starves behind urgent ones.
     */
    public Group next(boolean open, long nowNanos) {
        advance(nowNanos);
        while (true) {
            Group next = first(open);
            if (next == null || heldUntilNanos.applyAsLong(next) <= nowNanos) {
                return next;
            }
            leave(next);
            hold(next);
        }
    }

    private Group first(boolean open) {
        Group urgent = first(Place.URGENT);
        if (!open) {
            return urgent == null ? null : earlier(urgent, first(Place.OVERDUE));
        }
        Group best = earlier(earlier(urgent, first(Place.STATE)), first(Place.OVERDUE));
        return best == null ? first(Place.READY) : best;
    }

    private Group first(Place place) {
        TreeSet<Group> there = line.get(place);
        return there.isEmpty() ? null : there.first();
    }

    private static Group earlier(Group one, Group other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return BY_TURN.compare(one, other) <= 0 ? one : other;
    }

    /**
     * Returns when something may go.
     *
     * @param gateNanos not before
     * @param routineGateNanos nor before this what is not urgent
     */
    public long readyNanos(long gateNanos, long routineGateNanos, long nowNanos) {
        long ready = Long.MAX_VALUE;
        if (first(Place.URGENT) != null) {
            ready = Math.max(gateNanos, nowNanos);
        }
        if (first(Place.READY) != null || first(Place.STATE) != null || first(Place.OVERDUE) != null) {
            ready = Math.min(ready, Math.max(routineGateNanos, nowNanos));
        }
        Group early = first(Place.EARLY);
        if (early != null) {
            ready = Math.min(ready, Math.max(routineGateNanos, early.dueNanos()));
        }
        Group held = first(Place.HELD);
        return held == null ? ready : Math.min(ready, Math.max(gateNanos, held.heldNanos()));
    }

    /** Forgets the groups that have been empty since then. */
    public void forgetIdle(long sinceNanos) {
        groups.values().removeIf(group -> group.isEmpty() && group.touchedNanos() < sinceNanos);
    }

    /** Takes all that waits. */
    public List<Batch> drain() {
        List<Group> order = new ArrayList<>(groups.values());
        order.sort(Comparator.comparingLong(Group::number));
        List<Batch> left = new ArrayList<>();
        for (Group group : order) {
            if (!group.isEmpty()) {
                leave(group);
                left.add(new Batch(group, group.drain(), group.takeState(), 0, 0));
                resized(group);
            }
        }
        groups.clear();
        return left;
    }

    /** Moves on those whose time has come; each moves a few times in its life. */
    private void advance(long nowNanos) {
        TreeSet<Group> early = line.get(Place.EARLY);
        while (!early.isEmpty() && early.first().dueNanos() <= nowNanos) {
            move(early.first(), nowNanos);
        }
        while (!aging.isEmpty() && aging.first().dueNanos() + OutboxLimits.PROMOTION_NANOS <= nowNanos) {
            move(aging.first(), nowNanos);
        }
        TreeSet<Group> held = line.get(Place.HELD);
        while (!held.isEmpty() && held.first().heldNanos() <= nowNanos) {
            move(held.first(), nowNanos);
        }
    }

    private void move(Group group, long nowNanos) {
        leave(group);
        enter(group, nowNanos);
    }

    /** Before anything changes that its place depends on. */
    private void leave(Group group) {
        if (group.place == Place.NONE) {
            return;
        }
        notEmpty--;
        line.get(group.place).remove(group);
        if (group.place == Place.READY || group.place == Place.STATE) {
            aging.remove(group);
        }
        group.place = Place.NONE;
    }

    private void enter(Group group, long nowNanos) {
        resized(group);
        if (group.isEmpty()) {
            return;
        }
        if (heldUntilNanos.applyAsLong(group) > nowNanos) {
            hold(group);
        } else {
            stand(group, place(group, nowNanos));
        }
    }

    private void hold(Group group) {
        group.heldNanos = heldUntilNanos.applyAsLong(group);
        stand(group, Place.HELD);
    }

    private void stand(Group group, Place place) {
        notEmpty++;
        group.place = place;
        line.get(place).add(group);
        if (place == Place.READY || place == Place.STATE) {
            aging.add(group);
        }
    }

    private Place place(Group group, long nowNanos) {
        if (group.urgent()) {
            return Place.URGENT;
        }
        if (nowNanos - group.dueNanos() >= OutboxLimits.PROMOTION_NANOS) {
            return Place.OVERDUE;
        }
        if (group.hasState()) {
            return Place.STATE;
        }
        return closing || group.dueNanos() <= nowNanos ? Place.READY : Place.EARLY;
    }

    private void resized(Group group) {
        if (group.size() != group.told) {
            held.changed(group.pipeline(), group.size() - group.told);
            group.told = group.size();
        }
        int sizeClass = Integer.SIZE - Integer.numberOfLeadingZeros(group.size());
        if (sizeClass != group.sizeClass) {
            bySize.get(group.sizeClass).remove(group);
            group.sizeClass = sizeClass;
            if (sizeClass > 0) {
                bySize.get(sizeClass).add(group);
            }
        }
    }
}
