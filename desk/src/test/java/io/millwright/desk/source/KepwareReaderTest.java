package io.millwright.desk.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Finding.Kind;
import io.millwright.desk.table.TableLine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Kepware's CSV export. */
class KepwareReaderTest {
    private static final String HEADER =
            "Tag Name,Address,Data Type,Respect Data Type,Client Access,Scan Rate,Scaling,Raw Low,Raw High,Scaled Low,"
                    + "Scaled High,Scaled Data Type,Clamp Low,Clamp High,Eng Units,Description,Negate Value\r\n";

    private static Imported read(String lines) {
        return Imported.of(HEADER + lines, new SourceOptions("Line1.Press", "", "", "", ""));
    }

    @Test
    void aTagIsAVariableOfItsDevice() {
        Imported imported =
                read("\"Motor.Speed\",\"DB1.DBD4\",Float,1,R/W,250,Linear,0,27648,0,3000,Float,0,0,\"rpm\",\"x\",0\r\n"
                                + "Count,K0001,DWord,1,RO,100,,,,,,,,,,\"\",\r\n")
                        .good();
        assertEquals(SourceFormat.KEPWARE, imported.format());
        TableLine speed = imported.lines().get(0);
        assertEquals("Motor.Speed", speed.name());
        assertEquals("ns=2;s=Line1.Press.Motor.Speed", speed.nodeId());
        assertEquals("250", speed.field("samplingMs"));
        assertEquals("rpm", speed.field("unit"));
        assertEquals("", speed.field("scale"), "the server scales");
        assertEquals(
                List.of("name", "nodeId", "samplingMs"),
                List.copyOf(imported.lines().get(1).fields().keySet()));
    }

    @Test
    void aTagThatCanOnlyBeWrittenIsLeftOut() {
        Imported imported = Imported.of(
                "Tag Name;Address;Client Access\nA;1;WO\nB;2;RW\n",
                new SourceOptions("C.D", "nsu=KEPServerEX", "", "", ""));
        assertEquals(List.of("B"), imported.good().names());
        assertEquals("nsu=KEPServerEX;s=C.D.B", imported.lines().get(0).nodeId());
        Finding left = imported.findings().of(Kind.LEFT_OUT).get(0);
        assertEquals("Client Access", left.column());
        assertEquals("WO", left.value());
    }

    @Test
    void anErrorNamesKepwaresColumn() {
        Finding error = read("A,K1,Word,1,R/W,fast,,,,,,,,,,,\r\n").error();
        assertEquals("Scan Rate", error.column());
        assertEquals("fast", error.value());
        assertEquals(2, error.line());
        assertEquals(
                "Client Access",
                read("A,K1,Word,1,100,R/W,,,,,,,,,,,\r\n").error().column());
        assertEquals(
                "Tag Name", read(",K1,Word,1,R/W,100,,,,,,,,,,,\r\n").error().column());
    }

    @Test
    void withoutTheDeviceNothingIsGuessed() {
        Finding error =
                Imported.of(HEADER + "A,K1,Word,1,R/W,100,,,,,,,,,,,\r\n").error();
        assertTrue(error.remedy().contains("--device"), error::text);
    }
}
