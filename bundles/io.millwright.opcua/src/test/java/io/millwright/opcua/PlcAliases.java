package io.millwright.opcua;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.eclipse.milo.opcua.stack.core.types.structured.RegisterNodesResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.UnregisterNodesRequest;

/** The NodeIds that a PLC gives for those that are registered with it (OPC UA Part 4, 5.8.5). Any thread. */
final class PlcAliases {
    private final RequestCounts requests;
    private final Map<NodeId, NodeId> nodes = new ConcurrentHashMap<>();
    private volatile boolean given;

    PlcAliases(RequestCounts requests) {
        this.requests = requests;
    }

    /** Gives others from now on; before each keeps its own. */
    void give() {
        given = true;
    }

    /** Knows none of them any more, as when its program was loaded anew. */
    void forget() {
        nodes.clear();
    }

    int size() {
        return nodes.size();
    }

    RegisterNodesResponse registered(RegisterNodesResponse response) {
        return given
                ? new RegisterNodesResponse(
                        response.getResponseHeader(),
                        Arrays.stream(response.getRegisteredNodeIds())
                                .map(this::alias)
                                .toArray(NodeId[]::new))
                : response;
    }

    private NodeId alias(NodeId node) {
        NodeId alias = new NodeId(node.getNamespaceIndex(), "alias of " + node.getIdentifier());
        nodes.put(alias, node);
        return alias;
    }

    void unregistered(UnregisterNodesRequest request) {
        nodes.keySet().removeAll(Arrays.asList(request.getNodesToUnregister()));
    }

    /** Returns the request by the names of the nodes. */
    ReadRequest read(ReadRequest request) {
        ReadValueId[] ids = request.getNodesToRead().clone();
        for (int i = 0; i < ids.length; i++) {
            NodeId node = nodes.get(ids[i].getNodeId());
            if (node != null) {
                requests.add(Counterpart.REGISTERED_READ, 1);
                ids[i] = new ReadValueId(
                        node, ids[i].getAttributeId(), ids[i].getIndexRange(), ids[i].getDataEncoding());
            }
        }
        return new ReadRequest(request.getRequestHeader(), request.getMaxAge(), request.getTimestampsToReturn(), ids);
    }
}
