package io.millwright.desk.browse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.desk.CommandRun;
import io.millwright.simulator.Simulator;
import io.millwright.simulator.SimulatorOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command browse against the simulated PLC, with two machines. */
@Timeout(600)
class BrowseCommandTest {
    private static Simulator plc;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        plc = Simulator.start(new SimulatorOptions().machines(2));
    }

    @AfterAll
    static void stop() {
        plc.close();
    }

    private static CommandRun browse(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("browse", plc.endpointUrl()));
        all.addAll(List.of(arguments));
        return CommandRun.of(all.toArray());
    }

    private static List<JsonObject> variables(CommandRun run) {
        return StreamSupport.stream(
                        Json.parse(run.out())
                                .asObject()
                                .get("variables")
                                .asArray()
                                .spliterator(),
                        false)
                .map(JsonValue::asObject)
                .toList();
    }

    @Test
    void theTreeShowsWhatFits() {
        CommandRun run = browse("--insecure", "--filter", "mill1.t*");
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("Mill1\n"), run.out());
        assertTrue(run.out().contains("  torque  nsu=urn:millwright:simulator;s=Mill1.torque\n"), run.out());
        assertFalse(run.out().contains("Mill2"), run.out());
    }

    @Test
    void presentValuesAreReadWithTypeStatusAndTime() {
        CommandRun run = browse("--insecure", "--filter", "*torque", "--type", "double", "--read", "--json");
        assertEquals(0, run.exitCode(), run.out());
        List<JsonObject> variables = variables(run);
        assertEquals(2, variables.size());
        JsonObject torque = variables.get(0);
        assertEquals("Mill1.torque", torque.getString("path", ""));
        assertEquals("Double", torque.getString("type", ""));
        assertEquals("Good", torque.getString("status", ""));
        Double.parseDouble(torque.getString("value", ""));
        assertTrue(torque.getString("time", "").endsWith("Z"), torque::toString);
    }

    @Test
    void whatWasFoundGoesIntoATable() throws Exception {
        Path table = folder.resolve("tags.csv");
        Files.writeString(
                table, "name,nodeId,samplingMs\nMill1.torque,nsu=urn:millwright:simulator;s=Mill1.torque,250\n");
        CommandRun shown = browse("--insecure", "--filter", "*torque", "--into", table, "--merge");
        assertEquals(0, shown.exitCode(), shown.err());
        assertTrue(shown.out().contains("1 added, 0 changed, 0 removed, 1 unchanged"), shown.out());
        CommandRun run = browse("--insecure", "--filter", "*torque", "--into", table, "--merge", "--yes");
        assertEquals(0, run.exitCode(), run.err());
        assertEquals(
                "name,nodeId,samplingMs\nMill1.torque,nsu=urn:millwright:simulator;s=Mill1.torque,250\n"
                        + "Mill2.torque,nsu=urn:millwright:simulator;s=Mill2.torque,\n",
                Files.readString(table));
        assertEquals(0, CommandRun.of("tags", "check", table).exitCode());
    }

    @Test
    void twoVariablesOfOneNameWriteNothing() {
        Path table = folder.resolve("tags.csv");
        CommandRun run =
                browse("--insecure", "--filter", "*torque", "--name", "name", "--into", table, "--merge", "--yes");
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("'torque'"), run.err());
        assertFalse(Files.exists(table));
    }

    @Test
    void anUnknownServerIsRefusedWithTheThumbprintToCompare() {
        CommandRun run = browse("--keystore", folder.resolve("desk.p12"));
        assertEquals(4, run.exitCode());
        assertTrue(run.err().contains(plc.thumbprint()), run.err());
        assertTrue(run.err().contains("--server-sha256"), run.err());
    }

    @Test
    void aKnownServerIsBrowsedSecuredWithACertificateOfTheDesk() throws Exception {
        Path keystore = folder.resolve("keys").resolve("desk.p12");
        for (int i = 0; i < 2; i++) {
            CommandRun run = browse(
                    "--keystore", keystore, "--server-sha256", plc.thumbprint(), "--filter", "*torque", "--json");
            assertEquals(0, run.exitCode(), run.out());
            assertEquals(2, variables(run).size());
        }
        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(keystore));
    }

    @Test
    void aServerThatIsNotThereEndsWithFour() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        CommandRun run = CommandRun.of("browse", "opc.tcp://127.0.0.1:" + port, "--insecure");
        assertEquals(4, run.exitCode());
        assertTrue(run.err().contains("does not answer"), run.err());
    }

    @Test
    void aWalkThatDidNotSeeEverythingWritesNothing() {
        Path table = folder.resolve("tags.csv");
        CommandRun run = browse("--insecure", "--most", "3", "--into", table, "--replace", "--yes");
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("more than 3 nodes"), run.err());
        assertFalse(Files.exists(table));
    }

    @Test
    void aWrongCommandLineIsTold() {
        assertEquals(2, CommandRun.of("browse", "http://plc").exitCode());
        assertEquals(2, browse("--insecure", "--start", "nonsense").exitCode());
        assertEquals(2, browse("--insecure", "--rate", "0").exitCode());
        assertEquals(2, browse("--policy", "Basic256").exitCode());
        assertEquals(2, browse("--insecure", "--into", "t.csv").exitCode());
        CommandRun start = browse("--insecure", "--start", "nsu=urn:nobody;s=x");
        assertEquals(2, start.exitCode());
        assertTrue(start.err().contains("urn:nobody"), start.err());
    }
}
