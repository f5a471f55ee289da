package io.millwright.opcua;

import java.util.List;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.nodes.UaFolderNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;

/** A namespace to browse: folders and variables below Objects, in any shape, circles too. */
final class PlcTree extends ManagedNamespaceWithLifecycle {
    static final String URI = "urn:millwright:test:tree";

    PlcTree(OpcUaServer server, Consumer<PlcTree> content) {
        super(server, URI);
        content.accept(this);
    }

    /** The folders of a line. */
    record Mills(UaFolderNode mill1, UaFolderNode mill2) {}

    /** Makes a folder Line that holds two mills; a variable is in two places, and the second mill holds the line again. */
    Mills line() {
        UaFolderNode line = folder("Line");
        UaFolderNode mill1 = folder("Line/Mill1");
        UaFolderNode mill2 = folder("Line/Mill2");
        underObjects(line);
        organizes(line, mill1);
        organizes(line, mill2);
        UaVariableNode speed = variable("Line/Mill1/speed", 1.5);
        organizes(mill1, speed);
        organizes(mill2, speed);
        organizes(mill1, variable("Line/Mill1/count", 7));
        organizes(mill2, line);
        return new Mills(mill1, mill2);
    }

    UaFolderNode folder(String id) {
        UaFolderNode folder = new UaFolderNode(
                getNodeContext(), newNodeId(id), newQualifiedName(name(id)), LocalizedText.english(id));
        getNodeManager().addNode(folder);
        return folder;
    }

    UaVariableNode variable(String id, Object value) {
        return variable(newNodeId(id), id, value);
    }

    /** The id is of this namespace, and may be of any kind. */
    UaVariableNode variable(NodeId id, String name, Object value) {
        UaVariableNode variable = new UaVariableNode.UaVariableNodeBuilder(getNodeContext())
                .setNodeId(id)
                .setBrowseName(newQualifiedName(name(name)))
                .setDisplayName(LocalizedText.english(name))
                .setDataType(value instanceof Double ? NodeIds.Double : NodeIds.Int32)
                .setTypeDefinition(NodeIds.BaseDataVariableType)
                .build();
        variable.setValue(new DataValue(new Variant(value)));
        getNodeManager().addNode(variable);
        return variable;
    }

    /** A node is called after what follows the last slash of its id. */
    private static String name(String id) {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    void underObjects(UaNode node) {
        organizes(NodeIds.ObjectsFolder, node);
    }

    void organizes(UaNode parent, UaNode node) {
        organizes(parent.getNodeId(), node);
    }

    private void organizes(NodeId parent, UaNode node) {
        node.addReference(new Reference(node.getNodeId(), NodeIds.Organizes, parent.expanded(), false));
    }

    @Override
    public void onDataItemsCreated(List<DataItem> items) {}

    @Override
    public void onDataItemsModified(List<DataItem> items) {}

    @Override
    public void onDataItemsDeleted(List<DataItem> items) {}

    @Override
    public void onMonitoringModeChanged(List<MonitoredItem> items) {}
}
