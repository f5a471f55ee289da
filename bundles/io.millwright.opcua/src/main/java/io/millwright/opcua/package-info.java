/**
 * One configured OPC UA connection as a {@code TagSource}. Here are the component and what it configures; the rooms:
 *
 * <ul>
 *   <li>{@code settings}: the configuration as it was read
 *   <li>{@code session}: one session, through every restart
 *   <li>{@code security}: trust, identity, user tokens
 *   <li>{@code acquire}: subscription, polling, decoding
 *   <li>{@code fanout}: last values to subscribers
 *   <li>{@code table}: the tag table
 *   <li>{@code state}: what is wrong, counters
 *   <li>{@code milo}: threads and seams of the library
 *   <li>{@code logging}: the library's log in the gateway's
 *   <li>{@code driver}: the session as a Kura driver
 *   <li>{@code asset}: Asset Tags, which have nothing to do with OPC UA and share {@code fanout} and {@code state}
 * </ul>
 *
 * No room imports this package; {@code acquire} does not import {@code session}.
 *
 * <p>A value's way: Milo's delivery thread hands {@code DataSubscription} a notification as it came ({@code ValueChanges}). A
 * {@code ChangeReader} goes from value to value, {@code SampleDecoder} makes samples of them, and {@code FanOut} calls the
 * listeners of every {@code Subscriber}. Nothing on this way looks up, boxes, allocates or logs. {@code Polling} hands over DataValues.
 *
 * <p>Around it: {@link OpcUaConnection} is the component, {@link Connection} what it configures, {@code Session} keeps one
 * {@code Link} open on a thread of its own, {@code TagDelivery} has the tags delivered over it, {@code Observer} tells how they
 * are. {@code RowPlan} is what one session makes of the {@code TagTable}. {@code MiloThreads} are shared by all connections of the
 * bundle.
 *
 * <p>{@link OpcUaDriver} is a connection of its own whose tags are what assets listen to; reads and writes go by
 * {@code Session#open()}.
 *
 * <p>Where later work attaches: other user tokens at {@code UserIdentity}, further rules about certificates at
 * {@code CertificateCheck}.
 */
package io.millwright.opcua;
