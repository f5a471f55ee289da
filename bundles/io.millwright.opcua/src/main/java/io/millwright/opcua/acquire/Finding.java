package io.millwright.opcua.acquire;

/** What a check says of a value: as a StatusCode (OPC UA Part 4, 7.39.2; limit bits 7.39.1). */
enum Finding {
    NONE(0),
    /** Outside of what the sensor can measure. */
    INSTRUMENT(Finding.SENSOR_NOT_ACCURATE),
    /** Outside of what is expected in normal operation. */
    RANGE(0x40940000),
    SPIKE(Finding.SENSOR_NOT_ACCURATE),
    RATE(Finding.SENSOR_NOT_ACCURATE),
    STUCK(Finding.SENSOR_NOT_ACCURATE),
    /** Whatever updated the value has stopped to do so. */
    STALE(0x40900000);

    private static final int SENSOR_NOT_ACCURATE = 0x40930000;
    private static final int INFO_DATA_VALUE = 0x0400;
    private static final int LOW = 0x0100;
    private static final int HIGH = 0x0200;
    private static final int CONSTANT = LOW | HIGH;

    /** Everything of the lower half but the limit bits. */
    private static final int KEPT = 0xFCFF;

    private final int code;

    Finding(int code) {
        this.code = code;
    }

    /**
     * Returns the status of a value with this finding.
     *
     * @param server what the server says: Good
     * @param side below 0 for a value that is too low, above 0 for one that is too high, 0 for neither
     */
    int status(int server, int side) {
        if (this == NONE) {
            return server;
        }
        int limit = this == STUCK ? CONSTANT : side < 0 ? LOW : side > 0 ? HIGH : 0;
        return code | server & KEPT | INFO_DATA_VALUE | limit;
    }
}
