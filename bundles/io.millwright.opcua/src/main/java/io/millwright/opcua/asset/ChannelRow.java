package io.millwright.opcua.asset;

import io.millwright.opcua.fanout.FanOutRow;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.kura.channel.Channel;
import org.eclipse.kura.type.DataType;

/**
 * One readable channel of an asset as a tag.
 *
 * @param name of the channel
 * @param unit of the channel, "" for none
 * @param samplingMillis time between two reads
 * @param type of its values
 * @param settings all of its configuration: with another one its values are others
 */
record ChannelRow(String name, String unit, int samplingMillis, DataType type, Map<String, Object> settings)
        implements FanOutRow {

    static ChannelRow of(Channel channel, int samplingMillis) {
        String unit = channel.getUnit();
        Map<String, Object> settings = channel.getConfiguration();
        return new ChannelRow(
                channel.getName(),
                unit == null ? "" : unit,
                samplingMillis,
                channel.getValueType(),
                settings == null ? Map.of() : new HashMap<>(settings));
    }

    @Override
    public boolean sameValues(FanOutRow other) {
        return other instanceof ChannelRow row
                && name.equals(row.name)
                && unit.equals(row.unit)
                && type == row.type
                && settings.equals(row.settings);
    }
}
