package io.millwright.pipeline.state;

import io.millwright.supervision.State;

/** A state as whoever supervises reads it. Immutable. */
public record SupervisedState(String code, Severity severity, long sinceMicros, String text, String remedy)
        implements State {}
