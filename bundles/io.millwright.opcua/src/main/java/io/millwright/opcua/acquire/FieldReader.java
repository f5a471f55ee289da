package io.millwright.opcua.acquire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.reflect.Array;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.encoding.EncodingContext;
import org.eclipse.milo.opcua.stack.core.encoding.binary.OpcUaBinaryDecoder;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.enumerated.StructureType;

/**
 * Reads one field of a structure by the definition that the server publishes of its type: binary encoding of structures, also
 * with optional fields, and of unions (OPC UA Part 6, 5.2.6 to 5.2.8). Only the fields before it are gone through. Immutable.
 */
final class FieldReader {
    /** A field is a structure of its own: of no built-in type. */
    static final int NESTED = 0;

    private static final int VARIANT = 24;

    /**
     * One field of the definition.
     *
     * @param builtIn number of the built-in type in which it is encoded (Part 6, 5.1.2), or {@link #NESTED}
     * @param rank below 1 a scalar, 1 an array, above a matrix
     */
    record Field(String name, int builtIn, int rank, boolean optional) {}

    private final EncodingContext context;
    private final NodeId encodingId;
    private final StructureType kind;
    private final List<Field> fields;
    private final int wanted;

    private FieldReader(
            EncodingContext context, NodeId encodingId, StructureType kind, List<Field> fields, int wanted) {
        this.context = context;
        this.encodingId = encodingId;
        this.kind = kind;
        this.fields = fields;
        this.wanted = wanted;
    }

    /**
     * Returns a reader, or an {@link UnsupportedType} that says why there is none.
     *
     * @param type name of the structure's type, for people
     * @param encodingId of the default binary encoding; null if the server does not tell
     * @param name of the wanted field
     */
    static Object of(
            String type,
            EncodingContext context,
            NodeId encodingId,
            StructureType kind,
            List<Field> fields,
            String name) {
        int wanted = fields.stream().map(Field::name).toList().indexOf(name);
        if (wanted < 0) {
            return new UnsupportedType("unsupported: the structure " + type + " has no field '" + name + "'; it has "
                    + fields.stream().map(Field::name).limit(50).collect(Collectors.joining(", ")));
        }
        if (kind != StructureType.Structure
                && kind != StructureType.StructureWithOptionalFields
                && kind != StructureType.Union) {
            return new UnsupportedType("unsupported: the structure " + type + " is a " + kind
                    + "; let the PLC put the value into a variable of its own");
        }
        int first = kind == StructureType.Union ? wanted : 0;
        for (int i = first; i <= wanted; i++) {
            if (fields.get(i).builtIn() == NESTED) {
                return new UnsupportedType(
                        "unsupported: field '" + fields.get(i).name() + "' of the structure " + type
                                + " is a structure itself" + (i < wanted ? ", and comes before '" + name + "'" : "")
                                + "; let the PLC put the value into a variable of its own");
            }
        }
        return new FieldReader(context, encodingId, kind, List.copyOf(fields), wanted);
    }

    /** Returns the field's value, null where it is absent, an {@link UnsupportedType} where the value is another structure. */
    Object of(ExtensionObject structure) {
        if (structure.isNull()) {
            return null;
        }
        NodeId given = structure.getEncodingOrTypeId();
        if (!(structure.getBody() instanceof ByteString body)) {
            return new UnsupportedType("unsupported: a structure in the encoding " + given.toParseableString()
                    + ", which is not the binary one; choose binary in the server");
        }
        if (encodingId != null && encodingId.isNotNull() && !encodingId.equals(given)) {
            return new UnsupportedType("unsupported: a structure of the encoding " + given.toParseableString()
                    + ", while the variable's data type has " + encodingId.toParseableString()
                    + "; let the variable have the data type of its values");
        }
        ByteBuf buffer = Unpooled.wrappedBuffer(body.bytesOrEmpty());
        try {
            Object value = read(new OpcUaBinaryDecoder(context).setBuffer(buffer), buffer);
            return value instanceof Variant variant ? variant.value() : value;
        } catch (RuntimeException e) {
            // Milo's decoder throws what its buffers throw.
            return new UnsupportedType(
                    "unsupported: the structure does not fit the definition that the server publishes of"
                            + " its type (" + e.getMessage() + ")");
        }
    }

    private Object read(OpcUaBinaryDecoder decoder, ByteBuf buffer) {
        if (kind == StructureType.Union) {
            return decoder.decodeUInt32().longValue() == wanted + 1 ? value(decoder, buffer, fields.get(wanted)) : null;
        }
        boolean optionals = kind == StructureType.StructureWithOptionalFields;
        long present = optionals ? decoder.decodeUInt32().longValue() : 0;
        int optional = 0;
        for (int i = 0; i <= wanted; i++) {
            Field field = fields.get(i);
            boolean absent = optionals && field.optional() && (present >>> optional++ & 1) == 0;
            if (absent && i == wanted) {
                return null;
            }
            Object value = absent ? null : value(decoder, buffer, field);
            if (i == wanted) {
                return value;
            }
        }
        return null;
    }

    private static Object value(OpcUaBinaryDecoder decoder, ByteBuf buffer, Field field) {
        if (field.rank() > 1) {
            return decoder.decodeMatrix(field.name(), OpcUaDataType.fromTypeId(field.builtIn()));
        }
        return field.rank() == 1 ? array(decoder, buffer, field) : scalar(decoder, field.builtIn());
    }

    private static Object array(OpcUaBinaryDecoder decoder, ByteBuf buffer, Field field) {
        int length = decoder.decodeInt32();
        if (length < 0) {
            return null;
        }
        if (length > buffer.readableBytes()) {
            throw new IndexOutOfBoundsException(
                    "an array of " + length + " elements in " + buffer.readableBytes() + " bytes");
        }
        Object array = Array.newInstance(OpcUaDataType.getBackingClass(field.builtIn()), length);
        for (int i = 0; i < length; i++) {
            Array.set(array, i, scalar(decoder, field.builtIn()));
        }
        return array;
    }

    private static Object scalar(OpcUaBinaryDecoder decoder, int builtIn) {
        return switch (builtIn) {
            case 1 -> decoder.decodeBoolean();
            case 2 -> decoder.decodeSByte();
            case 3 -> decoder.decodeByte();
            case 4 -> decoder.decodeInt16();
            case 5 -> decoder.decodeUInt16();
            case 6 -> decoder.decodeInt32();
            case 7 -> decoder.decodeUInt32();
            case 8 -> decoder.decodeInt64();
            case 9 -> decoder.decodeUInt64();
            case 10 -> decoder.decodeFloat();
            case 11 -> decoder.decodeDouble();
            case 12 -> decoder.decodeString();
            case 13 -> decoder.decodeDateTime();
            case 14 -> decoder.decodeGuid();
            case 15 -> decoder.decodeByteString();
            case 16 -> decoder.decodeXmlElement();
            case 17 -> decoder.decodeNodeId();
            case 18 -> decoder.decodeExpandedNodeId();
            case 19 -> decoder.decodeStatusCode();
            case 20 -> decoder.decodeQualifiedName();
            case 21 -> decoder.decodeLocalizedText();
            case 22 -> decoder.decodeExtensionObject();
            case 23 -> decoder.decodeDataValue();
            case VARIANT -> decoder.decodeVariant();
            default -> decoder.decodeDiagnosticInfo();
        };
    }
}
