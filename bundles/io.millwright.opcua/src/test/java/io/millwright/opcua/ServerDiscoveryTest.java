package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.look.AnyServer;
import io.millwright.opcua.security.ServerTrust;
import io.millwright.tag.BrowseException;
import io.millwright.tag.BrowseException.Reason;
import io.millwright.tag.ServerOffer;
import io.millwright.tag.ServerOffer.Endpoint;
import io.millwright.tag.ServerOffer.Login;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.util.EndpointUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What any address offers, asked before there is a connection. */
@Timeout(600)
class ServerDiscoveryTest {
    private static final long MILLIS = 30_000;

    @TempDir
    Path data;

    private final AnyServer servers = new AnyServer(() -> data.toString());

    @AfterEach
    void end() {
        servers.close();
    }

    @AfterAll
    static void noThreadIsLeft() {
        GatewayThreads.awaitEnd();
    }

    @Test
    void theStrongestEndpointComesFirstWithLoginsAndTheNumberToCompare() throws Exception {
        try (PlcServer plc = new PlcServer()
                .policies(SecurityPolicy.None, SecurityPolicy.Basic256Sha256, SecurityPolicy.Aes256_Sha256_RsaPss)
                .modes(MessageSecurityMode.Sign, MessageSecurityMode.SignAndEncrypt)
                .start()) {
            ServerOffer offer = servers.endpoints(plc.url(), MILLIS);
            assertEquals(
                    List.of(
                            "Aes256_Sha256_RsaPss SignAndEncrypt",
                            "Basic256Sha256 SignAndEncrypt",
                            "Aes256_Sha256_RsaPss Sign",
                            "Basic256Sha256 Sign",
                            "None None"),
                    offer.endpoints().stream()
                            .map(endpoint -> endpoint.policy() + " " + endpoint.mode())
                            .distinct()
                            .toList());
            Endpoint first = offer.endpoints().get(0);
            assertEquals(List.of(Login.ANONYMOUS, Login.USER_NAME), first.logins());
            assertTrue(first.usable());
            assertFalse(first.elsewhere());
            assertEquals("test PLC", offer.applicationName());
            assertEquals(PlcServer.URI, offer.applicationUri());
            assertEquals("", offer.note());
            assertEquals(1, offer.certificates().size());
            ServerOffer.Certificate certificate = offer.certificates().get(0);
            String sha256 = ServerTrust.sha256(plc.serverCertificate());
            assertEquals(sha256, certificate.facts().sha256());
            assertEquals(sha256, first.certificateSha256());
            assertEquals(
                    sha256.substring(0, 20),
                    certificate.facts().number().replace(" ", "").toLowerCase(java.util.Locale.ROOT));
            assertTrue(certificate.facts().pem().startsWith("-----BEGIN CERTIFICATE-----\n"));
            assertFalse(certificate.trusted());
            assertTrue(certificate.approvable(), certificate::text);
            assertTrue(certificate.pinnable());
            assertFalse(certificate.remedy().isEmpty());
            assertEquals(0, plc.sessionsOpened());
            assertFalse(Files.exists(data.resolve("millwright/trust/rejected")), "a look has no consequences");

            Files.createDirectories(data.resolve("millwright/trust/trusted"));
            Files.write(
                    data.resolve("millwright/trust/trusted/plc.der"),
                    plc.serverCertificate().getEncoded());
            assertTrue(
                    servers.endpoints(plc.url(), MILLIS).certificates().get(0).trusted());
        }
    }

    @Test
    void aServerThatOffersOnlyNoneIsToldSo() throws Exception {
        try (PlcServer plc = new PlcServer().policies(SecurityPolicy.None).start()) {
            ServerOffer offer = servers.endpoints(plc.url(), MILLIS);
            assertTrue(offer.endpoints().stream()
                    .allMatch(endpoint -> endpoint.policy().equals("None")));
            assertTrue(offer.note().contains("nothing secured"), offer::note);
        }
    }

    @Test
    void addressesElsewhereAreToldAndNotFollowed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                PlcServer plc = new PlcServer()
                        .impostor(announced -> at(announced, "localhost.elsewhere", other.getLocalPort()))
                        .start()) {
            ServerOffer offer = servers.endpoints(plc.url(), MILLIS);
            assertTrue(offer.endpoints().stream().allMatch(Endpoint::elsewhere));
            assertTrue(offer.note().contains("other addresses"), offer::note);
            other.setSoTimeout(1);
            assertThrows(java.net.SocketTimeoutException.class, other::accept);
        }
    }

    private static EndpointDescription at(EndpointDescription announced, String host, int port) {
        return EndpointUtil.updateUrl(announced, host, port);
    }

    @Test
    void nobodyThereAndSomethingThatSaysNothingAreToldApart() throws Exception {
        try (PlcServer gone = new PlcServer();
                ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            BrowseException nobody = assertThrows(BrowseException.class, () -> servers.endpoints(gone.url(), MILLIS));
            assertEquals(Reason.NO_ANSWER, nobody.reason());
            assertTrue(nobody.getMessage().contains("does not answer"), nobody.getMessage());
            assertFalse(nobody.getMessage().contains("trying again"), nobody.getMessage());
            assertTrue(nobody.remedy().contains("firewall"), nobody.remedy());

            BrowseException hangs = assertThrows(
                    BrowseException.class,
                    () -> servers.endpoints("opc.tcp://127.0.0.1:" + silent.getLocalPort(), 2_000));
            assertEquals(Reason.NO_ANSWER, hangs.reason());
            assertTrue(hangs.getMessage().contains("answers nothing"), hangs.getMessage());
        }
    }

    @Test
    void whatIsNoAddressIsRefusedBeforeAnythingIsSent() {
        for (String url : List.of("", "http://127.0.0.1:80", "opc.tcp://user@host:1", "opc.tcp://a b:4840", "plc")) {
            BrowseException refused = assertThrows(BrowseException.class, () -> servers.endpoints(url, MILLIS));
            assertEquals(Reason.BAD_REQUEST, refused.reason(), url);
            assertTrue(refused.remedy().contains("opc.tcp://host:port"), refused::remedy);
        }
    }
}
