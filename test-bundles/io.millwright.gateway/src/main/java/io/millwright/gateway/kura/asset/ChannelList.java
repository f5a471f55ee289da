package io.millwright.gateway.kura.asset;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.kura.asset.AssetConfiguration;
import org.eclipse.kura.channel.Channel;
import org.eclipse.kura.channel.ChannelType;
import org.eclipse.kura.type.DataType;

/** Reads an asset's flat properties, {@code <channel>#<key>}. Every value of a channel's map stays the String that was stored. */
final class ChannelList {
    private ChannelList() {}

    static AssetConfiguration of(Map<String, Object> properties) {
        Map<String, Map<String, Object>> maps = new TreeMap<>();
        properties.forEach((key, value) -> {
            int at = key.indexOf('#');
            if (at > 0) {
                maps.computeIfAbsent(key.substring(0, at), name -> new HashMap<>())
                        .put(key.substring(at + 1), String.valueOf(value));
            }
        });
        Map<String, Channel> channels = new LinkedHashMap<>();
        maps.forEach((name, map) -> {
            map.put("+name", name);
            channels.put(name, channel(name, map));
        });
        return new AssetConfiguration(text(properties, "asset.desc", ""), text(properties, "driver.pid", ""), channels);
    }

    private static Channel channel(String name, Map<String, Object> map) {
        Channel channel = new Channel(
                name,
                ChannelType.getChannelType(text(map, "+type", "READ")),
                DataType.getDataType(text(map, "+value.type", "DOUBLE")),
                map);
        channel.setEnabled(Boolean.parseBoolean(text(map, "+enabled", "true")));
        channel.setScale(Double.parseDouble(text(map, "+scale", "1")));
        channel.setOffset(Double.parseDouble(text(map, "+offset", "0")));
        channel.setUnit(text(map, "+unit", ""));
        return channel;
    }

    static String text(Map<String, Object> map, String key, String absent) {
        Object value = map.get(key);
        return value == null || value.toString().isEmpty() ? absent : value.toString();
    }
}
