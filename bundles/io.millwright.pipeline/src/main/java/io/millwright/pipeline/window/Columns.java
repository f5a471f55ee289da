package io.millwright.pipeline.window;

import io.millwright.model.Aggregate;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.pipeline.Labels;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.grid.Statistic;
import io.millwright.pipeline.shape.Shape;
import io.millwright.pipeline.window.FeaturePlan.Column;
import io.millwright.pipeline.window.FeaturePlan.Input;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Collects the columns of a plan, the tags they need and what is computed of these. */
final class Columns {
    /** Rows of all statistics together that a pipeline keeps per asset, about 20 MB. */
    private static final long MOST_KEPT_ROWS = 100_000;

    private final String model;
    private final PipelineConfiguration configuration;
    private final Map<String, Integer> tagIndex = new HashMap<>();
    private final List<String> tagNames = new ArrayList<>();
    private final List<Column> columns = new ArrayList<>();
    private final List<Statistic> statistics = new ArrayList<>();
    private int rowsBack = 1;

    Columns(String model, PipelineConfiguration configuration) {
        this.model = model;
        this.configuration = configuration;
    }

    int size() {
        return columns.size();
    }

    private int tag(String name) {
        return tagIndex.computeIfAbsent(name, tag -> {
            tagNames.add(tag);
            return tagNames.size() - 1;
        });
    }

    /** Adds a column whose samples are arrays or pictures. */
    void add(String name, String signal, Feature feature, ElementType type, Shape shape) {
        boolean known = feature != null;
        columns.add(new Column(
                name,
                known ? feature.unit() : "",
                known ? feature.min() : Double.NaN,
                known ? feature.max() : Double.NaN,
                List.of(),
                Map.of(),
                tag(tagOf(name, signal)),
                type,
                known && feature.optional(),
                Aggregate.LAST,
                0,
                0,
                1,
                0,
                -1,
                shape,
                known ? feature.tagHints() : List.of(),
                null));
    }

    void add(Feature feature, ElementType type) throws MappingException {
        int tag = tag(tagOf(feature.name(), feature.signal()));
        boolean parts = configuration.part() != null;
        boolean plain = !parts && feature.aggregate() == Aggregate.LAST && feature.lagMillis() == 0;
        int statistic = -1;
        int spanRows = 1;
        int lagRows = 0;
        if (!plain) {
            Statistic wanted = new Statistic(tag, feature.condition(), feature.modulus());
            statistic = statistics.indexOf(wanted);
            if (statistic < 0) {
                statistic = statistics.size();
                statistics.add(wanted);
            }
            if (!parts) {
                spanRows = Math.max(1, rows(feature, "over", feature.spanMillis()));
                lagRows = rows(feature, "with a lag of", feature.lagMillis());
                rowsBack = Math.max(rowsBack, Math.addExact(spanRows, lagRows));
            }
        }
        columns.add(new Column(
                feature.name(),
                feature.unit(),
                feature.min(),
                feature.max(),
                feature.categories(),
                feature.codes(),
                tag,
                type,
                feature.optional(),
                feature.aggregate(),
                feature.spanMillis() * 1000,
                feature.lagMillis() * 1000,
                spanRows,
                lagRows,
                statistic,
                null,
                feature.tagHints(),
                feature.impute()));
    }

    private String tagOf(String name, String signal) {
        Map<String, String> mapping = configuration.mapping();
        String own = mapping.getOrDefault(name, mapping.get(signal));
        if (own != null) {
            return own;
        }
        String any = mapping.get(FeatureMapping.ANY);
        return any == null ? signal : any.replace(FeatureMapping.ANY, signal);
    }

    private int rows(Feature feature, String how, long millis) throws MappingException {
        long period = configuration.periodMillis();
        if (millis % period != 0 || millis / period > MOST_KEPT_ROWS) {
            throw new MappingException(
                    Labels.WINDOW_PERIOD_MS + " is " + period + ", but feature '" + feature.name() + "' of model "
                            + model + " is computed " + how + " " + millis + " ms",
                    "set " + Labels.WINDOW_PERIOD_MS + " so that " + millis + " ms are a whole number of rows, at most "
                            + MOST_KEPT_ROWS);
        }
        return (int) (millis / period);
    }

