package io.millwright.inference;

import io.millwright.model.Reference;
import io.millwright.model.Reference.Group;
import io.millwright.model.Reference.LabelShares;
import io.millwright.model.Reference.PictureSpread;
import io.millwright.model.Reference.Range;
import io.millwright.model.Reference.Residual;
import io.millwright.model.Reference.Spread;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code reference} of model.json: what the training data were like. */
final class ReferenceReader {
    private static final int LEAST_ROWS = 100;
    private static final int MOST_ROWS = Integer.MAX_VALUE;
    private static final int FEATURES = 10_000;
    private static final int GROUPS = 16;
    private static final int GROUP_FEATURES = 64;
    private static final int RESIDUALS = 64;
    private static final int PICTURES = 64;
    private static final int PROBABILITIES = 256;
    private static final long LONGEST_PART_MILLIS = 86_400_000L * 366;
    private static final double LONGEST_INTERVAL_DAYS = 3_660;
    private static final double LONGEST_MEMORY_ROWS = 1e9;
    private static final double SHARES_TOLERANCE = 0.01;

    private final Set<String> features = new HashSet<>();
    private final Set<String> pictureInputs = new HashSet<>();
    private final List<OutputReading> readings;
    private List<Double> probabilities = List.of();

    private ReferenceReader(List<Tensor> inputs, List<OutputReading> readings) {
        inputs.stream().filter(input -> input.image() != null).forEach(input -> pictureInputs.add(input.name()));
        inputs.forEach(input -> input.features().forEach(feature -> {
            if (feature.elements() == 1) {
                features.add(feature.name());
            }
        }));
        this.readings = readings;
    }

    /** Returns what is said, null where nothing is. */
    static Reference of(JsonKey top, List<Tensor> inputs, List<OutputReading> readings) throws ModelRefused {
        JsonKey key = top.find("reference");
        return key == null ? null : new ReferenceReader(inputs, readings).read(key);
    }

    private Reference read(JsonKey key) throws ModelRefused {
        JsonKey part = key.find("part_ms");
        long least = part == null ? 0 : part.get("least").integer(0, LONGEST_PART_MILLIS);
        long greatest = part == null ? 0 : part.get("greatest").integer(0, LONGEST_PART_MILLIS);
        if (greatest < least) {
            throw part.wrong("the greatest length is below the least one", "exchange them");
        }
        return new Reference(
                (int) key.get("rows").integer(LEAST_ROWS, MOST_ROWS),
                within(key.get("alarm_interval_days"), 0.01, LONGEST_INTERVAL_DAYS),
                spreads(key),
                groups(key.find("groups")),
                residuals(key.find("residuals")),
                labels(key.find("labels")),
                pictures(key.find("pictures")),
                least,
                greatest);
    }

    private static double within(JsonKey key, double least, double greatest) throws ModelRefused {
        double number = key.number();
        if (number < least || number > greatest) {
            throw key.wrong("must be from " + least + " to " + greatest, "correct it");
        }
        return number;
    }

    private String feature(JsonKey key) throws ModelRefused {
        if (!features.contains(key.text())) {
            throw key.wrong("is no feature of one number", "name a feature of inputs");
        }
        return key.text();
    }

    private List<String> features(JsonKey key) throws ModelRefused {
        List<String> names = key.texts(GROUP_FEATURES);
        if (names.isEmpty()) {
            throw key.wrong("is empty", "name at least one feature, or remove it");
        }
        for (JsonKey one : key.list(GROUP_FEATURES)) {
            feature(one);
        }
        return names;
    }

