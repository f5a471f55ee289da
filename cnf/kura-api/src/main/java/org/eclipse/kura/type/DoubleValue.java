package org.eclipse.kura.type;

import org.osgi.annotation.versioning.ProviderType;

/** A value of type DOUBLE. */
@ProviderType
public class DoubleValue implements TypedValue<Double> {
    private final double value;

    /** Creates a value. */
    public DoubleValue(double value) {
        this.value = value;
    }

    @Override
    public int compareTo(TypedValue<Double> otherTypedValue) {
        return Double.compare(value, otherTypedValue.getValue());
    }

    @Override
    public DataType getType() {
        return DataType.DOUBLE;
    }

    @Override
    public Double getValue() {
        return value;
    }
}
