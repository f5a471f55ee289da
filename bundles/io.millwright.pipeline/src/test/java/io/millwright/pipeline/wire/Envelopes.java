package io.millwright.pipeline.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.type.TypedValue;
import org.eclipse.kura.type.TypedValues;
import org.eclipse.kura.wire.WireEnvelope;
import org.eclipse.kura.wire.WireRecord;

/** Records written as a line: {@code a=1.5 a_timestamp=1000L ok=true text='x' n=7}. */
public final class Envelopes {
    private Envelopes() {}

    /** Returns a record of an asset; no asset where the name is empty. */
    public static WireRecord of(String asset, String line) {
        Map<String, TypedValue<?>> properties = new LinkedHashMap<>();
        if (!asset.isEmpty()) {
            properties.put("assetName", TypedValues.newStringValue(asset));
        }
        for (String one : line.isBlank() ? new String[0] : line.strip().split("\\s+")) {
            int at = one.indexOf('=');
            properties.put(one.substring(0, at), value(one.substring(at + 1)));
        }
        return new WireRecord(properties);
    }

    private static TypedValue<?> value(String text) {
        if (text.startsWith("'")) {
            return TypedValues.newStringValue(text.substring(1, text.length() - 1));
        } else if (text.equals("true") || text.equals("false")) {
            return TypedValues.newBooleanValue(Boolean.parseBoolean(text));
        } else if (text.endsWith("L")) {
            return TypedValues.newLongValue(Long.parseLong(text.substring(0, text.length() - 1)));
        }
        return text.contains(".")
                ? TypedValues.newDoubleValue(Double.parseDouble(text))
                : TypedValues.newIntegerValue(Integer.parseInt(text));
    }

    /** Returns an envelope with one record per line. */
    public static WireEnvelope from(String emitter, String asset, String... lines) {
        return new WireEnvelope(
                emitter,
                java.util.Arrays.stream(lines).map(line -> of(asset, line)).toList());
    }

    /** Returns an envelope with one property. */
    public static WireEnvelope bytes(String asset, String property, byte[] bytes) {
        return new WireEnvelope(
                asset,
                List.of(new WireRecord(Map.of(
                        "assetName",
                        TypedValues.newStringValue(asset),
                        property,
                        TypedValues.newByteArrayValue(bytes)))));
    }
}
