package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.Recorder.Call;
import io.millwright.opcua.state.StateCode;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Wrong lines among good ones: the good ones work, the wrong ones are named, and what can heal heals. */
class BadTagTest {
    @Test
    void aWrongNodeIdIsNamedAndHealsWhenTheNodeAppears() throws Exception {
        String tags =
                """
                name,nodeId
                speed,nsu=urn:millwright:test:cell;s=Speed
                late,nsu=urn:millwright:test:cell;s=Late
                foreign,nsu=urn:not:there;s=X
                nonsense,what
                """;
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), tags)) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("speed", "late", "foreign", "nowhere")), recorder);
            fixture.configure();
            recorder.awaitValue(0, 1.0);
            recorder.awaitStatus(0, 1, StatusCodes.BAD_NODE_ID_UNKNOWN);
            recorder.awaitStatus(0, 2, StatusCodes.BAD_NODE_ID_UNKNOWN);
            recorder.awaitStatus(0, 3, StatusCodes.BAD_NODE_ID_UNKNOWN);
            String text = fixture.await(StateCode.CONNECTED_WITH_ERRORS, "1 of 3 tags Good");
            assertTrue(text.contains("line 3: late, nsu=urn:millwright:test:cell;s=Late: Bad_NodeIdUnknown"), text);
            assertTrue(text.contains("line 5"), text);

            int from = recorder.size();
            plc.add("Late", 9.0);
            recorder.awaitValue(from, 1, 9.0);
        }
    }

    @Test
    void aTableChangeKeepsTheSessionAndServesTheNewLines() throws Exception {
        try (PlcServer plc = new PlcServer()
                        .variable("Speed", 1.0)
                        .variable("Load", 2.0)
                        .start();
                ConnectionFixture fixture =
                        new ConnectionFixture(plc.url(), "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n")) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("speed", "load")), recorder);
            fixture.configure().await(StateCode.CONNECTED);
            assertEquals(1, plc.sessions().size());
            var session = plc.sessions().get(0);
            int from = recorder.size();
            fixture.set(
                            "tags",
                            "name,nodeId\nload,nsu=urn:millwright:test:cell;s=Load\nspeed,nsu=urn:millwright:test:cell;s=Speed\n")
                    .configure();
            recorder.awaitValue(from, 1, 2.0);
            plc.write("Speed", 3.0);
            recorder.awaitValue(from, 0, 3.0);
            assertEquals(List.of(session), plc.sessions());
            // The subscription of the old table is not left behind on the server.
            recorder.await(recorder.size(), call -> plc.subscriptions() == 1);
            assertEquals(0, fixture.connection.counters().reconnects.get());
        }
    }

    @Test
    void equalSettingsAgainChangeNothing() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start();
                ConnectionFixture fixture =
                        new ConnectionFixture(plc.url(), "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n")) {
            fixture.configure().await(StateCode.CONNECTED);
            var session = plc.sessions().get(0);
            List<StateCode> states = fixture.states();
            fixture.configure().configure();
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
            recorder.awaitValue(0, 1.0);
            plc.write("Speed", 2.0);
            recorder.awaitValue(0, 2.0);
            assertEquals(List.of(session), plc.sessions());
            assertEquals(states, fixture.states());
        }
    }

    @Test
    void badSettingsAreAStateAndGoodOnesHealIt() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), "").set("publishing.intervalMs", -1)) {
            String text = fixture.configure().await(StateCode.CONFIGURATION_ERROR);
            assertTrue(text.contains("Publishing interval '-1'"), text);
            fixture.set("publishing.intervalMs", 100).configure();
            text = fixture.await(StateCode.CONNECTED_WITH_ERRORS);
            assertTrue(text.contains("no tag"), text);
        }
    }

    @Test
    void theServersUnitIsTakenAndAContradictingOneIsRefused() throws Exception {
        String tags =
                """
                name,nodeId,scale,offset,unit
                plain,nsu=urn:millwright:test:cell;s=T,,,
                same,nsu=urn:millwright:test:cell;s=T,,,degC
                wrong,nsu=urn:millwright:test:cell;s=T,,,K
                converted,nsu=urn:millwright:test:cell;s=T,1,273.15,K
                """;
        try (PlcServer plc =
                        new PlcServer().variable("T", 20.0).unit("T", "\u00B0C").start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), tags)) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("plain", "same", "wrong", "converted")), recorder);
            String text = fixture.configure().await(StateCode.CONNECTED_WITH_ERRORS);
            Call plain = recorder.awaitValue(0, 20.0);
            List<Call> calls = recorder.calls();
            assertTrue(calls.subList(0, calls.indexOf(plain)).stream()
                    .anyMatch(call -> call.tag() == 0
                            && call.object() instanceof Tag tag
                            && tag.unit().equals("\u00B0C")));
            recorder.awaitValue(1, 20.0);
            recorder.awaitStatus(0, 2, StatusCodes.BAD_CONFIGURATION_ERROR);
            recorder.awaitValue(3, 293.15);
            assertTrue(text.contains("line 4: wrong"), text);
            assertTrue(text.contains("scale 1 and offset 273.15"), text);
            List<Tag> known = fixture.connection.tags();
            assertEquals("\u00B0C", known.get(0).unit());
            assertEquals("K", known.get(3).unit());
            assertTrue(recorder.calls().stream()
                    .noneMatch(call -> call.tag() == 2
                            && call.status() == 0
                            && call.method().equals("sample")));
        }
    }

    @Test
    void aUnitThatCannotBeDecodedIsNoUnit() throws Exception {
        try (PlcServer plc = new PlcServer().variable("T", 20.0).unit("T", "K").start();
                ConnectionFixture fixture =
                        new ConnectionFixture(plc.url(), "name,nodeId\nt,nsu=urn:millwright:test:cell;s=T\n")) {
            plc.spoilUnit("T");
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("t")), recorder);
            fixture.configure();
            recorder.awaitValue(0, 20.0);
            fixture.await(StateCode.CONNECTED);
            assertEquals("", fixture.connection.tags().get(0).unit());
        }
    }
}
