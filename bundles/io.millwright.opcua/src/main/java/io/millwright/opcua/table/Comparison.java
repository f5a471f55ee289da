package io.millwright.opcua.table;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition on another tag of the table: that it is not 0, or how it compares with a number.
 *
 * @param tag name of the other tag
 * @param operator one of {@code = != < <= > >=}
 * @param limit in the other tag's unit
 */
public record Comparison(String tag, String operator, double limit) {
    private static final Pattern WRITTEN = Pattern.compile("(.+?)\\s*(!=|<=|>=|=|<|>)\\s*(\\S+)");

    /** Returns the condition that is written as {@code running} or {@code speed > 10}. */
    static Comparison parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (matcher.matches()) {
            try {
                return new Comparison(matcher.group(1), matcher.group(2), Double.parseDouble(matcher.group(3)));
            } catch (NumberFormatException e) {
                // The name of a tag may contain such a sign.
            }
        }
        return new Comparison(text, "!=", 0);
    }

    /** Returns whether it holds for a value of the other tag; never for NaN, which stands for no usable value. */
    public boolean holds(double value) {
        return switch (operator) {
            case "=" -> value == limit;
            case "<" -> value < limit;
            case "<=" -> value <= limit;
            case ">" -> value > limit;
            case ">=" -> value >= limit;
            default -> value != limit && !Double.isNaN(value);
        };
    }

    /** Returns the same condition on a tag of another asset. */
    Comparison named(String otherTag) {
        return new Comparison(otherTag, operator, limit);
    }

    @Override
    public String toString() {
        return operator.equals("!=") && limit == 0 ? tag : tag + " " + operator + " " + limit;
    }
}
