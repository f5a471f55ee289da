package io.millwright.opcua.browse;

import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.UaRuntimeException;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/** NodeIds as people and tag tables write them. */
public final class NodeIdText {
    private NodeIdText() {}

    /**
     * Returns a NodeId as a tag table takes it best: by the namespace's URI, which stays when a server numbers its namespaces
     * anew.
     */
    public static String of(NodeId id, NamespaceTable namespaces) {
        String plain = id.toParseableString();
        if (id.getNamespaceIndex().intValue() == 0) {
            return plain;
        }
        try {
            String text = id.expanded(namespaces).toParseableString();
            return read(text, namespaces).filter(id::equals).isPresent() ? text : plain;
        } catch (UaRuntimeException | IllegalArgumentException | IllegalStateException e) {
            // A namespace that the server has no URI of, or one with a semicolon in it.
            return plain;
        }
    }

    /**
     * Returns the NodeId that a text means; empty where it names a namespace that the server does not have.
     *
     * @throws UaRuntimeException it is no NodeId
     * @throws IllegalArgumentException it is no NodeId
     */
    public static Optional<NodeId> read(String text, NamespaceTable namespaces) {
        return ExpandedNodeId.parse(text).toNodeId(namespaces);
    }
}
