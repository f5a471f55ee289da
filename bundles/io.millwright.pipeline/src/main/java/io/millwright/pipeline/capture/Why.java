package io.millwright.pipeline.capture;

import java.util.Locale;

/** Why a row is kept. */
enum Why {
    /** A label became one that somebody should look at, or ceased to be one. */
    ALARM,
    /** It came before such a change. */
    BEFORE,
    /** It came after such a change. */
    AFTER,
    /** A number lies near a threshold, or no class is far ahead. */
    UNSURE,
    /** A person gave an opinion of it. */
    OPINION,
    /** One of so many that nothing speaks for. */
    ROUTINE;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it may be left out where there are too many of its kind. */
    boolean paced() {
        return this == UNSURE || this == ROUTINE;
    }
}
