package io.millwright.opcua.look;

import io.millwright.opcua.acquire.OpenLink;
import io.millwright.opcua.acquire.ServerFacts;
import io.millwright.opcua.browse.AddressSpace;
import io.millwright.opcua.browse.BrowseOutcome;
import io.millwright.opcua.browse.BrowseOutcome.End;
import io.millwright.opcua.browse.BrowsedNode;
import io.millwright.opcua.browse.NodeIdText;
import io.millwright.opcua.milo.ShownText;
import io.millwright.tag.BrowseException;
import io.millwright.tag.BrowseException.Reason;
import io.millwright.tag.BrowsePage;
import io.millwright.tag.TagBrowser;
import io.millwright.tag.TagNode;
import io.millwright.tag.TagValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaRuntimeException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/**
 * One session's address space, as people page through it. A node's children are listed at once and to the end, so that nothing is left
 * at the server; the list is kept for those pages of it that follow. For one thread.
 */
final class Browsing {
    private static final int MOST_LISTINGS = 2;
    private static final int MOST_PARTS = 2_000;

    /** Of a search. */
    private static final int MOST_SEEN = 50_000;

    /** Of the time, for the list; the rest is for what the nodes are. */
    private static final long LISTING_PERCENT = 60;

    private final OpenLink link;
    private final AddressSpace space;
    private final Map<NodeId, Listing> listings = lru(MOST_LISTINGS);

    /** Which part of a variable's value is asked for, by the variables that were looked at; "" for all of it. */
    private final Map<NodeId, String> parts = lru(MOST_PARTS);

    /**
     * The children of a node.
     *
     * @param note why that is not all, else ""
     */
    private record Listing(List<BrowsedNode> nodes, boolean complete, String note) {}

    Browsing(OpenLink link, String connection) {
        this.link = link;
        this.space = AddressSpace.forPeople(link, connection, TagBrowser.MOST_CHILDREN);
    }

