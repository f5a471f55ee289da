package io.millwright.pipeline.window;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * When a part begins and ends. Immutable.
 *
 * @param changes name of the tag each change of which ends a part and begins the next, or null
 * @param open the condition that begins a part by becoming true, or null
 * @param close the condition that ends it by becoming true; null: when {@code open} ceases to hold
 * @param every how many openings make one window, 1 for a part
 * @param number name of the tag that holds the part's number, or null
 * @param numberAtClosing whether the number is read when the part ends, else when it begins
 * @param beforeMicros margin before the opening
 * @param afterMicros margin after the closing
 * @param leastMicros shorter ones are no parts
 * @param greatestMicros longer ones are given up
 * @param timeoutMicros a part of whose tags nothing comes for so long is given up; 0: never
 */
public record PartSettings(
        String changes,
        TagCondition open,
        TagCondition close,
        int every,
        String number,
        boolean numberAtClosing,
        long beforeMicros,
        long afterMicros,
        long leastMicros,
        long greatestMicros,
        long timeoutMicros) {
    /** Returns the names of all tags that it looks at. */
    public Set<String> tags() {
        Set<String> tags = new LinkedHashSet<>();
        if (changes != null) {
            tags.add(changes);
        }
        if (open != null) {
            tags.addAll(open.tags());
        }
        if (close != null) {
            tags.addAll(close.tags());
        }
        if (number != null) {
            tags.add(number);
        }
        return tags;
    }
}
