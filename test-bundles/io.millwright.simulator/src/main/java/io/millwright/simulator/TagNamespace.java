package io.millwright.simulator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.server.Lifecycle;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.model.variables.AnalogItemType;
import org.eclipse.milo.opcua.sdk.server.nodes.UaFolderNode;
import org.eclipse.milo.opcua.sdk.server.util.SubscriptionModel;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.structured.Range;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;

/**
 * The simulator's tags in one server: node ids {@code ns=<index>;s=<tag name>}, one folder per part of the name before
 * the first dot.
 *
 * <p>An item whose sampling interval is not longer than the tag's write period sees every write anyway, so it is bound to
 * the tag and costs nothing between writes. Slower items, and items of other attributes, are sampled by Milo.
 */
final class TagNamespace extends ManagedNamespaceWithLifecycle {
    private final Map<NodeId, Tag> tags = new HashMap<>();
    private final SubscriptionModel sampler;
    private final boolean bindItems;

    TagNamespace(OpcUaServer server, Collection<Tag> tags, boolean bindItems) {
        super(server, Simulator.NAMESPACE_URI);
        this.bindItems = bindItems;
        sampler = new SubscriptionModel(server, this);
        getLifecycleManager().addLifecycle(sampler);
        getLifecycleManager().addLifecycle(new Lifecycle() {
            @Override
            public void startup() {
                addNodes(tags);
            }

            @Override
            public void shutdown() {
                tags.forEach(Tag::unbindAll);
            }
        });
    }

    private void addNodes(Collection<Tag> all) {
        Map<String, UaFolderNode> folders = new HashMap<>();
        for (Tag tag : all) {
            int dot = tag.name().indexOf('.');
            UaFolderNode folder =
                    folders.computeIfAbsent(dot < 0 ? "Tags" : tag.name().substring(0, dot), this::addFolder);
            TagNode node = new TagNode(
                    getNodeContext(),
                    newNodeId(tag.name()),
                    newQualifiedName(tag.name().substring(dot + 1)),
                    tag);
            boolean analog = !Double.isNaN(tag.low());
            node.addReference(new Reference(
                    node.getNodeId(),
                    NodeIds.HasTypeDefinition,
                    (analog ? NodeIds.AnalogItemType : NodeIds.BaseDataVariableType).expanded(),
                    true));
            getNodeManager().addNode(node);
            if (analog) {
                node.setProperty(AnalogItemType.EU_RANGE, new Range(tag.low(), tag.high()));
            }
            if (tag.unit() != null) {
                node.setProperty(AnalogItemType.ENGINEERING_UNITS, tag.unit().information());
            }
            folder.addOrganizes(node);
            tags.put(node.getNodeId(), tag);
        }
    }

    private UaFolderNode addFolder(String name) {
        UaFolderNode folder = new UaFolderNode(
                getNodeContext(), newNodeId(name + "/"), newQualifiedName(name), LocalizedText.english(name));
        getNodeManager().addNode(folder);
        folder.addReference(
                new Reference(folder.getNodeId(), NodeIds.Organizes, NodeIds.ObjectsFolder.expanded(), false));
        return folder;
    }

    /** The tag whose writes serve this item, or null where Milo must sample. */
    private Tag bound(DataItem item) {
        ReadValueId read = item.getReadValueId();
        String range = read.getIndexRange();
        if (!bindItems || !AttributeId.Value.isEqual(read.getAttributeId()) || range != null && !range.isEmpty()) {
            return null;
        }
        Tag tag = tags.get(read.getNodeId());
        return tag != null && item.getSamplingInterval() * 1000 <= tag.periodMicros() ? tag : null;
    }

    @Override
    public void onDataItemsCreated(List<DataItem> items) {
        List<DataItem> sampled = new ArrayList<>();
        for (DataItem item : items) {
            Tag tag = bound(item);
            if (tag == null) {
                sampled.add(item);
            } else {
                tag.bind(item);
            }
        }
        if (!sampled.isEmpty()) {
            sampler.onDataItemsCreated(sampled);
        }
    }

    @Override
    public void onDataItemsModified(List<DataItem> items) {
        onDataItemsDeleted(items);
        onDataItemsCreated(items);
    }

    @Override
    public void onDataItemsDeleted(List<DataItem> items) {
        List<DataItem> sampled = new ArrayList<>();
        for (DataItem item : items) {
            Tag tag = tags.get(item.getReadValueId().getNodeId());
            if (tag == null || !tag.unbind(item)) {
                sampled.add(item);
            }
        }
        if (!sampled.isEmpty()) {
            sampler.onDataItemsDeleted(sampled);
        }
    }

    @Override
    public void onMonitoringModeChanged(List<MonitoredItem> items) {
        for (MonitoredItem item : items) {
            if (item instanceof DataItem data) {
                Tag tag = bound(data);
                if (tag != null) {
                    tag.refresh(data);
                }
            }
        }
        sampler.onMonitoringModeChanged(items);
    }
}
