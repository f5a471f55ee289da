package org.eclipse.kura.type;

import org.osgi.annotation.versioning.ProviderType;

/** A value of type INTEGER. */
@ProviderType
public class IntegerValue implements TypedValue<Integer> {
    private final int value;

    /** Creates a value. */
    public IntegerValue(int value) {
        this.value = value;
    }

    @Override
    public int compareTo(TypedValue<Integer> otherTypedValue) {
        return Integer.compare(value, otherTypedValue.getValue());
    }

    @Override
    public DataType getType() {
        return DataType.INTEGER;
    }

    @Override
    public Integer getValue() {
        return value;
    }
}
