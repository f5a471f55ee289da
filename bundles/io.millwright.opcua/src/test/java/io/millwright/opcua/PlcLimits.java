package io.millwright.opcua;

import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfigLimits;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;

/** Limits of a small PLC: few operations per call, short publishing intervals. */
record PlcLimits(UInteger perCall) implements OpcUaServerConfigLimits {
    @Override
    public UInteger getMaxMonitoredItemsPerCall() {
        return perCall;
    }

    @Override
    public UInteger getMaxNodesPerRead() {
        return perCall;
    }

    @Override
    public Double getMinPublishingInterval() {
        return 10.0;
    }
}
