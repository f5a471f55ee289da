package io.millwright.planning.stock;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was used of each part in each period. NaN is not known, which is not the same as none. Immutable: the array is not to be written.
 *
 * @param periods how long a period is
 * @param first number of the first period
 * @param count how many periods
 * @param parts names of the parts
 * @param used part by part, {@code count} periods each, the oldest first
 * @param unknown how many of them are NaN between a part's first known period and the last period of all
 */
public record Consumption(Periods periods, int first, int count, List<String> parts, float[] used, int unknown) {
    /** Returns what was used of a part in a period, NaN where it is not known. */
    public float at(int part, int period) {
        return used[part * count + period];
    }

    /** Copies what was used of a part, the oldest period first. */
    public void copy(int part, double[] to) {
        int from = part * count;
        for (int period = 0; period < count; period++) {
            to[period] = used[from + period];
        }
    }

    /**
     * Returns the same with what counters know beside it: where a line tells of a part and period, the line counts.
     *
     * @param counted part → period → what was used
     * @throws IllegalArgumentException if that is more than can be planned
     */
    public Consumption with(Map<String, Map<Integer, Float>> counted) {
        int from = first;
        int until = last();
        Map<String, Integer> names = new LinkedHashMap<>();
        parts.forEach(part -> names.put(part, names.size()));
        for (Map.Entry<String, Map<Integer, Float>> part : counted.entrySet()) {
            for (int period : part.getValue().keySet()) {
                names.putIfAbsent(part.getKey(), names.size());
                from = Math.min(from, period);
                until = Math.max(until, period);
            }
        }
        int periodsNow = until - from + 1;
        if (periodsNow > ConsumptionCsv.MOST_PERIODS || (long) periodsNow * names.size() > ConsumptionCsv.MOST_CELLS) {
            throw new IllegalArgumentException("consumption and counters together tell of " + names.size()
                    + " parts and " + periodsNow + " periods; give the consumption without its oldest periods");
        }
        float[] all = new float[names.size() * periodsNow];
        Arrays.fill(all, Float.NaN);
        for (int part = 0; part < parts.size(); part++) {
            System.arraycopy(used, part * count, all, part * periodsNow + first - from, count);
        }
        for (Map.Entry<String, Map<Integer, Float>> part : counted.entrySet()) {
            for (Map.Entry<Integer, Float> each : part.getValue().entrySet()) {
                int at = names.get(part.getKey()) * periodsNow + each.getKey() - from;
                all[at] = Float.isNaN(all[at]) ? each.getValue() : all[at];
            }
        }
        return new Consumption(periods, from, periodsNow, List.copyOf(names.keySet()), all, unknown(all, periodsNow));
    }

    private static int unknown(float[] used, int count) {
        int unknown = 0;
        for (int from = 0; from < used.length; from += count) {
            boolean begun = false;
            for (int at = from; at < from + count; at++) {
                begun |= !Float.isNaN(used[at]);
                unknown += begun && Float.isNaN(used[at]) ? 1 : 0;
            }
        }
        return unknown;
    }

    /** Returns the number of the last period. */
    public int last() {
        return first + count - 1;
    }
}
