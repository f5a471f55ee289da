package io.millwright.opcua;

import io.millwright.opcua.state.StatePublisher;
import io.millwright.supervision.State;

/** A state as whoever supervises reads it. */
record SupervisedState(String code, Severity severity, long sinceMicros, String text, String remedy) implements State {
    static SupervisedState of(StatePublisher.State state) {
        return new SupervisedState(
                state.code().name(), state.severity(), state.sinceMicros(), state.what(), state.remedy());
    }
}
