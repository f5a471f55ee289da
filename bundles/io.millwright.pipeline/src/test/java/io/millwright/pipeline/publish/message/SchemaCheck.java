package io.millwright.pipeline.publish.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks a value against the keywords of JSON Schema 2020-12 that docs/decision.schema.json uses, and fails on any
 * other keyword rather than ignoring it. Stricter than the schema in one way: a member that is not described is an error,
 * because whatever is sent has to be documented.
 */
public final class SchemaCheck {
    private static final Set<String> ANNOTATIONS = Set.of("$schema", "$id", "$defs", "title", "description");

    private final Map<String, Object> root;

    public SchemaCheck(Map<String, Object> root) {
        this.root = root;
    }

    /** Returns what is wrong with the value, or an empty list. */
    public List<String> errors(Object value) {
        List<String> errors = new ArrayList<>();
        check("$", root, value, errors);
        return errors;
    }

    private void check(String path, Map<String, Object> schema, Object value, List<String> errors) {
        schema.forEach((keyword, argument) -> {
            if (!ANNOTATIONS.contains(keyword) && !holds(path, keyword, argument, value, errors)) {
                errors.add(path + ": " + value + " against " + keyword + " " + argument);
            }
        });
    }

    private boolean holds(String path, String keyword, Object argument, Object value, List<String> errors) {
        switch (keyword) {
            case "$ref":
                check(path, resolve((String) argument), value, errors);
                return true;
            case "type":
                List<?> types = argument instanceof List<?> several ? several : List.of(argument);
                return types.stream().anyMatch(type -> isOf((String) type, value));
            case "const":
                return argument.equals(value);
            case "enum":
                return list(argument).contains(value);
            case "oneOf":
                return list(argument).stream()
                                .filter(one -> matches(one, value))
                                .count()
                        == 1;
            case "required":
                return !(value instanceof Map<?, ?> members) || members.keySet().containsAll(list(argument));
            case "properties":
                return !(value instanceof Map<?, ?> members) || properties(path, object(argument), members, errors);
            case "items":
                return !(value instanceof List<?> elements) || items(path, object(argument), elements, errors);
            case "minItems":
                return !(value instanceof List<?> elements) || elements.size() >= (Long) argument;
            case "maxItems":
                return !(value instanceof List<?> elements) || elements.size() <= (Long) argument;
            case "minimum":
                return !(value instanceof Number number) || number.doubleValue() >= (Long) argument;
            case "minLength":
                return !(value instanceof String text) || text.codePointCount(0, text.length()) >= (Long) argument;
            case "maxLength":
                return !(value instanceof String text) || text.codePointCount(0, text.length()) <= (Long) argument;
            case "pattern":
                return !(value instanceof String text)
                        || Pattern.compile((String) argument).matcher(text).find();
            default:
                throw new IllegalArgumentException("keyword not known to this check: " + keyword);
        }
    }

    private boolean matches(Object schema, Object value) {
        List<String> errors = new ArrayList<>();
        check("", object(schema), value, errors);
        return errors.isEmpty();
    }

    private boolean properties(String path, Map<String, Object> schemas, Map<?, ?> members, List<String> errors) {
        members.forEach((name, member) -> {
            if (schemas.get(name) == null) {
                errors.add(path + "." + name + ": not described");
            } else {
                check(path + "." + name, object(schemas.get(name)), member, errors);
            }
        });
        return true;
    }

    private boolean items(String path, Map<String, Object> schema, List<?> elements, List<String> errors) {
        for (int i = 0; i < elements.size(); i++) {
            check(path + "[" + i + "]", schema, elements.get(i), errors);
        }
        return true;
    }

    private static boolean isOf(String type, Object value) {
        return switch (type) {
            case "object" -> value instanceof Map<?, ?>;
            case "array" -> value instanceof List<?>;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "integer" -> value instanceof Long;
            case "number" -> value instanceof Number;
            case "null" -> value == null;
            default -> throw new IllegalArgumentException("type not known: " + type);
        };
    }

    private Map<String, Object> resolve(String reference) {
        Object target = root;
        for (String step : reference.substring(2).split("/")) {
            target = object(target).get(step);
        }
        return object(target);
    }

    private static List<?> list(Object value) {
        return (List<?>) value;
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }
}
