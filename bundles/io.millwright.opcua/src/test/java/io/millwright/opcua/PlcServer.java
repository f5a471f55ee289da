package io.millwright.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.millwright.opcua.milo.MiloThreads;
import io.millwright.opcua.security.CertificateMaker.Made;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.Session;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.sdk.server.subscriptions.Subscription;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.channel.EncodingLimits;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.BuildInfo;
import org.eclipse.milo.opcua.stack.core.types.structured.DataTypeDefinition;
import org.eclipse.milo.opcua.stack.core.types.structured.EUInformation;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.transport.server.OpcServerTransportFactory;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransport;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransportConfig;

/** A PLC in this JVM: a Milo server on a free port of 127.0.0.1 that can be stopped and started again on the same port. */
final class PlcServer implements AutoCloseable {
    static final String URI = "urn:millwright:test:plc";
    static final String NAMESPACE = "urn:millwright:test:cell";
    static final String USER = "operator";
    static final String PASSWORD = "right";

    private static final long WAIT_SECONDS = 60;

    /** Bound and never listening: nobody else gets the port while the server is away. */
    private final Socket port;

    private final Map<String, DataValue> values = new ConcurrentHashMap<>();
    private final Map<String, String> units = new ConcurrentHashMap<>();
    private List<String> namespacesBefore = List.of();
    private boolean subscriptions = true;
    private UnaryOperator<EndpointDescription> impostor;
    private int hiddenPerCall;
    private int hiddenPerSubscription;
    private final AtomicInteger refusedCalls = new AtomicInteger();
    private final PlcAccess access = new PlcAccess();
    private final PlcFaults faults = new PlcFaults();
    private PlcLimits limits = PlcLimits.small();
    private EncodingLimits messages = EncodingLimits.DEFAULT;
    private BuildInfo build = new BuildInfo("", "", "", "", "", DateTime.MIN_VALUE);
    private boolean filters = true;
    private int channelLifetimeMillis = 3_600_000;
    private Function<OpcUaServer, ManagedNamespaceWithLifecycle> another;
    private ManagedNamespaceWithLifecycle other;
    private OpcUaServer server;
    private PlcCell cell;
    private NioEventLoopGroup eventLoop;
    private ExecutorService pool;
    private ScheduledExecutorService timer;

    PlcServer() {
        port = freePort();
    }

