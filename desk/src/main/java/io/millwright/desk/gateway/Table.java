package io.millwright.desk.gateway;

import io.millwright.desk.table.Finding;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A table for people: a heading, and columns to the left. What a gateway says is shown as text, whatever is in it. Not thread-safe. */
final class Table {
    private static final int WIDEST = 100;
    /** Of the last column: nothing stands behind it, and a remedy shall not be cut. */
    private static final int LONGEST = 400;

    private final List<List<String>> lines = new ArrayList<>();

    Table(String... headings) {
        lines.add(List.of(headings));
    }

    void line(String... cells) {
        List<String> line = new ArrayList<>();
        for (int c = 0; c < cells.length; c++) {
            line.add(cell(cells[c], c == cells.length - 1 ? LONGEST : WIDEST));
        }
        lines.add(line);
    }

    private static String cell(String text, int most) {
        String plain = Finding.plain(text);
        return plain.length() <= most ? plain : plain.substring(0, most - 3) + "...";
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
