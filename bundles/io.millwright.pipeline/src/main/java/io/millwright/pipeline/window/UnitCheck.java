package io.millwright.pipeline.window;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Compares the unit that a tag delivers with the unit that a model was trained on. Nothing is ever converted silently: for
 * known pairs the message names the scale and offset to enter in the tag table.
 */
public final class UnitCheck {
    private enum Dimension {
        TEMPERATURE,
        FREQUENCY,
        POWER,
        TORQUE,
        LENGTH,
        TIME,
        PRESSURE,
        RATIO,
        VOLTAGE,
        CURRENT,
        MASS
    }

    /** A unit of a dimension: base value = factor x value + shift. */
    private record Unit(Dimension dimension, String symbol, double factor, double shift) {}

    private static final Map<String, Unit> UNITS = new HashMap<>();

    static {
        add(Dimension.TEMPERATURE, 1, 0, "K", "kelvin", "degK");
        add(Dimension.TEMPERATURE, 1, 273.15, "°C", "degC", "C", "celsius", "Cel", "℃", "deg C");
        add(Dimension.TEMPERATURE, 5.0 / 9, 459.67 * 5 / 9, "°F", "degF", "F", "fahrenheit", "℉", "deg F");
        add(Dimension.FREQUENCY, 1, 0, "s⁻¹", "1/s", "s-1", "s^-1", "Hz", "hertz", "rps", "rev/s");
        add(Dimension.FREQUENCY, 1.0 / 60, 0, "rpm", "r/min", "rev/min", "1/min", "min-1", "min^-1", "min⁻¹", "U/min");
        add(Dimension.FREQUENCY, 0.5 / Math.PI, 0, "rad/s");
        add(Dimension.FREQUENCY, 1000, 0, "kHz");
        add(Dimension.POWER, 1, 0, "W", "watt");
        add(Dimension.POWER, 1e3, 0, "kW");
        add(Dimension.POWER, 1e6, 0, "MW");
        add(Dimension.POWER, 735.49875, 0, "PS");
        add(Dimension.TORQUE, 1, 0, "Nm", "N·m", "N⋅m", "N.m", "N m", "N*m");
        add(Dimension.TORQUE, 1e3, 0, "kNm", "kN·m");
        add(Dimension.TORQUE, 1e-2, 0, "Ncm", "N·cm");
        add(Dimension.LENGTH, 1, 0, "m");
        add(Dimension.LENGTH, 1e-2, 0, "cm");
        add(Dimension.LENGTH, 1e-3, 0, "mm");
        add(Dimension.LENGTH, 1e-6, 0, "µm", "μm", "um");
        add(Dimension.TIME, 1, 0, "s", "sec");
        add(Dimension.TIME, 1e-3, 0, "ms");
        add(Dimension.TIME, 60, 0, "min", "minutes");
        add(Dimension.TIME, 3600, 0, "h", "hour", "hours");
        add(Dimension.PRESSURE, 1, 0, "Pa");
        add(Dimension.PRESSURE, 1e2, 0, "mbar", "hPa");
        add(Dimension.PRESSURE, 1e3, 0, "kPa");
        add(Dimension.PRESSURE, 1e5, 0, "bar");
        add(Dimension.PRESSURE, 1e6, 0, "MPa");
        add(Dimension.RATIO, 1, 0, "1");
        add(Dimension.RATIO, 1e-2, 0, "%", "percent");
        add(Dimension.VOLTAGE, 1, 0, "V", "volt");
        add(Dimension.VOLTAGE, 1e-3, 0, "mV");
        add(Dimension.VOLTAGE, 1e3, 0, "kV");
        add(Dimension.CURRENT, 1, 0, "A", "ampere");
        add(Dimension.CURRENT, 1e-3, 0, "mA");
        add(Dimension.MASS, 1, 0, "kg");
        add(Dimension.MASS, 1e-3, 0, "g");
        add(Dimension.MASS, 1e3, 0, "t");
    }

    private UnitCheck() {}

    private static void add(Dimension dimension, double factor, double shift, String... names) {
        Unit unit = new Unit(dimension, names[0], factor, shift);
        for (String name : names) {
            UNITS.put(name, unit);
            // Case separates few units (mW, MW) and is otherwise often mistyped: exact spellings win.
            UNITS.putIfAbsent(key(name), unit);
        }
    }

    private static String key(String name) {
        return "~" + name.toLowerCase(Locale.ROOT);
    }

    private static Unit find(String name) {
        Unit exact = UNITS.get(name);
        return exact != null || name.length() < 3 ? exact : UNITS.get(key(name));
    }

    /**
     * Returns what is wrong, or null. A unit that is empty on either side is not known and fits.
     *
     * @param tag the tag's name
     * @param delivered the unit of its values
     * @param feature the feature's name
     * @param expected the unit that the model expects
     */
    public static String mismatch(String tag, String delivered, String feature, String expected) {
        String from = delivered == null ? "" : delivered.strip();
        String to = expected == null ? "" : expected.strip();
        if (from.isEmpty() || to.isEmpty() || from.equals(to)) {
            return null;
        }
        Unit source = find(from);
        Unit target = find(to);
        if (source != null && source.equals(target)) {
            return null;
        }
        String what = "tag '" + tag + "' delivers " + from + ", but feature '" + feature + "' expects " + to + ": ";
        if (source == null || target == null || source.dimension() != target.dimension()) {
            return what + "map the feature to a tag in " + to + ", or correct the unit in the connection's tag table";
        }
        double scale = source.factor() / target.factor();
        double offset = (source.shift() - target.shift()) / target.factor();
        return what + "in the connection's tag table set scale=" + number(scale) + ", offset=" + number(offset)
                + ", unit=" + to + " for this tag (scale and offset apply to the value in " + from + ")";
    }

    private static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(12));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
