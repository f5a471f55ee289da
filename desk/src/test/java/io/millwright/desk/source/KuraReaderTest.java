package io.millwright.desk.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Finding.Kind;
import io.millwright.desk.table.TableLine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Channels of a Kura asset on the stock OPC UA driver, in every form in which Kura gives them away. */
class KuraReaderTest {
    private static final String HEADER =
            "enabled,name,type,value.type,scaleoffset.type,scale,offset,unit,listen,node.id,"
                    + "node.namespace.index,node.id.type,opcua.type,attribute,listen.sampling.interval,listen.queue.size,"
                    + "listen.discard.oldest,listen.subscribe.to.children\r\n";

    @Test
    void theWebAdminsCsvIsRead() {
        Imported imported = Imported.of(
                        HEADER
                                + "true,speed,READ,DOUBLE,DEFINED_BY_VALUE_TYPE,0.1,-5,rpm,true,Mill1.speed,3,STRING,DOUBLE,Value,250,20,true,false\r\n"
                                + "true,load,READ_WRITE,INTEGER,,1.0,0.0,,false,1001,2,NUMERIC,INT32,Value,1000,10,true,false\r\n")
                .good();
        assertEquals(SourceFormat.KURA, imported.format());
        TableLine speed = imported.lines().get(0);
        assertEquals("ns=3;s=Mill1.speed", speed.nodeId());
        assertEquals("250", speed.field("samplingMs"));
        assertEquals("20", speed.field("queue"));
        assertEquals("0.1", speed.field("scale"));
        assertEquals("-5", speed.field("offset"));
        assertEquals("rpm", speed.field("unit"));
        TableLine load = imported.lines().get(1);
        assertEquals("ns=2;i=1001", load.nodeId());
        assertEquals(
                List.of("name", "nodeId", "scale", "offset"),
                List.copyOf(load.fields().keySet()));
        assertEquals("", load.field("scale"), "a default is written as nothing");
    }

    @Test
    void everyTypeOfIdentifierIsRead() {
        Imported imported = Imported.of("name,node.id,node.id.type\n"
                        + "g,09087e75-8e5e-499b-954f-f2a9603db28a,GUID\nb,M/RbKBsRVkePCePcx24oRA==,OPAQUE\ns,x y,\n")
                .good();
        assertEquals(
                List.of("ns=2;g=09087e75-8e5e-499b-954f-f2a9603db28a", "ns=2;b=M/RbKBsRVkePCePcx24oRA==", "ns=2;s=x y"),
                imported.lines().stream().map(TableLine::nodeId).toList());
    }

    @Test
    void whatIsNoTagIsLeftOut() {
        Imported imported = Imported.of("name,enabled,type,attribute,listen.subscribe.to.children,node.id\n"
                        + "a,false,READ,Value,false,A\n"
                        + "b,true,WRITE,Value,false,B\n"
                        + "c,true,READ,DisplayName,false,C\n"
                        + "d,true,READ,Value,true,D\n"
                        + "e,true,READ,Value,false,E\n")
                .good();
        assertEquals(List.of("e"), imported.names());
        assertEquals(
                List.of("enabled", "type", "attribute", "listen.subscribe.to.children"),
                imported.findings().of(Kind.LEFT_OUT).stream()
                        .map(Finding::column)
                        .toList());
    }

    @Test
    void errorsNameTheChannelsProperty() {
        Imported imported =
                Imported.of("name,node.id,node.id.type,node.namespace.index,scale,listen,listen.queue.size\n"
                        + "a,,STRING,2,,,\n"
                        + "b,B,TEXT,2,,,\n"
                        + "c,C,STRING,two,,,\n"
                        + "d,D,NUMERIC,2,,,\n"
                        + "e,E,STRING,2,big,,\n"
                        + "f,F,STRING,2,,true,0\n");
        assertEquals(List.of(), imported.lines());
        List<Finding> errors = imported.findings().of(Kind.ERROR);
        assertEquals(
                List.of("node.id", "node.id.type", "node.namespace.index", "node.id", "scale", "listen.queue.size"),
                errors.stream().map(Finding::column).toList());
        assertEquals(
                List.of(2, 3, 4, 5, 6, 7), errors.stream().map(Finding::line).toList());
    }

