package io.millwright.model;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What the author of a model states about it, for people: nothing is decided by it. Immutable. */
@ProviderType
public interface ModelFacts {
    /** Returns what the model is, one sentence; "" if the author did not say. */
    String description();

    /** Returns where the model comes from; null if the author did not say. */
    Training training();

    /** Returns figures on data that the training has not seen, the headline first; empty if the author gave none. */
    List<Metric> metrics();

    /** Returns what the model is for; null if the author did not say. */
    Use use();

    /** Where a model comes from. Immutable. */
    @ProviderType
    interface Training {
        /** Returns the command that trains it again; "" if the author did not say. */
        String script();

        /** Returns the seed of the training as text; "" if the author did not say. */
        String seed();

        /** Returns the data that it was trained on. */
        List<DataSet> data();
    }

    /** Data that a model was trained on. Immutable. */
    @ProviderType
    interface DataSet {
        /** Returns the name of the file, or of what the rows were made by. */
        String name();

        /** Returns the SHA-256 of the file, 64 lower-case hexadecimal digits; "" if the author did not say. */
        String sha256();

        /** Returns how many of its rows were used; -1 if the author did not say. */
        long rows();
    }

    /** One figure of a model beside what a simpler policy reaches. Immutable. */
    @ProviderType
    interface Metric {
        /** Returns what was measured. */
        String name();

        /** Returns what the model reaches. */
        double value();

        /** Returns the standard deviation of the value over folds, seeds or units; NaN where there was one split. */
        double spread();

        /** Returns what the simple policy reaches on the same rows. */
        double baseline();

        /** Returns what the simple policy is. */
        String baselineName();

        /** Returns what was left out of the training. */
        String split();

        /** Whether a higher value is the better one. */
        boolean higherIsBetter();
    }

    /** What a model is for. Immutable. */
    @ProviderType
    interface Use {
        /** Returns what it is meant for. */
        List<String> intended();

        /** Returns what it must not be used for. */
        List<String> forbidden();

        /** Returns what a person still has to decide. */
        List<String> humanDecides();
    }
}