    private static Socket freePort() {
        try {
            Socket socket = new Socket();
            // Linux lets the server, whose socket says the same, bind to it as well.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    PlcServer policies(SecurityPolicy... offered) {
        access.policies(offered);
        return this;
    }

    PlcServer usersOnly() {
        access.usersOnly();
        return this;
    }

    /** Takes passwords as they are: a token policy without encryption. */
    PlcServer readablePasswords() {
        access.passwords(SecurityPolicy.None.getUri());
        return this;
    }

    /** Names no policy in its first token, so that the endpoint's counts, and one with encryption in its second. */
    PlcServer readablePasswordsFirst() {
        access.passwords("", SecurityPolicy.Basic256Sha256.getUri());
        return this;
    }

    /** Enforces limits and announces far greater ones. */
    PlcServer hiddenLimits(int perCall, int perSubscription) {
        hiddenPerCall = perCall;
        hiddenPerSubscription = perSubscription;
        return hiddenCalls();
    }

    /** Announces that a call may hold whatever one likes. */
    PlcServer hiddenCalls() {
        limits = limits.perCall(uint(1_000_000));
        return this;
    }

    /** What it does otherwise than others. */
    PlcFaults faults() {
        return faults;
    }

    /** Publishes and samples no faster than that, whatever it is asked for. */
    PlcServer noFasterThan(double publishingMillis, double samplingMillis) {
        limits = limits.noFasterThan(publishingMillis, samplingMillis);
        return this;
    }

    /** Holds no more sessions, and no more subscriptions of one. */
    PlcServer most(int sessions, int subscriptions) {
        limits = limits.most(uint(sessions), uint(subscriptions));
        return this;
    }

    /** Takes and sends no larger messages. */
    PlcServer messages(int mostBytes) {
        messages = new EncodingLimits(8_196, Math.max(1, mostBytes / 8_196), mostBytes, 128);
        return this;
    }

    /** The keys of a secure channel are used so long at most. */
    PlcServer channelLifetime(int millis) {
        channelLifetimeMillis = millis;
        return this;
    }

    /** Offers each policy with these modes. */
    PlcServer modes(MessageSecurityMode... offered) {
        access.modes(offered);
        return this;
    }

    /** Announces that a call may hold so many operations. */
    PlcServer perCall(int most) {
        limits = limits.perCall(uint(most));
        return this;
    }

    /** Says of itself that it is this product. */
    PlcServer product(String manufacturer, String name) {
        build = new BuildInfo("urn:product", manufacturer, name, "1", "1", DateTime.MIN_VALUE);
        return this;
    }

    /** Returns how many calls were refused because of hidden limits. */
    int refusedCalls() {
        return refusedCalls.get();
    }

    /** Shows this certificate, and has its key. */
    PlcServer identity(Made made) {
        return identity(made, made.keys());
    }

    /** Shows this certificate, and has another key where it is not its own. */
    PlcServer identity(Made made, KeyPair owned) {
        access.identity(made, owned);
        return this;
    }

    /** Lets this user in with a certificate, beside those with passwords. */
    PlcServer certificateUser(X509Certificate certificate) {
        access.user(certificate);
        return this;
    }

    /** Somebody between changes what the server announces; null hides an endpoint. */
    PlcServer impostor(UnaryOperator<EndpointDescription> announced) {
        impostor = announced;
        return this;
    }

    PlcServer withoutSubscriptions() {
        subscriptions = false;
        return this;
    }

    /** Takes no filter, as an S7-1200. */
    PlcServer withoutFilters() {
        filters = false;
        return this;
    }

    PlcServer clientCheck(CertificateValidator check) {
        access.clientCheck(check);
        return this;
    }

    PlcServer variable(String name, Object value) {
        values.put(name, new DataValue(new Variant(value)));
        return this;
    }

    PlcServer unit(String name, String unit) {
        units.put(name, unit);
        return this;
    }

    PlcServer namespacesBefore(String... uris) {
        namespacesBefore = List.of(uris);
        return this;
    }

    /** Has a further namespace beside the variables. */
    PlcServer namespace(Function<OpcUaServer, ManagedNamespaceWithLifecycle> made) {
        another = made;
        return this;
    }

    String url() {
        return "opc.tcp://127.0.0.1:" + port.getLocalPort();
    }

    X509Certificate serverCertificate() {
        return access.certificate();
    }

    /** Writes a value, now or before the start. */
    void write(String name, DataValue value) {
        values.put(name, value);
        if (cell != null) {
            cell.node(name).setValue(value);
        }
    }

    void write(String name, Object value) {
        write(name, new DataValue(new Variant(value)));
    }

    /** Adds a variable to the running server. */
    void add(String name, Object value) {
        variable(name, value);
        cell.add(name);
    }

    /** Deletes a variable of the running server. */
    void remove(String name) {
        cell.remove(name);
    }

    /** The server forgets a variable while it is off. */
    void forget(String name) {
        values.remove(name);
    }

    /** From now on no item of a variable is sampled, and none of others is touched; an item that is made later is. */
    void silenceItems(String name) {
        cell.silenceItems(name);
    }

    /** Adds a data type to the running server. */
    NodeId addType(String name, NodeId supertype, DataTypeDefinition definition) {
        return cell.addType(name, supertype, definition);
    }

    /** Returns the node of a variable of the running server. */
    UaVariableNode node(String name) {
        return cell.node(name);
    }

    /** Returns the ids of the open sessions. */
    List<NodeId> sessions() {
        return server.getSessionManager().getAllSessions().stream()
                .map(Session::getSessionId)
                .toList();
    }

    /** Returns how many calls for properties the open sessions have made. */
    long browsePathCalls() {
        return server.getSessionManager().getAllSessions().stream()
                .mapToLong(session -> session.getSessionDiagnostics()
                        .getTranslateBrowsePathsToNodeIdsCount()
                        .getServiceCounter()
                        .getTotalCount()
                        .longValue())
                .sum();
    }

    /** Returns how many continuation points of Browse the open sessions hold. */
    int continuationPoints() {
        return server.getSessionManager().getAllSessions().stream()
                .mapToInt(session -> session.getBrowseContinuationPoints().size())
                .sum();
    }

    int subscriptions() {
        return server.getSubscriptions().size();
    }

    /** Makes a unit one that nobody can decode: an EUInformation without a body. */
    void spoilUnit(String name) {
        ExtensionObject empty = ExtensionObject.of(
                ByteString.of(new byte[0]),
                EUInformation.BINARY_ENCODING_ID
                        .toNodeId(server.getNamespaceTable())
                        .orElseThrow());
        cell.node(name)
                .getPropertyNode(new QualifiedName(0, "EngineeringUnits"))
                .orElseThrow()
                .setValue(new DataValue(new Variant(empty)));
    }

    /** Ends every subscription as a server does whose resources run out. */
    int endSubscriptions(StatusCode reason) {
        List<Subscription> open = List.copyOf(server.getSubscriptions().values());
        for (Subscription subscription : open) {
            subscription.getSubscriptionManager().sendStatusChangeNotification(subscription, reason);
        }
        return open.size();
    }

    /** Forgets every session, and keeps its subscriptions for whoever has them transferred. */
    void forgetSessionsOnly() {
        sessions().forEach(id -> server.getSessionManager().killSession(id, false));
    }

    /** Forgets every session, and the subscriptions in it, as a server does after its session timeout. */
    void forgetSessions() {
        sessions().forEach(id -> server.getSessionManager().killSession(id, true));
    }

    /** Takes away the node of the server's clock, as on small servers that lack it. */
    PlcServer withoutClockNode() {
        server.getAddressSpaceManager()
                .getManagedNode(NodeIds.Server_ServerStatus_CurrentTime)
                .orElseThrow()
                .delete();
        return this;
    }

    int sessionsOpened() {
        return access.tokensUsed().size();
    }

    /** Returns the policy ids of the user tokens with which sessions were opened. */
    List<String> tokensUsed() {
        return access.tokensUsed();
    }

    /** Waits until so many sessions have been activated since this server was made; each is counted right before it is. */
    void awaitSessionsOpened(int count) throws InterruptedException {
        access.awaitSessionsOpened(count);
    }

    int namespaceIndex() {
        return cell.getNamespaceIndex().intValue();
    }

    PlcServer start() throws Exception {
        pool = Executors.newCachedThreadPool(MiloThreads.threads("test-plc-pool-"));
        timer = Executors.newScheduledThreadPool(2, MiloThreads.threads("test-plc-timer-"));
        OpcUaServerConfig config = OpcUaServerConfig.builder()
                .setApplicationName(LocalizedText.english("test PLC"))
                .setApplicationUri(URI)
                .setProductUri(URI)
                .setCertificateManager(access.certificates())
                .setEndpoints(access.endpoints(port.getLocalPort()))
                .setIdentityValidator(access.identities())
                .setLimits(limits)
                .setEncodingLimits(messages)
                .setBuildInfo(build)
                .setExecutor(pool)
                .setScheduledExecutor(timer)
                .build();
        OpcServerTransportFactory transports = profile -> {
            eventLoop = new NioEventLoopGroup(1, MiloThreads.threads("test-plc-net-"));
            return new OpcTcpServerTransport(OpcTcpServerTransportConfig.newBuilder()
                    .setExecutor(pool)
                    .setEventLoop(eventLoop)
                    .setMinimumSecureChannelLifetime(uint(1_000))
                    .setMaximumSecureChannelLifetime(uint(channelLifetimeMillis))
                    .build());
        };
        server = server(config, transports);
        for (String uri : namespacesBefore) {
            server.getNamespaceTable().add(uri);
        }
        cell = new PlcCell(server, values, units);
        cell.startup();
        if (another != null) {
            other = another.apply(server);
            other.startup();
        }
        server.startup().get(WAIT_SECONDS, TimeUnit.SECONDS);
        return this;
    }

    private OpcUaServer server(OpcUaServerConfig config, OpcServerTransportFactory transports) {
        if (hiddenPerCall > 0) {
            return new PlcWithHiddenLimits(config, transports, hiddenPerCall, hiddenPerSubscription, refusedCalls);
        }
        if (impostor != null) {
            return new PlcBehindImpostor(config, transports, impostor);
        }
        if (!filters) {
            return new PlcWithoutFilters(config, transports);
        }
        return subscriptions
                ? new PlcWithFaults(config, transports, faults)
                : new PlcWithoutSubscriptions(config, transports);
    }

    /** Stops as a PLC does that loses its power: no goodbye to sessions. */
    void stop() throws Exception {
        if (server != null) {
            cell.shutdown();
            if (other != null) {
                other.shutdown();
            }
            server.shutdown().get(WAIT_SECONDS, TimeUnit.SECONDS);
            eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(WAIT_SECONDS, TimeUnit.SECONDS);
            timer.shutdownNow();
            pool.shutdownNow();
            server = null;
            cell = null;
        }
    }

    @Override
    public void close() {
        try (port) {
            stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
