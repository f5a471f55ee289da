package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.security.CertificateMaker;
import io.millwright.opcua.security.CertificateMaker.Made;
import io.millwright.opcua.security.ServerTrust;
import io.millwright.opcua.state.StateCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our certificate ends: a successor is made in time, and serves as soon as the server trusts it; and users with certificates. */
class OwnCertificateTest {
    private static final String TAGS = "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n";
    private static final String ALIAS = "millwright-opcua";
    private static final String OUR_URI = "urn:millwright:opcua:plc1";

    @TempDir
    Path directory;

    private final FakeKeystore keystore = new FakeKeystore().trust("plc", PlcCertificate.STANDARD.certificate());

    /** What the server trusts, by thumbprint; everything while it is empty. */
    private final Set<String> trusted = ConcurrentHashMap.newKeySet();

    private PlcServer plc() {
        return new PlcServer()
                .policies(SecurityPolicy.None, SecurityPolicy.Basic256Sha256)
                .variable("Speed", 100.0)
                .clientCheck((chain, uri, hosts) -> {
                    if (!trusted.isEmpty() && !trusted.contains(ServerTrust.sha256(chain.get(0)))) {
                        throw new UaException(StatusCodes.Bad_CertificateUntrusted);
                    }
                });
    }

    private ConnectionFixture connection(PlcServer plc) {
        ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).secured("Basic256Sha256");
        fixture.trustDirectory.set(directory.toString());
        fixture.connection.keystore(keystore.service());
        return fixture;
    }

    private static CertificateMaker ours() {
        return new CertificateMaker()
                .subject("CN=Millwright plc1, O=Millwright")
                .key("ours")
                .uri(OUR_URI)
                .purpose(KeyPurposeId.id_kp_clientAuth);
    }

    private X509Certificate held(String alias) {
        return keystore.entries.get(alias) instanceof PrivateKeyEntry pair
                ? (X509Certificate) pair.getCertificate()
                : null;
    }

    private byte[] exported(String name) throws Exception {
        return Files.readAllBytes(directory.resolve("millwright/trust/own").resolve(name + ".der"));
    }

    @Test
    void ourCertificateIsAFileForThoseWhoShallTrustIt() throws Exception {
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = connection(plc)) {
            fixture.configure().await(StateCode.CONNECTED);
            assertArrayEquals(held(ALIAS).getEncoded(), exported("plc1"));
            assertNull(held(ALIAS + "-next"));
        }
    }

    @Test
    void theOldCertificateServesUntilTheServerTrustsTheNewOneThenItTakesOver() throws Exception {
        Made old = ours().valid(Duration.ofDays(-900), Duration.ofDays(59)).make();
        keystore.entries.put(ALIAS, old.entry());
        trusted.add(old.sha256());
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = connection(plc)) {
            String text = fixture.configure()
                    .await(StateCode.CERTIFICATE_ENDING, "Our application certificate ends on ", "its successor");
            X509Certificate successor = held(ALIAS + "-next");
            assertTrue(text.contains(ServerTrust.sha256(successor)), text);
            assertArrayEquals(successor.getEncoded(), exported("plc1-next"));
            assertArrayEquals(old.certificate().getEncoded(), exported("plc1"));
            assertNotEquals(old.certificate().getPublicKey(), successor.getPublicKey());
            assertEquals(old.certificate(), held(ALIAS));

            trusted.add(ServerTrust.sha256(successor));
            fixture.set("request.timeoutMs", ConnectionFixture.REQUEST_TIMEOUT_MILLIS - 1)
                    .configure();
            fixture.await(StateCode.CONNECTED);
            assertEquals(successor, held(ALIAS));
            assertEquals(old.certificate(), held(ALIAS + "-old"));
            assertNull(held(ALIAS + "-next"));
        }
    }

    @Test
    void anExpiredCertificateOfOursHasASuccessorThatTheServerIsAskedToTrust() throws Exception {
        Made old = ours().valid(Duration.ofDays(-900), Duration.ofDays(-1)).make();
        keystore.entries.put(ALIAS, old.entry());
        trusted.add(old.sha256());
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = connection(plc)) {
            String text = fixture.configure().await(StateCode.CERTIFICATE_REFUSED);
            assertTrue(
                    text.startsWith("Our application certificate SHA-256 " + ServerTrust.sha256(held(ALIAS + "-next"))
                            + " is refused by the server, rule "),
                    text);
        }
    }

    @Test
    void aCertificateThatAnAuthoritySignedIsNotReplacedByOneThatNobodyDid() throws Exception {
        Made root = CertificateMaker.root("Plant Root");
        Made old = ours().issuer(root)
                .valid(Duration.ofDays(-300), Duration.ofDays(59))
                .make();
        keystore.entries.put(ALIAS, old.entry());
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = connection(plc)) {
            fixture.configure()
                    .await(
                            StateCode.CERTIFICATE_ENDING,
                            "Put its successor into the keystore under '" + ALIAS + "-next'");
            assertNull(held(ALIAS + "-next"));

            Made successor = ours().key("ours later").issuer(root).make();
            keystore.entries.put(ALIAS + "-next", successor.entry());
            fixture.set("request.timeoutMs", ConnectionFixture.REQUEST_TIMEOUT_MILLIS - 1)
                    .configure();
            fixture.await(StateCode.CONNECTED);
            assertEquals(successor.certificate(), held(ALIAS));
        }
    }

    @Test
    void anExpiredCertificateOfAnAuthorityIsNotUsed() throws Exception {
        Made old = ours().issuer(CertificateMaker.root("Plant Root"))
                .valid(Duration.ofDays(-300), Duration.ofDays(-1))
                .make();
        keystore.entries.put(ALIAS, old.entry());
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = connection(plc)) {
            String text = fixture.configure().await(StateCode.CERTIFICATE_UNSUITABLE);
            assertTrue(text.contains("is refused by this gateway, rule validity period"), text);
            assertTrue(text.contains("'" + ALIAS + "-next'"), text);
        }
    }

    @Test
    void aUserLogsInWithACertificate() throws Exception {
        Made user = new CertificateMaker().subject("CN=operator").key("user").make();
        keystore.entries.put("operator", user.entry());
        try (PlcServer plc =
                        plc().usersOnly().certificateUser(user.certificate()).start();
                ConnectionFixture fixture = connection(plc).set("user.certificate.alias", "operator")) {
            fixture.configure().await(StateCode.CONNECTED);
            assertEquals("certificate", plc.tokensUsed().get(0));
        }
    }

    /** Only the user needs the keystore there. */
    @Test
    void aUserCertificateIsTriedAlsoWithoutSecurityOnceItsKeystoreComes() throws Exception {
        Made user = new CertificateMaker().subject("CN=operator").key("user").make();
        keystore.entries.put("operator", user.entry());
        try (PlcServer plc =
                        plc().usersOnly().certificateUser(user.certificate()).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)
                        .set("user.certificate.alias", "operator")
                        .set("server.certificate.sha256", ServerTrust.sha256(plc.serverCertificate()))) {
            fixture.trustDirectory.set(directory.toString());
            fixture.configure().await(StateCode.WAITING_FOR_KEYSTORE, "User certificate 'operator'");
            fixture.connection.keystore(keystore.service());
            // This server lets users with a certificate in by its secured endpoint only.
            fixture.await(StateCode.AUTHENTICATION_FAILED, "User certificate 'operator'");
        }
    }

    @Test
    void aUserCertificateThatEndsWithin60DaysIsTold() throws Exception {
        Made user = new CertificateMaker()
                .subject("CN=operator")
                .key("user")
                .valid(Duration.ofDays(-300), Duration.ofDays(59))
                .make();
        keystore.entries.put("operator", user.entry());
        try (PlcServer plc = plc().certificateUser(user.certificate()).start();
                ConnectionFixture fixture = connection(plc).set("user.certificate.alias", "operator")) {
            fixture.configure().await(StateCode.CERTIFICATE_ENDING, "User certificate 'operator' ends on ");
        }
    }

    @Test
    void aUserWithACertificateThatTheServerDoesNotKnowIsNamed() throws Exception {
        Made known = new CertificateMaker().subject("CN=operator").key("user").make();
        Made user = new CertificateMaker().subject("CN=stranger").key("ours").make();
        keystore.entries.put("stranger", user.entry());
        try (PlcServer plc =
                        plc().usersOnly().certificateUser(known.certificate()).start();
                ConnectionFixture fixture = connection(plc).set("user.certificate.alias", "stranger")) {
            String text = fixture.configure().await(StateCode.AUTHENTICATION_FAILED);
            assertTrue(text.contains("The server refuses User certificate 'stranger'"), text);
        }
    }

    @Test
    void aUserCertificateThatIsNotThereOrHasEndedIsSaidBeforeTheServerIsAsked() throws Exception {
        keystore.entries.put(
                "past",
                new CertificateMaker()
                        .key("user")
                        .valid(Duration.ofDays(-30), Duration.ofDays(-1))
                        .make()
                        .entry());
        Made known = new CertificateMaker().subject("CN=operator").key("user").make();
        try (PlcServer plc = plc().certificateUser(known.certificate()).start();
                ConnectionFixture fixture = connection(plc).set("user.certificate.alias", "nobody")) {
            fixture.configure().await(StateCode.CERTIFICATE_UNSUITABLE, "User certificate 'nobody'", "no key pair");
            fixture.set("user.certificate.alias", "past").configure();
            fixture.await(StateCode.CERTIFICATE_UNSUITABLE, "User certificate 'past'", "rule validity period");
            assertEquals(0, plc.sessionsOpened());
        }
    }

    @Test
    void aServerThatTakesNoCertificateOfAUserSaysWhatItTakes() throws Exception {
        keystore.entries.put("operator", ours().make().entry());
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = connection(plc).set("user.certificate.alias", "operator")) {
            String text = fixture.configure().await(StateCode.AUTHENTICATION_FAILED);
            assertTrue(text.contains("takes no certificate of a user (it offers Anonymous, UserName)"), text);
            assertFalse(text.contains("User name ''"), text);
        }
    }
}
