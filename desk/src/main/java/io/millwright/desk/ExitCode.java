package io.millwright.desk;

/** What a command ends with. 2 is a wrong command line, told by the parser of command lines. */
public final class ExitCode {
    /** Everything is as it was asked for, also where nothing had to be done. */
    public static final int DONE = 0;

    /** There are errors in what was read, and nothing was written; or what was asked for is not as it should be. */
    public static final int REFUSED = 1;

    /** The same where something was looked for: a check found something. */
    public static final int FOUND = REFUSED;

    /** A file cannot be read or written. */
    public static final int FILE = 3;

    /** A server, gateway or broker is not reached, or does not answer to the end. */
    public static final int SERVER = 4;

    /** A new model is worse than the serving one. */
    public static final int WORSE = 5;

    /** The data cannot tell which model is better. */
    public static final int CANNOT_TELL = 6;

    /** A gateway refuses: login, permission, or what was asked of it. */
    public static final int GATEWAY_REFUSED = 7;

    private ExitCode() {}
}
