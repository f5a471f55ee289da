package io.millwright.opcua.settings;

import java.util.List;
import java.util.Map;

/**
 * Reads fields of forms tolerantly: Kura checks nothing, and old snapshots hold old types. What is wrong becomes a problem, with
 * label, value and remedy.
 */
public final class Fields {
    private Fields() {}

    /** Returns what the form calls a field: texts are read beside the form. */
    private static String label(String id) {
        return switch (id) {
            case "security.policy" -> "Security policy";
            case "security.mode" -> "Security mode";
            case "access.mode" -> "Access mode";
            case "time.source" -> "Time of values";
            case "server.profile" -> "Kind of server";
            case "load.requestsPerSecond" -> "Requests per second";
            case "load.requestsInFlight" -> "Requests at a time";
            case "publishing.intervalMs" -> "Publishing interval";
            case "request.timeoutMs" -> "Request timeout";
            case "session.timeoutMs" -> "Session timeout";
            case "read.intervalMs" -> "Read interval";
            case "read.timeoutMs" -> "Read timeout";
            default -> id;
        };
    }

    /** Returns the option that was chosen, whatever its case; any other value is a problem. */
    public static String option(
            Map<String, Object> properties, String id, String absent, List<String> options, List<String> problems) {
        String value = text(properties, id, absent);
        for (String option : options) {
            if (option.equalsIgnoreCase(value)) {
                return option;
            }
        }
        problems.add(label(id) + " '" + value + "' is unknown; choose one of " + options);
        return absent;
    }

    /** Returns a whole number of milliseconds, given as any type; one out of range is a problem. */
    public static int whole(
            Map<String, Object> properties, String id, int absent, int min, int max, List<String> problems) {
        return whole(properties, id, absent, min, max, " of milliseconds", problems);
    }

    /** Returns a whole number, given as any type; one out of range is a problem. */
    static int count(Map<String, Object> properties, String id, int absent, int min, int max, List<String> problems) {
        return whole(properties, id, absent, min, max, "", problems);
    }

    private static int whole(
            Map<String, Object> properties,
            String id,
            int absent,
            int min,
            int max,
            String unit,
            List<String> problems) {
        Object value = properties.get(id);
        if (value == null || value.toString().isBlank()) {
            return absent;
        }
        try {
            double number = value instanceof Number given
                    ? given.doubleValue()
                    : Double.parseDouble(value.toString().trim());
            if (number >= min && number <= max && number == Math.rint(number)) {
                return (int) number;
            }
        } catch (NumberFormatException e) {
            // told below, with value and remedy
        }
        problems.add(label(id) + " '" + value + "' is out of range; enter a whole number" + unit + " from " + min
                + " to " + max);
        return absent;
    }

    /** Returns a text without blanks around it; {@code absent} where there is none. */
    public static String text(Map<String, Object> properties, String id, String absent) {
        String value = raw(properties, id).trim();
        return value.isEmpty() ? absent : value;
    }

    /** Returns a value of any type as text, "" where there is none; of several the first. */
    public static String raw(Map<String, Object> properties, String id) {
        Object value = properties.get(id);
        if (value instanceof Object[] array) {
            value = array.length == 0 ? null : array[0];
        }
        if (value instanceof char[] characters) {
            return new String(characters);
        }
        return value == null ? "" : value.toString();
    }
}
