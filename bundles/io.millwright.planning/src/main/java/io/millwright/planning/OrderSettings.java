package io.millwright.planning;

import io.millwright.planning.plan.Fields;
import io.millwright.planning.stock.ConsumptionCsv;
import io.millwright.planning.stock.Periods;
import io.millwright.planning.stock.StockSettings;
import java.util.Map;

/**
 * What the form says. Immutable.
 *
 * @param model name of a model, "" for none
 */
record OrderSettings(String site, StockSettings stock, String model, int validDays) {
    static final String SITE_LABEL = "Site";
    static final String PERIOD_LABEL = "Period";
    static final String ABSENT_LABEL = "Period without a line";
    static final String REVIEW_LABEL = "Review (periods)";
    static final String LEAD_LABEL = "Lead time (periods)";
    static final String TARGET_LABEL = "Target (%)";
    static final String MODEL_LABEL = "Model of demand";
    static final String VALID_LABEL = "A plan holds (days)";

    private static final int LONGEST_NAME = 100;
    private static final double PERCENT = 100;

    /**
     * Reads a form.
     *
     * @throws IllegalArgumentException with label, value and, behind a semicolon, the remedy
     */
    static OrderSettings of(Map<String, Object> form) {
        Fields fields = new Fields(form);
        return new OrderSettings(
                fields.text("site", SITE_LABEL, "", LONGEST_NAME),
                new StockSettings(
                        fields.word("period", PERIOD_LABEL, Periods.MONTH),
                        fields.word("absent", ABSENT_LABEL, ConsumptionCsv.Absent.UNKNOWN),
                        fields.whole("review.periods", REVIEW_LABEL, 1, 1, 12),
                        fields.whole("lead.periods", LEAD_LABEL, 2, 0, 24),
                        fields.number("target.percent", TARGET_LABEL, 95, 50, 99.5) / PERCENT),
                fields.text("model.name", MODEL_LABEL, "", LONGEST_NAME),
                fields.whole("valid.days", VALID_LABEL, 7, 1, 90));
    }
}
