package io.millwright.desk;

/** What a command ends with. 2 is a wrong command line, told by the parser of command lines. */
public final class ExitCode {
    /** Everything is as it was asked for, also where nothing had to be done. */
    public static final int DONE = 0;

    /** There are errors in what was read; nothing was written. */
    public static final int REFUSED = 1;

    /** A file cannot be read or written. */
    public static final int FILE = 3;

    /** A server is not reached, or does not answer to the end. */
    public static final int SERVER = 4;

    /** A new model is worse than the serving one. */
    public static final int WORSE = 5;

    /** The data cannot tell which model is better. */
    public static final int CANNOT_TELL = 6;

    private ExitCode() {}
}
