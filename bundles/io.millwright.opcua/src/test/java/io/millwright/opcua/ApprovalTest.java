package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.look.ConnectionLook;
import io.millwright.opcua.security.CertificateMaker;
import io.millwright.opcua.security.CertificateMaker.Made;
import io.millwright.opcua.security.ServerTrust;
import io.millwright.opcua.settings.TrustRule;
import io.millwright.opcua.state.StateCode;
import io.millwright.tag.BrowseException;
import io.millwright.tag.BrowseException.Reason;
import io.millwright.tag.CertificateFacts;
import io.millwright.tag.TagBrowser.Approval;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A person trusts a server by comparing one number: exactly the certificate that he saw, and only while it is the one. */
@Timeout(600)
class ApprovalTest {
    private static final String TAGS = "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n";
    private static final long MILLIS = 20_000;

    @TempDir
    Path directory;

    private FakeKeystore keystore;

    @BeforeEach
    void emptyKeystore() {
        keystore = new FakeKeystore();
    }

    private static PlcServer plc() {
        return new PlcServer()
                .policies(SecurityPolicy.None, SecurityPolicy.Basic256Sha256)
                .variable("Speed", 100.0);
    }

    private ConnectionFixture connection(PlcServer plc) {
        ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).secured("Basic256Sha256");
        fixture.set("request.timeoutMs", 5_000);
        fixture.trustDirectory.set(directory.toString());
        fixture.connection.keystore(keystore.service());
        return fixture;
    }

    @Test
    void trustOnBothSidesByOneNumber() throws Exception {
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = connection(plc).configure();
                ConnectionLook look = fixture.connection.look()) {
            fixture.await(StateCode.SERVER_UNTRUSTED);
            CertificateFacts shown =
                    look.endpoints("", MILLIS).certificates().get(0).facts();
            assertEquals(ServerTrust.sha256(plc.serverCertificate()), shown.sha256());
            List<CertificateFacts> own = look.ownCertificates(MILLIS);
            assertEquals("urn:millwright:opcua:plc1", own.get(0).applicationUri());
            assertEquals(Set.of("millwright-opcua"), keystore.entries.keySet());

            Approval approval = look.approve(shown.sha256(), "anna", MILLIS);
            assertTrue(approval.changed());
            assertTrue(approval.text().contains("keystore"), approval.text());
            fixture.await(StateCode.CONNECTED);
            assertEquals(2, keystore.entries.size());
            assertFalse(look.approve(shown.sha256(), "anna", MILLIS).changed(), "twice does nothing");
            assertTrue(look.endpoints("", MILLIS).certificates().get(0).trusted());
        }
    }

    @Test
    void aCertificateThatChangedBetweenLookAndApprovalIsNotTrusted() throws Exception {
        Made other = new CertificateMaker().make();
        String seen;
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = connection(plc).configure();
                ConnectionLook look = fixture.connection.look()) {
            fixture.await(StateCode.SERVER_UNTRUSTED);
            seen = look.endpoints("", MILLIS).certificates().get(0).facts().sha256();
            plc.stop();
            plc.identity(other).start();
            BrowseException changed = assertThrows(BrowseException.class, () -> look.approve(seen, "anna", MILLIS));
            assertEquals(Reason.CHANGED, changed.reason(), changed::getMessage);
            assertTrue(changed.getMessage().contains(seen), changed.getMessage());
            assertTrue(changed.getMessage().contains(ServerTrust.sha256(other.certificate())), changed.getMessage());
            assertEquals(Set.of("millwright-opcua"), keystore.entries.keySet());
            assertFalse(Files.exists(directory.resolve("millwright/trust/trusted/" + seen + ".der")));
        }
    }

    @Test
    void whileTheServerIsAwayOneThatWasRefusedBeforeMayBeApproved() throws Exception {
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = connection(plc).configure();
                ConnectionLook look = fixture.connection.look()) {
            fixture.await(StateCode.SERVER_UNTRUSTED);
            String sha256 = ServerTrust.sha256(plc.serverCertificate());
            plc.stop();
            assertTrue(look.approve(sha256, "anna", MILLIS).changed());
            BrowseException unknown =
                    assertThrows(BrowseException.class, () -> look.approve("ab".repeat(32), "anna", MILLIS));
            assertEquals(Reason.NO_ANSWER, unknown.reason(), unknown::getMessage);
            plc.start();
            fixture.await(StateCode.CONNECTED);
        }
    }

    @Test
    void withoutAKeystoreTheTrustFolderTakesIt() throws Exception {
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).configure();
                ConnectionLook look = fixture.connection.look()) {
            fixture.trustDirectory.set(directory.toString());
            String sha256 = ServerTrust.sha256(plc.serverCertificate());
            assertTrue(look.approve(sha256.toUpperCase(java.util.Locale.ROOT), "anna", MILLIS)
                    .text()
                    .contains("trusted/" + sha256 + ".der"));
            assertTrue(Files.exists(directory.resolve("millwright/trust/trusted/" + sha256 + ".der")));
            assertEquals(List.of(), look.ownCertificates(MILLIS));
        }
    }

    @Test
    void anApprovalThatWouldNotHelpIsRefusedWithTheWayThatIsLeft() throws Exception {
        Made otherHost = new CertificateMaker()
                .uri(CertificateMaker.PLC_URI)
                .dns("another.host")
                .make();
        try (PlcServer plc = plc().identity(otherHost).start();
                ConnectionFixture fixture = connection(plc).configure();
                ConnectionLook look = fixture.connection.look()) {
            fixture.await(StateCode.SERVER_UNTRUSTED);
            var certificate = look.endpoints("", MILLIS).certificates().get(0);
            assertFalse(certificate.approvable());
            assertTrue(certificate.pinnable());
            BrowseException useless = assertThrows(
                    BrowseException.class,
                    () -> look.approve(certificate.facts().sha256(), "anna", MILLIS));
            assertEquals(Reason.NOT_ALLOWED, useless.reason());
            assertTrue(useless.getMessage().contains("host name"), useless.getMessage());
            fixture.set("server.certificate.sha256", "00".repeat(32)).configure();
            fixture.await(StateCode.SERVER_UNTRUSTED, "pinned");
            assertEquals(
                    Reason.NOT_ALLOWED,
                    assertThrows(
                                    BrowseException.class,
                                    () -> look.approve(certificate.facts().sha256(), "anna", MILLIS))
                            .reason());
            assertEquals(Set.of("millwright-opcua"), keystore.entries.keySet());
        }
    }

    @Test
    void anAuthoritysCertificateIsNotTrustedByAClick() throws Exception {
        Made authority = CertificateMaker.root("Plant Root");
        try (PlcServer plc = plc().identity(authority).start();
                ConnectionFixture fixture = connection(plc);
                ConnectionLook look = fixture.connection.look()) {
            for (TrustRule rule : TrustRule.values()) {
                fixture.set(rule.id(), false);
            }
            fixture.configure().await(StateCode.SERVER_UNTRUSTED);
            BrowseException refused = assertThrows(
                    BrowseException.class,
                    () -> look.approve(ServerTrust.sha256(authority.certificate()), "anna", MILLIS));
            assertEquals(Reason.NOT_ALLOWED, refused.reason());
            assertTrue(refused.getMessage().contains("may sign certificates of others"), refused::getMessage);
        }
    }

    @Test
    void halfAThumbprintAndNobodyAreRefused() throws Exception {
        try (PlcServer plc = plc();
                ConnectionFixture fixture = connection(plc);
                ConnectionLook look = fixture.connection.look()) {
            for (List<String> wrong : List.of(
                    List.of("2a65 91c0", "anna"), List.of("ab".repeat(32), " "), List.of("../../../etc", "anna"))) {
                assertEquals(
                        Reason.BAD_REQUEST,
                        assertThrows(BrowseException.class, () -> look.approve(wrong.get(0), wrong.get(1), MILLIS))
                                .reason());
            }
        }
    }
}
