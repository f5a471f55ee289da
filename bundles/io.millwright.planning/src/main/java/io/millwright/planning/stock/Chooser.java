package io.millwright.planning.stock;

import io.millwright.model.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses by a trial, on cost. Every candidate gets the safety with which it keeps the target over all parts, in either half of the time;
 * the best single one is that which costs least with it. A class goes to another one only where the trial shows clearly that it is cheaper
 * there: in the sum by more than three standard errors over the parts, and in both halves of the time. Not thread-safe.
 */
final class Chooser {
    private static final int CLASSES = DemandClass.values().length;
    private static final double CLEAR = 3;
    private static final int LEAST_PARTS = 30;
    /** The price of a shortage is the slope of stock over loss about the target, this far to either side. */
    private static final double ABOUT = 0.02;

    private static final int HALVINGS = 40;

    private final Trial trial;
    private final Trial.Tally tally;
    private final int count;

    Chooser(Trial trial) throws ModelException {
        this.trial = trial;
        count = trial.candidates().size();
        tally = trial.run(Safeties.all(count), null);
    }

    /** Returns the sums over all safeties. */
    Trial.Tally tally() {
        return tally;
    }

    /** Chooses for a target. */
    Choice choose(double target) throws ModelException {
        double[] safeties = new double[count];
        for (int i = 0; i < count; i++) {
            safeties[i] = safetyFor(i, target);
        }
        // What a shortage costs follows from the best candidate, and which that is from what a shortage costs: one
        // round settles it.
        int least = best(safeties, target, 0);
        int best = best(safeties, target, price(least, safeties[least], target));
        double price = price(best, safeties[best], target);
        Paired paired = new Paired(best, price);
        double[][] all = new double[CLASSES][];
        Arrays.fill(all, safeties);
        trial.run(Safeties.each(all), paired);
        int[] chosen = new int[CLASSES];
        for (int kind = 0; kind < CLASSES; kind++) {
            chosen[kind] = paired.choose(kind);
        }
        double shift = shift(chosen, safeties, target);
        List<Choice.OfClass> classes = new ArrayList<>();
        for (DemandClass kind : DemandClass.values()) {
            int decides = chosen[kind.ordinal()];
            classes.add(ofClass(kind, decides, decides == best, tried(safeties[decides] + shift), paired));
        }
        return new Choice(
                target,
                price,
                fill(best, safeties[best]) >= target - 1e-6,
                trial.candidates().get(best),
                List.copyOf(classes),
                together(chosen, safeties, shift, price),
                singles(safeties, price),
                safeties);
    }

    private Choice.OfClass ofClass(DemandClass kind, int decides, boolean best, double safety, Paired paired) {
        int at = kind.ordinal();
        return new Choice.OfClass(
                kind,
                tally.parts(at),
                trial.candidates().get(decides),
                Safeties.level(safety),
                paired.saved(at, decides),
                best ? Double.NaN : paired.sure(at, decides),
                1 - tally.lost(decides, at, safety) / Math.max(1e-9, tally.asked(at)));
    }

