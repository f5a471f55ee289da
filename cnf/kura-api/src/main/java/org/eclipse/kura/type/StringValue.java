package org.eclipse.kura.type;

import org.osgi.annotation.versioning.ProviderType;

/** A value of type STRING. */
@ProviderType
public class StringValue implements TypedValue<String> {
    private final String value;

    /** Creates a value. */
    public StringValue(String value) {
        this.value = value;
    }

    @Override
    public int compareTo(TypedValue<String> otherTypedValue) {
        return value.compareTo(otherTypedValue.getValue());
    }

    @Override
    public DataType getType() {
        return DataType.STRING;
    }

    @Override
    public String getValue() {
        return value;
    }
}
