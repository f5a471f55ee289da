package io.millwright.operation.history;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.util.List;

/** Lines of the history as CSV of RFC 4180, with a line of names. A text that a spreadsheet would compute is put behind an apostrophe. */
final class Csv {
    private static final String END = "\r\n";
    private static final List<String> DECISION = List.of(
            "pipeline",
            "asset",
            "part",
            "run",
            "sequence",
            "windowStartMicros",
            "windowEndMicros",
            "quality",
            "reason");
    private static final List<String> VALUE = List.of("name", "number", "unit", "label", "severity", "lower", "upper");

    private Csv() {}

    static String of(Asked asked, List<JsonObject> lines) {
        StringBuilder text = new StringBuilder();
        if (!asked.tag().isEmpty()) {
            text.append("atMicros,tag,value,status,timeMicros").append(END);
            for (JsonObject line : lines) {
                JsonArray value = line.get("tags").asObject().get(asked.name()).asArray();
                text.append(cell(line.get("at"))).append(',').append(cell(asked.tag()));
                value.forEach(each -> text.append(',').append(cell(each)));
                text.append(END);
            }
            return text.toString();
        }
        text.append("atMicros,")
                .append(String.join(",", DECISION))
                .append(",value.")
                .append(String.join(",value.", VALUE))
                .append(END);
        lines.forEach(line -> decision(text, line));
        return text.toString();
    }

    /** One row per value, one without where there is none. */
    private static void decision(StringBuilder text, JsonObject line) {
        JsonObject decision = line.get("decision").asObject();
        StringBuilder beginning = new StringBuilder(cell(line.get("at")));
        DECISION.forEach(name -> beginning.append(',').append(cell(decision.get(name))));
        JsonArray values = decision.get("values").asArray();
        if (values.isEmpty()) {
            text.append(beginning).append(",".repeat(VALUE.size())).append(END);
        }
        for (JsonValue value : values) {
            text.append(beginning);
            VALUE.forEach(name -> text.append(',').append(cell(value.asObject().get(name))));
            text.append(END);
        }
    }

    private static String cell(JsonValue value) {
        return value == null || value.isNull() ? "" : value.isString() ? cell(value.asString()) : value.toString();
    }

    private static String cell(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.matches("(?s).*[\",\r\n].*") ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }
}
