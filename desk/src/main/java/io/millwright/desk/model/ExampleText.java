package io.millwright.desk.model;

import java.util.List;

/** The inputs of one row, for people. */
final class ExampleText {
    private static final int MOST = 6;
    private static final int LONGEST_CELL = 12;

    private ExampleText() {}

    static String of(List<InputSketch> inputs, GoldenDraft golden, int row) {
        String[] names = golden.header().split(",");
        String[] cells = golden.line(row).split(",");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(MOST, names.length); i++) {
            String cell = word(inputs, names[i], cells[i]);
            text.append(i == 0 ? "" : ", ")
                    .append(names[i])
                    .append(" = ")
                    .append(cell.length() > LONGEST_CELL ? cell.substring(0, LONGEST_CELL) : cell);
        }
        return text.append(names.length > MOST ? ", …" : "").toString();
    }

    private static String word(List<InputSketch> inputs, String name, String cell) {
        for (InputSketch input : inputs) {
            for (FeatureSketch feature : input.features()) {
                if (feature.name().equals(name) && !feature.categories().isEmpty()) {
                    return feature.categories().get(Integer.parseInt(cell));
                }
            }
        }
        return cell;
    }
}
