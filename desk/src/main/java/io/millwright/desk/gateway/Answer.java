package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;

/** What a gateway answers, on whichever road: a status as HTTP has them, and JSON. */
final class Answer {
    private static final int OK = 200;
    private static final int FORBIDDEN = 403;

    private Answer() {}

    /** Returns the document of an answer; what is refused is told as the gateway tells it. */
    static JsonObject document(String gateway, int status, String body) throws GatewayTrouble {
        JsonObject document = parsed(body);
        if (status == OK && document != null) {
            return document;
        }
        JsonValue error = document == null ? null : document.get("error");
        if (error != null && error.isObject()) {
            JsonObject told = error.asObject();
            throw GatewayTrouble.refused(
                    told.getString("field", ""),
                    gateway + ": " + told.getString("text", "refused"),
                    told.getString("remedy", ""));
        }
        if (status == FORBIDDEN) {
            throw GatewayTrouble.refused(
                    "",
                    gateway + " does not let this user ask",
                    "web admin, Identities: give the user rest.millwright, and rest.millwright.operate or"
                            + " rest.millwright.administer for what it shall do");
        }
        throw GatewayTrouble.unreached(
                gateway + " answers with code " + status, "look into its log, or whether that is a gateway");
    }

    private static JsonObject parsed(String body) {
        try {
            JsonValue value = Json.parse(body);
            return value.isObject() ? value.asObject() : null;
        } catch (ParseException e) {
            return null;
        }
    }
}
