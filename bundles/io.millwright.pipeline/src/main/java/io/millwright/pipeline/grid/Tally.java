package io.millwright.pipeline.grid;

import io.millwright.model.Aggregate;
import io.millwright.status.StatusCodes;

/**
 * What is known of one statistic's samples in a stretch of time: a row, several rows, a part. It is opened with the value in
 * force, takes samples in the order of their time, and is closed. Confined to a lane; allocates nothing.
 *
 * <p>Mean and deviation by Welford's update on values shifted by the first one, stretches joined by the formula of Chan,
 * Golub and LeVeque (1983), so that a small spread on a large offset keeps its digits.
 */
public final class Tally {
    private static final double MICROS_PER_SECOND = 1e6;

    private long count;
    private double sum;
    private double shift;
    private double mean;
    private double squares;
    private double min;
    private double max;
    private double first;
    private double last;
    private double increase;

    private long startMicros;
    private long endMicros;
    private long knownMicros;
    private long heldMicros;
    private double integral;

    private double before;
    private boolean beforeKnown;
    private double inForce;
    private boolean inForceKnown;
    private long inForceSince;
    private int troubleStatus;

    /**
     * Begins a stretch.
     *
     * @param atMicros when it begins
     * @param value the value in force then
     * @param status its StatusCode; where it is Bad no value is in force
     */
    public void open(long atMicros, double value, int status) {
        boolean known = StatusCodes.isUsable(status) && !Double.isNaN(value);
        count = 0;
        sum = 0;
        mean = 0;
        squares = 0;
        increase = 0;
        startMicros = atMicros;
        endMicros = atMicros;
        knownMicros = 0;
        heldMicros = 0;
        integral = 0;
        before = value;
        beforeKnown = known;
        inForce = value;
        inForceKnown = known;
        inForceSince = atMicros;
        troubleStatus = StatusCodes.isGood(status) ? StatusCodes.GOOD : status;
    }

    /** Adds a sample that is not older than the one before. */
    public void add(Statistic statistic, double value, int status, long timeMicros) {
        if (inForceKnown) {
            pass(statistic, timeMicros - inForceSince);
        }
        if (!StatusCodes.isGood(status)) {
            troubleStatus = worse(troubleStatus, status);
        }
        inForceKnown = StatusCodes.isUsable(status) && !Double.isNaN(value);
        inForceSince = timeMicros;
        if (inForceKnown) {
            inForce = value;
            take(value, statistic.modulus());
        }
    }

    private void take(double value, double modulus) {
        if (count == 0) {
            shift = value;
            min = value;
            max = value;
            first = value;
            increase = beforeKnown ? step(before, value, modulus) : 0;
        } else {
            min = Math.min(min, value);
            max = Math.max(max, value);
            increase += step(last, value, modulus);
        }
        last = value;
        count++;
        sum += value;
        double shifted = value - shift;
        double delta = shifted - mean;
        mean += delta / count;
        squares += delta * (shifted - mean);
    }

    private void pass(Statistic statistic, long micros) {
        knownMicros += micros;
        integral += inForce * micros;
        if (statistic.condition() != null && Statistic.holds(statistic.condition(), inForce)) {
            heldMicros += micros;
        }
    }

    private static double step(double from, double to, double modulus) {
        double step = to - from;
        return step >= 0 ? step : modulus > 0 ? step + modulus : to;
    }

    /** The severity decides, and the first of equal ones. */
    private static int worse(int one, int other) {
        return other >>> 30 > one >>> 30 ? other : one;
    }

    /** Ends the stretch. */
    public void close(Statistic statistic, long atMicros) {
        if (inForceKnown) {
            pass(statistic, atMicros - inForceSince);
            inForceSince = atMicros;
        }
        endMicros = atMicros;
    }

    /** Becomes what the other is. */
    void set(Tally other) {
        open(other.startMicros, other.before, other.beforeKnown ? StatusCodes.GOOD : StatusCodes.BAD_NO_DATA);
        troubleStatus = StatusCodes.GOOD;
        append(other, 0);
    }

    /** Takes in the stretch that follows this one. */
    void append(Tally next, double modulus) {
        if (next.count > 0) {
            increase += next.increase;
            if (count > 0 && !next.beforeKnown) {
                increase += step(last, next.first, modulus);
            }
            join(next);
            last = next.last;
        }
        knownMicros += next.knownMicros;
        heldMicros += next.heldMicros;
        integral += next.integral;
        inForce = next.inForce;
        inForceKnown = next.inForceKnown;
        endMicros = next.endMicros;
        troubleStatus = worse(troubleStatus, next.troubleStatus);
    }

    private void join(Tally next) {
        if (count == 0) {
            count = next.count;
            sum = next.sum;
            shift = next.shift;
            mean = next.mean;
            squares = next.squares;
            min = next.min;
            max = next.max;
            first = next.first;
            return;
        }
        long both = count + next.count;
        double delta = (next.shift - shift) + (next.mean - mean);
        squares += next.squares + delta * delta * ((double) count * next.count / both);
        mean += delta * ((double) next.count / both);
        sum += next.sum;
        min = Math.min(min, next.min);
        max = Math.max(max, next.max);
        count = both;
    }

    /** Returns an aggregate of the closed stretch; NaN where the samples do not give one. Definitions: docs/model-format.md. */
    public double value(Aggregate aggregate) {
        return switch (aggregate) {
            case LAST -> now();
            case MEAN -> count > 0 ? shift + mean : now();
            case MIN -> count > 0 ? min : now();
            case MAX -> count > 0 ? max : now();
            case STD -> count > 0 ? Math.sqrt(Math.max(0, squares) / count) : 0;
            case SUM -> count > 0 ? sum : 0;
            case COUNT -> count;
            case DIFFERENCE -> difference();
            case RATE -> difference() / ((endMicros - startMicros) / MICROS_PER_SECOND);
            case COUNTER -> count > 0 ? increase : beforeKnown ? 0 : Double.NaN;
            case SHARE -> knownMicros > 0 ? (double) heldMicros / knownMicros : Double.NaN;
            case TIME_MEAN -> knownMicros > 0 ? integral / knownMicros : Double.NaN;
        };
    }

    private double difference() {
        return beforeKnown ? now() - before : count > 0 ? now() - first : Double.NaN;
    }

    private double now() {
        return inForceKnown ? inForce : Double.NaN;
    }

    /** Whether a value is in force at the end. */
    boolean known() {
        return inForceKnown;
    }

    /** Returns the value in force at the end. */
    double inForce() {
        return inForce;
    }

    /** Whether nothing is known of the whole stretch: no usable sample, and no value in force at any time. */
    public boolean nothing() {
        return count == 0 && knownMicros == 0 && !inForceKnown;
    }

    /** Returns the worst status of the samples. */
    public int status() {
        return troubleStatus;
    }
}
