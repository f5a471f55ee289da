package io.millwright.operation.apply;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonValue;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.Option;
import org.eclipse.kura.configuration.metatype.Scalar;

/** Values of fields: as forms have them, as JSON, as text. */
final class Values {
    private static final int LONGEST_TEXT = 17 << 20;

    private Values() {}

    /** Why a value does not fit its field. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        private final String remedy;

        Unfit(String what, String remedy) {
            super(what, null, false, false);
            this.remedy = remedy;
        }

        String remedy() {
            return remedy;
        }
    }

    /** Returns a value as JSON. */
    static JsonValue json(Object value) {
        if (value == null) {
            return Json.NULL;
        }
        if (value.getClass().isArray()) {
            JsonArray several = new JsonArray();
            for (int i = 0; i < Array.getLength(value); i++) {
                several.add(json(Array.get(value, i)));
            }
            return several;
        }
        if (value instanceof Boolean flag) {
            return Json.value(flag);
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            return Json.value(value.toString());
        }
        return value instanceof Number ? Json.parse(value.toString()) : Json.value(value.toString());
    }

    /** Returns a value as text, "" for none: two values that say the same have the same text. */
    static String text(Object value) {
        if (value == null) {
            return "";
        }
        if (value.getClass().isArray()) {
            List<String> several = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                several.add(text(Array.get(value, i)));
            }
            return String.join(", ", several);
        }
        return value.toString();
    }

    /** Returns the value that a field takes for what a file says. */
    static Object typed(AD field, JsonValue given) throws Unfit {
        if (field.getCardinality() == 0) {
            return one(field, given);
        }
        if (!given.isArray()) {
            throw new Unfit(shown(given) + " is no list", "give a list in []");
        }
        JsonArray several = given.asArray();
        Object array = Array.newInstance(type(field.getType()), several.size());
        for (int i = 0; i < several.size(); i++) {
            Array.set(array, i, one(field, several.get(i)));
        }
        return array;
    }

    /** Returns the class of a type's values. */
    static Class<?> type(Scalar type) {
        return switch (type) {
            case LONG -> Long.class;
            case DOUBLE -> Double.class;
            case FLOAT -> Float.class;
            case INTEGER -> Integer.class;
            case BYTE -> Byte.class;
            case SHORT -> Short.class;
            case CHAR -> Character.class;
            case BOOLEAN -> Boolean.class;
            case PASSWORD -> Password.class;
            case STRING -> String.class;
        };
    }

    private static Object one(AD field, JsonValue given) throws Unfit {
        if (given.isArray() || given.isObject() || given.isNull()) {
            throw new Unfit(shown(given) + " is no single value", "give a text, a number, true or false");
        }
        String text = given.isString() ? given.asString() : given.toString();
        if (text.length() > LONGEST_TEXT) {
            throw new Unfit("it has " + text.length() + " characters", "give at most " + LONGEST_TEXT);
        }
        if (text.isBlank() && field.isRequired()) {
            throw new Unfit("it is empty, and must not be", "give a value");
        }
        Object value = parsed(field.getType(), text);
        options(field, text);
        range(field, value);
        return value;
    }

    /** Returns the value of a text. */
    static Object parsed(Scalar type, String text) throws Unfit {
        String word = text.strip();
        try {
            return switch (type) {
                case STRING -> text;
                case PASSWORD -> new Password(text);
                case LONG -> Long.valueOf(word);
                case INTEGER -> Integer.valueOf(word);
                case SHORT -> Short.valueOf(word);
                case BYTE -> Byte.valueOf(word);
                case DOUBLE -> Double.valueOf(word);
                case FLOAT -> Float.valueOf(word);
                case CHAR -> character(text);
                case BOOLEAN -> flag(word);
            };
        } catch (NumberFormatException e) {
            throw new Unfit("'" + cut(text) + "' is no " + type.value(), "give a number of that type");
        }
    }

    private static Character character(String text) throws Unfit {
        if (text.length() != 1) {
            throw new Unfit("'" + cut(text) + "' is not one character", "give one character");
        }
        return text.charAt(0);
    }

    private static Boolean flag(String word) throws Unfit {
        if (!word.equals("true") && !word.equals("false")) {
            throw new Unfit("'" + cut(word) + "' is neither true nor false", "give true or false");
        }
        return Boolean.valueOf(word);
    }

    private static void options(AD field, String text) throws Unfit {
        List<Option> options = field.getOption();
        if (options != null
                && !options.isEmpty()
                && options.stream().noneMatch(option -> option.getValue().equals(text))) {
            throw new Unfit(
                    "'" + cut(text) + "' is none of the choices",
                    "give one of " + options.stream().map(Option::getValue).collect(Collectors.joining(", ")));
        }
    }

    private static void range(AD field, Object value) throws Unfit {
        if (!(value instanceof Number number)) {
            return;
        }
        String remedy = "give "
                + (field.getMin() == null
                        ? "at most " + field.getMax()
                        : field.getMin() + (field.getMax() == null ? " or more" : " to " + field.getMax()));
        try {
            BigDecimal exact = new BigDecimal(number.toString());
            boolean low = field.getMin() != null && exact.compareTo(new BigDecimal(field.getMin())) < 0;
            boolean high = field.getMax() != null && exact.compareTo(new BigDecimal(field.getMax())) > 0;
            if (low || high) {
                throw new Unfit(number + " is out of its range", remedy);
            }
        } catch (NumberFormatException e) {
            // Not a number that has a place in a range, or limits that are no numbers: the component itself judges.
        }
    }

    private static String shown(JsonValue value) {
        return cut(value.toString());
    }

    private static String cut(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "\u2026" : text;
    }
}
