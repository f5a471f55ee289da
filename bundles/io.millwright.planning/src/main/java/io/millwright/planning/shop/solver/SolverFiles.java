package io.millwright.planning.shop.solver;

import java.io.IOException;
import java.nio.file.Path;

/** What the solver's process needs on disk. Thread-safe. */
public interface SolverFiles {
    /** Returns why there is none and what to do about it, "" where there is one. */
    String missing();

    /** Returns what says which build of the solver it is; only where none is missing. */
    String version();

    /** Returns where they lie, copied there where they are not; only where none is missing. */
    Placed place() throws IOException;

    /**
     * Where they lie.
     *
     * @param classPath of the process
     * @param library OR-tools' native library, beside which those lie that it needs
     */
    record Placed(String classPath, Path library) {}
}
