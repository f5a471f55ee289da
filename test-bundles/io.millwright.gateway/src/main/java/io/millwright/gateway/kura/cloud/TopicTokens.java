package io.millwright.gateway.kura.cloud;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills {@code $name} in a topic from message properties. */
final class TopicTokens {
    private static final Pattern TOKEN = Pattern.compile("\\$([^\\s/]+)");

    private TopicTokens() {}

    /**
     * A token without a property stays as it is. The value is used as a replacement text, so that a value with
     * {@code $} or a backslash fails, as it does on a gateway.
     *
     * @throws IllegalArgumentException where a value holds a group reference
     */
    static String fill(String topic, Map<String, Object> properties) {
        Matcher matcher = TOKEN.matcher(topic);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            Object value = properties.get(matcher.group(1));
            if (value != null) {
                matcher.appendReplacement(filled, value.toString());
            }
        }
        return matcher.appendTail(filled).toString();
    }
}
