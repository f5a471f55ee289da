package io.millwright.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ushort;

import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfigLimits;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UShort;

/** Limits of a small PLC: few operations per call, short publishing intervals. */
record PlcLimits(UInteger perCall, double publishing, double sampling, UInteger sessions, UInteger subscriptions)
        implements OpcUaServerConfigLimits {
    static PlcLimits small() {
        return new PlcLimits(uint(100), 10, 0, uint(100), uint(Integer.MAX_VALUE));
    }

    PlcLimits perCall(UInteger most) {
        return new PlcLimits(most, publishing, sampling, sessions, subscriptions);
    }

    PlcLimits noFasterThan(double publishingMillis, double samplingMillis) {
        return new PlcLimits(perCall, publishingMillis, samplingMillis, sessions, subscriptions);
    }

    PlcLimits most(UInteger mostSessions, UInteger mostSubscriptions) {
        return new PlcLimits(perCall, publishing, sampling, mostSessions, mostSubscriptions);
    }

    @Override
    public UInteger getMaxMonitoredItemsPerCall() {
        return perCall;
    }

    @Override
    public UInteger getMaxNodesPerRead() {
        return perCall;
    }

    @Override
    public UShort getMaxBrowseContinuationPoints() {
        return ushort(4);
    }

    @Override
    public Double getMinPublishingInterval() {
        return publishing;
    }

    /** Given to whoever asks for less than the least. */
    @Override
    public Double getDefaultPublishingInterval() {
        return Math.max(publishing, 250);
    }

    @Override
    public Double getMinSupportedSampleRate() {
        return sampling;
    }

    @Override
    public UInteger getMaxSessions() {
        return sessions;
    }

    @Override
    public UInteger getMaxSubscriptionsPerSession() {
        return subscriptions;
    }
}
