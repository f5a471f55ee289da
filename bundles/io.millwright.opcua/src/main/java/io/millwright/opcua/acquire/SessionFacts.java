package io.millwright.opcua.acquire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/**
 * What a server said of its variables and data types: read once per session, and used again whenever the subscription is
 * replaced; read again where the server says that it changed. Used on the session's thread, but for {@link #outdate} and
 * {@link #due}.
 */
public final class SessionFacts {
    private static final long READ_AGAIN_NANOS = 60_000_000_000L;

    private final Map<NodeId, ServerFacts> variables = new HashMap<>();
    private final DataTypes dataTypes = new DataTypes();

    /** What the server called its namespaces when it said all that: NodeIds have but their indices. */
    private List<String> namespaces = List.of();

    private boolean presumed;

    /** Those of which the server did not answer every question, as when it was too slow. */
    private final Set<NodeId> unanswered = new HashSet<>();

    private volatile boolean outdated;

    /** When it was read again last, ns; 0 if never. */
    private volatile long readAgainNanos;

    /** Any thread: the server says that units or ranges are others now. */
    void outdate() {
        outdated = true;
    }

    /** Any thread: whether it should be read again; a server that says so all the time is not asked all the time. */
    boolean due() {
        return outdated && (readAgainNanos == 0 || System.nanoTime() - readAgainNanos > READ_AGAIN_NANOS);
    }

    /** Another session begins: its server may say something else. */
    public void forget() {
        outdated = false;
        presumed = false;
        variables.clear();
        unanswered.clear();
        dataTypes.forget();
    }

    /**
     * Another session with the same server begins after a loss: what it said of its variables is used until {@link #confirm} has
     * asked again, so that values need not wait for it.
     */
    public void presume() {
        outdated = false;
        unanswered.clear();
        dataTypes.forget();
        presumed = !variables.isEmpty();
    }

    /**
     * Asks again for what was presumed, or was not answered. Blocks for at most some request timeouts; returns whether the server
     * says something else.
     */
    public boolean confirm(OpenLink link, String connection) {
        Set<NodeId> asked = new HashSet<>(unanswered);
        if (presumed) {
            asked.addAll(variables.keySet());
        }
        presumed = false;
        Map<NodeId, ServerFacts> before = new HashMap<>(variables);
        of(link, connection, List.copyOf(asked), asked);
        return asked.stream().anyMatch(node -> !fact(before, node).same(fact(variables, node)));
    }

    private static ServerFacts fact(Map<NodeId, ServerFacts> known, NodeId node) {
        return known.getOrDefault(node, ServerFacts.NOTHING);
    }

    DataTypes dataTypes() {
        return dataTypes;
    }

    /**
     * Returns what is known of each of these nodes; reads what is not known yet. Blocks for at most some request timeouts.
     *
     * @param anew those to ask again for though they are known
     */
    List<ServerFacts> of(OpenLink link, String connection, List<NodeId> nodes, Set<NodeId> anew) {
        if (due()) {
            readAgainNanos = System.nanoTime();
            forget();
        }
        List<String> present = Arrays.asList(link.client().getNamespaceTable().toArray());
        if (!present.equals(namespaces)) {
            namespaces = present;
            presumed = false;
            variables.clear();
            unanswered.clear();
            dataTypes.forget();
        }
        List<NodeId> unknown = new ArrayList<>();
        for (NodeId node : new HashSet<>(nodes)) {
            if (anew.contains(node) || !variables.containsKey(node)) {
                unknown.add(node);
            }
        }
        VariableProperties.Told told = VariableProperties.read(link, connection, dataTypes, unknown);
        Map<NodeId, ServerFacts> found = new HashMap<>(variables);
        for (int i = 0; i < unknown.size(); i++) {
            learn(unknown.get(i), told.facts().get(i), told.whole(), found);
        }
        return nodes.stream().map(found::get).toList();
    }

    private void learn(NodeId node, ServerFacts fact, boolean whole, Map<NodeId, ServerFacts> found) {
        if (whole) {
            unanswered.remove(node);
        } else {
            unanswered.add(node);
        }
        if (!whole && variables.containsKey(node)) {
            // Half an answer takes nothing back.
            return;
        }
        found.put(node, fact);
        if (fact.dataType() != null) {
            // Of a variable without one the server has not spoken, or does not know it yet.
            variables.put(node, fact);
        }
    }

    /** Returns whether {@link #confirm} has something to ask. */
    public boolean unconfirmed() {
        return presumed || !unanswered.isEmpty();
    }

    /** Returns whether what is known is presumed only. */
    boolean presumed() {
        return presumed;
    }

    /** A table of these nodes is in force: nothing else is kept. */
    void keepOnly(List<NodeId> nodes) {
        Set<NodeId> kept = new HashSet<>(nodes);
        variables.keySet().retainAll(kept);
        unanswered.retainAll(kept);
    }
}
