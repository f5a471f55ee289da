package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.security.ServerTrust;
import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Interest;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sign and encrypt: whom we trust, who we are, and that every refusal says what to do. */
class SecuredSessionTest {
    private static final String TAGS = "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n";

    private static PlcServer plc() {
        return new PlcServer()
                .policies(
                        SecurityPolicy.None,
                        SecurityPolicy.Basic256Sha256,
                        SecurityPolicy.Aes128_Sha256_RsaOaep,
                        SecurityPolicy.Aes256_Sha256_RsaPss)
                .variable("Speed", 100.0);
    }

    private static void assertSamples(ConnectionFixture fixture) throws Exception {
        Recorder recorder = new Recorder();
        fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
        recorder.awaitValue(0, 100.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss"})
    void aTrustedServerIsReadWithEveryPolicyAndNoProviderIsNamedBc(String policy) throws Exception {
        assertNull(Security.getProvider("BC"));
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).secured(policy)) {
            fixture.connection.keystore(
                    new FakeKeystore().trust("plc", plc.serverCertificate()).service());
            fixture.configure();
            assertSamples(fixture);
            String text = fixture.await(StateCode.CONNECTED);
            assertTrue(text.contains(policy + " / SignAndEncrypt"), text);
            assertNull(Security.getProvider("BC"));
        }
        GatewayThreads.awaitEnd();
        assertNull(Security.getProvider("Millwright"), "the provider must go with the last connection");
    }

