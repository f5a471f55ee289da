package io.millwright.planning.energy;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.util.HashMap;
import java.util.Map;

/**
 * What an approved plan says per part, read from its document, so that it is followed after a restart as well. Immutable.
 */
public final class FollowedPlan {
    private final long origin;
    private final long first;
    private final long end;
    private final double[] batteryKw;
    private final double[] storedKwh;
    private final double[] ceilingsKw;
    private final Map<String, boolean[]> on = new HashMap<>();

    private FollowedPlan(JsonObject document, long origin, long first, long end) {
        this.origin = origin;
        batteryKw = numbers(document.get("battery_kw").asArray());
        storedKwh = numbers(document.get("stored_kwh").asArray());
        ceilingsKw = numbers(document.get("ceilings_kw").asArray());
        if (storedKwh.length != batteryKw.length || ceilingsKw.length != batteryKw.length) {
            throw new IllegalArgumentException("battery_kw, stored_kwh, ceilings_kw differ in length");
        }
        this.first = Math.max(origin, first);
        this.end = Math.min(origin + batteryKw.length, end);
        for (JsonValue load : document.get("loads").asArray()) {
            boolean[] runs = new boolean[batteryKw.length];
            for (JsonValue block : load.asObject().get("on").asArray()) {
                JsonArray ends = block.asArray();
                java.util.Arrays.fill(runs, ends.get(0).asInt(), ends.get(1).asInt(), true);
            }
            on.put(load.asObject().get("load").asString(), runs);
        }
    }

    /**
     * Reads one.
     *
     * @param document by {@link EnergyDocument#of}
     * @param approvedMicros when somebody approved it: parts that begin later are followed
     * @param expiresMicros until when it holds: parts that begin earlier are followed
     * @throws IllegalArgumentException if it is no such document
     */
    public static FollowedPlan of(String document, long approvedMicros, long expiresMicros) {
        try {
            JsonObject plan = Json.parse(document).asObject();
            long start = java.time.Instant.parse(plan.get("start").asString()).getEpochSecond() * 1_000_000L;
            return new FollowedPlan(
                    plan,
                    MeterParts.partOf(start),
                    MeterParts.partOf(approvedMicros - 1) + 1,
                    MeterParts.partOf(expiresMicros - 1) + 1);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("the approved plan cannot be read: " + e, e);
        }
    }

    private static double[] numbers(JsonArray array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).asDouble();
        }
        return numbers;
    }

    /** Returns the first part that is followed: it began after somebody approved. */
    public long first() {
        return first;
    }

    /** Whether the part is followed. */
    public boolean covers(long part) {
        return part >= first && part < end;
    }

    /** Whether it says anything of a load. */
    public boolean knows(String load) {
        return on.containsKey(load);
    }

    /** Whether a load runs in a part that is covered. */
    public boolean runs(String load, long part) {
        return on.get(load)[(int) (part - origin)];
    }

    /** Returns the power into the battery in a part that is covered; below 0 out of it. */
    public double batteryKw(long part) {
        return batteryKw[(int) (part - origin)];
    }

    /**
     * Returns what the battery holds at the start of a part that is covered, or just after the last one; in the plan's own first part, at the
     * end of that.
     */
    public double storedKwh(long part) {
        return storedKwh[Math.max(0, (int) (part - origin) - 1)];
    }

    /**
     * Returns what the grid's power is held below in a part of the plan, also in that in which somebody approved it; NaN for any other part.
     */
    public double ceilingKw(long part) {
        return part >= origin && part < end ? ceilingsKw[(int) (part - origin)] : Double.NaN;
    }
}
