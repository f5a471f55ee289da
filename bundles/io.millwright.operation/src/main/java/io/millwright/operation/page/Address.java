package io.millwright.operation.page;

import io.millwright.operation.resource.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An address as it was sent, taken apart before it is decoded, so that a slash in a name stays part of the name. */
record Address(List<String> path, Map<String, String> parameters) {
    private static final int LONGEST = 2_048;
    private static final int MOST_PARTS = 16;

    /** Reads {@code a/b?c=d}. */
    static Address of(String text) throws Refusal {
        int at = text.indexOf('?');
        return at < 0 ? of(text, "") : of(text.substring(0, at), text.substring(at + 1));
    }

    static Address of(String path, String query) throws Refusal {
        if (path.length() + query.length() > LONGEST) {
            throw wrong("the address has more than " + LONGEST + " characters");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : parts(query, '&')) {
            int at = pair.indexOf('=');
            String name = decoded(at < 0 ? pair : pair.substring(0, at), true);
            if (parameters.put(name, at < 0 ? "" : decoded(pair.substring(at + 1), true)) != null) {
                throw Refusal.field(name, name + " is given more than once", "give it once");
            }
        }
        List<String> decoded = new ArrayList<>();
        for (String part : parts(path, '/')) {
            decoded.add(decoded(part, false));
        }
        return new Address(decoded, parameters);
    }

    private static List<String> parts(String text, char separator) throws Refusal {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
            add(parts, text.substring(from, at));
            from = at + 1;
        }
        add(parts, text.substring(from));
        if (parts.size() > MOST_PARTS) {
            throw wrong("the address has " + parts.size() + " parts");
        }
        return parts;
    }

    private static void add(List<String> parts, String part) {
        if (!part.isEmpty()) {
            parts.add(part);
        }
    }

    private static String decoded(String text, boolean plusIsBlank) throws Refusal {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '%') {
                bytes.put((byte) (digit(text, i + 1) << 4 | digit(text, i + 2)));
                i += 2;
            } else if (character == '+' && plusIsBlank) {
                bytes.put((byte) ' ');
            } else if (character < 0x20 || character > 0x7e) {
                throw wrong("'" + text + "' has a character that no address has");
            } else {
                bytes.put((byte) character);
            }
        }
        try {
            // A decoder of its own: what is no UTF-8 is refused, not replaced.
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw wrong("'" + text + "' is not UTF-8");
        }
    }

    private static int digit(String text, int at) throws Refusal {
        int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
        if (digit < 0) {
            throw wrong("'" + text + "' has a percent sign that encodes nothing");
        }
        return digit;
    }

    private static Refusal wrong(String what) {
        return Refusal.of(Refusal.Kind.BAD_REQUEST, what, "correct the address");
    }
}
