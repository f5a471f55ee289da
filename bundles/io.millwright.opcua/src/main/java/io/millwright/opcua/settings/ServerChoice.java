package io.millwright.opcua.settings;

/**
 * Which servers a connection uses, and how carefully.
 *
 * @param secondUrl of a redundant server's other endpoint, "" for none
 * @param profile as it is configured
 * @param requestsPerSecond as it is configured, 0 for as many as the profile says
 * @param requestsInFlight as it is configured, 0 for as many as the profile says
 */
public record ServerChoice(String secondUrl, ServerProfile profile, int requestsPerSecond, int requestsInFlight) {

    /** Returns how many requests per second are allowed for a server of that profile, 0 for any number. */
    public int requestsPerSecond(ServerProfile of) {
        return requestsPerSecond > 0 ? requestsPerSecond : of.requestsPerSecond();
    }

    /** Returns how many requests at a time are allowed for a server of that profile, 0 for any number. */
    public int requestsInFlight(ServerProfile of) {
        return requestsInFlight > 0 ? requestsInFlight : of.requestsInFlight();
    }
}
