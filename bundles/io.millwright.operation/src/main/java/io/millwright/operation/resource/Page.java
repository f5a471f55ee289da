package io.millwright.operation.resource;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.util.List;
import java.util.function.Function;

/**
 * Which part of a list is asked for, by the parameters {@code from} (the first item, 0) and {@code size} (100).
 *
 * @param from index of the first item
 * @param size how many at most
 */
public record Page(int from, int size) {
    private static final int STANDARD = 100;
    private static final int MOST = 1_000;

    /** Reads it. */
    public static Page of(Query query) throws Refusal {
        int from = (int) query.whole("from", 0, Integer.MAX_VALUE, 0);
        return new Page(from, (int) query.whole("size", 1, MOST, STANDARD));
    }

    /** Returns a document with {@code total}, {@code from}, {@code items}, and {@code next} where there is more. */
    public <T> JsonObject document(List<T> all, Function<? super T, ? extends JsonValue> item) {
        JsonArray items = new JsonArray();
        int first = Math.min(from, all.size());
        int end = Math.min(all.size(), first + size);
        for (T each : all.subList(first, end)) {
            items.add(item.apply(each));
        }
        JsonObject document =
                new JsonObject().add("total", all.size()).add("from", first).add("items", items);
        return end < all.size() ? document.add("next", end) : document;
    }
}
