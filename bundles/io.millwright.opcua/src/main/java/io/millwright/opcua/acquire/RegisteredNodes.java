package io.millwright.opcua.acquire;

import io.millwright.opcua.milo.Waits;
import io.millwright.opcua.settings.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.milo.opcua.sdk.client.OperationLimits;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.structured.RegisterNodesResponse;

/**
 * NodeIds that are read again and again, as the server wants them then (OPC UA Part 4, 5.8.5): a PLC looks a name up once, not in each
 * read. Where a server registers nothing they are used as they are. They last for the session. On the session's thread.
 */
public final class RegisteredNodes {
    private static final int BATCH = 1_000;

    /** By the NodeId; the same one where the server keeps it. */
    private final Map<NodeId, NodeId> registered = new HashMap<>();

    /** Those that the server gave. */
    private final Set<NodeId> given = new HashSet<>();

    /** A new session: what was registered in the one before is nothing to its server. */
    public void forget() {
        registered.clear();
        given.clear();
    }

    /** Registers those that are not registered yet. Blocks for at most some request timeouts. */
    void register(OpenLink link, Settings settings, List<NodeId> nodes) {
        List<NodeId> more = new ArrayList<>(new LinkedHashSet<>(nodes));
        more.removeIf(registered::containsKey);
        if (more.isEmpty()) {
            return;
        }
        List<NodeId> answers = new BatchedCalls(settings.pid(), link.learned())
                .all(
                        LearnedLimits.Kind.NODES_PER_REGISTER,
                        "registered NodeIds",
                        more,
                        most(link),
                        part -> link.client()
                                .registerNodesAsync(part)
                                .thenApply(RegisterNodesResponse::getRegisteredNodeIds));
        for (int i = 0; i < more.size(); i++) {
            NodeId answer = answers.get(i);
            boolean gives = answer != null && answer.isNotNull();
            registered.put(more.get(i), gives ? answer : more.get(i));
            if (gives) {
                given.add(answer);
            }
        }
    }

    /** Returns what to ask for. */
    NodeId of(NodeId node) {
        return registered.getOrDefault(node, node);
    }

    /**
     * Uses a NodeId as it is from now on: its node was deleted, and of one that comes back the server may know the name only.
     *
     * @return whether it was another one
     */
    boolean drop(NodeId node) {
        return !node.equals(registered.put(node, node));
    }

    /** Has the server forget the others. Blocks for at most a request timeout for each call; failures do not matter. */
    void keepOnly(OpenLink link, Settings settings, List<NodeId> nodes) {
        Set<NodeId> unused = new HashSet<>(registered.keySet());
        unused.removeAll(Set.copyOf(nodes));
        List<NodeId> back =
                unused.stream().map(registered::remove).filter(given::remove).toList();
        int most = most(link);
        for (int from = 0; from < back.size(); from += most) {
            Waits.quietly(
                    link.client().unregisterNodesAsync(back.subList(from, Math.min(back.size(), from + most))),
                    settings.requestTimeoutMillis());
        }
    }

    private static int most(OpenLink link) {
        return link.learned()
                .atMost(
                        LearnedLimits.Kind.NODES_PER_REGISTER,
                        link.limit(OperationLimits::maxNodesPerRegisterNodes, BATCH));
    }
}
