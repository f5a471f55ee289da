package io.millwright.opcua.session;

import io.millwright.opcua.acquire.LearnedLimits;
import io.millwright.opcua.milo.LoadBudget;
import io.millwright.opcua.milo.Waits;
import io.millwright.opcua.settings.ServerChoice;
import io.millwright.opcua.settings.ServerProfile;
import io.millwright.opcua.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server at one address: what earlier sessions learned of it, and the load that it gets. On the session's thread. */
final class Server {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);
    private static final List<NodeId> BUILD = List.of(
            NodeIds.Server_ServerStatus_BuildInfo_ProductUri,
            NodeIds.Server_ServerStatus_BuildInfo_ManufacturerName,
            NodeIds.Server_ServerStatus_BuildInfo_ProductName);

    private final String url;
    private final ServerChoice choice;
    private final LearnedLimits learned = new LearnedLimits();
    private final LoadBudget budget = new LoadBudget();
    private ServerProfile profile;

    /** Sessions that it refused: of several of its endpoints that fit another may be the right one. */
    private int turn;

    Server(String url, ServerChoice choice) {
        this.url = url;
        this.choice = choice;
        treatAs(choice.profile());
    }

    private void treatAs(ServerProfile newProfile) {
        profile = newProfile;
        learned.beginWith(newProfile.perCall());
        budget.allow(choice.requestsPerSecond(newProfile), choice.requestsInFlight(newProfile));
    }

    String url() {
        return url;
    }

    LearnedLimits learned() {
        return learned;
    }

    LoadBudget budget() {
        return budget;
    }

    /** Returns how often it refused a session. */
    int turn() {
        return turn;
    }

    void refused() {
        turn++;
    }

    ServerProfile profile() {
        return profile;
    }

    /**
     * Looks what kind of server that is, where nobody said. Blocks for at most a request timeout; a server that tells nothing is
     * treated as before.
     *
     * @param connection for the log
     */
    void recognise(OpcUaClient client, long timeoutMillis, String connection) throws InterruptedException {
        if (choice.profile() != ServerProfile.AUTOMATIC) {
            return;
        }
        List<String> texts = build(client, timeoutMillis);
        ServerProfile found = ServerProfile.recognise(texts);
        if (found != profile) {
            LOGGER.info("{}: the server is treated as {}, because it says that it is {}.", connection, found, texts);
            treatAs(found);
        }
    }

    private static List<String> build(OpcUaClient client, long timeoutMillis) throws InterruptedException {
        List<ReadValueId> ids = BUILD.stream()
                .map(node -> new ReadValueId(node, AttributeId.Value.uid(), null, QualifiedName.NULL_VALUE))
                .toList();
        List<String> texts = new ArrayList<>();
        try {
            ReadResponse response = Waits.await(client.readAsync(0.0, TimestampsToReturn.Neither, ids), timeoutMillis);
            DataValue[] values = response.getResults();
            for (int i = 0; values != null && i < values.length; i++) {
                if (values[i].value().value() instanceof String text && !text.isBlank()) {
                    texts.add(text);
                }
            }
        } catch (Waits.Failure e) {
            LOGGER.debug("The server does not tell what it is.", e);
        }
        return texts;
    }

    /** Returns what was learned and sent, by counter, in a fixed order. */
    Map<String, Long> counters() {
        Map<String, Long> all = learned.all();
        all.put("requests", budget.requests());
        all.put("requests.delayed", budget.delayed());
        all.put("requests.perSecond.most", (long) budget.mostPerSecond());
        all.put("requests.inFlight.most", (long) budget.mostInFlight());
        return all;
    }
}
