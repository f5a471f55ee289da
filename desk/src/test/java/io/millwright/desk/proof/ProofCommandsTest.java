package io.millwright.desk.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.CommandRun;
import io.millwright.desk.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audits, evidence and streams as files: what holds is said to hold, and whatever is changed is found. Hashes are computed here anew. */
class ProofCommandsTest {
    private static final String NONE = "0".repeat(64);

    @TempDir
    private Path folder;

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> lines(int count) throws Exception {
        List<String> lines = new ArrayList<>();
        String previous = NONE;
        for (int i = 1; i <= count; i++) {
            lines.add("{\"sequence\":" + i + ",\"who\":\"anna \\u001f\",\"action\":\"pipeline/pause\",\"previous\":\""
                    + previous + "\"}");
            previous = sha256(lines.get(i - 1));
        }
        return lines;
    }

    private Path file(String name, List<String> lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
    }

    private Path page(String name, List<String> lines, String last) throws IOException {
        JsonArray items = new JsonArray();
        for (int i = lines.size() - 1; i >= 0; i--) {
            items.add(Json.parse(lines.get(i)));
        }
        JsonObject page = Json.object()
                .add("resource", "audit")
                .add("verified", true)
                .add("lastSha256", last)
                .add("from", 0)
                .add("items", items);
        return Files.writeString(folder.resolve(name), page.toString());
    }

    private static void holds(CommandRun run, String said) {
        assertEquals(ExitCode.DONE, run.exitCode(), run::toString);
        assertTrue(run.out().contains(said), run::toString);
    }

    private static void found(CommandRun run, String said) {
        assertEquals(ExitCode.FOUND, run.exitCode(), run::toString);
        assertTrue(run.out().contains(said), run::toString);
    }

    @Test
    void aWholeAuditHoldsAsFolderAsFilesAndAsPages() throws Exception {
        List<String> lines = lines(9);
        Path copy = Files.createDirectory(folder.resolve("audit"));
        Files.writeString(copy.resolve("audit-000000000001.jsonl"), String.join("\n", lines) + "\n{\"torn");
        String last = sha256(lines.get(8));
        holds(CommandRun.of("audit", "verify", copy, "--kept", last), "lines 1 to 9");
        holds(CommandRun.of("audit", "verify", copy, "--kept", sha256(lines.get(4))), "lines 1 to 9");

        Path first = file("audit-000000000001.jsonl", lines.subList(0, 4));
        Path second = file("audit-000000000005.jsonl", lines.subList(4, 9));
        holds(CommandRun.of("audit", "verify", second, first), last);

        Path newest = page("newest.json", lines.subList(3, 9), last);
        holds(CommandRun.of("audit", "verify", newest), "what is before line 4 is not here");
        JsonObject told = Json.object()
                .add(
                        "gateways",
                        new JsonArray()
                                .add(Json.object()
                                        .add("gateway", "g1")
                                        .add("audit", Json.parse(Files.readString(newest)))));
        holds(CommandRun.of("audit", "verify", Files.writeString(folder.resolve("told"), told.toString())), last);
    }

    @Test
    void everyChangeOfAnAuditIsFound() throws Exception {
        List<String> lines = lines(9);
        String last = sha256(lines.get(8));
        List<String> changed = new ArrayList<>(lines);
        changed.set(3, changed.get(3).replace("anna", "otto"));
        found(CommandRun.of("audit", "verify", page("changed", changed, last)), "line 5 does not follow");

        List<String> missing = new ArrayList<>(lines);
        missing.remove(3);
        found(CommandRun.of("audit", "verify", page("missing", missing, last)), "NOT AS IT WAS");

        List<String> cut = lines.subList(0, 7);
        found(CommandRun.of("audit", "verify", page("cut", cut, last)), "none has");
        Path file = file("audit-000000000001.jsonl", cut);
        holds(CommandRun.of("audit", "verify", file), "only a hash kept elsewhere");
        found(CommandRun.of("audit", "verify", file, "--kept", last), "cut off");
        found(
                CommandRun.of("audit", "verify", file, page("other", changed.subList(2, 5), last)),
                "line 4 is there twice");
        assertEquals(2, CommandRun.of("audit", "verify", file, "--kept", "12").exitCode());
        assertEquals(
                ExitCode.FILE,
                CommandRun.of("audit", "verify", folder.resolve("no")).exitCode());
    }

    private String evidence(String line) throws Exception {
        String configuration = "{\"a\":\"5\"}";
        String canonical = "{\"bundles\":{},\"chainAfter\":\"" + sha256(NONE + "\n" + line) + "\",\"chainBefore\":\""
                + NONE + "\",\"configuration\":" + configuration + ",\"configurationSha256\":\"" + sha256(configuration)
                + "\",\"gateway\":\"line 7\",\"line\":" + Json.value(line) + "}";
        JsonObject evidence = Json.object().add("resource", "evidence").add("version", 1);
        Json.parse(canonical).asObject().forEach(each -> evidence.add(each.getName(), each.getValue()));
        return evidence.add("evidenceSha256", sha256(canonical)).toString();
    }

