package io.millwright.unload;

/** Compared in a loader of its own, as is the type of its component. */
public record Compared(Kind kind) {
    /** Of the same loader. */
    public enum Kind {
        ONE
    }
}
