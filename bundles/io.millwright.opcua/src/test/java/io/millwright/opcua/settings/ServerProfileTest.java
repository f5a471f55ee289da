package io.millwright.opcua.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How carefully a server is treated at first. */
class ServerProfileTest {
    private static Settings settings(String... idsAndValues) {
        Map<String, Object> properties = new HashMap<>();
        for (int i = 0; i < idsAndValues.length; i += 2) {
            properties.put(idsAndValues[i], idsAndValues[i + 1]);
        }
        return Settings.of(properties);
    }

    @ParameterizedTest
    @CsvSource({
        "https://www.siemens.com/s7-1500, Siemens AG, SIMATIC.S7-1500.OPC-UA.Server:PLC_1, S7_1500",
        "https://www.siemens.com/s7-1200, Siemens AG, SIMATIC.S7-1200.OPC-UA.Server:PLC_1, S7_1200",
        "urn:KEPServerEX, Kepware, KEPServerEX, KEPWARE",
        "urn:x, PTC, ThingWorx Kepware Server, KEPWARE",
        "urn:eclipse:milo, Eclipse, Milo, AUTOMATIC"
    })
    void aServerIsRecognisedByWhatItSays(String uri, String manufacturer, String product, ServerProfile profile) {
        assertEquals(profile, ServerProfile.recognise(List.of(uri, manufacturer, product)));
        assertEquals(profile, ServerProfile.recognise(List.of(product, uri, manufacturer)));
    }

    @Test
    void aServerThatSaysNothingIsNotLimited() {
        assertEquals(ServerProfile.AUTOMATIC, ServerProfile.recognise(List.of()));
        assertEquals(0, ServerProfile.AUTOMATIC.perCall());
    }

    @Test
    void whatIsConfiguredGoesBeforeTheProfile() {
        ServerChoice choice = settings("server.profile", "slow", "load.requestsPerSecond", "5")
                .server();
        assertEquals(ServerProfile.SLOW, choice.profile());
        assertEquals(5, choice.requestsPerSecond(ServerProfile.SLOW));
        assertEquals(1, choice.requestsInFlight(ServerProfile.SLOW));
        assertEquals(0, choice.requestsInFlight(ServerProfile.AUTOMATIC));
    }

    @Test
    void wrongValuesNameFieldValueAndRemedy() {
        assertProblem("Kind of server 'fanuc' is unknown; choose one of", "server.profile", "fanuc");
        assertProblem(
                "Requests per second '-1' is out of range; enter a whole number from 0 to 10000",
                "load.requestsPerSecond",
                "-1");
        assertProblem("Requests at a time '1.5' is out of range", "load.requestsInFlight", "1.5");
        assertProblem("Second endpoint URL 'plc2' is no OPC UA address", "endpoint.second.url", "plc2");
        assertProblem(
                "Second endpoint URL 'opc.tcp://a:1' is the Endpoint URL",
                "endpoint.url",
                "opc.tcp://a:1",
                "endpoint.second.url",
                "opc.tcp://a:1");
    }

    private static void assertProblem(String text, String... idsAndValues) {
        List<String> problems = settings(idsAndValues).problems();
        assertTrue(problems.stream().anyMatch(problem -> problem.startsWith(text)), problems.toString());
    }

    @Test
    void anotherServerIsAnotherSession() {
        Settings one = settings("endpoint.url", "opc.tcp://a:1");
        assertTrue(one.sameSession(settings("endpoint.url", "opc.tcp://a:1", "tags", "x")));
        assertEquals(
                false,
                one.sameSession(settings("endpoint.url", "opc.tcp://a:1", "endpoint.second.url", "opc.tcp://b:1")));
        assertEquals("opc.tcp://b:1", one.at("opc.tcp://b:1").endpointUrl());
    }
}
