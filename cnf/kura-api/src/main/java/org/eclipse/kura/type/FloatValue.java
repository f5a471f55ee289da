package org.eclipse.kura.type;

import org.osgi.annotation.versioning.ProviderType;

/** A value of type FLOAT. */
@ProviderType
public class FloatValue implements TypedValue<Float> {
    private final float value;

    /** Creates a value. */
    public FloatValue(float value) {
        this.value = value;
    }

    @Override
    public int compareTo(TypedValue<Float> otherTypedValue) {
        return Float.compare(value, otherTypedValue.getValue());
    }

    @Override
    public DataType getType() {
        return DataType.FLOAT;
    }

    @Override
    public Float getValue() {
        return value;
    }
}
