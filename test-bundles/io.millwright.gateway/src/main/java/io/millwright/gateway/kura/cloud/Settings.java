package io.millwright.gateway.kura.cloud;

import java.util.Map;

/** Reads configuration values whatever type an old snapshot gave them. */
record Settings(Map<String, Object> values) {

    String text(String key, String absent) {
        Object value = values.get(key);
        return value == null ? absent : value.toString();
    }

    int number(String key, int absent) {
        Object value = values.get(key);
        return value instanceof Number number ? number.intValue() : absent;
    }

    boolean flag(String key, boolean absent) {
        Object value = values.get(key);
        return value instanceof Boolean flag ? flag : absent;
    }
}
