package io.millwright.gateway.kura.configuration;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Scalar;

/** Metatype defaults and texts as typed values. */
final class Defaults {

    private Defaults() {}

    /** Attribute id to its default; no entry where there is none or it is empty. */
    static Map<String, Object> of(OCD definition) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (AD attribute : definition.getAD()) {
            String text = attribute.getDefault();
            if (text == null || text.isEmpty()) {
                continue;
            }
            List<String> parts = split(text);
            if (isArray(attribute)) {
                values.put(attribute.getId(), array(attribute.getType(), parts));
            } else {
                values.put(attribute.getId(), scalar(attribute.getType(), parts.get(0)));
            }
        }
        return values;
    }

    static boolean isArray(AD attribute) {
        return Math.abs(attribute.getCardinality()) > 1;
    }

    static Object array(Scalar type, List<String> texts) {
        Object array = Array.newInstance(javaType(type), texts.size());
        for (int i = 0; i < texts.size(); i++) {
            Array.set(array, i, scalar(type, texts.get(i)));
        }
        return array;
    }

    static Object scalar(Scalar type, String text) {
        return switch (type) {
            case STRING -> text;
            case LONG -> Long.valueOf(text);
            case DOUBLE -> Double.valueOf(text);
            case FLOAT -> Float.valueOf(text);
            case INTEGER -> Integer.valueOf(text);
            case BYTE -> Byte.valueOf(text);
            case CHAR -> text.charAt(0);
            case BOOLEAN -> Boolean.valueOf(text);
            case SHORT -> Short.valueOf(text);
            case PASSWORD -> new Password(text);
        };
    }

    static Class<?> javaType(Scalar type) {
        return switch (type) {
            case STRING -> String.class;
            case LONG -> Long.class;
            case DOUBLE -> Double.class;
            case FLOAT -> Float.class;
            case INTEGER -> Integer.class;
            case BYTE -> Byte.class;
            case CHAR -> Character.class;
            case BOOLEAN -> Boolean.class;
            case SHORT -> Short.class;
            case PASSWORD -> Password.class;
        };
    }

    /** Splits at commas that no backslash precedes; so an unescaped comma cuts a scalar default short. */
    static List<String> split(String text) {
        return Arrays.stream(text.split("(?<!\\\\),", -1))
                .map(part -> part.replace("\\,", ","))
                .toList();
    }
}
