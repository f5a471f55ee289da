package io.millwright.opcua.fanout;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rows of the table that is in force.
 *
 * @param ofName the row of each tag, by its name
 * @param values what is known of each row; written inside deliveries
 */
record Rows(List<FanOutRow> all, Map<String, Integer> ofName, TagValues values) {
    static final Rows NONE = new Rows(List.of(), Map.of(), new TagValues(0));

    /** Returns the rows of another table: equal lines keep their values. */
    Rows next(List<? extends FanOutRow> newRows, boolean connected) {
        Map<String, Integer> newOfName = new HashMap<>();
        TagValues newValues = new TagValues(newRows.size());
        for (int row = 0; row < newRows.size(); row++) {
            FanOutRow tag = newRows.get(row);
            newOfName.put(tag.name(), row);
            if (has(tag)) {
                newValues.copy(row, values, ofName.get(tag.name()));
            } else {
                newValues.initial(row, tag, connected);
            }
        }
        return new Rows(List.copyOf(newRows), newOfName, newValues);
    }

    private boolean has(FanOutRow tag) {
        Integer row = ofName.get(tag.name());
        return row != null && all.get(row).sameValues(tag);
    }

    /** Returns the names of the tags that another table adds, changes or lacks. */
    Set<String> changedIn(Rows other) {
        Set<String> changed = new HashSet<>(ofName.keySet());
        for (FanOutRow tag : other.all) {
            if (has(tag)) {
                changed.remove(tag.name());
            } else {
                changed.add(tag.name());
            }
        }
        return changed;
    }
}
