package io.millwright.operation.ledger;

/**
 * So many of something did not make it. Immutable.
 *
 * @param kind of the component where
 * @param pid of the component where
 * @param stage where in it
 * @param unit of what, in the plural
 * @param why in words that follow "because"
 * @param cause how it is known
 * @param count how many
 * @param atMost whether it may be fewer: what nobody could count any more
 * @param sinceMicros when it was first seen, microseconds since 1970 UTC like the next two
 * @param fromMicros not before
 * @param toMicros not after
 * @param run of a pipeline: the run that it is about, 0 for whichever
 * @param first of numbers that were never assigned the first, otherwise 0
 * @param last the last of these
 */
public record Row(
        String kind,
        String pid,
        String stage,
        String unit,
        String why,
        Cause cause,
        long count,
        boolean atMost,
        long sinceMicros,
        long fromMicros,
        long toMicros,
        long run,
        long first,
        long last) {
    /** How a row is known. May grow. */
    public enum Cause {
        /** A counter of the component. */
        COUNTED,
        /** A counter of an earlier start of the component, or of the gateway. */
        EARLIER,
        /** What was there when the gateway's process ended without a word: from the last checkpoint. */
        KILL,
        /** What was there when the gateway stopped. */
        STOP,
        /** Numbers of decisions that were reserved and never given. */
        NUMBERS
    }

    static Row counted(Account at, Line line, long count, long since, long now) {
        return new Row(
                at.kind(),
                at.pid(),
                line.stage(),
                line.unit(),
                line.why(),
                Cause.COUNTED,
                count,
                false,
                since,
                since,
                now,
                0,
                0,
                0);
    }

    Row earlier(long toMicros) {
        return new Row(
                kind,
                pid,
                stage,
                unit,
                why,
                Cause.EARLIER,
                count,
                atMost,
                sinceMicros,
                fromMicros,
                toMicros,
                run,
                first,
                last);
    }

    /** Whether two rows of earlier starts say the same of the same place. */
    boolean adds(Row other) {
        return cause == Cause.EARLIER
                && other.cause == cause
                && kind.equals(other.kind)
                && pid.equals(other.pid)
                && stage.equals(other.stage)
                && why.equals(other.why);
    }

    Row plus(Row later) {
        return new Row(
                kind,
                pid,
                stage,
                unit,
                why,
                cause,
                count + later.count,
                atMost || later.atMost,
                Math.min(sinceMicros, later.sinceMicros),
                Math.min(fromMicros, later.fromMicros),
                Math.max(toMicros, later.toMicros),
                run,
                first,
                last);
    }
}
