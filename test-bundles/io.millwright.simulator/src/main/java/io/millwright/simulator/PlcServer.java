package io.millwright.simulator;

import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.security.KeyPair;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.eclipse.milo.opcua.sdk.server.EndpointConfig;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.identity.AnonymousIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.CompositeValidator;
import org.eclipse.milo.opcua.sdk.server.identity.IdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.UsernameIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.UsernameIdentityValidator.AuthenticationChallenge;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.channel.EncodingLimits;
import org.eclipse.milo.opcua.stack.core.security.CertificateManager;
import org.eclipse.milo.opcua.stack.core.security.CertificateStore;
import org.eclipse.milo.opcua.stack.core.security.DefaultApplicationGroup;
import org.eclipse.milo.opcua.stack.core.security.DefaultCertificateManager;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateStore;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.security.RsaSha256CertificateFactory;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.BuildInfo;
import org.eclipse.milo.opcua.stack.transport.server.OpcServerTransportFactory;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransport;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransportConfig;

/**
 * One life of the OPC UA server: built, bound once, stopped once. A restart makes a new one, so that no session, channel or
 * subscription survives, as in a PLC that lost power.
 *
 * <p>Threads of its own: {@code simulator-opcua-net-*} (sockets), {@code simulator-opcua-*} (services) and
 * {@code simulator-opcua-timer-*} (publishing intervals). Not thread safe.
 */
final class PlcServer {
    private static final String ADDRESS = "127.0.0.1";
    private static final int SERVICE_THREADS = 4;
    private static final int STOP_SECONDS = 10;

    /** Room for the largest picture, or for the values of one publishing interval of a large load. */
    private static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

    private static final int MAX_CHUNKS = MAX_MESSAGE_BYTES / EncodingLimits.DEFAULT_MAX_CHUNK_SIZE + 8;
    private static final int MAX_NESTING = EncodingLimits.DEFAULT_MAX_RECURSION_DEPTH;

    private final int port;
    private final JoinedThreads socketThreads = new JoinedThreads("simulator-opcua-net");
    private final JoinedThreads serviceThreads = new JoinedThreads("simulator-opcua");
    private final JoinedThreads timerThread = new JoinedThreads("simulator-opcua-timer");
    private final NioEventLoopGroup sockets = new NioEventLoopGroup(2, socketThreads);
    private final ExecutorService services = Executors.newFixedThreadPool(SERVICE_THREADS, serviceThreads);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(timerThread);
    private final Freeze freeze = new Freeze();
    private final Cable cable = new Cable();
    private final OpcUaServer server;
    private final TagNamespace namespace;
    private boolean started;

    /**
     * Who may connect, and how the server proves itself.
     *
     * @param limits that it enforces and does not announce
     */
    record Access(
            ServerIdentity identity,
            ClientTrust trust,
            Predicate<AuthenticationChallenge> users,
            HiddenLimits limits) {}

    /**
     * Builds the server without opening the port; takes 1 to 2 s the first time.
     *
     * @param namespaceShift how many other namespaces are registered before the simulator's, which has index 2 + shift
     */
    PlcServer(int port, Access access, Collection<Tag> tags, boolean bindItems, int namespaceShift) throws IOException {
        this.port = port;
        registerBouncyCastle();
        OpcTcpServerTransportConfig transport = OpcTcpServerTransportConfig.newBuilder()
                .setEventLoop(sockets)
                .setExecutor(services)
                .setChannelPipelineCustomizer(pipeline -> {
                    freeze.install(pipeline);
                    cable.install(pipeline);
                })
                .build();
        OpcServerTransportFactory transports = profile -> new OpcTcpServerTransport(transport);
        server = access.limits().equals(HiddenLimits.NONE)
                ? new OpcUaServer(config(access), transports)
                : new LimitedServer(config(access), transports, access.limits());
        for (int i = 1; i <= namespaceShift; i++) {
            server.getNamespaceTable().add(Simulator.NAMESPACE_URI + ":shift:" + i);
        }
        namespace = new TagNamespace(server, tags, bindItems);
        namespace.startup();
    }

    /** Aes256_Sha256_RsaPss signs with RSASSA-PSS under a name that only this provider knows. */
    private static void registerBouncyCastle() {
        if (Security.getProvider(BouncyCastleProvider.PROVIDER_NAME) == null) {
            Security.addProvider(new BouncyCastleProvider());
        }
    }

