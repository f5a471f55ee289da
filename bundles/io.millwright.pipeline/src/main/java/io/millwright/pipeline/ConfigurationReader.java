package io.millwright.pipeline;

import io.millwright.form.Diagnosis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads component properties of any type and collects what is wrong. A missing value is its default, never an error. */
final class ConfigurationReader {
    private static final int LONGEST_MAPPING = 200_000;
    private static final int LONGEST_SHOWN = 80;

    private final Map<String, Object> properties;
    private final List<Diagnosis> problems = new ArrayList<>();

    /** Creates a reader. */
    ConfigurationReader(Map<String, Object> properties) {
        this.properties = properties;
    }

    /** Returns what is wrong so far. */
    List<Diagnosis> problems() {
        return problems;
    }

    /** Adds something that is wrong. */
    void problem(Diagnosis problem) {
        problems.add(problem);
    }

    /** Adds something that is wrong, and what to do. */
    void problem(String what, String remedy) {
        problems.add(new Diagnosis(what, remedy));
    }

    private void wrong(String label, String value, String remedy) {
        problem(label + " is '" + shortened(value) + "'", remedy);
    }

    private static String shortened(String value) {
        return value.length() <= LONGEST_SHOWN ? value : value.substring(0, LONGEST_SHOWN) + "\u2026";
    }

    /** Old snapshots may hold an array where a scalar is expected. */
    private Object value(String name) {
        Object value = properties.get(name);
        if (value instanceof Object[] array) {
            return array.length == 0 ? null : array[0];
        }
        return value;
    }

    /** Returns a text. */
    String text(String name, String otherwise) {
        Object value = value(name);
        return value == null ? otherwise : value.toString();
    }

    /** Returns a whole number; outside the range it is a problem. */
    long whole(String name, long otherwise, long least, long most) {
        Double number = parsed(name);
        if (number == null) {
            return otherwise;
        }
        if (number != Math.rint(number) || number < least || number > most) {
            wrong(
                    Labels.of(name),
                    text(name, ""),
                    "enter a whole number from " + least + " to " + most + " (default " + otherwise + ")");
            return otherwise;
        }
        return number.longValue();
    }

    /** Returns a number; outside the range it is a problem. */
    double number(String name, double otherwise, double least, double most) {
        Double number = parsed(name);
        if (number == null) {
            return otherwise;
        }
        if (!(number >= least && number <= most)) {
            wrong(
                    Labels.of(name),
                    text(name, ""),
                    "enter a number from " + least + " to " + most + " (default " + otherwise + ")");
            return otherwise;
        }
        return number;
    }

    /** Returns a finite number, or NaN where the value is empty. */
    double optionalNumber(String name) {
        Double number = parsed(name);
        if (number == null) {
            return Double.NaN;
        }
        if (!Double.isFinite(number)) {
            wrong(Labels.of(name), text(name, ""), "enter a finite number, or nothing for the model's");
            return Double.NaN;
        }
        return number;
    }

    private Double parsed(String name) {
        Object value = value(name);
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        String text = value == null ? "" : value.toString().strip();
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            wrong(Labels.of(name), text, "enter a number, with a point for decimals");
            return null;
        }
    }

    /** Returns a switch. */
    boolean flag(String name, boolean otherwise) {
        String text = text(name, "").strip();
        if (text.isEmpty() || text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return text.isEmpty() ? otherwise : Boolean.parseBoolean(text);
        }
        wrong(Labels.of(name), text, "enter true or false");
        return otherwise;
    }

    /** Returns one of several constants, written in any case. */
    <E extends Enum<E>> E choice(String name, E otherwise, E[] constants) {
        String text = text(name, "").strip();
        if (text.isEmpty()) {
            return otherwise;
        }
        List<String> names = new ArrayList<>();
        for (E constant : constants) {
            if (constant.name().equalsIgnoreCase(text)) {
                return constant;
            }
            names.add(constant.name().toLowerCase(Locale.ROOT));
        }
        wrong(Labels.of(name), text, "enter one of " + String.join(", ", names));
        return otherwise;
    }

    /** Returns lines of the form feature=tag, without blank lines and lines that start with #. */
    Map<String, String> pairs(String name) {
        return pairs(name, '=', "feature=tag");
    }

    /** Returns a number of a text; a text that is none, or outside the range, is a problem. */
    double parsed(String label, String text, double otherwise, double least, double most, boolean whole) {
        if (text.isEmpty()) {
            return otherwise;
        }
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            wrong(label, text, "enter a number, with a point for decimals");
            return otherwise;
        }
        if (!(number >= least && number <= most) || whole && number != Math.rint(number)) {
            String range = whole
                    ? "whole number from " + (long) least + " to " + (long) most
                    : "number from " + least + " to " + most;
            String usual = whole ? String.valueOf((long) otherwise) : String.valueOf(otherwise);
            wrong(label, text, "enter a " + range + " (default " + usual + ")");
            return otherwise;
        }
        return number;
    }

    /**
     * Returns lines of two sides, without blank lines and lines that start with #.
     *
     * @param separator between the sides
     * @param example how a line is written
     */
    Map<String, String> pairs(String name, char separator, String example) {
        String text = text(name, "");
        Map<String, String> pairs = new LinkedHashMap<>();
        if (text.length() > LONGEST_MAPPING) {
            problem(
                    Labels.of(name) + " has " + text.length() + " characters: at most " + LONGEST_MAPPING + " are read",
                    "shorten it");
            return pairs;
        }
        int number = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            String plain = line.strip();
            if (plain.isEmpty() || plain.startsWith("#")) {
                continue;
            }
            int at = plain.indexOf(separator);
            String left = at < 0 ? "" : plain.substring(0, at).strip();
            String right = at < 0 ? "" : plain.substring(at + 1).strip();
            if (left.isEmpty() || right.isEmpty()) {
                wrong(Labels.of(name) + " line " + number, plain, "enter " + example);
            } else if (pairs.putIfAbsent(left, right) != null) {
                problem(
                        Labels.of(name) + " line " + number + " is '" + shortened(plain) + "', but '" + shortened(left)
                                + "' has a line already",
                        "delete one of the lines");
            }
        }
        return pairs;
    }
}
