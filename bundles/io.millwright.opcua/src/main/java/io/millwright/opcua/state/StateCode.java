package io.millwright.opcua.state;

import io.millwright.supervision.State.Severity;

/** What a connection, or an asset as a source, is doing; the names are the values of {@code TagSource.STATE} and stay for ever. */
public enum StateCode {
    /** Activated, nothing tried yet. */
    STARTING(false, Severity.INFO),
    /** An attribute is wrong: nothing is tried until it is changed. */
    CONFIGURATION_ERROR(true, Severity.ERROR),
    /** A secured connection needs a keystore, and none is bound. */
    WAITING_FOR_KEYSTORE(true, Severity.INFO),
    /** The keystore refused to read or write. */
    KEYSTORE_ERROR(true, Severity.ERROR),
    /** The application certificate in the keystore cannot be used. */
    CERTIFICATE_UNSUITABLE(true, Severity.ERROR),
    /** The first attempt runs. */
    CONNECTING(false, Severity.INFO),
    /** The server does not answer. */
    SERVER_UNREACHABLE(true, Severity.INFO),
    /** The server offers no endpoint with the configured policy and mode. */
    NO_ENDPOINT(true, Severity.ERROR),
    /** The server's certificate is not trusted. */
    SERVER_UNTRUSTED(true, Severity.ERROR),
    /** The server does not trust our certificate. */
    CERTIFICATE_REFUSED(true, Severity.ERROR),
    /** The server refused user name or password. */
    AUTHENTICATION_FAILED(true, Severity.ERROR),
    /** The server answered, and refused the session or the subscription for another reason. */
    SERVER_REFUSED(true, Severity.WARNING),
    /** Every tag is Good. */
    CONNECTED(false, Severity.INFO),
    /** Connected; some lines or tags are not Good. */
    CONNECTED_WITH_ERRORS(false, Severity.WARNING),
    /** Connected, every tag is Good; the server refuses deadbands, which are applied on the gateway. */
    FILTER_REFUSED(false, Severity.INFO),
    /** Connected, every tag is Good; the source clock differs much from the server's. */
    CLOCK_DIFFERENCE(true, Severity.WARNING),
    /** Connected, every tag is Good; the server says that it does not run. */
    SERVER_NOT_RUNNING(true, Severity.WARNING),
    /** Connected, every tag is Good; the server's clock differs much from the gateway's. */
    SERVER_CLOCK_DIFFERENCE(true, Severity.WARNING),
    /** Connected, every tag is Good; the server publishes or samples more slowly than it was asked to. */
    INTERVALS_REVISED(true, Severity.WARNING),
    /** Connected to the second of two redundant servers, every tag is Good. */
    SECOND_SERVER(true, Severity.WARNING),
    /** Connected, every tag is Good; a certificate, ours, the user's or the server's, ends within 60 days. */
    CERTIFICATE_ENDING(true, Severity.WARNING),
    /** There was a session; it is being restored. */
    CONNECTION_LOST(true, Severity.INFO),
    /** The asset is not there. */
    WAITING_FOR_ASSET(true, Severity.INFO),
    /** The asset has no channel that may be read. */
    NO_CHANNELS(true, Severity.ERROR),
    /** The asset could not read: it says why. */
    ASSET_UNREADABLE(true, Severity.INFO),
    /** A call of the asset has not come back in time. */
    ASSET_SILENT(true, Severity.WARNING),
    /** Deactivated. */
    STOPPED(false, Severity.INFO);

    private final boolean warning;
    private final Severity severity;

    StateCode(boolean warning, Severity severity) {
        this.warning = warning;
        this.severity = severity;
    }

    /** Returns how bad it is at first: what is away may come back by itself. */
    Severity severity() {
        return severity;
    }

    /** Returns whether something is away whose absence becomes a warning when it lasts. */
    boolean away() {
        return this == CONNECTING
                || waits()
                || this == ASSET_UNREADABLE
                || this == SERVER_UNREACHABLE
                || this == CONNECTION_LOST;
    }

    /** Returns whether a service is waited for that the form chooses. */
    boolean waits() {
        return this == WAITING_FOR_KEYSTORE || this == WAITING_FOR_ASSET;
    }

    /** Returns whether values come, or nothing is meant to come. */
    boolean endsAbsence() {
        return this == CONNECTED
                || this == CONNECTED_WITH_ERRORS
                || this == FILTER_REFUSED
                || this == CLOCK_DIFFERENCE
                || this == SERVER_NOT_RUNNING
                || this == SERVER_CLOCK_DIFFERENCE
                || this == INTERVALS_REVISED
                || this == SECOND_SERVER
                || this == CERTIFICATE_ENDING
                || this == CONFIGURATION_ERROR
                || this == NO_CHANNELS
                || this == STARTING
                || this == STOPPED;
    }

    /** Returns whether somebody should know: such a transition is logged as a warning, every other as information. */
    boolean warning() {
        return warning;
    }
}
