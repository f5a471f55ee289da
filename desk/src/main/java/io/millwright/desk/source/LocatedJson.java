package io.millwright.desk.source;

import com.eclipsesource.json.JsonHandler;
import com.eclipsesource.json.JsonParser;
import com.eclipsesource.json.ParseException;
import io.millwright.desk.table.Findings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON value that knows its line. Numbers and booleans are kept as they are written.
 *
 * @param line line on which it begins, from 1
 * @param value text, list, map by name, or null
 */
record LocatedJson(int line, Object value) {
    /** A file of a hundred thousand tags has about a million. */
    static final int MOST_VALUES = 1_500_000;

    /** Returns the value in a text, or null where it is none, which is told then. */
    static LocatedJson parse(String text, Findings findings) {
        Builder builder = new Builder(findings);
        try {
            new JsonParser(builder).parse(text);
            return builder.last;
        } catch (ParseException e) {
            String said = e.getMessage();
            int place = said.lastIndexOf(" at ");
            findings.error(
                    e.getLocation().line,
                    "",
                    "",
                    "character " + e.getLocation().column + ": this is no JSON ("
                            + (place < 0 ? said : said.substring(0, place)) + ")",
                    "correct it, or export the file again");
        } catch (TooMany e) {
            findings.error(
                    e.line, "", "", "the file has more than " + MOST_VALUES + " values", "split it into several files");
        }
        return null;
    }

    /** Returns its members, none if it is no object. */
    @SuppressWarnings("unchecked")
    Map<String, LocatedJson> members() {
        return value instanceof Map ? (Map<String, LocatedJson>) value : Map.of();
    }

    /** Returns its elements, none if it is no array. */
    @SuppressWarnings("unchecked")
    List<LocatedJson> elements() {
        return value instanceof List ? (List<LocatedJson>) value : List.of();
    }

    boolean isObject() {
        return value instanceof Map;
    }

    boolean isArray() {
        return value instanceof List;
    }

    /** Returns the text of a string, number or boolean, "" for anything else. */
    String text() {
        return value instanceof String text ? text.strip() : "";
    }

    /** Returns a member, whose name counts in any case, or null. */
    LocatedJson member(String name) {
        LocatedJson exact = members().get(name);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, LocatedJson> member : members().entrySet()) {
            if (member.getKey().equalsIgnoreCase(name)) {
                return member.getValue();
            }
        }
        return null;
    }

    /** Returns the text of a member, "" where there is none. */
    String text(String name) {
        LocatedJson member = member(name);
        return member == null ? "" : member.text();
    }

    private static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int line;

        TooMany(int line) {
            super(null, null, false, false);
            this.line = line;
        }
    }

    private static final class Builder extends JsonHandler<List<LocatedJson>, Map<String, LocatedJson>> {
        private final Findings findings;
        private final Deque<Integer> opened = new ArrayDeque<>();
        private LocatedJson last;
        private int values;

        Builder(Findings findings) {
            this.findings = findings;
        }

        private int line() {
            return getLocation().line;
        }

        private void ended(int line, Object value) {
            if (++values > MOST_VALUES) {
                throw new TooMany(line);
            }
            last = new LocatedJson(line, value);
        }

        @Override
        public void endNull() {
            ended(line(), null);
        }

        @Override
        public void endBoolean(boolean value) {
            ended(line(), Boolean.toString(value));
        }

        @Override
        public void endString(String string) {
            ended(line(), string);
        }

        @Override
        public void endNumber(String string) {
            ended(line(), string);
        }

        @Override
        public List<LocatedJson> startArray() {
            opened.push(line());
            return new ArrayList<>();
        }

        @Override
        public void endArray(List<LocatedJson> array) {
            ended(opened.pop(), array);
        }

        @Override
        public void endArrayValue(List<LocatedJson> array) {
            array.add(last);
        }

        @Override
        public Map<String, LocatedJson> startObject() {
            opened.push(line());
            return new LinkedHashMap<>();
        }

        @Override
        public void endObject(Map<String, LocatedJson> object) {
            ended(opened.pop(), object);
        }

        @Override
        public void endObjectValue(Map<String, LocatedJson> object, String name) {
            if (object.put(name, last) != null) {
                findings.error(line(), name, "", "'" + name + "' occurs twice in one object", "remove one of them");
            }
        }
    }
}
