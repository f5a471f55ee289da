package io.millwright.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ushort;

import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfigLimits;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UShort;

/** Limits of a small PLC: few operations per call, few continuation points, short publishing intervals. */
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
    public UShort getMaxBrowseContinuationPoints() {
        return ushort(4);
    }

    @Override
    public Double getMinPublishingInterval() {
        return 10.0;
    }
}
