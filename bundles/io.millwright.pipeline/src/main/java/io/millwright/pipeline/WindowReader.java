package io.millwright.pipeline;

import io.millwright.pipeline.decide.AlarmSettings;
import io.millwright.pipeline.window.MappingException;
import io.millwright.pipeline.window.PartSettings;
import io.millwright.pipeline.window.TagCondition;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what the form says of windows and alarms. */
final class WindowReader {
    private static final long DAY_MILLIS = 86_400_000;
    private static final Pattern CHANGES =
            Pattern.compile("(?:\"([^\"]+)\"|(\\S+))\\s+changes", Pattern.CASE_INSENSITIVE);

    private enum Kind {
        TIME,
        PART,
        COUNT
    }

    private enum NumberAt {
        OPENING,
        CLOSING
    }

    private final ConfigurationReader in;

    WindowReader(ConfigurationReader in) {
        this.in = in;
    }

    /** Returns when parts begin and end, or null where windows are of time. */
    PartSettings part() {
        Kind kind = in.choice("window.kind", Kind.TIME, Kind.values());
        if (kind == Kind.TIME) {
            return null;
        }
        String opening = in.text("part.open", "").strip();
        Matcher changes = CHANGES.matcher(opening);
        boolean byChange = changes.matches();
        if (opening.isEmpty()) {
            in.problem(
                    Labels.PART_OPEN + " is empty",
                    "enter what begins a part, 'tag changes' or a condition; " + TagCondition.GRAMMAR);
        }
        String tag = byChange ? (changes.group(1) != null ? changes.group(1) : changes.group(2)) : null;
        TagCondition open = byChange ? null : condition("part.open");
        TagCondition close = condition("part.close");
        long least = in.whole("part.leastMs", 0, 0, DAY_MILLIS);
        long greatest = in.whole("part.greatestMs", 600_000, 1, DAY_MILLIS);
        checkEnd(opening, byChange, open, close, least, greatest);
        String number = in.text("part.number", "").strip();
        return new PartSettings(
                tag,
                open,
                close,
                kind == Kind.COUNT ? (int) in.whole("window.count", 1, 1, 1_000_000) : 1,
                number.isEmpty() ? tag : number,
                in.choice("part.numberAt", NumberAt.OPENING, NumberAt.values()) == NumberAt.CLOSING,
                in.whole("part.beforeMs", 0, 0, 600_000) * 1000,
                in.whole("part.afterMs", 0, 0, 600_000) * 1000,
                least * 1000,
                greatest * 1000,
                in.whole("part.timeoutMs", 0, 0, DAY_MILLIS) * 1000);
    }

    private void checkEnd(
            String opening, boolean byChange, TagCondition open, TagCondition close, long least, long greatest) {
        if (byChange && close != null) {
            in.problem(
                    Labels.PART_CLOSE + " is '" + close.text() + "', but with " + Labels.PART_OPEN + " '" + opening
                            + "' a part ends with the next change",
                    "clear " + Labels.PART_CLOSE);
        }
        if (open != null && close != null && open.terms().equals(close.terms())) {
            in.problem(
                    Labels.PART_CLOSE + " is '" + close.text() + "', the same as " + Labels.PART_OPEN
                            + ", so that a part can never end while it holds",
                    "clear " + Labels.PART_CLOSE + ", then a part ends when " + Labels.PART_OPEN + " ceases to hold");
        }
        if (least > greatest) {
            in.problem(
                    Labels.PART_LEAST_MS + " is " + least + " and " + Labels.PART_GREATEST_MS + " is " + greatest
                            + ", so that no part fits",
                    "set the first to at most the second");
        }
    }

    /** Returns a condition, or null where none is given. */
    TagCondition condition(String attribute) {
        String text = in.text(attribute, "").strip();
        if (text.isEmpty()) {
            return null;
        }
        try {
            return TagCondition.parse(text);
        } catch (MappingException e) {
            in.problem(e.diagnosis().after(Labels.of(attribute) + " "));
            return null;
        }
    }

    AlarmSettings alarms() {
        return new AlarmSettings(
                shelvedUntil(),
                (int) in.whole("alarm.floodLimit", 0, 0, 64),
                in.whole("alarm.floodWindowMs", 600_000, 1000, DAY_MILLIS));
    }

    private long shelvedUntil() {
        String text = in.text("alarm.shelvedUntil", "").strip();
        if (text.isEmpty()) {
            return 0;
        }
        try {
            return LocalDateTime.parse(text.replace(' ', 'T'))
                    .atZone(ZoneId.systemDefault())
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeException e) {
            in.problem(
                    Labels.ALARM_SHELVED_UNTIL + " is '" + text + "'",
                    "enter a date and a time of the gateway's clock, as in 2026-05-31 14:00, or nothing");
            return 0;
        }
    }
}
