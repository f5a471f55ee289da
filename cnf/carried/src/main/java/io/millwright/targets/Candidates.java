package io.millwright.targets;

import java.util.Collection;

/** The services of one interface that are there. */
interface Candidates {
    /** Returns the different names of the services that match. */
    Collection<String> names(String filter);

    /** Runs a task whenever a service that matches comes, changes or goes, until {@link #unwatch}. */
    void watch(String filter, Runnable task);

    /** Ends the watch; nothing where there is none. */
    void unwatch();
}
