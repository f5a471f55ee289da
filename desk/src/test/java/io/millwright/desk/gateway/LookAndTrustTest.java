package io.millwright.desk.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.CommandRun;
import io.millwright.desk.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read page by page, and what a person compares before he trusts, against a gateway's answers. */
class LookAndTrustTest {
    private static final String SHA256 = "ab".repeat(32);

    @TempDir
    private Path folder;

    private StandIn gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new StandIn();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private CommandRun run(Object... command) throws Exception {
        return CommandRun.of(gateway.options(folder, command));
    }

    private static JsonObject json(String text) {
        return Json.parse(text).asObject();
    }

    @Test
    void theWholeHistoryComesAndNoRowTwice() throws Exception {
        gateway.document("history", query -> {
            assertTrue(query.contains("export=csv"), query);
            if (!query.contains("fromMicros")) {
                return json("{\"csv\":\"atMicros,a\\r\\n1,x\\r\\n2,y\\r\\n\",\"nextFromMicros\":2}");
            }
            assertTrue(query.contains("fromMicros=2"), query);
            return json("{\"csv\":\"atMicros,a\\r\\n2,y\\r\\n2,z\\r\\n3,w\\r\\n\"}");
        });
        Path file = folder.resolve("history.csv");
        CommandRun run = run("history", file);
        assertEquals(ExitCode.DONE, run.exitCode(), run::toString);
        assertEquals("atMicros,a\r\n1,x\r\n2,y\r\n2,z\r\n3,w\r\n", Files.readString(file));
    }

    @Test
    void anAuditThatIsNotReadYetIsNoFaultAndAChangedOneIs() throws Exception {
        gateway.document("audit", "{\"verified\":null,\"items\":[]}");
        CommandRun early = run("audit");
        assertEquals(ExitCode.DONE, early.exitCode(), early::toString);
        assertTrue(early.out().contains("ask again"), early::out);
        gateway.document("audit", "{\"verified\":false,\"fault\":\"line 3\",\"lastSha256\":\"aa\",\"items\":[]}");
        assertEquals(ExitCode.FOUND, run("audit").exitCode());
    }

    @Test
    void everyPageBelowANodeIsShownAndTextsStayText() throws Exception {
        AtomicReference<String> asked = new AtomicReference<>("");
        gateway.document("browse", query -> {
            boolean first = !query.contains("continuation=c1");
            asked.set(query);
            return json("{\"complete\":true,\"note\":\"\",\"items\":[{\"nodeId\":\"ns=2;s=" + (first ? "a" : "b")
                    + "\",\"name\":\"tor\\u001bque\",\"kind\":\"VARIABLE\",\"dataType\":\"Double\",\"text\":\"4.5\"}]"
                    + (first ? ",\"continuation\":\"c1\"" : "") + "}");
        });
        CommandRun run = run("tags", "browse", "--connection", "plc", "--node", "ns=2;s=Mill");
        assertEquals(ExitCode.DONE, run.exitCode(), run::toString);
        assertTrue(asked.get().contains("node=ns=2;s=Mill"), asked::get);
        assertTrue(run.out().contains("ns=2;s=a") && run.out().contains("ns=2;s=b"), run::out);
        assertFalse(run.out().contains("\u001b"), run::out);
        CommandRun few = run("tags", "browse", "--connection", "plc", "--most", "1", "--json");
        JsonObject told = json(few.out()).get("gateways").asArray().get(0).asObject();
        assertEquals(1, told.get("nodes").asArray().size());
        assertFalse(told.getBoolean("complete", true));
    }

