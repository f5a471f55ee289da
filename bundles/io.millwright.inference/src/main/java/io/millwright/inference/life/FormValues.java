package io.millwright.inference.life;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The values of a form as Kura hands them over: of any type, unchecked. */
final class FormValues {
    private final Map<String, ?> form;
    private final List<String> problems = new ArrayList<>();

    FormValues(Map<String, ?> form) {
        this.form = form;
    }

    void problem(String text) {
        problems.add(text);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    String text(String id, String standard) {
        Object value = one(form.get(id));
        return value == null ? standard : value.toString().strip();
    }

    boolean flag(String id, boolean standard) {
        Object value = one(form.get(id));
        return value == null ? standard : Boolean.parseBoolean(value.toString().strip());
    }

    double number(String id, String label, double standard, double least, double greatest) {
        Object value = one(form.get(id));
        if (value == null || value.toString().isBlank()) {
            return standard;
        }
        try {
            double number = Double.parseDouble(value.toString().strip());
            if (number >= least && number <= greatest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number outside the range.
        }
        problems.add(String.format(
                Locale.ROOT,
                "%s = %s: is no number from %s to %s; %s stands in its place",
                label,
                value,
                plain(least),
                plain(greatest),
                plain(standard)));
        return standard;
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private static Object one(Object value) {
        return value instanceof Object[] array ? array.length == 0 ? null : array[0] : value;
    }
}
