package io.millwright.desk.browse;

import io.millwright.opcua.browse.BrowsedNode;
import io.millwright.opcua.browse.TagBrowser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;

/** The names of variables' data types, as the server calls them. */
final class TypeNames {
    private TypeNames() {}

    /** Returns a name per variable, "" where the server tells none; [] stands behind that of an array. */
    static List<String> of(TagBrowser browser, List<BrowsedNode> variables) {
        List<NodeId> ids = variables.stream().map(BrowsedNode::id).toList();
        List<DataValue> types = browser.attributes(ids, AttributeId.DataType);
        List<DataValue> ranks = browser.attributes(ids, AttributeId.ValueRank);
        Set<NodeId> distinct = new LinkedHashSet<>();
        types.forEach(type -> {
            if (content(type) instanceof NodeId id) {
                distinct.add(id);
            }
        });
        List<NodeId> asked = List.copyOf(distinct);
        List<DataValue> told = browser.attributes(asked, AttributeId.BrowseName);
        Map<NodeId, String> names = new HashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            names.put(
                    asked.get(i),
                    content(told.get(i)) instanceof QualifiedName name && name.getName() != null
                            ? name.getName()
                            : asked.get(i).toParseableString());
        }
        List<String> result = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            String name = content(types.get(i)) instanceof NodeId id ? names.get(id) : "";
            boolean array = content(ranks.get(i)) instanceof Integer rank && rank >= 0;
            result.add(array && !name.isEmpty() ? name + "[]" : name);
        }
        return result;
    }

    private static Object content(DataValue value) {
        return value == null ? null : value.value().value();
    }
}
