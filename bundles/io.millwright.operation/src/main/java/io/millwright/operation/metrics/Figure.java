package io.millwright.operation.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A counter's name as OpenMetrics wants it: lower case, parts by underscore, the unit last. Immutable.
 *
 * @param name without the kind of the component before it
 * @param unit {@code seconds}, {@code bytes} or ""
 * @param divisor of the counter for that unit: 1 or 1000
 * @param falls whether the name itself says that it may fall
 * @param of whose share of a sum it is, "" for none: a pipeline or a reading behind the name
 */
record Figure(String name, String unit, int divisor, boolean falls, String of) {
    private static final int MILLIS = 1_000;

    /** Sums that are told once more with a name behind. */
    private static final List<String> SHARED =
            List.of("explained.", "dropped.", "millis.", "waiting.", "trial.compared.", "trial.agreed.");

    private static final Set<String> FALLING = Set.of(
            "tags",
            "tags.bad",
            "certificates.rejected",
            "clock.offset.ms",
            "driver.listeners",
            "listeners",
            "drift.assets",
            "drift.raised",
            "compute.threads",
            "running",
            "runners.kept",
            "versions",
            "versions.kept",
            "audit.usedPercent",
            "samples.undecoded",
            "windows.filling",
            "notifications.held",
            "plans.toTell");

    private static final List<String> FALLING_ENDS =
            List.of("waiting", "pending", "inFlight", ".open", "runnersOpen", ".most", ".bytes");

    private static final List<String> FALLING_BEGINNINGS = List.of("limit.", "numbers.", "waiting.");

    private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");
    private static final Pattern OTHERS = Pattern.compile("[^a-z0-9]+");
    private static final Pattern ENDS = Pattern.compile("^_+|_+$");

    static Figure of(String counter) {
        String shared = SHARED.stream()
                .filter(prefix -> counter.startsWith(prefix) && counter.length() > prefix.length())
                .findFirst()
                .orElse("");
        String said = shared.isEmpty() ? counter : shared + "of";
        boolean falls = falls(counter);
        String of = shared.isEmpty() ? "" : counter.substring(shared.length());
        for (String end : List.of(".ms", ".millis", "Millis")) {
            if (said.endsWith(end)) {
                return new Figure(
                        snake(said.substring(0, said.length() - end.length())) + "_seconds",
                        "seconds",
                        MILLIS,
                        falls,
                        of);
            }
        }
        if (said.equals("millis") || said.equals("millis.of")) {
            return new Figure(said.equals("millis") ? "seconds" : "of_seconds", "seconds", MILLIS, falls, of);
        }
        if (said.startsWith("bytes.")) {
            return new Figure(snake(said.substring("bytes.".length())) + "_bytes", "bytes", 1, falls, of);
        }
        if (said.endsWith(".bytes") || said.endsWith(".seconds")) {
            return new Figure(snake(said), said.substring(said.lastIndexOf('.') + 1), 1, falls, of);
        }
        return new Figure(snake(said), "", 1, falls, of);
    }

    private static boolean falls(String counter) {
        return FALLING.contains(counter)
                || FALLING_ENDS.stream().anyMatch(counter::endsWith)
                || FALLING_BEGINNINGS.stream().anyMatch(counter::startsWith);
    }

    /** Returns a text of ASCII letters, digits and single underscores. */
    static String snake(String text) {
        String apart = HUMP.matcher(text).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
        String plain = ENDS.matcher(OTHERS.matcher(apart).replaceAll("_")).replaceAll("");
        // What a counter's samples end with anyway.
        return plain.endsWith("_total") ? plain.substring(0, plain.length() - "_total".length()) : plain;
    }
}
