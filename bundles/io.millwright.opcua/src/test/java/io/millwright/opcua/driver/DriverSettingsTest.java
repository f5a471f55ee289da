package io.millwright.opcua.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.settings.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The configuration of the stock driver means the same; what it lacked is safe. */
class DriverSettingsTest {
    @Test
    void aConfigurationOfTheStockDriverIsTaken() {
        Map<String, Object> stock = new HashMap<>();
        stock.put("kura.service.pid", "plc");
        stock.put("endpoint.ip", "192.168.0.10");
        stock.put("endpoint.port", 53_530);
        stock.put("server.name", "OPC-UA-Server");
        stock.put("force.endpoint.url", false);
        stock.put("session.timeout", 120);
        stock.put("request.timeout", 60);
        stock.put("acknowledge.timeout", 40);
        stock.put("application.name", "opc-ua client");
        stock.put("application.uri", "urn:kura:opcua:client");
        stock.put("subscription.publish.interval", 1_000L);
        stock.put("security.policy", 0);
        stock.put("certificate.location", "PFX or JKS Keystore");
        stock.put("keystore.type", "PKCS12");
        stock.put("keystore.password", "password");
        stock.put("keystore.client.alias", "client-ai");
        stock.put("authenticate.server", true);
        stock.put("username", "");
        stock.put("password", "");
        stock.put("max.request.items", 200);
        stock.put("subtree.subscription.name.format", "BROWSE_PATH");
        DriverSettings settings = DriverSettings.of(stock);
        Settings connection = settings.connection();
        assertEquals(List.of(), connection.problems());
        assertEquals("opc.tcp://192.168.0.10:53530/OPC-UA-Server", connection.endpointUrl());
        assertEquals(SecurityPolicy.None, connection.policy());
        assertEquals(MessageSecurityMode.None, connection.mode());
        assertEquals(60_000, connection.requestTimeoutMillis());
        assertEquals(120_000, connection.sessionTimeoutMillis());
        assertEquals(1_000, connection.publishingMillis());
        assertEquals("urn:kura:opcua:client", connection.applicationUri());
        assertEquals(200, settings.itemsPerRequest());
        assertFalse(settings.writes(), "the stock driver always writes; this one is asked to");
    }

    @Test
    void nothingConfiguredIsEncryptedAndReadsOnly() {
        DriverSettings settings = DriverSettings.of(Map.of());
        assertEquals(SecurityPolicy.Basic256Sha256, settings.connection().policy());
        assertEquals(MessageSecurityMode.SignAndEncrypt, settings.connection().mode());
        assertEquals("opc.tcp://127.0.0.1:4840", settings.connection().endpointUrl());
        assertFalse(settings.writes());
    }

    @ParameterizedTest
    @CsvSource({
        "endpoint.port, 0, Endpoint port '0'",
        "request.timeout, 121, Request timeout '121'",
        "session.timeout, 1, Session timeout '1'",
        "max.request.items, many, Max request items 'many'",
        "write.maxPerSecond, 0, Values written per second '0'",
        "security.policy, 1, Security policy '1' (Basic128Rsa15)",
        "security.policy, 9, Security policy '9'"
    })
    void aWrongValueIsNamed(String id, String value, String text) {
        List<String> problems =
                DriverSettings.of(Map.of(id, value)).connection().problems();
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.get(0).startsWith(text), problems.get(0));
        assertTrue(problems.get(0).contains("; "), problems.get(0));
    }

    @Test
    void anAddressOfSixteenBytesGetsItsBrackets() {
        Map<String, Object> properties =
                Map.of("endpoint.ip", "fe80::1", "endpoint.port", "4841", "server.name", "/ua");
        assertEquals(
                "opc.tcp://[fe80::1]:4841/ua",
                DriverSettings.of(properties).connection().endpointUrl());
    }
}
