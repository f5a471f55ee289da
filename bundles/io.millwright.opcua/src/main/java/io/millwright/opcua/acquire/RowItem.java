package io.millwright.opcua.acquire;

import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaMonitoredItem;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;

/** The monitored item of a row. */
final class RowItem extends OpcUaMonitoredItem {
    /** Row of the item that watches the server's clock. */
    static final int HEARTBEAT = -1;

    private final int row;

    /** Whether its filter asks for each change, also of the time alone. On the session's thread. */
    boolean everyChange;

    /** @param indexRange what is asked for of an array (OPC UA Part 4, 7.27), null for the whole value */
    RowItem(int row, NodeId nodeId, String indexRange) {
        super(new ReadValueId(nodeId, AttributeId.Value.uid(), indexRange, QualifiedName.NULL_VALUE));
        this.row = row;
    }

    int row() {
        return row;
    }

    /** Returns the client's handle; only once it was added to a subscription. */
    int handle() {
        return getClientHandle().orElseThrow().intValue();
    }
}
