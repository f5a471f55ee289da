package io.millwright.desk.model;

import io.millwright.desk.table.CsvWriter;
import io.millwright.pipeline.capture.CapturedOpinion;
import io.millwright.pipeline.capture.CapturedPicture;
import io.millwright.pipeline.capture.CapturedRow;
import io.millwright.pipeline.capture.CapturedRow.Said;
import io.millwright.pipeline.capture.CapturedSchema;
import io.millwright.pipeline.capture.SegmentFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Rows of opened segments with what people said of them, as a table. Used by one thread. */
final class KeptRows implements SegmentFile.Reader {
    /** Columns beside features; one that a feature is called like is left out. */
    static final List<String> BESIDE = List.of(
            "time", "asset", "part", "run", "sequence", "model", "version", "kept", "quality", "decided", "number");

    /** Columns behind the features. */
    static final List<String> BEHIND = List.of("label", "said_by", "comment");

    private static final int HELD_PART = 3;

    private record Key(String asset, long run, long sequence) {}

    private record Row(CapturedSchema schema, CapturedRow row) {}

    private final Map<Key, Row> rows = new LinkedHashMap<>();

    /** The latest opinion of each decision. */
    private final Map<Key, CapturedOpinion> opinions = new LinkedHashMap<>();

    /** Both labels where the model has two: who rejects one means the other. */
    private final List<String> twoLabels;

    private final String reading;

    /** Takes pictures, null where nobody wants them. */
    private final KeptPictures pictures;

    private CapturedSchema schema;
    private int opinionsOfOthers;
    private int labelled;

    /**
     * @param twoLabels of the reading, empty where they are unknown or more
     * @param reading whose label the table has, "" for the first one
     * @param pictures takes pictures as they are read, which is after all opinions; null where nobody wants them
     */
    KeptRows(List<String> twoLabels, String reading, KeptPictures pictures) {
        this.pictures = pictures;
        this.twoLabels = twoLabels;
        this.reading = reading;
    }

    @Override
    public void schema(CapturedSchema next) {
        schema = next;
    }

    @Override
    public void row(CapturedRow row) {
        rows.put(new Key(row.asset(), row.run(), row.sequence()), new Row(schema, row));
    }

    @Override
    public void opinion(CapturedOpinion opinion) {
        Key key = new Key(opinion.asset(), opinion.run(), opinion.sequence());
        boolean same = opinion.reading().isEmpty()
                || opinion.reading().equals(reading)
                || reading.isEmpty() && schema != null && opinion.reading().equals(first());
        if (!same) {
            opinionsOfOthers++;
            return;
        }
        CapturedOpinion before = opinions.get(key);
        boolean commentOnly = opinion.verdict().equals("COMMENTED");
        if (before == null || before.timeMicros() <= opinion.timeMicros() && !commentOnly) {
            opinions.put(key, opinion);
        }
    }

    @Override
    public void picture(CapturedPicture picture) throws IOException {
        if (pictures != null) {
            int at = reading.isEmpty() ? 0 : picture.readings().indexOf(reading);
            String decided = at < 0 || at >= picture.labels().size()
                    ? ""
                    : picture.labels().get(at);
            Key key = new Key(picture.asset(), picture.run(), picture.sequence());
            pictures.write(picture, label(key, decided), decided);
        }
    }

    private String first() {
        return schema.readings().isEmpty() ? "" : schema.readings().get(0);
    }

    int rows() {
        return rows.size();
    }

    int labelled() {
        return labelled;
    }

    int opinionsWithoutRow() {
        return (int)
                opinions.keySet().stream().filter(key -> !rows.containsKey(key)).count();
    }

    int opinionsOfOtherReadings() {
        return opinionsOfOthers;
    }

    /** Returns why rows were kept, with how many of each. */
    Map<String, Integer> reasons() {
        Map<String, Integer> counts = new TreeMap<>();
        rows.values().forEach(row -> counts.merge(row.row().why(), 1, Integer::sum));
        return counts;
    }

    /** Returns the models that decided. */
    Set<String> models() {
        Set<String> models = new LinkedHashSet<>();
        rows.values()
                .forEach(row ->
                        models.add(row.schema().model() + " " + row.schema().version()));
        return models;
    }

    /**
     * Writes the table, in the order of time; a file is there as a whole or not at all.
     *
     * @param held gets the last third by time, null for none: a model is not judged by rows that it was trained on
     * @param labelledOnly leaves out rows of which nobody said anything
     * @return how many rows were written to each
     */
    int[] write(Path file, Path held, boolean labelledOnly) throws IOException {
        List<Row> sorted = sorted().stream()
                .filter(row -> !labelledOnly || !label(row.row()).isEmpty())
                .toList();
        labelled = (int) rows.values().stream()
                .filter(row -> !label(row.row()).isEmpty())
                .count();
        int cut = held == null ? sorted.size() : sorted.size() - sorted.size() / HELD_PART;
        write(file, sorted.subList(0, cut));
        if (held != null) {
            write(held, sorted.subList(cut, sorted.size()));
        }
        return new int[] {cut, sorted.size() - cut};
    }

