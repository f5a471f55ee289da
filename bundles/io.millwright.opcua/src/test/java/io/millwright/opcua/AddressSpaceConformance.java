package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.Counterpart.Traits;
import io.millwright.opcua.browse.AddressSpace;
import io.millwright.opcua.browse.BrowseOutcome;
import io.millwright.opcua.browse.BrowseOutcome.End;
import io.millwright.opcua.browse.BrowsedNode;
import io.millwright.opcua.session.ShortSession;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Conformance units of OPC UA Part 7 about nodes, and about what a server says of itself and of its variables. Each test is called after
 * its unit; docs/reliability.md has the table.
 */
abstract class AddressSpaceConformance extends Conformance {
    private static final int MANY_PER_SECOND = 10_000;
    private static final int PER_CALL = 20;
    private static final int EXCEEDED_HIGH = 0x40940600;

    AddressSpaceConformance(Counterpart.Maker maker) {
        super(maker);
    }

    @Test
    void addressSpaceClientBase() throws Exception {
        List<BrowsedNode> found = new ArrayList<>();
        try (Counterpart server = maker.start(Traits.USUAL);
                ShortSession session = ShortSession.open(
                        Settings.of(Map.of(
                                "endpoint.url",
                                server.url(),
                                "security.policy",
                                "None",
                                "security.mode",
                                "None",
                                "request.timeoutMs",
                                20_000)),
                        null,
                        new char[0])) {
            AddressSpace browser =
                    new AddressSpace(session.link(), "test", MANY_PER_SECOND, AddressSpace.USUAL_MOST_NODES);
            BrowseOutcome outcome = browser.walk(NodeIds.ObjectsFolder, node -> true, false, found::add);
            assertEquals(End.DONE, outcome.end());
            assertEquals(0, outcome.failed(), outcome::toString);
        }
        List<String> line = found.stream()
                .map(node -> node.path("/"))
                .filter(path -> path.startsWith("Line"))
                .sorted()
                .toList();
        assertEquals(
                List.of(
                        "Line",
                        "Line/Mill1",
                        "Line/Mill1/Speed",
                        "Line/Mill1/count",
                        "Line/Mill1/guid",
                        "Line/Mill1/numeric",
                        "Line/Mill1/opaque",
                        "Line/Mill1/speed",
                        "Line/Mill2"),
                line);
    }

    @Test
    void addressSpaceClientBaseIdentifiersOfEveryKind() throws Exception {
        String tags =
                """
                name,nodeId
                string,nsu=urn:millwright:test:tree;s=Line/Mill1/speed
                numeric,nsu=urn:millwright:test:tree;i=1001
                guid,nsu=urn:millwright:test:tree;g=72962B91-FA75-4AE6-8D28-B404DC7DAF63
                opaque,nsu=urn:millwright:test:tree;b=AQIDBA==
                """;
        try (Counterpart server = maker.start(Traits.USUAL);
                ConnectionFixture fixture = new ConnectionFixture(server.url(), tags).set("access.mode", "POLL")) {
            fixture.connection.subscribe(Interest.in(List.of("string", "numeric", "guid", "opaque")), recorder);
            fixture.configure().await(StateCode.CONNECTED, "4 of 4 tags Good");
            recorder.awaitValue(0, 1.5);
            recorder.awaitValue(1, 11.0);
            recorder.awaitValue(2, 12.0);
            recorder.awaitValue(3, 13.0);
        }
    }

    /** What the server says it takes in one call is what it gets; to read what it says takes 12 nodes in one call. */
    @ParameterizedTest
    @ValueSource(strings = {"SUBSCRIBE", "POLL"})
    void baseInfoClientBasic(String mode) throws Exception {
        StringBuilder table = new StringBuilder("name,nodeId\n");
        List<String> names =
                IntStream.range(0, Counterpart.BULK).mapToObj(i -> "T" + i).toList();
        names.forEach(name -> table.append(name + ",nsu=urn:millwright:test:cell;s=" + name + "\n"));
        try (Counterpart server = maker.start(Traits.USUAL.withPerCall(PER_CALL));
                ConnectionFixture fixture =
                        new ConnectionFixture(server.url(), table.toString()).set("access.mode", mode)) {
            fixture.connection.subscribe(Interest.in(names), recorder);
            fixture.configure().await(StateCode.CONNECTED, "25 of 25 tags Good");
            for (int tag = 0; tag < names.size(); tag++) {
                recorder.awaitValue(tag, tag);
            }
            assertTrue(server.largest("Read") <= PER_CALL, () -> server.largest("Read") + " nodes in one call");
            assertTrue(
                    server.largest("CreateMonitoredItems") <= PER_CALL,
                    () -> server.largest("CreateMonitoredItems") + " items in one call");
        }
    }

    @Test
    void viewClientTranslateBrowsePath() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL);
                ConnectionFixture fixture = new ConnectionFixture(
                        server.url(), "name,nodeId\nload,nsu=urn:millwright:test:cell;s=Load\n")) {
            fixture.configure().await(StateCode.CONNECTED);
            assertTrue(server.requests("TranslateBrowsePathsToNodeIds") > 0, "no path was translated");
            assertEquals(0, server.requests("Browse"));
            Tag load = fixture.connection.tags().get(0);
            assertEquals(0.0, load.rangeLow());
            assertEquals(200.0, load.rangeHigh());
        }
    }

    @Test
    void dataAccessClientAnalogUnitType() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL);
                ConnectionFixture fixture = new ConnectionFixture(
                        server.url(), "name,nodeId\nload,nsu=urn:millwright:test:cell;s=Load\n")) {
            fixture.connection.subscribe(Interest.in(List.of("load")), recorder);
            fixture.configure().await(StateCode.CONNECTED);
            Tag load = fixture.connection.tags().get(0);
            assertEquals("mm", load.unit());
            assertEquals(200.0, load.rangeHigh());
            server.write("Load", 250.0);
            assertEquals(EXCEEDED_HIGH, recorder.awaitValue(0, 250.0).status());
        }
    }
}
