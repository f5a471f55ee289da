package io.millwright.planning.stock;

import java.util.ArrayList;
import java.util.List;

/**
 * A way to say up to what a part's stock is filled: a forecast and a safety on top of it, or a model. Immutable.
 *
 * @param forecast that is the basis; of {@link Safety#MODEL} it serves where the model cannot
 * @param safety what is put on top
 */
public record Candidate(Forecast forecast, Safety safety) {
    /** What is put on top of a forecast. */
    public enum Safety {
        /** So many standard deviations of the part's own errors, as textbooks have it. */
        OWN,
        /** What the errors of all parts say of a forecast of that size, and the part's own the more, the more often it was used. */
        SHARED,
        /** A model says how much suffices. */
        MODEL
    }

    /** Returns how it is called in a plan. */
    public String title() {
        return switch (safety) {
            case OWN -> forecast.title() + " and own errors";
            case SHARED -> forecast.title() + " and shared errors";
            case MODEL -> "model";
        };
    }

    /** Whether it is one that any program for stock has. */
    public boolean simple() {
        return safety == Safety.OWN;
    }

    /** Returns those that are compared, the simple ones first. */
    static List<Candidate> all(boolean model) {
        List<Candidate> all = new ArrayList<>();
        for (Safety safety : new Safety[] {Safety.OWN, Safety.SHARED}) {
            for (Forecast forecast : Forecast.values()) {
                if (safety == Safety.SHARED || forecast != Forecast.COMBINED) {
                    all.add(new Candidate(forecast, safety));
                }
            }
        }
        if (model) {
            all.add(new Candidate(Forecast.COMBINED, Safety.MODEL));
        }
        return List.copyOf(all);
    }
}
