package io.millwright.asset;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A list of asset names as a person writes it: separated by commas or new lines; a line that starts with # is a comment;
 * {@code Mill[1..1000]} is a range, {@code Line1-Cell[01..30]} one that keeps its leading zeros. Immutable.
 *
 * @param names the names in order, each once; at most {@link #MOST}
 * @param problems what is wrong: attribute, value, remedy; the names are what is right all the same
 */
public record AssetNames(List<String> names, List<String> problems) {
    /** The most names of one list. */
    public static final int MOST = 10_000;

    private static final int MOST_PROBLEMS = 20;
    private static final int LONGEST_NAME = 200;
    private static final Pattern RANGE =
            Pattern.compile("([^\\[\\]{}]*)\\[\\s*(\\d+)\\s*\\.\\.\\s*(\\d+)\\s*\\]([^\\[\\]{}]*)");
    private static final Pattern BRACKET = Pattern.compile("[\\[\\]{}]");

    /** Takes copies. */
    public AssetNames {
        names = List.copyOf(names);
        problems = List.copyOf(problems);
    }

    /**
     * Reads a list; never throws for bad text. Blank text is an empty list without a problem: whether one is needed, the
     * reader knows.
     *
     * @param attribute what the problems call the field, for example its label
     * @param text the list, null as ""
     */
    public static AssetNames of(String attribute, String text) {
        Reader reader = new Reader(attribute);
        if (text != null && !text.isBlank()) {
            text.lines().forEach(reader::line);
        }
        return reader.result();
    }

    private static final class Reader {
        private final String attribute;
        private final Set<String> names = new LinkedHashSet<>();
        private final List<String> problems = new ArrayList<>();
        private int moreProblems;
        private boolean tooMany;

        Reader(String attribute) {
            this.attribute = attribute;
        }

        void line(String line) {
            String content = line.strip();
            if (content.isEmpty() || content.startsWith("#")) {
                return;
            }
            // A comma at the end of a line only leads to the next one.
            String list = content.endsWith(",") ? content.substring(0, content.length() - 1) : content;
            for (String entry : list.split(",", -1)) {
                entry(entry.strip(), content);
            }
        }

        private void entry(String entry, String line) {
            Matcher range = RANGE.matcher(entry);
            if (entry.isEmpty()) {
                problem("'" + line + "' has an empty name; remove the comma that is too many");
            } else if (range.matches()) {
                range(entry, range);
            } else if (BRACKET.matcher(entry).find()) {
                problem("'" + entry
                        + "' is neither a name nor a range; write a range like Mill[1..1000], and names without"
                        + " brackets and braces");
            } else {
                name(entry, entry);
            }
        }

        private void range(String entry, Matcher range) {
            String first = range.group(2);
            String last = range.group(3);
            BigInteger from = new BigInteger(first);
            BigInteger to = new BigInteger(last);
            if (from.compareTo(to) > 0) {
                problem("'" + entry + "' counts backwards; write the smaller number first");
                return;
            }
            boolean zeros = first.length() > 1 && first.startsWith("0");
            if (zeros && first.length() != last.length()) {
                problem("'" + entry
                        + "' mixes numbers with and without leading zeros; write both with equally many digits");
                return;
            }
            if (to.subtract(from).compareTo(BigInteger.valueOf(MOST)) >= 0) {
                tooMany();
                return;
            }
            int count = to.subtract(from).intValue() + 1;
            for (int i = 0; i < count && !tooMany; i++) {
                String number = from.add(BigInteger.valueOf(i)).toString();
                String padded = zeros ? "0".repeat(first.length() - number.length()) + number : number;
                name((range.group(1) + padded + range.group(4)).strip(), entry);
            }
        }

        private void name(String name, String entry) {
            if (tooMany) {
                return;
            }
            if (name.length() > LONGEST_NAME) {
                problem("'" + name.substring(0, 40) + "...' is longer than " + LONGEST_NAME
                        + " characters; shorten it");
            } else if (names.contains(name)) {
                problem("'" + name + "' occurs twice" + (name.equals(entry) ? "" : " (in '" + entry + "')")
                        + "; remove or rename one");
            } else if (names.size() == MOST) {
                tooMany();
            } else {
                names.add(name);
            }
        }

        private void tooMany() {
            if (!tooMany) {
                tooMany = true;
                problems.add(0, attribute + " names more than " + MOST + " assets; split the list");
            }
        }

        private void problem(String what) {
            if (problems.size() < MOST_PROBLEMS) {
                problems.add(attribute + ": " + what);
            } else {
                moreProblems++;
            }
        }

        AssetNames result() {
            if (moreProblems > 0) {
                problems.add(attribute + ": and " + moreProblems + " more problems");
            }
            return new AssetNames(List.copyOf(names), problems);
        }
    }
}
