package io.millwright.decision;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a person is advised to do, from what, and until when. It is advice: nothing is written to a machine by it. Settings of a machine
 * today; a plan of energy, orders or jobs is one as well. Immutable: a change of its state is another object with the same {@link #id}.
 */
@ProviderType
public interface Recommendation {
    /** Returns what names it on this gateway, for good. */
    String id();

    /** Returns what it is about, such as {@code settings}. Lower-case letters and hyphens. */
    String topic();

    /** Returns the {@code kura.service.pid} of the pipeline that it comes from. */
    String pipeline();

    /** Returns the name of the asset. */
    String asset();

    /** Returns the number of the part, "" where there is none. */
    String part();

    /** Returns the run of the decision that it follows from. */
    long run();

    /** Returns the sequence number of that decision. */
    long sequence();

    /** Returns the role of the model that decided. */
    Decision.Role role();

    /** Returns what is advised. */
    Kind kind();

    /** Returns why nothing is proposed, or why a proposal was withdrawn; "" for one that was not. */
    String why();

    /** Returns the settings, those that stay as they are included; empty where advice is withheld. */
    List<Setting> settings();

    /** Returns what is expected of it, or null where advice is withheld. */
    Gain gain();

    /** Returns the share of the model's own doubt that the proposal is better than the present, 0 to 1; NaN where it does not say. */
    double confidence();

    /** Returns why, the most important reason first. */
    List<Reason> reasons();

    /** Returns when it was made, by the source's clock, microseconds since 1970 UTC. */
    long createdMicros();

    /** Returns until when it holds, by the source's clock, microseconds since 1970 UTC. */
    long expiresMicros();

    /** Returns the model. */
    ModelIdentity model();

    /** Returns the SHA-256 of the inputs that it was made from, 64 lower-case hexadecimal digits; "" where there were none. */
    String inputsSha256();

    /** Returns what became of it. */
    Status status();

    /** Returns who approved or rejected it, "" while nobody has. */
    String who();

    /** Returns what they said, "" for nothing. */
    String comment();

    /** Returns when, by the gateway's clock, microseconds since 1970 UTC; 0 while nobody has. */
    long answeredMicros();

    /** What is advised. May grow. */
    enum Kind {
        /** Other settings. */
        PROPOSED,
        /** To leave everything as it is. */
        KEEP,
        /** Nothing: {@link #why} says what is in the way. */
        WITHHELD
    }

    /** What became of it. May grow. */
    enum Status {
        /** Nobody has answered. Only a proposal is ever open. */
        OPEN,
        /** Somebody means to follow it. */
        APPROVED,
        /** Somebody does not. */
        REJECTED,
        /** Its time is over, or a newer one has taken its place. */
        EXPIRED,
        /** What it was made from is no more, before somebody answered: {@link Recommendation#why} says what. */
        WITHDRAWN,
        /** There is nothing to answer. */
        NONE
    }

    /** One value that somebody can set. Immutable. */
    @ProviderType
    interface Setting {
        /** Returns the name. */
        String name();

        /** Returns the unit, "" if it has none. */
        String unit();

        /** Returns the value at present. */
        double present();

        /** Returns the value proposed: the present one where it stays. */
        double proposed();

        /** Returns the lower end of the band that is as good, all others as proposed. */
        double low();

        /** Returns the upper end of that band. */
        double high();
    }

    /** What is expected. Immutable. */
    @ProviderType
    interface Gain {
        /** Returns the name of the reading, or of the quantity. */
        String reading();

        /** Returns the unit, "" if it has none. */
        String unit();

        /** Returns the value at present, as the model says. */
        double before();

        /** Returns the value that the model expects. */
        double after();

        /** Returns the standard deviation of that by the model's own doubt, NaN where it does not say. */
        double spread();

        /** Returns by how much it becomes better after doubt is taken off, in the unit. */
        double atLeast();
    }

    /** One reason. Immutable. */
    @ProviderType
    interface Reason {
        /** Returns what it is, in plain words. */
        String text();

        /** Returns the feature that it is about, "" if none. */
        String feature();

        /** Returns how much that feature contributed to what {@link #about} names, NaN where that is not known. */
        double contribution();

        /** Returns what the contribution is one to. */
        About about();
    }

    /** What a reason is about. May grow. */
    enum About {
        /**
         * The model's output at the present settings, by an {@link Explanation}, on its scale. It says what the model looked at, not what
         * happened at the machine.
         */
        OUTPUT,
        /** What the model expects of the proposal, in the unit of the reading. */
        GAIN,
        /** Neither: the text says it. */
        OTHER
    }
}
