package io.millwright.inference;

import io.millwright.model.Condition;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A condition as model.json writes it: {@code > 5}, {@code >= 5}, {@code < 5}, {@code <= 5}, {@code = 1}, {@code != 0}, {@code 2..4}. */
record Comparison(Operator operator, double value, double upper) implements Condition {
    private static final String NUMBER = "([-+]?[0-9]{1,40}(?:\\.[0-9]{1,40})?(?:[eE][-+]?[0-9]{1,3})?)";
    private static final Pattern ONE = Pattern.compile(" {0,9}(>=|<=|!=|>|<|=) {0,9}" + NUMBER + " {0,9}");
    private static final Pattern TWO = Pattern.compile(" {0,9}" + NUMBER + " {0,9}\\.\\. {0,9}" + NUMBER + " {0,9}");
    private static final Map<String, Operator> OPERATORS = Map.of(
            ">", Operator.GREATER,
            ">=", Operator.GREATER_OR_EQUAL,
            "<", Operator.LESS,
            "<=", Operator.LESS_OR_EQUAL,
            "=", Operator.EQUAL,
            "!=", Operator.NOT_EQUAL);

    static Comparison read(JsonKey key) throws ModelRefused {
        String text = key.text();
        Matcher one = ONE.matcher(text);
        if (one.matches()) {
            return new Comparison(OPERATORS.get(one.group(1)), number(key, one.group(2)), Double.NaN);
        }
        Matcher two = TWO.matcher(text);
        if (!two.matches()) {
            throw key.wrong("is no condition", "write for example > 5, <= 5, = 1, != 0 or 2..4");
        }
        double low = number(key, two.group(1));
        double high = number(key, two.group(2));
        if (low > high) {
            throw key.wrong("begins above its end", "write the lower end first");
        }
        return new Comparison(Operator.WITHIN, low, high);
    }

    private static double number(JsonKey key, String text) throws ModelRefused {
        double number = Double.parseDouble(text);
        if (Double.isInfinite(number)) {
            throw key.wrong("is beyond every 64-bit number", "use a smaller number");
        }
        return number;
    }
}
