package io.millwright.opcua.browse;

import io.millwright.opcua.acquire.BatchedCalls;
import io.millwright.opcua.acquire.LearnedLimits;
import io.millwright.opcua.acquire.OpenLink;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.milo.opcua.sdk.client.OperationLimits;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;

/**
 * Walks through a server's address space (OPC UA Part 4, 5.9.2) and reads what it finds. A burden that is bounded whatever
 * the server has: requests per second, one walk's request at a time, references per answer, nodes in all. All methods but
 * {@link #cancel} are for one thread, which waits for answers, each for a request timeout at most; Milo's threads never wait.
 */
public final class TagBrowser {
    /** As many as a small controller takes beside its work. */
    public static final int USUAL_REQUESTS_PER_SECOND = 20;

    /** More than any server of this class has; a walk that meets more ends. */
    public static final int USUAL_MOST_NODES = 1_000_000;

    private static final int VALUES_PER_CALL = 500;

    private final OpenLink link;
    private final BatchedCalls calls;
    private final Pace pace;
    private final int mostNodes;
    private volatile boolean cancelled;

    /**
     * Makes a browser of an open session.
     *
     * @param connection for the log
     * @param requestsPerSecond that the server gets at most, from 1
     * @param mostNodes a walk that finds more ends
     */
    public TagBrowser(OpenLink link, String connection, int requestsPerSecond, int mostNodes) {
        this.link = link;
        this.calls = BatchedCalls.once(connection, link.learned());
        this.pace = new Pace(requestsPerSecond);
        this.mostNodes = mostNodes;
    }

    /** Any thread: ends what is under way after the requests that are sent. Final. */
    public void cancel() {
        cancelled = true;
    }

    boolean cancelled() {
        return cancelled;
    }

    /**
     * Tells every object and variable below a node, each once, level by level as the server lists them.
     *
     * @param enter whether to look below a node; its children are not told otherwise
     * @param properties whether properties are told too, for example a range
     * @param found is told each node, on the calling thread
     */
    public BrowseOutcome walk(
            NodeId start, Predicate<BrowsedNode> enter, boolean properties, Consumer<BrowsedNode> found) {
        return new Walk(this, link, calls, pace, mostNodes, enter, properties, found).from(start);
    }

    /** Returns the present values, both times with them; null for each that was not answered. */
    public List<DataValue> values(List<NodeId> variables) {
        return read("values", variables, AttributeId.Value, TimestampsToReturn.Both);
    }

    /** Returns an attribute of each node; null for each that was not answered. */
    public List<DataValue> attributes(List<NodeId> nodes, AttributeId attribute) {
        return read("attributes", nodes, attribute, TimestampsToReturn.Neither);
    }

    private List<DataValue> read(String what, List<NodeId> nodes, AttributeId attribute, TimestampsToReturn times) {
        List<ReadValueId> ids = nodes.stream()
                .map(node -> new ReadValueId(node, attribute.uid(), null, QualifiedName.NULL_VALUE))
                .toList();
        int most = link.limit(OperationLimits::maxNodesPerRead, VALUES_PER_CALL);
        return calls.all(LearnedLimits.Kind.NODES_PER_READ, what, ids, most, part -> {
            pace.await();
            return link.client().readAsync(0.0, times, part).thenApply(ReadResponse::getResults);
        });
    }

    /** Returns the service requests so far. */
    public int requests() {
        return pace.count();
    }
}
