package io.millwright.opcua;

import io.millwright.opcua.security.CertificateMaker.Made;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.sdk.server.EndpointConfig;
import org.eclipse.milo.opcua.sdk.server.Session;
import org.eclipse.milo.opcua.sdk.server.identity.AnonymousIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.CompositeValidator;
import org.eclipse.milo.opcua.sdk.server.identity.Identity;
import org.eclipse.milo.opcua.sdk.server.identity.IdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.UsernameIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.X509IdentityValidator;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.CertificateManager;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.DefaultApplicationGroup;
import org.eclipse.milo.opcua.stack.core.security.DefaultCertificateManager;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateStore;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.transport.TransportProfile;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;
import org.eclipse.milo.opcua.stack.core.types.structured.SignatureData;
import org.eclipse.milo.opcua.stack.core.types.structured.UserIdentityToken;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;

/** Who may open sessions with the PLC of a test, and how: endpoints, certificates and users. */
final class PlcAccess {
    private final List<CertificateValidator> clientChecks = new ArrayList<>();
    private Set<SecurityPolicy> policies = Set.of(SecurityPolicy.None, SecurityPolicy.Basic256Sha256);
    private List<MessageSecurityMode> modes = List.of(MessageSecurityMode.SignAndEncrypt);
    private boolean anonymous = true;
    private List<String> passwords = List.of(SecurityPolicy.Basic256Sha256.getUri());
    private X509Certificate user;
    private Made identity = PlcCertificate.STANDARD;
    private KeyPair keys = identity.keys();
    private final List<String> tokensUsed = new ArrayList<>();

    void policies(SecurityPolicy... offered) {
        policies = Set.of(offered);
    }

    /** Each policy is offered with these modes. */
    void modes(MessageSecurityMode... offered) {
        modes = List.of(offered);
    }

    void usersOnly() {
        anonymous = false;
    }

    /** The policies of the tokens for passwords, one each; "" for that of the endpoint. */
    void passwords(String... tokenPolicies) {
        passwords = List.of(tokenPolicies);
    }

    /** Lets this user in with a certificate, beside those with passwords. */
    void user(X509Certificate certificate) {
        user = certificate;
    }

    /** Shows this certificate, and has another key where it is not its own. */
    void identity(Made made, KeyPair owned) {
        identity = made;
        keys = owned;
    }

    void clientCheck(CertificateValidator check) {
        clientChecks.add(check);
    }

    X509Certificate certificate() {
        return identity.certificate();
    }

    /** Returns what the server knows of its own certificate and of those of clients. */
    CertificateManager certificates() throws Exception {
        var group = new DefaultApplicationGroup(
                new MemoryTrustListManager(),
                new MemoryCertificateStore(),
                new PlcCertificate(identity, keys),
                this::checkClient);
        group.initialize();
        return new DefaultCertificateManager(new MemoryCertificateQuarantine(), group);
    }

    private void checkClient(List<X509Certificate> chain, String uri, String[] hosts) throws UaException {
        for (CertificateValidator check : clientChecks) {
            check.validateCertificateChain(chain, uri, hosts);
        }
    }

    /** Returns the endpoints at a port. */
    Set<EndpointConfig> endpoints(int port) {
        Set<EndpointConfig> endpoints = ConcurrentHashMap.newKeySet();
        for (SecurityPolicy policy : policies) {
            if (policy == SecurityPolicy.None) {
                endpoints.add(endpoint(port, "", policy, MessageSecurityMode.None));
                endpoints.add(endpoint(port, "/discovery", policy, MessageSecurityMode.None));
            } else {
                modes.forEach(mode -> endpoints.add(endpoint(port, "", policy, mode)));
            }
        }
        return endpoints;
    }

    private EndpointConfig endpoint(int port, String path, SecurityPolicy policy, MessageSecurityMode mode) {
        EndpointConfig.Builder builder = EndpointConfig.newBuilder()
                .setBindAddress("127.0.0.1")
                .setBindPort(port)
                .setHostname("127.0.0.1")
                .setPath(path)
                .setTransportProfile(TransportProfile.TCP_UASC_UABINARY)
                .setSecurityPolicy(policy)
                .setSecurityMode(mode)
                .setCertificate(identity.certificate());
        tokens().forEach(builder::addTokenPolicy);
        return builder.build();
    }

    private List<UserTokenPolicy> tokens() {
        List<UserTokenPolicy> tokens = new ArrayList<>();
        if (anonymous) {
            tokens.add(new UserTokenPolicy("anonymous", UserTokenType.Anonymous, null, null, null));
        }
        for (String policy : passwords) {
            String id = "user" + tokens.size();
            tokens.add(new UserTokenPolicy(id, UserTokenType.UserName, null, null, policy.isEmpty() ? null : policy));
        }
        if (user != null) {
            tokens.add(new UserTokenPolicy("certificate", UserTokenType.Certificate, null, null, null));
        }
        return tokens;
    }

    /** Returns what lets users in, and notes which tokens they have. */
    IdentityValidator identities() {
        var users = new UsernameIdentityValidator(
                challenge -> challenge.getUsername().equals(PlcServer.USER)
                        && challenge.getPassword().equals(PlcServer.PASSWORD));
        List<IdentityValidator> known = new ArrayList<>(List.of(users));
        if (anonymous) {
            known.add(AnonymousIdentityValidator.INSTANCE);
        }
        if (user != null) {
            known.add(new X509IdentityValidator(user::equals));
        }
        return new CompositeValidator(known) {
            @Override
            public Identity validateIdentityToken(
                    Session session, UserIdentityToken token, UserTokenPolicy policy, SignatureData signature)
                    throws UaException {
                sessionOpened(policy.getPolicyId());
                return super.validateIdentityToken(session, token, policy, signature);
            }
        };
    }

    private synchronized void sessionOpened(String token) {
        tokensUsed.add(token);
        notifyAll();
    }

    /** Returns the policy ids of the user tokens with which sessions were opened. */
    synchronized List<String> tokensUsed() {
        return List.copyOf(tokensUsed);
    }

    /** Waits until so many sessions have been activated since this server was made; each is counted right before it is. */
    synchronized void awaitSessionsOpened(int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Recorder.WAIT_MILLIS);
        while (tokensUsed.size() < count) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("only " + tokensUsed.size() + " of " + count + " sessions");
            }
            wait(left);
        }
    }
}
