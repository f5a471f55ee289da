package io.millwright.gateway;

import java.time.Instant;

/**
 * One line of the gateway's log.
 *
 * @param stack the stack trace of what was thrown, or ""
 */
public record LogLine(Instant time, Level level, String logger, String thread, String message, String stack) {

    /** As in slf4j. */
    public enum Level {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    static LogLine of(Object[] fields) {
        return new LogLine(
                Instant.ofEpochMilli((Long) fields[0]),
                Level.valueOf((String) fields[1]),
                (String) fields[2],
                (String) fields[3],
                (String) fields[4],
                (String) fields[5]);
    }

    boolean isAtLeast(Level minimum) {
        return level.compareTo(minimum) >= 0;
    }

    @Override
    public String toString() {
        return time + " [" + thread + "] " + level + " " + logger + " - " + message
                + (stack.isEmpty() ? "" : "\n" + stack);
    }
}
