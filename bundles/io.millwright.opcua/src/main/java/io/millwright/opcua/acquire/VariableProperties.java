package io.millwright.opcua.acquire;

import io.millwright.opcua.settings.Settings;
import io.millwright.unit.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.eclipse.milo.opcua.sdk.client.OperationLimits;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePath;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePathResult;
import org.eclipse.milo.opcua.stack.core.types.structured.EUInformation;
import org.eclipse.milo.opcua.stack.core.types.structured.EnumValueType;
import org.eclipse.milo.opcua.stack.core.types.structured.Range;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.eclipse.milo.opcua.stack.core.types.structured.RelativePath;
import org.eclipse.milo.opcua.stack.core.types.structured.RelativePathElement;
import org.eclipse.milo.opcua.stack.core.types.structured.TranslateBrowsePathsToNodeIdsResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what servers say of variables besides values: EngineeringUnits and EURange (OPC UA Part 8, 5.3.2), EnumStrings and
 * EnumValues of the variable or of its data type (Part 3, 5.8.3), ValueRank and ArrayDimensions. All of it is optional: what
 * a server refuses, with whatever code, stays unknown and costs no value.
 */
final class VariableProperties {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);
    private static final int BATCH = 500;
    static final String UNITS = "EngineeringUnits";
    static final String RANGE = "EURange";
    static final String STRINGS = "EnumStrings";
    static final String VALUES = "EnumValues";
    private static final int SCALAR = -1;

    private final OpenLink link;
    private final BatchedCalls calls;

    private VariableProperties(OpenLink link, String connection) {
        this.link = link;
        calls = new BatchedCalls(connection, link.learned());
    }

    /** A property that a node may have. */
    private record Property(int owner, NodeId ofNode, String name) {}

    /** Returns one entry per node; blocks for at most some request timeouts. */
    static ServerFacts[] read(OpenLink link, String connection, List<NodeId> nodes) {
        return new VariableProperties(link, connection).read(nodes);
    }

    private ServerFacts[] read(List<NodeId> nodes) {
        List<ReadValueId> attributes = new ArrayList<>();
        for (NodeId node : nodes) {
            attributes.add(attribute(node, AttributeId.DataType));
            attributes.add(attribute(node, AttributeId.ValueRank));
        }
        List<DataValue> ofNodes = values("data types", attributes);
        List<int[]> dimensions = dimensions(nodes, ofNodes);
        List<Map<String, Object>> ofVariables =
                properties(nodes, i -> DataTypeKind.of(type(ofNodes.get(2 * i))).properties());
        Map<NodeId, Integer> types = new LinkedHashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            NodeId type = enumeration(ofNodes.get(2 * i));
            if (type != null && texts(ofVariables.get(i)).isEmpty()) {
                types.putIfAbsent(type, types.size());
            }
        }
        List<Map<String, Object>> ofTypes = properties(List.copyOf(types.keySet()), i -> DataTypeKind.OWN_PROPERTIES);
        ServerFacts[] facts = new ServerFacts[nodes.size()];
        for (int i = 0; i < facts.length; i++) {
            Map<String, Object> own = ofVariables.get(i);
            Map<Long, String> texts = texts(own);
            Integer type = types.get(enumeration(ofNodes.get(2 * i)));
            Range range = own.get(RANGE) instanceof Range given ? given : null;
            facts[i] = new ServerFacts(
                    unit(own.get(UNITS)),
                    range == null || range.getLow() == null ? Double.NaN : range.getLow(),
                    range == null || range.getHigh() == null ? Double.NaN : range.getHigh(),
                    texts.isEmpty() && type != null ? texts(ofTypes.get(type)) : texts,
                    dimensions.get(i));
        }
        return facts;
    }

    private static ReadValueId attribute(NodeId node, AttributeId attribute) {
        return new ReadValueId(node, attribute.uid(), null, QualifiedName.NULL_VALUE);
    }

    /** Returns the properties that each node has, decoded. */
    private List<Map<String, Object>> properties(List<NodeId> owners, IntFunction<List<String>> names) {
        List<Property> asked = new ArrayList<>();
        for (int i = 0; i < owners.size(); i++) {
            for (String name : names.apply(i)) {
                asked.add(new Property(i, owners.get(i), name));
            }
        }
        int batch = link.limit(OperationLimits::maxNodesPerTranslateBrowsePathsToNodeIds, BATCH);
        List<BrowsePathResult> results = calls.all(
                LearnedLimits.Kind.PATHS_PER_TRANSLATE,
                "engineering units, ranges and texts",
                asked,
                batch,
                part -> link.client()
                        .translateBrowsePathsAsync(
                                part.stream().map(VariableProperties::path).toList())
                        .thenApply(TranslateBrowsePathsToNodeIdsResponse::getResults));
        List<Property> found = new ArrayList<>();
        List<ReadValueId> ids = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            NodeId node = target(results.get(i));
            if (node != null) {
                found.add(asked.get(i));
                ids.add(attribute(node, AttributeId.Value));
            }
        }
        List<DataValue> read = values("engineering units, ranges and texts", ids);
        List<Map<String, Object>> ofOwners = new ArrayList<>();
        owners.forEach(owner -> ofOwners.add(new HashMap<>()));
        for (int i = 0; i < read.size(); i++) {
            Object content = decoded(content(read.get(i)));
            if (content != null) {
                ofOwners.get(found.get(i).owner()).put(found.get(i).name(), content);
            }
        }
        return ofOwners;
    }

    private static BrowsePath path(Property property) {
        return new BrowsePath(property.ofNode(), new RelativePath(new RelativePathElement[] {
            new RelativePathElement(NodeIds.HasProperty, false, true, new QualifiedName(0, property.name()))
        }));
    }

    private static Object content(DataValue value) {
        return value == null ? null : value.value().value();
    }

    private List<DataValue> values(String what, List<ReadValueId> ids) {
        int batch = link.limit(OperationLimits::maxNodesPerRead, BATCH);
        return calls.all(LearnedLimits.Kind.NODES_PER_READ, what, ids, batch, part -> link.client()
                .readAsync(0.0, TimestampsToReturn.Neither, part)
                .thenApply(ReadResponse::getResults));
    }

    private NodeId target(BrowsePathResult result) {
        return result == null
                        || !result.getStatusCode().isGood()
                        || result.getTargets() == null
                        || result.getTargets().length == 0
                ? null
                : result.getTargets()[0]
                        .getTargetId()
                        .toNodeId(link.client().getNamespaceTable())
                        .orElse(null);
    }

    private Object decoded(Object content) {
        try {
            if (content instanceof ExtensionObject one) {
                return one.decode(link.client().getStaticEncodingContext());
            }
            if (content instanceof ExtensionObject[] some) {
                Object[] all = new Object[some.length];
                for (int i = 0; i < all.length; i++) {
                    all[i] = some[i].decode(link.client().getStaticEncodingContext());
                }
                return all;
            }
            return content;
        } catch (RuntimeException e) {
            // Milo's decoder throws what its buffers throw, for example for a body that is too short.
            LOGGER.debug("A server's property cannot be decoded; it stays unknown.", e);
            return null;
        }
    }

    private static String unit(Object content) {
        return content instanceof EUInformation unit
                ? Units.name(
                        unit.getDisplayName() == null
                                ? null
                                : unit.getDisplayName().text(),
                        unit.getNamespaceUri(),
                        unit.getUnitId() == null ? -1 : unit.getUnitId())
                : "";
    }

    private static Map<Long, String> texts(Map<String, Object> properties) {
        Map<Long, String> texts = new HashMap<>();
        if (properties.get(VALUES) instanceof Object[] values) {
            for (Object value : values) {
                if (value instanceof EnumValueType entry && entry.getValue() != null) {
                    put(texts, entry.getValue(), entry.getDisplayName());
                }
            }
        } else if (properties.get(STRINGS) instanceof LocalizedText[] strings) {
            for (int i = 0; i < strings.length; i++) {
                put(texts, i, strings[i]);
            }
        }
        return texts;
    }

    private static void put(Map<Long, String> texts, long value, LocalizedText text) {
        if (text != null && text.text() != null) {
            texts.put(value, text.text());
        }
    }

    /** Returns the data type if it may be an enumeration, else null. */
    private static NodeId enumeration(DataValue value) {
        NodeId type = type(value);
        return DataTypeKind.builtIn(type) == 0 ? type : null;
    }

    private static NodeId type(DataValue value) {
        return content(value) instanceof NodeId type ? type : null;
    }

    /** Asks for the lengths only where a value may be an array. */
    private List<int[]> dimensions(List<NodeId> nodes, List<DataValue> ofNodes) {
        List<int[]> dimensions = new ArrayList<>();
        List<Integer> asked = new ArrayList<>();
        List<ReadValueId> ids = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            int rank = rank(ofNodes.get(2 * i + 1));
            dimensions.add(unknown(rank));
            if (rank != SCALAR) {
                asked.add(i);
                ids.add(attribute(nodes.get(i), AttributeId.ArrayDimensions));
            }
        }
        List<DataValue> read = values("array dimensions", ids);
        for (int i = 0; i < read.size(); i++) {
            if (content(read.get(i)) instanceof UInteger[] sizes && sizes.length > 0) {
                dimensions.set(asked.get(i), lengths(sizes));
            }
        }
        return dimensions;
    }

    /** 0 is one or more dimensions, -1 a scalar, below it anything; a rank that is not told counts as anything. */
    private static int rank(DataValue value) {
        return content(value) instanceof Integer given ? given : Integer.MIN_VALUE;
    }

    private static int[] unknown(int rank) {
        int[] unknown = new int[rank < 0 ? 0 : Math.max(1, Math.min(rank, Byte.MAX_VALUE))];
        Arrays.fill(unknown, -1);
        return unknown;
    }

    private static int[] lengths(UInteger[] sizes) {
        return Arrays.stream(sizes)
                .mapToInt(size -> size == null || size.longValue() <= 0 || size.longValue() > Integer.MAX_VALUE
                        ? -1
                        : size.intValue())
                .toArray();
    }
}
