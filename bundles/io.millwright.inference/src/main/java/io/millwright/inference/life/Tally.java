package io.millwright.inference.life;

import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.decision.Decision;
import io.millwright.decision.Quality;
import io.millwright.decision.Value;
import io.millwright.model.ModelTrial;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a trial has shown so far: runs, failures and run time of both versions, and how far they agree, altogether, per asset and
 * per reading. Thread-safe; the number of assets and readings is bounded, what is beyond is counted as {@link #OTHERS}.
 */
public final class Tally {
    /** Stands for assets and readings beyond the bound. */
    public static final String OTHERS = "(others)";

    private static final int MOST_ASSETS = 1_000;
    private static final int MOST_READINGS = 64;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double PERCENT = 100;

    /** Runs of one version. */
    private static final class Runs {
        private long windows;
        private long failures;
        private long nanos;

        void add(long moreWindows, long moreFailures, long moreNanos) {
            windows += moreWindows;
            failures += moreFailures;
            nanos += moreNanos;
        }

        double millis() {
            return windows == 0 ? 0 : nanos / NANOS_PER_MILLI / windows;
        }

        JsonObject json() {
            return new JsonObject()
                    .add("windows", windows)
                    .add("failures", failures)
                    .add("nanos", nanos);
        }
    }

    /** How far both versions agree on one thing. */
    private static final class Agreement {
        private long windows;
        private long equal;
        private double sumOfDifferences;
        private double greatestDifference;

        void add(boolean isEqual, double difference) {
            windows++;
            equal += isEqual ? 1 : 0;
            if (Double.isFinite(difference)) {
                sumOfDifferences += difference;
                greatestDifference = Math.max(greatestDifference, difference);
            }
        }

        double percent() {
            return windows == 0 ? PERCENT : PERCENT * equal / windows;
        }

        JsonObject json() {
            return new JsonObject()
                    .add("windows", windows)
                    .add("equal", equal)
                    .add("sum", sumOfDifferences)
                    .add("greatest", greatestDifference);
        }

        static Agreement of(JsonObject json) {
            Agreement one = new Agreement();
            one.windows = json.getLong("windows", 0);
            one.equal = json.getLong("equal", 0);
            one.sumOfDifferences = json.getDouble("sum", 0);
            one.greatestDifference = json.getDouble("greatest", 0);
            return one;
        }
    }

    private final Runs candidate = new Runs();
    private final Runs reference = new Runs();
    private final Agreement all = new Agreement();
    private final Map<String, Agreement> assets = new TreeMap<>();
    private final Map<String, Agreement> readings = new LinkedHashMap<>();
    private long unpaired;
    private long elapsedMillis;

    /** Notes runs. */
    public synchronized void ran(boolean ofCandidate, long windows, long failures, long nanos) {
        (ofCandidate ? candidate : reference).add(windows, failures, nanos);
    }

    /** Notes windows that only one of both decided. */
    public synchronized void unpaired(long windows) {
        unpaired += windows;
    }

    /** Notes that time has passed. */
    public synchronized void passed(long millis) {
        elapsedMillis += millis;
    }

    /**
     * Notes what both said of a window. Where the inputs were bad there is nothing to compare, and where only one of the two has
     * no usable statement they differ.
     *
     * @param tolerancePercent by which numbers without a label may differ
     */
    public synchronized void compared(Decision one, Decision other, double tolerancePercent) {
        boolean bad = one.quality() == Quality.BAD;
        boolean otherBad = other.quality() == Quality.BAD;
        if (bad && otherBad) {
            return;
        }
        boolean equal = bad == otherBad;
        int common = 0;
        if (equal) {
            for (Value value : one.values()) {
                Value its = named(other.values(), value.name());
                if (its != null) {
                    common++;
                    double difference = Math.abs(value.number() - its.number());
                    boolean same = same(value, its, difference, tolerancePercent);
                    bounded(readings, value.name(), MOST_READINGS).add(same, difference);
                    equal &= same;
                }
            }
        }
        if (equal && common == 0) {
            // Nothing that both say: no statement on agreement.
            unpaired++;
            return;
        }
        all.add(equal, Double.NaN);
        bounded(assets, one.pipeline() + "/" + one.asset(), MOST_ASSETS).add(equal, Double.NaN);
    }

    private static boolean same(Value value, Value its, double difference, double tolerancePercent) {
        boolean labelled = !value.label().isEmpty() && !its.label().isEmpty();
        return labelled
                ? value.label().equals(its.label())
                : difference <= Math.abs(its.number()) * tolerancePercent / PERCENT + Math.ulp((float) its.number());
    }

    private static Value named(List<Value> values, String name) {
        for (Value value : values) {
            if (value.name().equals(name)) {
                return value;
            }
        }
        return null;
    }

    private static Agreement bounded(Map<String, Agreement> map, String key, int most) {
        Agreement known = map.get(key);
        if (known != null) {
            return known;
        }
        return map.computeIfAbsent(map.size() < most ? key : OTHERS, any -> new Agreement());
    }

    /** Returns why the version fails, empty while it does not. */
    public synchronized String failure(LifeSettings.Limits abort) {
        if (candidate.windows >= abort.windows() && errorPercent() > abort.errorPercent()) {
            return text(
                    "it failed in %.1f %% of %d windows, more than %.1f %%",
                    errorPercent(), candidate.windows, abort.errorPercent());
        }
        if (candidate.windows >= abort.windows()
                && reference.windows >= abort.windows()
                && addedMillis() > abort.addedMillis()) {
            return text("a window takes it %.3f ms more, and %.3f ms are allowed", addedMillis(), abort.addedMillis());
        }
        if (all.windows >= abort.windows() && all.percent() < abort.agreementPercent()) {
            return text(
                    "it agrees in %.1f %% of %d windows, less than %.1f %%",
                    all.percent(), all.windows, abort.agreementPercent());
        }
        return "";
    }

    /**
     * Returns what the version still lacks to go on, empty when it lacks nothing.
     *
     * @param compares whether there is another version to agree with
     */
    public synchronized String lack(LifeSettings.Limits promote, boolean compares) {
        long minutes = elapsedMillis / 60_000;
        if (minutes < promote.minutes()) {
            return minutes + " of " + promote.minutes() + " min";
        }
        long windows = compares ? Math.min(candidate.windows, all.windows) : candidate.windows;
        if (windows < promote.windows()) {
            return windows + " of " + promote.windows() + " windows";
        }
        if (errorPercent() > promote.errorPercent()) {
            return text("errors %.2f %%, %.2f %% are allowed", errorPercent(), promote.errorPercent());
        }
        if (reference.windows > 0 && addedMillis() > promote.addedMillis()) {
            return text("added run time %.3f ms, %.3f ms are allowed", addedMillis(), promote.addedMillis());
        }
        if (compares && all.percent() < promote.agreementPercent()) {
            return text("agreement %.2f %%, %.2f %% are asked for", all.percent(), promote.agreementPercent());
        }
        return "";
    }

    private double errorPercent() {
        return candidate.windows == 0 ? 0 : PERCENT * candidate.failures / candidate.windows;
    }

    private double addedMillis() {
        return candidate.millis() - reference.millis();
    }

    /** Returns in words what was found; the worst assets first, a few of them. */
    public synchronized String forPeople() {
        StringBuilder text = new StringBuilder(
                text("%d windows, %d failed, %.3f ms each", candidate.windows, candidate.failures, candidate.millis()));
        if (reference.windows > 0) {
            text.append(text(" (%.3f ms before)", reference.millis()));
        }
        if (all.windows > 0) {
            text.append(text(", agrees in %.2f %% of %d", all.percent(), all.windows));
            readings.forEach((name, one) -> text.append(text(
                    ", %s: %.2f %%, differs by %.4g on average, %.4g at most",
                    name,
                    one.percent(),
                    one.windows == 0 ? 0 : one.sumOfDifferences / one.windows,
                    one.greatestDifference)));
            String worst = assets.entrySet().stream()
                    .filter(entry -> entry.getValue().equal < entry.getValue().windows)
                    .sorted((a, b) ->
                            Double.compare(a.getValue().percent(), b.getValue().percent()))
                    .limit(3)
                    .map(entry ->
                            text("%s %.1f %%", entry.getKey(), entry.getValue().percent()))
                    .collect(Collectors.joining(", "));
            text.append(worst.isEmpty() ? "" : ", worst " + worst);
        }
        return text.append(unpaired > 0 ? ", " + unpaired + " not compared" : "")
                .toString();
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** Adds the counters by name. */
    public synchronized void count(Map<String, Long> counters) {
        counters.put("trial.windows", candidate.windows);
        counters.put("trial.failures", candidate.failures);
        counters.put("trial.compared", all.windows);
        counters.put("trial.agreed", all.equal);
        counters.put("trial.unpaired", unpaired);
        readings.forEach((name, one) -> {
            counters.put("trial.compared." + name, one.windows);
            counters.put("trial.agreed." + name, one.equal);
        });
    }

    /** Returns agreement of one asset in percent, named pipeline/asset; NaN if nothing was compared. */
    public synchronized double agreementOf(String asset) {
        Agreement one = assets.get(asset);
        return one == null ? Double.NaN : one.percent();
    }

    /** Returns the figures of what was found, with what there is to say of them. */
    public synchronized ModelTrial.Shown shown(String text) {
        return new ModelTrial.Shown(candidate.windows, candidate.failures, all.windows, all.equal, text);
    }

    /** Returns how many windows were compared. */
    public synchronized long compared() {
        return all.windows;
    }

    synchronized JsonObject json() {
        return new JsonObject()
                .add("elapsed_ms", elapsedMillis)
                .add("unpaired", unpaired)
                .add("candidate", candidate.json())
                .add("reference", reference.json())
                .add("all", all.json())
                .add("assets", json(assets))
                .add("readings", json(readings));
    }

    private static JsonObject json(Map<String, Agreement> map) {
        JsonObject json = new JsonObject();
        map.forEach((name, one) -> json.add(name, one.json()));
        return json;
    }

    static Tally of(JsonObject json) {
        Tally tally = new Tally();
        tally.elapsedMillis = json.getLong("elapsed_ms", 0);
        tally.unpaired = json.getLong("unpaired", 0);
        read(json.get("candidate"), tally.candidate);
        read(json.get("reference"), tally.reference);
        JsonValue all = json.get("all");
        if (all != null) {
            Agreement kept = Agreement.of(all.asObject());
            tally.all.windows = kept.windows;
            tally.all.equal = kept.equal;
        }
        read(json.get("assets"), tally.assets, MOST_ASSETS);
        read(json.get("readings"), tally.readings, MOST_READINGS);
        return tally;
    }

    private static void read(JsonValue json, Runs runs) {
        if (json != null) {
            JsonObject object = json.asObject();
            runs.add(object.getLong("windows", 0), object.getLong("failures", 0), object.getLong("nanos", 0));
        }
    }

    private static void read(JsonValue json, Map<String, Agreement> map, int most) {
        if (json != null) {
            for (JsonObject.Member member : json.asObject()) {
                if (map.size() <= most) {
                    map.put(member.getName(), Agreement.of(member.getValue().asObject()));
                }
            }
        }
    }
}
