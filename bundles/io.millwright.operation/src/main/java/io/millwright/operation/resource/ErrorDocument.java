package io.millwright.operation.resource;

import com.eclipsesource.json.JsonObject;

/** Why something is not done, as every road says it: {@code {"error": {"kind", "field", "text", "remedy"}}}. */
public final class ErrorDocument {
    private ErrorDocument() {}

    /** Returns what a refusal says. */
    public static JsonObject of(Refusal refused) {
        return of(refused.kind().name(), refused.field(), refused.getMessage(), refused.remedy());
    }

    /** Returns what is no refusal of the catalogue, by the road's own kind. */
    public static JsonObject of(String kind, String field, String text, String remedy) {
        JsonObject error = new JsonObject()
                .add("kind", kind)
                .add("field", field)
                .add("text", text)
                .add("remedy", remedy);
        return new JsonObject().add("error", error);
    }
}
