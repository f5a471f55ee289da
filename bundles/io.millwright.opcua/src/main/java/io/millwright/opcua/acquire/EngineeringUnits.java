package io.millwright.opcua.acquire;

import io.millwright.opcua.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.UaStructuredType;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePath;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePathResult;
import org.eclipse.milo.opcua.stack.core.types.structured.EUInformation;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.eclipse.milo.opcua.stack.core.types.structured.RelativePath;
import org.eclipse.milo.opcua.stack.core.types.structured.RelativePathElement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the EngineeringUnits properties of variables (OPC UA Part 8, 5.3.2.2 and 5.6.3). */
final class EngineeringUnits {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);
    private static final int BATCH = 500;

    private EngineeringUnits() {}

    /** Returns a unit's display name per node; null where the server has none. */
    static String[] read(OpenLink link, List<NodeId> nodes) throws UaException {
        String[] units = new String[nodes.size()];
        List<NodeId> properties = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        int pathBatch = link.limit(limits -> limits.maxNodesPerTranslateBrowsePathsToNodeIds(), BATCH);
        for (int from = 0; from < nodes.size(); from += pathBatch) {
            find(link, nodes, from, Math.min(nodes.size(), from + pathBatch), properties, owners);
        }
        int readBatch = link.limit(limits -> limits.maxNodesPerRead(), BATCH);
        for (int from = 0; from < properties.size(); from += readBatch) {
            List<NodeId> part = properties.subList(from, Math.min(properties.size(), from + readBatch));
            List<ReadValueId> ids = part.stream()
                    .map(id -> new ReadValueId(id, AttributeId.Value.uid(), null, QualifiedName.NULL_VALUE))
                    .toList();
            DataValue[] values =
                    link.client().read(0.0, TimestampsToReturn.Neither, ids).getResults();
            for (int i = 0; values != null && i < values.length; i++) {
                units[owners.get(from + i)] = text(link, values[i]);
            }
        }
        return units;
    }

    private static void find(
            OpenLink link, List<NodeId> nodes, int from, int to, List<NodeId> properties, List<Integer> owners)
            throws UaException {
        RelativePath path = new RelativePath(new RelativePathElement[] {
            new RelativePathElement(NodeIds.HasProperty, false, true, new QualifiedName(0, "EngineeringUnits"))
        });
        List<BrowsePath> paths = nodes.subList(from, to).stream()
                .map(node -> new BrowsePath(node, path))
                .toList();
        BrowsePathResult[] results = link.client().translateBrowsePaths(paths).getResults();
        for (int i = 0; results != null && i < results.length; i++) {
            if (results[i].getStatusCode().isGood()
                    && results[i].getTargets() != null
                    && results[i].getTargets().length > 0) {
                int owner = from + i;
                results[i]
                        .getTargets()[0]
                        .getTargetId()
                        .toNodeId(link.client().getNamespaceTable())
                        .ifPresent(id -> {
                            properties.add(id);
                            owners.add(owner);
                        });
            }
        }
    }

    private static String text(OpenLink link, DataValue value) {
        Object content = value.value().value();
        if (content instanceof ExtensionObject encoded) {
            try {
                UaStructuredType decoded = encoded.decode(link.client().getStaticEncodingContext());
                content = decoded;
            } catch (RuntimeException e) {
                // Milo's decoder throws what its buffers throw, for example for a body that is too short.
                LOGGER.debug("A server's EngineeringUnits cannot be decoded; the tag has no unit.", e);
            }
        }
        return content instanceof EUInformation unit && unit.getDisplayName() != null
                ? unit.getDisplayName().text()
                : null;
    }
}
