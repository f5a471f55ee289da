/**
 * An asset of the gateway as a {@code TagSource}: whatever driver it has feeds pipelines. Nothing here knows OPC UA; it lives
 * in this bundle because it shares the fan-out (docs/adr/0015).
 *
 * <p>A value's way: {@link AssetReading} reads all channels on a thread of its own, or a {@link ChannelTap} hears of one on a
 * thread of the driver; either hands the records to {@link ChannelSamples}, and that to {@code FanOut}, which calls the
 * listeners of every subscriber.
 *
 * <p>Around it: {@link AssetTags} is the component, {@link AssetSource} what it configures.
 */
package io.millwright.opcua.asset;
