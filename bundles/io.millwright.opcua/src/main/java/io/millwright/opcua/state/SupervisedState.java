package io.millwright.opcua.state;

import io.millwright.supervision.State;

/** A state as whoever supervises reads it. */
public record SupervisedState(String code, Severity severity, long sinceMicros, String text, String remedy)
        implements State {
    /** Returns the state with its text apart from its remedy. */
    public static SupervisedState of(StatePublisher.State state) {
        return new SupervisedState(
                state.code().name(), state.severity(), state.sinceMicros(), state.what(), state.remedy());
    }
}
