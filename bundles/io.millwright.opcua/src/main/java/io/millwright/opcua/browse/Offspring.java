package io.millwright.opcua.browse;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.millwright.opcua.acquire.BatchedCalls;
import io.millwright.opcua.acquire.LearnedLimits.Kind;
import io.millwright.opcua.acquire.OpenLink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.milo.opcua.sdk.client.OperationLimits;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseNextResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseResult;

/**
 * Whether nodes have children, by a few references of each: enough to see past the properties that a variable has. The rest is let
 * go of at once. A server that has no continuation point left says with it that there is more.
 */
final class Offspring {
    private static final int FEW_REFERENCES = 10;
    private static final int MOST_NODES = 100;

    private final AddressSpace space;
    private final OpenLink link;
    private final BatchedCalls calls;

    Offspring(AddressSpace space, OpenLink link, BatchedCalls calls) {
        this.space = space;
        this.link = link;
        this.calls = calls;
    }

    List<Boolean> of(List<BrowsedNode> nodes) {
        List<Boolean> have = new ArrayList<>();
        for (int from = 0; from < nodes.size(); from += MOST_NODES) {
            have.addAll(some(nodes.subList(from, Math.min(nodes.size(), from + MOST_NODES))));
        }
        return have;
    }

    private List<Boolean> some(List<BrowsedNode> nodes) {
        int most = space.atMost(Kind.NODES_PER_BROWSE, OperationLimits::maxNodesPerBrowse, MOST_NODES);
        List<BrowseResult> results = calls.all(Kind.NODES_PER_BROWSE, "references", nodes, most, part -> link.client()
                .browseAsync(
                        Walk.WHOLE,
                        uint(FEW_REFERENCES),
                        part.stream().map(Walk::question).toList())
                .thenApply(BrowseResponse::getResults));
        List<ByteString> points = results.stream()
                .filter(result -> result != null && more(result))
                .map(BrowseResult::getContinuationPoint)
                .toList();
        release(points);
        return results.stream().map(Offspring::has).toList();
    }

    private void release(List<ByteString> points) {
        int most = space.atMost(Kind.POINTS_PER_BROWSE_NEXT, OperationLimits::maxNodesPerBrowse, MOST_NODES);
        calls.all(Kind.POINTS_PER_BROWSE_NEXT, "end of a look", points, most, part -> link.client()
                .browseNextAsync(true, part)
                .thenApply(BrowseNextResponse::getResults));
    }

    private static boolean more(BrowseResult result) {
        ByteString point = result.getContinuationPoint();
        return point != null && point.bytesOrEmpty().length > 0;
    }

    private static boolean has(BrowseResult result) {
        if (result == null) {
            return false;
        }
        boolean told = result.getReferences() != null
                && Arrays.stream(result.getReferences())
                        .anyMatch(reference -> !NodeIds.HasProperty.equals(reference.getReferenceTypeId())
                                && !Boolean.FALSE.equals(reference.getIsForward()));
        return told || more(result) || Walk.code(result) == StatusCodes.Bad_NoContinuationPoints;
    }
}
