package io.millwright.opcua.security;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.state.StatePublisher;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A thumbprint is copied from the form's head, so all of its digits are there, however long the subject is. */
class ThumbprintShownTest {
    private static final int SHOWN = 595;
    private static final CertificateStores NO_STORES = new CertificateStores(null, "", TrustFolder.NONE);
    private static X509Certificate longSubject;

    @BeforeAll
    static void make() throws Exception {
        longSubject = new SelfSignedCertificateBuilder(SelfSignedCertificateGenerator.generateRsaKeyPair(2048))
                .setCommonName("C".repeat(64))
                .setOrganization("O".repeat(64))
                .setOrganizationalUnit("U".repeat(64))
                .setLocalityName("L".repeat(64))
                .setApplicationUri("urn:plc")
                .build();
    }

    private static void assertShown(ConnectionTrouble trouble) throws Exception {
        StatePublisher state = new StatePublisher("plc1", () -> {});
        state.report(trouble.code(), trouble.getMessage());
        String head = state.headline(new Counters(), state.now().sinceMicros());
        int at = head.indexOf(ServerTrust.sha256(longSubject));
        assertTrue(at >= 0 && at + 64 <= SHOWN, head);
    }

    @Test
    void theThumbprintOfAnUnknownServerIsNeverCut() throws Exception {
        ServerTrust trust = new ServerTrust(Settings.of(Map.of()), NO_STORES);
        assertShown(assertThrows(ConnectionTrouble.class, () -> trust.check(List.of(longSubject), "urn:plc", "plc")));
    }

    @Test
    void theThumbprintOfAServerThatIsNotThePinnedOneIsNeverCut() throws Exception {
        ServerTrust trust =
                new ServerTrust(Settings.of(Map.of("server.certificate.sha256", "ab".repeat(32))), NO_STORES);
        assertShown(assertThrows(ConnectionTrouble.class, () -> trust.check(List.of(longSubject), "urn:plc", "plc")));
    }

    @Test
    void theThumbprintOfOursThatTheServerRefusesIsNeverCut() throws Exception {
        assertShown(ServerRefusal.of(longSubject, 0, new Exception("Bad_SecurityChecksFailed: " + "x".repeat(400))));
    }
}
