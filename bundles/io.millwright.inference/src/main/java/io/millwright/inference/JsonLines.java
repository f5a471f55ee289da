package io.millwright.inference;

import com.eclipsesource.json.JsonHandler;
import com.eclipsesource.json.JsonParser;
import com.eclipsesource.json.ParseException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Finds the lines of a JSON text's values. The text is read once more for each question, so only a refusal asks. */
final class JsonLines {
    private final String file;
    private final String text;

    JsonLines(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /** The text is UTF-8 and valid JSON, as whoever parsed it knows. */
    static JsonLines of(String file, byte[] content) {
        return new JsonLines(file, new String(content, StandardCharsets.UTF_8));
    }

    /** Returns the file's name with the line of the value at {@code path}, or of what encloses it where there is no such value. */
    String place(String path) {
        Search search = new Search(path);
        try {
            new JsonParser(search).parse(text);
        } catch (ParseException e) {
            // Duplicate keys and the like are found after parsing; what does not parse has a line of its own.
            return file;
        }
        return file + ", line " + search.line;
    }

    private static final class Search extends JsonHandler<int[], Object> {
        private static final String ELSEWHERE = "\n";

        private final String wanted;
        private final Deque<String> paths = new ArrayDeque<>();
        private int matched = -1;
        private int line = 1;

        Search(String wanted) {
            this.wanted = wanted;
            paths.push("");
        }

        @Override
        public int[] startArray() {
            return new int[1];
        }

        @Override
        public void startArrayValue(int[] next) {
            enter("[" + next[0]++ + "]");
        }

        @Override
        public void endArrayValue(int[] next) {
            paths.pop();
        }

        @Override
        public void startObjectValue(Object object, String name) {
            enter(paths.peek().isEmpty() ? name : "." + name);
        }

        @Override
        public void endObjectValue(Object object, String name) {
            paths.pop();
        }

        /** The longest path that leads to the wanted one counts, and of equal ones the first; below others nothing is looked at. */
        private void enter(String step) {
            String path = paths.peek().equals(ELSEWHERE) ? ELSEWHERE : paths.peek() + step;
            boolean leads = wanted.equals(path) || wanted.startsWith(path + ".") || wanted.startsWith(path + "[");
            paths.push(leads ? path : ELSEWHERE);
            if (leads && path.length() > matched) {
                matched = path.length();
                line = getLocation().line;
            }
        }
    }
}
