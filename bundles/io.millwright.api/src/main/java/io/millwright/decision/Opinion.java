package io.millwright.decision;

import java.util.Objects;

/**
 * What a person says of one decision. Immutable.
 *
 * @param pipeline the {@code kura.service.pid} of the pipeline
 * @param asset the asset that was decided on
 * @param run of the decision
 * @param sequence of the decision
 * @param verdict whether it was right
 * @param reading whose label is meant, "" for the first one
 * @param label the right label, "" where none is named
 * @param comment in the person's own words, "" for none; not for names of third persons
 * @param who gave it, as the gateway knows that person; not empty
 */
public record Opinion(
        String pipeline,
        String asset,
        long run,
        long sequence,
        Verdict verdict,
        String reading,
        String label,
        String comment,
        String who) {
    /** Longest name or label, in characters. */
    public static final int LONGEST_NAME = 256;

    /** Longest comment, in characters. */
    public static final int LONGEST_COMMENT = 2_000;

    /** Whether the decision was right. May grow. */
    public enum Verdict {
        /** It was right. */
        CONFIRMED,
        /** It was wrong; the right label may be named. */
        REJECTED,
        /** Nothing is said of that: a comment alone. */
        COMMENTED
    }

    /**
     * Creates an opinion.
     *
     * @throws IllegalArgumentException a text is too long, or missing where it must be; the message names it and the remedy
     */
    public Opinion {
        Objects.requireNonNull(verdict, "verdict");
        check("pipeline", pipeline, 1, LONGEST_NAME);
        check("asset", asset, 1, LONGEST_NAME);
        check("reading", reading, 0, LONGEST_NAME);
        check("label", label, 0, LONGEST_NAME);
        check("comment", comment, verdict == Verdict.COMMENTED ? 1 : 0, LONGEST_COMMENT);
        check("who", who, 1, LONGEST_NAME);
        if (verdict == Verdict.CONFIRMED && !label.isEmpty()) {
            throw new IllegalArgumentException(
                    "label is '" + label + "' beside CONFIRMED; leave it empty, or reject the decision");
        }
    }

    private static void check(String name, String text, int least, int most) {
        Objects.requireNonNull(text, name);
        if (text.length() < least || text.length() > most) {
            throw new IllegalArgumentException(
                    name + " has " + text.length() + " characters; give " + least + " to " + most);
        }
    }
}
