package io.millwright.inference;

import io.millwright.inference.StatedFacts.Choice;
import io.millwright.inference.StatedFacts.Figure;
import io.millwright.inference.StatedFacts.Origin;
import io.millwright.inference.StatedFacts.Purpose;
import io.millwright.inference.StatedFacts.Rows;
import io.millwright.model.ModelFacts.DataSet;
import io.millwright.model.ModelFacts.Metric;
import io.millwright.model.ModelFacts.Training;
import io.millwright.model.ModelFacts.Use;
import io.millwright.model.Reading.Chosen;
import io.millwright.model.Reading.Way;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads what the author states about the model: {@code training}, {@code metrics}, {@code use}, and {@code chosen} of a reading. */
final class FactsReader {
    private static final String CHOSEN = "chosen";
    private static final int DATA_SETS = 64;
    private static final int METRICS = 64;
    private static final int SENTENCES = 32;
    private static final String SHA256 = "[0-9a-f]{64}";
    private static final String SHA256_TEXT = "64 lower-case hexadecimal digits";
    private static final String SENTENCE = "[^\\p{Cntrl}]{1,1000}";
    private static final String SENTENCE_TEXT = "1 to 1,000 printable characters";
    private static final String NAME = "[^\\p{Cntrl}]{1,200}";
    private static final String NAME_TEXT = "1 to 200 printable characters";

    private FactsReader() {}

    static StatedFacts facts(JsonKey top) throws ModelRefused {
        JsonKey description = top.find("description");
        return new StatedFacts(
                description == null ? "" : description.text(),
                training(top.find("training")),
                metrics(top.find("metrics")),
                use(top.find("use")));
    }

    private static Training training(JsonKey key) throws ModelRefused {
        if (key == null) {
            return null;
        }
        JsonKey seed = key.find("seed");
        return new Origin(
                sentence(key.find("script")), seed == null ? "" : Long.toString(seed.integer()), dataSets(key));
    }

    private static List<DataSet> dataSets(JsonKey training) throws ModelRefused {
        JsonKey data = training.find("data");
        List<DataSet> sets = new ArrayList<>();
        if (data == null) {
            return sets;
        }
        if (data.isText()) {
            // As format 1 had it before the list: the name, and hash and rows beside it.
            sets.add(dataSet(data, training.find("data_sha256"), training.find("rows")));
            return sets;
        }
        for (JsonKey set : data.list(DATA_SETS)) {
            sets.add(dataSet(set.get("name"), set.find("sha256"), set.find("rows")));
        }
        return sets;
    }

    private static DataSet dataSet(JsonKey name, JsonKey sha256, JsonKey rows) throws ModelRefused {
        return new Rows(
                name.text(NAME, NAME_TEXT),
                sha256 == null ? "" : sha256.text(SHA256, SHA256_TEXT),
                rows == null ? -1 : rows.integer(0, 1L << 53));
    }

    private static List<Metric> metrics(JsonKey key) throws ModelRefused {
        List<Metric> metrics = new ArrayList<>();
        if (key == null) {
            return metrics;
        }
        Set<String> seen = new HashSet<>();
        for (JsonKey metric : key.list(METRICS)) {
            Metric figure = metric(metric);
            if (!seen.add(figure.name() + "\n" + figure.split())) {
                throw metric.get("name").wrong("is listed twice for one split", "list each figure once");
            }
            metrics.add(figure);
        }
        return metrics;
    }

    private static Metric metric(JsonKey key) throws ModelRefused {
        JsonKey spread = key.find("spread");
        double deviation = spread == null ? Double.NaN : spread.number();
        if (deviation < 0) {
            throw spread.wrong("is no standard deviation", "write a number from 0 on, or remove it");
        }
        JsonKey better = key.find("better");
        String direction = better == null ? "higher" : better.text("higher|lower", "higher or lower");
        return new Figure(
                key.get("name").text(NAME, NAME_TEXT),
                key.get("value").number(),
                deviation,
                key.get("baseline").number(),
                key.get("baseline_name").text(NAME, NAME_TEXT),
                key.get("split").text(SENTENCE, SENTENCE_TEXT),
                direction.equals("higher"));
    }

    private static Use use(JsonKey key) throws ModelRefused {
        return key == null
                ? null
                : new Purpose(
                        sentences(key.find("intended")),
                        sentences(key.find("forbidden")),
                        sentences(key.find("human_decides")));
    }

    private static List<String> sentences(JsonKey key) throws ModelRefused {
        List<String> sentences = new ArrayList<>();
        if (key != null) {
            for (JsonKey sentence : key.list(SENTENCES)) {
                sentences.add(sentence.text(SENTENCE, SENTENCE_TEXT));
            }
        }
        return sentences;
    }

    private static String sentence(JsonKey key) throws ModelRefused {
        return key == null ? "" : key.text(SENTENCE, SENTENCE_TEXT);
    }

    /**
     * Reads how the thresholds of a reading were chosen.
     *
     * @param reading the object that may hold {@code chosen}, null for none
     * @param decides whether it has thresholds
     */
    static Chosen chosen(JsonKey reading, boolean decides) throws ModelRefused {
        JsonKey key = reading == null ? null : reading.find(CHOSEN);
        if (key == null) {
            return null;
        }
        if (!decides) {
            throw key.wrong("says how thresholds were chosen, and there are none", "add thresholds, or remove it");
        }
        Way by = key.get("by").oneOf(List.of(Way.values()));
        return new Choice(by, number(key, by), sentence(key.find("on")), sentence(key.find("note")));
    }

    private static double number(JsonKey key, Way by) throws ModelRefused {
        double number = Double.NaN;
        for (Way way : List.of(Way.COST_RATIO, Way.FALSE_ALARM_INTERVAL, Way.PERCENTILE)) {
            String name = numberOf(way);
            JsonKey of = key.find(name);
            if (way != by) {
                if (of != null) {
                    throw of.wrong(
                            "belongs to another way than " + key.get("by").text(), "correct by, or remove it");
                }
                continue;
            }
            if (of == null) {
                throw key.missing(
                        name,
                        "is required where thresholds were chosen by "
                                + key.get("by").text(),
                        "add it");
            }
            number = of.number();
            boolean percentile = way == Way.PERCENTILE;
            if (!(number > 0) || percentile && !(number < 100)) {
                throw of.wrong(
                        percentile ? "is no percentile" : "must be above 0",
                        percentile ? "write a number between 0 and 100" : "correct it");
            }
        }
        return number;
    }

    private static String numberOf(Way way) {
        return switch (way) {
            case COST_RATIO -> "cost_ratio";
            case FALSE_ALARM_INTERVAL -> "false_alarms_per_day";
            default -> "percentile";
        };
    }
}
