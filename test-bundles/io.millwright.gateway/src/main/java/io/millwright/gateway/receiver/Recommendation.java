package io.millwright.gateway.receiver;

import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Advice as it came from the broker, or what became of it.
 *
 * @param advice {@code proposed}, {@code keep} or {@code withheld}
 * @param why nothing is proposed, empty for a proposal
 * @param settings empty where advice is withheld
 * @param before the reading at present; null where advice is withheld, like the next two
 * @param after what the model expects
 * @param atLeast by how much it becomes better for sure
 * @param reasons the most important first
 */
public record Recommendation(
        String id,
        String asset,
        String pipeline,
        String part,
        String advice,
        String why,
        String status,
        long created,
        long expires,
        List<Setting> settings,
        Double before,
        Double after,
        Double atLeast,
        List<String> reasons) {

    /** One setting: as it is, as proposed, and the band that is as good. */
    public record Setting(String name, String unit, double present, double proposed, double low, double high) {
        /** Whether it shall be changed. */
        public boolean changes() {
            return proposed != present;
        }
    }

    static Recommendation of(JsonObject body) {
        List<Setting> settings = new ArrayList<>();
        for (JsonValue value : body.get("settings").asArray()) {
            JsonObject one = value.asObject();
            settings.add(new Setting(
                    one.get("name").asString(),
                    one.getString("unit", ""),
                    one.get("present").asDouble(),
                    one.get("proposed").asDouble(),
                    one.get("low").asDouble(),
                    one.get("high").asDouble()));
        }
        List<String> reasons = new ArrayList<>();
        body.get("reasons")
                .asArray()
                .forEach(reason -> reasons.add(reason.asObject().get("text").asString()));
        JsonObject gain =
                body.get("gain") == null ? new JsonObject() : body.get("gain").asObject();
        return new Recommendation(
                body.get("id").asString(),
                body.get("asset").asString(),
                body.get("pipeline").asString(),
                body.getString("part", ""),
                body.get("advice").asString(),
                body.get("why").asString(),
                body.get("status").asString(),
                body.get("created").asLong(),
                body.get("expires").asLong(),
                List.copyOf(settings),
                Reading.number(gain.get("before")),
                Reading.number(gain.get("after")),
                Reading.number(gain.get("atLeast")),
                List.copyOf(reasons));
    }
}
