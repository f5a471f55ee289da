package io.millwright.unit;

import io.millwright.form.Diagnosis;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The one table of units. Case counts: MW is not mW, MPa not mPa, S not s; only names written out, such as rpm, may be written
 * in any case. Nothing is ever converted: for known pairs the texts name the scale and offset to enter in the tag table.
 */
public final class Units {
    /** The namespace of UNECE codes in EUInformation (OPC UA Part 8, 5.6.3.3). */
    public static final String UNECE = "http://www.opcfoundation.org/UA/units/un/cefact";

    private enum Dimension {
        TEMPERATURE,
        FREQUENCY,
        POWER,
        ENERGY,
        FORCE,
        TORQUE,
        LENGTH,
        TIME,
        PRESSURE,
        RATIO,
        VOLTAGE,
        CURRENT,
        RESISTANCE,
        CONDUCTANCE,
        MASS,
        SPEED,
        ACCELERATION,
        VOLUME,
        FLOW,
        ANGLE,
        APPARENT_POWER,
        REACTIVE_POWER
    }

    /** A unit of a dimension: base value = factor x value + shift. */
    private record Unit(Dimension dimension, String symbol, double factor, double shift) {}

    /**
     * What leads from one unit to another: value x scale + offset.
     *
     * @param scale as it is written in a tag table
     * @param offset as it is written in a tag table
     */
    public record Conversion(String scale, String offset) {}

    private static final Map<String, Unit> EXACT = new HashMap<>();
    private static final Map<String, Unit> WORDS = new HashMap<>();
    private static final Map<Integer, Unit> CODES = new HashMap<>();

