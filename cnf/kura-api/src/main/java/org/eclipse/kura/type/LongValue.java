package org.eclipse.kura.type;

import org.osgi.annotation.versioning.ProviderType;

/** A value of type LONG. */
@ProviderType
public class LongValue implements TypedValue<Long> {
    private final long value;

    /** Creates a value. */
    public LongValue(long value) {
        this.value = value;
    }

    @Override
    public int compareTo(TypedValue<Long> otherTypedValue) {
        return Long.compare(value, otherTypedValue.getValue());
    }

    @Override
    public DataType getType() {
        return DataType.LONG;
    }

    @Override
    public Long getValue() {
        return value;
    }
}
