package io.millwright.opcua.browse;

import io.millwright.opcua.acquire.BatchedCalls;
import io.millwright.opcua.acquire.LearnedLimits;
import io.millwright.opcua.acquire.OpenLink;
import io.millwright.opcua.acquire.ServerFacts;
import io.millwright.opcua.acquire.VariableProperties;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.eclipse.milo.opcua.sdk.client.OperationLimits;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;

/**
 * Walks through a server's address space (OPC UA Part 4, 5.9.2) and reads what it finds. A burden that is bounded whatever
 * the server has: requests per second, one request at a time, references per answer, nodes in all; and none while requests of
 * others in the same session wait for their turn, for half a second at most. What it learns of the server's limits stays here: a
 * value that is too large for an answer must not slow down those others. All methods but {@link #cancel} are for one thread, which
 * waits for answers, each for a request timeout at most; an interrupt ends that. Milo's threads never wait.
 */
public final class AddressSpace {
    /** As many as a small controller takes beside its work. */
    public static final int USUAL_REQUESTS_PER_SECOND = 20;

    /** More than any server of this class has; a walk that meets more ends. */
    public static final int USUAL_MOST_NODES = 1_000_000;

    private static final int VALUES_PER_CALL = 500;

    /** Of an answer for one of several folders. */
    private static final int REFERENCES = 250;

    /** Of an answer for one folder alone. */
    private static final int REFERENCES_ALONE = 1_000;

    private static final long COURTESY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long COURTESY_STEP_MILLIS = 5;

    private final OpenLink link;
    private final String connection;
    private final LearnedLimits learned;
    private final Pace pace;
    private final BatchedCalls calls;
    private final int mostNodes;
    private final long endNanos;
    private final boolean ends;
    private volatile boolean cancelled;

    /**
     * Makes a browser of an open session.
     *
     * @param connection for the log
     * @param requestsPerSecond that the server gets at most, from 1
     * @param mostNodes a walk that finds more ends
     */
    public AddressSpace(OpenLink link, String connection, int requestsPerSecond, int mostNodes) {
        this(link, connection, new LearnedLimits(), new Pace(requestsPerSecond), mostNodes, 0, false);
    }

    private AddressSpace(
            OpenLink link,
            String connection,
            LearnedLimits learned,
            Pace pace,
            int mostNodes,
            long endNanos,
            boolean ends) {
        this.link = link;
        this.connection = connection;
        this.learned = learned;
        this.pace = pace;
        this.mostNodes = mostNodes;
        this.endNanos = endNanos;
        this.ends = ends;
        this.calls = BatchedCalls.inTurn(connection, learned, this::turn);
    }

    /**
     * Returns a browser for a person who waits: {@value #USUAL_REQUESTS_PER_SECOND} requests per second on average, so many at once
     * after a pause, still one after the other.
     *
     * @param connection for the log
     * @param mostNodes a walk that finds more ends
     */
    public static AddressSpace forPeople(OpenLink link, String connection, int mostNodes) {
        Pace pace = new Pace(USUAL_REQUESTS_PER_SECOND, USUAL_REQUESTS_PER_SECOND);
        return new AddressSpace(link, connection, new LearnedLimits(), pace, mostNodes, 0, false);
    }

    /** Returns the same, at the same pace, whose walks end after so many nodes and so many milliseconds from now. */
    public AddressSpace within(int most, long millis) {
        return new AddressSpace(
                link, connection, learned, pace, most, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), true);
    }

    /** Any thread: ends the walk that is under way after the requests that are sent. Final. */
    public void cancel() {
        cancelled = true;
    }

    boolean cancelled() {
        return cancelled || ends && System.nanoTime() - endNanos >= 0;
    }

    /** Returns when the next request may go; an interrupt ends the wait and stays pending. */
    private void turn() {
        pace.await();
        long began = System.nanoTime();
        try {
            while (!link.transport().idle() && System.nanoTime() - began < COURTESY_NANOS) {
                TimeUnit.MILLISECONDS.sleep(COURTESY_STEP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns how many operations the server takes in one call, as far as it has said or shown. */
    int atMost(LearnedLimits.Kind kind, Function<OperationLimits, Optional<UInteger>> announced, int wished) {
        return learned.atMost(kind, link.learned().atMost(kind, link.limit(announced, wished)));
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
        return new Walk(this, link, calls, mostNodes, enter, properties, found, REFERENCES).from(start);
    }

    /** Tells what is directly below a node, as the server lists it, without properties. */
    public BrowseOutcome children(NodeId of, Consumer<BrowsedNode> found) {
        return new Walk(this, link, calls, mostNodes, node -> false, false, found, REFERENCES_ALONE).from(of);
    }

    /** Returns whether there is something below each node, properties apart; false where the server does not say. */
    public List<Boolean> haveChildren(List<BrowsedNode> nodes) {
        return new Offspring(this, link, calls).of(nodes);
    }

    /** Returns the present values, both times with them; null for each that was not answered. */
    public List<DataValue> values(List<NodeId> variables) {
        return read(calls, "values", ids(variables, AttributeId.Value), TimestampsToReturn.Both);
    }

    /**
     * Returns present values, or parts of them, both times with them; null from the first on that was not answered. That one may be too
     * large for an answer, which says nothing about the next time.
     */
    public List<DataValue> someValues(List<ReadValueId> asked) {
        return read(
                BatchedCalls.inTurn(connection, new LearnedLimits(), this::turn),
                "values",
                asked,
                TimestampsToReturn.Both);
    }

    /** Returns an attribute of each node; null for each that was not answered. */
    public List<DataValue> attributes(List<NodeId> nodes, AttributeId attribute) {
        return attributes(ids(nodes, attribute));
    }

    private static List<ReadValueId> ids(List<NodeId> nodes, AttributeId attribute) {
        return nodes.stream()
                .map(node -> new ReadValueId(node, attribute.uid(), null, QualifiedName.NULL_VALUE))
                .toList();
    }

    /** Returns attributes of nodes; null for each that was not answered. */
    public List<DataValue> attributes(List<ReadValueId> asked) {
        return read(calls, "attributes", asked, TimestampsToReturn.Neither);
    }

    private List<DataValue> read(BatchedCalls by, String what, List<ReadValueId> asked, TimestampsToReturn times) {
        int most = atMost(LearnedLimits.Kind.NODES_PER_READ, OperationLimits::maxNodesPerRead, VALUES_PER_CALL);
        return by.all(LearnedLimits.Kind.NODES_PER_READ, what, asked, most, part -> link.client()
                .readAsync(0.0, times, part)
                .thenApply(ReadResponse::getResults));
    }

    /** Returns data type, dimensions, unit and range of each variable, as far as the server tells them. */
    public List<ServerFacts> facts(List<NodeId> variables) {
        return VariableProperties.brief(link, connection, calls, variables);
    }

    /** Returns the service requests so far. */
    public int requests() {
        return pace.count();
    }
}
