package io.millwright.planning.energy;

import java.time.LocalDate;
import java.util.List;

/**
 * On which days a site works how, as it says itself: patterns such as "2 shifts" or {@link #CLOSED}. Of the lines the first one that fits a day
 * counts; a day that none fits is told by its weekday and the holidays alone. Immutable.
 */
public final class Shifts {
    /** The pattern of a day on which nobody works. */
    public static final String CLOSED = "closed";

    /** Nothing is said of any day. */
    public static final Shifts NONE = new Shifts(List.of());

    private static final int HOLIDAY = 7;

    private final List<Line> lines;

    /**
     * One line.
     *
     * @param from first day
     * @param until last day
     * @param days whether it is of Mondays to Sundays, and of holidays
     * @param pattern what the days are called that are worked alike
     */
    record Line(LocalDate from, LocalDate until, boolean[] days, String pattern) {
        boolean fits(LocalDate day, boolean holiday) {
            return !day.isBefore(from)
                    && !day.isAfter(until)
                    && days[holiday ? HOLIDAY : day.getDayOfWeek().getValue() - 1];
        }
    }

    Shifts(List<Line> lines) {
        this.lines = List.copyOf(lines);
    }

    /** Returns how many lines there are. */
    public int size() {
        return lines.size();
    }

    /** Returns the pattern of a day, "" where none is stated. */
    String pattern(LocalDate day, boolean holiday) {
        return lines.stream()
                .filter(line -> line.fits(day, holiday))
                .findFirst()
                .map(Line::pattern)
                .orElse("");
    }
}
