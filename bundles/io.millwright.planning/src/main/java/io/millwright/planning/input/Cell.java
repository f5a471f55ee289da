package io.millwright.planning.input;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * What stands in one place of an input; read as what it has to be, or refused with input, line, column, value and remedy. Immutable.
 *
 * @param line from 1, the header's included
 * @param text without blanks around it
 */
public record Cell(String input, int line, String column, String text) {
    private static final int SHOWN_CHARACTERS = 60;
    private static final int MOST_NAME = 100;
    private static final long LEAST_TIME =
            OffsetDateTime.of(1990, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC).toEpochSecond();
    private static final long GREATEST_TIME =
            OffsetDateTime.of(2200, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC).toEpochSecond();

    /** Returns whether nothing stands there. */
    public boolean empty() {
        return text.isEmpty();
    }

    /** Returns a name: 1 to 100 characters, none of them a control character. */
    public String name() {
        if (text.isEmpty() || text.length() > MOST_NAME || text.chars().anyMatch(Character::isISOControl)) {
            throw refused("is no name", "write 1 to " + MOST_NAME + " characters");
        }
        return text;
    }

    /** Returns a number within limits. */
    public double number(double least, double most) {
        return number(least, most, "write it with a point, without separators of thousands");
    }

    /** The same with a remedy of its own. */
    public double number(double least, double most, String remedy) {
        try {
            double number = Double.parseDouble(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, with the limits.
        }
        throw refused("is no number from " + plain(least) + " to " + plain(most), remedy);
    }

    /** Returns a whole number within limits. */
    public long whole(long least, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, with the limits.
        }
        throw refused("is no whole number from " + least + " to " + most, "correct it");
    }

    /** Returns a day. */
    public LocalDate day() {
        return day("write it as 2026-12-24");
    }

    /** Returns a day, or what stands for any where that is written as {@code *}. */
    public LocalDate dayOr(LocalDate any) {
        return text.equals("*") ? any : day("write it as 2026-12-24, or * for any");
    }

    private LocalDate day(String remedy) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw refused("is no day", remedy);
        }
    }

    /** Returns a time in seconds since 1970 UTC. */
    public long time() {
        try {
            long seconds = OffsetDateTime.parse(text).toEpochSecond();
            if (seconds >= LEAST_TIME && seconds < GREATEST_TIME) {
                return seconds;
            }
        } catch (DateTimeException e) {
            // Refused below, with an example.
        }
        throw refused(
                "is no time between 1990 and 2200",
                "write it with its distance from UTC, as 2026-03-01T06:00:00Z or 2026-03-01T07:00:00+01:00");
    }

    /** Says what is wrong with it. */
    public IllegalArgumentException refused(String wrong, String remedy) {
        return new IllegalArgumentException(input + ", line " + line + ", column " + column + ": " + shown(text) + " "
                + wrong + ". Remedy: " + remedy + ".");
    }

    /** Returns a value as errors show it. */
    static String shown(String text) {
        String cut = text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "…" : text;
        return "\"" + cut.replaceAll("\\p{Cntrl}", "?") + "\"";
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.format(Locale.ROOT, "%.0f", number) : Double.toString(number);
    }
}
