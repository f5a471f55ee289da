package io.millwright.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.Matrix;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.enumerated.StructureType;
import org.eclipse.milo.opcua.stack.core.types.structured.EnumDefinition;
import org.eclipse.milo.opcua.stack.core.types.structured.EnumField;
import org.eclipse.milo.opcua.stack.core.types.structured.StructureDefinition;
import org.eclipse.milo.opcua.stack.core.types.structured.StructureField;
import org.junit.jupiter.api.Test;

/** B18: values of every type over a real session, subscribed and polled. */
class TypesTest {
    private static final String NODE = "nsu=urn:millwright:test:cell;s=";

    @Test
    void b18GuidsIndicesAndWhatIsUnsupportedComeAsTheTableSays() throws Exception {
        UUID guid = UUID.fromString("72962b91-fa75-4ae6-8d28-b404dc7daf63");
        String tags = "name,nodeId,indexRange\nguid," + NODE + "Guid,\nthird," + NODE + "Speeds,2\nsome," + NODE
                + "Speeds,1:2\ncell," + NODE + "Grid,\"1,0\"\nname," + NODE + "Names,1\nnames," + NODE
                + "Names,\nbeyond," + NODE + "Speeds,7\n";
        for (String mode : List.of("SUBSCRIBE", "POLL")) {
            try (PlcServer plc = new PlcServer()
                            .variable("Guid", guid)
                            .variable("Speeds", new Double[] {1.0, 2.0, 3.0})
                            .variable(
                                    "Grid",
                                    new Matrix(new Integer[] {1, 2, 3, 4}, new int[] {2, 2}, OpcUaDataType.Int32))
                            .variable("Names", new String[] {"a", "b"})
                            .start();
                    ConnectionFixture fixture = new ConnectionFixture(plc.url(), tags).set("access.mode", mode)) {
                Recorder recorder = new Recorder();
                fixture.connection.subscribe(
                        Interest.in(List.of("guid", "third", "some", "cell", "name", "names", "beyond")), recorder);
                String text = fixture.configure().await(StateCode.CONNECTED_WITH_ERRORS, "5 of 7 tags Good");
                recorder.await(call -> call.tag() == 0 && guid.toString().equals(call.object()));
                recorder.awaitValue(1, 3.0);
                double[] some = (double[]) recorder.await(call -> call.tag() == 2 && call.object() instanceof double[])
                        .object();
                assertArrayEquals(new double[] {2, 3}, some);
                recorder.awaitValue(3, 3.0);
                recorder.await(call -> call.tag() == 4 && "b".equals(call.object()));
                assertTrue(
                        text.contains(
                                "line 7: names, " + NODE + "Names: Bad_TypeMismatch (0x80740000), unsupported: a value"
                                        + " of type String[]; choose one element with indexRange"),
                        text);
                assertTrue(text.contains("line 8: beyond, " + NODE + "Speeds: Bad_IndexRange"), text);
                assertArrayEquals(new int[] {2}, tag(fixture, "some").dimensions());
                assertEquals(0, tag(fixture, "third").dimensions().length);
            }
        }
    }

