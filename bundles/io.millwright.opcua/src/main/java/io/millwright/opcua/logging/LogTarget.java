package io.millwright.opcua.logging;

import org.slf4j.event.Level;

/** One logger outside of this bundle. */
interface LogTarget {
    boolean enabled(Level level);

    void log(Level level, String message, Throwable failure);

    /** Finds the logger of a name. */
    @FunctionalInterface
    interface Factory {
        LogTarget target(String name);
    }
}
