package io.millwright.simulator;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** Microseconds since 1970 UTC. */
final class Times {
    private Times() {}

    static long now() {
        return micros(Instant.now());
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /** An ISO 8601 date and time; without an offset it is UTC; a space may stand for the T. */
    static long parse(String text) {
        String iso = text.replace(' ', 'T');
        try {
            return micros(OffsetDateTime.parse(iso).toInstant());
        } catch (DateTimeParseException withoutOffset) {
            try {
                return micros(LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" is no time: write seconds or 2026-01-31T12:00:00Z.", e);
            }
        }
    }
}
