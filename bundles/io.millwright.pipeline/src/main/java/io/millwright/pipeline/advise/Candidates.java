package io.millwright.pipeline.advise;

import io.millwright.model.ModelException;
import java.util.Arrays;
import java.util.function.LongSupplier;

/** A pool of candidates and what the model makes of them, within a budget of time. Confined to one thread. */
final class Candidates {
    /** As many as are made and scored together. */
    static final int ROUND = 256;

    private final AdviceProblem problem;
    private final Scoring scoring;
    private final LongSupplier nanos;
    private final double[] present;
    private final double[][] pool;
    private final double[] readings = new double[ROUND];
    private final double[] spreads = new double[ROUND];
    private final double[] cautions = new double[ROUND];
    private double free = 1;
    private long endNanos;
    private long scored;
    private long unusable;
    private boolean complete = true;

    Candidates(AdviceProblem problem, Scoring scoring, LongSupplier nanos, double[] present) {
        this.problem = problem;
        this.scoring = scoring;
        this.nanos = nanos;
        this.present = present;
        pool = new double[ROUND][];
        Arrays.setAll(pool, i -> present.clone());
    }

    /** Scores no further round after this time. */
    void until(long end) {
        endNanos = end;
    }

    /** Lets a distance from the training data cost nothing. */
    void free(double distance) {
        free = Math.max(1, distance);
    }

    /** Returns a row to write settings into; the columns of settings hold whatever the last round left there. */
    double[] row(int i) {
        return pool[i];
    }

    double[] present() {
        return present;
    }

    /**
     * Has the model score the first rows.
     *
     * @return how many it scored; fewer where the time is over
     */
    int score(int count) throws ModelException {
        int done = 0;
        while (done < count && nanos.getAsLong() - endNanos < 0) {
            int chunk = Math.min(scoring.batch(), count - done);
            for (int i = done; i < done + chunk; i++) {
                problem.settle(pool[i], present);
                readings[i] = Double.NaN;
                spreads[i] = Double.NaN;
            }
            scoring.score(pool, done, chunk, readings, spreads);
            for (int i = done; i < done + chunk; i++) {
                judge(i);
            }
            done += chunk;
        }
        complete &= done == count;
        scored += done;
        return done;
    }

    private void judge(int i) {
        boolean usable = Double.isFinite(readings[i]) && Double.isFinite(spreads[i]) && spreads[i] >= 0;
        double caution = usable ? problem.caution(pool[i], readings[i], spreads[i], free) : Double.NEGATIVE_INFINITY;
        cautions[i] = Double.isFinite(caution) ? caution : Double.NEGATIVE_INFINITY;
        if (!Double.isFinite(cautions[i])) {
            unusable++;
        }
    }

    /** Returns what a scored row is worth for sure; negative infinity where the model says nothing usable of it. */
    double caution(int i) {
        return cautions[i];
    }

    Scored scored(int i) {
        return new Scored(pool[i].clone(), readings[i], spreads[i], cautions[i]);
    }

    long scored() {
        return scored;
    }

    long unusable() {
        return unusable;
    }

    boolean complete() {
        return complete;
    }

    /** One candidate and what the model makes of it. */
    record Scored(double[] row, double reading, double spread, double caution) {
        boolean usable() {
            return caution > Double.NEGATIVE_INFINITY;
        }
    }
}
