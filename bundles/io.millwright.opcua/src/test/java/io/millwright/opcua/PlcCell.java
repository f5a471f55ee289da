package io.millwright.opcua;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.nodes.UaDataTypeNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.sdk.server.util.SubscriptionModel;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.DataTypeDefinition;
import org.eclipse.milo.opcua.stack.core.types.structured.EUInformation;

/** The namespace of a {@link PlcServer}: one variable per value. */
final class PlcCell extends ManagedNamespaceWithLifecycle {
    private final Map<String, DataValue> values;
    private final Map<String, String> units;
    private final SubscriptionModel model;
    private final Map<String, UaVariableNode> nodes = new ConcurrentHashMap<>();

    PlcCell(OpcUaServer server, Map<String, DataValue> values, Map<String, String> units) {
        super(server, PlcServer.NAMESPACE);
        this.values = values;
        this.units = units;
        model = new SubscriptionModel(server, this);
        getLifecycleManager().addLifecycle(model);
        values.keySet().forEach(this::add);
    }

    UaVariableNode node(String name) {
        return nodes.get(name);
    }

    /** Deletes a variable; its items say so from then on, and nothing else though it is added again. */
    void remove(String name) {
        UaVariableNode node = nodes.remove(name);
        node.setValue(new DataValue(Variant.NULL_VALUE, new StatusCode(StatusCodes.Bad_NodeIdUnknown)));
        node.delete();
    }

    void silenceItems(String name) {
        model.onDataItemsDeleted(model.getDataItems().stream()
                .filter(item -> item.getReadValueId().getNodeId().equals(newNodeId(name)))
                .toList());
    }

    /** Adds the variable of a value. */
    void add(String name) {
        UaVariableNode node = new UaVariableNode.UaVariableNodeBuilder(getNodeContext())
                .setNodeId(newNodeId(name))
                .setBrowseName(newQualifiedName(name))
                .setDisplayName(LocalizedText.english(name))
                .setDataType(dataType(values.get(name).value().value()))
                .setValueRank(values.get(name).value().value() instanceof Object[] ? 1 : -1)
                .setTypeDefinition(NodeIds.BaseDataVariableType)
                .build();
        node.setValue(values.get(name));
        getNodeManager().addNode(node);
        String unit = units.get(name);
        if (unit != null) {
            node.setEngineeringUnits(new EUInformation("", -1, LocalizedText.english(unit), LocalizedText.NULL_VALUE));
        }
        nodes.put(name, node);
    }

    private static NodeId dataType(Object value) {
        if (value instanceof Double || value instanceof Double[]) {
            return NodeIds.Double;
        }
        return value instanceof ByteString ? NodeIds.ByteString : NodeIds.BaseDataType;
    }

    /** Adds a data type with its definition, null for one that is not published. */
    NodeId addType(String name, NodeId supertype, DataTypeDefinition definition) {
        UaDataTypeNode node = new UaDataTypeNode(
                getNodeContext(),
                newNodeId(name),
                newQualifiedName(name),
                LocalizedText.english(name),
                LocalizedText.NULL_VALUE,
                UInteger.MIN,
                UInteger.MIN,
                null,
                null,
                null,
                false,
                definition);
        node.addReference(new Reference(node.getNodeId(), NodeIds.HasSubtype, supertype.expanded(), false));
        getNodeManager().addNode(node);
        return node.getNodeId();
    }

    @Override
    public void onDataItemsCreated(List<DataItem> items) {
        model.onDataItemsCreated(items);
    }

    @Override
    public void onDataItemsModified(List<DataItem> items) {
        model.onDataItemsModified(items);
    }

    @Override
    public void onDataItemsDeleted(List<DataItem> items) {
        model.onDataItemsDeleted(items);
    }

    @Override
    public void onMonitoringModeChanged(List<MonitoredItem> items) {
        model.onMonitoringModeChanged(items);
    }
}
