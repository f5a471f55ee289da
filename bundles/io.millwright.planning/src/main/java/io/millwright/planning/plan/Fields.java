package io.millwright.planning.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the values of a form, of whatever type a snapshot or a call left there. What is wrong is told with label, value and remedy. */
public final class Fields {
    private final Map<String, Object> form;

    /** Of a form. */
    public Fields(Map<String, Object> form) {
        this.form = form;
    }

    /** Returns a text without blanks around it. */
    public String text(String id, String label, String standard, int longest) {
        Object value = form.get(id);
        String text = value == null ? standard : value.toString().strip();
        if (text.length() > longest) {
            throw wrong(label, text.length() + " characters long", "write " + longest + " at most");
        }
        return text;
    }

    /** Returns whether a switch is on. */
    public boolean yes(String id) {
        return Boolean.parseBoolean(String.valueOf(form.get(id)));
    }

    /** Returns one of several words. */
    public <E extends Enum<E>> E word(String id, String label, E standard) {
        E[] all = standard.getDeclaringClass().getEnumConstants();
        String text = text(id, label, standard.name(), 100).toUpperCase(Locale.ROOT);
        return Arrays.stream(all)
                .filter(each -> each.name().equals(text))
                .findFirst()
                .orElseThrow(() -> wrong(
                        label,
                        "'" + text + "'",
                        "choose one of " + Arrays.stream(all).map(Enum::name).collect(Collectors.joining(", "))));
    }

    /** Returns a whole number. */
    public int whole(String id, String label, int standard, int least, int most) {
        String text = text(id, label, Integer.toString(standard), 100);
        try {
            double value = Double.parseDouble(text);
            if (value >= least && value <= most && value == Math.rint(value)) {
                return (int) value;
            }
        } catch (NumberFormatException e) {
            // Told below, with what would be right.
        }
        throw wrong(label, "'" + text + "'", "write a whole number from " + least + " to " + most);
    }

    /** Returns a number. */
    public double number(String id, String label, double standard, double least, double most) {
        String text = text(id, label, Double.toString(standard), 100);
        try {
            double value = Double.parseDouble(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, with what would be right.
        }
        throw wrong(label, "'" + text + "'", "write " + least + " to " + most);
    }

    private static IllegalArgumentException wrong(String label, String value, String remedy) {
        return new IllegalArgumentException(label + " is " + value + "; " + remedy);
    }
}
