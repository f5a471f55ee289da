package io.millwright.desk.model;

import io.millwright.csv.CsvTable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rows like those of the training, by column. A unit may stand in the header: {@code torque [N·m]}. */
final class DataTable {
    private static final Pattern HEADER = Pattern.compile("(.*?)\\s*\\[([^\\]]*)\\]");

    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final int rows;

    /**
     * One column.
     *
     * @param texts the cells without blanks around them
     * @param numbers the same as numbers, NaN where empty; null where some cell is a text
     */
    record Column(String name, String unit, List<String> texts, double[] numbers) {
        boolean numeric() {
            return numbers != null;
        }

        double min() {
            return java.util.Arrays.stream(numbers)
                    .filter(Double::isFinite)
                    .min()
                    .orElse(Double.NaN);
        }

        double max() {
            return java.util.Arrays.stream(numbers)
                    .filter(Double::isFinite)
                    .max()
                    .orElse(Double.NaN);
        }

        boolean gaps() {
            return texts.contains("");
        }

        /** Returns its different texts, sorted. */
        List<String> different() {
            return texts.stream()
                    .filter(text -> !text.isEmpty())
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    private DataTable(CsvTable table) throws Refusal {
        rows = table.rows().size();
        for (int c = 0; c < table.header().size(); c++) {
            String head = table.header().get(c);
            Matcher unit = HEADER.matcher(head);
            boolean with = unit.matches();
            List<String> texts = new ArrayList<>(rows);
            for (List<String> row : table.rows()) {
                texts.add(row.get(c).strip());
            }
            String name = with ? unit.group(1) : head;
            if (columns.putIfAbsent(name, new Column(name, with ? unit.group(2) : "", texts, numbers(texts))) != null) {
                throw new Refusal(
                        "--data has two columns '" + name + "', one of them with the header '" + head + "'",
                        "give each a name of its own; a unit in brackets does not tell them apart");
            }
        }
    }

    private DataTable(List<Column> given) {
        rows = given.get(0).texts().size();
        given.forEach(column -> columns.put(column.name(), column));
    }

    /** Returns a table of texts alone, each column with its name. */
    static DataTable of(Map<String, List<String>> texts) {
        return new DataTable(texts.entrySet().stream()
                .map(column -> new Column(column.getKey(), "", column.getValue(), null))
                .toList());
    }

    static DataTable read(Path file) throws Refusal {
        try {
            return new DataTable(CsvTable.read(file));
        } catch (NoSuchFileException e) {
            throw new Refusal("--data " + file + " is no file", "name a CSV file whose first line names the columns");
        } catch (IOException e) {
            throw new Refusal(
                    "--data " + e.getMessage(), "give a CSV file in UTF-8 whose first line names the columns");
        }
    }

    private static double[] numbers(List<String> texts) {
        double[] numbers = new double[texts.size()];
        for (int i = 0; i < numbers.length; i++) {
            String text = texts.get(i);
            try {
                numbers[i] = text.isEmpty() ? Double.NaN : number(text);
            } catch (NumberFormatException e) {
                return null;
            }
        }
        return numbers;
    }

    private static double number(String text) {
        return switch (text) {
            case "true", "True" -> 1;
            case "false", "False" -> 0;
            default -> Double.parseDouble(text);
        };
    }

    int rows() {
        return rows;
    }

    /** Returns a column by its name, null where there is none. */
    Column column(String name) {
        return columns.get(name);
    }

    List<Column> columns() {
        return List.copyOf(columns.values());
    }
}
