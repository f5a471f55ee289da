package io.millwright.opcua.look;

import io.millwright.opcua.acquire.OpenLink;
import io.millwright.opcua.milo.ShownText;
import io.millwright.opcua.security.CertificateStores;
import io.millwright.opcua.security.OwnCertificates;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.StatePublisher;
import io.millwright.tag.BrowseException;
import io.millwright.tag.BrowseException.Reason;
import io.millwright.tag.BrowsePage;
import io.millwright.tag.CertificateFacts;
import io.millwright.tag.ServerOffer;
import io.millwright.tag.TagBrowser;
import io.millwright.tag.TagValue;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A connection's {@link TagBrowser}. Its questions have a thread of their own; what is kept for them goes after a minute. */
public final class ConnectionLook implements TagBrowser, AutoCloseable {
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** What a look needs of a connection. Any thread; every call returns at once. */
    public interface Looked {
        /** Returns the settings that are in force. */
        Settings settings();

        /** Returns where its certificates are. */
        CertificateStores stores();

        /** Returns the session, while there is one. */
        Optional<OpenLink> open();

        /** Returns how it is. */
        StatePublisher.State state();

        /** What is trusted changed. */
        void trustChanged();
    }

    private final String pid;
    private final Looked connection;
    private final Turns turns;
    private volatile Browsing browsing;
    private volatile long usedNanos;

    /** Starts nothing yet. */
    public ConnectionLook(String pid, Looked connection) {
        this.pid = pid;
        this.connection = connection;
        this.turns = new Turns(pid, "millwright-opcua-" + pid + "-look-", 1);
    }

    /** Any thread, now and then: lets go of what nobody asked for in the last minute. */
    public void tidy() {
        if (browsing != null && System.nanoTime() - usedNanos > KEPT_NANOS) {
            browsing = null;
        }
    }

    @Override
    public ServerOffer endpoints(String url, long timeoutMillis) throws BrowseException {
        long millis = Arguments.timeout(timeoutMillis);
        Settings now = connection.settings();
        Settings asked =
                Arguments.discovery(pid, Arguments.text("url", url).isEmpty() ? now.endpointUrl() : url, millis);
        return turns.take(
                millis,
                asked.endpointUrl(),
                () -> AnyServer.offer(asked, now.at(asked.endpointUrl()), connection.stores()));
    }

    @Override
    public BrowsePage browse(String nodeId, String continuation, int most, long timeoutMillis) throws BrowseException {
        long millis = Arguments.timeout(timeoutMillis);
        Arguments.text("nodeId", nodeId);
        Arguments.text("continuation", continuation);
        Arguments.within("most", most, MOST_NODES);
        long began = System.nanoTime();
        return turns.take(millis, "Browsing", () -> session().browse(nodeId, continuation, most, left(millis, began)));
    }

    @Override
    public BrowsePage find(String nodeId, String text, int most, long timeoutMillis) throws BrowseException {
        long millis = Arguments.timeout(timeoutMillis);
        Arguments.text("nodeId", nodeId);
        Arguments.text("text", text);
        Arguments.within("most", most, MOST_NODES);
        long began = System.nanoTime();
        return turns.take(millis, "Searching", () -> session().find(nodeId, text, most, left(millis, began)));
    }

    @Override
    public List<TagValue> read(List<String> nodeIds, long timeoutMillis) throws BrowseException {
        long millis = Arguments.timeout(timeoutMillis);
        if (nodeIds.isEmpty()) {
            return List.of();
        }
        Arguments.within("The number of nodeIds", nodeIds.size(), MOST_NODES);
        for (String nodeId : nodeIds) {
            Arguments.text("nodeIds", nodeId);
        }
        List<String> asked = List.copyOf(nodeIds);
        return turns.take(millis, "Reading", () -> session().read(asked));
    }

    /** What is left of the time when the turn has come. */
    private static long left(long millis, long began) {
        return Math.max(1, millis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    }

    /** On the look's thread. */
    private Browsing session() throws BrowseException {
        OpenLink open = connection.open().orElseThrow(this::noSession);
        usedNanos = System.nanoTime();
        Browsing now = browsing;
        if (now == null || !now.of(open)) {
            now = new Browsing(open, pid);
            browsing = now;
        }
        return now;
    }

    private BrowseException noSession() {
        StatePublisher.State state = connection.state();
        return new BrowseException(
                Reason.NO_SESSION,
                "The connection has no session (" + state.code() + "): " + ShownText.of(state.what()),
                state.remedy());
    }

    @Override
    public List<CertificateFacts> ownCertificates(long timeoutMillis) throws BrowseException {
        return turns.take(Arguments.timeout(timeoutMillis), "Reading the keystore", () -> {
            try {
                return OwnCertificates.known(connection.settings(), connection.stores());
            } catch (ConnectionTrouble e) {
                throw Trouble.of(e);
            }
        });
    }

    @Override
    public Approval approve(String sha256, String who, long timeoutMillis) throws BrowseException {
        long millis = Arguments.timeout(timeoutMillis);
        String thumbprint = Arguments.thumbprint(sha256);
        String name = Arguments.who(who);
        return turns.take(millis, "Approving", () -> new ServerApproval(connection, millis).of(thumbprint, name));
    }

    @Override
    public void close() {
        turns.close();
        browsing = null;
    }
}
