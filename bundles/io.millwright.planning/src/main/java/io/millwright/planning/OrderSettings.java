package io.millwright.planning;

import io.millwright.planning.plan.Fields;
import io.millwright.planning.stock.ConsumptionCsv;
import io.millwright.planning.stock.PartCounters;
import io.millwright.planning.stock.Periods;
import io.millwright.planning.stock.StockSettings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the form says. Immutable.
 *
 * @param model name of a model, "" for none
 * @param connection pid of the connection or Asset Tags that has the counters, "" for none
 * @param counters part → tag that counts what was used of it, in order; empty where there is no connection
 * @param mostStep more than this is never used between two readings
 */
record OrderSettings(
        String site,
        StockSettings stock,
        String model,
        int validDays,
        String connection,
        Map<String, String> counters,
        double mostStep) {
    static final String SITE_LABEL = "Site";
    static final String PERIOD_LABEL = "Period";
    static final String ABSENT_LABEL = "Period without a line";
    static final String REVIEW_LABEL = "Review (periods)";
    static final String LEAD_LABEL = "Lead time (periods)";
    static final String TARGET_LABEL = "Target (%)";
    static final String MODEL_LABEL = "Model of demand";
    static final String VALID_LABEL = "A plan holds (days)";

    static final String CONNECTION_LABEL = "Connection of the counters";
    static final String COUNTERS_LABEL = "Counters";
    static final String STEP_LABEL = "Greatest step of a counter";

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_TABLE = 200_000;
    private static final double PERCENT = 100;

    /**
     * Reads a form.
     *
     * @throws IllegalArgumentException with label, value and, behind a semicolon, the remedy
     */
    static OrderSettings of(Map<String, Object> form) {
        Fields fields = new Fields(form);
        String connection = fields.text("counters.connection", CONNECTION_LABEL, "", 200);
        return new OrderSettings(
                fields.text("site", SITE_LABEL, "", LONGEST_NAME),
                new StockSettings(
                        fields.word("period", PERIOD_LABEL, Periods.MONTH),
                        fields.word("absent", ABSENT_LABEL, ConsumptionCsv.Absent.UNKNOWN),
                        fields.whole("review.periods", REVIEW_LABEL, 1, 1, 12),
                        fields.whole("lead.periods", LEAD_LABEL, 2, 0, 24),
                        fields.number("target.percent", TARGET_LABEL, 95, 50, 99.5) / PERCENT),
                fields.text("model.name", MODEL_LABEL, "", LONGEST_NAME),
                fields.whole("valid.days", VALID_LABEL, 7, 1, 90),
                connection,
                connection.isEmpty()
                        ? Map.of()
                        : counters(fields.text("counters.tags", COUNTERS_LABEL, "", LONGEST_TABLE)),
                fields.number("counters.mostStep", STEP_LABEL, 100_000, 1, 1e9));
    }

    private static Map<String, String> counters(String text) {
        Map<String, String> counters = new LinkedHashMap<>();
        for (String line : text.split("[\\r\\n]+")) {
            int equals = line.indexOf('=');
            String part = line.substring(0, Math.max(0, equals)).strip();
            String tag = line.substring(equals + 1).strip();
            if (line.isBlank()) {
                continue;
            }
            if (part.isEmpty() || tag.isEmpty()) {
                throw wrong("has the line '" + line.strip() + "'", "write part=tag");
            }
            if (counters.put(part, tag) != null) {
                throw wrong("names part '" + part + "' twice", "leave one line of it");
            }
        }
        if (counters.isEmpty() || counters.size() > PartCounters.MOST_PARTS) {
            throw wrong("has " + counters.size() + " lines", "write 1 to " + PartCounters.MOST_PARTS + ", part=tag");
        }
        return Collections.unmodifiableMap(counters);
    }

    private static IllegalArgumentException wrong(String what, String remedy) {
        return new IllegalArgumentException(COUNTERS_LABEL + " " + what + "; " + remedy);
    }
}
