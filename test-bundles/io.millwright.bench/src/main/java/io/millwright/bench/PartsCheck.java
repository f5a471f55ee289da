package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the decisions with what the simulator kept of its parts. A Good decision has to tell the part's very begin, end, counts,
 * sums, least and greatest values; one that is not Good may have missed values, but what it has must be of that part. Thread
 * safe.
 */
final class PartsCheck {
    private static final int SHOWN = 10;

    /** A part as the simulator made it; values in the order of {@link PartsModel#names()}. */
    private record Made(long startMicros, long endMicros, double[] values) {}

    private final Map<String, Made> made = new HashMap<>();
    private final List<JsonObject> decisions = new ArrayList<>();

    /** Takes a line of the receiver. */
    synchronized void decision(String line) {
        JsonObject decision = Json.parse(line).asObject();
        if ("decision".equals(decision.getString("kind", ""))) {
            decisions.add(decision);
        }
    }

    synchronized int decided() {
        return decisions.size();
    }

    /**
     * Takes the simulator's parts.
     *
     * @param lines as its program prints them
     * @param perCell so many of each cell count, the first ones
     */
    synchronized void truth(List<String> lines, int perCell) {
        Map<String, Integer> ofCell = new HashMap<>();
        for (String line : lines) {
            String[] words = line.split(" ");
            if (ofCell.merge(words[0], 1, Integer::sum) > perCell) {
                continue;
            }
            double[] values = new double[words.length - 6];
            for (int i = 0; i < values.length; i++) {
                values[i] = Double.parseDouble(words[6 + i]);
            }
            made.put(words[1], new Made(Long.parseLong(words[4]), Long.parseLong(words[5]), values));
        }
    }

    /** Adds what was found. */
    synchronized void report(JsonObject into) {
        Map<String, Integer> times = new HashMap<>();
        int wrong = 0;
        int doubtful = 0;
        for (JsonObject decision : decisions) {
            String part = decision.getString("part", "");
            times.merge(part, 1, Integer::sum);
            boolean good = "GOOD".equals(decision.getString("quality", ""));
            doubtful += good ? 0 : 1;
            String fault = fault(decision, made.get(part), good);
            if (fault != null && wrong++ < SHOWN) {
                System.out.println("wrong: " + fault + ": " + decision);
            }
        }
        long once = made.keySet().stream()
                .filter(part -> times.getOrDefault(part, 0) == 1)
                .count();
        long twice = times.values().stream().mapToInt(n -> n - 1).sum();
        long missing =
                made.keySet().stream().filter(part -> !times.containsKey(part)).count();
        into.add("made", made.size())
                .add("decisions", decisions.size())
                .add("once", once)
                .add("twice", twice)
                .add("wrong", wrong)
                .add("missing", missing)
                .add("not_good", doubtful);
    }

    private static String fault(JsonObject decision, Made part, boolean good) {
        if (part == null) {
            return "no such part";
        }
        double[] values = values(decision);
        if (good) {
            if (decision.getLong("windowStart", 0) != part.startMicros
                    || decision.getLong("windowEnd", 0) != part.endMicros) {
                return "begins or ends otherwise than " + part.startMicros + " to " + part.endMicros;
            }
            for (int i = 0; i < part.values.length; i++) {
                if (values[i] != part.values[i]) {
                    return PartsModel.names().get(i) + " is not " + part.values[i];
                }
            }
            return null;
        }
        return foreign(values, part);
    }

    /** Of each signal count, sum, min, max: fewer values than the part's are allowed, others are not. */
    private static String foreign(double[] values, Made part) {
        for (int i = 0; i + 3 < part.values.length; i += 4) {
            boolean some = values[i] > 0;
            if (values[i] > part.values[i]
                    || some && (values[i + 2] < part.values[i + 2] || values[i + 3] > part.values[i + 3])) {
                return PartsModel.names().get(i) + " to " + PartsModel.names().get(i + 3) + " are not of this part";
            }
        }
        return null;
    }

    private static double[] values(JsonObject decision) {
        List<String> names = PartsModel.names();
        double[] values = new double[names.size()];
        Arrays.fill(values, Double.NaN);
        for (JsonValue value : decision.get("readings").asArray()) {
            JsonObject reading = value.asObject();
            JsonValue number = reading.get("number");
            int index = names.indexOf(reading.getString("name", ""));
            if (index >= 0 && number.isNumber()) {
                values[index] = number.asDouble();
            }
        }
        return values;
    }
}
