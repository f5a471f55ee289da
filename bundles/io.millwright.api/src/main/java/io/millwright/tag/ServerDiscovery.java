package io.millwright.tag;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Asks a server what it offers, before there is a connection: an OSGi service without {@code kura.service.pid}, one per gateway.
 * Needs no session and no configuration, and tells the server nothing but the URL that it is asked at.
 *
 * <p>Thread-safe. A call blocks its thread, for the time that it is given at most, and never a thread of a connection. Few run at
 * a time; who finds no room in that time gets {@link BrowseException.Reason#BUSY}.
 */
@ProviderType
public interface ServerDiscovery {
    /** The longest time that a call may be given, in milliseconds; more is taken for so much. */
    long MOST_TIMEOUT_MILLIS = 60_000;

    /**
     * Asks a server for its endpoints (OPC UA Part 4, 5.4.4). Nothing is sent to any other host or port than that of the URL: what
     * a server announces of others is told and not followed.
     *
     * @param url {@code opc.tcp://host:port}, with a path where the server has one
     * @param timeoutMillis how long to wait at most, from 100
     * @throws BrowseException the URL is none, nobody answers there, or what answers is no server
     */
    ServerOffer endpoints(String url, long timeoutMillis) throws BrowseException;
}
