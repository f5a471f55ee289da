package io.millwright.desk.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Opinion.Verdict;
import io.millwright.desk.CommandRun;
import io.millwright.inference.DeskGraphs;
import io.millwright.pipeline.capture.KeptSegments;
import io.millwright.seal.GatewayKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From what a gateway kept to a model that is better, or that is said to be none. The truth: an alarm from a + 2 b + 3 c = 3 on. */
class ModelBetterTest {
    @TempDir
    Path folder;

    private Path serving;
    private Path bold;
    private Path rows;

    @BeforeEach
    void begin() throws IOException {
        serving = model("press", 3);
        bold = model("bold", 1);
        rows = rows("rows.csv", 400, 1);
    }

    private Path model(String name, double threshold) throws IOException {
        Path onnx = Files.write(folder.resolve("own.onnx"), DeskGraphs.freeColumns());
        Path model = folder.resolve(name);
        CommandRun run = CommandRun.of(
                "model",
                "describe",
                onnx,
                "--out",
                model,
                "--name",
                name,
                "--task",
                "binary",
                "--threshold",
                threshold,
                "--labels",
                "ok,alarm",
                "--features",
                "a,b,c",
                "--yes");
        assertEquals(0, run.exitCode(), run.err());
        return model;
    }

    private Path rows(String name, int count, long seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("a,b,c,label\n");
        for (int i = 0; i < count; i++) {
            double a = random.nextDouble();
            double b = random.nextDouble();
            double c = random.nextDouble();
            text.append(a).append(',').append(b).append(',').append(c);
            text.append(',').append(a + 2 * b + 3 * c >= 3 ? "alarm" : "ok").append('\n');
        }
        return Files.writeString(folder.resolve(name), text);
    }

    private static JsonObject json(CommandRun run, int exitCode) {
        assertEquals(exitCode, run.exitCode(), run.out() + run.err());
        return Json.parse(run.out()).asObject();
    }

    @Test
    void aModelIsJudgedBesideTheSimplestPolicy() throws Exception {
        JsonObject reading = json(CommandRun.of("model", "evaluate", serving, "--data", rows, "--json"), 0)
                .get("readings")
                .asArray()
                .get(0)
                .asObject();
        assertEquals(400, reading.getInt("rows", 0));
        assertEquals(1, reading.get("figures").asObject().getDouble("F1", 0));
        assertEquals(1, reading.get("figures").asObject().getDouble("PR-AUC", 0), 1e-9);
        double policy = reading.get("simplestPolicy").asObject().getDouble("accuracy", 0);
        assertTrue(policy >= 0.5 && policy < 0.7, policy + " of the more frequent label");
        assertEquals(0, reading.get("confusion").asObject().get("ok").asObject().getInt("alarm", -1));
        CommandRun people = CommandRun.of("model", "evaluate", bold, "--data", rows);
        assertTrue(people.out().contains("always '"), people.out());
        assertTrue(people.out().contains("true \\ said"), people.out());
    }

