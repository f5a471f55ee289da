package io.millwright.desk.browse;

import io.millwright.opcua.browse.BrowsedNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The variables that were found, as a tree of the folders that lead to them. */
final class FoundTags {
    /** Between the names of folders. */
    static final String SEPARATOR = ".";

    /**
     * A variable that was found.
     *
     * @param nodeId as the tag table takes it
     * @param type name of its data type; "" where it was not asked for
     */
    record Found(BrowsedNode node, String nodeId, String type) {
        String path() {
            return node.path(SEPARATOR);
        }
    }

    private FoundTags() {}

    /** Returns the tree in lines: folders that lead to a variable, each before what is in it, indented by its depth. */
    static List<String> tree(List<Found> tags, Function<Found, String> text) {
        Map<BrowsedNode, Set<BrowsedNode>> children = new HashMap<>();
        Map<BrowsedNode, Found> found = new HashMap<>();
        Deque<BrowsedNode> open = new ArrayDeque<>();
        for (Found tag : tags) {
            found.put(tag.node(), tag);
            BrowsedNode node = tag.node();
            while (node.parent() != null
                    && children.computeIfAbsent(node.parent(), each -> new LinkedHashSet<>())
                            .add(node)) {
                node = node.parent();
            }
            if (node.parent() == null && open.isEmpty()) {
                open.push(node);
            }
        }
        List<String> lines = new ArrayList<>();
        while (!open.isEmpty()) {
            BrowsedNode node = open.pop();
            if (node.parent() != null) {
                String indent = "  ".repeat(node.depth() - 1);
                Found tag = found.get(node);
                lines.add(indent + (tag == null ? node.name() : text.apply(tag)));
            }
            List<BrowsedNode> below = new ArrayList<>(children.getOrDefault(node, Set.of()));
            Collections.reverse(below);
            below.forEach(open::push);
        }
        return lines;
    }
}
