package io.millwright.desk.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Finding.Kind;
import io.millwright.desk.table.TableLine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** OPC Publisher's published-nodes files of all ages. */
class PublishedNodesReaderTest {
    private static String server(String url, String... nodes) {
        return "{ \"EndpointUrl\": \"" + url
                + "\", \"UseSecurity\": true,\n \"OpcAuthenticationPassword\": \"secret\",\n" + " \"OpcNodes\": [\n"
                + String.join(",\n", nodes) + "\n] }";
    }

    private static Imported read(String... nodes) {
        return Imported.of("[" + server("opc.tcp://plc:4840", nodes) + "]");
    }

    @Test
    void everyFieldThatATagHasIsRead() {
        Imported imported = read(
                        "{\"Id\": \"nsu=http://vendor/;s=Boiler;1\", \"DataSetFieldId\": \"boiler\", \"DisplayName\": \"B\","
                                + " \"OpcSamplingInterval\": 250, \"QueueSize\": 5, \"DeadbandType\": \"Percent\","
                                + " \"DeadbandValue\": 2.5, \"HeartbeatInterval\": 10}",
                        "{\"Id\": \"i=2258\", \"DisplayName\": \"time\", \"OpcSamplingIntervalTimespan\": \"00:00:01.500\","
                                + " \"SkipFirst\": true, \"HeartbeatInterval\": 3}",
                        "{\"ExpandedNodeId\": \"ns=2;s=Tank.Level\", \"IndexRange\": \"0:9\"}")
                .good();
        assertEquals(SourceFormat.OPC_PUBLISHER, imported.format());
        assertEquals(List.of("boiler", "time", "Tank.Level"), imported.names());
        TableLine boiler = imported.lines().get(0);
        assertEquals("nsu=http://vendor/;s=Boiler;1", boiler.nodeId());
        assertEquals("250", boiler.field("samplingMs"));
        assertEquals("5", boiler.field("queue"));
        assertEquals("2.5%", boiler.field("deadband"));
        assertEquals("1500", imported.lines().get(1).field("samplingMs"));
        assertEquals(5, imported.lines().get(1).line());
        assertEquals("0:9", imported.lines().get(2).field("indexRange"));
        assertEquals(
                List.of("HeartbeatInterval", "SkipFirst"),
                imported.findings().of(Kind.NOTE).stream().map(Finding::column).toList());
    }

    @Test
    void earlyFilesAreRead() {
        Imported imported = Imported.of(
                        "[ {\"EndpointUrl\": \"opc.tcp://plc:4840\", \"NodeId\": {\"Identifier\": \"ns=2;s=A\"}},\n"
                                + "{\"EndpointUrl\": \"opc.tcp://plc:4840/\", \"OpcNodes\":"
                                + " [{\"id\": \"http://opcfoundation.org/UA/#i=2258\", \"displayName\": \"t\"}]} ]")
                .good();
        assertEquals("ns=2;s=A", imported.lines().get(0).nodeId());
        assertEquals(
                "nsu=http://opcfoundation.org/UA/;i=2258",
                imported.lines().get(1).nodeId());
    }

    @Test
    void theServersOwnIntervalIsTheNodesWhereItHasNone() {
        Imported imported = Imported.of(
                        "[{\"EndpointUrl\": \"opc.tcp://plc\", \"DataSetSamplingInterval\": 100, \"OpcNodes\":"
                                + " [{\"Id\": \"ns=2;s=A\"}, {\"Id\": \"ns=2;s=B\", \"OpcSamplingInterval\": 50}]}]")
                .good();
        assertEquals("100", imported.lines().get(0).field("samplingMs"));
        assertEquals("50", imported.lines().get(1).field("samplingMs"));
    }

    @Test
    void ofSeveralServersOneMustBeChosen() {
        String text = "[" + server("opc.tcp://one:4840", "{\"Id\": \"ns=2;s=A\"}") + ",\n"
                + server("opc.tcp://two:4840", "{\"Id\": \"ns=2;s=B\"}") + "]";
        assertTrue(Imported.of(text).error().remedy().contains("--endpoint"));
        Imported two = Imported.of(text, new SourceOptions("", "", "OPC.TCP://two:4840/", "", ""))
                .good();
        assertEquals(List.of("B"), two.names());
        assertEquals(1, two.findings().count(Kind.LEFT_OUT));
        assertTrue(Imported.of(text, new SourceOptions("", "", "opc.tcp://three", "", ""))
                .error()
                .what()
                .contains("three"));
    }

    @Test
    void whatIsNoValueIsLeftOutAndWhatATableCannotSayIsAnError() {
        Imported imported = read(
                "{\"Id\": \"i=2253\", \"EventFilter\": {\"TypeDefinitionId\": \"i=2041\"}}",
                "{\"Id\": \"ns=2;s=A\", \"AttributeId\": \"DisplayName\"}",
                "{\"Id\": \"ns=2;s=B\", \"BrowsePath\": [\"x\"]}",
                "{\"Id\": \"ns=2;s=C\", \"DeadbandType\": \"Relative\"}",
                "{\"Id\": \"ns=2;s=D\", \"OpcSamplingIntervalTimespan\": \"soon\"}",
                "{\"Id\": \"ns=2;s=E\"}",
                "{\"DisplayName\": \"nothing\"}");
        assertEquals(List.of("E"), imported.names());
        assertEquals(2, imported.findings().count(Kind.LEFT_OUT));
        assertEquals(
                List.of("BrowsePath", "DeadbandType", "OpcSamplingIntervalTimespan", "Id"),
                imported.findings().of(Kind.ERROR).stream().map(Finding::column).toList());
    }

    @Test
    void theSameNodeTwiceIsOneTagAndTwoOfOneNameAreAnError() {
        Imported twice =
                read("{\"Id\": \"ns=2;s=A\"}", "{\"Id\": \"ns=2;s=A\"}").good();
        assertEquals(List.of("A"), twice.names());
        Finding error = read(
                        "{\"Id\": \"ns=2;s=A\", \"DisplayName\": \"t\"}",
                        "{\"Id\": \"ns=2;s=B\", \"DisplayName\": \"t\"}")
                .error();
        assertEquals("DisplayName", error.column());
        assertEquals("t", error.value());
    }

    @Test
    void nothingOfCredentialsIsShown() {
        Imported imported = read("{\"Id\": \"nonsense\"}");
        assertFalse(imported.findings().of(Kind.ERROR).toString().contains("secret"));
        assertFalse(imported.findings().of(Kind.NOTE).toString().contains("secret"));
    }

    @Test
    void whatIsNoJsonIsAnErrorWithItsPlace() {
        Finding error = Imported.of("[\n{\"EndpointUrl\": }]").error();
        assertEquals(2, error.line());
        assertTrue(error.what().contains("character 17"), error::text);
        assertEquals(
                "Id",
                Imported.of("[{\"OpcNodes\": [\n{\"Id\": \"ns=2;s=A\", \"Id\": \"ns=2;s=B\"}]}]")
                        .error()
                        .column());
    }

    @Test
    void timeSpansAreMilliseconds() {
        assertEquals(1_500, PublishedNodesReader.millis("00:00:01.500"));
        assertEquals(86_400_000L * 2 + 3_600_000, PublishedNodesReader.millis("2.01:00:00"));
        assertEquals(1, PublishedNodesReader.millis("00:00:00.0001"));
        assertEquals(-1, PublishedNodesReader.millis("1 s"));
    }
}
