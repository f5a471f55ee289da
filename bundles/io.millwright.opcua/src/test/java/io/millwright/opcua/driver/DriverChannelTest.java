package io.millwright.opcua.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.eclipse.kura.core.configuration.metatype.Tad;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A channel list that was made for the stock driver means the same; every value comes as text. */
class DriverChannelTest {
    private static Map<String, Object> stock() {
        Map<String, Object> settings = new HashMap<>();
        for (Tad field : ChannelFields.all()) {
            settings.put(field.getId(), field.getDefault());
        }
        return settings;
    }

    private static DriverChannel channel(String key, String value) {
        Map<String, Object> settings = stock();
        settings.put(key, value);
        return DriverChannel.of(settings);
    }

    @Test
    void theDefaultsAreThoseOfTheStockDriver() {
        assertEquals(
                Map.of(
                        "node.id", "MyNode",
                        "node.namespace.index", "2",
                        "node.id.type", "STRING",
                        "opcua.type", "DEFINED_BY_JAVA_TYPE",
                        "attribute", "Value",
                        "listen.sampling.interval", "1000",
                        "listen.queue.size", "10",
                        "listen.discard.oldest", "true",
                        "listen.subscribe.to.children", "false"),
                stock());
        DriverChannel channel = DriverChannel.of(stock());
        assertEquals("", channel.problem());
        assertEquals("", channel.listeningProblem());
        assertEquals("ns=2;s=MyNode", channel.nodeText());
        assertEquals(AttributeId.Value, channel.attribute());
        assertEquals(1_000, channel.samplingMillis());
        assertEquals(10, channel.queue());
    }

    @ParameterizedTest
    @CsvSource({
        "STRING, Mill;1=a, ns=2;s=Mill;1=a",
        "NUMERIC, 4294967295, ns=2;i=4294967295",
        "GUID, 09087e75-8e5e-499b-954f-f2a9603db28a, ns=2;g=09087E75-8E5E-499B-954F-F2A9603DB28A",
        "OPAQUE, AQID, ns=2;b=AQID",
        "string, nsu=urn:acme:mill;s=Torque, nsu=urn:acme:mill;s=Torque",
        "STRING, ns=3;i=7, ns=3;i=7"
    })
    void everyKindOfIdentifierIsRead(String kind, String id, String text) {
        Map<String, Object> settings = stock();
        settings.put("node.id.type", kind);
        settings.put("node.id", id);
        assertEquals("", DriverChannel.of(settings).problem());
        assertEquals(text, DriverChannel.of(settings).nodeText());
    }

    @ParameterizedTest
    @CsvSource({
        "node.id.type, NAME",
        "node.id.type, GUID",
        "node.namespace.index, -1",
        "node.namespace.index, two",
        "attribute, Worth",
        "opcua.type, INT128",
        "listen.queue.size, 0",
        "listen.sampling.interval, fast"
    })
    void aWrongValueIsNamedWithWhatToDo(String key, String value) {
        String problem = channel(key, value).problem();
        assertTrue(problem.contains(value) && problem.contains(";"), problem);
    }

    @Test
    void whatCannotBeListenedToCanStillBeRead() {
        DriverChannel attribute = channel("attribute", "DisplayName");
        assertEquals("", attribute.problem());
        assertTrue(attribute.listeningProblem().contains("DisplayName"), attribute.listeningProblem());
        DriverChannel children = channel("listen.subscribe.to.children", "true");
        assertEquals("", children.problem());
        assertTrue(children.listeningProblem().contains("not supported"), children.listeningProblem());
    }

    @Test
    void aChannelWithoutSettingsThrowsNothing() {
        assertTrue(DriverChannel.of(null).problem().contains("node.id is empty"));
    }
}
