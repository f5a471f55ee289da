package io.millwright.opcua.milo;

import org.eclipse.milo.opcua.stack.core.StatusCodes;

/** StatusCodes (OPC UA Part 4, 7.39) as the 32-bit ints that listeners get. */
public final class Status {
    /** There is no session. */
    public static final int NO_COMMUNICATION = (int) StatusCodes.Bad_NoCommunication;
    /** The first value has not come yet. */
    public static final int WAITING_FOR_INITIAL_DATA = (int) StatusCodes.Bad_WaitingForInitialData;
    /** The server lacks the node. */
    public static final int NODE_ID_UNKNOWN = (int) StatusCodes.Bad_NodeIdUnknown;
    /** The line contradicts the server. */
    public static final int CONFIGURATION_ERROR = (int) StatusCodes.Bad_ConfigurationError;
    /** The value is of a type that no tag has. */
    public static final int TYPE_MISMATCH = (int) StatusCodes.Bad_TypeMismatch;
    /** There is a status and no value. */
    public static final int NO_DATA = (int) StatusCodes.Bad_NoData;

    private static final int SEVERITY = 0xC0000000;
    private static final int OVERFLOW = 0x00000480;

    private Status() {}

    /** Returns whether the severity is Good. */
    public static boolean good(int status) {
        return (status & SEVERITY) == 0;
    }

    /** Returns whether the severity is Bad. */
    public static boolean bad(int status) {
        return (status & 0x80000000) != 0;
    }

    /** Returns whether the server's queue dropped a value: info type DataValue with the overflow bit. */
    public static boolean overflow(int status) {
        return (status & OVERFLOW) == OVERFLOW;
    }

    /** Returns the name and the number, for example {@code Bad_NodeIdUnknown (0x80340000)}. */
    public static String text(int status) {
        String hex = String.format("0x%08X", status);
        return StatusCodes.lookup(status & 0xFFFFFFFFL)
                .or(() -> StatusCodes.lookup(status & 0xFFFF0000L))
                .map(names -> names[0] + " (" + hex + ")")
                .orElse(hex);
    }
}
