package io.millwright.opcua.session;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.millwright.opcua.acquire.LearnedLimits;
import io.millwright.opcua.acquire.OpenLink;
import io.millwright.opcua.acquire.RegisteredNodes;
import io.millwright.opcua.milo.MiloThreads;
import io.millwright.opcua.milo.TimedTransport;
import io.millwright.opcua.milo.Waits;
import io.millwright.opcua.security.ApplicationIdentity;
import io.millwright.opcua.security.CertificateStores;
import io.millwright.opcua.security.OwnCertificates;
import io.millwright.opcua.security.SecurityNotes;
import io.millwright.opcua.security.ServerCertificate;
import io.millwright.opcua.security.ServerRefusal;
import io.millwright.opcua.security.ServerTrust;
import io.millwright.opcua.security.SessionEndpoints;
import io.millwright.opcua.security.UserIdentity;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.settings.TrustRule;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.StateCode;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfig;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfigBuilder;
import org.eclipse.milo.opcua.sdk.client.OperationLimits;
import org.eclipse.milo.opcua.sdk.client.SessionActivityListener;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateSessionResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.EndpointUtil;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfig;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfigBuilder;

/** One client with its session. Made, used and closed on the session's thread. */
final class Link implements OpenLink {
    private static final long KEEP_ALIVE_MILLIS = 3_000;
    private static final long CLOSE_MILLIS = 1_000;
    private static final long TRANSPORT_CLOSE_MILLIS = 500;
    private static final Set<Long> AUTHENTICATION = Set.of(
            StatusCodes.Bad_UserAccessDenied,
            StatusCodes.Bad_IdentityTokenInvalid,
            StatusCodes.Bad_IdentityTokenRejected);

    private final OpcUaClient client;
    private final TimedTransport transport;
    private final OperationLimits limits;
    private final LearnedLimits learned;
    private final RegisteredNodes registered = new RegisteredNodes();

    private final ServerTrust trust;
    private final Notes notes;
    private ServerCertificate server;

    private Link(
            OpcUaClient client,
            TimedTransport transport,
            OperationLimits limits,
            LearnedLimits learned,
            ServerTrust trust,
            ServerCertificate server,
            Notes notes) {
        this.client = client;
        this.transport = transport;
        this.limits = limits;
        this.learned = learned;
        this.trust = trust;
        this.server = server;
        this.notes = notes;
    }

    @FunctionalInterface
    private interface Notes {
        SecurityNotes on(ServerCertificate server);
    }

    /**
     * Opens a session. Blocks for at most some request timeouts.
     *
     * @param stores with certificates and keys
     * @param password each call decrypts it into an array of its own, which is overwritten after use
     * @param server what is known of it from earlier sessions
     * @param listener is told on Milo's threads when the session is lost and regained
     */
    static Link open(
            Settings settings,
            MiloThreads threads,
            CertificateStores stores,
            Supplier<char[]> password,
            Server server,
            SessionActivityListener listener)
            throws ConnectionTrouble, InterruptedException {
        OwnCertificates own = settings.secured() ? OwnCertificates.of(settings, stores) : null;
        ServerTrust trust = new ServerTrust(settings, stores);
        OpcTcpClientTransportConfig config = transport(settings, threads);
        List<EndpointDescription> offered = Endpoints.discover(settings, config, server.budget());
        EndpointDescription endpoint = Endpoints.select(settings, offered, server.turn());
        ServerCertificate certificate = settings.secured() ? check(settings, trust, endpoint) : null;
        UserIdentity.check(settings, endpoint);
        if (certificate == null && settings.logsIn()) {
            // Without security the certificate still says for whom a password is encrypted.
            certificate = check(settings, trust, endpoint);
        }
        OpcUaClientConfigBuilder builder = OpcUaClientConfig.builder()
                .setEndpoint(endpoint)
                .setDiscoveryEndpoints(offered)
                .setSessionEndpointValidationEnabled(
                        settings.secured() && !settings.trust().waived().contains(TrustRule.ENDPOINTS))
                .setCertificateValidator(trust)
                .setApplicationName(LocalizedText.english("Millwright"))
                .setApplicationUri(settings.applicationUri())
                .setProductUri("urn:millwright:opcua")
                .setSessionName(() -> "Millwright " + settings.pid())
                .setRequestTimeout(uint(settings.requestTimeoutMillis()))
                .setSessionTimeout(uint(settings.sessionTimeoutMillis()))
                .setKeepAliveInterval(uint(KEEP_ALIVE_MILLIS))
                .setKeepAliveTimeout(uint(settings.requestTimeoutMillis()))
                .setIdentityProvider(UserIdentity.provider(settings, endpoint, password, stores, trust));
        X509Certificate user = UserIdentity.certificateOf(settings, stores);
        Attempt attempt = new Attempt(settings, config, offered, builder, server, trust, certificate, user, listener);
        return own == null ? attempt.open(null, null) : attempt.openWith(own);
    }

    private static ServerCertificate check(Settings settings, ServerTrust trust, EndpointDescription endpoint)
            throws ConnectionTrouble {
        return trust.check(
                chain(endpoint),
                endpoint.getServer() == null ? null : endpoint.getServer().getApplicationUri(),
                EndpointUtil.getHost(endpoint.getEndpointUrl()));
    }

