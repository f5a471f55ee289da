package io.millwright.planning.shop;

import io.millwright.planning.shop.Released.Key;
import io.millwright.planning.shop.Released.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is different from the schedule in force.
 *
 * @param shift by how much most of what begins at another time does so: the whole of it is told as one
 * @param moved further steps that begin at another time or lie on another machine
 * @param added steps that were in no schedule before
 * @param gone steps of the former schedule that are no more
 * @param kept steps that stay as they were
 */
public record Changes(Shift shift, List<Move> moved, int added, int gone, int kept) {
    /** A step that moved. */
    public record Move(Key step, Slot from, Slot to) {
        /** Returns how much later it begins, in seconds; below 0 where it begins earlier. */
        public long laterSeconds() {
            return to.startSeconds() - from.startSeconds();
        }

        private boolean staysOnMachine() {
            return from.machine().equals(to.machine());
        }
    }

    /**
     * Steps that stay in their order on their machines and begin all later or earlier by the same.
     *
     * @param laterSeconds below 0 for earlier, 0 where there is no such shift
     * @param steps how many
     */
    public record Shift(long laterSeconds, int steps) {
        static final Shift NONE = new Shift(0, 0);

        /** Fewer steps are told one by one. */
        private static final int LEAST = 3;

        /** Returns the shift that more than half of the moves have in common. */
        private static Shift of(List<Move> moves) {
            Map<Long, Integer> counts = new HashMap<>();
            for (Move each : moves) {
                if (each.staysOnMachine()) {
                    counts.merge(each.laterSeconds(), 1, Integer::sum);
                }
            }
            return counts.entrySet().stream()
                    .filter(each -> each.getValue() >= LEAST && 2 * each.getValue() > moves.size())
                    .findFirst()
                    .map(each -> new Shift(each.getKey(), each.getValue()))
                    .orElse(NONE);
        }

        private boolean holds(Move move) {
            return steps > 0 && move.staysOnMachine() && move.laterSeconds() == laterSeconds;
        }
    }

    /** Compares; without a schedule before all is added. */
    static Changes between(Released before, Released after) {
        List<Move> moved = new ArrayList<>();
        int added = 0;
        int kept = 0;
        for (Map.Entry<Key, Slot> each : after.slots().entrySet()) {
            Slot from = before == null ? null : before.slots().get(each.getKey());
            if (from == null) {
                added++;
            } else if (from.startSeconds() == each.getValue().startSeconds()
                    && from.machine().equals(each.getValue().machine())) {
                kept++;
            } else {
                moved.add(new Move(each.getKey(), from, each.getValue()));
            }
        }
        int gone = before == null
                ? 0
                : (int) before.slots().keySet().stream()
                        .filter(each -> !after.slots().containsKey(each))
                        .count();
        Shift shift = Shift.of(moved);
        moved.removeIf(shift::holds);
        return new Changes(shift, List.copyOf(moved), added, gone, kept);
    }
}
