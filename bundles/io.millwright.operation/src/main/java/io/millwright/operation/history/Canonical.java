package io.millwright.operation.history;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;

/** JSON in one form alone, members by name, nothing between them, numbers as they were written; and its hash. */
final class Canonical {
    private Canonical() {}

    static String of(JsonValue value) {
        return sorted(value).toString();
    }

    private static JsonValue sorted(JsonValue value) {
        if (value.isObject()) {
            JsonObject object = new JsonObject();
            for (String name : new TreeSet<>(value.asObject().names())) {
                object.add(name, sorted(value.asObject().get(name)));
            }
            return object;
        }
        if (value.isArray()) {
            JsonArray array = new JsonArray();
            value.asArray().forEach(each -> array.add(sorted(each)));
            return array;
        }
        return value;
    }

    /** Returns SHA-256 of a text in UTF-8, 64 lower-case hexadecimal digits. */
    static String sha256(String text) {
        return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