    @Test
    void aMissingApplicationCertificateIsMadeAsServersWantItAndKept() throws Exception {
        CompletableFuture<X509Certificate> seen = new CompletableFuture<>();
        FakeKeystore keystore = new FakeKeystore();
        try (PlcServer plc = plc().clientCheck((chain, uri, hosts) -> seen.complete(chain.get(0)))
                        .start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).secured("Basic256Sha256")) {
            fixture.connection.keystore(
                    keystore.trust("plc", plc.serverCertificate()).service());
            fixture.configure();
            fixture.await(StateCode.CONNECTED);
            X509Certificate ours = seen.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            PrivateKeyEntry kept = (PrivateKeyEntry) keystore.entries.get("millwright-opcua");
            assertEquals(kept.getCertificate(), ours);
            assertEquals(
                    "urn:millwright:opcua:plc1", CertificateUtil.getSanUri(ours).orElseThrow());
            boolean[] usage = ours.getKeyUsage();
            // digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment: OPC UA Part 6, 6.2.2.
            assertArrayEquals(new boolean[] {true, true, true, true}, java.util.Arrays.copyOf(usage, 4));
            assertTrue(ours.getExtendedKeyUsage().contains("1.3.6.1.5.5.7.3.2"));
            assertEquals("SHA256withRSA", ours.getSigAlgName());
        }
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).secured("Basic256Sha256")) {
            var before = keystore.entries.get("millwright-opcua");
            fixture.connection.keystore(keystore.service());
            fixture.configure();
            fixture.await(StateCode.CONNECTED);
            assertEquals(before, keystore.entries.get("millwright-opcua"));
        }
    }

    @Test
    void anUnknownServerIsRefusedWithSubjectThumbprintAndRemedy() throws Exception {
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).secured("Basic256Sha256")) {
            fixture.connection.keystore(new FakeKeystore().service());
            fixture.configure();
            String text = fixture.await(StateCode.SERVER_UNTRUSTED);
            String sha256 = ServerTrust.sha256(plc.serverCertificate());
            assertTrue(text.contains("CN=test PLC"), text);
            assertTrue(text.contains(sha256), text);
            assertTrue(text.contains("Server certificate, SHA-256"), text);

            fixture.set("server.certificate.sha256", sha256.toUpperCase(java.util.Locale.ROOT))
                    .configure();
            fixture.await(StateCode.CONNECTED);
            assertSamples(fixture);
        }
    }

    @Test
    void aServerOtherThanThePinnedOneIsRefusedEvenIfTheKeystoreKnowsIt() throws Exception {
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)
                        .secured("Basic256Sha256")
                        .set("server.certificate.sha256", "00".repeat(32))) {
            fixture.connection.keystore(
                    new FakeKeystore().trust("plc", plc.serverCertificate()).service());
            String text = fixture.configure().await(StateCode.SERVER_UNTRUSTED);
            assertTrue(text.contains("pinned"), text);
        }
    }

    @Test
    void withoutAKeystoreNothingIsTriedUntilOneComes() throws Exception {
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).secured("Basic256Sha256")) {
            String text = fixture.configure().await(StateCode.WAITING_FOR_KEYSTORE);
            assertTrue(text.contains("Keystore"), text);
            fixture.connection.keystore(
                    new FakeKeystore().trust("plc", plc.serverCertificate()).service());
            fixture.await(StateCode.CONNECTED);
        }
    }

    @Test
    void anApplicationCertificateWithoutOurUriIsRefusedBeforeTheServerDoes() throws Exception {
        FakeKeystore keystore = new FakeKeystore();
        var pair = SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
        X509Certificate certificate = new SelfSignedCertificateBuilder(pair)
                .setApplicationUri("urn:somebody:else")
                .build();
        keystore.entries.put(
                "millwright-opcua", new PrivateKeyEntry(pair.getPrivate(), new X509Certificate[] {certificate}));
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).secured("Basic256Sha256")) {
            fixture.connection.keystore(
                    keystore.trust("plc", plc.serverCertificate()).service());
            String text = fixture.configure().await(StateCode.CERTIFICATE_UNSUITABLE);
            assertTrue(text.contains("urn:somebody:else"), text);
            assertTrue(text.contains("name another alias"), text);
        }
    }

    @Test
    void aServerThatDoesNotTrustUsIsNamedAsSuchWithOurThumbprint() throws Exception {
        FakeKeystore keystore = new FakeKeystore();
        try (PlcServer plc = plc().clientCheck((chain, uri, hosts) -> {
                            throw new UaException(StatusCodes.Bad_CertificateUntrusted);
                        })
                        .start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).secured("Basic256Sha256")) {
            fixture.connection.keystore(
                    keystore.trust("plc", plc.serverCertificate()).service());
            String text = fixture.configure().await(StateCode.CERTIFICATE_REFUSED);
            PrivateKeyEntry ours = (PrivateKeyEntry) keystore.entries.get("millwright-opcua");
            assertTrue(text.contains(ServerTrust.sha256((X509Certificate) ours.getCertificate())), text);
        }
    }

    @Test
    void aWrongPasswordIsAStateAndTheRightOneHeals() throws Exception {
        try (PlcServer plc = plc().usersOnly().start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)
                        .secured("Basic256Sha256")
                        .set("user.name", PlcServer.USER)
                        .set("user.password", "wrong")) {
            fixture.connection.keystore(
                    new FakeKeystore().trust("plc", plc.serverCertificate()).service());
            String text = fixture.configure().await(StateCode.AUTHENTICATION_FAILED);
            assertTrue(text.contains("'operator'"), text);
            assertFalse(text.contains("wrong"), text);
            fixture.set("user.password", PlcServer.PASSWORD).configure();
            fixture.await(StateCode.CONNECTED);
            assertSamples(fixture);
        }
    }

    @Test
    void aUserIsAskedForWhereTheServerWantsOne() throws Exception {
        try (PlcServer plc = plc().usersOnly().start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            String text = fixture.configure().await(StateCode.AUTHENTICATION_FAILED);
            assertTrue(text.contains("enter User name"), text);
        }
    }

    @Test
    void thereIsNoSilentDowngrade() throws Exception {
        try (PlcServer plc = new PlcServer()
                        .policies(SecurityPolicy.None)
                        .variable("Speed", 1.0)
                        .start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).secured("Aes256_Sha256_RsaPss")) {
            fixture.connection.keystore(new FakeKeystore().service());
            String text = fixture.configure().await(StateCode.NO_ENDPOINT);
            assertTrue(text.contains("None / None"), text);
            assertTrue(text.contains("Aes256_Sha256_RsaPss"), text);
        }
    }
}
