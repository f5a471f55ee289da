package io.millwright.pipeline.advise;

import io.millwright.decision.FeatureSnapshot;
import java.util.List;
import java.util.Locale;

/**
 * Whether an asset's settings still are where a proposal leads from, or to: between the present value that it was made from and the band
 * that it allows. What production wanders by is no change: half a step beyond that, in one decision after the other, or a whole step at
 * once. Confined to its user.
 */
final class SettingsWatch {
    /** Decisions, one after the other, with a setting half a step beyond. */
    static final int DECISIONS = 3;

    private static final double BEYOND = 0.5;
    private static final double FAR_BEYOND = 1;

    private final List<SettingsAdvice.Value> settings;
    private int beyond;

    SettingsWatch(List<SettingsAdvice.Value> settings) {
        this.settings = settings;
    }

    /**
     * Takes what the model saw in the newest decision that is GOOD.
     *
     * @return what has moved, "" for nothing
     */
    String moved(FeatureSnapshot inputs) {
        SettingsAdvice.Value farthest = null;
        double most = BEYOND;
        double at = 0;
        for (SettingsAdvice.Value setting : settings) {
            int column = inputs.features().indexOf(setting.name());
            double value = column < 0 ? Double.NaN : inputs.value(inputs.rows() - 1, column);
            // NaN where it is not known: nothing has moved.
            double steps = steps(setting, value);
            if (steps > most) {
                most = steps;
                farthest = setting;
                at = value;
            }
        }
        beyond = farthest == null ? 0 : beyond + 1;
        return most > FAR_BEYOND || beyond >= DECISIONS ? text(farthest, at) : "";
    }

    /** Returns how many steps a value lies beyond what the proposal leads from or to. */
    private static double steps(SettingsAdvice.Value setting, double value) {
        double low = Math.min(setting.present(), setting.low());
        double high = Math.max(setting.present(), setting.high());
        return Math.max(low - value, value - high) / setting.step();
    }

    private static String text(SettingsAdvice.Value setting, double at) {
        return String.format(
                Locale.ROOT,
                "%s is %.4g%s now, the proposal was made at %.4g and allows %.4g to %.4g",
                setting.name(),
                at,
                setting.unit().isEmpty() ? "" : " " + setting.unit(),
                setting.present(),
                setting.low(),
                setting.high());
    }
}
