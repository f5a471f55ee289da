package io.millwright.bench;

import java.util.ArrayList;
import java.util.List;

/** Command-line options of a benchmark, taken one by one. */
final class Options {
    private final List<String> words;

    Options(List<String> words) {
        this.words = new ArrayList<>(words);
    }

    boolean flag(String name) {
        return words.remove(name);
    }

    /** A whole number within a range; errors name option, value and range. */
    int integer(String name, int otherwise, int least, int most) {
        String text = value(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, with the range.
        }
        throw new RefusedOption(name + " " + text + ": write a whole number from " + least + " to " + most + ".");
    }

    /** A number; errors name option and value. */
    double decimal(String name, double otherwise) {
        String text = value(name);
        try {
            return text == null ? otherwise : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new RefusedOption(name + " " + text + ": write a number.");
        }
    }

    /** A text as it is given. */
    String text(String name, String otherwise) {
        String text = value(name);
        return text == null ? otherwise : text;
    }

    /** A text, or null. */
    String text(String name) {
        return value(name);
    }

    private String value(String name) {
        int at = words.indexOf(name);
        if (at < 0) {
            return null;
        }
        if (at + 1 >= words.size()) {
            throw new RefusedOption(name + " needs a value.");
        }
        words.remove(at);
        return words.remove(at);
    }

    /** Call it last: what is left is unknown. */
    void end() {
        if (!words.isEmpty()) {
            throw new RefusedOption("Option " + words.get(0) + " is unknown: ./bench without arguments lists all.");
        }
    }
}
