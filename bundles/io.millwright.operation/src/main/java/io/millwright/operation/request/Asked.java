package io.millwright.operation.request;

import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.operation.resource.JsonBody;
import io.millwright.operation.resource.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.request.RequestHandlerMessageConstants;
import org.eclipse.kura.message.KuraPayload;

/**
 * What a message asks for, bounded and checked before anybody looks at it. Immutable.
 *
 * @param path the parts behind the verb
 * @param metrics what the payload carries beside its body, as texts, by name; without what Kura puts there
 * @param body the fields of the JSON body, an empty object where there is none
 */
record Asked(List<String> path, Map<String, String> metrics, JsonObject body) {
    static final int LARGEST_BODY_BYTES = 64 * 1024;
    private static final int MOST_PARTS = 16;
    private static final int MOST_METRICS = 32;
    private static final int LONGEST_TEXT = 1_024;

    private static final String REQUESTER = "requester.client.id";
    /** What Kura wants in every request, and nobody else reads. */
    private static final Set<String> OF_KURA = Set.of("request.id", REQUESTER);

    private static final int LONGEST_NAME = 100;

    /** Reads a request. */
    static Asked of(KuraMessage message) throws Refusal {
        KuraPayload payload = message.getPayload();
        return new Asked(path(message), metrics(payload), JsonBody.of(payload.getBody(), LARGEST_BODY_BYTES));
    }

    /** Returns how whoever asks calls itself, fit for a log line; nothing proves it. */
    static String name(KuraMessage message) {
        KuraPayload payload = message.getPayload();
        Object given = payload == null ? null : payload.getMetric(REQUESTER);
        String name = given == null ? "" : given.toString().replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
        if (name.isBlank()) {
            return "unnamed";
        }
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }

    /** Returns metrics and fields of the body as one: both name parameters of what is asked for. */
    Map<String, String> parameters() throws Refusal {
        Map<String, String> parameters = new TreeMap<>(metrics);
        for (JsonObject.Member field : body) {
            String name = field.getName();
            JsonValue value = field.getValue();
            if (value.isArray() || value.isObject() || value.isNull()) {
                throw Refusal.field(
                        name, name + " is " + shortened(value.toString()), "give a text, a number or a flag");
            }
            if (parameters.put(name, value.isString() ? value.asString() : value.toString()) != null) {
                throw Refusal.field(name, name + " is given twice", "give it once, as a metric or in the body");
            }
        }
        return parameters;
    }

    /** Returns the body's fields, and refuses metrics: what does something reads none. */
    JsonObject fields() throws Refusal {
        for (String name : metrics.keySet()) {
            throw Refusal.field(name, "the metric " + name + " is read by nobody", "give it as a field of a JSON body");
        }
        return body;
    }

    private static List<String> path(KuraMessage message) throws Refusal {
        Object given = message.getProperties().get(RequestHandlerMessageConstants.ARGS_KEY.value());
        List<String> path = new ArrayList<>();
        for (Object part : given instanceof List<?> ? (List<?>) given : List.of()) {
            String text = String.valueOf(part);
            if (text.length() > LONGEST_TEXT || path.size() == MOST_PARTS) {
                throw Refusal.field(
                        "topic",
                        "the topic has a part of " + text.length() + " characters, or more than " + MOST_PARTS
                                + " parts",
                        "give at most " + MOST_PARTS + " parts of " + LONGEST_TEXT + " characters");
            }
            path.add(text);
        }
        // A topic that ends in a slash, or only consists of the verb.
        while (!path.isEmpty() && path.get(path.size() - 1).isEmpty()) {
            path.remove(path.size() - 1);
        }
        return path;
    }

    private static Map<String, String> metrics(KuraPayload payload) throws Refusal {
        Map<String, String> metrics = new TreeMap<>();
        for (Map.Entry<String, Object> metric : payload.metrics().entrySet()) {
            String name = metric.getKey();
            if (OF_KURA.contains(name)) {
                continue;
            }
            if (name.length() > LONGEST_NAME || metrics.size() == MOST_METRICS) {
                throw Refusal.field(
                        shortened(name),
                        "there are more than " + MOST_METRICS + " metrics, or the name of one is longer than "
                                + LONGEST_NAME + " characters",
                        "leave out what is not needed");
            }
            Object value = metric.getValue();
            if (!(value instanceof String || value instanceof Number || value instanceof Boolean)) {
                throw Refusal.field(name, name + " is no text, number or flag", "give one of these types");
            }
            String text = value.toString();
            if (text.length() > LONGEST_TEXT) {
                throw Refusal.field(
                        name, name + " has " + text.length() + " characters", "give at most " + LONGEST_TEXT);
            }
            metrics.put(name, text);
        }
        return metrics;
    }

    private static String shortened(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "\u2026" : text;
    }
}
