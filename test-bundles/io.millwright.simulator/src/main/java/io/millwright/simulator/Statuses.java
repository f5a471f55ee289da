package io.millwright.simulator;

import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;

/** The status codes that the simulator itself sets (OPC UA Part 8, 6.3). */
final class Statuses {
    static final StatusCode GOOD = StatusCode.GOOD;
    static final StatusCode WAITING = new StatusCode(StatusCodes.Bad_WaitingForInitialData);
    static final StatusCode SENSOR_FAILURE = new StatusCode(StatusCodes.Bad_SensorFailure);
    static final StatusCode NOT_ACCURATE = new StatusCode(StatusCodes.Uncertain_SensorNotAccurate);
    static final StatusCode NO_DATA = new StatusCode(StatusCodes.Bad_NoDataAvailable);

    private Statuses() {}

    /** A status by its symbol ({@code Bad_SensorFailure}) or as a number ({@code 0x808C0000}). */
    static StatusCode parse(String text) {
        try {
            if (text.startsWith("0x") || text.startsWith("0X")) {
                return new StatusCode(Long.parseLong(text.substring(2), 16));
            }
            return new StatusCode(StatusCodes.class.getField(text).getLong(null));
        } catch (NumberFormatException | ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "Status \"" + text + "\" is unknown: write a symbol such as Bad_SensorFailure or 0x808C0000.", e);
        }
    }
}
