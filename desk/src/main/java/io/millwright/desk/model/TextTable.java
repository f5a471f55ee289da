package io.millwright.desk.model;

import io.millwright.desk.tags.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table for people: the first column to the left, the others to the right. Not thread-safe. */
final class TextTable {
    private final List<List<String>> lines = new ArrayList<>();

    TextTable line(String... cells) {
        lines.add(List.of(cells));
        return this;
    }

    TextTable line(List<String> cells) {
        lines.add(List.copyOf(cells));
        return this;
    }

    /** Prints it, two blanks before each line. */
    void print(Report report) {
        List<Integer> widths = new ArrayList<>();
        for (List<String> line : lines) {
            for (int c = 0; c < line.size(); c++) {
                if (c == widths.size()) {
                    widths.add(0);
                }
                widths.set(c, Math.max(widths.get(c), line.get(c).length()));
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder("  ");
            for (int c = 0; c < line.size(); c++) {
                String blanks = " ".repeat(widths.get(c) - line.get(c).length());
                text.append(c == 0 ? line.get(c) + blanks : "  " + blanks + line.get(c));
            }
            report.line(text.toString().stripTrailing());
        }
    }

    /** Returns a figure for people. */
    static String figure(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.4f" : "%.2f", value);
    }
}
