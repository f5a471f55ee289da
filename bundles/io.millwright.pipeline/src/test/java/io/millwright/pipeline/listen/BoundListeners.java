package io.millwright.pipeline.listen;

import io.millwright.decision.DecisionListener;

/** Listeners as the framework binds them, for tests of other rooms. */
public final class BoundListeners {
    private BoundListeners() {}

    /** Returns those who tell a listener; close them. */
    public static DecisionListeners of(DecisionListener listener) {
        DecisionListeners listeners = new DecisionListeners();
        listeners.bind(listener);
        return listeners;
    }
}
