package io.millwright.pipeline.advise;

import io.millwright.model.Advice;
import java.util.ArrayList;
import java.util.List;

/** What a model allows to advise, by the columns of its input. Immutable. */
public final class AdviceProblem {
    private final Advice advice;
    private final List<String> features;
    private final TrainedRegion region;
    private final List<Lever> levers;

    /** A setting by its column, and the columns that follow it. */
    record Lever(Advice.Variable variable, int column, int[] followers, double[] factors) {}

    private AdviceProblem(Advice advice, List<String> features, TrainedRegion region, List<Lever> levers) {
        this.advice = advice;
        this.features = List.copyOf(features);
        this.region = region;
        this.levers = List.copyOf(levers);
    }

    /**
     * Creates a problem.
     *
     * @param features names of the columns of a candidate
     * @throws IllegalArgumentException if the advice names a feature that is none of them
     */
    public static AdviceProblem of(Advice advice, List<String> features) {
        List<Lever> levers = new ArrayList<>();
        for (Advice.Variable variable : advice.variables()) {
            int[] followers = new int[variable.moves().size()];
            double[] factors = new double[followers.length];
            int i = 0;
            for (var move : variable.moves().entrySet()) {
                followers[i] = column(features, move.getKey());
                factors[i++] = move.getValue();
            }
            levers.add(new Lever(variable, column(features, variable.feature()), followers, factors));
        }
        TrainedRegion region = advice.support() == null ? null : TrainedRegion.of(advice.support(), features);
        return new AdviceProblem(advice, features, region, levers);
    }

    static int column(List<String> features, String name) {
        int column = features.indexOf(name);
        if (column < 0) {
            throw new IllegalArgumentException("the model's input has no feature '" + name + "', it has " + features);
        }
        return column;
    }

    Advice advice() {
        return advice;
    }

    List<String> features() {
        return features;
    }

    List<Lever> levers() {
        return levers;
    }

    /** Returns how far a candidate lies from the training data: above 1 outside; 0 where that is not known. */
    double distance(double[] candidate) {
        return region == null ? 0 : region.distance(candidate);
    }

    /** Returns what a reading is worth; the greater the better, in the reading's unit. */
    double worth(double reading) {
        return switch (advice.goal()) {
            case RAISE -> reading;
            case LOWER -> -reading;
            case TARGET -> -Math.abs(reading - advice.target());
        };
    }

    /**
     * Returns what a candidate is worth for sure: less for the model's doubt, and for leaving the training data.
     *
     * @param free distance from the training data that costs nothing
     */
    double caution(double[] candidate, double reading, double spread, double free) {
        double penalty = region == null ? 0 : region.penalty(candidate, free);
        return worth(reading) - advice.spreadWeight() * spread - penalty;
    }

    /** Writes into a candidate what follows from its settings: features that move with them. */
    void settle(double[] candidate, double[] present) {
        for (Lever lever : levers) {
            for (int follower : lever.followers()) {
                candidate[follower] = present[follower];
            }
        }
        for (Lever lever : levers) {
            double change = candidate[lever.column()] - present[lever.column()];
            for (int i = 0; i < lever.followers().length; i++) {
                candidate[lever.followers()[i]] += lever.factors()[i] * change;
            }
        }
    }
}
