package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.browse.AddressSpace;
import io.millwright.opcua.browse.BrowseOutcome;
import io.millwright.opcua.browse.BrowseOutcome.End;
import io.millwright.opcua.browse.BrowsedNode;
import io.millwright.opcua.session.ShortSession;
import io.millwright.opcua.settings.Settings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.sdk.server.nodes.UaFolderNode;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A walk through an address space of any shape and size ends, finds each node once, and burdens the server as it may. */
@Timeout(600)
class BrowseTest {
    private static final int MANY_PER_SECOND = 10_000;

    private final List<BrowsedNode> found = new ArrayList<>();

    @AfterAll
    static void noThreadIsLeft() {
        GatewayThreads.awaitEnd();
    }

    private static PlcServer plc(Consumer<PlcTree> content) throws Exception {
        return new PlcServer().namespace(server -> new PlcTree(server, content)).start();
    }

    private static ShortSession session(PlcServer plc) throws Exception {
        return ShortSession.open(
                Settings.of(Map.of(
                        "endpoint.url",
                        plc.url(),
                        "security.policy",
                        "None",
                        "security.mode",
                        "None",
                        "request.timeoutMs",
                        20_000)),
                null,
                new char[0]);
    }

    private static AddressSpace browser(ShortSession session) {
        return new AddressSpace(session.link(), "test", MANY_PER_SECOND, AddressSpace.USUAL_MOST_NODES);
    }

    private BrowseOutcome walk(AddressSpace browser) {
        return browser.walk(
                NodeIds.ObjectsFolder, node -> node.id().getNamespaceIndex().intValue() > 0, false, node -> {
                    if (node.id().getNamespaceIndex().intValue() > 0) {
                        found.add(node);
                    }
                });
    }

    private List<String> paths() {
        return found.stream().map(node -> node.path("/")).sorted().toList();
    }

    /** The line of two mills, the second of which holds itself, too. */
    private static void line(PlcTree tree) {
        UaFolderNode mill2 = tree.line().mill2();
        tree.organizes(mill2, mill2);
    }

    @Test
    void circlesEndAndDoublesAreToldOnce() throws Exception {
        try (PlcServer plc = plc(BrowseTest::line);
                ShortSession session = session(plc)) {
            BrowseOutcome outcome = walk(browser(session));
            assertEquals(End.DONE, outcome.end());
            assertEquals(0, outcome.failed(), outcome::toString);
            assertEquals(3, outcome.doubles());
            assertEquals(List.of("Line", "Line/Mill1", "Line/Mill1/count", "Line/Mill1/speed", "Line/Mill2"), paths());
            assertEquals(
                    List.of("count", "speed"),
                    found.stream()
                            .filter(BrowsedNode::variable)
                            .map(BrowsedNode::name)
                            .sorted()
                            .toList());
        }
    }

    @Test
    void typesAndValuesAreRead() throws Exception {
        try (PlcServer plc = plc(BrowseTest::line);
                ShortSession session = session(plc)) {
            AddressSpace browser = browser(session);
            walk(browser);
            NodeId speed = found.stream()
                    .filter(node -> node.name().equals("speed"))
                    .findFirst()
                    .orElseThrow()
                    .id();
            NodeId none = new NodeId(speed.getNamespaceIndex(), "none");
            List<DataValue> values = browser.values(List.of(speed, none));
            assertEquals(1.5, values.get(0).value().value());
            assertTrue(values.get(1).statusCode().isBad());
            assertEquals(
                    NodeIds.Double,
                    browser.attributes(List.of(speed), AttributeId.DataType)
                            .get(0)
                            .value()
                            .value());
        }
    }

    /** More large folders at once than the server has continuation points. */
    @Tag("slow")
    @RepeatedTest(3)
    void foldersLargerThanAnAnswerAreFollowedWithTheFewContinuationPointsThatThereAre() throws Exception {
        int folders = 30;
        int each = 600;
        try (PlcServer plc = plc(tree -> tree(tree, folders, each));
                ShortSession session = session(plc)) {
            BrowseOutcome outcome = walk(browser(session));
            assertEquals(0, outcome.failed(), outcome::toString);
            assertEquals(End.DONE, outcome.end());
            assertEquals(0, outcome.doubles());
            assertEquals(folders + folders * each, found.size());
        }
    }

