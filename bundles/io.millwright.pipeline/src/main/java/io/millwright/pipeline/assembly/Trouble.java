package io.millwright.pipeline.assembly;

import io.millwright.form.Diagnosis;
import io.millwright.pipeline.state.Condition;

/** Why nothing runs, or what is the matter with an asset. Immutable. */
record Trouble(Condition condition, Diagnosis diagnosis) {
    Trouble(Condition condition, String what, String remedy) {
        this(condition, new Diagnosis(what, remedy));
    }

    Trouble(Condition condition, String what) {
        this(condition, what, "");
    }
}
