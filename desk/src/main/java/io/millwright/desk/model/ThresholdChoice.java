package io.millwright.desk.model;

import io.millwright.model.Reading;
import io.millwright.model.Reading.Chosen;
import io.millwright.model.Reading.Way;
import java.util.concurrent.TimeUnit;

/** Says how the thresholds of a reading were chosen, and what that means. */
final class ThresholdChoice {
    private static final double ALL = 100;

    private ThresholdChoice() {}

    /** Returns a sentence without its full stop; "" where there are no thresholds. */
    static String text(Reading reading, long rowPeriodMillis) {
        if (reading.thresholds().isEmpty()) {
            return "";
        }
        Chosen chosen = reading.chosen();
        if (chosen == null) {
            return "How that was chosen is not stated";
        }
        return "Chosen " + by(chosen) + (chosen.on().isEmpty() ? "" : ", on " + CardText.plain(chosen.on()))
                + (chosen.note().isEmpty() ? "" : " (" + CardText.plain(chosen.note()) + ")")
                + (chosen.by() == Way.PERCENTILE ? ": " + construction(chosen, rowPeriodMillis) : "");
    }

    private static String by(Chosen chosen) {
        String number = CardText.number(chosen.number());
        return switch (chosen.by()) {
            case COST_RATIO -> "by cost: a miss costs as much as " + number + " false alarms";
            case FALSE_ALARM_INTERVAL -> "by the false alarms that are allowed on healthy data, " + number
                    + " a day, one in " + rounded(1 / chosen.number()) + " days";
            case F1 -> "by the best F1";
            case PERCENTILE -> "as percentile " + number + " of healthy data";
            case GIVEN -> "from elsewhere";
        };
    }

    /**
     * Returns what a percentile of healthy data does: it alarms the rest of them.
     *
     * @param rowPeriodMillis 0 where it is not known how many rows a day has
     */
    static String construction(Chosen chosen, long rowPeriodMillis) {
        double percent = ALL - chosen.number();
        String rows = rounded(percent) + " % of healthy rows alarm by construction, whatever the model is worth";
        if (rowPeriodMillis <= 0) {
            return rows;
        }
        double perDay = percent / ALL * TimeUnit.DAYS.toMillis(1) / rowPeriodMillis;
        return rows + ", " + rounded(perDay) + " a day";
    }

    private static String rounded(double value) {
        return CardText.number(value >= ALL ? Math.rint(value) : Math.rint(value * 1_000) / 1_000);
    }
}