    static {
        unit(Dimension.TEMPERATURE, 1, 0, "K", "°K").words("kelvin", "degK");
        unit(Dimension.TEMPERATURE, 1, 273.15, "°C", "C", "Cel").words("degC", "celsius");
        unit(Dimension.TEMPERATURE, 5.0 / 9, 459.67 * 5 / 9, "°F", "F").words("degF", "fahrenheit");
        unit(Dimension.FREQUENCY, 1, 0, "s-1", "1/s", "r/s", "Hz").words("hertz", "rps", "rev/s");
        unit(Dimension.FREQUENCY, 1.0 / 60, 0, "rpm", "r/min", "1/min", "min-1", "U/min")
                .words("rpm", "r/min", "rev/min", "1/min", "min-1", "U/min");
        unit(Dimension.FREQUENCY, 0.5 / Math.PI, 0, "rad/s");
        unit(Dimension.FREQUENCY, 1e3, 0, "kHz");
        unit(Dimension.FREQUENCY, 1e6, 0, "MHz");
        prefixed(Dimension.POWER, 1, "W").words("watt");
        unit(Dimension.POWER, 735.49875, 0, "PS");
        prefixed(Dimension.ENERGY, 1, "J").words("joule");
        prefixed(Dimension.ENERGY, 3_600, "Wh");
        prefixed(Dimension.FORCE, 1, "N").words("newton");
        prefixed(Dimension.TORQUE, 1, "Nm");
        unit(Dimension.TORQUE, 1, 0, "Nm", "N⋅m", "N.m");
        unit(Dimension.TORQUE, 1e3, 0, "kNm", "kN⋅m", "kN.m");
        unit(Dimension.TORQUE, 1e-2, 0, "Ncm");
        prefixed(Dimension.LENGTH, 1, "m").words("metre", "meter");
        unit(Dimension.LENGTH, 1e-2, 0, "cm");
        unit(Dimension.TIME, 1, 0, "s").words("sec", "second", "seconds");
        unit(Dimension.TIME, 1e-3, 0, "ms");
        unit(Dimension.TIME, 1e-6, 0, "µs", "us");
        unit(Dimension.TIME, 60, 0, "min").words("minute", "minutes");
        unit(Dimension.TIME, 3600, 0, "h").words("hour", "hours");
        prefixed(Dimension.PRESSURE, 1, "Pa").words("pascal");
        unit(Dimension.PRESSURE, 1e2, 0, "hPa");
        unit(Dimension.PRESSURE, 1e5, 0, "bar").words("bar");
        unit(Dimension.PRESSURE, 1e2, 0, "mbar");
        unit(Dimension.RATIO, 1, 0, "1");
        unit(Dimension.RATIO, 1e-2, 0, "%").words("percent");
        prefixed(Dimension.VOLTAGE, 1, "V").words("volt");
        prefixed(Dimension.CURRENT, 1, "A").words("ampere");
        prefixed(Dimension.RESISTANCE, 1, "Ω").words("ohm");
        prefixed(Dimension.CONDUCTANCE, 1, "S").words("siemens");
        unit(Dimension.MASS, 1, 0, "kg").words("kilogram");
        unit(Dimension.MASS, 1e-3, 0, "g").words("gram");
        unit(Dimension.MASS, 1e-6, 0, "mg");
        unit(Dimension.MASS, 1e3, 0, "t");
        unit(Dimension.SPEED, 1, 0, "m/s");
        unit(Dimension.SPEED, 1e-3, 0, "mm/s");
        unit(Dimension.SPEED, 1.0 / 60, 0, "m/min");
        unit(Dimension.SPEED, 1 / 3.6, 0, "km/h");
        unit(Dimension.ACCELERATION, 1, 0, "m/s2", "m/s\u00B2");
        unit(Dimension.VOLUME, 1, 0, "m3", "m\u00B3");
        unit(Dimension.VOLUME, 1e-3, 0, "l", "L", "dm3", "dm\u00B3").words("litre", "liter");
        unit(Dimension.VOLUME, 1e-6, 0, "ml", "mL", "cm3", "cm\u00B3");
        unit(Dimension.FLOW, 1, 0, "m3/s", "m\u00B3/s");
        unit(Dimension.FLOW, 1.0 / 3600, 0, "m3/h", "m\u00B3/h");
        unit(Dimension.FLOW, 1e-3, 0, "l/s", "L/s");
        unit(Dimension.FLOW, 1e-3 / 60, 0, "l/min", "L/min");
        unit(Dimension.FLOW, 1e-3 / 3600, 0, "l/h", "L/h");
        unit(Dimension.ANGLE, 1, 0, "rad").words("radian");
        unit(Dimension.ANGLE, Math.PI / 180, 0, "°").words("deg", "degree");
        prefixed(Dimension.APPARENT_POWER, 1, "VA");
        prefixed(Dimension.REACTIVE_POWER, 1, "var");
        codes(
                "CEL=°C KEL=K FAH=°F HTZ=s-1 KHZ=kHz MHZ=MHz RPM=rpm RPS=s-1 2A=rad/s WTT=W KWT=kW MAW=MW C31=mW NU=Nm NEW=N"
                        + " MTR=m CMT=cm MMT=mm 4H=µm SEC=s C26=ms MIN=min HUR=h PAL=Pa A97=hPa KPA=kPa MPA=MPa BAR=bar MBR=mbar"
                        + " C62=1 P1=% VLT=V 2Z=mV KVT=kV AMP=A 4K=mA OHM=Ω SIE=S KGM=kg GRM=g TNE=t KWH=kWh JOU=J"
                        + " MTS=m/s C16=mm/s 2X=m/min KMH=km/h MSK=m/s2 MTQ=m3 LTR=l MLT=ml MQS=m3/s MQH=m3/h G51=l/s L2=l/min"
                        + " E32=l/h C81=rad DD=° D46=VA KVA=kVA D44=var KVR=kvar");
    }

    private record Names(Unit unit) {
        Names words(String... names) {
            for (String name : names) {
                WORDS.put(normal(name).toLowerCase(Locale.ROOT), unit);
            }
            return this;
        }
    }

    private Units() {}

    private static Names unit(Dimension dimension, double factor, double shift, String... names) {
        Unit unit = new Unit(dimension, names[0], factor, shift);
        for (String name : names) {
            EXACT.put(normal(name), unit);
        }
        return new Names(unit);
    }

