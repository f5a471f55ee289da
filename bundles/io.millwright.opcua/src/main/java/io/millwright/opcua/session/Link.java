package io.millwright.opcua.session;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.millwright.opcua.acquire.LearnedLimits;
import io.millwright.opcua.acquire.OpenLink;
import io.millwright.opcua.milo.MiloThreads;
import io.millwright.opcua.milo.TimedTransport;
import io.millwright.opcua.milo.Waits;
import io.millwright.opcua.security.ApplicationIdentity;
import io.millwright.opcua.security.ServerTrust;
import io.millwright.opcua.security.UserTokens;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.StateCode;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfig;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfigBuilder;
import org.eclipse.milo.opcua.sdk.client.OperationLimits;
import org.eclipse.milo.opcua.sdk.client.SessionActivityListener;
import org.eclipse.milo.opcua.sdk.client.identity.AnonymousProvider;
import org.eclipse.milo.opcua.sdk.client.identity.IdentityProvider;
import org.eclipse.milo.opcua.sdk.client.identity.UsernameProvider;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
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
    private static final Set<Long> CERTIFICATE = Set.of(
            StatusCodes.Bad_SecurityChecksFailed,
            StatusCodes.Bad_CertificateUntrusted,
            StatusCodes.Bad_CertificateInvalid,
            StatusCodes.Bad_CertificateUriInvalid,
            StatusCodes.Bad_CertificateTimeInvalid,
            StatusCodes.Bad_CertificateUseNotAllowed,
            StatusCodes.Bad_CertificateChainIncomplete,
            StatusCodes.Bad_CertificateRevoked,
            StatusCodes.Bad_CertificateHostNameInvalid);

    private final OpcUaClient client;
    private final TimedTransport transport;
    private final OperationLimits limits;
    private final LearnedLimits learned;

    private Link(OpcUaClient client, TimedTransport transport, OperationLimits limits, LearnedLimits learned) {
        this.learned = learned;
        this.client = client;
        this.transport = transport;
        this.limits = limits;
    }

    /**
     * Opens a session. Blocks for at most some request timeouts.
     *
     * @param keystore with certificates and keys, null for none
     * @param noKeystore why there is none
     * @param password decrypted, or empty
     * @param server what is known of it from earlier sessions
     * @param listener is told on Milo's threads when the session is lost and regained
     */
    static Link open(
            Settings settings,
            MiloThreads threads,
            KeystoreService keystore,
            String noKeystore,
            char[] password,
            Server server,
            SessionActivityListener listener)
            throws ConnectionTrouble, InterruptedException {
        ApplicationIdentity ours = settings.secured() ? ApplicationIdentity.of(settings, keystore, noKeystore) : null;
        return open(settings, threads, new ServerTrust(settings, keystore), ours, password, server, listener);
    }

    /**
     * Opens a session.
     *
     * @param ours our certificate and key; null without security
     * @param password decrypted, or empty
     * @param server what is known of it from earlier sessions
     * @param listener is told on Milo's threads when the session is lost and regained
     */
    private static Link open(
            Settings settings,
            MiloThreads threads,
            ServerTrust trust,
            ApplicationIdentity ours,
            char[] password,
            Server server,
            SessionActivityListener listener)
            throws ConnectionTrouble, InterruptedException {
        OpcTcpClientTransportConfig config = transport(settings, threads);
        List<EndpointDescription> offered = Endpoints.discover(settings, config, server.budget());
        EndpointDescription endpoint = Endpoints.select(settings, offered, server.turn());
        if (settings.secured() || encryptsForPin(settings)) {
            trust.check(chain(endpoint), endpoint.getServer().getApplicationUri());
        }
        checkUser(settings, endpoint);
        OpcUaClientConfigBuilder builder = OpcUaClientConfig.builder()
                .setEndpoint(endpoint)
                .setDiscoveryEndpoints(offered)
                .setSessionEndpointValidationEnabled(settings.secured())
                .setCertificateValidator(trust)
                .setApplicationName(LocalizedText.english("Millwright"))
                .setApplicationUri(settings.applicationUri())
                .setProductUri("urn:millwright:opcua")
                .setSessionName(() -> "Millwright " + settings.pid())
                .setRequestTimeout(uint(settings.requestTimeoutMillis()))
                .setSessionTimeout(uint(settings.sessionTimeoutMillis()))
                .setKeepAliveInterval(uint(KEEP_ALIVE_MILLIS))
                .setKeepAliveTimeout(uint(settings.requestTimeoutMillis()))
                .setIdentityProvider(user(settings, endpoint, password, trust));
        if (ours != null) {
            builder.setKeyPair(ours.keyPair())
                    .setCertificate(ours.certificate())
                    .setCertificateChain(ours.chain());
        }
        TimedTransport transport = new TimedTransport(config, server.budget());
        OpcUaClient client = new OpcUaClient(builder.build(), transport);
        client.addSessionActivityListener(listener);
        try {
            Waits.await(client.connectAsync(), 3L * settings.requestTimeoutMillis());
            return new Link(client, transport, limits(client), server.learned());
        } catch (Waits.Failure e) {
            close(client, transport);
            throw trouble(settings, ours, e);
        } catch (InterruptedException e) {
            close(client, transport);
            throw e;
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

    private static OpcTcpClientTransportConfig transport(Settings settings, MiloThreads threads) {
        OpcTcpClientTransportConfigBuilder builder = OpcTcpClientTransportConfig.newBuilder();
        threads.apply(builder);
        return builder.setConnectTimeout(uint(settings.requestTimeoutMillis()))
                .setAcknowledgeTimeout(uint(settings.requestTimeoutMillis()))
                .build();
    }

    private static List<X509Certificate> chain(EndpointDescription endpoint) throws ConnectionTrouble {
        try {
            return CertificateUtil.decodeCertificates(
                    endpoint.getServerCertificate().bytesOrEmpty());
        } catch (UaException e) {
            throw new ConnectionTrouble(
                    StateCode.SERVER_UNTRUSTED, "The server's certificate cannot be read: " + e.getMessage(), e);
        }
    }

    /** A server that knows no such user token refuses the session with a text that says nothing. */
    private static void checkUser(Settings settings, EndpointDescription endpoint) throws ConnectionTrouble {
        UserTokenType wanted = settings.userName().isEmpty() ? UserTokenType.Anonymous : UserTokenType.UserName;
        UserTokenPolicy[] offered = endpoint.getUserIdentityTokens();
        if (offered != null && Arrays.stream(offered).noneMatch(token -> token.getTokenType() == wanted)) {
            String list = Arrays.stream(offered)
                    .map(token -> token.getTokenType().name())
                    .distinct()
                    .collect(Collectors.joining(", "));
            throw new ConnectionTrouble(
                    StateCode.AUTHENTICATION_FAILED,
                    wanted == UserTokenType.Anonymous
                            ? "The server lets nobody in without a user (it offers " + list
                                    + ") || enter User name and Password."
                            : "The server takes no user name and password (it offers " + list
                                    + ") || leave User name empty, or allow users in the server.");
        }
        if (wanted == UserTokenType.UserName
                && settings.mode() != MessageSecurityMode.SignAndEncrypt
                && UserTokens.allReadable(endpoint)) {
            throw new ConnectionTrouble(
                    StateCode.AUTHENTICATION_FAILED,
                    "User name '" + settings.userName() + "' with Security policy '"
                            + settings.policy() + "': the server encrypts no password there, so it would be readable on"
                            + " the network and is not sent. || Choose a Security policy, or leave User name empty.");
        }
    }

    /** Without security a pin still says for whom a password is encrypted. */
    private static boolean encryptsForPin(Settings settings) {
        return !settings.userName().isEmpty() && !settings.serverSha256().isEmpty();
    }

    private static IdentityProvider user(
            Settings settings, EndpointDescription endpoint, char[] password, ServerTrust trust) {
        if (settings.userName().isEmpty()) {
            return new AnonymousProvider();
        }
        // With security.policy None nothing about the server is proven, its certificate neither, unless it is pinned.
        CertificateValidator validator =
                settings.secured() || encryptsForPin(settings) ? trust : (chain, uri, hosts) -> {};
        return new UsernameProvider(
                settings.userName(),
                () -> {
                    var bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
                    byte[] copy = new byte[bytes.remaining()];
                    bytes.get(copy);
                    return copy;
                },
                validator,
                policies -> UserTokens.choose(endpoint, policies));
    }

    private static ConnectionTrouble trouble(Settings settings, ApplicationIdentity ours, Waits.Failure failure)
            throws ConnectionTrouble {
        long code = failure.statusCode();
        if (AUTHENTICATION.contains(code)) {
            return new ConnectionTrouble(
                    StateCode.AUTHENTICATION_FAILED,
                    settings.userName().isEmpty()
                            ? "The server lets nobody in without a user (" + failure.getMessage()
                                    + ") || enter User name and Password."
                            : "The server refuses User name '" + settings.userName() + "' (" + failure.getMessage()
                                    + ") || check User name and Password.",
                    failure);
        }
        if (ours != null && (CERTIFICATE.contains(code) || code == StatusCodes.Bad_ConnectionClosed)) {
            return ServerTrust.oursRefused(ours.certificate(), failure);
        }
        return new ConnectionTrouble(
                StateCode.SERVER_REFUSED,
                "The server at '" + settings.endpointUrl() + "' opens no session (" + failure.getMessage()
                        + "); trying again.",
                failure);
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
