package io.millwright.inference.life;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the form of a model says of the life of its versions. Immutable.
 *
 * @param begin how a new version begins
 * @param canaryAssets patterns of assets that a canary decides, {@code asset} or {@code pipeline/asset}, with * and ?
 * @param canaryText the same for people, with the share
 * @param canarySharePercent of the other assets, chosen by their names
 * @param promoteSelf whether a version goes on by itself when it may
 * @param promote when it may
 * @param abort limits that end a trial, or a probation; minutes and windows are those that are waited for at least
 * @param tolerancePercent by which numbers without a label may differ
 * @param healthMinutes how long a version is on probation, 0 for not at all
 * @param pin the version that serves whatever is installed, empty for none
 * @param leave the version that does not serve, empty for none
 * @param kept how many versions are kept
 * @param quotaBytes what the files of all versions of the model may take
 * @param problems of values: field, value, what stands in their place
 */
public record LifeSettings(
        Begin begin,
        List<Pattern> canaryAssets,
        String canaryText,
        int canarySharePercent,
        boolean promoteSelf,
        Limits promote,
        Limits abort,
        double tolerancePercent,
        int healthMinutes,
        String pin,
        String leave,
        int kept,
        long quotaBytes,
        List<String> problems) {

    /** Windows without which nothing is said of a version. */
    public static final int LEAST_WINDOWS = 20;

    private static final int ALL_PERCENT = 100;
    private static final int SHOWN_CHARACTERS = 200;
    private static final int MOST_PATTERNS = 1_000;
    private static final long MEGABYTE = 1 << 20;

    /** How a new version begins. */
    public enum Begin {
        /** It serves once it is checked. */
        ACTIVE,
        /** It runs beside the one that decides. */
        SHADOW,
        /** It decides some assets. */
        CANARY
    }

    /** Limits of what a version does. */
    public record Limits(int minutes, int windows, double agreementPercent, double errorPercent, double addedMillis) {}

    /** Returns what the form says; a value that cannot be used is named, and its default stands in its place. */
    public static LifeSettings of(Map<String, ?> form) {
        FormValues values = new FormValues(form);
        Begin begin = begin(values);
        List<Pattern> assets = patterns(values);
        int share = (int) values.number("canary.sharePercent", LifeLabels.CANARY_SHARE, 0, 0, ALL_PERCENT);
        if (begin == Begin.CANARY && assets.isEmpty() && share == 0) {
            values.problem(LifeLabels.BEGIN + " = CANARY, but neither " + LifeLabels.CANARY_ASSETS + " nor "
                    + LifeLabels.CANARY_SHARE + " chooses an asset: begins as SHADOW");
            begin = Begin.SHADOW;
        }
        Limits promote = new Limits(
                (int) values.number("promote.afterMinutes", LifeLabels.PROMOTE_MINUTES, 60, 0, 43_200),
                (int) values.number("promote.afterWindows", LifeLabels.PROMOTE_WINDOWS, 100, 1, 1_000_000),
                values.number("promote.agreementPercent", LifeLabels.PROMOTE_AGREEMENT, 95, 0, ALL_PERCENT),
                values.number("promote.errorPercent", LifeLabels.PROMOTE_ERRORS, 1, 0, ALL_PERCENT),
                values.number("promote.addedMs", LifeLabels.PROMOTE_ADDED, 5, 0, 60_000));
        Limits abort = new Limits(
                0,
                LEAST_WINDOWS,
                values.number("abort.agreementPercent", LifeLabels.ABORT_AGREEMENT, 80, 0, ALL_PERCENT),
                values.number("abort.errorPercent", LifeLabels.ABORT_ERRORS, 5, 0, ALL_PERCENT),
                values.number("abort.addedMs", LifeLabels.ABORT_ADDED, 50, 0, 60_000));
        return new LifeSettings(
                begin,
                assets,
                canaryText(values, share),
                share,
                values.flag("promote.self", true),
                promote,
                abort,
                values.number("tolerance.percent", LifeLabels.TOLERANCE, 5, 0, ALL_PERCENT),
                (int) values.number("health.minutes", LifeLabels.HEALTH, 10, 0, 43_200),
                values.text("pin.version", ""),
                values.text("leave.version", ""),
                (int) values.number("versions.kept", LifeLabels.KEPT, 2, 1, 20),
                (long) values.number("disk.quotaMb", LifeLabels.QUOTA, 1_024, 1, 1_000_000) * MEGABYTE,
                values.problems());
    }

    private static Begin begin(FormValues values) {
        String text = values.text("begin.as", Begin.ACTIVE.name());
        return Arrays.stream(Begin.values())
                .filter(one -> one.name().equals(text))
                .findFirst()
                .orElseGet(() -> {
                    values.problem(LifeLabels.BEGIN + " = " + text + ": is none of " + Arrays.toString(Begin.values())
                            + "; ACTIVE stands in its place");
                    return Begin.ACTIVE;
                });
    }

    private static String canaryText(FormValues values, int share) {
        String names =
                values.text("canary.assets", "").replaceAll("[,\\s]+", " ").strip();
        String shown = names.length() <= SHOWN_CHARACTERS ? names : names.substring(0, SHOWN_CHARACTERS) + "...";
        return "for " + (shown.isEmpty() ? "" : shown + " and ") + share + " % of the assets";
    }

    private static List<Pattern> patterns(FormValues values) {
        List<Pattern> patterns = new ArrayList<>();
        for (String word : values.text("canary.assets", "").split("[,\\r\\n]+")) {
            if (word.isBlank()) {
                continue;
            }
            if (patterns.size() == MOST_PATTERNS) {
                values.problem(LifeLabels.CANARY_ASSETS + ": has more than " + MOST_PATTERNS
                        + " names; the others are not used");
                break;
            }
            patterns.add(Pattern.compile(word.strip()
                    .codePoints()
                    .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                    .reduce("", String::concat)));
        }
        return patterns;
    }

    /** Whether a canary decides an asset. */
    public boolean isCanary(String pipeline, String asset) {
        String whole = pipeline + "/" + asset;
        return canaryAssets.stream()
                        .anyMatch(pattern -> pattern.matcher(asset).matches()
                                || pattern.matcher(whole).matches())
                || Math.floorMod(mixed(whole.hashCode()), ALL_PERCENT) < canarySharePercent;
    }

    /** Names that differ in their last digit shall not lie side by side. */
    private static int mixed(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ mixed >>> 15;
    }

    /** Whether there is a canary stage. */
    public boolean hasCanary() {
        return !canaryAssets.isEmpty() || canarySharePercent > 0;
    }
}