    private List<Outcome> singles(double[] safeties, double price) {
        List<Outcome> singles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Candidate candidate = trial.candidates().get(i);
            double held = tally.held(i, safeties[i]);
            singles.add(outcome(candidate.title(), candidate.simple(), held, tally.lost(i, safeties[i]), price));
        }
        return List.copyOf(singles);
    }

    private double fill(int candidate, double safety) {
        int[] candidates = new int[CLASSES];
        double[] safeties = new double[CLASSES];
        Arrays.fill(candidates, candidate);
        Arrays.fill(safeties, safety);
        return tally.fill(candidates, safeties);
    }

    /** The least safety with which a candidate keeps the target, the greatest one where none does. */
    private double safetyFor(int candidate, double target) {
        double low = 0;
        double high = Safeties.COUNT - 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (fill(candidate, middle) < target) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** The one that costs least of those that keep the target; where none does, the one that comes nearest. */
    private int best(double[] safeties, double target, double price) {
        int best = -1;
        boolean reaches = false;
        for (int i = 0; i < count; i++) {
            boolean kept = fill(i, safeties[i]) >= target - 1e-6;
            boolean better = best < 0
                    || kept && !reaches
                    || kept == reaches
                            && (kept
                                    ? cost(i, safeties[i], price) < cost(best, safeties[best], price)
                                    : fill(i, safeties[i]) > fill(best, safeties[best]));
            if (better) {
                best = i;
                reaches = kept;
            }
        }
        return best;
    }

    private double cost(int candidate, double safety, double price) {
        return tally.held(candidate, safety) + price * tally.lost(candidate, safety);
    }

    private double price(int best, double safety, double target) {
        double low = safetyFor(best, Math.max(0, target - ABOUT));
        double high = safetyFor(best, Math.min(1, target + ABOUT / 2));
        if (high - low < 1) {
            low = Math.max(0, safety - 1);
            high = Math.min(Safeties.COUNT - 1.0, safety + 1);
        }
        double lost = tally.lost(best, low) - tally.lost(best, high);
        double held = tally.held(best, high) - tally.held(best, low);
        double odds = target / (1 - target);
        return lost > 1e-9 && held > 0 ? held / lost : odds;
    }

    /** By how much all safeties move so that the classes together keep the target. */
    private double shift(int[] chosen, double[] safeties, double target) {
        double low = -Safeties.COUNT;
        double high = Safeties.COUNT;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            double[] moved = new double[CLASSES];
            for (int kind = 0; kind < CLASSES; kind++) {
                moved[kind] = tried(safeties[chosen[kind]] + middle);
            }
            if (tally.fill(chosen, moved) < target) {
                low = middle;
            } else {
                high = middle;
            }
        }
        // Where the target cannot be kept, every class has the greatest safety that was tried.
        return high;
    }

    private static double tried(double safety) {
        return Math.max(0, Math.min(Safeties.COUNT - 1.0, safety));
    }

    private Outcome together(int[] chosen, double[] safeties, double shift, double price) {
        double held = 0;
        double lost = 0;
        for (int kind = 0; kind < CLASSES; kind++) {
            double safety = tried(safeties[chosen[kind]] + shift);
            held += tally.held(chosen[kind], kind, safety);
            lost += tally.lost(chosen[kind], kind, safety);
        }
        return outcome("chosen per class", false, held, lost, price);
    }

    private Outcome outcome(String policy, boolean simple, double held, double lost, double price) {
        double periods = Math.max(1, trial.counted());
        double fill = 1 - lost / Math.max(1e-9, tally.asked());
        return new Outcome(policy, simple, fill, held / periods, lost / periods, (held + price * lost) / periods);
    }

    /** Costs of every candidate beside those of the best single one, part by part. */
    private final class Paired implements Trial.Listener {
        private final int best;
        private final double price;
        private final int[] parts = new int[CLASSES];
        private final double[] costs = new double[CLASSES];
        private final double[][] sums = new double[CLASSES][count];
        private final double[][] squares = new double[CLASSES][count];
        private final double[][] early = new double[CLASSES][count];

        Paired(int best, double price) {
            this.best = best;
            this.price = price;
        }

        @Override
        public void part(DemandClass kind, double[] held, double[] lost, double[] heldEarly, double[] lostEarly) {
            int at = kind.ordinal();
            parts[at]++;
            double cost = held[best] + price * lost[best];
            double costEarly = heldEarly[best] + price * lostEarly[best];
            costs[at] += cost;
            for (int i = 0; i < count; i++) {
                double saved = cost - held[i] - price * lost[i];
                sums[at][i] += saved;
                squares[at][i] += saved * saved;
                early[at][i] += costEarly - heldEarly[i] - price * lostEarly[i];
            }
        }

        int choose(int kind) {
            int chosen = best;
            for (int i = 0; i < count; i++) {
                boolean clear = parts[kind] >= LEAST_PARTS
                        && sure(kind, i) > CLEAR
                        && early[kind][i] > 0
                        && sums[kind][i] > early[kind][i];
                if (clear && sums[kind][i] > sums[kind][chosen]) {
                    chosen = i;
                }
            }
            return chosen;
        }

        double saved(int kind, int candidate) {
            return costs[kind] > 0 ? sums[kind][candidate] / costs[kind] : 0;
        }

        double sure(int kind, int candidate) {
            double n = parts[kind];
            double sum = sums[kind][candidate];
            double variance = (squares[kind][candidate] - sum * sum / n) * n / Math.max(1, n - 1);
            return variance > 0 ? sum / Math.sqrt(variance) : 0;
        }
    }
}
