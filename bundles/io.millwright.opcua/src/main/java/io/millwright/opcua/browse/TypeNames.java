package io.millwright.opcua.browse;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;

/** The names of variables' data types, as the server calls them. */
public final class TypeNames {
    /** ByteString: up to it the built-in types are called as in the library (OPC UA Part 6, 5.1.2). */
    private static final int LAST_KNOWN = 15;

    private TypeNames() {}

    /** Returns a name per variable, "" where the server tells none; [] stands behind that of an array. */
    public static List<String> of(AddressSpace space, List<BrowsedNode> variables) {
        List<NodeId> ids = variables.stream().map(BrowsedNode::id).toList();
        List<DataValue> types = space.attributes(ids, AttributeId.DataType);
        List<DataValue> ranks = space.attributes(ids, AttributeId.ValueRank);
        List<NodeId> distinct = new ArrayList<>();
        types.forEach(type -> {
            if (content(type) instanceof NodeId id) {
                distinct.add(id);
            }
        });
        Map<NodeId, String> names = named(space, distinct);
        List<String> result = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            String name = content(types.get(i)) instanceof NodeId id ? names.get(id) : "";
            boolean array = content(ranks.get(i)) instanceof Integer rank && rank >= 0;
            result.add(array && !name.isEmpty() ? name + "[]" : name);
        }
        return result;
    }

    /** Returns a name for each data type; asks only for those that a server may call as it likes. */
    public static Map<NodeId, String> named(AddressSpace space, Collection<NodeId> types) {
        Map<NodeId, String> names = new HashMap<>();
        Set<NodeId> unknown = new LinkedHashSet<>();
        for (NodeId type : types) {
            String name = builtIn(type);
            if (name == null) {
                unknown.add(type);
            } else {
                names.put(type, name);
            }
        }
        List<NodeId> asked = List.copyOf(unknown);
        List<DataValue> told = space.attributes(asked, AttributeId.BrowseName);
        for (int i = 0; i < asked.size(); i++) {
            names.put(
                    asked.get(i),
                    content(told.get(i)) instanceof QualifiedName name && name.getName() != null
                            ? name.getName()
                            : asked.get(i).toParseableString());
        }
        return names;
    }

    /** Returns null for a type that is none of the first built-in ones. */
    private static String builtIn(NodeId type) {
        OpcUaDataType found = OpcUaDataType.fromNodeId(type);
        return found != null && found.getTypeId() <= LAST_KNOWN ? found.name() : null;
    }

    private static Object content(DataValue value) {
        return value == null ? null : value.value().value();
    }
}
