/**
 * One configured OPC UA connection as a {@code TagSource}.
 *
 * <p>A value's way: Milo's delivery thread calls {@link DataSubscription} (or {@link Polling}), which hands each DataValue to
 * {@link SampleDecoder}, and that to {@link FanOut}, which calls the listeners of every {@link Subscriber}. Nothing on this way
 * looks up, boxes, allocates or logs.
 *
 * <p>Around it: {@link OpcUaConnection} is the component, {@link Connection} what it configures, {@link Session} keeps one
 * {@link Link} open on a thread of its own, {@link Observer} tells how the tags are. {@link RowPlan} is what one session makes
 * of the {@link TagTable}. {@link MiloThreads} are shared by all connections of the bundle.
 *
 * <p>Where later work attaches: another user of the same session at {@link Session} and {@link Link#client()}, other user
 * tokens at {@link Link}, trust by issuers and revocation lists at {@link ServerTrust}.
 */
package io.millwright.opcua;
