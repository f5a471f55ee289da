package io.millwright.opcua.acquire;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ubyte;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ulong;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ushort;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.milo.ChangeReader;
import io.millwright.opcua.milo.EncodedChanges;
import io.millwright.opcua.table.TagRow;
import io.millwright.opcua.table.TagTableParser;
import java.util.List;
import java.util.UUID;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UByte;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.ULong;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UShort;
import org.junit.jupiter.api.Test;

/** When a variable differs from what was delivered in a way that a subscription would have told. */
class SilentItemsTest {
    private static TagRow row(String deadband) {
        return TagTableParser.parse("name,nodeId,deadband\nspeed,ns=2;s=Speed," + deadband + "\n")
                .rows()
                .get(0);
    }

    private static DataValue value(Object value, long status) {
        return new DataValue(new Variant(value), new StatusCode(status));
    }

    private static boolean differs(Object delivered, Object read, String deadband) {
        return differs(value(delivered, 0), value(read, 0), deadband);
    }

    private static boolean differs(DataValue delivered, DataValue read, String deadband) {
        LastValues last = new LastValues(1, row -> {
            throw new AssertionError("kept");
        });
        ChangeReader reader = new ChangeReader(EncodedChanges.CONTEXT);
        reader.open(EncodedChanges.of(List.of(delivered), 0));
        assertTrue(reader.next());
        last.take(0, reader);
        boolean differs = SilentItems.differs(last.status(0), last.value(0), read, row(deadband));
        last.take(0, delivered);
        assertEquals(differs, SilentItems.differs(last.status(0), last.value(0), read, row(deadband)));
        return differs;
    }

    @Test
    void numbersTextsAndArraysAreCompared() {
        assertFalse(differs(1.0, 1.0, ""));
        assertTrue(differs(1.0, 1.5, ""));
        assertFalse(differs(Double.NaN, Double.NaN, ""));
        assertTrue(differs(1L << 60, (1L << 60) + 1, ""));
        assertTrue(differs("a", "b", ""));
        assertFalse(differs(new Integer[] {1, 2}, new Integer[] {1, 2}, ""));
        assertTrue(differs(new Integer[] {1, 2}, new Integer[] {1, 3}, ""));
        assertTrue(differs(null, 1.0, ""));
    }

    @Test
    void aDeadbandHoldsChangesBack() {
        assertFalse(differs(1.0, 1.5, "1"));
        assertTrue(differs(1.0, 2.5, "1"));
        assertFalse(differs(1.0, 100.0, "10%"), "of what, the server knows");
    }

    @Test
    void aStatusThatChangedIsADifferenceButNotItsInfoBits() {
        assertTrue(differs(value(1.0, 0), value(1.0, StatusCodes.Uncertain_SensorNotAccurate), ""));
        assertFalse(differs(value(1.0, 0x480), value(1.0, 0), ""));
        assertTrue(differs(value(1.0, 0), value(null, StatusCodes.Bad_NodeIdUnknown), ""));
    }

    @Test
    void aReadThatIsRefusedSaysNothing() {
        assertFalse(differs(value(1.0, 0), value(null, StatusCodes.Bad_UserAccessDenied), ""));
        assertFalse(differs(value(1.0, 0), value(null, StatusCodes.Bad_Timeout), ""));
        assertFalse(differs(value(1.0, 0), null, ""));
    }

    @Test
    void aNumberThatIsHandedOnAsItComesIsComparedWithWhatWasHandedOn() {
        double[] handedOn = {1.5};
        LastValues last = new LastValues(1, row -> handedOn[row]);
        assertFalse(last.heard(0));
        last.asItCame(0);
        assertFalse(SilentItems.differs(last.status(0), last.value(0), value(1.5, 0), row("")));
        assertTrue(SilentItems.differs(last.status(0), last.value(0), value(2.5, 0), row("")));
        last.take(0, value(7, StatusCodes.Bad_NodeIdUnknown));
        assertFalse(
                SilentItems.differs(last.status(0), last.value(0), value(7, StatusCodes.Bad_NodeIdUnknown), row("")));
        last.asItCame(0);
        assertFalse(SilentItems.differs(last.status(0), last.value(0), value(1.5f, 0), row("")));
        assertTrue(last.heard(0));
        assertFalse(last.heard(0), "once");
        assertFalse(SilentItems.differs(last.status(0), last.value(0), value(1.5, 0), row("")));
    }

    @Test
    void everyTypeIsComparedAsItComes() {
        Object[][] eachTwice = {
            {true, false},
            {(byte) -1, (byte) 1},
            {ubyte(200), ubyte(201)},
            {(short) -300, (short) 300},
            {ushort(60_000), ushort(60_001)},
            {-5, 5},
            {uint(4_000_000_000L), uint(4_000_000_001L)},
            {Long.MIN_VALUE, Long.MIN_VALUE + 1},
            {ulong(5), ulong(6)},
            {ulong("18446744073709551615"), ulong("9223372036854775807")},
            {1.1f, 1.2f},
            {new Boolean[] {true}, new Boolean[] {false}},
            {new Byte[] {-1}, new Byte[] {1}},
            {new UByte[] {ubyte(200)}, new UByte[] {ubyte(201)}},
            {new UShort[] {ushort(60_000)}, new UShort[] {ushort(60_001)}},
            {new Long[] {1L << 60}, new Long[] {(1L << 60) + 1}},
            {new ULong[] {ulong("18446744073709551615")}, new ULong[] {ulong(1)}},
            {new Float[] {1.1f}, new Float[] {1.1f, 1.2f}},
            {new Double[0], new Double[] {1.1}},
            {new String[] {"a"}, new String[] {"b"}},
            {"a", null},
            {ByteString.of(new byte[] {1}), ByteString.of(new byte[] {2})},
            {new DateTime(10_000_000L), new DateTime(20_000_000L)},
            {new UUID(1, 2), new UUID(1, 3)},
            {LocalizedText.english("a"), LocalizedText.english("b")},
        };
        for (Object[] two : eachTwice) {
            assertFalse(differs(two[0], two[0], ""), () -> two[0].getClass().getSimpleName());
            assertTrue(differs(two[0], two[1], ""), () -> two[0].getClass().getSimpleName());
        }
    }

    @Test
    void structuresAreLeftOut() {
        ExtensionObject one = ExtensionObject.of(ByteString.of(new byte[] {1}), new NodeId(2, 1));
        ExtensionObject other = ExtensionObject.of(ByteString.of(new byte[] {2}), new NodeId(2, 1));
        assertFalse(differs(one, other, ""));
    }
}
