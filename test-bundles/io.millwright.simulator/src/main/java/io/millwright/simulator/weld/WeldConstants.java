package io.millwright.simulator.weld;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * All constants of a welding cell, from one file: {@code weld-cell.json} in this package, or another one of the same keys.
 * Immutable.
 */
public final class WeldConstants {
    private static final String RESOURCE = "weld-cell.json";
    private static final long MOST_BYTES = 65_536;

    /** By how much widths vary from cell to cell, as standard deviation of the logarithm. */
    private static final double WIDTHS_VARY = 0.25;

    /** Arc and wire are known better than limits of defects are. */
    private static final double ARC_VARIES = 0.3;

    /** Range of the welding procedure, noise of one sample, and how the variable goes with heat input in production. */
    public record Range(String unit, double min, double max, double noise, double heat) {
        /** max - min. */
        public double width() {
            return max - min;
        }
    }

    /** Where a defect's probability is a half, and over what distance it rises. */
    record Limit(double limit, double width) {}

    /** Constants of the published relations; units in {@link WeldPhysics}. */
    record Relations(
            double arcEfficiency,
            double shapeFactor2d,
            double shapeFactor3d,
            double jacksonK,
            double burnOffPerAmpere,
            double burnOffPerAmpereSquared,
            double arcVolts,
            double arcVoltsPerAmpere,
            double gasPerLongArcVolt,
            double gasPerContamination,
            double roughness) {}

    /** How welds of a data set are drawn, and how many samples each has. */
    record Draws(
            double voltageSpread,
            double wireSpread,
            double halfWidth,
            double correlation,
            double habitGoodMin,
            double habitGoodMax,
            int samplesMin,
            int samplesMax) {}

    private final Map<WeldVariable, Range> ranges;
    private final Map<WeldDefect, Limit> limits;
    private final Relations relations;
    private final Draws draws;

    private WeldConstants(
            Map<WeldVariable, Range> ranges, Map<WeldDefect, Limit> limits, Relations relations, Draws draws) {
        this.ranges = ranges;
        this.limits = limits;
        this.relations = relations;
        this.draws = draws;
    }

    /** The cell that the simulator ships. */
    public static WeldConstants shipped() {
        try (InputStream in = WeldConstants.class.getResourceAsStream(RESOURCE);
                Reader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return parse(RESOURCE, text);
        } catch (IOException e) {
            throw new IllegalStateException("The simulator's own " + RESOURCE + " cannot be read", e);
        }
    }

