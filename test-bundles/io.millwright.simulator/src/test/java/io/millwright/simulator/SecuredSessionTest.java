package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.sdk.client.identity.AnonymousProvider;
import org.eclipse.milo.opcua.sdk.client.identity.UsernameProvider;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.EUInformation;
import org.eclipse.milo.opcua.stack.core.types.structured.Range;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecuredSessionTest {
    private static final ServerIdentity CLIENT = ServerIdentity.create();
    private static Simulator simulator;

    @BeforeAll
    static void start() throws Exception {
        simulator = Simulator.start(new SimulatorOptions().stepped());
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Basic256Sha256, Sign",
        "Basic256Sha256, SignAndEncrypt",
        "Aes128_Sha256_RsaOaep, Sign",
        "Aes128_Sha256_RsaOaep, SignAndEncrypt",
        "Aes256_Sha256_RsaPss, Sign",
        "Aes256_Sha256_RsaPss, SignAndEncrypt"
    })
    void everySecuredEndpointCarriesASessionOfAUser(SecurityPolicy policy, MessageSecurityMode mode) throws Exception {
        UsernameProvider user = new UsernameProvider(simulator.user(), simulator.password());
        try (PlcClient client = PlcClient.connect(simulator, policy, mode, user, CLIENT)) {
            assertTrue(client.read(PlcClient.node(simulator, "Mill1.torque"))
                    .statusCode()
                    .isGood());
        }
    }

    @Test
    void aWrongPasswordIsRefused() {
        UsernameProvider wrong = new UsernameProvider(simulator.user(), simulator.password() + "x");
        UaException e = assertThrows(
                UaException.class,
                () -> PlcClient.connect(
                        simulator, SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt, wrong, CLIENT));
        assertTrue(
                List.of(StatusCodes.Bad_UserAccessDenied, StatusCodes.Bad_IdentityTokenRejected)
                        .contains(e.getStatusCode().value()),
                e.toString());
    }

    @Test
    void aTrustFolderAdmitsOnlyItsCertificatesAndKeepsTheRefusedOnes(@TempDir Path folder) throws Exception {
        try (Simulator strict = Simulator.start(new SimulatorOptions().stepped().trust(folder))) {
            assertThrows(UaException.class, () -> secured(strict).close());
            Path rejected = folder.resolve("rejected");
            try (Stream<Path> files = Files.list(rejected)) {
                Path certificate = files.findFirst().orElseThrow();
                Files.move(certificate, folder.resolve("client.der"));
            }
            secured(strict).close();
        }
    }

    private static PlcClient secured(Simulator simulator) throws UaException {
        return PlcClient.connect(
                simulator,
                SecurityPolicy.Basic256Sha256,
                MessageSecurityMode.SignAndEncrypt,
                new AnonymousProvider(),
                CLIENT);
    }

    @Test
    void theCertificateStaysInItsFolderAndNamesTheServer(@TempDir Path folder) throws Exception {
        ServerIdentity first = ServerIdentity.in(folder);
        assertEquals(first.thumbprint(), ServerIdentity.in(folder).thumbprint());
        assertNotEquals(first.thumbprint(), ServerIdentity.create().thumbprint());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("simulator.p12"))));
        assertEquals(
                Simulator.APPLICATION_URI,
                CertificateUtil.getSanUri(first.certificate()).orElseThrow());
        assertEquals(List.of("127.0.0.1"), CertificateUtil.getSanIpAddresses(first.certificate()));
        assertEquals(List.of("localhost"), CertificateUtil.getSanDnsNames(first.certificate()));
    }

    @Test
    void analogTagsHaveUnitAndRange() throws Exception {
        Map<String, String> codes = Map.of(
                "air_temperature", "K:KEL",
                "process_temperature", "K:KEL",
                "rotational_speed", "rpm:RPM",
                "torque", "N·m:NU",
                "tool_wear", "min:MIN");
        try (PlcClient client = PlcClient.connect(simulator)) {
            for (Map.Entry<String, String> expected : codes.entrySet()) {
                String tag = "Mill1." + expected.getKey();
                EUInformation unit = (EUInformation) decoded(client, tag + ".EngineeringUnits");
                byte[] code = ByteBuffer.allocate(4).putInt(unit.getUnitId()).array();
                assertEquals(
                        expected.getValue(),
                        unit.getDisplayName().text() + ":" + new String(code, StandardCharsets.US_ASCII).trim());
                Range range = (Range) decoded(client, tag + ".EURange");
                double value = ((Number) client.read(PlcClient.node(simulator, tag))
                                .value()
                                .value())
                        .doubleValue();
                assertTrue(range.getLow() <= value && value < range.getHigh(), tag + " = " + value);
            }
        }
    }

    private static Object decoded(PlcClient client, String property) throws UaException {
        Object value = client.read(PlcClient.node(simulator, property)).value().value();
        return ((ExtensionObject) value).decode(client.client.getStaticEncodingContext());
    }
}
