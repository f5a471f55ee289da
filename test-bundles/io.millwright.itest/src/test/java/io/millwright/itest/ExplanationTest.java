package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.gateway.LogLine;
import io.millwright.gateway.receiver.Decision;
import io.millwright.gateway.receiver.Message.Annex;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What contributed to decisions reaches the cloud, of the model that decided, and of no other. */
class ExplanationTest {
    private static final double TOLERANCE = 1e-6;
    private static final String KIND = "explanation";

    @Test
    void decisionsAreExplainedByTheirModelAndByNoSuccessor() throws Exception {
        try (Site site = Site.open("explanation")) {
            site.install(Packages.all());
            site.gateway().installPackage(ModelVariant.explained(site.folder(), "1.1.0"));
            site.configureLine();
            String pipeline =
                    site.createPipeline("machine-failure", Map.of("explain.when", "every", "explain.each", 2));
            site.awaitDecision(pipeline, d -> d.modelVersion().equals("1.1.0"), "of the model with a background");
            site.await(
                    "an explanation",
                    () -> !site.received().annexes(pipeline, KIND).isEmpty());
            check(site, pipeline, site.received().annexes(pipeline, KIND).get(0));

            // Another version, which has no background: its decisions are not explained by the one before.
            site.gateway().installPackage(ModelVariant.unexplained(site.folder(), "1.2.0"));
            site.awaitDecision(pipeline, d -> d.modelVersion().equals("1.2.0"), "of its successor");
            site.await("it to be said that it is not explained", () -> site.ours(LogLine.Level.INFO).stream()
                    .anyMatch(line -> line.message().contains("are not explained")
                            && line.message().contains("background")));
            assertTrue(site.received().annexes(pipeline, KIND).stream()
                    .allMatch(annex -> version(annex).equals("1.1.0")));
            assertEquals(List.of(), site.received().foreign());
            assertEquals(List.of(), site.warnings());
        }
    }

    private static String version(Annex annex) {
        return annex.body().get("model").asObject().getString("version", "");
    }

    private static Optional<Decision> decision(Site site, String pipeline, long sequence) {
        return site.received().decisions(pipeline).stream()
                .filter(each -> each.sequence() == sequence)
                .findFirst();
    }

    private static void check(Site site, String pipeline, Annex annex) {
        JsonObject body = annex.body();
        long sequence = body.getLong("sequence", 0);
        assertEquals(0, sequence % 2, "each second one");
        // A routine decision may wait for others to share its message.
        site.await("the decision " + sequence, () -> decision(site, pipeline, sequence)
                .isPresent());
        Decision decision = decision(site, pipeline, sequence).orElseThrow();
        assertEquals(decision.asset(), annex.asset());
        assertEquals("1.1.0", version(annex));
        assertEquals("shapley_exact", body.getString("method", ""));
        assertEquals("logit", body.getString("scale", ""));
        double odds = body.getDouble("output", 0);
        // What is less likely than 1 in 100 counts as that.
        assertEquals(Math.min(0.99, Math.max(0.01, decision.score())), 1 / (1 + Math.exp(-odds)), 1e-4);
        double sum = 0;
        for (JsonValue part : body.get("contributions").asArray()) {
            sum += part.asObject().getDouble("amount", 0);
        }
        assertEquals(6, body.get("contributions").asArray().size());
        assertEquals(odds - body.getDouble("expected", 0), sum, TOLERANCE);
    }
}
