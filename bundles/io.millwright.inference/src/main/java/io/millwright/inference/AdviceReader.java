package io.millwright.inference;

import io.millwright.inference.OutputReading.Element;
import io.millwright.model.Advice.Goal;
import io.millwright.model.Advice.Support;
import io.millwright.model.Advice.Variable;
import io.millwright.model.Reading.Task;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Feature;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Reads what may be advised from a model: {@code advice}. */
final class AdviceReader {
    private static final int VARIABLES = 64;
    private static final int MOVES = 64;
    private static final int FIXED = 10_000;
    private static final double SPREADS = 2;
    private static final double STEP = 0.15;
    private static final double INSET = 0.02;
    private static final long EXPIRES_SECONDS = 3_600;
    private static final long LONGEST_EXPIRES_SECONDS = TimeUnit.DAYS.toSeconds(366);
    private static final Set<Task> TASKS = EnumSet.of(Task.BINARY, Task.VALUE, Task.ANOMALY);

    private final JsonKey key;
    private final List<Tensor> outputs;
    private final List<OutputReading> readings;
    private final Map<String, Feature> features = new LinkedHashMap<>();

    private AdviceReader(JsonKey key, List<Tensor> inputs, List<Tensor> outputs, List<OutputReading> readings)
            throws ModelRefused {
        this.key = key;
        this.outputs = outputs;
        this.readings = readings;
        if (inputs.size() != 1
                || inputs.get(0).features().size() != inputs.get(0).elementsPerRow()
                || inputs.get(0).ofArrays()) {
            throw key.wrong(
                    "belongs to a model with one input of one row of scalar features",
                    "remove it, or use features that are computed from the window, such as a mean");
        }
        for (Feature feature : inputs.get(0).features()) {
            features.put(feature.name(), feature);
        }
    }

    /** Returns what may be advised, or null where nothing is said. */
    static ModelAdvice of(JsonKey top, Batches batches, List<OutputReading> readings) throws ModelRefused {
        JsonKey key = top.find("advice");
        return key == null ? null : new AdviceReader(key, batches.inputs(), batches.outputs(), readings).advice();
    }

    private ModelAdvice advice() throws ModelRefused {
        OutputReading reading = reading(key.get("reading"));
        Goal goal = key.get("goal").oneOf(List.of(Goal.values()));
        JsonKey target = key.find("target");
        if ((target == null) == (goal == Goal.TARGET)) {
            throw goal == Goal.TARGET
                    ? key.missing("target", "is required for the goal target", "add the value that is best")
                    : target.wrong("belongs to the goal target", "remove it, or use the goal target");
        }
        JsonKey spread = key.find("spread");
        JsonKey weight = spread == null ? null : spread.find("weight");
        List<Variable> variables = variables(key.get("variables"));
        Set<String> moved = new HashSet<>();
        for (Variable variable : variables) {
            moved.add(variable.feature());
            moved.addAll(variable.moves().keySet());
        }
        JsonKey support = key.find("support");
        JsonKey expires = key.find("expires_s");
        return new ModelAdvice(
                reading.name(),
                goal,
                target == null ? Double.NaN : target.number(),
                spread == null ? Element.NONE : spread(spread, reading),
                weight == null ? SPREADS : notNegative(weight),
                variables,
                fixed(moved),
                support == null ? null : new SupportReader(support, this::plain).support(),
                notNegative(key.get("min_gain")),
                expires == null ? EXPIRES_SECONDS : expires.integer(1, LONGEST_EXPIRES_SECONDS));
    }

    private OutputReading reading(JsonKey name) throws ModelRefused {
        for (OutputReading reading : readings) {
            if (reading.name().equals(name.text())) {
                if (!TASKS.contains(reading.task())) {
                    throw name.wrong("is no single number", "name a reading of the task binary, value or anomaly");
                }
                return reading;
            }
        }
        throw name.wrong(
                "is not among the readings",
                "use one of " + readings.stream().map(OutputReading::name).toList());
    }

