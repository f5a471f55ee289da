package io.millwright.inference;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One value of a JSON file with the path that leads to it, so that every refusal can name it. */
final class JsonKey {
    private static final int TEXT_CHARACTERS = 1_000;

    private final JsonLines lines;
    private final String path;
    private final JsonValue value;

    private JsonKey(JsonLines lines, String path, JsonValue value) {
        this.lines = lines;
        this.path = path;
        this.value = value;
    }

    /** Parses UTF-8 JSON whose top is an object. */
    static JsonKey parse(String file, byte[] content) throws ModelRefused {
        try {
            // The decoder reports malformed UTF-8 where the String constructor would replace it.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            JsonKey top = new JsonKey(new JsonLines(file, text), "", Json.parse(text));
            top.requireObject();
            return top;
        } catch (CharacterCodingException e) {
            throw new ModelRefused(file, "content", "bytes", "is not UTF-8", "save the file as UTF-8", e);
        } catch (ParseException e) {
            throw new ModelRefused(
                    file, "content", "line " + e.getLocation().line, "is not JSON: " + e.getMessage(), "correct it", e);
        }
    }

    /** Returns the value of a key that must exist. */
    JsonKey get(String key) throws ModelRefused {
        JsonKey child = find(key);
        if (child == null) {
            throw missing(key, "is required", "add it");
        }
        return child;
    }

    /** Returns the value of a key, null where it is missing or null. */
    JsonKey find(String key) throws ModelRefused {
        JsonObject object = requireObject();
        JsonValue child = object.get(key);
        return child == null || child.isNull() ? null : new JsonKey(lines, at(key), child);
    }

    List<JsonKey> list(int greatestSize) throws ModelRefused {
        if (!value.isArray()) {
            throw wrong("must be a list", "write it in [ ]");
        }
        if (value.asArray().size() > greatestSize) {
            throw wrong("has more than " + greatestSize + " elements", "shorten it");
        }
        List<JsonKey> list = new ArrayList<>();
        for (JsonValue element : value.asArray()) {
            list.add(new JsonKey(lines, path + "[" + list.size() + "]", element));
        }
        return list;
    }

    boolean isText() {
        return value.isString();
    }

    String text() throws ModelRefused {
        if (!value.isString() || value.asString().length() > TEXT_CHARACTERS) {
            throw wrong("must be a text of at most " + TEXT_CHARACTERS + " characters", "write it in quotes");
        }
        return value.asString();
    }

    /** Returns a text that matches the pattern. */
    String text(String pattern, String expected) throws ModelRefused {
        String text = text();
        if (!text.matches(pattern)) {
            throw wrong("must be " + expected, "correct it");
        }
        return text;
    }

    double number() throws ModelRefused {
        double number = value.isNumber() ? value.asDouble() : Double.NaN;
        if (!Double.isFinite(number)) {
            throw wrong("must be a finite number", "write a number without quotes");
        }
        return number;
    }

    long integer() throws ModelRefused {
        double number = number();
        if (number != Math.rint(number) || Math.abs(number) > 1L << 53) {
            throw wrong("must be an integer", "write a number without a fraction");
        }
        return (long) number;
    }

    /** Returns an integer from {@code least} to {@code greatest}. */
    long integer(long least, long greatest) throws ModelRefused {
        long number = integer();
        if (number < least || number > greatest) {
            throw wrong("must be from " + least + " to " + greatest, "correct it");
        }
        return number;
    }

    boolean yes() throws ModelRefused {
        if (!value.isBoolean()) {
            throw wrong("must be true or false", "write it without quotes");
        }
        return value.asBoolean();
    }

    /** Returns the constant whose name in lower case is the text. */
    <E extends Enum<E>> E oneOf(List<E> constants) throws ModelRefused {
        String text = text();
        for (E constant : constants) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        throw wrong(
                "is not known",
                "use one of "
                        + constants.stream()
                                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                .toList());
    }

    /** Returns finite numbers. */
    List<Double> numbers(int greatestSize) throws ModelRefused {
        List<Double> numbers = new ArrayList<>();
        for (JsonKey element : list(greatestSize)) {
            numbers.add(element.number());
        }
        return numbers;
    }

    /** Returns texts that differ from each other. */
    List<String> texts(int greatestSize) throws ModelRefused {
        List<String> texts = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonKey element : list(greatestSize)) {
            if (!seen.add(element.text())) {
                throw element.wrong("is listed twice", "list each text once");
            }
            texts.add(element.text());
        }
        return texts;
    }

    /** Returns the exception for this key and value. */
    ModelRefused wrong(String problem, String remedy) {
        return new ModelRefused(lines.place(path), path.isEmpty() ? "content" : path, value, problem, remedy);
    }

    /** Returns the exception for a key that this object lacks. */
    ModelRefused missing(String key, String problem, String remedy) {
        return new ModelRefused(lines.place(path), at(key), "missing", problem, remedy);
    }

    private JsonObject requireObject() throws ModelRefused {
        if (!value.isObject()) {
            throw wrong("must be an object", "write it in { }");
        }
        Set<String> seen = new HashSet<>();
        for (String name : value.asObject().names()) {
            if (!seen.add(name)) {
                throw new ModelRefused(
                        lines.place(at(name)), at(name), "twice", "appears more than once", "keep one of them");
            }
        }
        return value.asObject();
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
