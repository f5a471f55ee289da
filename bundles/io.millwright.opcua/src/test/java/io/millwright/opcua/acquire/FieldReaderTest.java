package io.millwright.opcua.acquire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.acquire.FieldReader.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.XmlElement;
import org.eclipse.milo.opcua.stack.core.types.enumerated.StructureType;
import org.junit.jupiter.api.Test;

/** Structures in the binary encoding (OPC UA Part 6, 5.2.6 to 5.2.8). */
class FieldReaderTest {
    private static final NodeId ENCODING = new NodeId(2, 7);
    private static final List<Field> FIELDS = List.of(
            new Field("Always", 4, -1, false),
            new Field("First", 6, -1, true),
            new Field("Second", 11, -1, true),
            new Field("Deep", FieldReader.NESTED, -1, false));

    private static Object reader(StructureType kind, String field) {
        return FieldReader.of("ns=2;i=5", DefaultEncodingContext.INSTANCE, ENCODING, kind, FIELDS, field);
    }

    private static Object read(StructureType kind, String field, ByteBuffer body) {
        ExtensionObject value = ExtensionObject.of(ByteString.of(body.array()), ENCODING);
        return ((FieldReader) reader(kind, field)).of(value);
    }

    private static ByteBuffer body(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void b18OptionalFieldsThatAreAbsentAreSkippedAndHaveNoValue() {
        ByteBuffer second = body(4 + 2 + 8).putInt(2).putShort((short) 5).putDouble(1.5);
        StructureType optional = StructureType.StructureWithOptionalFields;
        assertEquals(1.5, read(optional, "Second", second));
        assertNull(read(optional, "First", second));
        assertEquals((short) 5, read(optional, "Always", second));
    }

    @Test
    void b18AUnionHasOneFieldAtATime() {
        ByteBuffer second = body(4 + 8).putInt(3).putDouble(1.5);
        assertEquals(1.5, read(StructureType.Union, "Second", second));
        assertNull(read(StructureType.Union, "First", second));
    }

    @Test
    void b18WhatCannotBeReadSaysWhy() {
        assertTrue(
                reader(StructureType.Structure, "Deep").toString().contains("'Deep' of the structure ns=2;i=5 is a"));
        assertTrue(reader(StructureType.Structure, "Absent").toString().contains("it has Always, First, Second, Deep"));
        assertTrue(reader(StructureType.UnionWithSubtypedValues, "First")
                .toString()
                .contains("UnionWithSubtypedValues"));
        FieldReader reader = (FieldReader) reader(StructureType.Structure, "Second");
        assertTrue(reader.of(ExtensionObject.of(ByteString.of(new byte[14]), new NodeId(2, 8)))
                .toString()
                .contains("of the encoding ns=2;i=8, while the variable's data type has ns=2;i=7"));
        assertTrue(reader.of(ExtensionObject.of(ByteString.of(new byte[3]), ENCODING))
                .toString()
                .contains("does not fit the definition"));
        assertTrue(reader.of(ExtensionObject.of(XmlElement.of("<a/>"), ENCODING))
                .toString()
                .contains("not the binary one"));
    }

    /** A damaged length must not become an array of gigabytes. */
    @Test
    void anArrayThatIsLongerThanItsBodyIsRefused() {
        FieldReader reader = (FieldReader) FieldReader.of(
                "T",
                DefaultEncodingContext.INSTANCE,
                null,
                StructureType.Structure,
                List.of(new Field("A", 11, 1, false)),
                "A");
        ByteBuffer huge = body(4).putInt(Integer.MAX_VALUE);
        assertTrue(reader.of(ExtensionObject.of(ByteString.of(huge.array()), ENCODING))
                .toString()
                .contains("an array of 2147483647 elements in 0 bytes"));
    }
}
