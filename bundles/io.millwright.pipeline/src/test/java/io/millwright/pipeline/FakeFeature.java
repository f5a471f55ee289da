package io.millwright.pipeline;

import io.millwright.model.Aggregate;
import io.millwright.model.Condition;
import io.millwright.model.Imputation;
import io.millwright.model.TensorSpec.Feature;
import java.util.List;
import java.util.Map;

/** A feature of a {@link FakeModel} that can be refined: what is not said is as a model.json without it. */
public record FakeFeature(
        String name,
        String unit,
        double min,
        double max,
        List<String> categories,
        Map<Double, Integer> codes,
        String signal,
        Aggregate aggregate,
        long spanMillis,
        long lagMillis,
        Condition condition,
        double modulus,
        boolean optional,
        List<String> tagHints,
        Imputation impute)
        implements Feature {
    FakeFeature(String name, String unit, double min, double max, List<String> categories) {
        this(name, unit, min, max, categories, Map.of(), name, Aggregate.LAST, 0, 0, null, 0, false, List.of(), null);
    }

    @Override
    public int elements() {
        return 1;
    }

    public FakeFeature optionally() {
        return new FakeFeature(
                name,
                unit,
                min,
                max,
                categories,
                codes,
                signal,
                aggregate,
                spanMillis,
                lagMillis,
                condition,
                modulus,
                true,
                tagHints,
                impute);
    }

    public FakeFeature coded(Map<Double, Integer> indexOfCode) {
        return new FakeFeature(
                name,
                unit,
                min,
                max,
                categories,
                indexOfCode,
                signal,
                aggregate,
                spanMillis,
                lagMillis,
                condition,
                modulus,
                optional,
                tagHints,
                impute);
    }

    public FakeFeature hinted(String... hints) {
        return new FakeFeature(
                name,
                unit,
                min,
                max,
                categories,
                codes,
                signal,
                aggregate,
                spanMillis,
                lagMillis,
                condition,
                modulus,
                optional,
                List.of(hints),
                impute);
    }

    /** It is computed from a signal, with a condition or a modulus. */
    public FakeFeature computed(
            String signal, Aggregate aggregate, long spanMillis, long lagMillis, Condition condition, double modulus) {
        return new FakeFeature(
                name,
                unit,
                min,
                max,
                categories,
                codes,
                signal,
                aggregate,
                spanMillis,
                lagMillis,
                condition,
                modulus,
                optional,
                tagHints,
                impute);
    }

    /** Its last usable value stands in for so long. */
    public FakeFeature held(long limitMillis) {
        return imputed(new Imputation(true, Double.NaN, limitMillis));
    }

    /** A number stands in. */
    public FakeFeature imputed(double value) {
        return imputed(new Imputation(false, value, 0));
    }

    private FakeFeature imputed(Imputation by) {
        return new FakeFeature(
                name,
                unit,
                min,
                max,
                categories,
                codes,
                signal,
                aggregate,
                spanMillis,
                lagMillis,
                condition,
                modulus,
                optional,
                tagHints,
                by);
    }
}
