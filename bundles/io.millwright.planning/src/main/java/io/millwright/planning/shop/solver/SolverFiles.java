package io.millwright.planning.shop.solver;

import java.io.IOException;
import java.nio.file.Path;

/** What the solver's process needs on disk. Thread-safe. */
public interface SolverFiles {
    /** Returns why there is none and what to do about it, "" where there is one. */
    String missing();

    /** Returns what says which build of the solver it is; only where none is missing. */
    String version();

    /** Returns the class path of the process. */
    String classPath() throws IOException;

    /** Returns OR-tools' native library, beside which those lie that it needs. */
    Path library() throws IOException;
}