    private List<Spread> spreads(JsonKey key) throws ModelRefused {
        JsonKey list = key.find("features");
        List<Spread> spreads = new ArrayList<>();
        if (list == null) {
            return spreads;
        }
        JsonKey shares = key.find("probabilities");
        if (shares != null) {
            probabilities = shares.numbers(PROBABILITIES);
            requireRising(shares);
        }
        Set<String> seen = new HashSet<>();
        for (JsonKey one : list.list(FEATURES)) {
            String name = feature(one.get("name"));
            if (!seen.add(name)) {
                throw one.get("name").wrong("is listed twice", "list each feature once");
            }
            List<Double> quantiles = quantiles(one.find("quantiles"));
            JsonKey still = one.find("longest_still");
            spreads.add(new Spread(
                    name,
                    quantiles.isEmpty() ? List.of() : probabilities,
                    quantiles,
                    still == null ? -1 : (int) still.integer(0, MOST_ROWS)));
        }
        return spreads;
    }

    private void requireRising(JsonKey shares) throws ModelRefused {
        for (int i = 0; i < probabilities.size(); i++) {
            double before = i == 0 ? 0 : probabilities.get(i - 1);
            if (probabilities.get(i) <= before || probabilities.get(i) >= 1) {
                throw shares.wrong("must rise, above 0 and below 1", "correct it");
            }
        }
    }

    private List<Double> quantiles(JsonKey key) throws ModelRefused {
        if (key == null) {
            return List.of();
        }
        List<Double> quantiles = key.numbers(PROBABILITIES);
        if (quantiles.size() != probabilities.size() || quantiles.size() < 2) {
            throw key.wrong(
                    "has " + quantiles.size() + " values for " + probabilities.size() + " probabilities",
                    "write one per probability, at least 2");
        }
        for (int i = 1; i < quantiles.size(); i++) {
            if (quantiles.get(i) < quantiles.get(i - 1)) {
                throw key.wrong("must not fall", "sort them");
            }
        }
        return quantiles;
    }

