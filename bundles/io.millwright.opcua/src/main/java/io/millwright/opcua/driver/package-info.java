/**
 * The session of an OPC UA server as a Kura driver: what {@code OpcUaDriver} is made of. The names of the channel settings are
 * those of the gateway's stock driver, so that a channel list made for that one works unchanged.
 *
 * <p>Reads and writes go over the open session in batches, each call within a limit of time. Listeners are the tags of the
 * session: {@link DriverListeners} is the tag table, so that they recover as tags do, and tells what comes on a thread of its
 * own, because an asset runs the whole wire graph on the thread that calls it.
 */
package io.millwright.opcua.driver;