    @Test
    void aCertificateIsComparedAndThenTrusted() throws Exception {
        gateway.document(
                "trust",
                "{\"certificates\":[{\"sha256\":\"" + SHA256 + "\",\"number\":\"12 34\",\"subject\":\"CN=plc\","
                        + "\"trusted\":false,\"text\":\"not on the list\",\"remedy\":\"compare it\"}],"
                        + "\"own\":[{\"sha256\":\"cd\",\"number\":\"56 78\",\"subject\":\"CN=gateway\"}]}");
        CommandRun list = run("trust", "list", "--connection", "plc");
        assertEquals(ExitCode.FOUND, list.exitCode(), list::toString);
        assertTrue(list.out().contains("12 34") && list.out().contains("56 78"), list::out);
        gateway.act("trust/approve", body -> json("{\"changed\":true,\"text\":\"trusted from now on\"}"));
        String typed = SHA256.toUpperCase(Locale.ROOT).replaceAll("..(?=.)", "$0:");
        CommandRun approve = run("trust", "approve", typed, "--connection", "plc");
        assertTrue(approve.out().contains("trusted from now on"), approve::toString);
        assertTrue(
                gateway.calls.contains("POST trust/approve {\"connection\":\"plc\",\"sha256\":\"" + SHA256 + "\"}"),
                gateway.calls::toString);
        assertEquals(2, run("trust", "approve", "12", "--connection", "plc").exitCode());
    }

    @Test
    void whatWasSaidThenStandsBesideWhatIsSaidNow() throws Exception {
        gateway.act(
                "replay",
                body -> json(
                        "{\"model\":\"weld\",\"modelVersion\":\"1.2.0\",\"windows\":4,\"differing\":1,\"unsaid\":3,"
                                + "\"complete\":true,\"items\":[{\"asset\":\"a\",\"run\":1,\"sequence\":2,\"thenVersion\":\"1.1.0\",\"differs\":true,"
                                + "\"values\":[{\"name\":\"risk\",\"then\":0.4,\"thenLabel\":\"ok\",\"now\":0.7,\"nowLabel\":\"bad\"}]}]}"));
        CommandRun run = run("replay", "welder", "--model-version", "1.2.0", "--from", "2026-05-31T14:00");
        assertEquals(ExitCode.FOUND, run.exitCode(), run::toString);
        assertTrue(run.out().contains("of 1 of 4 decisions; of 3 nothing was said then"), run::out);
        assertTrue(run.out().contains("risk ok (0.4)") && run.out().contains("risk bad (0.7)"), run::out);
        assertTrue(gateway.calls.get(0).contains("\"pipeline\":\"welder\""), gateway.calls::toString);
        assertTrue(gateway.calls.get(0).contains("\"fromMicros\":17"), gateway.calls::toString);
        int calls = gateway.calls.size();
        assertEquals(2, run("replay", "welder", "--from", "yesterday").exitCode());
        assertEquals(calls, gateway.calls.size(), "nobody is asked");
    }

    @Test
    void numbersArePlainForPeopleAndWholeForPrograms() {
        JsonObject document = json(
                "{\"a\":0.6129032373428345,\"b\":2.473592758178711E-16,\"c\":120.0,\"d\":null,\"e\":1795914584,\"f\":0}");
        assertEquals("0.6129", Documents.number(document, "a"));
        assertEquals("2.4736E-16", Documents.number(document, "b"));
        assertEquals("120", Documents.number(document, "c"));
        assertEquals("", Documents.number(document, "d"));
        assertEquals("0", Documents.number(document, "f"));
    }

    @Test
    void aWrongCommandLineIsSaidInTwoLinesAndNobodyIsAsked() throws Exception {
        CommandRun run = run("audit", "--size", "0");
        assertEquals(2, run.exitCode());
        assertTrue(run.err().startsWith("error: --size takes 1 to 1000"), run::err);
        assertTrue(run.err().contains("millwright audit --help"), run::err);
        assertEquals(2, run.err().lines().count(), run::err);
        assertTrue(CommandRun.of("statsu").err().contains("status"), "what was meant is proposed");
        assertFalse(gateway.open);
    }

    @Test
    void aVersionGoesOnTrialAndDecidesSomeMachines() throws Exception {
        gateway.act("model/shadow", body -> json("{}")).act("model/canary", body -> json("{}"));
        assertEquals(ExitCode.DONE, run("model", "trial", "weld", "1.2.0").exitCode());
        assertEquals(ExitCode.DONE, run("model", "canary", "weld").exitCode());
        assertTrue(
                gateway.calls.contains("POST model/shadow {\"model\":\"weld\",\"version\":\"1.2.0\"}")
                        && gateway.calls.contains("POST model/canary {\"model\":\"weld\"}"),
                gateway.calls::toString);
    }
}
