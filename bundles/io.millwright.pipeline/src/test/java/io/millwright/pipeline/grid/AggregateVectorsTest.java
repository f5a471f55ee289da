package io.millwright.pipeline.grid;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.Aggregate;
import io.millwright.model.Condition;
import io.millwright.pipeline.publish.message.JsonReader;
import io.millwright.status.StatusCodes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The gateway computes what docs/model-format.md defines: the vectors of exact arithmetic. */
class AggregateVectorsTest {
    private static final Path VECTORS = Path.of("..", "..", "models", "tools", "vectors", "aggregates.json");
    private static final Pattern CONDITION = Pattern.compile("(>=|<=|!=|>|<|=)\\s*(\\S+)|(\\S+)\\.\\.(\\S+)");

    private record Comparison(Operator operator, double value, double upper) implements Condition {
        static Comparison of(String text) {
            Matcher m = CONDITION.matcher(text);
            assertTrue(m.matches(), text);
            if (m.group(1) == null) {
                return new Comparison(Operator.WITHIN, Double.parseDouble(m.group(3)), Double.parseDouble(m.group(4)));
            }
            Operator operator =
                    switch (m.group(1)) {
                        case ">=" -> Operator.GREATER_OR_EQUAL;
                        case "<=" -> Operator.LESS_OR_EQUAL;
                        case "!=" -> Operator.NOT_EQUAL;
                        case ">" -> Operator.GREATER;
                        case "<" -> Operator.LESS;
                        default -> Operator.EQUAL;
                    };
            return new Comparison(operator, Double.parseDouble(m.group(2)), Double.NaN);
        }
    }

    @Test
    void everyVectorIsMet() throws Exception {
        Map<?, ?> file = (Map<?, ?>) JsonReader.read(Files.readString(VECTORS));
        Map<?, ?> signals = (Map<?, ?>) file.get("signals");
        List<String> wrong = new ArrayList<>();
        int rows = 0;
        for (Object one : (List<?>) file.get("cases")) {
            Map<?, ?> vector = (Map<?, ?>) one;
            List<?> samples = (List<?>) signals.get(vector.get("signal"));
            for (Object row : (List<?>) vector.get("rows")) {
                rows++;
                check(vector, samples, (List<?>) row, wrong);
            }
        }
        assertTrue(rows > 3000, rows + " rows");
        assertTrue(wrong.isEmpty(), () -> wrong.size() + " wrong: " + wrong.subList(0, Math.min(5, wrong.size())));
    }

    private static double number(Object value) {
        return value == null ? Double.NaN : ((Number) value).doubleValue();
    }

    private static void check(Map<?, ?> vector, List<?> samples, List<?> row, List<String> wrong) {
        long span = (long) number(vector.get("span_ms")) * 1000;
        long lag = (long) number(vector.get("lag_ms")) * 1000;
        long end = (long) number(row.get(1)) - lag;
        long start = span > 0 ? end - span : (long) number(row.get(0)) - lag;
        Object condition = vector.get("condition");
        Statistic statistic = new Statistic(
                0, condition == null ? null : Comparison.of(condition.toString()), number(vector.get("modulus")));
        Tally tally = new Tally();
        double value = Double.NaN;
        int status = StatusCodes.BAD_NO_DATA;
        int next = 0;
        for (; next < samples.size() && time(samples, next) <= start; next++) {
            value = value(samples, next);
            status = status(samples, next);
        }
        tally.open(start, value, status);
        for (; next < samples.size() && time(samples, next) <= end; next++) {
            tally.add(statistic, value(samples, next), status(samples, next), time(samples, next));
        }
        tally.close(statistic, end);
        Aggregate aggregate =
                Aggregate.valueOf(vector.get("aggregate").toString().toUpperCase(Locale.ROOT));
        double got = tally.value(aggregate);
        double expected = number(row.get(2));
        boolean met = Double.isNaN(expected)
                ? Double.isNaN(got)
                : Math.abs(got - expected) <= number(vector.get("tolerance"));
        if (!met) {
            wrong.add(vector.get("name") + " " + aggregate + " " + row + ": " + got);
        }
    }

    private static long time(List<?> samples, int i) {
        return (long) number(((List<?>) samples.get(i)).get(0));
    }

    private static double value(List<?> samples, int i) {
        return number(((List<?>) samples.get(i)).get(1));
    }

    private static int status(List<?> samples, int i) {
        return Boolean.TRUE.equals(((List<?>) samples.get(i)).get(2)) ? StatusCodes.GOOD : 0x80000000;
    }
}
