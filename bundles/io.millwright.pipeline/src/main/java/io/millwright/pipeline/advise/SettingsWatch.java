package io.millwright.pipeline.advise;

import io.millwright.decision.FeatureSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether an asset still is where a proposal leads from, or to: its settings between the present value that it was made from and the band
 * that it allows, and what no setting moves at the value that it was made from. What production wanders by is no change: half a step
 * beyond that, in one decision after the other, or a whole step at once. Confined to its user.
 */
final class SettingsWatch {
    /** Decisions, one after the other, with a setting half a step beyond. */
    static final int DECISIONS = 3;

    private static final double BEYOND = 0.5;
    private static final double FAR_BEYOND = 1;

    /** Where a feature may be, and by how much beyond that is a step. */
    private record Limits(String name, double low, double high, double step) {
        private double steps(FeatureSnapshot inputs) {
            double value = value(inputs);
            return Math.max(low - value, value - high) / step;
        }

        private double value(FeatureSnapshot inputs) {
            int column = inputs.features().indexOf(name);
            return column < 0 ? Double.NaN : inputs.value(inputs.rows() - 1, column);
        }
    }

    private final SettingsAdvice advice;
    private final List<Limits> limits = new ArrayList<>();
    private int beyond;

    SettingsWatch(SettingsAdvice advice) {
        this.advice = advice;
        for (SettingsAdvice.Value setting : advice.values()) {
            limits.add(new Limits(
                    setting.name(),
                    Math.min(setting.present(), setting.low()),
                    Math.max(setting.present(), setting.high()),
                    setting.step()));
        }
        for (SettingsAdvice.Given given : advice.given()) {
            limits.add(new Limits(given.name(), given.present(), given.present(), given.step()));
        }
    }

    /**
     * Takes what the model saw in the newest decision that is GOOD.
     *
     * @return what has moved, "" for nothing
     */
    String moved(FeatureSnapshot inputs) {
        int farthest = -1;
        double most = BEYOND;
        for (int i = 0; i < limits.size(); i++) {
            double steps = limits.get(i).steps(inputs);
            // NaN where it is not known: nothing has moved.
            if (steps > most) {
                most = steps;
                farthest = i;
            }
        }
        beyond = farthest < 0 ? 0 : beyond + 1;
        return most > FAR_BEYOND || beyond >= DECISIONS ? text(farthest, inputs) : "";
    }

    private String text(int moved, FeatureSnapshot inputs) {
        double at = limits.get(moved).value(inputs);
        int settings = advice.values().size();
        if (moved >= settings) {
            SettingsAdvice.Given given = advice.given().get(moved - settings);
            return given.name() + " is " + shown(given, at) + " now, the proposal was made for "
                    + shown(given, given.present());
        }
        SettingsAdvice.Value setting = advice.values().get(moved);
        return String.format(
                Locale.ROOT,
                "%s is %.4g%s now, the proposal was made at %.4g and allows %.4g to %.4g",
                setting.name(),
                at,
                spaced(setting.unit()),
                setting.present(),
                setting.low(),
                setting.high());
    }

    private static String shown(SettingsAdvice.Given given, double value) {
        boolean named = value >= 0 && value < given.categories().size();
        return named
                ? "'" + given.categories().get((int) value) + "'"
                : String.format(Locale.ROOT, "%.4g%s", value, spaced(given.unit()));
    }

    private static String spaced(String unit) {
        return unit.isEmpty() ? "" : " " + unit;
    }
}
