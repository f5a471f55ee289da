package io.millwright.operation.resource;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The JSON object that a call carries: read alike on every road, bounded in size and depth before anybody walks through it. */
public final class JsonBody {
    /** Nothing that is asked for has more than a few; whoever walks through it calls itself as often. */
    private static final int DEEPEST = 16;

    private static final String REMEDY = "give a JSON object in UTF-8, or no body";
    private static final int LONGEST_SHOWN = 60;

    private JsonBody() {}

    /**
     * Reads a stream, no more of it than may be there.
     *
     * @throws Refusal it is no object, too large or too deep
     * @throws IOException it did not come to its end
     */
    public static JsonObject of(InputStream body, int mostBytes) throws Refusal, IOException {
        byte[] bytes = body.readNBytes(mostBytes + 1);
        if (bytes.length > mostBytes) {
            throw large("more than " + mostBytes, mostBytes);
        }
        return of(bytes, mostBytes);
    }

    /**
     * Returns the object; an empty one where there is nothing, or null.
     *
     * @throws Refusal it is no object, too large or too deep
     */
    public static JsonObject of(byte[] bytes, int mostBytes) throws Refusal {
        if (bytes == null || bytes.length == 0) {
            return new JsonObject();
        }
        if (bytes.length > mostBytes) {
            throw large(Integer.toString(bytes.length), mostBytes);
        }
        try {
            // Strictly: bytes that are no UTF-8 would pass as other characters.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.isBlank() ? new JsonObject() : object(text);
        } catch (CharacterCodingException e) {
            throw Refusal.field("body", "the body is no UTF-8", REMEDY);
        }
    }

    private static JsonObject object(String text) throws Refusal {
        if (depth(text) > DEEPEST) {
            throw Refusal.field("body", "the body is nested more than " + DEEPEST + " times", REMEDY);
        }
        JsonValue value;
        try {
            value = Json.parse(text);
        } catch (ParseException e) {
            throw Refusal.field("body", "the body is no JSON: " + e.getMessage(), REMEDY);
        }
        if (!value.isObject()) {
            throw Refusal.field("body", "the body is " + shortened(value.toString()), REMEDY);
        }
        return value.asObject();
    }

    private static Refusal large(String bytes, int mostBytes) {
        return Refusal.field("body", "the body has " + bytes + " bytes", "give at most " + mostBytes + " bytes");
    }

    /** Returns how deep a text of JSON is nested at most; of what is none, how deep it seems. */
    private static int depth(String text) {
        int depth = 0;
        int deepest = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                deepest = Math.max(deepest, ++depth);
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return deepest;
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "\u2026" : text;
    }
}
