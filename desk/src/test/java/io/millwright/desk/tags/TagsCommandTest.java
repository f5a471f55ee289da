package io.millwright.desk.tags;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as they are typed: what they print, write and end with. */
class TagsCommandTest {
    private static final String TABLE = "name,nodeId,samplingMs\na,ns=2;s=A,500\nb,ns=2;s=B,\n";

    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static CommandRun run(Object... arguments) {
        return CommandRun.of(arguments);
    }

    @Test
    void anImportShowsWhatWouldChangeAndWritesNothing() throws Exception {
        Path table = file("tags.csv", TABLE);
        Path source = file("more.csv", "name;nodeId;unit\na;\"ns=2;s=A\";K\nc;\"ns=2;s=C\";\n");
        CommandRun run = run("tags", "import", source, "--into", table, "--merge");
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("+ c  nodeId ns=2;s=C"), run.out());
        assertTrue(run.out().contains("~ a  unit (empty) -> K"), run.out());
        assertTrue(run.out().contains("1 added, 1 changed, 0 removed, 1 unchanged"), run.out());
        assertTrue(run.out().contains("--yes"), run.out());
        assertEquals(TABLE, Files.readString(table));
    }

    @Test
    void withYesItIsWrittenAndSaidSoOnce() throws Exception {
        Path table = file("tags.csv", TABLE);
        Path source = file("more.csv", "name,nodeId,unit\na,ns=2;s=A,K\nc,ns=2;s=C,\n");
        assertEquals(
                0,
                run("tags", "import", source, "--into", table, "--merge", "--yes")
                        .exitCode());
        assertEquals(
                "name,nodeId,samplingMs,unit\na,ns=2;s=A,500,K\nb,ns=2;s=B,,\nc,ns=2;s=C,,\n", Files.readString(table));
        assertEquals(TABLE, Files.readString(folder.resolve("tags.csv.before")));
        CommandRun again = run("tags", "import", source, "--into", table, "--merge", "--yes");
        assertEquals(0, again.exitCode());
        assertTrue(again.out().contains("says so already"), again.out());
        assertEquals(TABLE, Files.readString(folder.resolve("tags.csv.before")));
    }

    @Test
    void aReplacementMakesANewFile() throws Exception {
        Path table = folder.resolve("new.csv");
        Path source = file("kepware.csv", "Tag Name,Address,Scan Rate\nSpeed,DB1.DBD4,100\n");
        CommandRun run =
                run("tags", "import", source, "--into", table, "--replace", "--yes", "--device", "Line1.Press");
        assertEquals(0, run.exitCode(), run.err());
        assertEquals("name,nodeId,samplingMs\nSpeed,ns=2;s=Line1.Press.Speed,100\n", Files.readString(table));
    }

    @Test
    void withOneErrorNothingIsWritten() throws Exception {
        Path table = file("tags.csv", TABLE);
        Path source = file("more.csv", "name,nodeId,queue\nc,ns=2;s=C,\nd,ns=2;s=D,0\n");
        CommandRun run = run("tags", "import", source, "--into", table, "--replace", "--yes");
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("error: line 3: queue '0'"), run.err());
        assertTrue(run.out().contains("stays as it is"), run.out());
        assertEquals(TABLE, Files.readString(table));
        assertFalse(Files.exists(folder.resolve("tags.csv.before")));
    }

    @Test
    void aTableWithErrorsIsNotMergedIntoButMayBeReplaced() throws Exception {
        Path table = file("tags.csv", "name,nodeId\na,ns=2;s=A\na,ns=2;s=B\n");
        Path source = file("more.csv", "name,nodeId\nc,ns=2;s=C\n");
        CommandRun merge = run("tags", "import", source, "--into", table, "--merge", "--yes");
        assertEquals(1, merge.exitCode());
        assertTrue(merge.err().contains("in " + table), merge.err());
        CommandRun replace = run("tags", "import", source, "--into", table, "--replace", "--yes");
        assertEquals(0, replace.exitCode(), replace.err());
        assertEquals("name,nodeId\nc,ns=2;s=C\n", Files.readString(table));
    }

    @Test
    void programsGetOneObject() throws Exception {
        Path table = file("tags.csv", TABLE);
        Path source = file("more.csv", "name,nodeId,samplingMs\na,ns=2;s=A,250\nc,ns=2;s=A,\n");
        CommandRun run = run("tags", "import", source, "--into", table, "--merge", "--json");
        JsonObject json = Json.parse(run.out()).asObject();
        assertEquals("table", json.getString("format", ""));
        assertEquals(2, json.getInt("tags", 0));
        assertEquals("c", json.get("added").asArray().get(0).asObject().getString("name", ""));
        JsonObject changed = json.get("changed").asArray().get(0).asObject();
        assertEquals("a", changed.getString("name", ""));
        JsonObject sampling = changed.get("fields").asObject().get("samplingMs").asObject();
        assertEquals("500", sampling.getString("before", ""));
        assertEquals("250", sampling.getString("after", ""));
        assertEquals(1, json.getInt("unchanged", 0));
        assertFalse(json.getBoolean("written", true));
        assertEquals(1, json.getInt("notes", 0), "two names for one variable");
        assertEquals("", run.err());
    }

    @Test
    void programsGetErrorsWithLineColumnValueAndRemedy() throws Exception {
        Path source = file("more.csv", "name,nodeId\nc,nonsense\n");
        CommandRun run = run("tags", "import", source, "--into", folder.resolve("t.csv"), "--merge", "--json");
        assertEquals(1, run.exitCode());
        JsonObject json = Json.parse(run.out()).asObject();
        JsonObject error = json.get("findings").asArray().get(0).asObject();
        assertEquals("error", error.getString("kind", ""));
        assertEquals(2, error.getInt("line", 0));
        assertEquals("nodeId", error.getString("column", ""));
        assertEquals("nonsense", error.getString("value", ""));
        assertFalse(error.getString("remedy", "").isEmpty());
        assertEquals(1, json.getInt("exitCode", 0));
        assertFalse(Files.exists(folder.resolve("t.csv")));
    }

    @Test
    void aWrongCommandLineIsToldAndEndsWithTwo() throws Exception {
        Path source = file("more.csv", "name,nodeId\nc,ns=2;s=C\n");
        assertEquals(2, run("tags", "import", source, "--into", "t.csv").exitCode());
        assertEquals(2, run("tags", "import", source, "--merge").exitCode());
        assertEquals(
                2,
                run("tags", "import", source, "--into", "t.csv", "--merge", "--replace")
                        .exitCode());
        assertEquals(2, run("tags").exitCode());
        CommandRun format = run("tags", "import", source, "--into", "t.csv", "--merge", "--format", "excel");
        assertEquals(2, format.exitCode());
        assertTrue(format.err().contains("opc-publisher"), format.err());
        CommandRun namespace = run("tags", "import", source, "--into", "t.csv", "--merge", "--namespace", "two");
        assertEquals(2, namespace.exitCode());
        assertTrue(namespace.err().contains("'two'"), namespace.err());
    }

    @Test
    void aFileThatIsNotThereOrNoTextEndsWithThree() throws Exception {
        assertEquals(3, run("tags", "check", folder.resolve("none")).exitCode());
        Path bad = folder.resolve("bad.csv");
        Files.write(bad, "name,nodeId,unit\na,ns=2;s=A,\u00b0C\n".getBytes(StandardCharsets.ISO_8859_1));
        CommandRun run = run("tags", "import", bad, "--into", folder.resolve("t.csv"), "--merge", "--yes");
        assertEquals(3, run.exitCode());
        assertTrue(run.err().contains("line 2"), run.err());
        CommandRun named = run(
                "tags", "import", bad, "--into", folder.resolve("t.csv"), "--merge", "--yes", "--encoding", "latin1");
        assertEquals(0, named.exitCode(), named.err());
        assertEquals("name,nodeId,unit\na,ns=2;s=A,\u00b0C\n", Files.readString(folder.resolve("t.csv")));
    }

    @Test
    void aCheckSaysWhatAGatewayWould() throws Exception {
        assertEquals(0, run("tags", "check", file("good.csv", TABLE)).exitCode());
        CommandRun run = run("tags", "check", file("bad.csv", TABLE + "c,,\n"), "--json");
        assertEquals(1, run.exitCode());
        assertEquals(3, Json.parse(run.out()).asObject().getInt("lines", 0));
    }

    @Test
    void aTableForASpreadsheetComesBackAsItWas() throws Exception {
        String text = "name,nodeId,deadband,scale,offset,unit\n"
                + "a,ns=2;s=A,2.5%,0.1,-3.25,\u00b0C\n\"b;\"\"c\"\"\",\"ns=2;s=B \",,1e-3,,\nd,nsu=urn:x;s=D;E,0,,1000000.5,\n";
        Path table = file("tags.csv", text);
        Path sheet = folder.resolve("sheet.csv");
        CommandRun export = run("tags", "export", table, "--to", sheet, "--format", "spreadsheet");
        assertEquals(0, export.exitCode(), export.err());
        assertTrue(Files.readString(sheet).startsWith("\ufeffname;nodeId;deadband"));
        assertTrue(Files.readString(sheet).contains("0,1"));
        Path back = folder.resolve("back.csv");
        assertEquals(
                0,
                run("tags", "import", sheet, "--into", back, "--replace", "--yes")
                        .exitCode());
        assertTrue(
                run("tags", "import", back, "--into", table, "--replace").out().contains("says so already"));
        assertEquals(text, Files.readString(back));
    }

    @Test
    void aTableForOpcPublisherComesBackAsItWas() throws Exception {
        String text = "name,nodeId,samplingMs,queue,deadband\na,ns=2;s=A,250,5,2.5%\nb,nsu=urn:x;s=B,,,0.5\n";
        Path table = file("tags.csv", text);
        Path nodes = folder.resolve("pn.json");
        assertEquals(
                2,
                run("tags", "export", table, "--to", nodes, "--format", "opc-publisher")
                        .exitCode());
        assertEquals(
                0,
                run(
                                "tags",
                                "export",
                                table,
                                "--to",
                                nodes,
                                "--format",
                                "opc-publisher",
                                "--endpoint",
                                "opc.tcp://plc:4840")
                        .exitCode());
        Path back = folder.resolve("back.csv");
        assertEquals(
                0,
                run("tags", "import", nodes, "--into", back, "--replace", "--yes")
                        .exitCode());
        assertEquals(text, Files.readString(back));
    }

    @Test
    void whatAFormatHasNoPlaceForIsAnErrorUnlessLossy() throws Exception {
        Path table = file("tags.csv", "name,nodeId,unit\na,ns=2;s=A,K\n");
        Path nodes = folder.resolve("pn.json");
        Object[] arguments = {
            "tags", "export", table, "--to", nodes, "--format", "opc-publisher", "--endpoint", "opc.tcp://plc:4840"
        };
        CommandRun refused = run(arguments);
        assertEquals(1, refused.exitCode());
        assertTrue(refused.err().contains("unit 'K'"), refused.err());
        assertFalse(Files.exists(nodes));
        Object[] lossy = Arrays.copyOf(arguments, arguments.length + 1);
        lossy[arguments.length] = "--lossy";
        CommandRun run = run(lossy);
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.err().contains("note: line 2"), run.err());
        assertTrue(Files.exists(nodes));
        assertEquals(1, run(lossy).exitCode(), "a file that exists is not written over without --yes");
    }

    @Test
    void everyCommandExplainsItself() {
        for (String command : new String[] {"check", "import", "export"}) {
            CommandRun run = run("tags", command, "--help");
            assertEquals(0, run.exitCode());
            assertTrue(run.out().contains("--json"), run.out());
        }
        assertTrue(run("--help").out().contains("tags"));
    }
}
