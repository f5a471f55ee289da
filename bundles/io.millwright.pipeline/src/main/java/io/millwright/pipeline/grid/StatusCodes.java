package io.millwright.pipeline.grid;

/**
 * What a lane needs of the OPC UA StatusCode (Part 4, 7.39): severity in the two highest bits, numbers as in Part 6, A.2.
 */
public final class StatusCodes {
    /** The value is good. */
    public static final int GOOD = 0;
    /** The connection is lost. */
    public static final int BAD_NO_COMMUNICATION = 0x80310000;
    /** There is no value yet. */
    public static final int BAD_WAITING_FOR_INITIAL_DATA = 0x80320000;

    static final int BAD_NODE_ID_UNKNOWN = 0x80340000;
    /** The value is none that a feature can take. */
    public static final int BAD_OUT_OF_RANGE = 0x803C0000;
    /** The value is of a kind that a feature does not take. */
    public static final int BAD_TYPE_MISMATCH = 0x80740000;

    static final int BAD_CONFIGURATION_ERROR = 0x80890000;
    /** No sample of which a feature could be computed. */
    public static final int BAD_NO_DATA = 0x809B0000;

    private StatusCodes() {}

    /** Whether the severity is Good. */
    public static boolean isGood(int status) {
        return status >>> 30 == 0;
    }

    /** Whether the severity is Uncertain. */
    public static boolean isUncertain(int status) {
        return status >>> 30 == 1;
    }

    /** Whether there is a value to work with: Good or Uncertain. */
    public static boolean isUsable(int status) {
        return status >= 0;
    }

    /** Returns the symbolic name where it is one that operators meet often, else the number in hexadecimal. */
    public static String name(int status) {
        return switch (status & 0xFFFF0000) {
            case GOOD -> "Good";
            case 0x40000000 -> "Uncertain";
            case 0x40900000 -> "Uncertain_LastUsableValue";
            case 0x40930000 -> "Uncertain_SensorNotAccurate";
            case 0x40940000 -> "Uncertain_EngineeringUnitsExceeded";
            case 0x40950000 -> "Uncertain_SubNormal";
            case 0x40920000 -> "Uncertain_InitialValue";
            case 0x40910000 -> "Uncertain_SubstituteValue";
            case 0x80000000 -> "Bad";
            case 0x80010000 -> "Bad_UnexpectedError";
            case 0x80050000 -> "Bad_CommunicationError";
            case 0x800A0000 -> "Bad_Timeout";
            case 0x801F0000 -> "Bad_UserAccessDenied";
            case BAD_NO_COMMUNICATION -> "Bad_NoCommunication";
            case BAD_WAITING_FOR_INITIAL_DATA -> "Bad_WaitingForInitialData";
            case 0x80330000 -> "Bad_NodeIdInvalid";
            case BAD_NODE_ID_UNKNOWN -> "Bad_NodeIdUnknown";
            case 0x80350000 -> "Bad_AttributeIdInvalid";
            case 0x803A0000 -> "Bad_NotReadable";
            case BAD_OUT_OF_RANGE -> "Bad_OutOfRange";
            case BAD_TYPE_MISMATCH -> "Bad_TypeMismatch";
            case BAD_CONFIGURATION_ERROR -> "Bad_ConfigurationError";
            case 0x808A0000 -> "Bad_NotConnected";
            case BAD_NO_DATA -> "Bad_NoData";
            case 0x808B0000 -> "Bad_DeviceFailure";
            case 0x808C0000 -> "Bad_SensorFailure";
            case 0x808D0000 -> "Bad_OutOfService";
            default -> String.format("0x%08X", status);
        };
    }

    /** Whether a source says with it that it was never connected, or still waits for the server's first value. */
    public static boolean isNoValueYet(int status) {
        return status == BAD_NO_COMMUNICATION || status == BAD_WAITING_FOR_INITIAL_DATA;
    }
}