    private static Names prefixed(Dimension dimension, double factor, String symbol) {
        unit(dimension, factor * 1e-6, 0, "µ" + symbol, "u" + symbol);
        unit(dimension, factor * 1e-3, 0, "m" + symbol);
        unit(dimension, factor * 1e3, 0, "k" + symbol);
        unit(dimension, factor * 1e6, 0, "M" + symbol);
        unit(dimension, factor * 1e9, 0, "G" + symbol);
        return unit(dimension, factor, 0, symbol);
    }

    private static void codes(String pairs) {
        for (String pair : pairs.split(" ")) {
            int at = pair.indexOf('=');
            int code = 0;
            for (char letter : pair.substring(0, at).toCharArray()) {
                code = code << 8 | letter;
            }
            CODES.put(code, EXACT.get(normal(pair.substring(at + 1))));
        }
    }

    /** One spelling of what is written in several ways, in its case. */
    private static String normal(String name) {
        return name.strip()
                .replace("\u2103", "°C")
                .replace("\u2109", "°F")
                .replace('\u00BA', '°')
                .replace('\u03BC', 'µ')
                .replace('\u2126', 'Ω')
                .replace("\u207B\u00B9", "-1")
                .replaceAll("[\\s\u00B7\u22C5*^()]", "");
    }

    private static Unit find(String name) {
        String normal = normal(name);
        Unit exact = EXACT.get(normal);
        return exact != null ? exact : WORDS.get(normal.toLowerCase(Locale.ROOT));
    }

    /**
     * Returns how a server's unit is called.
     *
     * @param name its display name, or null
     * @param namespace the namespace of its code, or null
     * @param code its code
     * @return the display name where the UNECE code says the same or nothing, else the code's unit; "" if neither is known
     */
    public static String name(String name, String namespace, int code) {
        String given = name == null ? "" : name.strip();
        Unit coded = UNECE.equals(namespace) ? CODES.get(code) : null;
        return coded == null || !given.isEmpty() && coded.equals(find(given)) ? given : coded.symbol();
    }

    /** Returns whether both are one unit, in whatever spelling. A unit that is empty on either side is not known and fits. */
    public static boolean fit(String one, String other) {
        String first = normal(one == null ? "" : one);
        String second = normal(other == null ? "" : other);
        if (first.isEmpty() || second.isEmpty() || first.equals(second)) {
            return true;
        }
        Unit found = find(first);
        return found != null && found.equals(find(second));
    }

    /** Returns what leads from one unit to another, null where the table does not know it. */
    public static Conversion conversion(String from, String to) {
        Unit source = find(from);
        Unit target = find(to);
        if (source == null || target == null || source.dimension() != target.dimension()) {
            return null;
        }
        return new Conversion(
                number(source.factor() / target.factor()), number((source.shift() - target.shift()) / target.factor()));
    }

    /**
     * Returns what is wrong with a tag's unit for a feature, or null. A unit that is empty on either side is not known and
     * fits.
     *
     * @param tag the tag's name
     * @param delivered the unit of its values
     * @param feature the feature's name
     * @param expected the unit that the model expects
     */
    public static Diagnosis mismatch(String tag, String delivered, String feature, String expected) {
        if (fit(delivered, expected)) {
            return null;
        }
        String from = delivered.strip();
        String to = expected.strip();
        String what = "tag '" + tag + "' delivers " + from + ", but feature '" + feature + "' expects " + to;
        Conversion conversion = conversion(from, to);
        if (conversion == null) {
            return new Diagnosis(
                    what, "map the feature to a tag in " + to + ", or correct the unit in the connection's tag table");
        }
        return new Diagnosis(
                what,
                "in the connection's tag table set scale=" + conversion.scale() + ", offset=" + conversion.offset()
                        + ", unit=" + to + " for this tag (scale and offset apply to the value in " + from + ")");
    }

    private static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(12));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
