package io.millwright.opcua.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How carefully a server is treated at first; what it turns out to take is learned beyond that.
 *
 * <p>The smaller PLCs announce no limits and slow down, or answer too late, long before they refuse.
 */
public enum ServerProfile {
    /** By what the server says of itself. */
    AUTOMATIC("automatic", 0, 0, 0),
    /** Siemens S7-1200: slow beyond 200 items per call. */
    S7_1200("s7-1200", 100, 10, 1),
    /** Siemens S7-1500. */
    S7_1500("s7-1500", 500, 50, 2),
    /** Kepware, ThingWorx: takes much, asks devices that do not. */
    KEPWARE("kepware", 1_000, 100, 2),
    /** Any other slow server. */
    SLOW("slow", 50, 20, 1);

    private final String id;
    private final int perCall;
    private final int requestsPerSecond;
    private final int requestsInFlight;

    ServerProfile(String id, int perCall, int requestsPerSecond, int requestsInFlight) {
        this.id = id;
        this.perCall = perCall;
        this.requestsPerSecond = requestsPerSecond;
        this.requestsInFlight = requestsInFlight;
    }

    static List<String> ids() {
        return Arrays.stream(values()).map(profile -> profile.id).toList();
    }

    static ServerProfile of(String id) {
        return Arrays.stream(values())
                .filter(profile -> profile.id.equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** Returns how many operations a call has at first, 0 for as many as the server announces. */
    public int perCall() {
        return perCall;
    }

    /** Returns how many requests per second it gets where nothing else is configured, 0 for any number. */
    int requestsPerSecond() {
        return requestsPerSecond;
    }

    /** Returns how many requests it gets at a time where nothing else is configured, 0 for any number. */
    int requestsInFlight() {
        return requestsInFlight;
    }

    /**
     * Returns the profile of a server by what it says of itself; {@link #AUTOMATIC}, which limits nothing, where that says nothing.
     *
     * @param build its ProductUri, ManufacturerName and ProductName (OPC UA Part 5, 12.4), in any order
     */
    public static ServerProfile recognise(List<String> build) {
        String all = String.join(" ", build).toLowerCase(Locale.ROOT);
        if (all.contains("s7-1200")) {
            return S7_1200;
        }
        if (all.contains("s7-1500")) {
            return S7_1500;
        }
        return all.contains("kepware") || all.contains("kepserver") ? KEPWARE : AUTOMATIC;
    }

    @Override
    public String toString() {
        return id;
    }
}
