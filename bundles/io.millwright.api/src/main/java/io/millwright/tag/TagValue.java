package io.millwright.tag;

/**
 * A value at the time of a call, as the server has it: without scale and offset. Immutable.
 *
 * @param text for people: a number as it is, of an array the first five, 200 characters at most; "" if the status is Bad. Show it as
 *     text
 * @param number the value of a number or Boolean; else NaN
 * @param status the full OPC UA StatusCode (Part 4, 7.39)
 * @param statusText its name, for example {@code Good}
 * @param timeMicros SourceTimestamp, else ServerTimestamp, microseconds since 1970-01-01 UTC; {@link Long#MIN_VALUE} without one
 */
public record TagValue(String text, double number, int status, String statusText, long timeMicros) {}
