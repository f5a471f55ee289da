package io.millwright.desk.gateway;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Parts of what gateways answer. What is missing or of another type stands as "" or an empty list: gateways differ in their versions. */
final class Documents {
    private static final int PAGE = 1_000;
    private static final int MOST_PAGES = 200;
    private static final int DIGITS = 5;
    /** Powers of ten up to which a number is written without one. */
    private static final int PLAIN = 9;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private Documents() {}

    /** Returns all items of a resource that comes in pages. */
    static List<JsonObject> all(Road road, String path, Map<String, String> parameters) throws GatewayTrouble {
        List<JsonObject> found = new ArrayList<>();
        int from = 0;
        for (int page = 0; page < MOST_PAGES; page++) {
            Map<String, String> asked = new HashMap<>(parameters);
            asked.put("from", Integer.toString(from));
            asked.put("size", Integer.toString(PAGE));
            JsonObject document = road.get(path, asked);
            found.addAll(items(document, "items"));
            int next = document.getInt("next", -1);
            if (next <= from) {
                return found;
            }
            from = next;
        }
        return found;
    }

    static List<JsonObject> items(JsonObject document, String name) {
        JsonValue value = document.get(name);
        List<JsonObject> items = new ArrayList<>();
        if (value != null && value.isArray()) {
            value.asArray().forEach(item -> {
                if (item.isObject()) {
                    items.add(item.asObject());
                }
            });
        }
        return items;
    }

    static JsonArray array(List<JsonObject> items) {
        JsonArray array = new JsonArray();
        items.forEach(array::add);
        return array;
    }

    static JsonObject object(JsonObject document, String name) {
        JsonValue value = document.get(name);
        return value != null && value.isObject() ? value.asObject() : new JsonObject();
    }

    /** Returns a member for people; numbers as they came. */
    static String text(JsonObject document, String name) {
        JsonValue value = document.get(name);
        if (value == null || value.isNull()) {
            return "";
        }
        return value.isString() ? value.asString() : value.toString();
    }

    /** Returns a number for people, with {@value #DIGITS} digits; what is none as it came. */
    static String number(JsonObject document, String name) {
        JsonValue value = document.get(name);
        if (value == null || !value.isNumber()) {
            return text(document, name);
        }
        BigDecimal rounded = new BigDecimal(value.toString()).round(new MathContext(DIGITS));
        boolean plain = rounded.signum() == 0 || Math.abs(rounded.precision() - rounded.scale()) <= PLAIN;
        String text = plain ? rounded.toPlainString() : rounded.toString();
        return text.contains(".") && plain ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    static long whole(JsonObject document, String name, long standard) {
        JsonValue value = document.get(name);
        try {
            return value != null && value.isNumber() ? value.asLong() : standard;
        } catch (NumberFormatException e) {
            return standard;
        }
    }

    /** Returns a time in microseconds since 1970 as people write it here, "" for none. */
    static String time(JsonObject document, String name) {
        long micros = whole(document, name, 0);
        return micros == 0 ? "" : TIME.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }

    /** Returns green, yellow or red, as the page shows it. */
    static String light(JsonObject state) {
        return switch (text(state, "severity")) {
            case "INFO" -> "green";
            case "WARNING" -> "yellow";
            case "" -> "";
            default -> "red";
        };
    }

    /** Returns a state with its remedy. */
    static String said(JsonObject state) {
        String remedy = text(state, "remedy");
        String text = text(state, "text");
        return remedy.isEmpty() || light(state).equals("green")
                ? text
                : text.replaceFirst("\\.$", "") + ". Remedy: " + remedy;
    }
}
