package io.millwright.pipeline.assembly;

import io.millwright.form.Diagnosis;
import io.millwright.pipeline.state.Condition;
import io.millwright.targets.Target;

/** Why nothing runs, or what is the matter with an asset. Immutable. */
record Trouble(Condition condition, Diagnosis diagnosis) {
    Trouble(Condition condition, String what, String remedy) {
        this(condition, new Diagnosis(what, remedy));
    }

    Trouble(Condition condition, String what) {
        this(condition, what, "");
    }

    /** Returns what was told of something that is away, else what its field says. */
    static Trouble missing(Trouble told, Condition condition, Target target) {
        return told != null ? told : new Trouble(condition, target.missing());
    }
}
