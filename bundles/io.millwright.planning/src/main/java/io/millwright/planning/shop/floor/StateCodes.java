package io.millwright.planning.shop.floor;

import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the values of a machine's state mean: whole numbers, Booleans as 1 and 0, or texts in any case. Immutable. */
public record StateCodes(Map<String, MachineState> meanings) {
    /** As many values as a state may have. */
    private static final int MOST = 100;

    private static final int LONGEST = 100;
    private static final Map<String, String> WORDS = Map.of("true", "1", "false", "0");

    /** Copies, in one order in every process: settings are compared by their text over restarts. */
    public StateCodes {
        meanings = Collections.unmodifiableMap(new TreeMap<>(meanings));
    }

    /**
     * Reads lists of values, by comma.
     *
     * @throws IllegalArgumentException with label, value and, behind a semicolon, the remedy
     */
    public static StateCodes of(Map<MachineState, String> lists, Map<MachineState, String> labels) {
        Map<String, MachineState> read = new HashMap<>();
        lists.forEach((state, list) -> {
            for (String each : list.split(",")) {
                String value = canonical(each);
                MachineState before = value.isEmpty() ? null : read.put(value, state);
                if (before != null && before != state) {
                    throw new IllegalArgumentException(labels.get(state) + " has '" + value + "', as "
                            + labels.get(before) + " has; write each value once");
                }
                if (value.length() > LONGEST || read.size() > MOST) {
                    throw new IllegalArgumentException(labels.get(state) + " is too long; write " + MOST + " values of "
                            + LONGEST + " characters at most");
                }
            }
        });
        return new StateCodes(read);
    }

    private static String canonical(String text) {
        String value = text.strip().toLowerCase(Locale.ROOT);
        return WORDS.getOrDefault(value, value);
    }

    /** Returns what a text means, null where nobody said. */
    public MachineState of(String text) {
        return meanings.get(canonical(text));
    }

    /** Returns what a number means, null where nobody said. */
    public MachineState of(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? meanings.get(Long.toString((long) value)) : null;
    }
}
