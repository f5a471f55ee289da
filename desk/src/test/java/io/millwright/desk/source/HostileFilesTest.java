package io.millwright.desk.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Finding.Kind;
import io.millwright.desk.table.Findings;
import io.millwright.desk.table.GatewayCheck;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files that are wrong on purpose or by accident: each one ends in a bounded report, in bounded time and memory. */
@Timeout(600)
class HostileFilesTest {
    @Test
    void tenThousandBadLinesAreCountedAndAHundredShown() {
        Imported imported = Imported.of("name,nodeId\n" + "a,nonsense\n".repeat(10_000));
        assertEquals(10_000, imported.findings().count(Kind.ERROR));
        assertEquals(Findings.MOST_OF_A_KIND, imported.findings().of(Kind.ERROR).size());
        assertEquals(2, imported.findings().of(Kind.ERROR).get(0).line());
    }

    @Test
    void moreLinesThanAGatewayReadsEndTheImport() {
        Imported imported = Imported.of("name,nodeId\n" + ",\"x\"\n".repeat(GatewayCheck.MOST_LINES + 10));
        assertEquals(GatewayCheck.MOST_LINES + 1, imported.findings().count(Kind.ERROR));
        String nodes = "{\"Id\": 1},".repeat(GatewayCheck.MOST_LINES + 10);
        Imported json = Imported.of("[{\"OpcNodes\": [" + nodes + "{}]}]");
        assertEquals(GatewayCheck.MOST_LINES + 1, json.findings().count(Kind.ERROR));
    }

    @Test
    void aFileOfNothingIsAnError() {
        for (String text : List.of("", " \n\n", "name,nodeId\n", ";;;;\n;;;;\n", "[]", "{}", "<a/>", "\"", "x")) {
            Imported imported = Imported.of(text);
            assertTrue(imported.findings().refused(), text);
            assertEquals(List.of(), imported.lines(), text);
        }
    }

    @Test
    void nestingHasAnEnd() {
        Finding error = Imported.of("[".repeat(1_000_000)).error();
        assertEquals(1, error.line());
        assertTrue(Imported.of("<a>".repeat(100_000)).findings().refused());
    }

    @Test
    void aJsonFileOfNothingButValuesHasAnEnd() {
        assertTrue(Imported.of("[" + "0,".repeat(LocatedJson.MOST_VALUES) + "0]")
                .error()
                .what()
                .contains("values"));
    }

    @Test
    void aFieldAsLargeAsTheFileIsShownShort() {
        Finding error =
                Imported.of("name,nodeId\na," + "x".repeat(5_000_000) + "\n").error();
        assertTrue(error.text().length() < 1_000, () -> "length " + error.text().length());
        assertTrue(error.value().length() < 1_000);
    }

    @Test
    void aQuoteThatIsNeverClosedIsOneError() {
        assertEquals(
                2,
                Imported.of("name,nodeId\n\"a,ns=2;s=A\n" + "b,ns=2;s=B\n".repeat(100_000))
                        .error()
                        .line());
    }

    @Test
    void aLineOfNothingButSeparatorsFillsNoMemory() {
        assertTrue(Imported.of(",".repeat(10_000_000)).findings().refused());
    }

    @Test
    void tenThousandTagsOfEveryFormatAreRead() {
        StringBuilder kepware = new StringBuilder("Tag Name,Address,Scan Rate\n");
        StringBuilder kura = new StringBuilder("name,node.id,scale\n");
        StringBuilder nodes = new StringBuilder("[{\"EndpointUrl\": \"opc.tcp://plc\", \"OpcNodes\": [");
        StringBuilder table = new StringBuilder("name;nodeId;scale\n");
        for (int i = 0; i < 10_000; i++) {
            kepware.append("Tag").append(i).append(",K").append(i).append(",100\n");
            kura.append("Tag").append(i).append(",Tag").append(i).append(",1.0\n");
            nodes.append(i == 0 ? "" : ",")
                    .append("{\"Id\": \"ns=2;s=Tag")
                    .append(i)
                    .append("\"}");
            table.append("Tag").append(i).append(";\"ns=2;s=Tag").append(i).append("\";0,5\n");
        }
        SourceOptions options = new SourceOptions("C.D", "", "", "", "");
        for (String text : List.of(kepware.toString(), kura.toString(), nodes + "]}]", table.toString())) {
            long started = System.nanoTime();
            Imported imported = Imported.of(text, options).good();
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            System.out.println("10,000 tags as " + imported.format().word() + ": " + took.toMillis() + " ms");
            assertEquals(10_000, imported.lines().size());
        }
    }
}
