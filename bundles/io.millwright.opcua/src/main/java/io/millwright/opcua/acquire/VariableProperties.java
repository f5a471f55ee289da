package io.millwright.opcua.acquire;

import io.millwright.opcua.milo.Waits;
import io.millwright.opcua.settings.Settings;
import io.millwright.unit.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.milo.opcua.sdk.client.OperationLimits;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
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
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.eclipse.milo.opcua.stack.core.types.structured.RelativePath;
import org.eclipse.milo.opcua.stack.core.types.structured.RelativePathElement;
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
    private static final int BUILT_IN_TYPES = 29;
    private static final String UNITS = "EngineeringUnits";
    private static final String RANGE = "EURange";
    private static final String STRINGS = "EnumStrings";
    private static final String VALUES = "EnumValues";
    private static final List<String> OF_VARIABLES = List.of(UNITS, RANGE, STRINGS, VALUES);
    private static final List<String> OF_TYPES = List.of(STRINGS, VALUES);

    /** A smaller call may be taken. */
    private static final Set<Long> TOO_MUCH = Set.of(
            StatusCodes.Bad_TooManyOperations,
            StatusCodes.Bad_RequestTooLarge,
            StatusCodes.Bad_ResponseTooLarge,
            StatusCodes.Bad_EncodingLimitsExceeded,
            StatusCodes.Bad_TcpMessageTooLarge);

    private final OpenLink link;
    private final String connection;

    private VariableProperties(OpenLink link, String connection) {
        this.link = link;
        this.connection = connection;
    }

    private record Property(int owner, String name, NodeId node) {}

    private interface Call<T, R> {
        R[] of(List<T> part) throws UaException;
    }

    /** Returns one entry per node; blocks for at most some request timeouts. */
    static ServerFacts[] read(OpenLink link, String connection, List<NodeId> nodes) {
        return new VariableProperties(link, connection).read(nodes);
    }

    private ServerFacts[] read(List<NodeId> nodes) {
        List<ReadValueId> attributes = new ArrayList<>();
        for (NodeId node : nodes) {
            attributes.add(attribute(node, AttributeId.ValueRank));
            attributes.add(attribute(node, AttributeId.ArrayDimensions));
            attributes.add(attribute(node, AttributeId.DataType));
        }
        List<DataValue> ofNodes = values("array dimensions", attributes);
        List<Map<String, Object>> ofVariables = properties(nodes, OF_VARIABLES);
        Map<NodeId, Integer> types = new LinkedHashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            NodeId type = type(ofNodes.get(3 * i + 2));
            if (type != null && texts(ofVariables.get(i)).isEmpty()) {
                types.putIfAbsent(type, types.size());
            }
        }
        List<Map<String, Object>> ofTypes = properties(List.copyOf(types.keySet()), OF_TYPES);
        ServerFacts[] facts = new ServerFacts[nodes.size()];
        for (int i = 0; i < facts.length; i++) {
            Map<String, Object> own = ofVariables.get(i);
            Map<Long, String> texts = texts(own);
            Integer type = types.get(type(ofNodes.get(3 * i + 2)));
            Range range = own.get(RANGE) instanceof Range given ? given : null;
            facts[i] = new ServerFacts(
                    unit(own.get(UNITS)),
                    range == null || range.getLow() == null ? Double.NaN : range.getLow(),
                    range == null || range.getHigh() == null ? Double.NaN : range.getHigh(),
                    texts.isEmpty() && type != null ? texts(ofTypes.get(type)) : texts,
                    dimensions(ofNodes.get(3 * i), ofNodes.get(3 * i + 1)));
        }
        return facts;
    }

    private static ReadValueId attribute(NodeId node, AttributeId attribute) {
        return new ReadValueId(node, attribute.uid(), null, QualifiedName.NULL_VALUE);
    }

    /** Returns the properties that each node has, decoded. */
    private List<Map<String, Object>> properties(List<NodeId> owners, List<String> names) {
        List<BrowsePath> paths = new ArrayList<>();
        for (NodeId owner : owners) {
            for (String name : names) {
                paths.add(new BrowsePath(owner, new RelativePath(new RelativePathElement[] {
                    new RelativePathElement(NodeIds.HasProperty, false, true, new QualifiedName(0, name))
                })));
            }
        }
        int batch = link.limit(OperationLimits::maxNodesPerTranslateBrowsePathsToNodeIds, BATCH);
        List<BrowsePathResult> found = all("engineering units, ranges and texts", paths, batch, part -> link.client()
                .translateBrowsePaths(part)
                .getResults());
        List<Property> properties = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            NodeId node = target(found.get(i));
            if (node != null) {
                properties.add(new Property(i / names.size(), names.get(i % names.size()), node));
            }
        }
        List<DataValue> read = values(
                "engineering units, ranges and texts",
                properties.stream()
                        .map(property -> attribute(property.node(), AttributeId.Value))
                        .toList());
        List<Map<String, Object>> ofOwners = new ArrayList<>();
        owners.forEach(owner -> ofOwners.add(new HashMap<>()));
        for (int i = 0; i < read.size(); i++) {
            Object content =
                    read.get(i) == null ? null : decoded(read.get(i).value().value());
            if (content != null) {
                Property property = properties.get(i);
                ofOwners.get(property.owner()).put(property.name(), content);
            }
        }
        return ofOwners;
    }

    private List<DataValue> values(String what, List<ReadValueId> ids) {
        int batch = link.limit(OperationLimits::maxNodesPerRead, BATCH);
        return all(what, ids, batch, part -> link.client()
                .read(0.0, TimestampsToReturn.Neither, part)
                .getResults());
    }

    /** Returns as many results as there are operations; null for each that was not answered. */
    private <T, R> List<R> all(String what, List<T> operations, int most, Call<T, R> call) {
        List<R> results = new ArrayList<>();
        int batch = most;
        while (results.size() < operations.size()) {
            int to = Math.min(operations.size(), results.size() + batch);
            List<T> part = operations.subList(results.size(), to);
            try {
                R[] answers = call.of(part);
                for (int i = 0; i < part.size(); i++) {
                    results.add(answers != null && i < answers.length ? answers[i] : null);
                }
            } catch (UaException e) {
                if (TOO_MUCH.contains(e.getStatusCode().value()) && batch > 1) {
                    batch = Math.max(1, batch / 2);
                    continue;
                }
                LOGGER.info("{}: the server tells no {} ({}).", connection, what, Waits.text(e));
                while (results.size() < operations.size()) {
                    results.add(null);
                }
            }
        }
        return results;
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
    private static NodeId type(DataValue value) {
        return value != null
                        && value.value().value() instanceof NodeId type
                        && !(type.getNamespaceIndex().intValue() == 0
                                && type.getIdentifier() instanceof UInteger number
                                && number.intValue() <= BUILT_IN_TYPES)
                ? type
                : null;
    }

    private static int[] dimensions(DataValue rankValue, DataValue sizesValue) {
        int rank = rankValue != null && rankValue.value().value() instanceof Integer given ? given : -1;
        if (sizesValue != null && sizesValue.value().value() instanceof UInteger[] sizes && sizes.length > 0) {
            return Arrays.stream(sizes)
                    .mapToInt(size -> size == null || size.longValue() <= 0 || size.longValue() > Integer.MAX_VALUE
                            ? -1
                            : size.intValue())
                    .toArray();
        }
        // 0 is one or more dimensions, -1 a scalar, below it anything.
        int[] unknown = new int[rank < 0 ? 0 : Math.max(1, Math.min(rank, Byte.MAX_VALUE))];
        Arrays.fill(unknown, -1);
        return unknown;
    }
}
