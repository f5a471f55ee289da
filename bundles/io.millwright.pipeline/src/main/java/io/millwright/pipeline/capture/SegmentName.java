package io.millwright.pipeline.capture;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a segment: its number, when it was begun, and how long it may be kept at most, so that this holds after its pipeline is gone.
 *
 * @param number rises with each segment of a pipeline
 * @param createdMillis by the gateway's clock, ms since 1970
 * @param days how long it may be kept
 */
record SegmentName(long number, long createdMillis, int days) implements Comparable<SegmentName> {
    static final String END = ".mwcapture";

    private static final Pattern NAME = Pattern.compile("(\\d{1,18})-(\\d{1,18})-(\\d{1,6})d" + Pattern.quote(END));

    /** Returns the name of a file, null for one that is no segment. */
    static SegmentName of(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches()
                ? new SegmentName(
                        Long.parseLong(name.group(1)), Long.parseLong(name.group(2)), Integer.parseInt(name.group(3)))
                : null;
    }

    Path in(Path folder) {
        return folder.resolve(String.format(Locale.ROOT, "%09d-%d-%dd%s", number, createdMillis, days, END));
    }

    /** Whether its time is over, by a clock that can be believed. */
    boolean over(long nowMillis, int mostDays) {
        return nowMillis - createdMillis >= TimeUnit.DAYS.toMillis(Math.min(days, mostDays));
    }

    @Override
    public int compareTo(SegmentName other) {
        return Long.compare(number, other.number);
    }
}
