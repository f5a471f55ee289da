package io.millwright.planning.shop;

import io.millwright.planning.shop.Released.Key;
import io.millwright.planning.shop.Released.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is different from the schedule in force.
 *
 * @param moved steps that begin at another time or lie on another machine
 * @param added steps that were in no schedule before
 * @param gone steps of the former schedule that are no more
 * @param kept steps that stay as they were
 */
public record Changes(List<Move> moved, int added, int gone, int kept) {
    /** A step that moved. */
    public record Move(Key step, Slot from, Slot to) {
        /** Returns how much later it begins, in seconds; below 0 where it begins earlier. */
        public long laterSeconds() {
            return to.startSeconds() - from.startSeconds();
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
        return new Changes(List.copyOf(moved), added, gone, kept);
    }
}
