package io.millwright.opcua.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.util.EndpointUtil;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** A gateway validates nothing: whatever it hands over must end in settings or in a problem that names the remedy. */
class SettingsTest {
    private static Settings of(Object... pairs) {
        Map<String, Object> properties = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put((String) pairs[i], pairs[i + 1]);
        }
        return Settings.of(properties);
    }

    @Test
    void nothingGivesTheSecureDefaults() {
        Settings settings = of();
        assertEquals(List.of(), settings.problems());
        assertEquals(SecurityPolicy.Basic256Sha256, settings.policy());
        assertEquals(MessageSecurityMode.SignAndEncrypt, settings.mode());
        assertEquals(500, settings.publishingMillis());
        assertFalse(settings.polling());
    }

    @Test
    void theApplicationUriComesFromThePid() {
        assertEquals(
                "urn:millwright:opcua:plc-1", of("kura.service.pid", "plc 1").applicationUri());
    }

    @Test
    void numbersComeInAnyType() {
        assertEquals(250, of("publishing.intervalMs", "250").publishingMillis());
        assertEquals(250, of("publishing.intervalMs", 250.0).publishingMillis());
        assertEquals(250, of("publishing.intervalMs", 250L).publishingMillis());
    }

    @Test
    void aThumbprintMayBeWrittenWithColonsAndCapitals() {
        String hex = "ab".repeat(32);
        assertEquals(
                Set.of(hex),
                of("server.certificate.sha256", "AB:".repeat(31) + "AB").trust().pinned());
    }

    @Test
    void everyBadValueIsAProblemThatNamesLabelValueAndRemedy() throws Exception {
        for (Object[] bad : new Object[][] {
            {"endpoint.url", ""},
            {"endpoint.url", " "},
            {"time.source", "moon"},
            {"endpoint.url", "http://plc"},
            {"endpoint.url", "opc.tcp://"},
            {"endpoint.url", "opc.tcp://my plc:4840"},
            {"endpoint.url", "opc.tcp://plc:0"},
            {"endpoint.url", "opc.tcp://plc:65536"},
            {"endpoint.url", "opc.tcp://plc:port"},
            {"endpoint.url", "opc.tcp://user:secret@plc:4840"},
            {"security.policy", "Basic128Rsa15"},
            {"security.policy", "Basic256"},
            {"security.mode", "Loud"},
            {"check.hostName", "maybe"},
            {"security.deprecated.allowed", 7},
            {"trust.folder", "../elsewhere"},
            {"publishing.intervalMs", 0},
            {"publishing.intervalMs", "soon"},
            {"request.timeoutMs", Double.NaN},
            {"session.timeoutMs", Long.MAX_VALUE},
            {"server.certificate.sha256", "abc"},
            {"access.mode", "GUESS"},
            {"application.uri", "no uri"},
            {"tags.file", "../snapshots/s.xml"},
            {"tags.file", "/etc/passwd"},
        }) {
            List<String> problems = of(bad).problems();
            assertEquals(1, problems.size(), () -> problems.toString());
            String label = label((String) bad[0]);
            assertTrue(problems.get(0).startsWith(label), problems.get(0));
            assertFalse(problems.get(0).contains((String) bad[0]), "an id instead of the label: " + problems.get(0));
            assertTrue(problems.get(0).contains(String.valueOf(bad[1]).strip()), problems.get(0));
            assertTrue(problems.get(0).contains("; "), "no remedy: " + problems.get(0));
        }
    }

    @Test
    void severalThumbprintsStandByComma() {
        String first = "ab".repeat(32);
        String second = "cd".repeat(32);
        assertEquals(
                Set.of(first, second),
                of("server.certificate.sha256", first + ", " + second + ",")
                        .trust()
                        .pinned());
        assertEquals(
                1,
                of("server.certificate.sha256", first + "," + "ef").problems().size());
    }

    @Test
    void everyRuleHoldsUnlessItIsSwitchedOff() {
        assertEquals(Set.of(), of().trust().waived());
        for (TrustRule rule : TrustRule.values()) {
            assertEquals(Set.of(rule), of(rule.id(), false).trust().waived());
            assertEquals(Set.of(rule), of(rule.id(), "false").trust().waived());
            assertEquals(Set.of(), of(rule.id(), true).trust().waived());
        }
    }

    @Test
    void everySwitchIsCalledAsInTheForm() throws Exception {
        for (TrustRule rule : TrustRule.values()) {
            assertEquals(label(rule.id()), rule.label());
        }
    }

    @Test
    void aDeprecatedPolicyNeedsItsSwitch() {
        for (String policy : List.of("Basic128Rsa15", "Basic256")) {
            assertEquals(1, of("security.policy", policy).problems().size());
            Settings allowed = of("security.policy", policy, "security.deprecated.allowed", true);
            assertEquals(List.of(), allowed.problems());
            assertEquals(SecurityPolicy.valueOf(policy), allowed.policy());
        }
    }

    @Test
    void whoLogsInDoesSoInOneWay() {
        assertEquals(
                1,
                of("user.name", "a", "user.certificate.alias", "b").problems().size());
        assertTrue(of("user.certificate.alias", "b").logsIn());
        assertFalse(of().logsIn());
    }

    @Test
    void aPolicyWithoutModeIsNoSecurityByAccident() {
        assertEquals(1, of("security.policy", "None").problems().size());
        assertEquals(1, of("security.mode", "None").problems().size());
    }

    @Test
    void everyAddressThatTheClientUnderstandsIsTaken() {
        for (String url : List.of(
                "opc.tcp://plc",
                "opc.tcp://line_1_plc:4840",
                "opc.tcp://10.0.0.7:65535/server/a%20b",
                "opc.tcp://[fe80::1%eth0]:4840",
                "opc.tcp://plc.example.com:4840/")) {
            assertEquals(List.of(), of("endpoint.url", url).problems());
            assertTrue(EndpointUtil.getHost(url) != null, url);
        }
    }

    @Test
    void onlyTagsDifferMeansTheSameSession() {
        assertTrue(of("tags", "a").sameSession(of("tags", "b")));
        assertFalse(of("user.name", "a").sameSession(of("user.name", "b")));
    }

    /** Returns what the form calls the field: its metatype file is the one definition of it. */
    private static String label(String id) throws Exception {
        var form = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(SettingsTest.class.getResourceAsStream(
                        "/OSGI-INF/metatype/io.millwright.opcua.OpcUaConnection.xml"));
        var fields = form.getElementsByTagName("AD");
        for (int i = 0; i < fields.getLength(); i++) {
            Element field = (Element) fields.item(i);
            if (field.getAttribute("id").equals(id)) {
                return field.getAttribute("name").replace(" (ms)", "");
            }
        }
        throw new AssertionError("no field " + id);
    }
}