    /** What is the same for each certificate of ours with which a session is tried. */
    private record Attempt(
            Settings settings,
            OpcTcpClientTransportConfig config,
            List<EndpointDescription> offered,
            OpcUaClientConfigBuilder builder,
            Server server,
            ServerTrust trust,
            ServerCertificate certificate,
            X509Certificate user,
            SessionActivityListener listener) {
        Link openWith(OwnCertificates own) throws ConnectionTrouble, InterruptedException {
            ConnectionTrouble refused = null;
            for (ApplicationIdentity ours : own.candidates()) {
                try {
                    Link link = open(ours, own.waiting(ours));
                    own.accepted(ours);
                    return link;
                } catch (ConnectionTrouble e) {
                    if (e.code() != StateCode.CERTIFICATE_REFUSED) {
                        throw e;
                    }
                    refused = e;
                }
            }
            throw refused;
        }

        /** @param waiting the successor of our certificate that the server does not trust yet, or null */
        Link open(ApplicationIdentity ours, ApplicationIdentity waiting)
                throws ConnectionTrouble, InterruptedException {
            if (ours != null) {
                builder.setKeyPair(ours.keyPair())
                        .setCertificate(ours.certificate())
                        .setCertificateChain(ours.chain());
            }
            TimedTransport transport = new TimedTransport(config, server.budget());
            if (settings.secured()) {
                transport.sessionCheck(this::checkEndpoints);
            }
            OpcUaClient client = new OpcUaClient(builder.build(), transport);
            client.addSessionActivityListener(listener);
            try {
                Waits.await(client.connectAsync(), 3L * settings.requestTimeoutMillis());
                return new Link(
                        client,
                        transport,
                        limits(client),
                        server.learned(),
                        trust,
                        certificate,
                        now -> SecurityNotes.of(settings, now, ours, waiting, user));
            } catch (Waits.Failure e) {
                close(client, transport);
                throw trouble(settings, ours, e);
            } catch (InterruptedException e) {
                close(client, transport);
                throw e;
            }
        }

        private void checkEndpoints(CreateSessionResponse response) throws UaException {
            try {
                SessionEndpoints.check(settings, offered, response.getServerEndpoints());
            } catch (ConnectionTrouble e) {
                throw new UaException(StatusCodes.Bad_SecurityChecksFailed, e.getMessage(), e);
            }
        }
    }

    /** Returns null where the server does not tell them: then they are learned. */
    private static OperationLimits limits(OpcUaClient client) {
        try {
            return client.getOperationLimits();
        } catch (UaException e) {
            return null;
        }
    }

    static OpcTcpClientTransportConfig transport(Settings settings, MiloThreads threads) {
        OpcTcpClientTransportConfigBuilder builder = OpcTcpClientTransportConfig.newBuilder();
        threads.apply(builder);
        return builder.setConnectTimeout(uint(settings.requestTimeoutMillis()))
                .setAcknowledgeTimeout(uint(settings.requestTimeoutMillis()))
                .build();
    }

    static List<X509Certificate> chain(EndpointDescription endpoint) throws ConnectionTrouble {
        try {
            return CertificateUtil.decodeCertificates(
                    endpoint.getServerCertificate().bytesOrEmpty());
        } catch (UaException e) {
            throw new ConnectionTrouble(
                    StateCode.SERVER_UNTRUSTED, "The server's certificate cannot be read: " + e.getMessage(), e);
        }
    }

    private static ConnectionTrouble trouble(Settings settings, ApplicationIdentity ours, Waits.Failure failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectionTrouble refusal) {
                // Of this gateway, on a thread of the library.
                return refusal;
            }
        }
        long code = failure.statusCode();
        if (AUTHENTICATION.contains(code)) {
            return new ConnectionTrouble(
                    StateCode.AUTHENTICATION_FAILED,
                    UserIdentity.refusal(settings) + " (" + failure.getMessage() + ") || "
                            + UserIdentity.remedy(settings),
                    failure);
        }
        if (ours != null && ServerRefusal.isAboutCertificate(code)) {
            return ServerRefusal.of(ours.certificate(), code, failure);
        }
        return new ConnectionTrouble(
                StateCode.SERVER_REFUSED,
                "The server at '" + settings.endpointUrl() + "' opens no session (" + failure.getMessage()
                        + "); trying again.",
                failure);
    }

    /** Returns what there is to say about the session's security, by what was found last. */
    SecurityNotes security() {
        return notes.on(server);
    }

    /**
     * Judges the server's certificate again, by what is trusted, revoked and valid now. One that has just expired does not end a
     * session that is open; one that is trusted no more or revoked does.
     *
     * @return what there is to say about the session's security
     */
    SecurityNotes look() throws ConnectionTrouble {
        if (server != null) {
            server = trust.checkAgain(server);
        }
        return security();
    }

    @Override
    public OpcUaClient client() {
        return client;
    }

    @Override
    public TimedTransport transport() {
        return transport;
    }

    @Override
    public LearnedLimits learned() {
        return learned;
    }

    @Override
    public RegisteredNodes registered() {
        return registered;
    }

    @Override
    public int limit(Function<OperationLimits, Optional<UInteger>> which, int most) {
        long limit = limits == null
                ? 0
                : which.apply(limits).map(UInteger::longValue).orElse(0L);
        return limit <= 0 ? most : (int) Math.min(limit, most);
    }

    void close() {
        close(client, transport);
    }

    /** Closes the session if the server answers; without an answer the transport is closed all the same. */
    private static void close(OpcUaClient client, TimedTransport transport) {
        boolean interrupted = Thread.interrupted();
        try {
            Waits.await(client.disconnectAsync(), CLOSE_MILLIS);
        } catch (Waits.Failure e) {
            Waits.quietly(transport.disconnect(), TRANSPORT_CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Waits.quietly(transport.disconnect(), TRANSPORT_CLOSE_MILLIS);
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
