package io.millwright.opcua.asset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.asset.AssetConfiguration;
import org.eclipse.kura.channel.Channel;
import org.eclipse.kura.channel.ChannelType;

/**
 * The channels of an asset that are enabled and may be read, by name. Immutable.
 *
 * @param driver the {@code kura.service.pid} of the asset's driver, "" if unknown
 * @param rows in the order of their names
 * @param rowOfName where each stands
 */
record ChannelTable(String driver, List<ChannelRow> rows, Map<String, Integer> rowOfName) {
    static final ChannelTable EMPTY = new ChannelTable("", List.of(), Map.of());

    /** Reads what an asset says of itself, which may be nothing while it starts. */
    static ChannelTable of(AssetConfiguration configuration, int samplingMillis) {
        Map<String, Channel> channels = configuration == null ? null : configuration.getAssetChannels();
        if (channels == null) {
            return EMPTY;
        }
        List<ChannelRow> rows = new ArrayList<>();
        for (Channel channel : channels.values()) {
            if (channel.isEnabled() && channel.getType() != ChannelType.WRITE) {
                rows.add(ChannelRow.of(channel, samplingMillis));
            }
        }
        rows.sort(Comparator.comparing(ChannelRow::name));
        Map<String, Integer> rowOfName = new HashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            rowOfName.put(rows.get(row).name(), row);
        }
        String driver = configuration.getDriverPid();
        return new ChannelTable(driver == null ? "" : driver, List.copyOf(rows), Map.copyOf(rowOfName));
    }

    /** Returns the row of a channel, -1 if it is none; {@code guess} is looked at first. */
    int row(String name, int guess) {
        if (guess >= 0 && guess < rows.size() && rows.get(guess).name().equals(name)) {
            return guess;
        }
        Integer row = name == null ? null : rowOfName.get(name);
        return row == null ? -1 : row;
    }
}