    @Test
    void aColumnThatIsMissingIsNamed() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong.csv"), "a,b,label\n1,2,ok\n");
        CommandRun run = CommandRun.of("model", "evaluate", serving, "--data", wrong);
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("no column 'c'"), run.err());
    }

    @Test
    void alarmsAreHeldAgainstWhatReallyHappened() throws Exception {
        StringBuilder text = new StringBuilder("time,a,b,c,label\n");
        Instant start = Instant.parse("2026-05-01T00:00:00Z");
        for (int hour = 0; hour < 240; hour++) {
            // One alarm six hours before the event, and a false one four days later.
            boolean alarm = hour >= 42 && hour < 48 || hour == 150;
            text.append(start.plusSeconds(hour * 3600L))
                    .append(alarm ? ",1,1,1," : ",0,0,0,")
                    .append("ok\n");
        }
        Path series = Files.writeString(folder.resolve("series.csv"), text);
        Path events =
                Files.writeString(folder.resolve("events.csv"), "time\n2026-05-03T00:00:00Z\n2026-05-09T00:00:00Z\n");
        JsonObject reading = json(
                        CommandRun.of(
                                "model",
                                "evaluate",
                                serving,
                                "--data",
                                series,
                                "--maintenance",
                                events,
                                "--horizon-hours",
                                24,
                                "--json"),
                        0)
                .get("readings")
                .asArray()
                .get(0)
                .asObject();
        assertEquals(2, reading.getInt("events", 0));
        assertEquals(1, reading.getInt("missedEvents", 0));
        assertEquals(6, reading.getDouble("medianLeadHours", 0), 1e-9);
        assertEquals(2 / (239 / 24.0), reading.getDouble("alarmsPerDay", 0), 1e-9);
        assertEquals(1 / (239 / 24.0), reading.getDouble("falseAlarmsPerDay", 0), 1e-9);
    }

    @Test
    void worseIsAnAnswerAndSoIsThatNobodyCanTell() throws Exception {
        JsonObject worse = json(CommandRun.of("model", "compare", serving, bold, "--data", rows, "--json"), 5);
        assertEquals("WORSE", worse.getString("verdict", ""));
        assertTrue(worse.getDouble("differenceHigh", 0) < 0, worse.toString());
        JsonObject better = json(CommandRun.of("model", "compare", bold, serving, "--data", rows, "--json"), 0);
        assertEquals("BETTER", better.getString("verdict", ""));
        JsonObject same = json(CommandRun.of("model", "compare", serving, serving, "--data", rows, "--json"), 6);
        assertEquals("CANNOT_TELL", same.getString("verdict", ""));
        CommandRun people = CommandRun.of("model", "compare", serving, bold, "--data", rows);
        assertTrue(people.out().contains("worse than the serving model on your data"), people.out());
    }

    @Test
    void tooFewRowsCannotTell() throws Exception {
        CommandRun run = CommandRun.of("model", "compare", serving, bold, "--data", rows("few.csv", 20, 2));
        assertEquals(6, run.exitCode());
        assertTrue(run.out().contains("30 are needed"), run.out());
    }

    @Test
    void aModelIsNotComparedByTheRowsThatItWasTrainedOn() throws Exception {
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(rows)));
        Path description = bold.resolve("model.json");
        JsonObject model = Json.parse(Files.readString(description)).asObject();
        model.set("training", Json.object().add("data_sha256", hash));
        Files.writeString(description, model.toString());
        CommandRun run = CommandRun.of("model", "compare", serving, bold, "--data", rows);
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("trained on these very rows"), run.err());
    }

    @Test
    void keptDataBecomeRowsWithTheLabelThatPeopleGave() throws Exception {
        GatewayKey key = GatewayKey.of(folder, "-keyalg EC -groupname secp256r1");
        KeptSegments kept = new KeptSegments(folder.resolve("data"), key);
        long right = kept.decide(1, 1, 1, true);
        long wrong = kept.decide(0.5, 0.25, 0.125, true);
        long unsaid = kept.decide(0, 0, 0, false);
        kept.say(right, Verdict.CONFIRMED, "");
        kept.say(wrong, Verdict.REJECTED, "");
        Path pem = Files.writeString(
                folder.resolve("desk.pem"),
                pem("PRIVATE KEY", key.privateKey().getEncoded())
                        + pem("CERTIFICATE", key.certificate().getEncoded()));
        Path out = folder.resolve("kept.csv");
        JsonObject result = json(
                CommandRun.of(
                        "model", "capture", kept.folder(), "--key", pem, "--model", serving, "--out", out, "--json"),
                0);
        assertEquals(3, result.getInt("rows", 0));
        assertEquals(2, result.getInt("labelled", 0));
        DataTable table = DataTable.read(out);
        assertEquals(
                List.of(right, wrong, unsaid),
                table.column("sequence").texts().stream().map(Long::valueOf).toList());
        assertEquals(List.of("alarm", "ok", ""), table.column("label").texts());
        assertEquals(List.of("1", "0.5", "0"), table.column("a").texts());
        assertEquals("eva", table.column("said_by").texts().get(0));
        CommandRun labelled = CommandRun.of(
                "model", "capture", kept.folder(), "--key", pem, "--model", serving, "--labelled", "--out", out);
        assertEquals(0, labelled.exitCode(), labelled.err());
        assertEquals(2, DataTable.read(out).rows());
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder().encodeToString(content)
                + "\n-----END " + kind + "-----\n";
    }

    @Test
    void anotherKeyOpensNothing() throws Exception {
        KeptSegments kept =
                new KeptSegments(folder.resolve("data"), GatewayKey.of(folder, "-keyalg EC -groupname secp256r1"));
        kept.decide(1, 1, 1, true);
        GatewayKey other = GatewayKey.of(folder, "-keyalg RSA -keysize 2048");
        Path pem = Files.writeString(
                folder.resolve("other.pem"),
                pem("PRIVATE KEY", other.privateKey().getEncoded())
                        + pem("CERTIFICATE", other.certificate().getEncoded()));
        Path out = folder.resolve("kept.csv");
        CommandRun run = CommandRun.of("model", "capture", kept.folder(), "--key", pem, "--out", out);
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("does not open"), run.err());
        assertFalse(Files.exists(out));
    }

    /** A shell stands in for Python: what is tested is what the desk does around a script. */
    @Test
    void aScriptTrainsIntoAnotherFolderAndTheResultIsJudged() throws Exception {
        Path script = serving.resolve("train/train.py");
        Files.createDirectories(script.getParent());
        Files.writeString(script, "echo trains on $2\nmkdir \"$4\" && cp -r " + bold + "/* \"$4\"\n");
        CommandRun run = CommandRun.of("model", "train", serving, "--data", rows, "--python", "sh");
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.err().contains("trains on"), run.err());
        assertTrue(run.out().contains("model compare"), run.out());
        try (Stream<Path> files = Files.list(folder.resolve("press-new"))) {
            assertTrue(files.count() >= 4);
        }
        assertEquals(
                1,
                CommandRun.of("model", "train", serving, "--data", rows, "--python", "sh", "--out", serving)
                        .exitCode());
    }

    @Test
    void whatIsMissingToTrainIsSaid() throws Exception {
        CommandRun noScript = CommandRun.of("model", "train", bold, "--data", rows);
        assertEquals(1, noScript.exitCode());
        assertTrue(noScript.err().contains("models/tools/model train"), noScript.err());
        Path script = serving.resolve("train/train.py");
        Files.createDirectories(script.getParent());
        Files.writeString(script, "echo \"ModuleNotFoundError: No module named 'torch'\"\nexit 1\n");
        CommandRun noModule = CommandRun.of("model", "train", serving, "--data", rows, "--python", "sh");
        assertEquals(1, noModule.exitCode());
        assertTrue(noModule.err().contains("Python module 'torch'"), noModule.err());
        CommandRun noPython = CommandRun.of("model", "train", serving, "--data", rows, "--python", "no-such-python");
        assertTrue(noPython.err().contains("cannot be started"), noPython.err());
        Path unlabelled = Files.writeString(folder.resolve("unlabelled.csv"), "a,b,c,label\n1,2,3,\n");
        CommandRun noLabel = CommandRun.of("model", "train", serving, "--data", unlabelled, "--python", "sh");
        assertEquals(1, noLabel.exitCode());
        assertTrue(noLabel.err().contains("confirmed or rejected"), noLabel.err());
    }

    @Test
    void theWayToTheGatewayIsSaidStepByStep() {
        CommandRun shadow = CommandRun.of("model", "shadow", serving);
        assertEquals(0, shadow.exitCode(), shadow.err());
        assertTrue(shadow.out().contains("begin.as") && shadow.out().contains("model package"), shadow.out());
        CommandRun promote = CommandRun.of("model", "promote", serving);
        assertTrue(
                promote.out().contains("pin.version") && promote.out().contains("io.millwright.model.press"),
                promote.out());
    }
}
