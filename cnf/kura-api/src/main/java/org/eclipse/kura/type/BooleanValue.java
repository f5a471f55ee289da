package org.eclipse.kura.type;

import org.osgi.annotation.versioning.ProviderType;

/** A value of type BOOLEAN. */
@ProviderType
public class BooleanValue implements TypedValue<Boolean> {
    private final boolean value;

    /** Creates a value. */
    public BooleanValue(boolean value) {
        this.value = value;
    }

    @Override
    public int compareTo(TypedValue<Boolean> otherTypedValue) {
        return Boolean.compare(value, otherTypedValue.getValue());
    }

    @Override
    public DataType getType() {
        return DataType.BOOLEAN;
    }

    @Override
    public Boolean getValue() {
        return value;
    }
}