    private List<Group> groups(JsonKey list) throws ModelRefused {
        List<Group> groups = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonKey one : list == null ? List.<JsonKey>of() : list.list(GROUPS)) {
            if (!names.add(one.get("name").text())) {
                throw one.get("name").wrong("is the name of two groups", "give each its own");
            }
            List<String> of = features(one.get("features"));
            JsonKey memory = one.find("memory_rows");
            JsonKey limit = one.find("row_limit");
            groups.add(new Group(
                    one.get("name").text(),
                    of,
                    numbers(one.get("mean"), of.size()),
                    covariance(one.get("covariance"), of.size()),
                    memory == null ? 0 : within(memory, 1, LONGEST_MEMORY_ROWS),
                    limit == null ? Double.NaN : within(limit, Double.MIN_NORMAL, Double.MAX_VALUE)));
        }
        return groups;
    }

    private static List<Double> numbers(JsonKey key, int size) throws ModelRefused {
        List<Double> numbers = key.numbers(GROUP_FEATURES);
        if (numbers.size() != size) {
            throw key.wrong("has " + numbers.size() + " numbers for " + size + " features", "write one per feature");
        }
        return numbers;
    }

    private static List<Double> covariance(JsonKey key, int size) throws ModelRefused {
        List<Double> all = new ArrayList<>();
        List<JsonKey> rows = key.list(GROUP_FEATURES);
        if (rows.size() != size) {
            throw key.wrong("has " + rows.size() + " rows for " + size + " features", "write one row per feature");
        }
        for (JsonKey row : rows) {
            all.addAll(numbers(row, size));
        }
        double[] matrix = all.stream().mapToDouble(Double::doubleValue).toArray();
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                if (Math.abs(matrix[i * size + j] - matrix[j * size + i])
                        > 1e-9 * (1 + Math.abs(matrix[i * size + j]))) {
                    throw key.wrong("is not symmetric in row " + i + ", column " + j, "write a covariance");
                }
            }
        }
        if (!isPositiveDefinite(matrix, size)) {
            throw key.wrong(
                    "is not positive definite: a feature does not vary, or follows from the others",
                    "leave such a feature out of the group");
        }
        return all;
    }

    /** By Cholesky's factors, with some room for rounding. */
    private static boolean isPositiveDefinite(double[] matrix, int size) {
        double[] factor = new double[matrix.length];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i * size + j];
                for (int k = 0; k < j; k++) {
                    sum -= factor[i * size + k] * factor[j * size + k];
                }
                if (i != j) {
                    factor[i * size + j] = sum / factor[j * size + j];
                } else if (sum > 1e-9 * matrix[i * size + i]) {
                    factor[i * size + i] = Math.sqrt(sum);
                } else {
                    return false;
                }
            }
        }
        return true;
    }

    private List<Residual> residuals(JsonKey list) throws ModelRefused {
        List<Residual> residuals = new ArrayList<>();
        for (JsonKey one : list == null ? List.<JsonKey>of() : list.list(RESIDUALS)) {
            String feature = feature(one.get("feature"));
            List<String> on = features(one.get("on"));
            if (on.contains(feature)) {
                throw one.get("on").wrong("holds the feature itself", "name the features that it follows");
            }
            residuals.add(new Residual(
                    feature,
                    on,
                    one.get("intercept").number(),
                    numbers(one.get("coefficients"), on.size()),
                    within(one.get("sigma"), Double.MIN_NORMAL, Double.MAX_VALUE),
                    within(one.get("memory_rows"), 1, LONGEST_MEMORY_ROWS)));
        }
        return residuals;
    }

    private List<LabelShares> labels(JsonKey list) throws ModelRefused {
        List<LabelShares> labels = new ArrayList<>();
        for (JsonKey one : list == null ? List.<JsonKey>of() : list.list(readings.size())) {
            JsonKey name = one.get("reading");
            String wanted = name.text();
            OutputReading reading = readings.stream()
                    .filter(other -> other.name().equals(wanted))
                    .findFirst()
                    .orElse(null);
            if (reading == null || reading.labels().isEmpty()) {
                throw name.wrong("is no reading with labels", "name one of readings; a score has the name score");
            }
            JsonKey key = one.get("shares");
            List<Double> shares = key.numbers(reading.labels().size());
            double sum = 0;
            for (double share : shares) {
                sum += share < 0 ? Double.NaN : share;
            }
            if (shares.size() != reading.labels().size() || !(Math.abs(sum - 1) < SHARES_TOLERANCE)) {
                throw key.wrong(
                        "must be one share for each of " + reading.labels() + ", together 1", "write one per label");
            }
            JsonKey dispersion = one.find("dispersion");
            labels.add(new LabelShares(
                    reading.name(),
                    reading.labels(),
                    shares,
                    dispersion == null ? 1 : within(dispersion, 1, LONGEST_MEMORY_ROWS)));
        }
        return labels;
    }

    private List<PictureSpread> pictures(JsonKey list) throws ModelRefused {
        List<PictureSpread> pictures = new ArrayList<>();
        for (JsonKey one : list == null ? List.<JsonKey>of() : list.list(PICTURES)) {
            JsonKey input = one.get("input");
            if (!pictureInputs.remove(input.text())) {
                throw input.wrong("is no input of a picture, or has been listed", "name each such input once");
            }
            JsonKey key = one.find("thumbnail");
            List<Double> thumbnail = key == null ? List.of() : key.numbers(PictureSpread.CELLS * PictureSpread.CELLS);
            if (key != null && thumbnail.size() != PictureSpread.CELLS * PictureSpread.CELLS) {
                throw key.wrong("has " + thumbnail.size() + " cells", "write 64, row by row");
            }
            pictures.add(new PictureSpread(
                    input.text(),
                    range(one.find("aspect")),
                    range(one.find("brightness")),
                    range(one.find("contrast")),
                    range(one.find("across")),
                    thumbnail,
                    key == null ? Double.NaN : within(one.get("least_likeness"), -1, 1)));
        }
        return pictures;
    }

    private static Range range(JsonKey key) throws ModelRefused {
        if (key == null) {
            return Range.ANY;
        }
        List<Double> ends = key.numbers(2);
        if (ends.size() != 2 || ends.get(0) > ends.get(1)) {
            throw key.wrong("must be the least and the greatest value", "write two numbers, the smaller one first");
        }
        return new Range(ends.get(0), ends.get(1));
    }
}
