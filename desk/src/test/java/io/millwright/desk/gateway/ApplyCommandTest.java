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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configuration and tag tables as files, against a gateway's answers. */
class ApplyCommandTest {
    private static final String LOOK =
            "{\"changes\":[{\"pid\":\"plc\",\"field\":\"endpoint.url\",\"label\":\"Endpoint URL\","
                    + "\"before\":\"opc.tcp://a:1\",\"after\":\"opc.tcp://b:1\"}],\"problems\":[%s],\"sha256\":\"5ee\"}";
    private static final String TABLE = "name,nodeId\nspeed,ns=2;s=Speed\n";

    @TempDir
    private Path folder;

    private StandIn gateway;
    private final AtomicInteger applied = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
        gateway = new StandIn();
        gateway.document("configuration", "{\"components\":[\"plc\"]}")
                .document(
                        "configuration/plc",
                        "{\"pid\":\"plc\",\"fields\":[{\"id\":\"endpoint.url\",\"label\":\"Endpoint URL\",\"type\":\"STRING\","
                                + "\"value\":\"opc.tcp://a:1\"},{\"id\":\"user.password\",\"label\":\"Password\",\"type\":\"PASSWORD\","
                                + "\"secret\":true,\"set\":true},{\"id\":\"timeout\",\"label\":\"T\",\"type\":\"INTEGER\",\"value\":5},"
                                + "{\"id\":\"tags\",\"label\":\"Tags\",\"type\":\"STRING\",\"value\":\""
                                + TABLE.replace("\n", "\\n") + "\"}]}");
        takes("");
    }

    private void takes(String problems) {
        gateway.act("apply", body -> {
            if (body.getBoolean("try", false)) {
                return Json.parse(String.format(LOOK, problems)).asObject();
            }
            applied.incrementAndGet();
            return body.getString("expected", "").equals("5ee")
                    ? Json.object()
                    : Json.parse("{\"error\":{\"text\":\"not what was seen\"}}").asObject();
        });
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private CommandRun run(Object... command) throws Exception {
        return CommandRun.of(gateway.options(folder, command));
    }

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("configuration.json"), text);
    }

    @Test
    void whatIsWrittenHasNoSecretsAndIsTakenAgain() throws Exception {
        Path file = folder.resolve("got.json");
        CommandRun run = run("config", "get", "--to", file);
        assertEquals(ExitCode.DONE, run.exitCode(), run::toString);
        JsonObject plc = Json.parse(Files.readString(file))
                .asObject()
                .get("components")
                .asObject()
                .get("plc")
                .asObject();
        assertEquals(5, plc.getInt("timeout", 0));
        assertFalse(plc.names().contains("user.password"));
        assertEquals(ExitCode.FOUND, run("apply", file, "--try").exitCode());
        assertEquals(0, applied.get());
    }

    @Test
    void theDifferenceIsShownAndNothingAppliedWithoutAYes() throws Exception {
        CommandRun run = run("apply", file("{\"components\":{\"plc\":{\"endpoint.url\":\"opc.tcp://b:1\"}}}"));
        assertEquals(ExitCode.FOUND, run.exitCode(), run::toString);
        assertTrue(run.out().contains("Endpoint URL"), run::out);
        assertTrue(run.out().contains("opc.tcp://b:1"), run::out);
        assertEquals(0, applied.get());
    }

    @Test
    void whatTheGatewayFindsWrongIsToldAndNothingApplied() throws Exception {
        takes("{\"pid\":\"plc\",\"field\":\"x\",\"text\":\"plc has no field x\",\"remedy\":\"leave it out\"}");
        CommandRun run = run("apply", file("{\"components\":{\"plc\":{\"x\":1}}}"), "--yes");
        assertEquals(ExitCode.REFUSED, run.exitCode(), run::toString);
        assertTrue(run.out().contains("plc has no field x"), run::out);
        assertEquals(0, applied.get());
    }

    @Test
    void whatIsTakenBackIsTold() throws Exception {
        gateway.document("apply", "{\"phase\":\"REVERTED\",\"reason\":\"not well for 20 s: connection plc\"}");
        CommandRun run = run("apply", file("{\"components\":{\"plc\":{\"endpoint.url\":\"opc.tcp://b:1\"}}}"), "--yes");
        assertEquals(ExitCode.FOUND, run.exitCode(), run::toString);
        assertTrue(run.out().contains("taken back by the gateway: not well for 20 s: connection plc"), run::out);
        assertEquals(1, applied.get());
    }

    @Test
    void whatIsWellNearTheEndIsConfirmed() throws Exception {
        AtomicInteger confirmed = new AtomicInteger();
        gateway.act("apply/confirm", body -> {
                    confirmed.incrementAndGet();
                    return Json.object();
                })
                .document("apply", query -> Json.parse(
                                confirmed.get() > 0
                                        ? "{\"phase\":\"KEPT\",\"reason\":\"confirmed\"}"
                                        : "{\"phase\":\"WATCHING\",\"ill\":[]}")
                        .asObject());
        CommandRun run = run(
                "apply",
                file("{\"components\":{\"plc\":{\"endpoint.url\":\"opc.tcp://b:1\"}}}"),
                "--yes",
                "--within",
                "5");
        assertEquals(ExitCode.DONE, run.exitCode(), run::toString);
        assertEquals(1, confirmed.get());
    }

    @Test
    void aFileOfSomethingElseIsAWrongCall() throws Exception {
        for (String text : new String[] {
            "[]",
            "{",
            "{\"plc\":{}}",
            "{\"components\":{},\"more\":1}",
            "{\"components\":{\"plc\":{\"p\":{\"env\":\"NO_SUCH_17\"}}}}"
        }) {
            assertEquals(2, run("apply", file(text), "--yes").exitCode(), text);
        }
        assertEquals(ExitCode.FILE, run("apply", folder.resolve("gone")).exitCode());
        assertEquals(0, applied.get());
    }

    @Test
    void tablesAreComparedWithAConnectionAndPulledFromIt() throws Exception {
        Path same = Files.writeString(folder.resolve("same.csv"), TABLE);
        assertEquals(
                ExitCode.DONE, run("tags", "diff", same, "--connection", "plc").exitCode());
        Path more = Files.writeString(folder.resolve("more.csv"), TABLE + "load,ns=2;s=Load\n");
        CommandRun differs = run("tags", "diff", more, "--connection", "plc");
        assertEquals(ExitCode.FOUND, differs.exitCode(), differs::toString);
        assertTrue(differs.out().contains("+ load"), differs::out);
        Path pulled = folder.resolve("pulled.csv");
        assertEquals(
                ExitCode.DONE,
                run("tags", "pull", "--connection", "plc", "--to", pulled).exitCode());
        assertEquals(TABLE, Files.readString(pulled));
    }
}
