package io.millwright.desk.message;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import com.eclipsesource.json.WriterConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Which decision a message tells: what its numbers are checked by, and nothing else of it. */
public record HeardDecision(String pipeline, String asset, long run, long sequence) {
    private static final String DECISIONS = "decisions";

    /**
     * Returns the decisions of a message as a broker has it: in Kura's encoding or the body alone, compressed or not. Empty for a message of
     * another kind.
     *
     * @throws IOException it is no message of Millwright
     */
    public static List<HeardDecision> of(byte[] payload) throws IOException {
        byte[] plain = KuraMessage.unpacked(payload);
        byte[] body = plain.length > 0 && plain[0] == '{'
                ? plain
                : KuraMessage.unpacked(KuraMessage.decoded(plain).body());
        try {
            return of(Json.parse(new String(body, StandardCharsets.UTF_8)).asObject());
        } catch (ParseException | UnsupportedOperationException e) {
            throw new IOException("no message of Millwright: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the decisions of a message's body, or the one that {@link #line} has written.
     *
     * @throws IOException it is neither
     */
    public static List<HeardDecision> of(JsonObject body) throws IOException {
        try {
            String kind = body.get("kind").asString();
            JsonValue several = body.get(DECISIONS);
            if (several == null) {
                return kind.equals("decision") ? List.of(one(body, body)) : List.of();
            }
            List<HeardDecision> decisions = new ArrayList<>();
            for (JsonValue each : several.asArray()) {
                decisions.add(one(body, each.asObject()));
            }
            return decisions;
        } catch (UnsupportedOperationException | NullPointerException | NumberFormatException e) {
            throw new IOException("no message of Millwright: " + e.getMessage(), e);
        }
    }

    /** In a message of many assets each decision names its own. */
    private static HeardDecision one(JsonObject body, JsonObject decision) {
        JsonValue asset = decision.get("asset") == null ? body.get("asset") : decision.get("asset");
        return new HeardDecision(
                body.get("pipeline").asString(),
                asset.asString(),
                decision.getLong("run", 0),
                decision.get("sequence").asLong());
    }

    /** Returns it as a line of a recording. */
    public String line() {
        return Json.object()
                .add("kind", "decision")
                .add("pipeline", pipeline)
                .add("asset", asset)
                .add("run", run)
                .add("sequence", sequence)
                .toString(WriterConfig.MINIMAL);
    }
}
