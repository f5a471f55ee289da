package io.millwright.model;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** One thing that a model says: where it stands in the outputs and what it means. Immutable. */
@ProviderType
public interface Reading {
    /** Returns the name, unique within the model. */
    String name();

    /** Returns what kind of statement it is. */
    Task task();

    /** Returns the index of the output that holds it. */
    int output();

    /**
     * Returns the index of its first element within one row of that output. {@link Task#CLASSES} takes as many elements as
     * labels, but one where the output holds texts; {@link Task#FORECAST} and {@link Task#EMBEDDING} as many as steps, the others
     * one.
     */
    int index();

    /** Returns the unit, "" if it has none. */
    String unit();

    /**
     * Returns the limits that the author chose, in rising order: from a limit on the next label holds. Empty for
     * {@link Task#CLASSES}, whose greatest element names the label, and where there are none.
     */
    List<Double> thresholds();

    /** Returns the labels, the one of the lowest values first: one more than thresholds, or one per class; empty where nothing is labelled. */
    List<String> labels();

    /** Whether low values are the bad ones: the first label is then the most severe one. */
    boolean lowIsBad();

    /** Returns those of the labels at which the decision is UNCERTAIN: the model says that it should not be asked this. */
    default List<String> unsure() {
        return List.of();
    }

    /** Returns the output that holds the lower end of the interval, -1 if there is none. */
    int lowerOutput();

    /** Returns the index of the lower end's first element in that output. */
    int lowerIndex();

    /** Returns the output that holds the upper end of the interval, -1 if there is none. */
    int upperOutput();

    /** Returns the index of the upper end's first element in that output. */
    int upperIndex();

    /** Returns the number of steps of a forecast, or elements of an embedding; 1 for any other task. */
    int steps();

    /** Returns how the author chose the thresholds; null if he did not say. */
    default Chosen chosen() {
        return null;
    }

    /** How thresholds were chosen. Immutable. */
    @ProviderType
    interface Chosen {
        /** Returns the way. */
        Way by();

        /**
         * Returns the number that belongs to the way: how many false alarms cost as much as one miss; false alarms per day; the
         * percentile. NaN where there is none.
         */
        double number();

        /** Returns on which rows; "" if the author did not say. */
        String on();

        /** Returns what else the author says; "" for nothing. */
        String note();
    }

    /** Ways of choosing thresholds. May grow. */
    enum Way {
        /** What a miss costs, against what a false alarm costs. */
        COST_RATIO,
        /** How often healthy data may alarm. */
        FALSE_ALARM_INTERVAL,
        /** The best F1. */
        F1,
        /** A percentile of healthy data: the rest of them alarms by construction. */
        PERCENTILE,
        /** Given from elsewhere, by a standard or by experience. */
        GIVEN
    }

    /** Kinds of statements. May grow: treat an unknown constant as {@link #UNKNOWN}. */
    enum Task {
        /** A score of which a threshold makes two labels. */
        BINARY,
        /** One score per class, the greatest names the label; or the label itself, where the output holds texts. */
        CLASSES,
        /** A quantity with a unit, perhaps with an interval and limits. */
        VALUE,
        /** A quantity at several future steps. */
        FORECAST,
        /** How unusual the input is. */
        ANOMALY,
        /** A vector for other uses; nothing is decided from it. */
        EMBEDDING,
        /** Not said. */
        UNKNOWN
    }
}
