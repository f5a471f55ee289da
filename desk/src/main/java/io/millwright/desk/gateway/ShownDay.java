package io.millwright.desk.gateway;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan of energy for people: its loads, its peak, and the day by hours of the desk's time zone. */
final class ShownDay {
    private static final long MINUTE_SECONDS = 60;
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    private final JsonObject document;
    private final Instant start;
    private final long partMinutes;
    private final int parts;
    private final List<JsonObject> loads;

    private ShownDay(JsonObject document) {
        this.document = document;
        start = Instant.parse(Documents.text(document, "start"));
        partMinutes = Documents.whole(document, "part_minutes", 0);
        parts = (int) Documents.whole(document, "parts", 0);
        loads = Documents.items(document, "loads");
    }

    /**
     * Tells it.
     *
     * @throws IllegalArgumentException if it is no such document
     */
    static void of(JsonObject document, int rows, Told told) {
        ShownDay day;
        try {
            day = new ShownDay(document);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("start is no time: " + e.getMessage(), e);
        }
        day.peak(told);
        day.loads(told);
        day.hours(rows, told);
    }

    private ZonedDateTime at(int part) {
        return start.plusSeconds(part * partMinutes * MINUTE_SECONDS).atZone(ZoneId.systemDefault());
    }

    private JsonValue value(String list, int part) {
        return document.get(list) instanceof JsonArray values && part < values.size() ? values.get(part) : null;
    }

    /** Returns what each part of a list from one on to another has, those without a value left out. */
    private List<Double> values(String list, int from, int to) {
        List<Double> values = new ArrayList<>();
        for (int i = from; i < to; i++) {
            JsonValue value = value(list, i);
            if (value != null && value.isNumber()) {
                values.add(value.asDouble());
            }
        }
        return values;
    }

    private void peak(Told told) {
        int most = -1;
        for (int i = 0; i < parts; i++) {
            JsonValue value = value("grid_kw", i);
            if (value != null
                    && value.isNumber()
                    && (most < 0 || value.asDouble() > value("grid_kw", most).asDouble())) {
                most = i;
            }
        }
        if (most >= 0) {
            String ceiling = Documents.number(document, "ceiling_kw");
            told.line("peak from the grid: " + shown(value("grid_kw", most).asDouble()) + " kW at "
                    + HOUR.format(at(most)) + (ceiling.isEmpty() ? "" : "; ceiling " + ceiling + " kW"));
        }
        long filled = Documents.whole(document, "filled_slots", 0);
        if (filled > 0) {
            told.line(filled + " quarters of an hour were not counted and are estimated");
        }
    }

    private void loads(Told told) {
        if (loads.isEmpty()) {
            return;
        }
        told.line("");
        Table table = new Table("LOAD", "KW", "RUNS");
        for (JsonObject load : loads) {
            List<String> runs = new ArrayList<>();
            for (int[] block : blocks(load)) {
                runs.add(HOUR.format(at(block[0])) + " to " + CLOCK.format(at(block[1])));
            }
            table.line(
                    Documents.text(load, "load"),
                    Documents.number(load, "kw"),
                    runs.isEmpty() ? whyNot(load) : String.join(", ", runs));
        }
        told.table(table, "");
    }

    private static String whyNot(JsonObject load) {
        return switch (Documents.text(load, "hours")) {
            case "BEGUN" -> "no more: its hours have begun, and it has nothing left to run in them";
            case "BEYOND" -> "later: its next hours end after this plan does";
            default -> "not in these hours: it has run, or they are not its hours";
        };
    }

    private static List<int[]> blocks(JsonObject load) {
        List<int[]> blocks = new ArrayList<>();
        if (load.get("on") instanceof JsonArray on) {
            on.forEach(each -> {
                if (each instanceof JsonArray block && block.size() == 2) {
                    blocks.add(new int[] {block.get(0).asInt(), block.get(1).asInt()});
                }
            });
        }
        return blocks;
    }

    private void hours(int rows, Told told) {
        told.line("");
        Table table = new Table(
                "HOUR",
                "EXPECTED KW",
                "FROM THE GRID KW",
                "PEAK KW",
                "CHARGED KW",
                "STORED KWH",
                "PRICE",
                "COUNTED KW",
                "LOADS");
        int hours = 0;
        int next;
        for (int from = 0; from < parts; from = next) {
            ZonedDateTime hour = at(from).truncatedTo(ChronoUnit.HOURS);
            next = from + 1;
            while (next < parts && at(next).truncatedTo(ChronoUnit.HOURS).isEqual(hour)) {
                next++;
            }
            if (hours++ < rows) {
                hour(table, from, next);
            }
        }
        told.table(table, "the plan has no hours");
        ShownPlan.more(hours, rows, "hours", told);
    }

    private void hour(Table table, int from, int to) {
        List<Double> stored = values("stored_kwh", from, to);
        table.line(
                HOUR.format(at(from)),
                mean(values("forecast_kw", from, to)),
                mean(values("grid_kw", from, to)),
                values("grid_kw", from, to).stream()
                        .max(Double::compare)
                        .map(ShownDay::shown)
                        .orElse(""),
                mean(values("battery_kw", from, to)),
                stored.isEmpty() ? "" : shown(stored.get(stored.size() - 1)),
                price(values("price_per_kwh", from, to)),
                mean(values("metered_kw", from, to)),
                running(from, to));
    }

    private String running(int from, int to) {
        List<String> names = new ArrayList<>();
        for (JsonObject load : loads) {
            if (blocks(load).stream().anyMatch(block -> block[0] < to && block[1] > from)) {
                names.add(Documents.text(load, "load"));
            }
        }
        return String.join(", ", names);
    }

    private static String mean(List<Double> values) {
        return values.isEmpty()
                ? ""
                : shown(values.stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow());
    }

    private static String price(List<Double> values) {
        return values.isEmpty()
                ? ""
                : rounded(
                        values.stream()
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .orElseThrow(),
                        4);
    }

    private static String shown(double value) {
        return rounded(value, 1);
    }

    private static String rounded(double value, int digits) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
