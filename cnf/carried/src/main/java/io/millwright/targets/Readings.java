package io.millwright.targets;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was last read of each configuration, with a number that is another one whenever the content is. Thread-safe; lives as
 * long as the bundle's class loader and holds nothing of another one.
 */
final class Readings {
    /** More than a gateway has components of one kind. */
    private static final int MOST_CONFIGURATIONS = 10_000;

    /** Those of the bundle that carries this class. */
    static final Readings OF_THIS_BUNDLE = new Readings(MOST_CONFIGURATIONS);

    private record Reading(long number, Map<String, Object> content) {
        boolean holds(Map<String, Object> other) {
            return content.keySet().equals(other.keySet())
                    && content.entrySet().stream()
                            .allMatch(entry -> equal(entry.getValue(), other.get(entry.getKey())));
        }

        private static boolean equal(Object one, Object other) {
            return Arrays.deepEquals(new Object[] {one}, new Object[] {other});
        }
    }

    private final Map<String, Reading> newest;
    private long last;

    Readings(int mostConfigurations) {
        newest = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Reading> eldest) {
                return size() > mostConfigurations;
            }
        };
    }

    /**
     * Takes what was read.
     *
     * @return its number, above 0: the one before where the content is the same
     */
    synchronized long read(String pid, Map<String, Object> content) {
        Reading before = newest.remove(pid);
        Reading now = before != null && before.holds(content) ? before : new Reading(++last, Map.copyOf(content));
        newest.put(pid, now);
        return now.number();
    }

    /** Returns the number of what was read last, 0 where that is not known. */
    synchronized long newest(String pid) {
        Reading reading = newest.get(pid);
        return reading == null ? 0 : reading.number();
    }

    synchronized void forget(String pid) {
        newest.remove(pid);
    }
}
