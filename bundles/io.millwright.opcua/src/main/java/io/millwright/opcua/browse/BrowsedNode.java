package io.millwright.opcua.browse;

import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/**
 * An object or variable, where it was found first. Immutable.
 *
 * @param name browse name without its namespace, or the identifier where there is none
 * @param variable whether it is a variable; an object otherwise
 * @param folder whether it is an object that only holds others (FolderType, OPC UA Part 5, 6.6)
 * @param parent where it was found; null for the node that the walk began at
 */
public record BrowsedNode(NodeId id, String name, boolean variable, boolean folder, BrowsedNode parent) {
    /** Returns how many steps it is away from where the walk began. */
    public int depth() {
        int depth = 0;
        for (BrowsedNode node = parent; node != null; node = node.parent) {
            depth++;
        }
        return depth;
    }

    /** Returns the names from below where the walk began to here; empty there. */
    public String path(String separator) {
        Deque<String> names = new ArrayDeque<>();
        for (BrowsedNode node = this; node.parent != null; node = node.parent) {
            names.addFirst(node.name);
        }
        return String.join(separator, names);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BrowsedNode node && node.id.equals(id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return path("/") + " " + id;
    }
}