    FeaturePlan plan(List<Input> inputs, int rows, boolean freeBatch) throws MappingException {
        if ((long) rowsBack * statistics.size() > MOST_KEPT_ROWS) {
            throw new MappingException(
                    Labels.WINDOW_PERIOD_MS + " is " + configuration.periodMillis() + ", and model " + model
                            + " looks back over " + rowsBack + " rows with " + statistics.size()
                            + " statistics, together more than " + MOST_KEPT_ROWS,
                    "set a longer " + Labels.WINDOW_PERIOD_MS);
        }
        checkCategories();
        checkShapes();
        List<TagCondition> conditions = new ArrayList<>();
        if (configuration.onlyWhile() != null) {
            conditions.add(configuration.onlyWhile());
        }
        PartSettings part = configuration.part();
        if (part != null) {
            part.tags().forEach(this::tag);
            if (part.open() != null) {
                conditions.add(part.open());
            }
            if (part.close() != null) {
                conditions.add(part.close());
            }
        }
        conditions.forEach(condition -> condition.tags().forEach(this::tag));
        return new FeaturePlan(
                tagNames, columns, inputs, rows, statistics, rowsBack, literals(conditions), freeBatch, null);
    }

    private List<List<String>> literals(List<TagCondition> conditions) throws MappingException {
        List<List<String>> literals = new ArrayList<>();
        tagNames.forEach(name -> literals.add(new ArrayList<>()));
        for (TagCondition condition : conditions) {
            for (TagCondition.Term term : condition.terms()) {
                int tag = tagIndex.get(term.tag());
                List<String> categories = columns.stream()
                        .filter(column ->
                                column.tag() == tag && !column.categories().isEmpty())
                        .findFirst()
                        .map(Column::categories)
                        .orElse(List.of());
                if (term.literal() == null) {
                    continue;
                }
                if (!categories.isEmpty() && !categories.contains(term.literal())) {
                    throw new MappingException(
                            "condition '" + condition.text() + "' compares tag '" + term.tag() + "' with '"
                                    + term.literal() + "', which is no category of the feature that it fills",
                            "write one of " + String.join(", ", categories));
                }
                List<String> known = literals.get(tag);
                if (!categories.isEmpty()) {
                    literals.set(tag, categories);
                } else if (!known.contains(term.literal())) {
                    known.add(term.literal());
                }
            }
        }
        return literals;
    }

    /** A sample is kept once per tag. */
    private void checkShapes() throws MappingException {
        Map<Integer, Column> first = new HashMap<>();
        for (Column column : columns) {
            Column other = first.putIfAbsent(column.tag(), column);
            if (other != null && !Objects.equals(other.shape(), column.shape())) {
                throw new MappingException(
                        Labels.MAPPING + ": '" + other.name() + "' and '" + column.name() + "' share tag '"
                                + tagNames.get(column.tag()) + "', but one takes " + wanted(other) + " and the other "
                                + wanted(column) + (wanted(other).equals(wanted(column)) ? " of another size" : ""),
                        "map them to different tags");
            }
        }
    }

    private static String wanted(Column column) {
        return column.shape() == null ? "a number" : column.shape().wanted();
    }

    /** A text is turned into an index where it arrives, once per tag. */
    private void checkCategories() throws MappingException {
        Map<Integer, Column> first = new HashMap<>();
        for (Column column : columns) {
            Column other = first.putIfAbsent(column.tag(), column);
            if (other != null
                    && !(other.categories().equals(column.categories())
                            && other.codes().equals(column.codes()))) {
                throw new MappingException(
                        Labels.MAPPING + ": features '" + other.name() + "' and '" + column.name() + "' share tag '"
                                + tagNames.get(column.tag()) + "', but expect different texts",
                        "map them to different tags");
            }
        }
    }
}