    private static Tag tag(ConnectionFixture fixture, String name) {
        return fixture.connection.tags().stream()
                .filter(tag -> tag.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static StructureField field(String name, NodeId type, int rank) {
        return new StructureField(name, LocalizedText.NULL_VALUE, type, rank, null, uint(0), false);
    }

    /** A structure with an enumeration, a simple type of the vendor's own, an array and a structure inside. */
    private static void publish(PlcServer plc) {
        NodeId mode = plc.addType("ModeType", NodeIds.Enumeration, new EnumDefinition(new EnumField[] {
            new EnumField(0L, LocalizedText.english("manual"), LocalizedText.NULL_VALUE, "Manual"),
            new EnumField(1L, LocalizedText.NULL_VALUE, LocalizedText.NULL_VALUE, "Automatic")
        }));
        NodeId word = plc.addType("WORD", NodeIds.UInt16, null);
        NodeId inner = plc.addType(
                "Inner",
                NodeIds.Structure,
                new StructureDefinition(
                        new NodeId(plc.namespaceIndex(), "InnerBinary"),
                        NodeIds.Structure,
                        StructureType.Structure,
                        new StructureField[] {field("X", NodeIds.Double, -1)}));
        NodeId outer = plc.addType(
                "SpindleType",
                NodeIds.Structure,
                new StructureDefinition(
                        new NodeId(plc.namespaceIndex(), "SpindleBinary"),
                        NodeIds.Structure,
                        StructureType.Structure,
                        new StructureField[] {
                            field("Mode", mode, -1),
                            field("Word", word, -1),
                            field("Loads", NodeIds.Float, 1),
                            field("Speed", NodeIds.Double, -1),
                            field("Inner", inner, -1),
                            field("After", NodeIds.Double, -1)
                        }));
        plc.node("Spindle").setDataType(outer);
        plc.node("Mode").setDataType(mode);
        plc.write("Spindle", spindle(plc, 1_500.5));
    }

    private static ExtensionObject spindle(PlcServer plc, double speed) {
        ByteBuffer body = ByteBuffer.allocate(4 + 2 + 4 + 2 * 4 + 8 + 8 + 8).order(ByteOrder.LITTLE_ENDIAN);
        body.putInt(1).putShort((short) 60_000);
        body.putInt(2).putFloat(0.5f).putFloat(0.25f);
        body.putDouble(speed).putDouble(9).putDouble(10);
        return ExtensionObject.of(ByteString.of(body.array()), new NodeId(plc.namespaceIndex(), "SpindleBinary"));
    }

    @Test
    void b18AFieldOfAStructureIsATagWhereTheServerPublishesTheType() throws Exception {
        String tags = "name,nodeId,field\nmode," + NODE + "Spindle,Mode\nword," + NODE + "Spindle,Word\nloads," + NODE
                + "Spindle,Loads\nspeed," + NODE + "Spindle,Speed\nwhole," + NODE + "Spindle,\nafter," + NODE
                + "Spindle,After\nnone," + NODE + "Spindle,Torque\nplain," + NODE + "Mode,\n";
        try (PlcServer plc = new PlcServer()
                        .variable("Spindle", 0)
                        .variable("Mode", 1)
                        .start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), tags)) {
            publish(plc);
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("mode", "word", "loads", "speed")), recorder);
            String text = fixture.configure().await(StateCode.CONNECTED_WITH_ERRORS, "5 of 8 tags Good");
            recorder.awaitValue(0, 1);
            recorder.awaitValue(1, 60_000);
            assertArrayEquals(new float[] {0.5f, 0.25f}, (float[])
                    recorder.await(call -> call.tag() == 2 && call.object() instanceof float[])
                            .object());
            recorder.awaitValue(3, 1_500.5);
            assertEquals(
                    Map.of(0L, "manual", 1L, "Automatic"), tag(fixture, "mode").texts());
            assertEquals(
                    Map.of(0L, "manual", 1L, "Automatic"), tag(fixture, "plain").texts());
            assertTrue(text.contains("unsupported: a value of type structure; name one of its fields in field"), text);
            assertTrue(text.contains("field 'Inner' of the structure"), text);
            assertTrue(text.contains("and comes before 'After'"), text);
            assertTrue(text.contains("has no field 'Torque'; it has Mode, Word, Loads, Speed, Inner, After"), text);
            plc.write("Spindle", spindle(plc, 7));
            recorder.awaitValue(3, 7);
        }
    }

    @Test
    void b18AStructureWhoseTypeIsNotPublishedIsUnsupportedAndNamed() throws Exception {
        String tags = "name,nodeId,field\nspeed," + NODE + "Spindle,Speed\n";
        try (PlcServer plc = new PlcServer().variable("Spindle", 0).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), tags)) {
            plc.node("Spindle").setDataType(plc.addType("SpindleType", NodeIds.Structure, null));
            plc.write("Spindle", spindle(plc, 1));
            String text = fixture.configure().await(StateCode.CONNECTED_WITH_ERRORS, "0 of 1 tags Good");
            assertTrue(text.contains("Bad_TypeMismatch"), text);
            assertTrue(
                    text.contains("unsupported: field 'Speed' of the data type ns=" + plc.namespaceIndex()
                            + ";s=SpindleType, of which the server publishes no structure"),
                    text);
        }
    }
}