    private void write(Path file, List<Row> some) throws IOException {
        List<String> features = features();
        List<String> beside =
                BESIDE.stream().filter(name -> !features.contains(name)).toList();
        List<String> behind =
                BEHIND.stream().filter(name -> !features.contains(name)).toList();
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        try (BufferedWriter out = Files.newBufferedWriter(fresh)) {
            out.write(line(concat(beside, features, behind)));
            for (Row row : some) {
                List<String> end = behind(row, label(row.row()), behind);
                out.write(line(concat(beside(row, beside), values(row, features), end)));
            }
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private List<Row> sorted() {
        return rows.values().stream()
                .sorted(Comparator.comparingLong((Row row) -> row.row().windowEndMicros())
                        .thenComparing(row -> row.row().asset())
                        .thenComparingLong(row -> row.row().sequence()))
                .toList();
    }

    private static String line(List<String> fields) {
        CsvWriter writer = new CsvWriter(',', "\n");
        writer.record(fields);
        return writer.toString();
    }

    private static List<String> concat(List<String> one, List<String> two, List<String> three) {
        List<String> all = new ArrayList<>(one);
        all.addAll(two);
        all.addAll(three);
        return all;
    }

    /** Returns the features of all models that decided; of windows one column for each row, as in golden rows. */
    private List<String> features() {
        Set<String> names = new LinkedHashSet<>();
        for (Row row : rows.values()) {
            for (int at = 0; at < row.row().rows(); at++) {
                for (String feature : row.schema().features()) {
                    names.add(column(feature, at, row.row().rows()));
                }
            }
        }
        return List.copyOf(names);
    }

    private static String column(String feature, int row, int rows) {
        return rows == 1 ? feature : feature + "@" + row;
    }

    private List<String> beside(Row row, List<String> names) {
        CapturedRow of = row.row();
        Said said = said(row);
        Map<String, String> all = Map.ofEntries(
                Map.entry(
                        "time",
                        Instant.EPOCH
                                .plus(of.windowEndMicros(), ChronoUnit.MICROS)
                                .toString()),
                Map.entry("asset", of.asset()),
                Map.entry("part", of.part()),
                Map.entry("run", Long.toString(of.run())),
                Map.entry("sequence", Long.toString(of.sequence())),
                Map.entry("model", row.schema().model()),
                Map.entry("version", row.schema().version()),
                Map.entry("kept", of.why()),
                Map.entry("quality", of.quality()),
                Map.entry("decided", said == null ? "" : said.label()),
                Map.entry("number", said == null ? "" : number(said.number())));
        return names.stream().map(all::get).toList();
    }

    private Said said(Row row) {
        int at = reading.isEmpty() ? 0 : row.schema().readings().indexOf(reading);
        return at < 0 || at >= row.row().readings().size()
                ? null
                : row.row().readings().get(at);
    }

    private List<String> values(Row row, List<String> features) {
        Map<String, String> values = new LinkedHashMap<>();
        int columns = row.schema().features().size();
        for (int at = 0; at < row.row().rows(); at++) {
            for (int column = 0; column < columns; column++) {
                values.put(
                        column(
                                row.schema().features().get(column),
                                at,
                                row.row().rows()),
                        number(row.row().values()[at * columns + column]));
            }
        }
        return features.stream().map(name -> values.getOrDefault(name, "")).toList();
    }

    private List<String> behind(Row row, String label, List<String> names) {
        CapturedOpinion opinion = opinions.get(key(row.row()));
        Map<String, String> all = Map.of(
                "label", label,
                "said_by", opinion == null ? "" : opinion.who(),
                "comment", opinion == null ? "" : opinion.comment());
        return names.stream().map(all::get).toList();
    }

    private static Key key(CapturedRow row) {
        return new Key(row.asset(), row.run(), row.sequence());
    }

    /** Returns what people said is right: the label that they named, or confirmed, or the other one of two. */
    private String label(CapturedRow of) {
        Said said = said(rows.get(key(of)));
        return label(key(of), said == null ? "" : said.label());
    }

    private String label(Key key, String decided) {
        CapturedOpinion opinion = opinions.get(key);
        if (opinion == null || opinion.verdict().equals("COMMENTED")) {
            return "";
        }
        if (opinion.verdict().equals("CONFIRMED")) {
            return decided;
        }
        if (!opinion.label().isEmpty() || twoLabels.size() != 2 || !twoLabels.contains(decided)) {
            return opinion.label();
        }
        return twoLabels.get(1 - twoLabels.indexOf(decided));
    }

    /** A number of 4 bytes is written as short as it is. */
    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        String text =
                Double.compare((float) value, value) == 0 ? Float.toString((float) value) : Double.toString(value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
