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

/** The commands against a gateway's answers, over real TLS. */
class GatewayCommandsTest {
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

    private static String state(String severity, String text) {
        return "\"state\":{\"code\":\"SOME\",\"severity\":\"" + severity + "\",\"sinceMicros\":1,\"text\":\"" + text
                + "\",\"remedy\":\"do it\"}";
    }

    private void status(String severity) {
        gateway.document(
                        "status",
                        "{\"items\":[{\"kind\":\"connection\",\"pid\":\"plc\"," + state(severity, "as it is.")
                                + ",\"counters\":{\"samples\":12}}]}")
                .document(
                        "models",
                        "{\"items\":[{\"name\":\"weld\",\"modelVersion\":\"1.2\",\"executionProvider\":\"CPU\"}]}");
    }

    @Test
    void statusShowsLightsAndEndsWithOneWhereOneIsNotGreen() throws Exception {
        status("INFO");
        CommandRun green = run("status");
        assertEquals(ExitCode.DONE, green.exitCode(), green::toString);
        assertTrue(green.out().contains("green  connection  plc"), green::out);
        assertTrue(green.out().contains("1.2 on CPU"), green::out);
        assertFalse(gateway.open, "the session is closed in the end");

        status("ERROR");
        assertTrue(run("status").out().contains("as it is. Remedy: do it"));
        CommandRun red = run("status", "--json");
        JsonObject told = Json.parse(red.out()).asObject();
        assertEquals(ExitCode.FOUND, red.exitCode());
        assertEquals(ExitCode.FOUND, told.getInt("exitCode", -1));
        JsonObject one = told.get("gateways").asArray().get(0).asObject();
        assertEquals("plc", one.get("status").asArray().get(0).asObject().getString("pid", ""));
    }

    @Test
    void allPagesOfAListAreRead() throws Exception {
        gateway.document("models", "{\"items\":[]}").document("status", query -> {
            boolean first = query.contains("from=0");
            return Json.parse("{\"items\":[{\"kind\":\"k\",\"pid\":\"" + (first ? "one" : "two") + "\","
                            + state("INFO", "well") + "}]" + (first ? ",\"next\":1" : "") + "}")
                    .asObject();
        });
        CommandRun run = run("status");
        assertTrue(run.out().contains("one") && run.out().contains("two"), run::out);
    }