    private static <K, V> Map<K, V> lru(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** Returns whether it is of this session. */
    boolean of(OpenLink other) {
        return link == other;
    }

    private NamespaceTable namespaces() {
        return link.client().getNamespaceTable();
    }

    BrowsePage browse(String nodeId, String continuation, int most, long millis) throws BrowseException {
        NodeId node = start(nodeId);
        Listing listing = continuation.isEmpty() ? null : listings.get(node);
        int from = continuation.isEmpty() ? 0 : after(continuation, listing);
        if (from < 0 || listing == null) {
            listing = list(node, nodeId, millis);
            from = continuation.isEmpty() ? 0 : again(continuation, listing);
        }
        int to = Math.min(listing.nodes().size(), from + most);
        List<TagNode> page = NodeDetails.of(space, namespaces(), listing.nodes().subList(from, to));
        boolean end = to == listing.nodes().size();
        return new BrowsePage(
                page,
                end ? "" : to + " " + page.get(page.size() - 1).nodeId(),
                listing.nodes().size(),
                listing.complete(),
                listing.note());
    }

    private NodeId start(String nodeId) throws BrowseException {
        if (nodeId.isEmpty()) {
            return NodeIds.ObjectsFolder;
        }
        try {
            return NodeIdText.read(nodeId, namespaces())
                    .orElseThrow(() -> new BrowseException(
                            Reason.UNKNOWN_NODE,
                            "nodeId '" + ShownText.of(nodeId) + "' names a namespace that the server does not have.",
                            "Browse from Objects on."));
        } catch (UaRuntimeException | IllegalArgumentException e) {
            throw Arguments.bad(
                    "nodeId '" + ShownText.of(nodeId) + "' is no NodeId.",
                    "Write it as ns=2;s=Name, ns=2;i=1001 or nsu=http://vendor/namespace;s=Name.");
        }
    }

    private Listing list(NodeId node, String nodeId, long millis) throws BrowseException {
        List<BrowsedNode> found = new ArrayList<>();
        AddressSpace bounded = space.within(TagBrowser.MOST_CHILDREN, millis * LISTING_PERCENT / 100);
        BrowseOutcome outcome = bounded.children(node, found::add);
        check(outcome, found, nodeId);
        Listing listing = new Listing(
                List.copyOf(found),
                outcome.end() == End.DONE && outcome.failed() == 0,
                note(outcome, "There are more than " + TagBrowser.MOST_CHILDREN + " nodes."));
        listings.put(node, listing);
        return listing;
    }

    /** A server that answers nothing, or knows no such node, is no empty folder. */
    private static void check(BrowseOutcome outcome, List<BrowsedNode> found, String nodeId) throws BrowseException {
        if (!found.isEmpty()) {
            return;
        }
        if (outcome.end() == End.BROKEN || outcome.end() == End.CANCELLED) {
            throw new BrowseException(
                    Reason.NO_ANSWER, "The server does not tell what it has.", "Try again, with more time.");
        }
        if (outcome.failed() > 0) {
            String why = outcome.failures().get(0);
            boolean unknown = why.contains("Bad_NodeId");
            throw new BrowseException(
                    unknown ? Reason.UNKNOWN_NODE : Reason.REFUSED,
                    "The server does not tell what is below '" + ShownText.of(nodeId) + "' (" + ShownText.of(why)
                            + ").",
                    unknown ? "Browse from Objects on." : "");
        }
    }

    private static String note(BrowseOutcome outcome, String full) {
        return switch (outcome.end()) {
            case FULL -> full;
            case CANCELLED -> "The time was too short for all of it; give more.";
            case BROKEN -> "The server stopped answering; try again.";
            case DONE -> outcome.failed() == 0
                    ? ""
                    : "The server does not tell all of it ("
                            + ShownText.of(outcome.failures().get(0)) + ").";
        };
    }

    private static int offset(String continuation) throws BrowseException {
        int blank = continuation.indexOf(' ');
        try {
            int offset = Integer.parseInt(continuation.substring(0, Math.max(0, blank)));
            if (offset > 0 && offset <= TagBrowser.MOST_CHILDREN) {
                return offset;
            }
        } catch (NumberFormatException e) {
            // Told below, with the value.
        }
        throw Arguments.bad(
                "continuation '" + ShownText.of(continuation) + "' is none.",
                "Hand over what the page before gave, or nothing for the first page.");
    }

    /** Returns where a page begins; -1 where the list is gone, or is another one by now. */
    private int after(String continuation, Listing listing) throws BrowseException {
        int offset = offset(continuation);
        boolean fits = listing != null
                && offset < listing.nodes().size()
                && last(continuation).equals(text(listing.nodes().get(offset - 1)));
        return fits ? offset : -1;
    }

    private static String last(String continuation) {
        return continuation.substring(continuation.indexOf(' ') + 1);
    }

    private String text(BrowsedNode node) {
        return NodeIdText.of(node.id(), namespaces());
    }

    /** Returns where a page begins in a list that was made anew. */
    private int again(String continuation, Listing listing) throws BrowseException {
        String last = last(continuation);
        for (int i = 0; i < listing.nodes().size(); i++) {
            if (text(listing.nodes().get(i)).equals(last)) {
                return i + 1;
            }
        }
        throw new BrowseException(
                Reason.UNKNOWN_NODE,
                "The last node of the page before, '" + ShownText.of(last) + "', is not there any more.",
                "Begin again with the first page.");
    }

    BrowsePage find(String nodeId, String text, int most, long millis) throws BrowseException {
        NodeId node = start(nodeId);
        String wanted = text.toLowerCase(Locale.ROOT);
        List<BrowsedNode> found = new ArrayList<>();
        List<BrowsedNode> beyond = new ArrayList<>();
        AddressSpace bounded = space.within(MOST_SEEN, millis * LISTING_PERCENT / 100);
        BrowseOutcome outcome = bounded.walk(node, each -> !NodeIds.Server.equals(each.id()), false, each -> {
            if (each.variable() && each.path(".").toLowerCase(Locale.ROOT).contains(wanted)) {
                (found.size() < most ? found : beyond).add(each);
                if (!beyond.isEmpty()) {
                    bounded.cancel();
                }
            }
        });
        if (outcome.nodes() == 0) {
            check(outcome, found, nodeId);
        }
        return new BrowsePage(
                NodeDetails.of(space, namespaces(), found),
                "",
                found.size(),
                outcome.end() == End.DONE && outcome.failed() == 0,
                beyond.isEmpty()
                        ? note(outcome, "There are more than " + MOST_SEEN + " nodes; begin further below.")
                        : "There are more than " + most + "; write more of the name, or begin further below.");
    }

    List<TagValue> read(List<String> nodeIds) throws BrowseException {
        List<Optional<NodeId>> asked = new ArrayList<>();
        for (String text : nodeIds) {
            asked.add(parsed(text));
        }
        List<NodeId> ids = asked.stream().flatMap(Optional::stream).toList();
        known(ids);
        List<String> wanted = ids.stream()
                .map(id -> parts.getOrDefault(id, ""))
                .map(part -> part.isEmpty() ? null : part)
                .toList();
        List<DataValue> read = PresentValues.read(space, ids, wanted);
        if (!ids.isEmpty() && read.stream().allMatch(Objects::isNull)) {
            throw new BrowseException(Reason.NO_ANSWER, "The server tells no values.", "Try again, with more time.");
        }
        List<TagValue> values = new ArrayList<>();
        int next = 0;
        for (Optional<NodeId> id : asked) {
            values.add(
                    id.isEmpty()
                            ? PresentValues.shown(new DataValue(StatusCodes.Bad_NodeIdInvalid), null)
                            : PresentValues.shown(read.get(next), wanted.get(next)));
            next += id.isEmpty() ? 0 : 1;
        }
        return values;
    }

    /** Finds out which of them are so large that only a part is asked for. */
    private void known(List<NodeId> ids) {
        List<NodeId> unknown =
                ids.stream().distinct().filter(id -> !parts.containsKey(id)).toList();
        List<ServerFacts> facts = unknown.isEmpty() ? List.of() : space.facts(unknown);
        for (int i = 0; i < facts.size(); i++) {
            String part = PresentValues.part(facts.get(i));
            parts.put(unknown.get(i), part == null ? "" : part);
        }
    }

    private Optional<NodeId> parsed(String text) {
        try {
            return NodeIdText.read(text, namespaces());
        } catch (UaRuntimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
