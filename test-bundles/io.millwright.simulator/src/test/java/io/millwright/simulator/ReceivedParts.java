package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;

/** Parts as a client finds them in a cell's tags: by source times alone, and after the fact. Thread safe. */
final class ReceivedParts {
    static final List<String> TAGS =
            List.of("active", "part_number", "part_text", "part_counter", "current", "voltage", "temperature");

    private final int cell;
    private final Map<String, NavigableMap<Long, Object>> values = new HashMap<>();

    ReceivedParts(int cell) {
        this.cell = cell;
        TAGS.forEach(tag -> values.put(tag, new TreeMap<>()));
    }

    List<String> tags() {
        return TAGS.stream().map(tag -> "Cell" + cell + "." + tag).toList();
    }

    synchronized void accept(String tag, DataValue value) {
        if (value.sourceTime() != null) {
            values.get(tag.substring(tag.indexOf('.') + 1))
                    .put(
                            Times.micros(value.sourceTime().getJavaInstant()),
                            value.value().value());
            notifyAll();
        }
    }

    /** Waits until the cell has told that it is idle after this part; fails after a bounded wait. */
    synchronized void awaitIdleAfter(long number) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PlcClient.WAIT_SECONDS);
        while (!Boolean.FALSE.equals(last("active")) || !Long.valueOf(number).equals(last("part_number"))) {
            long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            assertTrue(millis > 0, "cell " + cell + " does not become idle after " + number);
            wait(millis);
        }
    }

    private Object last(String tag) {
        NavigableMap<Long, Object> series = values.get(tag);
        return series.isEmpty() ? null : series.lastEntry().getValue();
    }

    synchronized List<CellPart> parts() {
        List<CellPart> parts = new ArrayList<>();
        NavigableMap<Long, Object> numbers = values.get("part_number");
        for (Map.Entry<Long, Object> begin :
                numbers.tailMap(numbers.firstKey(), false).entrySet()) {
            long start = begin.getKey();
            Long next = numbers.higherKey(start);
            Long idle = values.get("active").tailMap(start, false).entrySet().stream()
                    .filter(e -> Boolean.FALSE.equals(e.getValue()))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
            long end = Math.min(next == null ? Long.MAX_VALUE : next, idle);
            parts.add(new CellPart(
                    cell,
                    (Long) begin.getValue(),
                    (String) values.get("part_text").floorEntry(start).getValue(),
                    ((UInteger) values.get("part_counter").floorEntry(start).getValue()).longValue(),
                    start,
                    end,
                    aggregate("current", start, end),
                    aggregate("voltage", start, end),
                    aggregate("temperature", start, end)));
        }
        return parts;
    }

    private CellPart.Values aggregate(String tag, long from, long to) {
        CellPart.Values all = CellPart.Values.NONE;
        for (Object value : values.get(tag).subMap(from, to).values()) {
            all = all.with((Double) value);
        }
        return all;
    }
}