    @Test
    void anUnknownCertificateGetsNoPassword() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), StandIn.PASSWORD);
        CommandRun run = CommandRun.of(
                "status",
                "--gateway",
                gateway.address(),
                "--known",
                folder.resolve("none"),
                "--password-file",
                password);
        assertEquals(ExitCode.GATEWAY_REFUSED, run.exitCode(), run::toString);
        assertTrue(run.err().contains("--fingerprint " + gateway.fingerprint()), run::err);
        assertFalse(gateway.open);
        assertFalse(Files.exists(folder.resolve("none")), "nothing is trusted by itself");
    }

    @Test
    void anotherCertificateThanTheKnownOneIsRefused() throws Exception {
        String address = gateway.address().replace("https://", "");
        Path known = Files.writeString(folder.resolve("other"), address + " " + "ab".repeat(32) + "\n");
        Path password = Files.writeString(folder.resolve("password"), StandIn.PASSWORD);
        CommandRun run =
                CommandRun.of("status", "--gateway", gateway.address(), "--known", known, "--password-file", password);
        assertEquals(ExitCode.GATEWAY_REFUSED, run.exitCode(), run::toString);
        assertTrue(run.err().contains("another certificate than before"), run::err);
        assertFalse(gateway.open);
    }

    @Test
    void aCertificateThatWasComparedOnceIsKnownLater() throws Exception {
        status("INFO");
        run("status");
        CommandRun later = CommandRun.of(
                "status",
                "--gateway",
                gateway.address(),
                "--known",
                folder.resolve("known"),
                "--password-file",
                folder.resolve("password"));
        assertEquals(ExitCode.DONE, later.exitCode(), later::toString);
    }

    @Test
    void aFingerprintIsKeptOnlyWhereItProvesRightAndOnce() throws Exception {
        status("INFO");
        Path password = Files.writeString(folder.resolve("password"), StandIn.PASSWORD);
        Path known = folder.resolve("known");
        Object[] wrong = {
            "status",
            "--gateway",
            gateway.address(),
            "--known",
            known,
            "--password-file",
            password,
            "--fingerprint",
            "ab".repeat(32)
        };
        assertEquals(ExitCode.GATEWAY_REFUSED, CommandRun.of(wrong).exitCode());
        assertFalse(Files.exists(known));
        run("status");
        run("status");
        assertEquals(1, Files.readAllLines(known).size());
    }

    @Test
    void watchLooksAgainInOneSession() throws Exception {
        status("INFO");
        CommandRun run = run("watch", "--every-ms", "500", "--times", "2");
        assertEquals(ExitCode.DONE, run.exitCode(), run::toString);
        assertEquals(
                2,
                gateway.calls.stream().filter(call -> call.equals("GET status")).count(),
                gateway.calls::toString);
    }

    @Test
    void aWrongPasswordAndNobodyThereAreToldApart() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong"), "not that");
        CommandRun refused = CommandRun.of(
                "status",
                "--gateway",
                gateway.address(),
                "--fingerprint",
                gateway.fingerprint(),
                "--known",
                folder.resolve("known"),
                "--password-file",
                wrong);
        assertEquals(ExitCode.GATEWAY_REFUSED, refused.exitCode(), refused::toString);
        assertFalse(refused.toString().contains("not that"), "a password is never shown");

        gateway.close();
        CommandRun away = run("status");
        assertEquals(ExitCode.SERVER, away.exitCode(), away::toString);
        assertEquals(2, CommandRun.of("status", "--gateway", "http://127.0.0.1").exitCode(), "never without TLS");
    }

    @Test
    void followedDecisionsSayWhatWasMissed() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        String decision =
                "{\"number\":%d,\"pipeline\":\"welder\",\"asset\":\"a\",\"run\":1,\"sequence\":%d,\"quality\":\"GOOD\","
                        + "\"windowEndMicros\":1700000000000000,\"values\":[{\"name\":\"risk\",\"number\":0.5,\"label\":\"\",\"severity\":\"ALARM\"}]}";
        gateway.document("decisions", query -> switch (looks.getAndIncrement()) {
            case 0 -> Json.parse("{\"last\":7,\"items\":[" + String.format(decision, 7, 7) + "]}")
                    .asObject();
            case 1 -> Json.parse("{\"last\":20,\"missed\":9,\"items\":[" + String.format(decision, 20, 20) + "]}")
                    .asObject();
            default -> Json.parse("{\"last\":2,\"items\":[]}").asObject();
        });
        CommandRun run = run("decisions", "--follow", "--every-ms", "100", "--times", "3");
        assertEquals(ExitCode.DONE, run.exitCode(), run::toString);
        assertTrue(run.out().contains("1/7"), run::out);
        assertTrue(run.out().contains("risk 0.5 ALARM"), run::out);
        assertTrue(run.out().contains("9 decisions were not seen"), run::out);
        assertTrue(run.out().contains("has started anew"), run::out);
    }

    @Test
    void doctorSaysWhatItFoundAlsoWhereThatIsNoField() throws Exception {
        gateway.document(
                "doctor",
                "{\"items\":[{\"code\":\"BUILDS_DIFFER\",\"severity\":\"WARNS\",\"pid\":\"\",\"field\":\"\","
                        + "\"value\":\"planning of 1; newest 2\",\"cause\":\"c\",\"proof\":\"p\",\"remedy\":\"r\"}]}");
        CommandRun run = run("doctor");
        assertTrue(run.out().contains("planning of 1; newest 2"), run::out);
    }

    @Test
    void doctorFixesOnlyWhatAPersonHasAgreedTo() throws Exception {
        String finding =
                "{\"code\":\"QOS_ZERO\",\"severity\":\"LOSES_DATA\",\"pid\":\"pub\",\"field\":\"qos\",\"value\":\"0\","
                        + "\"cause\":\"c\",\"proof\":\"p\",\"remedy\":\"r\",\"fixable\":true}";
        AtomicInteger set = new AtomicInteger();
        gateway.document("doctor", query -> Json.parse("{\"items\":[" + (set.get() > 0 ? "" : finding) + "]}")
                        .asObject())
                .act("doctor/fix", body -> {
                    if (!body.getBoolean("try", false)) {
                        set.incrementAndGet();
                    }
                    return Json.parse(
                                    "{\"items\":[{\"pid\":\"pub\",\"field\":\"qos\",\"before\":\"0\",\"after\":\"1\"}]}")
                            .asObject();
                });
        assertEquals(ExitCode.FOUND, run("doctor").exitCode());
        assertEquals(ExitCode.FOUND, run("doctor", "--fix").exitCode());
        assertEquals(0, set.get(), "nobody has said yes");
        CommandRun fixed = run("doctor", "--fix", "--yes");
        assertEquals(ExitCode.DONE, fixed.exitCode(), fixed::toString);
        assertEquals(1, set.get());
        assertTrue(fixed.out().contains("nothing found"), fixed::out);
    }

    @Test
    void aChangedAuditIsFound() throws Exception {
        gateway.document(
                "audit",
                "{\"verified\":false,\"fault\":\"line 3 does not follow\",\"lastSha256\":\"ff\",\"items\":[{\"sequence\":4,\"who\":\"admin\"}]}");
        CommandRun run = run("audit");
        assertEquals(ExitCode.FOUND, run.exitCode(), run::toString);
        assertTrue(run.out().contains("line 3 does not follow"), run::out);
    }

    @Test
    void whatTheGatewayRefusesIsToldWithItsRemedy() throws Exception {
        CommandRun run = run("pipeline", "pause", "welder");
        assertEquals(ExitCode.GATEWAY_REFUSED, run.exitCode(), run::toString);
        assertTrue(run.err().contains("ask for another one"), run::err);
        CommandRun json = run("ledger", "--json");
        assertEquals(ExitCode.GATEWAY_REFUSED, Json.parse(json.out()).asObject().getInt("exitCode", -1), json::out);
    }

    @Test
    void pipelinesArePausedAndAdviceIsAnswered() throws Exception {
        gateway.act("pipeline/pause", body -> body.add("paused", true).add("changed", true))
                .act("recommendation/approve", body -> body.add("status", "APPROVED"));
        assertEquals(
                ExitCode.DONE,
                run("pipeline", "pause", "a", "b", "--why", "cleaning").exitCode());
        assertEquals(ExitCode.DONE, run("recommendations", "approve", "17").exitCode());
        assertTrue(
                gateway.calls.contains("POST pipeline/pause {\"pipeline\":\"b\",\"why\":\"cleaning\"}"),
                gateway.calls::toString);
        assertTrue(gateway.calls.contains("POST recommendation/approve {\"id\":\"17\"}"), gateway.calls::toString);
    }

    @Test
    void adviceIsListedInFiguresThatPeopleRead() throws Exception {
        gateway.document(
                "recommendations",
                "{\"items\":[{\"id\":\"store-1\",\"gain\":{\"reading\":\"cost\",\"unit\":\"EUR\",\"before\":187274.25484177683,"
                        + "\"after\":95043.2690536065},\"settings\":[{\"name\":\"current\",\"unit\":\"A\",\"present\":277.0262051298127,"
                        + "\"proposed\":265.32581691620527,\"low\":253.79493101646224,\"high\":279.09577194536547}]}]}");
        CommandRun run = run("recommendations", "list");
        assertTrue(run.out().contains("cost 187270 -> 95043 EUR"), run::toString);
        assertTrue(run.out().contains("current 277.03 -> 265.33 (253.79 to 279.1) A"), run::toString);
    }

    @Test
    void partsOfAPathAreNotMistaken() throws Exception {
        gateway.document("evidence/welder//3/12", "{\"hash\":\"aa\"}");
        Path file = folder.resolve("evidence.json");
        CommandRun run = run("evidence", "welder", "", "3/12", "--to", file);
        assertEquals(ExitCode.DONE, run.exitCode(), run::toString);
        assertEquals("{\"hash\":\"aa\"}", Files.readString(file));
        assertEquals(
                ExitCode.FILE,
                run("evidence", "welder", "", "3/12", "--to", file).exitCode(),
                "not written over");
    }

    @Test
    void aScriptOrAnEscapeInATextStaysText() throws Exception {
        gateway.document("models", "{\"items\":[]}")
                .document(
                        "status",
                        "{\"items\":[{\"kind\":\"connection\",\"pid\":\"plc\\u001b[2J\\nred\"," + state("INFO", "x")
                                + "}]}");
        CommandRun run = run("status");
        assertFalse(run.out().contains("\u001b"), run::out);
    }
}
