package io.millwright.desk.gateway;

import io.millwright.desk.table.Finding;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table for people: a heading, and columns to the left. What a gateway says is shown as text, whatever is in it. Not thread-safe. */
final class Table {
    private static final int WIDEST = 100;

    private final List<List<String>> lines = new ArrayList<>();

    Table(String... headings) {
        lines.add(List.of(headings));
    }

    void line(String... cells) {
        lines.add(Arrays.stream(cells).map(Table::cell).toList());
    }

    private static String cell(String text) {
        String plain = Finding.plain(text);
        return plain.length() <= WIDEST ? plain : plain.substring(0, WIDEST - 3) + "...";
    }

    boolean isEmpty() {
        return lines.size() == 1;
    }

    void print(PrintWriter out) {
        int columns = lines.get(0).size();
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], line.get(c).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int c = 0; c < columns; c++) {
                text.append(line.get(c))
                        .append(" ".repeat(widths[c] - line.get(c).length() + 2));
            }
            out.println(text.toString().stripTrailing());
        }
    }
}
