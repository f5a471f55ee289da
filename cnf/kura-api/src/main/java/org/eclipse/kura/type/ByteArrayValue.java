package org.eclipse.kura.type;

import org.osgi.annotation.versioning.ProviderType;

/** A value of type BYTE_ARRAY. */
@ProviderType
public class ByteArrayValue implements TypedValue<byte[]> {
    private final byte[] value;

    /** Creates a value. */
    public ByteArrayValue(byte[] value) {
        this.value = value;
    }

    @Override
    public int compareTo(TypedValue<byte[]> otherTypedValue) {
        return Integer.compare(value.length, otherTypedValue.getValue().length);
    }

    @Override
    public DataType getType() {
        return DataType.BYTE_ARRAY;
    }

    @Override
    public byte[] getValue() {
        return value;
    }
}