    private static void tree(PlcTree tree, int folders, int each) {
        for (int i = 0; i < folders; i++) {
            UaFolderNode folder = tree.folder("F" + i);
            tree.underObjects(folder);
            for (int k = 0; k < each; k++) {
                tree.organizes(folder, tree.variable("F" + i + "/v" + k, k));
            }
        }
    }

    /** More than once: how many are asked for at a time follows how quick the server is. */
    @Tag("slow")
    @RepeatedTest(3)
    void aHundredAndTenThousandVariablesAreFound() throws Exception {
        try (PlcServer plc = plc(tree -> tree(tree, 11, 10_000));
                ShortSession session = session(plc)) {
            AddressSpace browser = browser(session);
            long started = System.nanoTime();
            BrowseOutcome outcome = walk(browser);
            System.out.println("110,000 variables: " + (System.nanoTime() - started) / 1_000_000 + " ms, "
                    + outcome.requests() + " requests");
            assertEquals(End.DONE, outcome.end());
            assertEquals(0, outcome.failed(), outcome::toString);
            assertEquals(110_011, new HashSet<>(found).size());
            assertEquals(110_011, found.size());
            assertTrue(
                    outcome.requests() < 2_000,
                    () -> outcome + ", learned " + session.link().learned().all());
        }
    }

    @Test
    void aCancelledWalkEndsSoonAndLeavesTheSessionUsable() throws Exception {
        try (PlcServer plc = plc(tree -> tree(tree, 20, 1_000));
                ShortSession session = session(plc)) {
            AddressSpace browser = browser(session);
            BrowseOutcome outcome = browser.walk(NodeIds.ObjectsFolder, node -> true, false, node -> {
                found.add(node);
                if (found.size() == 100) {
                    browser.cancel();
                }
            });
            assertEquals(End.CANCELLED, outcome.end());
            assertTrue(found.size() < 20_000, () -> "found " + found.size());
            found.clear();
            assertEquals(End.DONE, walk(browser(session)).end());
            assertEquals(20_020, found.size());
        }
    }

    @Test
    void anInterruptEndsAWalkAndStaysPending() throws Exception {
        try (PlcServer plc = plc(tree -> tree(tree, 3, 1_000));
                ShortSession session = session(plc)) {
            Thread.currentThread().interrupt();
            BrowseOutcome outcome = walk(browser(session));
            assertTrue(Thread.interrupted());
            assertEquals(End.CANCELLED, outcome.end());
        }
    }

    @Test
    void moreNodesThanWantedEndTheWalk() throws Exception {
        try (PlcServer plc = plc(tree -> tree(tree, 2, 1_000));
                ShortSession session = session(plc)) {
            BrowseOutcome outcome = walk(new AddressSpace(session.link(), "test", MANY_PER_SECOND, 500));
            assertEquals(End.FULL, outcome.end());
            assertEquals(500, outcome.nodes());
        }
    }

    @Test
    void aStartThatTheServerDoesNotKnowIsAFailureWithItsStatus() throws Exception {
        try (PlcServer plc = plc(BrowseTest::line);
                ShortSession session = session(plc)) {
            BrowseOutcome outcome = browser(session).walk(new NodeId(1, "nowhere"), node -> true, false, found::add);
            assertEquals(1, outcome.failed());
            assertTrue(outcome.failures().get(0).contains("Bad_NodeIdUnknown"), outcome::toString);
        }
    }

    @Tag("slow")
    @Test
    void aServerThatGoesAwayEndsTheWalk() throws Exception {
        try (PlcServer plc = plc(tree -> tree(tree, 20, 1_000))) {
            ShortSession session = session(plc);
            try {
                plc.stop();
                BrowseOutcome outcome = walk(browser(session));
                assertEquals(End.BROKEN, outcome.end());
                assertNotEquals(0, outcome.failed());
            } finally {
                session.close();
            }
        }
    }
}