    /**
     * Reads a file with the keys of the shipped one.
     *
     * @throws IOException when it cannot be read
     * @throws IllegalArgumentException when it is no such file; the message names the key and the remedy
     */
    public static WeldConstants read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IllegalArgumentException(file + ": " + Files.size(file) + " bytes, at most " + MOST_BYTES + ".");
        }
        try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return parse(file.toString(), text);
        }
    }

    private static WeldConstants parse(String source, Reader text) throws IOException {
        try {
            JsonValue root = Json.parse(text);
            return new Keys(source, "", root).constants();
        } catch (ParseException e) {
            throw new IllegalArgumentException(source + ": no JSON: " + e.getMessage() + ".", e);
        }
    }

    /** What the procedure allows of a variable. */
    public Range range(WeldVariable variable) {
        return ranges.get(variable);
    }

    Limit limit(WeldDefect defect) {
        return limits.get(defect);
    }

    Relations relations() {
        return relations;
    }

    Draws draws() {
        return draws;
    }

    /** Samples of the shortest weld. */
    public int samplesMin() {
        return draws.samplesMin;
    }

    /** Samples of the longest weld. */
    public int samplesMax() {
        return draws.samplesMax;
    }

    /**
     * Another cell of the same kind: the same relations with other limits of defects and other coefficients. Ranges and draws
     * stay.
     *
     * @param share standard deviation of the logarithm of the limits; coefficients of heat, arc and wire vary less
     */
    public WeldConstants varied(RandomGenerator random, double share) {
        Map<WeldDefect, Limit> others = new EnumMap<>(WeldDefect.class);
        limits.forEach((defect, limit) -> others.put(
                defect,
                new Limit(vary(random, limit.limit, share), vary(random, limit.width, Math.min(share, WIDTHS_VARY)))));
        double third = share / 3;
        double arc = share * ARC_VARIES;
        Relations r = relations;
        Relations other = new Relations(
                Math.min(1, vary(random, r.arcEfficiency, third)),
                r.shapeFactor2d,
                r.shapeFactor3d,
                vary(random, r.jacksonK, third),
                vary(random, r.burnOffPerAmpere, arc),
                vary(random, r.burnOffPerAmpereSquared, arc),
                vary(random, r.arcVolts, arc),
                vary(random, r.arcVoltsPerAmpere, arc),
                vary(random, r.gasPerLongArcVolt, share),
                vary(random, r.gasPerContamination, share),
                r.roughness);
        return new WeldConstants(ranges, others, other, draws);
    }

    private static double vary(RandomGenerator random, double value, double share) {
        return value * Math.exp(share * random.nextGaussian());
    }

    /** Reads keys of one object; every error names the whole path of the key. */
    private record Keys(String source, String path, JsonValue value) {

        WeldConstants constants() {
            Map<WeldVariable, Range> ranges = new EnumMap<>(WeldVariable.class);
            for (WeldVariable variable : WeldVariable.values()) {
                ranges.put(variable, at("variables").at(variable.word()).range());
            }
            Map<WeldDefect, Limit> limits = new EnumMap<>(WeldDefect.class);
            for (WeldDefect defect : WeldDefect.values()) {
                Keys keys = at("defects").at(defect.word());
                limits.put(defect, new Limit(keys.positive("limit"), keys.positive("width")));
            }
            return new WeldConstants(ranges, limits, at("relations").relations(), draws());
        }

        private Range range() {
            JsonValue unit = at("unit").value;
            Range range = new Range(
                    unit.isString() ? unit.asString() : "",
                    number("min"),
                    number("max"),
                    number("noise"),
                    number("heat"));
            if (!(range.min < range.max) || range.noise < 0 || Math.abs(range.heat) > 1) {
                throw refused("write min below max, noise of 0 or more, and heat from -1 to 1");
            }
            return range;
        }

        private Relations relations() {
            return new Relations(
                    positive("arc_efficiency"),
                    positive("shape_factor_2d"),
                    positive("shape_factor_3d"),
                    positive("jackson_k"),
                    positive("burn_off_per_ampere"),
                    positive("burn_off_per_ampere_squared"),
                    positive("arc_volts"),
                    positive("arc_volts_per_ampere"),
                    number("gas_per_long_arc_volt"),
                    number("gas_per_contamination"),
                    number("roughness"));
        }

        private Draws draws() {
            Keys wide = at("wide");
            Keys narrow = at("narrow");
            Keys weld = at("weld");
            Draws draws = new Draws(
                    wide.positive("voltage_spread"),
                    wide.positive("wire_spread"),
                    narrow.positive("half_width"),
                    narrow.number("correlation"),
                    narrow.number("habit_good_min"),
                    narrow.number("habit_good_max"),
                    (int) weld.positive("samples_min"),
                    (int) weld.positive("samples_max"));
            if (draws.correlation < 0 || draws.correlation > 1) {
                throw narrow.refused("write a correlation from 0 to 1");
            }
            if (draws.samplesMin < 2 || draws.samplesMax < draws.samplesMin || draws.samplesMax > 10_000) {
                throw weld.refused("write samples_min of 2 or more, and samples_max from there to 10000");
            }
            return draws;
        }

        private Keys at(String key) {
            String inner = path.isEmpty() ? key : path + "." + key;
            JsonObject object = value.isObject() ? value.asObject() : new JsonObject();
            JsonValue found = object.get(key);
            if (found == null) {
                throw new IllegalArgumentException(
                        source + ": " + inner + " is missing: write it as in the simulator's weld-cell.json.");
            }
            return new Keys(source, inner, found);
        }

        private double number(String key) {
            Keys found = at(key);
            double number = found.value.isNumber() ? found.value.asDouble() : Double.NaN;
            if (!Double.isFinite(number)) {
                throw found.refused("write a number");
            }
            return number;
        }

        private double positive(String key) {
            double number = number(key);
            if (number <= 0) {
                throw at(key).refused("write a number above 0");
            }
            return number;
        }

        private IllegalArgumentException refused(String remedy) {
            return new IllegalArgumentException(source + ": " + path + " = " + value + ": " + remedy + ".");
        }
    }
}
