package org.eclipse.kura.channel;

import java.util.Map;
import org.eclipse.kura.type.DataType;
import org.eclipse.kura.type.TypedValue;
import org.osgi.annotation.versioning.ProviderType;

/** One value of an asset. Scale, offset and unit as in Kura 5.3 to 5.5. */
@ProviderType
public class Channel {
    private final Map<String, Object> configuration;
    private String name;
    private ChannelType type;
    private DataType valueType;
    private double valueScale = 1.0;
    private double valueOffset;
    private String unit = "";
    private boolean enabled = true;

    /** Creates a channel. */
    public Channel(String name, ChannelType type, DataType valueType, Map<String, Object> config) {
        this.name = name;
        this.type = type;
        this.valueType = valueType;
        this.configuration = config;
    }

    /** Returns a record to be filled by a read. */
    public ChannelRecord createReadRecord() {
        ChannelRecord record = ChannelRecord.createReadRecord(name, valueType, unit);
        record.setChannelConfig(configuration);
        return record;
    }

    /** Returns a record of what is to be written. */
    public ChannelRecord createWriteRecord(TypedValue<?> value) {
        if (value.getType() != valueType) {
            throw new IllegalArgumentException("The value type of the argument must match the channel value type");
        }
        ChannelRecord record = ChannelRecord.createWriteRecord(name, value);
        record.setChannelConfig(configuration);
        return record;
    }

    /** Returns what the driver gets. */
    public Map<String, Object> getConfiguration() {
        return configuration;
    }

    /** Returns the name. */
    public String getName() {
        return name;
    }

    /** Returns what may be done with it. */
    public ChannelType getType() {
        return type;
    }

    /** Returns the unit, "" for none. */
    public String getUnit() {
        return unit;
    }

    /** Returns the summand. */
    public double getValueOffset() {
        return valueOffset;
    }

    /** Returns the factor. */
    public double getValueScale() {
        return valueScale;
    }

    /** Returns the type of its values. */
    public DataType getValueType() {
        return valueType;
    }

    /** Returns whether it takes part. */
    public boolean isEnabled() {
        return enabled;
    }

    /** Sets whether it takes part. */
    public void setEnabled(boolean isEnabled) {
        this.enabled = isEnabled;
    }

    /** Sets the name. */
    public void setName(String name) {
        this.name = name;
    }

    /** Sets the summand. */
    public void setOffset(double offset) {
        this.valueOffset = offset;
    }

    /** Sets the factor. */
    public void setScale(double scale) {
        this.valueScale = scale;
    }

    /** Sets what may be done with it. */
    public void setType(ChannelType type) {
        this.type = type;
    }

    /** Sets the unit. */
    public void setUnit(String unit) {
        this.unit = unit;
    }

    /** Sets the type of its values. */
    public void setValueType(DataType valueType) {
        this.valueType = valueType;
    }
}
