package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.look.ConnectionLook;
import io.millwright.opcua.state.StateCode;
import io.millwright.tag.BrowseException;
import io.millwright.tag.BrowseException.Reason;
import io.millwright.tag.BrowsePage;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagBrowser;
import io.millwright.tag.TagNode;
import io.millwright.tag.TagNode.Kind;
import io.millwright.tag.TagValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.sdk.server.nodes.UaFolderNode;
import org.eclipse.milo.opcua.sdk.server.servicesets.Service;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A person looks at what a connection's server has, through the connection's session, and neither of them suffers from it. */
@Timeout(600)
class BrowsingTest {
    private static final long MILLIS = 60_000;
    private static final String TREE = "nsu=" + PlcTree.URI + ";s=";
    private static final String CELL = "nsu=" + PlcServer.NAMESPACE + ";s=";
    private static final int MANY = 10_000;

    /** Of a connection that has no tags yet. */
    private static final StateCode DRAFT = StateCode.CONNECTED_WITH_ERRORS;

    @AfterAll
    static void noThreadIsLeft() {
        GatewayThreads.awaitEnd();
    }

    private static PlcServer plc(Consumer<PlcTree> content) {
        return new PlcServer().variable("Speed", 100.0).namespace(server -> new PlcTree(server, content));
    }

    private static void many(PlcTree tree) {
        children(tree, MANY);
    }

    private static void children(PlcTree tree, int count) {
        UaFolderNode folder = tree.folder("Many");
        tree.underObjects(folder);
        for (int i = 0; i < count; i++) {
            tree.organizes(folder, tree.variable("Many/v" + i, i));
        }
    }

    private static ConnectionFixture connected(PlcServer plc) throws Exception {
        ConnectionFixture fixture = new ConnectionFixture(plc.url(), "").configure();
        fixture.await(DRAFT);
        return fixture;
    }

