package io.millwright.planning.energy;

import java.util.Arrays;

/**
 * When a shiftable load runs: the times of least cost, found by dynamic programming for each of a few ceilings of the site's power, blocks
 * and pauses kept. A block or a pause that the end of the forecast cuts off is taken as whole: the next plan goes on with it.
 */
final class LoadTimes {
    private static final int CEILINGS = 24;
    private static final double NEVER = 1e30;

    private final Situation situation;
    private final double[] kw;
    private final ShiftableLoad load;
    private final boolean[] allowed;
    private final int due;

    LoadTimes(Situation situation, double[] kw, LoadTask task) {
        this.situation = situation;
        this.kw = kw;
        load = task.load();
        allowed = task.allowed();
        due = task.due();
    }

    /** Returns in which parts it runs: none where it is not due, or where what is due has no place. */
    boolean[] best() {
        double low = Double.POSITIVE_INFINITY;
        double high = situation.peaksKw()[0];
        for (int i = 0; i < kw.length; i++) {
            low = Math.min(low, kw[i] + load.kw());
            high = Math.max(high, kw[i] + load.kw());
        }
        low = Math.max(low, Math.min(high, situation.peaksKw()[0]));
        boolean[] best = new boolean[kw.length];
        double least = NEVER / 2;
        for (int i = 0; i < CEILINGS && due > 0; i++) {
            double ceiling = low + (high - low) * i / (CEILINGS - 1);
            Run run = new Run(ceiling);
            double cost = run.cost()
                    + situation.peakPrice() * Math.max(0, ceiling - situation.peaksKw()[0]);
            if (cost < least - 1e-9) {
                least = cost;
                best = run.times();
            }
            if (high <= low) {
                break;
            }
        }
        return best;
    }

    /** One ceiling. State: how many parts are done, and how long the present block or pause has lasted, as far as that matters. */
    private final class Run {
        private final double ceiling;
        private final int phases = load.leastOn() + load.leastOff();
        private final double[][] value = new double[kw.length + 1][(due + 1) * phases];

        Run(double ceiling) {
            this.ceiling = ceiling;
            Arrays.fill(value[kw.length], NEVER);
            for (int phase = 0; phase < phases; phase++) {
                value[kw.length][due * phases + phase] = 0;
            }
            for (int i = kw.length - 1; i >= 0; i--) {
                for (int state = 0; state < value[i].length; state++) {
                    value[i][state] = Math.min(off(i, state), on(i, state));
                }
            }
        }

        double cost() {
            return value[0][load.leastOff() - 1];
        }

        /** Phases below leastOff are a pause so long already, less one; the others a block. */
        private double off(int i, int state) {
            int phase = state % phases;
            boolean whole = phase < load.leastOff() || phase == phases - 1;
            return whole ? value[i + 1][state - phase + nextOff(phase)] : NEVER;
        }

        private int nextOff(int phase) {
            return phase >= load.leastOff() ? 0 : Math.min(load.leastOff() - 1, phase + 1);
        }

        private double on(int i, int state) {
            int phase = state % phases;
            int done = state / phases;
            boolean rested = phase >= load.leastOff() - 1;
            if (!rested || done >= due || !allowed[i] || kw[i] + load.kw() > ceiling + 1e-9) {
                return NEVER;
            }
            return situation.prices()[i] * load.kw() * MeterParts.HOURS
                    + value[i + 1][(done + 1) * phases + nextOn(phase)];
        }

        private int nextOn(int phase) {
            return phase < load.leastOff() ? load.leastOff() : Math.min(phases - 1, phase + 1);
        }

        boolean[] times() {
            boolean[] times = new boolean[kw.length];
            int state = load.leastOff() - 1;
            for (int i = 0; i < kw.length; i++) {
                int phase = state % phases;
                times[i] = on(i, state) < off(i, state);
                state = times[i] ? (state / phases + 1) * phases + nextOn(phase) : state - phase + nextOff(phase);
            }
            return times;
        }
    }
}