    private Element spread(JsonKey spread, OutputReading reading) throws ModelRefused {
        JsonKey name = spread.get("output");
        int output = outputs.stream().map(Tensor::name).toList().indexOf(name.text());
        if (output < 0 || outputs.get(output).type() == ElementType.STRING) {
            throw name.wrong("is not among the outputs that say numbers", "name one of them");
        }
        JsonKey index = spread.find("index");
        int elements = outputs.get(output).elementsPerRow();
        Element element = new Element(output, index == null ? 0 : (int) index.integer(0, elements - 1L));
        if (element.equals(reading.value())) {
            throw name.wrong("is the reading itself", "name the output or the index that holds its standard deviation");
        }
        return element;
    }

    private List<Variable> variables(JsonKey list) throws ModelRefused {
        List<Variable> variables = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (JsonKey one : list.list(VARIABLES)) {
            String feature = plain(one.get("feature"));
            if (!taken.add(feature)) {
                throw one.get("feature").wrong("is moved twice", "list each setting once");
            }
            variables.add(variable(one, feature));
        }
        if (variables.isEmpty()) {
            throw list.wrong("is empty", "list what may be set, or remove the advice");
        }
        for (JsonKey one : list.list(VARIABLES)) {
            JsonKey moves = one.find("moves");
            for (JsonKey move : moves == null ? List.<JsonKey>of() : moves.list(MOVES)) {
                if (taken.contains(move.get("feature").text())) {
                    throw move.get("feature").wrong("is a setting of its own", "remove it here or there");
                }
            }
        }
        return variables;
    }

    private Variable variable(JsonKey one, String feature) throws ModelRefused {
        double min = one.get("min").number();
        double max = one.get("max").number();
        if (!(min < max) || !Double.isFinite(max - min)) {
            throw one.get("min").wrong("is not below max = " + max, "write the least and the greatest value allowed");
        }
        JsonKey step = one.find("step");
        JsonKey inset = one.find("inset");
        JsonKey resolution = one.find("resolution");
        double share = step == null ? STEP : step.number();
        if (!(share > 0 && share <= 1)) {
            throw step.wrong("is no share of the range", "write a number above 0, at most 1");
        }
        double margin = inset == null ? INSET : inset.number();
        if (!(margin >= 0 && margin < 0.5)) {
            throw inset.wrong("leaves nothing of the range", "write a number from 0 to below 0.5");
        }
        double least = resolution == null ? 0 : notNegative(resolution);
        if (least > share * (max - min)) {
            throw resolution.wrong("is more than one step", "write the least difference that can be set, or more step");
        }
        return new ModelAdvice.Setting(feature, min, max, share, margin, least, moves(one.find("moves")));
    }

    private Map<String, Double> moves(JsonKey list) throws ModelRefused {
        Map<String, Double> moves = new LinkedHashMap<>();
        if (list != null) {
            for (JsonKey move : list.list(MOVES)) {
                if (moves.put(plain(move.get("feature")), move.get("by").number()) != null) {
                    throw move.get("feature").wrong("is listed twice", "list each feature once");
                }
            }
        }
        return moves;
    }

    private List<String> fixed(Set<String> moved) throws ModelRefused {
        JsonKey list = key.find("fixed");
        List<String> fixed = list == null ? List.of() : list.texts(FIXED);
        for (String name : fixed) {
            if (moved.contains(name)) {
                throw list.wrong(name + " is moved by a variable", "remove it here or there");
            }
            if (!features.containsKey(name)) {
                throw list.wrong(name + " is no feature", "use one of " + features.keySet());
            }
        }
        return fixed;
    }

    /** Returns the name of a feature that is a number. */
    private String plain(JsonKey name) throws ModelRefused {
        Feature feature = features.get(name.text());
        if (feature == null) {
            throw name.wrong("is no feature", "use one of " + features.keySet());
        }
        if (!feature.categories().isEmpty()) {
            throw name.wrong("is a text, which has no more or less", "use a feature that is a number");
        }
        return feature.name();
    }

