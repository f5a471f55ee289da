package io.millwright.opcua.browse;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.millwright.opcua.acquire.BatchedCalls;
import io.millwright.opcua.acquire.LearnedLimits.Kind;
import io.millwright.opcua.acquire.OpenLink;
import io.millwright.opcua.browse.BrowseOutcome.End;
import io.millwright.opcua.milo.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.milo.opcua.sdk.client.OperationLimits;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseDirection;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseNextResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseResult;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.ViewDescription;

/** One walk of a {@link AddressSpace}. A node is entered once, whatever leads to it: circles end, and doubles cost nothing. */
final class Walk {
    /**
     * How many nodes are asked for in one call, and how many references of each. The product of the most bounds the answer: a
     * message that is too large for the channel would end the session. It begins with few, because a server may need seconds
     * for one folder of ten thousand, and grows while answers are quick.
     */
    private static final class Shape {
        private final Deque<BrowsedNode> queue = new ArrayDeque<>();
        private final int most;
        private final int references;
        private int atOnce;

        Shape(int first, int most, int references) {
            this.atOnce = first;
            this.most = most;
            this.references = references;
        }

        List<BrowsedNode> next(int limit) {
            List<BrowsedNode> part = new ArrayList<>();
            while (!queue.isEmpty() && part.size() < Math.min(limit, atOnce)) {
                part.add(queue.remove());
            }
            return part;
        }

        void answered(long nanos) {
            if (nanos < QUICK_NANOS) {
                atOnce = Math.min(most, 2 * atOnce);
            } else if (nanos > SLOW_NANOS) {
                atOnce = Math.max(1, atOnce / 2);
            }
        }

        /** Puts nodes back, in their order, to be asked for in smaller calls. */
        void again(List<BrowsedNode> nodes) {
            atOnce = Math.max(1, atOnce / 4);
            for (int i = nodes.size() - 1; i >= 0; i--) {
                queue.addFirst(nodes.get(i));
            }
        }
    }

    /** A node of which the server holds further references. */
    private record Continued(BrowsedNode node, ByteString point) {}

    /** Of one answer for folders: about 1.5 MB at the most that names usually take. */
    private static final int MOST_REFERENCES = 10_000;

    /** Of the failures no more are told than anybody reads. */
    private static final int MOST_FAILURES = 20;

    private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** So many nodes in a row without an answer, each asked for alone, are a server that is gone. */
    private static final int GONE = 2;

    private static final String NO_ANSWER = "no answer";

    static final ViewDescription WHOLE = new ViewDescription(NodeId.NULL_VALUE, DateTime.MIN_VALUE, uint(0));
    private static final UInteger CLASSES = uint(NodeClass.Object.getValue() | NodeClass.Variable.getValue());

    /** Reference type, direction, node class, browse name, type definition (Part 4, 5.9.2.2). */
    private static final UInteger WHAT = uint(1 | 2 | 4 | 8 | 32);

    private final AddressSpace space;
    private final OpenLink link;
    private final BatchedCalls calls;
    private final int mostNodes;
    private final Predicate<BrowsedNode> enter;
    private final boolean properties;
    private final Consumer<BrowsedNode> found;
    private final Set<NodeId> seen = new HashSet<>();

    /** Of which some have thousands of children. */
    private final Shape folders;

    /** Of which most have none. */
    private final Shape variables = new Shape(50, 500, 20);

    private final List<String> failures = new ArrayList<>();
    private int nodes;
    private int doubles;
    private int elsewhere;
    private int failed;
    private int unanswered;
    private boolean full;

    Walk(
            AddressSpace space,
            OpenLink link,
            BatchedCalls calls,
            int mostNodes,
            Predicate<BrowsedNode> enter,
            boolean properties,
            Consumer<BrowsedNode> found,
            int references) {
        this.folders = new Shape(2, MOST_REFERENCES / references, references);
        this.space = space;
        this.link = link;
        this.calls = calls;
        this.mostNodes = mostNodes;
        this.enter = enter;
        this.properties = properties;
        this.found = found;
    }

    BrowseOutcome from(NodeId start) {
        int before = space.requests();
        seen.add(start);
        folders.queue.add(new BrowsedNode(start, "", false, false, null));
        while (!ended() && unanswered < GONE && !(folders.queue.isEmpty() && variables.queue.isEmpty())) {
            Shape shape = folders.queue.isEmpty() ? variables : folders;
            List<BrowsedNode> part = shape.next(atMost(Kind.NODES_PER_BROWSE, Integer.MAX_VALUE));
            long began = System.nanoTime();
            List<BrowsedNode> left = browse(part, shape.references);
            if (left.isEmpty()) {
                unanswered = 0;
                shape.answered(System.nanoTime() - began);
            } else if (shape.atOnce > 1) {
                shape.again(left);
            } else {
                unanswered += left.size();
                left.forEach(node -> failed(node, NO_ANSWER));
            }
        }
        // Of a server that is gone it may also be the last one.
        boolean broken = unanswered > 0 && (unanswered >= GONE || folders.queue.isEmpty() && variables.queue.isEmpty());
        End end = full ? End.FULL : stopped() ? End.CANCELLED : broken ? End.BROKEN : End.DONE;
        return new BrowseOutcome(nodes, doubles, elsewhere, failed, failures, space.requests() - before, end);
    }

