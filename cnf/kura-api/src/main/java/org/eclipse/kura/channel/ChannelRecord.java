package org.eclipse.kura.channel;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.eclipse.kura.type.DataType;
import org.eclipse.kura.type.TypedValue;
import org.osgi.annotation.versioning.ProviderType;

/** One operation on one channel, and its result. */
@ProviderType
public class ChannelRecord {
    private String name;
    private DataType valueType;
    private Map<String, Object> channelConfiguration;
    private ChannelStatus channelStatus;
    private TypedValue<?> value;
    private long timestamp;
    private String unit;

    private ChannelRecord() {}

    /** Returns a record to be filled by a read. */
    public static ChannelRecord createReadRecord(String channelName, DataType valueType) {
        return createReadRecord(channelName, valueType, "");
    }

    /** Returns a record to be filled by a read. */
    public static ChannelRecord createReadRecord(String channelName, DataType valueType, String unit) {
        ChannelRecord record = new ChannelRecord();
        record.name = channelName;
        record.valueType = valueType;
        record.unit = unit;
        return record;
    }

    /** Returns a record that says how a channel is. */
    public static ChannelRecord createStatusRecord(String channelName, ChannelStatus status) {
        ChannelRecord record = new ChannelRecord();
        record.name = channelName;
        record.channelStatus = status;
        return record;
    }

    /** Returns a record of what is to be written. */
    public static ChannelRecord createWriteRecord(String channelName, TypedValue<?> value) {
        ChannelRecord record = new ChannelRecord();
        record.name = channelName;
        record.valueType = value.getType();
        record.value = value;
        return record;
    }

    /** Returns the channel's configuration for the driver, or null. */
    public Map<String, Object> getChannelConfig() {
        return channelConfiguration;
    }

    /** Returns the channel's name. */
    public String getChannelName() {
        return name;
    }

    /** Returns how it ended, or null. */
    public ChannelStatus getChannelStatus() {
        return channelStatus;
    }

    /** Returns the time in milliseconds since 1970. */
    public long getTimestamp() {
        return timestamp;
    }

    /** Returns the unit. */
    public String getUnit() {
        return unit;
    }

    /** Returns the value, or null. */
    public TypedValue<?> getValue() {
        return value;
    }

    /** Returns the type that the value has or is to have. */
    public DataType getValueType() {
        return valueType;
    }

    /** Takes a copy. */
    public void setChannelConfig(Map<String, Object> channelConfig) {
        this.channelConfiguration = new HashMap<>(channelConfig);
    }

    /** Sets how it ended. */
    public void setChannelStatus(ChannelStatus status) {
        this.channelStatus = status;
    }

    /** Sets the time in milliseconds since 1970. */
    public void setTimestamp(long timestamp) {
        this.timestamp = timestamp;
    }

    /** Sets the unit. */
    public void setUnit(String unit) {
        this.unit = unit;
    }

    /** Sets the value; refuses null, as Kura does. */
    public void setValue(TypedValue<?> value) {
        this.value = Objects.requireNonNull(value, "Value cannot be null");
    }
}
