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

    int integer(String name, int otherwise) {
        String text = value(name);
        return text == null ? otherwise : Integer.parseInt(text);
    }

    double decimal(String name, double otherwise) {
        String text = value(name);
        return text == null ? otherwise : Double.parseDouble(text);
    }

    private String value(String name) {
        int at = words.indexOf(name);
        if (at < 0) {
            return null;
        }
        if (at + 1 >= words.size()) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        words.remove(at);
        return words.remove(at);
    }

    /** Call it last: what is left is unknown. */
    void end() {
        if (!words.isEmpty()) {
            throw new IllegalArgumentException("unknown option " + words.get(0));
        }
    }
}
