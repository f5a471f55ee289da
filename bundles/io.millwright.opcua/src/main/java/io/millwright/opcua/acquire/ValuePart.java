package io.millwright.opcua.acquire;

import io.millwright.opcua.table.TagRow;
import java.lang.reflect.Array;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.Matrix;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;

/** Takes a tag's value out of a variable's: one element of an array, one field of a structure. Immutable. */
final class ValuePart {
    private final boolean element;
    private final String indexRange;
    private final String field;
    private final FieldReader reader;
    private final UnsupportedType unknown;

    private ValuePart(TagRow row, FieldReader reader, UnsupportedType unknown) {
        this.element = row.indexRange().element();
        this.indexRange = row.indexRange().text();
        this.field = row.field();
        this.reader = reader;
        this.unknown = unknown;
    }

    /** Returns what a row takes; null where that is the value as it comes. */
    static ValuePart of(TagRow row, FieldReader reader, UnsupportedType unknown) {
        return row.indexRange().element() || !row.field().isEmpty() ? new ValuePart(row, reader, unknown) : null;
    }

    /** Returns the part; an {@link UnsupportedType} where there is none, null where the server sent none. */
    Object of(Object value) {
        Object part = element ? element(value) : value;
        if (part instanceof Variant variant) {
            part = variant.value();
        }
        if (field.isEmpty() || part == null || part instanceof UnsupportedType) {
            return part;
        }
        if (!(part instanceof ExtensionObject extension)) {
            return new UnsupportedType(
                    "unsupported: field '" + field + "' of a value of type " + BuiltInTypes.name(part)
                            + ", which is no structure; leave field empty"
                            + (part.getClass().isArray() ? ", or name one structure in indexRange" : ""));
        }
        return reader == null ? unknown : reader.of(extension);
    }

    /** The server was asked for one element and sends an array of one; of texts and ByteStrings it sends a part. */
    private Object element(Object value) {
        Object array = value instanceof Matrix matrix ? matrix.getElements() : value;
        if (array == null || !array.getClass().isArray()) {
            return array;
        }
        int length = Array.getLength(array);
        if (length == 1) {
            return Array.get(array, 0);
        }
        return length == 0
                ? null
                : new UnsupportedType("unsupported: the server sends " + length + " elements for indexRange '"
                        + indexRange + "'; leave indexRange empty, or write a range");
    }
}
