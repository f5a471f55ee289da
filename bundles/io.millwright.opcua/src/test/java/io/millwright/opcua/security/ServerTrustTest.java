package io.millwright.opcua.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.security.CertificateMaker.Made;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an open session outlives, and what it does not. */
class ServerTrustTest {
    private static final Settings SETTINGS = Settings.of(Map.of("endpoint.url", "opc.tcp://127.0.0.1:4840"));

    @TempDir
    Path data;

    private ServerTrust trusting(Made made) throws Exception {
        TrustFolder folder = TrustFolder.in(data.toString(), "trust");
        folder.prepare();
        Files.write(data.resolve("trust/trusted/plc.der"), made.certificate().getEncoded());
        return new ServerTrust(SETTINGS, new CertificateStores(null, "", folder));
    }

    private static ServerCertificate shown(Made made) {
        return new ServerCertificate(
                List.of(made.chain()), new ServerNames("127.0.0.1", CertificateMaker.PLC_URI), null);
    }

    @Test
    void aCertificateThatRunsOutEndsNoSession() throws Exception {
        Made made = new CertificateMaker()
                .valid(Duration.ofDays(-30), Duration.ofDays(-1))
                .make();
        ServerTrust trust = trusting(made);
        assertThrows(
                ConnectionTrouble.class,
                () -> trust.check(List.of(made.chain()), CertificateMaker.PLC_URI, "127.0.0.1"));
        ServerCertificate again = trust.checkAgain(shown(made));
        String text = SecurityNotes.of(SETTINGS, again, null, null, null).text();
        assertTrue(text.contains("so the next one will be refused, rule validity period"), text);
        assertTrue(text.contains("it expired on "), text);
    }

    @Test
    void aCertificateThatIsTrustedNoMoreEndsTheSession() throws Exception {
        Made made = new CertificateMaker().make();
        ServerTrust trust = trusting(made);
        assertTrue(trust.checkAgain(shown(made)).verdict().accepted());
        Files.delete(data.resolve("trust/trusted/plc.der"));
        ConnectionTrouble trouble = assertThrows(ConnectionTrouble.class, () -> trust.checkAgain(shown(made)));
        assertTrue(trouble.getMessage().contains("rule trust"), trouble.getMessage());
        assertEquals(1, trust.waiting());
    }
}
