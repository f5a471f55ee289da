package io.millwright.opcua.fanout;

/** What a fan-out has to know of a configured tag, wherever its values come from. Immutable. */
public interface FanOutRow {
    /** Returns the name, unique within its source. */
    String name();

    /** Returns where the values are read, as it is configured; "" if the name says that. */
    default String address() {
        return "";
    }

    /** Returns the configured unit, "" if the source tells it or there is none. */
    String unit();

    /** Returns the configured sampling interval in milliseconds; 0 or less if the source tells it. */
    int samplingMillis();

    /** Returns whether the values of {@code other} would be the same ones, so that they stay known. */
    boolean sameValues(FanOutRow other);
}