    static double notNegative(JsonKey number) throws ModelRefused {
        double value = number.number();
        if (value < 0) {
            throw number.wrong("must not be negative", "write 0 or more");
        }
        return value;
    }

    /** Checks the name of a feature. */
    @FunctionalInterface
    interface Names {
        String check(JsonKey name) throws ModelRefused;
    }

    /** Reads where the training data lay. */
    private record SupportReader(JsonKey key, Names names) {
        private static final int FEATURES = 64;
        private static final double QUANTILE = 0.95;

        /** Of the product of two deviations: what rounding may leave. */
        private static final double SYMMETRY = 1e-6;

        private static final double LEAST_PIVOT = 1e-9;

        Support support() throws ModelRefused {
            List<String> features = new ArrayList<>();
            for (JsonKey name : key.get("features").list(FEATURES)) {
                if (features.contains(names.check(name))) {
                    throw name.wrong("is listed twice", "list each feature once");
                }
                features.add(name.text());
            }
            if (features.isEmpty()) {
                throw key.get("features").wrong("is empty", "list features, or remove the support");
            }
            double[] mean = row(key.get("mean"), features.size());
            JsonKey quantile = key.find("quantile");
            double share = quantile == null ? QUANTILE : quantile.number();
            if (!(share > 0 && share < 1)) {
                throw quantile.wrong("is no share of the data", "write a number above 0 and below 1");
            }
            return new ModelAdvice.Region(
                    features, mean, covariance(features.size()), share, notNegative(key.get("weight")));
        }

        private static double[] row(JsonKey list, int size) throws ModelRefused {
            List<Double> numbers = list.numbers(FEATURES);
            if (numbers.size() != size) {
                throw list.wrong(
                        "has " + numbers.size() + " numbers for " + size + " features", "write one per feature");
            }
            return numbers.stream().mapToDouble(Double::doubleValue).toArray();
        }

        private double[][] covariance(int size) throws ModelRefused {
            JsonKey list = key.get("covariance");
            List<JsonKey> rows = list.list(FEATURES);
            if (rows.size() != size) {
                throw list.wrong("has " + rows.size() + " rows for " + size + " features", "write one per feature");
            }
            double[][] covariance = new double[size][];
            for (int i = 0; i < size; i++) {
                covariance[i] = row(rows.get(i), size);
                if (!(covariance[i][i] > 0)) {
                    throw rows.get(i).wrong("has no positive variance", "leave out features that do not vary");
                }
            }
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < i; j++) {
                    double scale = Math.sqrt(covariance[i][i]) * Math.sqrt(covariance[j][j]);
                    if (!(Math.abs(covariance[i][j] - covariance[j][i]) <= SYMMETRY * scale)) {
                        throw rows.get(i).wrong("differs from column " + j, "write a symmetric matrix");
                    }
                }
            }
            requirePositiveDefinite(rows, covariance);
            return covariance;
        }

        /** By the pivots of the correlation's elimination, which units do not change. */
        private static void requirePositiveDefinite(List<JsonKey> rows, double[][] covariance) throws ModelRefused {
            int size = covariance.length;
            double[][] lower = new double[size][size];
            for (int i = 0; i < size; i++) {
                for (int j = 0; j <= i; j++) {
                    double rest = covariance[i][j] / (Math.sqrt(covariance[i][i]) * Math.sqrt(covariance[j][j]));
                    for (int k = 0; k < j; k++) {
                        rest -= lower[i][k] * lower[j][k];
                    }
                    if (i == j && !(rest >= LEAST_PIVOT)) {
                        throw rows.get(i)
                                .wrong(
                                        "makes the matrix singular: the feature follows from those before it",
                                        "leave it out, or add to the diagonal");
                    }
                    lower[i][j] = i == j ? Math.sqrt(rest) : rest / lower[j][j];
                }
            }
        }
    }
}
