package io.millwright.opcua.acquire;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.table.TagRow;
import io.millwright.opcua.table.TagTableParser;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
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
        return SilentItems.differs(value(delivered, 0), value(read, 0), row(deadband));
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
        assertTrue(SilentItems.differs(value(1.0, 0), value(1.0, StatusCodes.Uncertain_SensorNotAccurate), row("")));
        assertFalse(SilentItems.differs(value(1.0, 0x480), value(1.0, 0), row("")));
        assertTrue(SilentItems.differs(value(1.0, 0), value(null, StatusCodes.Bad_NodeIdUnknown), row("")));
    }

    @Test
    void aReadThatIsRefusedSaysNothing() {
        assertFalse(SilentItems.differs(value(1.0, 0), value(null, StatusCodes.Bad_UserAccessDenied), row("")));
        assertFalse(SilentItems.differs(value(1.0, 0), value(null, StatusCodes.Bad_Timeout), row("")));
        assertFalse(SilentItems.differs(null, value(1.0, 0), row("")));
        assertFalse(SilentItems.differs(value(1.0, 0), null, row("")));
    }

    @Test
    void structuresAreLeftOut() {
        ExtensionObject one = ExtensionObject.of(ByteString.of(new byte[] {1}), new NodeId(2, 1));
        ExtensionObject other = ExtensionObject.of(ByteString.of(new byte[] {2}), new NodeId(2, 1));
        assertFalse(differs(one, other, ""));
    }
}
