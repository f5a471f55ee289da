package io.millwright.pipeline.window;

import io.millwright.form.Signs;
import io.millwright.model.Condition;
import io.millwright.model.Condition.Operator;
import io.millwright.pipeline.grid.InForce;
import io.millwright.pipeline.grid.Statistic;
import io.millwright.status.StatusCodes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition on tags as a person writes it: comparisons joined by {@code and}, for example
 * {@code running = true and speed > 10}. A name that holds blanks stands in quotes. Immutable.
 *
 * @param text as it was written
 * @param terms all of which must hold
 */
public record TagCondition(String text, List<Term> terms) {
    /** How a condition is written, for messages. */
    public static final String GRAMMAR =
            "write comparisons such as running = true, speed > 10, state in 2..4 or mode = 'auto'," + " joined by and";

    private static final int LONGEST = 2000;
    private static final String NAME = "(?:\"([^\"]+)\"|([^\\s\"'=<>!]+))";
    private static final Pattern COMPARISON = Pattern.compile(
            NAME + "\\s*(==|!=|<=|>=|=|<|>|\\bin\\b)\\s*('[^']*'|[^\\s']+)\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern AND = Pattern.compile("and\\s+", Pattern.CASE_INSENSITIVE);
    private static final Pattern RANGE = Pattern.compile("(.+?)\\.\\.(.+)");
    private static final Map<String, Operator> OPERATORS = Map.of(
            "=", Operator.EQUAL,
            "==", Operator.EQUAL,
            "!=", Operator.NOT_EQUAL,
            "<", Operator.LESS,
            "<=", Operator.LESS_OR_EQUAL,
            ">", Operator.GREATER,
            ">=", Operator.GREATER_OR_EQUAL,
            "in", Operator.WITHIN);

    public TagCondition {
        terms = List.copyOf(terms);
    }

    /** What is known of a condition. */
    public enum Truth {
        /** A comparison does not hold. */
        FALSE,
        /** All comparisons hold. */
        TRUE,
        /** A value that would decide it is not known. */
        UNKNOWN
    }

    /**
     * One comparison.
     *
     * @param tag name of the tag
     * @param literal text that is compared with, null for a number
     */
    public record Term(String tag, Operator operator, double value, double upper, String literal)
            implements Condition {}

    /**
     * Reads a condition.
     *
     * @throws MappingException with what is wrong and how it is written; the caller names the attribute
     */
    public static TagCondition parse(String text) throws MappingException {
        String typed = Signs.typed(text);
        try {
            return read(text);
        } catch (MappingException e) {
            // Copied from the head of the form, perhaps, which cannot show all signs.
            if (typed.equals(text)) {
                throw e;
            }
            return read(typed);
        }
    }

    private static TagCondition read(String text) throws MappingException {
        String rest = text.strip();
        if (rest.length() > LONGEST) {
            throw new MappingException(
                    "has " + rest.length() + " characters, and at most " + LONGEST + " are read", "shorten it");
        }
        List<Term> terms = new ArrayList<>();
        Matcher comparison = COMPARISON.matcher(rest);
        int at = 0;
        while (true) {
            comparison.region(at, rest.length());
            if (!comparison.lookingAt()) {
                throw new MappingException("cannot be read from '" + shortened(rest.substring(at)) + "' on", GRAMMAR);
            }
            terms.add(term(comparison));
            at = comparison.end();
            if (at == rest.length()) {
                return new TagCondition(rest, terms);
            }
            Matcher and = AND.matcher(rest).region(at, rest.length());
            if (!and.lookingAt()) {
                throw new MappingException("cannot be read from '" + shortened(rest.substring(at)) + "' on", GRAMMAR);
            }
            at = and.end();
        }
    }

    private static String shortened(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "..." : text;
    }

    private static Term term(Matcher m) throws MappingException {
        String tag = m.group(1) != null ? m.group(1) : m.group(2);
        Operator operator = OPERATORS.get(m.group(3).toLowerCase(Locale.ROOT));
        String right = m.group(4);
        if (right.startsWith("'")) {
            if (operator != Operator.EQUAL && operator != Operator.NOT_EQUAL) {
                throw new MappingException(
                        "compares a text by " + m.group(3) + ", and a text can only be = or !=", "write = or !=");
            }
            return new Term(tag, operator, Double.NaN, Double.NaN, right.substring(1, right.length() - 1));
        }
        if (operator != Operator.WITHIN) {
            return new Term(tag, operator, number(right), Double.NaN, null);
        }
        Matcher range = RANGE.matcher(right);
        if (!range.matches()) {
            throw new MappingException(
                    "has the range '" + right + "'", "write the least and the greatest value, as in 2..4");
        }
        double low = number(range.group(1));
        double high = number(range.group(2));
        if (low > high) {
            throw new MappingException(
                    "has the range '" + right + "', whose least value is above its greatest, so that it never holds",
                    "exchange them");
        }
        return new Term(tag, operator, low, high, null);
    }

    private static double number(String text) throws MappingException {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return text.equalsIgnoreCase("true") ? 1 : 0;
        }
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // as below
        }
        throw new MappingException(
                "compares with '" + shortened(text) + "'",
                "write a number with a point for decimals, true, false, or a text in single quotes");
    }

    /** Returns the names of its tags. */
    public Set<String> tags() {
        Set<String> tags = new LinkedHashSet<>();
        terms.forEach(term -> tags.add(term.tag()));
        return tags;
    }

    /**
     * Makes it fast.
     *
     * @param tagOf index of a tag by its name
     * @param literals per tag the texts that its comparisons name, whose index stands for the text
     */
    Compiled compile(ToIntFunction<String> tagOf, Map<Integer, List<String>> literals) {
        int[] tags =
                terms.stream().mapToInt(term -> tagOf.applyAsInt(term.tag())).toArray();
        Term[] numeric = new Term[tags.length];
        for (int i = 0; i < tags.length; i++) {
            Term term = terms.get(i);
            numeric[i] = term.literal() == null
                    ? term
                    : new Term(
                            term.tag(),
                            term.operator(),
                            literals.get(tags[i]).indexOf(term.literal()),
                            Double.NaN,
                            term.literal());
        }
        return new Compiled(tags, numeric);
    }

    /** A condition whose tags are indices. Allocates nothing when asked. */
    public static final class Compiled {
        private final int[] tags;
        private final Term[] terms;

        private Compiled(int[] tags, Term[] terms) {
            this.tags = tags;
            this.terms = terms;
        }

        /** Returns what the values in force say; a value that is not Good or Uncertain is not known. */
        Truth truth(InForce values) {
            boolean unknown = false;
            for (int i = 0; i < tags.length; i++) {
                int tag = tags[i];
                if (!StatusCodes.isUsable(values.status(tag)) || Double.isNaN(values.value(tag))) {
                    unknown = true;
                } else if (!Statistic.holds(terms[i], values.value(tag))) {
                    return Truth.FALSE;
                }
            }
            return unknown ? Truth.UNKNOWN : Truth.TRUE;
        }
    }
}
