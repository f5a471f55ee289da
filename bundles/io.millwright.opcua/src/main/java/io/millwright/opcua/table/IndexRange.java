package io.millwright.opcua.table;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which elements of an array or matrix a tag is (NumericRange, OPC UA Part 4, 7.27). Indices start at 0.
 *
 * @param text as a server takes it; "" is the whole value
 * @param lengths how many elements it takes of each dimension; empty for the whole value
 * @param element whether it is one element, which is delivered by itself and not as an array of one
 */
public record IndexRange(String text, List<Integer> lengths, boolean element) {
    /** The whole value. */
    public static final IndexRange WHOLE = new IndexRange("", List.of(), false);

    private static final Pattern RANGE = Pattern.compile("\\d{1,9}(:\\d{1,9})?(,\\d{1,9}(:\\d{1,9})?){0,9}");

    /** Takes a copy. */
    public IndexRange {
        lengths = List.copyOf(lengths);
    }

    /** Returns the range that is written as {@code 3}, {@code 0:9} or, one per dimension, {@code 0:9,3}; null for another text. */
    static IndexRange parse(String written) {
        String text = written.replaceAll("\\s", "");
        if (text.isEmpty()) {
            return WHOLE;
        }
        if (!RANGE.matcher(text).matches()) {
            return null;
        }
        List<Integer> lengths = new ArrayList<>();
        for (String dimension : text.split(",")) {
            String[] bounds = dimension.split(":");
            int low = Integer.parseInt(bounds[0]);
            int high = Integer.parseInt(bounds[bounds.length - 1]);
            if (bounds.length == 2 && high <= low) {
                return null;
            }
            lengths.add(high - low + 1);
        }
        return new IndexRange(text, lengths, text.indexOf(':') < 0);
    }

    /** Returns whether it is the whole value. */
    public boolean whole() {
        return text.isEmpty();
    }

    /** Returns the text for a request: null is the whole value. */
    public String requested() {
        return text.isEmpty() ? null : text;
    }

    /** Returns the dimensions of what it takes; empty for one element. */
    public int[] dimensions() {
        return element
                ? new int[0]
                : lengths.stream().mapToInt(Integer::intValue).toArray();
    }
}