    private static TagNode named(List<TagNode> nodes, String name) {
        return nodes.stream()
                .filter(node -> node.browseName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + nodes));
    }

    @Test
    void aPersonFindsTheWayFromObjectsToAValueWithoutATag() throws Exception {
        try (PlcServer plc = plc(PlcTree::line).start();
                ConnectionFixture fixture = connected(plc);
                ConnectionLook look = fixture.connection.look()) {
            BrowsePage objects = look.browse("", "", 50, MILLIS);
            assertTrue(objects.complete(), objects::note);
            TagNode line = named(objects.nodes(), "Line");
            assertEquals(Kind.FOLDER, line.kind());
            assertTrue(line.hasChildren());
            assertNull(line.value());
            TagNode mill = named(look.browse(line.nodeId(), "", 50, MILLIS).nodes(), "Mill1");
            List<TagNode> variables = look.browse(mill.nodeId(), "", 50, MILLIS).nodes();
            TagNode speed = named(variables, "speed");
            assertEquals(TREE + "Line/Mill1/speed", speed.nodeId());
            assertEquals(Kind.VARIABLE, speed.kind());
            assertFalse(speed.hasChildren());
            assertEquals("Double", speed.dataType());
            assertEquals(Tag.Kind.NUMBER, speed.delivers());
            assertEquals(List.of(), speed.dimensions());
            assertEquals(1.5, speed.value().number());
            assertEquals("1.5", speed.value().text());
            assertEquals("Good", speed.value().statusText());
            assertEquals("Int32", named(variables, "count").dataType());
            assertEquals(1, plc.sessions().size(), "never a second session");
            // What was picked goes into the tag table as it is.
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
            fixture.set("tags", "name,nodeId\nspeed," + speed.nodeId() + "\n")
                    .set("access.mode", "POLL")
                    .configure();
            recorder.awaitValue(0, 1.5);
        }
    }

    @Test
    void unitsRangesWritingAndArraysAreTold() throws Exception {
        try (PlcServer plc = new PlcServer()
                        .variable("Speed", 100.0)
                        .unit("Speed", "rpm")
                        .variable("Curve", new Double[] {1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0})
                        .variable("Short", new Double[] {1.0})
                        .variable("Empty", new Double[] {})
                        .variable("Picture", ByteString.of(new byte[100_000]))
                        .variable("Name", "<b>\u202eevil</b>")
                        .start();
                ConnectionFixture fixture = connected(plc);
                ConnectionLook look = fixture.connection.look()) {
            List<TagValue> values = look.read(
                    List.of(
                            CELL + "Speed",
                            CELL + "Curve",
                            CELL + "Short",
                            CELL + "Empty",
                            CELL + "Picture",
                            CELL + "Name",
                            CELL + "none",
                            "nonsense",
                            "nsu=urn:unknown;s=x"),
                    MILLIS);
            assertEquals(100.0, values.get(0).number());
            assertEquals("[1.0, 2.0, 3.0, 4.0, 5.0, \u2026]", values.get(1).text());
            assertEquals("[1.0]", values.get(2).text());
            assertEquals("[]", values.get(3).text());
            assertEquals("00 ".repeat(16) + "\u2026", values.get(4).text());
            assertEquals("<b>\ufffdevil</b>", values.get(5).text());
            for (int bad = 6; bad < values.size(); bad++) {
                assertTrue(values.get(bad).status() < 0, values.get(bad).statusText());
                assertEquals("", values.get(bad).text());
            }
            assertTrue(values.get(0).timeMicros() > 0);
        }
    }

    @Test
    void aValueThatIsTooLargeForAnAnswerHidesNoOther() throws Exception {
        try (PlcServer plc = new PlcServer()
                        .variable("Before", 1.0)
                        .variable("Large", "x".repeat(200_000))
                        .variable("After", 2.0)
                        .messages(64 << 10)
                        .start();
                ConnectionFixture fixture = connected(plc);
                ConnectionLook look = fixture.connection.look()) {
            List<TagValue> values = look.read(List.of(CELL + "Before", CELL + "Large", CELL + "After"), MILLIS);
            assertEquals(1.0, values.get(0).number());
            assertTrue(values.get(1).status() < 0, values.get(1).text());
            assertEquals(2.0, values.get(2).number(), values::toString);
        }
    }

    @Test
    void theEndOfTheConnectionEndsWhatIsAsked() throws Exception {
        try (PlcServer plc = plc(BrowsingTest::many).start();
                ConnectionFixture fixture = connected(plc)) {
            ConnectionLook look = fixture.connection.look();
            CompletableFuture<Reason> running = CompletableFuture.supplyAsync(() -> reason(look));
            plc.faults().requests.await("BrowseNext", 2);
            CompletableFuture<Reason> waiting = CompletableFuture.supplyAsync(() -> reason(look));
            look.close();
            // With what it had, or with none.
            running.get(60, TimeUnit.SECONDS);
            assertEquals(Reason.NO_SESSION, waiting.get(60, TimeUnit.SECONDS));
            assertEquals(Reason.NO_SESSION, reason(look));
        }
    }

    /** Returns why a search failed. */
    private static Reason reason(ConnectionLook look) {
        try {
            look.find("", "nothing is called so", 5, MILLIS);
            return null;
        } catch (BrowseException e) {
            return e.reason();
        }
    }

    @Test
    void tenThousandChildrenComeInPagesAndNoContinuationPointIsLeft() throws Exception {
        try (PlcServer plc = plc(BrowsingTest::many).start();
                ConnectionFixture fixture = connected(plc);
                ConnectionLook look = fixture.connection.look()) {
            HashSet<String> seen = new HashSet<>();
            String continuation = "";
            int pages = 0;
            do {
                BrowsePage page = look.browse(TREE + "Many", continuation, TagBrowser.MOST_NODES, MILLIS);
                assertEquals(MANY, page.total());
                assertTrue(page.complete(), page::note);
                page.nodes().forEach(node -> assertTrue(seen.add(node.nodeId()), node::nodeId));
                assertEquals(0, plc.continuationPoints());
                continuation = page.continuation();
                pages++;
            } while (!continuation.isEmpty() && pages < 3);
            assertEquals(3 * TagBrowser.MOST_NODES, seen.size());
            long browsed = plc.faults().requests.of("BrowseNext");
            BrowsePage last = look.browse(TREE + "Many", "9999 " + TREE + "Many/v9998", 5, MILLIS);
            assertEquals(1, last.nodes().size());
            assertEquals("", last.continuation());
            assertEquals(browsed, plc.faults().requests.of("BrowseNext"), "the list was there");
        }
    }

    @Test
    void aPageFollowsTheOneBeforeThoughTheSessionWasOpenedAnew() throws Exception {
        try (PlcServer plc = plc(BrowsingTest::many).start();
                ConnectionFixture fixture = connected(plc);
                ConnectionLook look = fixture.connection.look()) {
            BrowsePage first = look.browse(TREE + "Many", "", 10, MILLIS);
            plc.forgetSessions();
            plc.awaitSessionsOpened(2);
            fixture.await(DRAFT);
            BrowsePage second = look.browse(TREE + "Many", first.continuation(), 10, MILLIS);
            assertEquals(TREE + "Many/v10", second.nodes().get(0).nodeId());
            BrowseException gone = assertThrows(
                    BrowseException.class, () -> look.browse(TREE + "Many", "10 " + TREE + "Many/x", 10, MILLIS));
            assertEquals(Reason.UNKNOWN_NODE, gone.reason());
            assertTrue(gone.getMessage().contains("Many/x"), gone.getMessage());
        }
    }

    @Test
    void aSearchFindsByNameThroughAllLevelsAndLeavesNothingWhereItEndsEarly() throws Exception {
        try (PlcServer plc = plc(tree -> {
                            many(tree);
                            tree.line();
                        })
                        .start();
                ConnectionFixture fixture = connected(plc);
                ConnectionLook look = fixture.connection.look()) {
            BrowsePage found = look.find("", "mill1.SPEED", 10, MILLIS);
            assertEquals(1, found.nodes().size());
            assertTrue(found.complete(), found::note);
            assertEquals("Line.Mill1.speed", found.nodes().get(0).path());
            BrowsePage cut = look.find(TREE + "Many", "", 7, MILLIS);
            assertEquals(7, cut.nodes().size());
            assertFalse(cut.complete());
            assertTrue(cut.note().contains("more than 7"), cut::note);
            assertEquals(0, plc.continuationPoints());
        }
    }

    @Test
    void timeThatIsTooShortForAListGivesWhatThereIsAndSaysSo() throws Exception {
        try (PlcServer plc =
                        plc(tree -> children(tree, TagBrowser.MOST_CHILDREN)).start();
                TcpProxy network = new TcpProxy(plc.url());
                ConnectionFixture fixture = new ConnectionFixture(network.url(), "").configure();
                ConnectionLook look = fixture.connection.look()) {
            fixture.await(DRAFT);
            // Twenty answers of a fifth of a second for the list; what five nodes are takes eight.
            network.delay(100);
            BrowsePage page = look.browse(TREE + "Many", "", 5, 6_000);
            assertEquals(5, page.nodes().size());
            assertFalse(page.complete());
            assertTrue(page.total() < TagBrowser.MOST_CHILDREN, () -> "total " + page.total());
            assertTrue(page.note().contains("give more"), page::note);
            assertEquals(0, plc.continuationPoints());
        }
    }

    @Test
    void aServerThatHangsCostsTheCallerHisTimeAndNotTheConnection() throws Exception {
        try (PlcServer plc = plc(PlcTree::line).start();
                TcpProxy network = new TcpProxy(plc.url());
                ConnectionFixture fixture = new ConnectionFixture(network.url(), "")
                        .set("session.timeoutMs", 600_000)
                        .configure();
                ConnectionLook look = fixture.connection.look()) {
            fixture.await(DRAFT);
            look.browse("", "", 5, MILLIS);
            network.silent(true);
            BrowseException hangs = assertThrows(BrowseException.class, () -> look.browse("", "", 5, 2_000));
            assertEquals(Reason.NO_ANSWER, hangs.reason(), hangs::getMessage);
            // His time, not that of a request.
            assertTrue(hangs.getMessage().contains("no answer within 2000 ms"), hangs::getMessage);
            network.silent(false);
            assertFalse(look.browse("", "", 5, MILLIS).nodes().isEmpty());
        }
    }

    @Test
    void aServerThatIsGoneIsToldByTheConnectionsState() throws Exception {
        try (PlcServer plc = plc(PlcTree::line);
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), "").configure();
                ConnectionLook look = fixture.connection.look()) {
            fixture.await(StateCode.SERVER_UNREACHABLE);
            BrowseException none = assertThrows(BrowseException.class, () -> look.browse("", "", 5, MILLIS));
            assertEquals(Reason.NO_SESSION, none.reason());
            assertTrue(none.getMessage().contains(plc.url()), none.getMessage());
            assertFalse(none.remedy().isEmpty());
            assertEquals(
                    Reason.NO_SESSION,
                    assertThrows(BrowseException.class, () -> look.read(List.of("i=2258"), MILLIS))
                            .reason());
        }
    }

    @Test
    void anUnknownNodeAndWrongArgumentsAreNamed() throws Exception {
        try (PlcServer plc = plc(PlcTree::line).start();
                ConnectionFixture fixture = connected(plc);
                ConnectionLook look = fixture.connection.look()) {
            assertReason(Reason.UNKNOWN_NODE, "nowhere", () -> look.browse(TREE + "nowhere", "", 5, MILLIS));
            assertReason(Reason.UNKNOWN_NODE, "urn:none", () -> look.browse("nsu=urn:none;s=a", "", 5, MILLIS));
            assertReason(Reason.BAD_REQUEST, "'speed'", () -> look.browse("speed", "", 5, MILLIS));
            assertReason(Reason.BAD_REQUEST, "most 0", () -> look.browse("", "", 0, MILLIS));
            assertReason(Reason.BAD_REQUEST, "most 201", () -> look.find("", "", 201, MILLIS));
            assertReason(Reason.BAD_REQUEST, "continuation", () -> look.browse("", "x", 5, MILLIS));
            assertReason(Reason.BAD_REQUEST, "timeoutMillis", () -> look.browse("", "", 5, 1));
            assertReason(Reason.BAD_REQUEST, "nodeId", () -> look.browse("i=1".repeat(1_000), "", 5, MILLIS));
            List<String> many = new ArrayList<>();
            for (int i = 0; i <= TagBrowser.MOST_NODES; i++) {
                many.add("i=2258");
            }
            assertReason(Reason.BAD_REQUEST, "201", () -> look.read(many, MILLIS));
        }
    }

    private static void assertReason(Reason reason, String part, org.junit.jupiter.api.function.Executable call) {
        BrowseException refused = assertThrows(BrowseException.class, call);
        assertEquals(reason, refused.reason(), refused::getMessage);
        assertTrue(refused.getMessage().contains(part), refused::getMessage);
    }

    /** What the look finds too large must not slow down the polling of tags. */
    @Test
    void limitsThatALookMeetsAreNotLearnedByTheAcquisition() throws Exception {
        try (PlcServer plc = plc(PlcTree::line).start();
                ConnectionFixture fixture = connected(plc);
                ConnectionLook look = fixture.connection.look()) {
            plc.faults().refuse(Service.ATTRIBUTE_READ, StatusCodes.Bad_ResponseTooLarge);
            assertEquals(
                    Reason.NO_ANSWER,
                    assertThrows(BrowseException.class, () -> look.read(List.of(CELL + "Speed", "i=2258"), MILLIS))
                            .reason());
            plc.faults().accept(Service.ATTRIBUTE_READ);
            assertEquals(
                    0L, fixture.connection.open().orElseThrow().learned().all().get("limit.read.nodes"));
        }
    }

    @Test
    void aCallThatGetsNoTurnIsToldThatOthersAsk() throws Exception {
        try (PlcServer plc = plc(PlcTree::line).start();
                TcpProxy network = new TcpProxy(plc.url());
                ConnectionFixture fixture = new ConnectionFixture(network.url(), "").configure();
                ConnectionLook look = fixture.connection.look()) {
            fixture.await(DRAFT);
            network.silent(true);
            CompletableFuture<BrowsePage> first = CompletableFuture.supplyAsync(() -> {
                try {
                    return look.find("", "nothing is called so", 5, MILLIS);
                } catch (BrowseException e) {
                    throw new IllegalStateException(e);
                }
            });
            Reason told;
            do {
                // Unanswered until it is the other one that has the turn.
                told = assertThrows(BrowseException.class, () -> look.browse("", "", 5, 100))
                        .reason();
            } while (told == Reason.NO_ANSWER && !first.isDone());
            assertEquals(Reason.BUSY, told);
            network.silent(false);
            assertEquals(0, first.get(MILLIS, TimeUnit.MILLISECONDS).nodes().size());
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
