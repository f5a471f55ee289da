package io.millwright.opcua.acquire;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Compares units; knows the pairs that are confused in practice, so that the error can name scale and offset. */
final class UnitRules {
    /** value in {@code to} = value in {@code from} * scale + offset. */
    private record Conversion(String from, String to, String scale, String offset) {}

    private static final List<Conversion> CONVERSIONS = List.of(
            new Conversion("degc", "k", "1", "273.15"),
            new Conversion("k", "degc", "1", "-273.15"),
            new Conversion("degf", "degc", "0.5555555555555556", "-17.77777777777778"),
            new Conversion("degc", "degf", "1.8", "32"),
            new Conversion("degf", "k", "0.5555555555555556", "255.3722222222222"),
            new Conversion("k", "degf", "1.8", "-459.67"),
            new Conversion("rpm", "1/s", "0.016666666666666666", "0"),
            new Conversion("1/s", "rpm", "60", "0"),
            new Conversion("rpm", "rad/s", "0.10471975511965978", "0"),
            new Conversion("rad/s", "rpm", "9.549296585513721", "0"),
            new Conversion("w", "kw", "0.001", "0"),
            new Conversion("kw", "w", "1000", "0"),
            new Conversion("pa", "bar", "0.00001", "0"),
            new Conversion("bar", "pa", "100000", "0"),
            new Conversion("kpa", "bar", "0.01", "0"),
            new Conversion("bar", "kpa", "100", "0"),
            new Conversion("mm", "m", "0.001", "0"),
            new Conversion("m", "mm", "1000", "0"),
            new Conversion("s", "min", "0.016666666666666666", "0"),
            new Conversion("min", "s", "60", "0"),
            new Conversion("h", "min", "60", "0"),
            new Conversion("min", "h", "0.016666666666666666", "0"),
            new Conversion("ma", "a", "0.001", "0"),
            new Conversion("a", "ma", "1000", "0"));

    private static final Map<String, String> SAME = Map.ofEntries(
            Map.entry("°c", "degc"),
            Map.entry("c", "degc"),
            Map.entry("celsius", "degc"),
            Map.entry("°f", "degf"),
            Map.entry("fahrenheit", "degf"),
            Map.entry("kelvin", "k"),
            Map.entry("°k", "k"),
            Map.entry("r/min", "rpm"),
            Map.entry("rev/min", "rpm"),
            Map.entry("1/min", "rpm"),
            Map.entry("u/min", "rpm"),
            Map.entry("min-1", "rpm"),
            Map.entry("hz", "1/s"),
            Map.entry("s-1", "1/s"),
            Map.entry("r/s", "1/s"),
            Map.entry("percent", "%"));

    private UnitRules() {}

    /** Returns null for equal units, else the error with what to enter. */
    static String mismatch(String server, String table) {
        String from = normal(server);
        String to = normal(table);
        if (from.equals(to)) {
            return null;
        }
        String what = "unit is '" + table + "', but the server's EngineeringUnits says '" + server + "'; ";
        for (Conversion conversion : CONVERSIONS) {
            if (conversion.from.equals(from) && conversion.to.equals(to)) {
                return what + "enter scale " + conversion.scale + " and offset " + conversion.offset + ", or the unit '"
                        + server + "'";
            }
        }
        return what + "enter the scale and offset that lead from '" + server + "' to '" + table + "', or the unit '"
                + server + "'";
    }

    private static String normal(String unit) {
        String text = unit.strip()
                .replace('\u2103', 'C')
                .replace("\u207B\u00B9", "-1")
                .replace("\u00BA", "\u00B0")
                .replaceAll("[\\s\u00B7*^()]", "")
                .toLowerCase(Locale.ROOT);
        return SAME.getOrDefault(text, text);
    }
}