    private static String snapshot(String... pids) {
        StringBuilder xml = new StringBuilder(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<esf:configurations "
                        + "xmlns:esf=\"http://eurotech.com/esf/2.0\" xmlns:ocd=\"http://www.osgi.org/xmlns/metatype/v1.2.0\">\n");
        for (String pid : pids) {
            xml.append("<esf:configuration pid=\"").append(pid).append("\"><esf:properties>\n");
            property(xml, "driver.pid", "opcua");
            property(xml, pid + "Speed#+name", pid + "Speed");
            property(xml, pid + "Speed#+scale", "2");
            property(xml, pid + "Speed#node.id", "a &amp; b");
            property(xml, pid + "Speed#node.namespace.index", "4");
            xml.append("</esf:properties></esf:configuration>\n");
        }
        return xml.append("</esf:configurations>").toString();
    }

    private static void property(StringBuilder xml, String name, String value) {
        xml.append("<esf:property array=\"false\" encrypted=\"false\" name=\"")
                .append(name)
                .append("\" type=\"String\"><esf:value>")
                .append(value)
                .append("</esf:value></esf:property>\n");
    }

    @Test
    void aSnapshotInXmlIsRead() {
        Imported imported = Imported.of(snapshot("Mill")).good();
        TableLine line = imported.lines().get(0);
        assertEquals("MillSpeed", line.name());
        assertEquals("ns=4;s=a & b", line.nodeId());
        assertEquals("2", line.field("scale"));
        assertEquals(5, line.line());
    }

    @Test
    void ofSeveralAssetsOneMustBeChosen() {
        assertTrue(Imported.of(snapshot("a", "b")).error().remedy().contains("--asset"));
        assertEquals(
                List.of("bSpeed"),
                Imported.of(snapshot("a", "b"), new SourceOptions("", "", "", "b", ""))
                        .good()
                        .names());
        assertTrue(Imported.of(snapshot("a"), new SourceOptions("", "", "", "c", ""))
                .error()
                .what()
                .contains("'c'"));
    }

    @Test
    void aSnapshotInJsonIsRead() {
        Imported imported = Imported.of("{\"configs\": [\n{\"pid\": \"asset\", \"properties\": {\n"
                        + "\"Speed#node.id\": {\"type\": \"STRING\", \"value\": \"S\"},\n"
                        + "\"speed#node.id\": {\"type\": \"STRING\", \"value\": \"s\"},\n"
                        + "\"speed#node.namespace.index\": {\"type\": \"INTEGER\", \"value\": 7},\n"
                        + "\"driver.pid\": {\"type\": \"STRING\", \"value\": \"opcua\"}}}]}")
                .good();
        assertEquals(List.of("Speed", "speed"), imported.names());
        assertEquals("ns=7;s=s", imported.lines().get(1).nodeId());
    }

    @Test
    void xmlThatReachesOutOrIsBrokenIsAnErrorAndReadsNothing() {
        String reaching = "<?xml version=\"1.0\"?><!DOCTYPE c [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>\n"
                + "<configurations><configuration pid=\"a\"><property name=\"c#node.id\"><value>&x;</value></property>"
                + "</configuration></configurations>";
        assertTrue(Imported.of(reaching).findings().refused());
        assertEquals(List.of(), Imported.of(reaching).lines());
        assertTrue(Imported.of("<configurations><configuration>").findings().refused());
    }

    @Test
    void otherDriversHaveNoSuchChannels() {
        assertTrue(
                Imported.of("<c><configuration pid=\"modbus\"><property name=\"x#unit.id\"><value>1</value></property>"
                                + "</configuration></c>")
                        .error()
                        .what()
                        .contains("node.id"));
    }
}
