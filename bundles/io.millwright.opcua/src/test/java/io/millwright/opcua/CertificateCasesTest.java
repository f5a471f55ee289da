package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.security.CertificateMaker;
import io.millwright.opcua.security.CertificateMaker.Made;
import io.millwright.opcua.settings.TrustRule;
import io.millwright.opcua.state.StateCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way in which a server's certificate can be wrong, against a server: refused, and the text names whose certificate, which
 * rule, who refused and the remedy; with the rule's switch off accepted, and the state says so.
 */
@Tag("slow")
class CertificateCasesTest {
    private static final String TAGS = "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n";
    private static final Made ROOT = CertificateMaker.root("Plant Root");

    @TempDir
    Path directory;

    private FakeKeystore keystore;

    @BeforeEach
    void emptyKeystore() {
        keystore = new FakeKeystore();
    }

    private static PlcServer plc(Made made) {
        return new PlcServer()
                .policies(SecurityPolicy.None, SecurityPolicy.Basic256Sha256)
                .identity(made)
                .variable("Speed", 100.0);
    }

    private ConnectionFixture connection(PlcServer plc) {
        ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).secured("Basic256Sha256");
        fixture.trustDirectory.set(directory.toString());
        fixture.connection.keystore(keystore.service());
        return fixture;
    }

    private FakeKeystore trusting(X509Certificate certificate) {
        return keystore.trust("trusted", certificate);
    }

    private FakeKeystore trustingRoot() {
        trusting(ROOT.certificate()).revocations.add(ROOT.revokes());
        return keystore;
    }

    /** Refused by this rule with these words; accepted with its switch off, which shows as long as the session lasts. */
    private void assertCase(Made made, TrustRule rule, String... words) throws Exception {
        try (PlcServer plc = plc(made).start();
                ConnectionFixture fixture = connection(plc)) {
            String text = fixture.configure().await(StateCode.SERVER_UNTRUSTED);
            assertTrue(
                    text.startsWith("Server certificate SHA-256 " + made.sha256() + " is refused by this gateway, rule "
                            + rule.words() + ": "),
                    text);
            for (String word : words) {
                assertTrue(text.contains(word), text);
            }
            assertTrue(text.contains("Subject 'O=Millwright,CN=test PLC'"), text);
            assertTrue(text.endsWith("Or switch off '" + rule.label() + "'."), text);
            assertEquals(0, plc.sessionsOpened());

            fixture.set(rule.id(), false).configure();
            fixture.await(StateCode.CONNECTED, "Not checked by choice: " + rule.words() + ".", "rule " + rule.words());
        }
    }

    @Test
    void expired() throws Exception {
        Made made = new CertificateMaker()
                .valid(Duration.ofDays(-30), Duration.ofDays(-1))
                .make();
        trusting(made.certificate());
        try (PlcServer plc = plc(made).start();
                ConnectionFixture fixture = connection(plc)) {
            String text = fixture.configure().await(StateCode.SERVER_UNTRUSTED);
            assertTrue(text.contains("refused by this gateway, rule validity period: it expired on "), text);
            fixture.set(TrustRule.VALIDITY.id(), false).configure();
            // It has ended as well, which is a state of its own.
            fixture.await(StateCode.CERTIFICATE_ENDING, "Not checked by choice: validity period.", "it expired on ");
        }
    }

    @Test
    void notYetValid() throws Exception {
        Made made = new CertificateMaker()
                .valid(Duration.ofDays(1), Duration.ofDays(300))
                .make();
        trusting(made.certificate());
        assertCaseThatAClockMends(made);
    }

    private void assertCaseThatAClockMends(Made made) throws Exception {
        assertCase(made, TrustRule.VALIDITY, "it is valid only from ", "Check the clocks of gateway and server.");
    }

    @Test
    void wrongHost() throws Exception {
        Made made = new CertificateMaker().dns("plc7.plant").make();
        trusting(made.certificate());
        assertCase(made, TrustRule.HOST_NAME, "it is for 'plc7.plant', not for the host '127.0.0.1'");
    }

    @Test
    void wrongUri() throws Exception {
        Made made = new CertificateMaker().uri("urn:somebody:else").make();
        trusting(made.certificate());
        assertCase(made, TrustRule.APPLICATION_URI, "'urn:somebody:else'", "'" + PlcServer.URI + "'");
    }

    @Test
    void wrongKeyUsage() throws Exception {
        Made made = new CertificateMaker().usage(KeyUsage.digitalSignature).make();
        trusting(made.certificate());
        assertCase(made, TrustRule.KEY_USAGE, "it is not made for nonRepudiation, keyEncipherment, dataEncipherment");
    }

    @Test
    void incompleteChain() throws Exception {
        Made made = new CertificateMaker().issuer(ROOT).make();
        trusting(made.certificate());
        // What a server sends is part of the chain; this one keeps its issuer to itself.
        Made alone = new Made(made.keys(), made.certificate(), List.of());
        assertCase(alone, TrustRule.CHAIN, "the certificate of 'CN=Plant Root', which issued it, is not known");
    }

    @Test
    void signedWithSha1() throws Exception {
        Made made = new CertificateMaker().algorithm("SHA1withRSA").make();
        trusting(made.certificate());
        assertCase(made, TrustRule.SIGNATURE, "it is signed with SHA1withRSA");
    }

    @Test
    void aKeyOf1024Bits() throws Exception {
        Made made = new CertificateMaker().keyBits(1_024).make();
        trusting(made.certificate());
        assertCase(made, TrustRule.KEY_LENGTH, "it has an RSA key of 1024 bits");
    }

    @Test
    void revoked() throws Exception {
        Made made = new CertificateMaker().issuer(ROOT).make();
        trusting(ROOT.certificate()).revocations.add(ROOT.revokes(made.certificate()));
        assertCase(made, TrustRule.REVOCATION, "it was revoked by 'CN=Plant Root' on ");
    }

    @Test
    void noRevocationList() throws Exception {
        Made made = new CertificateMaker().issuer(ROOT).make();
        trusting(ROOT.certificate());
        assertCase(made, TrustRule.REVOCATION_LIST, "there is no usable revocation list of its issuer 'CN=Plant Root'");
    }

    @Test
    void untrustedIssuer() throws Exception {
        Made made = new CertificateMaker().issuer(ROOT).make();
        keystore.trust("issuer-plant", ROOT.certificate()).revocations.add(ROOT.revokes());
        try (PlcServer plc = plc(made).start();
                ConnectionFixture fixture = connection(plc)) {
            String text = fixture.configure().await(StateCode.SERVER_UNTRUSTED);
            assertTrue(text.contains("rule trust: neither it nor its issuer 'CN=Plant Root' is trusted"), text);
            for (TrustRule rule : TrustRule.values()) {
                fixture.set(rule.id(), false);
            }
            fixture.configure();
            fixture.await(StateCode.SERVER_UNTRUSTED, "rule trust");
            assertEquals(0, plc.sessionsOpened());
        }
    }

    @Test
    void aServerOfATrustedAuthorityIsTrustedWithoutBeingNamed() throws Exception {
        Made made = new CertificateMaker().issuer(ROOT).make();
        trustingRoot();
        try (PlcServer plc = plc(made).start();
                ConnectionFixture fixture = connection(plc)) {
            String text = fixture.configure().await(StateCode.CONNECTED);
            assertFalse(text.contains("choice"), text);
        }
    }

    /** Right name, right address, right URI, its own key: a stranger's certificate. */
    @Test
    void rogueServerWithACertificateOfItsOwn() throws Exception {
        Made genuine = new CertificateMaker().make();
        Made rogue = new CertificateMaker().key("rogue").make();
        trusting(genuine.certificate());
        try (PlcServer plc = plc(rogue).start();
                ConnectionFixture fixture = connection(plc)) {
            String text = fixture.configure().await(StateCode.SERVER_UNTRUSTED);
            assertTrue(text.contains(rogue.sha256()), text);
            assertTrue(text.contains("refused by this gateway, rule trust: it is unknown"), text);
            assertEquals(0, plc.sessionsOpened());
        }
    }

    /** It shows the genuine certificate, which everybody can get, and has not the key. */
    @Test
    void rogueServerWithTheGenuineCertificateAndAnotherKey() throws Exception {
        Made genuine = new CertificateMaker().make();
        Made rogue = new CertificateMaker().key("rogue").make();
        trusting(genuine.certificate());
        try (PlcServer plc = new PlcServer()
                        .policies(SecurityPolicy.None, SecurityPolicy.Basic256Sha256)
                        .identity(genuine, rogue.keys())
                        .variable("Speed", 1.0)
                        .start();
                ConnectionFixture fixture = connection(plc)) {
            String text = fixture.configure().await(StateCode.CERTIFICATE_REFUSED);
            assertTrue(text.contains("may not have the key of the certificate that it shows"), text);
            assertEquals(0, plc.sessionsOpened());
        }
    }

    /** Somebody between hides a better endpoint, so that a client takes the weaker one. */
    @Test
    void endpointDownGradeByHidingABetterOne() throws Exception {
        assertDownGrade(endpoint ->
                SecurityPolicy.Aes256_Sha256_RsaPss.getUri().equals(endpoint.getSecurityPolicyUri()) ? null : endpoint);
    }

    /** Somebody between makes the better endpoint look weak. */
    @Test
    void endpointDownGradeByChangingAnotherOne() throws Exception {
        assertDownGrade(endpoint -> SecurityPolicy.Aes256_Sha256_RsaPss.getUri().equals(endpoint.getSecurityPolicyUri())
                ? new EndpointDescription(
                        endpoint.getEndpointUrl(),
                        endpoint.getServer(),
                        endpoint.getServerCertificate(),
                        MessageSecurityMode.Sign,
                        endpoint.getSecurityPolicyUri(),
                        endpoint.getUserIdentityTokens(),
                        endpoint.getTransportProfileUri(),
                        endpoint.getSecurityLevel())
                : endpoint);
    }

    private void assertDownGrade(UnaryOperator<EndpointDescription> impostor) throws Exception {
        trusting(PlcCertificate.STANDARD.certificate());
        try (PlcServer plc = new PlcServer()
                        .policies(
                                SecurityPolicy.None, SecurityPolicy.Basic256Sha256, SecurityPolicy.Aes256_Sha256_RsaPss)
                        .impostor(impostor)
                        .variable("Speed", 1.0)
                        .start();
                ConnectionFixture fixture = connection(plc)) {
            String text = fixture.configure().await(StateCode.SERVER_UNTRUSTED);
            assertTrue(text.contains("refused by this gateway, rule endpoint list: "), text);
            assertTrue(text.contains("the announcement lacked '" + plc.url()), text);
            assertTrue(text.contains("Aes256_Sha256_RsaPss"), text);
            assertTrue(text.contains("switch off 'Check endpoint list'"), text);
            assertEquals(0, plc.sessionsOpened());

            fixture.set(TrustRule.ENDPOINTS.id(), false).configure();
            fixture.await(StateCode.CONNECTED, "Not checked by choice: endpoint list.");
        }
    }

    @Test
    void endpointDownGradeByHidingTheConfiguredOne() throws Exception {
        trusting(PlcCertificate.STANDARD.certificate());
        try (PlcServer plc = plc(PlcCertificate.STANDARD)
                        .impostor(endpoint -> endpoint.getSecurityMode() == MessageSecurityMode.None ? endpoint : null)
                        .start();
                ConnectionFixture fixture = connection(plc)) {
            String text = fixture.configure().await(StateCode.NO_ENDPOINT);
            assertTrue(text.contains("None / None"), text);
            assertEquals(0, plc.sessionsOpened());
        }
    }

    @Test
    void deprecatedPoliciesConnectOnlyBehindTheirSwitchAndSayWhatTheyAre() throws Exception {
        trusting(PlcCertificate.STANDARD.certificate());
        for (SecurityPolicy policy : new SecurityPolicy[] {SecurityPolicy.Basic256, SecurityPolicy.Basic128Rsa15}) {
            try (PlcServer plc = new PlcServer()
                            .policies(SecurityPolicy.None, policy)
                            .variable("Speed", 1.0)
                            .start();
                    ConnectionFixture fixture = connection(plc).set("security.policy", policy.name())) {
                fixture.configure().await(StateCode.CONFIGURATION_ERROR, "Allow deprecated policies");
                fixture.set("security.deprecated.allowed", true).configure();
                fixture.await(StateCode.CONNECTED, "'" + policy.name() + "' is deprecated (SHA-1).");
            }
        }
    }

    @Test
    void aRefusedCertificateWaitsOnTheRejectedListUntilAnOperatorMovesIt() throws Exception {
        Made made = new CertificateMaker().make();
        try (PlcServer plc = plc(made).start();
                ConnectionFixture fixture = connection(plc)) {
            fixture.configure().await(StateCode.SERVER_UNTRUSTED);
            Path folder = directory.resolve("millwright/trust");
            Path rejected = folder.resolve("rejected").resolve(made.sha256() + ".der");
            assertTrue(Files.exists(rejected));
            String note = Files.readString(folder.resolve("rejected").resolve(made.sha256() + ".txt"));
            assertTrue(note.contains("Connection: plc1\nEndpoint URL: " + plc.url() + "\n"), note);
            assertTrue(note.contains("rule trust"), note);
            assertEquals(1L, fixture.connection.counters().all().get("certificates.rejected"));

            Files.move(rejected, folder.resolve("trusted").resolve("plc.der"));
            // Instead of the ten seconds until the next attempt.
            fixture.set("request.timeoutMs", ConnectionFixture.REQUEST_TIMEOUT_MILLIS - 1)
                    .configure();
            fixture.await(StateCode.CONNECTED);
            assertFalse(Files.exists(folder.resolve("rejected").resolve(made.sha256() + ".txt")));
            assertEquals(0L, fixture.connection.counters().all().get("certificates.rejected"));
        }
    }

    @Test
    void anOpenSessionEndsWhenItsServerIsRevoked() throws Exception {
        Made made = new CertificateMaker().issuer(ROOT).make();
        trustingRoot();
        try (PlcServer plc = plc(made).start();
                ConnectionFixture fixture = connection(plc)) {
            fixture.configure().await(StateCode.CONNECTED);
            keystore.revocations.add(ROOT.revokes(made.certificate()));
            fixture.connection.lookAtTrust();
            fixture.await(StateCode.SERVER_UNTRUSTED, "it was revoked by 'CN=Plant Root'");
        }
    }

    @Test
    void anOpenSessionOutlivesARevocationListThatRanOut() throws Exception {
        Made made = new CertificateMaker().issuer(ROOT).make();
        trustingRoot();
        try (PlcServer plc = plc(made).start();
                ConnectionFixture fixture = connection(plc)) {
            fixture.configure().await(StateCode.CONNECTED);
            keystore.revocations.clear();
            fixture.connection.lookAtTrust();
            fixture.await(
                    StateCode.CONNECTED,
                    "Broken since the session was opened, so the next one will be refused",
                    "rule revocation list");
        }
    }

    @Test
    void aServerCertificateThatEndsWithin60DaysIsAStateThatKeepsTheValues() throws Exception {
        Made made = new CertificateMaker()
                .valid(Duration.ofDays(-300), Duration.ofDays(59))
                .make();
        trusting(made.certificate());
        try (PlcServer plc = plc(made).start();
                ConnectionFixture fixture = connection(plc)) {
            fixture.configure()
                    .await(
                            StateCode.CERTIFICATE_ENDING,
                            "1 of 1 tags Good",
                            "The server's certificate, subject 'O=Millwright,CN=test PLC'");
        }
    }
}