    private Path history(String line) throws IOException {
        Path history = Files.createDirectories(folder.resolve("history"));
        String header = "{\"at\":5,\"chain\":\"" + NONE + "\",\"characters\":" + (line.length() + 1) + "}\n";
        try (OutputStream out =
                new GZIPOutputStream(Files.newOutputStream(history.resolve("history-0000000000000005.jsonl.gz")))) {
            out.write((header + line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return history;
    }

    @Test
    void evidenceHoldsWithModelAndHistoryAndEveryChangeIsFound() throws Exception {
        Path model = Files.writeString(folder.resolve("model.onnx"), "a model");
        String line =
                "{\"at\":5,\"decision\":{\"pipeline\":\"mill\",\"asset\":\"a\",\"run\":1,\"sequence\":2,\"model\":{\"name\":\"weld\","
                        + "\"version\":\"1.0.0\",\"sha256\":\"" + sha256("a model") + "\"}}}";
        Path file = Files.writeString(folder.resolve("evidence.json"), evidence(line));
        Path history = history(line);
        holds(CommandRun.of("evidence", "verify", file), "not looked at: the model's file (--model)");
        CommandRun whole = CommandRun.of("evidence", "verify", file, "--model", model, "--history", history);
        holds(whole, "decision 1/2 of mill about 'a', model weld 1.0.0");

        Path other = Files.writeString(folder.resolve("other.onnx"), "another");
        found(CommandRun.of("evidence", "verify", file, "--model", other), "the model's file has SHA-256");
        history(line.replace("\"asset\":\"a\"", "\"asset\":\"b\""));
        found(CommandRun.of("evidence", "verify", file, "--history", history), "does not have this decision");
        String changed = Files.readString(file).replace("line 7", "line 8");
        found(
                CommandRun.of("evidence", "verify", Files.writeString(folder.resolve("changed"), changed)),
                "not as the gateway sealed it");
        CommandRun json = CommandRun.of("evidence", "verify", file, "--json");
        assertEquals(
                0, Json.parse(json.out()).asObject().get("faults").asArray().size());
        assertEquals(
                2, CommandRun.of("evidence", "--gateway", "https://127.0.0.1:1").exitCode(), "names are wanted");
    }

    private Path ledger() throws IOException {
        Path zip = folder.resolve("diagnostics.zip");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.putNextEntry(new ZipEntry("documents/ledger.json"));
            out.write(
                    ("{\"items\":[{\"kind\":\"pipeline\",\"pid\":\"mill\",\"unit\":\"decisions\",\"cause\":\"COUNTED\","
                                    + "\"count\":2}]}")
                            .getBytes(StandardCharsets.UTF_8));
        }
        return Files.write(zip, bytes.toByteArray());
    }

    @Test
    void aStreamIsHeldAgainstTheLedger() throws Exception {
        String body = "{\"kind\":\"decision\",\"pipeline\":\"mill\",\"asset\":\"m1\",\"decisions\":["
                + "{\"sequence\":1,\"run\":1},{\"sequence\":4,\"run\":1}]}";
        Path stream = Files.write(
                folder.resolve("stream"),
                List.of(
                        "plant/gw/W1/A1/m1 " + HexFormat.of().formatHex(body.getBytes(StandardCharsets.UTF_8)),
                        "{\"kind\":\"decision\",\"pipeline\":\"mill\",\"asset\":\"m1\",\"run\":1,\"sequence\":4}",
                        "{\"kind\":\"state\",\"component\":\"mill\"}",
                        body.replace("4", "5")));
        found(
                CommandRun.of("ledger", "check", stream),
                "2 decisions are missing, and no ledger was given; gaps: m1 2 to 3");
        CommandRun explained = CommandRun.of("ledger", "check", stream, "--ledger", ledger());
        holds(explained, "3 decisions came, 2 of them more than once");
        JsonObject told = Json.parse(
                        CommandRun.of("ledger", "check", stream, "--json").out())
                .asObject();
        assertEquals(2, told.getInt("unexplained", 0));
        assertEquals(ExitCode.FOUND, told.getInt("exitCode", 0));
        Path ended = Files.writeString(folder.resolve("ended"), body + "\n" + body.substring(0, 40));
        CommandRun cut = CommandRun.of("ledger", "check", ended);
        found(cut, "2 decisions are missing");
        assertTrue(cut.out().contains("line 2, the last, is cut short"), cut.out());
        String hex = HexFormat.of().formatHex(body.getBytes(StandardCharsets.UTF_8));
        for (int digits : new int[] {81, 80}) {
            Files.writeString(ended, hex + "\nplant " + hex.substring(0, digits));
            found(CommandRun.of("ledger", "check", ended), "2 decisions are missing");
        }
        Path within = Files.writeString(folder.resolve("within"), body.substring(0, 40) + "\n" + body);
        assertEquals(ExitCode.FILE, CommandRun.of("ledger", "check", within).exitCode());
        Path foreign = Files.writeString(folder.resolve("foreign"), "{\"kind\":\"state\"}\nwhat is this\n");
        CommandRun refused = CommandRun.of("ledger", "check", foreign);
        assertEquals(ExitCode.FILE, refused.exitCode(), refused::toString);
        assertTrue(refused.err().contains("line 2"), refused::err);
    }
}
