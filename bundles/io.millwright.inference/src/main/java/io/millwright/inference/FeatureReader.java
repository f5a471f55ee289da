package io.millwright.inference;

import io.millwright.model.Aggregate;
import io.millwright.model.Condition;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.tensor.Elements;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Reads features, and checks them against each other: names are unique, and one signal is one thing. */
final class FeatureReader {
    static final String NAME = "[^\\p{Cntrl},@=\"]{1,100}";
    static final String NAME_TEXT = "1 to 100 characters without , @ = or quotes";

    private static final int CATEGORIES = 10_000;
    private static final Set<ElementType> WITH_NAN =
            EnumSet.of(ElementType.FLOAT32, ElementType.FLOAT64, ElementType.FLOAT16, ElementType.BFLOAT16);
    private static final int ELEMENTS = 16 << 20;
    private static final long GREATEST_SPAN_MILLIS = TimeUnit.DAYS.toMillis(366);

    private final long rowPeriodMillis;
    private final Set<String> names = new HashSet<>();
    private final Map<String, Signal> signals = new HashMap<>();

    /** What is known of a signal: unit "" if no feature said it, elements 0 for a picture. */
    private record Signal(String unit, int elements) {}

    FeatureReader(long rowPeriodMillis) {
        this.rowPeriodMillis = rowPeriodMillis;
    }

    Feature feature(JsonKey key, ElementType type) throws ModelRefused {
        JsonKey name = key.get("name");
        String text = name.text(NAME, NAME_TEXT);
        if (!names.add(text)) {
            throw name.wrong("is used twice", "give every feature of the model its own name");
        }
        JsonKey unit = key.find("unit");
        double min = limit(key.find("min"));
        double max = limit(key.find("max"));
        if (min > max) {
            throw key.get("min").wrong("is above max = " + max, "exchange them");
        }
        JsonKey categoryList = key.find("categories");
        List<String> categories = categoryList == null ? List.of() : categoryList.texts(CATEGORIES);
        JsonKey aggregate = key.find("aggregate");
        Aggregate way = aggregate == null ? Aggregate.LAST : aggregate.oneOf(List.of(Aggregate.values()));
        JsonKey count = key.find("elements");
        int elements = count == null ? 1 : (int) count.integer(1, ELEMENTS);
        if (way != Aggregate.LAST && !categories.isEmpty()) {
            throw aggregate.wrong("cannot be computed from categories", "use last, or remove the categories");
        }
        if (elements > 1 && (way != Aggregate.LAST || !categories.isEmpty())) {
            throw count.wrong("an array is taken as it comes", "remove aggregate and categories, or the elements");
        }
        Feature feature = new Tensor.Column(
                text,
                unit == null ? "" : unit.text(),
                min,
                max,
                categories,
                codes(key.find("codes"), categories),
                key.find("signal") == null ? text : key.get("signal").text(NAME, NAME_TEXT),
                way,
                time(key.find("span_ms")),
                time(key.find("lag_ms")),
                condition(key, way),
                modulus(key.find("modulus"), way),
                optional(key.find("optional"), type),
                elements,
                TagHints.read(key.find("tag_hints")),
                ImputationReader.read(
                        key,
                        Math.max(bound(min, Double.NEGATIVE_INFINITY), Elements.least(type)),
                        Math.min(bound(max, Double.POSITIVE_INFINITY), Elements.greatest(type)),
                        categories,
                        elements));
        addSignal(key, feature);
        return feature;
    }

    /** Notes that an input is filled with pictures: its name is the name of their signal. */
    void pictureSignal(JsonKey inputName) throws ModelRefused {
        String text = inputName.text(NAME, "as the name of a picture's signal " + NAME_TEXT);
        if (signals.putIfAbsent(text, new Signal("", 0)) != null) {
            throw inputName.wrong("is also the signal of a feature", "give the picture's input its own name");
        }
    }

    private void addSignal(JsonKey key, Feature feature) throws ModelRefused {
        Signal now = new Signal(feature.unit(), feature.elements());
        Signal before = signals.putIfAbsent(feature.signal(), now);
        if (before == null) {
            return;
        }
        if (before.elements() != now.elements()) {
            throw key.wrong(
                    "the signal " + feature.signal() + " has "
                            + (before.elements() == 0 ? "pictures" : before.elements() + " element(s)")
                            + " elsewhere",
                    "give each signal one kind of value");
        }
        if (before.unit().isEmpty()) {
            signals.put(feature.signal(), now);
        } else if (!now.unit().isEmpty() && !now.unit().equals(before.unit())) {
            throw key.get("unit")
                    .wrong(
                            "the signal " + feature.signal() + " has the unit " + before.unit() + " elsewhere",
                            "write the unit of the signal's values, whatever the aggregate");
        }
    }

    private static double bound(double known, double unknown) {
        return Double.isNaN(known) ? unknown : known;
    }

    private static double limit(JsonKey key) throws ModelRefused {
        return key == null ? Double.NaN : key.number();
    }

    private static Map<Double, Integer> codes(JsonKey key, List<String> categories) throws ModelRefused {
        Map<Double, Integer> codes = new LinkedHashMap<>();
        if (key != null) {
            List<Double> numbers = key.numbers(CATEGORIES);
            if (numbers.size() != categories.size()) {
                throw key.wrong(
                        "has " + numbers.size() + " numbers for " + categories.size() + " categories",
                        "write one number per category, in the same order");
            }
            for (double number : numbers) {
                // 0 and -0 are one number for a PLC.
                if (codes.putIfAbsent(number + 0.0, codes.size()) != null) {
                    throw key.wrong(number + " is listed twice", "give each category its own number");
                }
            }
        }
        return codes;
    }

    private long time(JsonKey key) throws ModelRefused {
        if (key == null) {
            return 0;
        }
        long millis = key.integer(0, GREATEST_SPAN_MILLIS);
        if (rowPeriodMillis > 0 && millis % rowPeriodMillis != 0) {
            throw key.wrong(
                    "is no multiple of row_period_ms = " + rowPeriodMillis, "use a multiple, or another period");
        }
        return millis;
    }

    private static Condition condition(JsonKey key, Aggregate aggregate) throws ModelRefused {
        JsonKey condition = key.find("condition");
        if (aggregate != Aggregate.SHARE) {
            if (condition != null) {
                throw condition.wrong("belongs to the aggregate share", "use share, or remove the condition");
            }
            return null;
        }
        if (condition == null) {
            throw key.missing("condition", "is required for the aggregate share", "add it, for example \"> 5\"");
        }
        return Comparison.read(condition);
    }

    private static double modulus(JsonKey key, Aggregate aggregate) throws ModelRefused {
        if (key == null) {
            return 0;
        }
        if (aggregate != Aggregate.COUNTER) {
            throw key.wrong("belongs to the aggregate counter", "use counter, or remove the modulus");
        }
        double modulus = key.number();
        if (modulus <= 0) {
            throw key.wrong("must be above 0", "write the value that follows as 0, for example 65536, or remove it");
        }
        return modulus;
    }

    private static boolean optional(JsonKey key, ElementType type) throws ModelRefused {
        boolean optional = key != null && key.yes();
        if (optional && !WITH_NAN.contains(type)) {
            throw key.wrong("a missing value is NaN, and " + type + " has none", "use FLOAT32, or remove it");
        }
        return optional;
    }
}
