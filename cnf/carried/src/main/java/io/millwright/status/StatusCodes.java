package io.millwright.status;

/**
 * The OPC UA StatusCode (Part 4, 7.39) as a 32-bit int: severity in the two highest bits, numbers as in Part 6, A.2. One table
 * for all bundles.
 */
public final class StatusCodes {
    /** The value is good. */
    public static final int GOOD = 0;
    /** Bad, for a reason that nobody told as a number. */
    public static final int BAD = 0x80000000;
    /** The connection is lost. */
    public static final int BAD_NO_COMMUNICATION = 0x80310000;
    /** There is no value yet. */
    public static final int BAD_WAITING_FOR_INITIAL_DATA = 0x80320000;

    /** The server has no such node. */
    public static final int BAD_NODE_ID_UNKNOWN = 0x80340000;
    /** The value is none that a feature can take. */
    public static final int BAD_OUT_OF_RANGE = 0x803C0000;
    /** The value is of a kind that a feature does not take. */
    public static final int BAD_TYPE_MISMATCH = 0x80740000;

    /** What is configured contradicts the server. */
    public static final int BAD_CONFIGURATION_ERROR = 0x80890000;

    /** There is a status and no value. */
    public static final int BAD_NO_DATA = 0x809B0000;

    /** What came was replaced before it was used. */
    public static final int BAD_DATA_LOST = 0x809D0000;
    /** What came is corrupt, or of an unknown format. */
    public static final int BAD_DECODING_ERROR = 0x80070000;
    /** What came is larger than a limit. */
    public static final int BAD_ENCODING_LIMITS_EXCEEDED = 0x80080000;
    /** There is no memory for what came. */
    public static final int BAD_RESOURCE_UNAVAILABLE = 0x80040000;
    /** The work on what came took too long. */
    public static final int BAD_TIMEOUT = 0x800A0000;

    private static final int CODE = 0xFFFF0000;
    private static final int OVERFLOW = 0x00000480;

    private StatusCodes() {}

    /** Whether the severity is Good. */
    public static boolean isGood(int status) {
        return status >>> 30 == 0;
    }

    /** Whether the severity is Uncertain. */
    public static boolean isUncertain(int status) {
        return status >>> 30 == 1;
    }

    /** Whether the severity is Bad; the fourth severity, which is reserved, counts as it. */
    public static boolean isBad(int status) {
        return status < 0;
    }

    /** Whether there is a value that can be used: Good or Uncertain. */
    public static boolean isUsable(int status) {
        return status >= 0;
    }

    /** Whether the server's queue dropped a value before this one: info type DataValue with the overflow bit. */
    public static boolean isOverflow(int status) {
        return (status & OVERFLOW) == OVERFLOW;
    }

    /** Returns name and number, for example {@code Bad_NodeIdUnknown (0x80340000)}; the number alone without a name. */
    public static String text(int status) {
        String number = String.format("0x%08X", status);
        String name = name(status);
        return name.startsWith("0x") ? number : name + " (" + number + ")";
    }

    /** Returns the symbolic name where it is one that operators meet often, else the number in hexadecimal. */
    public static String name(int status) {
        return switch (status & CODE) {
            case GOOD -> "Good";
            case 0x40000000 -> "Uncertain";
            case 0x40900000 -> "Uncertain_LastUsableValue";
            case 0x40930000 -> "Uncertain_SensorNotAccurate";
            case 0x40940000 -> "Uncertain_EngineeringUnitsExceeded";
            case 0x40950000 -> "Uncertain_SubNormal";
            case 0x40920000 -> "Uncertain_InitialValue";
            case 0x40910000 -> "Uncertain_SubstituteValue";
            case BAD -> "Bad";
            case 0x80010000 -> "Bad_UnexpectedError";
            case 0x80050000 -> "Bad_CommunicationError";
            case BAD_DECODING_ERROR -> "Bad_DecodingError";
            case BAD_ENCODING_LIMITS_EXCEEDED -> "Bad_EncodingLimitsExceeded";
            case BAD_TIMEOUT -> "Bad_Timeout";
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
            case 0x808B0000 -> "Bad_DeviceFailure";
            case 0x808C0000 -> "Bad_SensorFailure";
            case 0x808D0000 -> "Bad_OutOfService";
            case BAD_NO_DATA -> "Bad_NoData";
            case BAD_DATA_LOST -> "Bad_DataLost";
            case 0x80020000 -> "Bad_InternalError";
            case 0x80030000 -> "Bad_OutOfMemory";
            case BAD_RESOURCE_UNAVAILABLE -> "Bad_ResourceUnavailable";
            case 0x800B0000 -> "Bad_ServiceUnsupported";
            case 0x80360000 -> "Bad_IndexRangeInvalid";
            case 0x80370000 -> "Bad_IndexRangeNoData";
            case 0x80420000 -> "Bad_MonitoredItemIdInvalid";
            case 0x80430000 -> "Bad_MonitoredItemFilterInvalid";
            case 0x80440000 -> "Bad_MonitoredItemFilterUnsupported";
            case 0x80450000 -> "Bad_FilterNotAllowed";
            case 0x808E0000 -> "Bad_DeadbandFilterInvalid";
            case 0x80DB0000 -> "Bad_TooManyMonitoredItems";
            default -> String.format("0x%08X", status);
        };
    }

    /** Whether a source says with it that it was never connected, or still waits for the server's first value. */
    public static boolean isNoValueYet(int status) {
        return status == BAD_NO_COMMUNICATION || status == BAD_WAITING_FOR_INITIAL_DATA;
    }
}
