package io.millwright.opcua.acquire;

import io.millwright.opcua.table.Limits;
import io.millwright.unit.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.eclipse.milo.opcua.sdk.client.OperationLimits;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
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

/**
 * Reads what servers say of variables besides values: EngineeringUnits, EURange and InstrumentRange (OPC UA Part 8, 5.3.2),
 * EnumStrings and EnumValues of the variable or of its data type or the definition of that (Part 3, 5.8.3), ValueRank and
 * ArrayDimensions. All of it is optional: what a server refuses, with whatever code, stays unknown and costs no value.
 */
public final class VariableProperties {
    private static final int BATCH = 500;
    static final String UNITS = "EngineeringUnits";
    static final String RANGE = "EURange";
    private static final String INSTRUMENT = "InstrumentRange";
    static final String STRINGS = "EnumStrings";
    static final String VALUES = "EnumValues";
    private static final int SCALAR = -1;

    private final OpenLink link;
    private final String connection;
    private final BatchedCalls calls;
    private final DataTypes dataTypes;

    private VariableProperties(OpenLink link, String connection, DataTypes dataTypes, BatchedCalls calls) {
        this.link = link;
        this.connection = connection;
        this.dataTypes = dataTypes;
        this.calls = calls;
    }

    /** A property that a node may have. */
    private record Property(int owner, NodeId ofNode, String name) {}

    /**
     * What the server said.
     *
     * @param facts one entry per node
     * @param whole whether it answered every question
     */
    record Told(List<ServerFacts> facts, boolean whole) {}

    /** Asks the server; blocks for at most some request timeouts. */
    static Told read(OpenLink link, String connection, DataTypes dataTypes, List<NodeId> nodes) {
        VariableProperties properties =
                new VariableProperties(link, connection, dataTypes, new BatchedCalls(connection, link.learned()));
        List<ServerFacts> facts = List.of(properties.read(nodes));
        return new Told(facts, !properties.calls.unanswered());
    }

    /**
     * Returns data types, dimensions, units and ranges, one entry per node, and nothing else.
     *
     * @param calls how the server is asked
     */
    public static List<ServerFacts> brief(OpenLink link, String connection, BatchedCalls calls, List<NodeId> nodes) {
        return new VariableProperties(link, connection, new DataTypes(), calls).brief(nodes);
    }

    private List<ServerFacts> brief(List<NodeId> nodes) {
        List<DataValue> ofNodes = types(nodes);
        List<int[]> dimensions = dimensions(nodes, ofNodes);
        List<Map<String, Object>> properties =
                properties(nodes, i -> DataTypeKind.of(type(ofNodes.get(2 * i))).properties().stream()
                        .filter(name -> name.equals(UNITS) || name.equals(RANGE))
                        .toList());
        List<ServerFacts> facts = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            facts.add(new ServerFacts(
                    unit(properties.get(i).get(UNITS)),
                    limits(properties.get(i).get(RANGE)),
                    Limits.UNKNOWN,
                    Map.of(),
                    dimensions.get(i),
                    type(ofNodes.get(2 * i))));
        }
        return facts;
    }

    /** Returns data type and rank of each node, one after the other. */
    private List<DataValue> types(List<NodeId> nodes) {
        List<ReadValueId> attributes = new ArrayList<>();
        for (NodeId node : nodes) {
            attributes.add(attribute(node, AttributeId.DataType));
            attributes.add(attribute(node, AttributeId.ValueRank));
        }
        return values("data types", attributes);
    }

    private ServerFacts[] read(List<NodeId> nodes) {
        List<DataValue> ofNodes = types(nodes);
        List<int[]> dimensions = dimensions(nodes, ofNodes);
        List<Map<String, Object>> ofVariables =
                properties(nodes, i -> DataTypeKind.of(type(ofNodes.get(2 * i))).properties());
        Map<NodeId, Map<Long, String>> ofTypes = enumerations(ofNodes, ofVariables);
        Limits[] instruments = instruments(nodes, ofVariables);
        ServerFacts[] facts = new ServerFacts[nodes.size()];
        for (int i = 0; i < facts.length; i++) {
            Map<String, Object> own = ofVariables.get(i);
            Map<Long, String> texts = texts(own);
            NodeId type = type(ofNodes.get(2 * i));
            facts[i] = new ServerFacts(
                    unit(own.get(UNITS)),
                    limits(own.get(RANGE)),
                    instruments[i],
                    texts.isEmpty() ? ofTypes.getOrDefault(type, Map.of()) : texts,
                    dimensions.get(i),
                    type);
        }
        return facts;
    }

    /** Returns the texts of the data types of those variables that have none of their own. */
    private Map<NodeId, Map<Long, String>> enumerations(
            List<DataValue> ofNodes, List<Map<String, Object>> ofVariables) {
        Set<NodeId> types = new LinkedHashSet<>();
        for (int i = 0; i < ofVariables.size(); i++) {
            NodeId type = enumeration(ofNodes.get(2 * i));
            if (type != null && texts(ofVariables.get(i)).isEmpty()) {
                types.add(type);
            }
        }
        List<NodeId> asked = List.copyOf(types);
        List<Map<String, Object>> properties = properties(asked, i -> DataTypeKind.OWN_PROPERTIES);
        Map<NodeId, Map<Long, String>> texts = new HashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            texts.put(asked.get(i), texts(properties.get(i)));
        }
        List<NodeId> without =
                asked.stream().filter(type -> texts.get(type).isEmpty()).toList();
        dataTypes.read(link, connection, without);
        without.forEach(type -> texts.put(type, dataTypes.texts(type)));
        return texts;
    }

    /** Who has no EURange has no InstrumentRange either, as good as always: it is not asked for. */
    private Limits[] instruments(List<NodeId> nodes, List<Map<String, Object>> ofVariables) {
        Limits[] instruments = new Limits[nodes.size()];
        List<Integer> asked = new ArrayList<>();
        for (int i = 0; i < instruments.length; i++) {
            instruments[i] = Limits.UNKNOWN;
            if (ofVariables.get(i).containsKey(RANGE)) {
                asked.add(i);
            }
        }
        List<Map<String, Object>> found =
                properties(asked.stream().map(nodes::get).toList(), i -> List.of(INSTRUMENT));
        for (int i = 0; i < asked.size(); i++) {
            instruments[asked.get(i)] = limits(found.get(i).get(INSTRUMENT));
        }
        return instruments;
    }

    private static Limits limits(Object content) {
        return content instanceof Range range && range.getLow() != null && range.getHigh() != null
                ? new Limits(range.getLow(), range.getHigh())
                : Limits.UNKNOWN;
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
            Object content = Decoded.of(link, content(read.get(i)));
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