    private int atMost(Kind kind, int wished) {
        return space.atMost(kind, OperationLimits::maxNodesPerBrowse, wished);
    }

    private boolean stopped() {
        return space.cancelled() || Thread.currentThread().isInterrupted();
    }

    private boolean ended() {
        return full || stopped();
    }

    /**
     * Asks for the references of some nodes in one call; for those for which the server had no continuation point left, once
     * more alone. One call at a time: what calls at once do to each other's continuation points is more than some servers
     * stand.
     *
     * @return those that were not answered
     */
    private List<BrowsedNode> browse(List<BrowsedNode> part, int references) {
        List<BrowseResult> results =
                calls.all(Kind.NODES_PER_BROWSE, "references", part, part.size(), some -> link.client()
                        .browseAsync(
                                WHOLE,
                                uint(references),
                                some.stream().map(Walk::question).toList())
                        .thenApply(BrowseResponse::getResults));
        List<Continued> further = new ArrayList<>();
        List<BrowsedNode> alone = new ArrayList<>();
        List<BrowsedNode> left = new ArrayList<>();
        for (int i = 0; i < part.size(); i++) {
            BrowseResult result = results.get(i);
            if (result == null) {
                left.add(part.get(i));
            } else if (part.size() > 1 && code(result) == StatusCodes.Bad_NoContinuationPoints) {
                alone.add(part.get(i));
            } else {
                take(part.get(i), result, further);
            }
        }
        follow(further);
        for (BrowsedNode node : alone) {
            if (!ended()) {
                left.addAll(browse(List.of(node), references));
            }
        }
        return left;
    }

    static BrowseDescription question(BrowsedNode node) {
        return new BrowseDescription(
                node.id(), BrowseDirection.Forward, NodeIds.HierarchicalReferences, true, CLASSES, WHAT);
    }

    static long code(BrowseResult result) {
        StatusCode status = result.getStatusCode();
        return status == null ? StatusCodes.Good : status.value();
    }

    /** Asks on until the server holds nothing back; what is not wanted any more is let go of, since servers hold few. */
    private void follow(List<Continued> first) {
        Deque<Continued> further = new ArrayDeque<>(first);
        while (!further.isEmpty()) {
            int limit = atMost(Kind.POINTS_PER_BROWSE_NEXT, folders.most);
            List<Continued> part = new ArrayList<>();
            while (!further.isEmpty() && part.size() < limit) {
                part.add(further.remove());
            }
            boolean release = ended();
            List<BrowseResult> results = calls.all(
                    Kind.POINTS_PER_BROWSE_NEXT, "further references", part, part.size(), some -> link.client()
                            .browseNextAsync(
                                    release, some.stream().map(Continued::point).toList())
                            .thenApply(BrowseNextResponse::getResults));
            for (int i = 0; i < part.size() && !release; i++) {
                if (results.get(i) == null) {
                    failed(part.get(i).node(), NO_ANSWER);
                } else {
                    take(part.get(i).node(), results.get(i), further);
                }
            }
        }
    }

    private void take(BrowsedNode node, BrowseResult result, Collection<Continued> further) {
        if (code(result) != StatusCodes.Good && result.getStatusCode().isBad()) {
            failed(node, Status.text((int) code(result)));
            return;
        }
        if (result.getReferences() != null) {
            for (ReferenceDescription reference : result.getReferences()) {
                child(node, reference);
            }
        }
        ByteString point = result.getContinuationPoint();
        if (point != null && point.bytesOrEmpty().length > 0) {
            further.add(new Continued(node, point));
        }
    }

    private void failed(BrowsedNode node, String why) {
        failed++;
        if (failures.size() < MOST_FAILURES) {
            failures.add((node.parent() == null ? node.id().toParseableString() : node.path("/")) + ": " + why);
        }
    }

    private void child(BrowsedNode parent, ReferenceDescription reference) {
        if (Boolean.FALSE.equals(reference.getIsForward())
                || !properties && NodeIds.HasProperty.equals(reference.getReferenceTypeId())) {
            return;
        }
        NodeId id = reference.getNodeId() == null || !reference.getNodeId().isLocal()
                ? null
                : reference
                        .getNodeId()
                        .toNodeId(link.client().getNamespaceTable())
                        .orElse(null);
        if (id == null) {
            elsewhere++;
        } else if (seen.contains(id)) {
            doubles++;
        } else if (nodes >= mostNodes) {
            full = true;
        } else {
            seen.add(id);
            nodes++;
            BrowsedNode node = new BrowsedNode(
                    id, name(reference, id), reference.getNodeClass() == NodeClass.Variable, folder(reference), parent);
            found.accept(node);
            if (enter.test(node)) {
                (node.variable() ? variables : folders).queue.add(node);
            }
        }
    }

    private boolean folder(ReferenceDescription reference) {
        ExpandedNodeId type = reference.getTypeDefinition();
        return type != null && type.equalTo(NodeIds.FolderType, link.client().getNamespaceTable());
    }

    private static String name(ReferenceDescription reference, NodeId id) {
        String name = reference.getBrowseName() == null
                ? null
                : reference.getBrowseName().getName();
        return name == null || name.isBlank() ? String.valueOf(id.getIdentifier()) : name;
    }
}