    private OpcUaServerConfig config(Access access) throws IOException {
        IdentityValidator users = new CompositeValidator(
                AnonymousIdentityValidator.INSTANCE, new UsernameIdentityValidator(access.users()));
        return OpcUaServerConfig.builder()
                .setApplicationName(LocalizedText.english("Millwright PLC simulator"))
                .setApplicationUri(Simulator.APPLICATION_URI)
                .setProductUri(Simulator.NAMESPACE_URI)
                .setBuildInfo(
                        new BuildInfo(Simulator.NAMESPACE_URI, "Millwright", "PLC simulator", "", "", DateTime.now()))
                .setEndpoints(endpoints(access.identity().certificate()))
                .setCertificateManager(certificates(access))
                .setIdentityValidator(users)
                .setEncodingLimits(new EncodingLimits(
                        EncodingLimits.DEFAULT_MAX_CHUNK_SIZE, MAX_CHUNKS, MAX_MESSAGE_BYTES, MAX_NESTING))
                .setExecutor(services)
                .setScheduledExecutor(timer)
                .build();
    }

    private Set<EndpointConfig> endpoints(X509Certificate certificate) {
        EndpointConfig.Builder base = EndpointConfig.newBuilder()
                .setBindAddress(ADDRESS)
                .setHostname(ADDRESS)
                .setBindPort(port)
                .setPath(Simulator.PATH)
                .setCertificate(certificate)
                .addTokenPolicies(
                        OpcUaServerConfig.USER_TOKEN_POLICY_ANONYMOUS, OpcUaServerConfig.USER_TOKEN_POLICY_USERNAME);
        Set<EndpointConfig> endpoints = new LinkedHashSet<>();
        endpoints.add(base.copy().build());
        for (SecurityPolicy policy : List.of(
                SecurityPolicy.Basic256Sha256,
                SecurityPolicy.Aes128_Sha256_RsaOaep,
                SecurityPolicy.Aes256_Sha256_RsaPss)) {
            for (MessageSecurityMode mode : List.of(MessageSecurityMode.Sign, MessageSecurityMode.SignAndEncrypt)) {
                endpoints.add(base.copy()
                        .setSecurityPolicy(policy)
                        .setSecurityMode(mode)
                        .build());
            }
        }
        return endpoints;
    }

    private static CertificateManager certificates(Access access) throws IOException {
        X509Certificate[] chain = {access.identity().certificate()};
        try {
            CertificateStore store = new MemoryCertificateStore();
            store.set(
                    NodeIds.RsaSha256ApplicationCertificateType,
                    new CertificateStore.Entry(access.identity().privateKey(), chain));
            DefaultApplicationGroup group = DefaultApplicationGroup.createAndInitialize(
                    new MemoryTrustListManager(),
                    store,
                    new RsaSha256CertificateFactory() {
                        @Override
                        protected X509Certificate[] createRsaSha256CertificateChain(KeyPair keyPair) {
                            return chain;
                        }
                    },
                    access.trust().validator());
            return new DefaultCertificateManager(access.trust().quarantine(), group);
        } catch (Exception e) {
            throw new IOException("The server certificate could not be installed: " + e.getMessage(), e);
        }
    }

    /** Opens the port; the error names it. */
    void bind() throws IOException {
        started = true;
        try {
            server.startup().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("The server could not open " + ADDRESS + ":" + port + ": is the port in use?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while opening " + ADDRESS + ":" + port, e);
        }
    }

    void freeze(boolean frozen) {
        freeze.set(frozen);
    }

    void pullCable() {
        cable.pull();
    }

    void plugCable() {
        cable.plug();
    }

    int namespaceIndex() {
        return namespace.getNamespaceIndex().intValue();
    }

    /** Counters for a report: open sessions, subscriptions and monitored items. */
    Map<String, Long> load() {
        return Map.of(
                "sessions", (long) server.getSessionManager().getAllSessions().size(),
                "subscriptions", (long) server.getSubscriptions().size(),
                "items", server.getMonitoredItemCount().get());
    }

    /** Closes the port and every connection, and joins the server's threads; true when all ended within 20 s. */
    boolean stop() {
        namespace.shutdown();
        if (started) {
            server.shutdown();
        }
        timer.shutdownNow();
        services.shutdown();
        sockets.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        if (!serviceThreads.join(deadline)) {
            services.shutdownNow();
        }
        deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        return serviceThreads.join(deadline) & timerThread.join(deadline) & socketThreads.join(deadline);
    }
}
