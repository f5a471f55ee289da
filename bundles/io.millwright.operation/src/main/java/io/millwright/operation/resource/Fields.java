package io.millwright.operation.resource;

import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** The fields of a call that does something. Every fault names its field; what nobody reads is refused. Not thread-safe. */
public final class Fields {
    private final JsonObject body;
    private final Set<String> read = new HashSet<>();

    /** Creates fields of a JSON object. */
    public Fields(JsonObject body) {
        this.body = body;
    }

    /** Returns a text that must be there. */
    public String text(String name, int longest) throws Refusal {
        String given = text(name, longest, "");
        if (given.isEmpty()) {
            throw Refusal.field(name, name + " is missing", "give a text of 1 to " + longest + " characters");
        }
        return given;
    }

    /** Returns a text, or what stands for none given. */
    public String text(String name, int longest, String standard) throws Refusal {
        JsonValue value = value(name);
        if (value == null) {
            return standard;
        }
        if (!value.isString()) {
            throw Refusal.field(name, name + " is " + shown(value), "give a text");
        }
        if (value.asString().length() > longest) {
            throw Refusal.field(
                    name, name + " has " + value.asString().length() + " characters", "give at most " + longest);
        }
        return value.asString();
    }

    /** Returns one of several words; it must be there. */
    public String oneOf(String name, String... words) throws Refusal {
        return Numbers.oneOf(name, text(name, 100), words);
    }

    /** Returns a whole number within limits; it must be there. */
    public long whole(String name, long least, long most) throws Refusal {
        JsonValue value = value(name);
        if (value == null) {
            throw Refusal.field(name, name + " is missing", "give a whole number from " + least + " to " + most);
        }
        // A number's text: a 64-bit number must not pass through a double.
        return Numbers.whole(name, value.isNumber() ? value.toString() : shown(value), least, most);
    }

    /** Returns a whole number within limits, or what stands for none given. */
    public long whole(String name, long least, long most, long standard) throws Refusal {
        return value(name) == null ? standard : whole(name, least, most);
    }

    /** Returns yes or no, or what stands for none given. */
    public boolean flag(String name, boolean standard) throws Refusal {
        JsonValue value = value(name);
        if (value != null && !value.isBoolean()) {
            throw Refusal.field(name, name + " is " + shown(value), "give true or false");
        }
        return value == null ? standard : value.asBoolean();
    }

    /** Returns a member of any type, null where it is not there. */
    public JsonValue value(String name) {
        read.add(name);
        JsonValue value = body.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /** Refuses what nobody has read. */
    public void refuseUnread() throws Refusal {
        for (String name : new TreeSet<>(body.names())) {
            if (!read.contains(name)) {
                throw Refusal.field(name, "there is no field " + name, "leave it out, or correct its name");
            }
        }
    }

    private static String shown(JsonValue value) {
        String text = value.toString();
        return text.length() > 60 ? text.substring(0, 60) + "\u2026" : text;
    }
}
