package io.millwright.inference;

import io.millwright.model.Imputation;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads what stands in where a feature has no usable value. */
final class ImputationReader {
    private static final String HOLD = "hold";
    private static final String LIMIT = "impute_ms";
    private static final long GREATEST_LIMIT_MILLIS = TimeUnit.DAYS.toMillis(366);

    private ImputationReader() {}

    /** Returns null where nothing stands in; a number lies from {@code min} to {@code max}. */
    static Imputation read(JsonKey feature, double min, double max, List<String> categories, int elements)
            throws ModelRefused {
        JsonKey key = feature.find("impute");
        JsonKey limit = feature.find(LIMIT);
        boolean hold = key != null && key.isText() && key.text().equals(HOLD);
        if (limit != null && !hold) {
            throw limit.wrong("belongs to \"impute\": \"hold\"", "hold the last value, or remove it");
        }
        if (key == null) {
            return null;
        }
        if (elements > 1) {
            throw key.wrong("an array is taken as it comes", "remove it");
        }
        if (hold) {
            if (limit == null) {
                throw feature.missing(
                        LIMIT, "is required where the last value is held", "write how old it may be, in milliseconds");
            }
            return new Imputation(true, Double.NaN, limit.integer(1, GREATEST_LIMIT_MILLIS));
        }
        return new Imputation(false, categories.isEmpty() ? number(key, min, max) : index(key, categories), 0);
    }

    private static double number(JsonKey key, double min, double max) throws ModelRefused {
        if (key.isText()) {
            throw key.wrong("is neither hold nor a number", "write \"hold\", or a number without quotes");
        }
        double number = key.number();
        if (number < min || number > max) {
            throw key.wrong(
                    "lies outside min = " + min + " and max = " + max, "use a value that the training has seen");
        }
        return number;
    }

    private static double index(JsonKey key, List<String> categories) throws ModelRefused {
        int index = categories.indexOf(key.text());
        if (index < 0) {
            throw key.wrong("is neither hold nor among the categories", "write one of " + categories);
        }
        return index;
    }
}
