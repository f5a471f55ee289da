package io.millwright.pipeline.advise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.Quality;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendation.About;
import io.millwright.decision.Recommendation.Kind;
import io.millwright.pipeline.advise.AdvisedModel.Saw;
import io.millwright.pipeline.advise.SettingsAdvice.Answer;
import io.millwright.pipeline.listen.ModelFinder.Found;
import io.millwright.pipeline.publish.message.Annex;
import io.millwright.pipeline.publish.message.JsonReader;
import io.millwright.pipeline.publish.message.SchemaCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Code, schema and document say the same about the message. */
class RecommendationTextTest {
    private static final Path DOCS = Path.of("..", "..", "docs");

    private static SettingsAdvice advise(Quality quality) {
        return new Advising(
                        identity -> new Found(new AdvisedModel(), () -> true),
                        (pipeline, asset) -> "",
                        new ModelReasons(() -> null, 0),
                        new SearchLimits(512, 60_000))
                .advise(new AdviceRequest(
                        AdvisedModel.decision("welder", 7, Role.SERVING, quality), Saw.of(5, 3), new AdviceCounters()));
    }

    /** As large as one can become. */
    private static SettingsAdvice largest() {
        SettingsAdvice one = advise(Quality.GOOD);
        String text = "\u20ac".repeat(4_000);
        List<SettingsAdvice.Value> settings = new ArrayList<>(Collections.nCopies(
                64,
                new SettingsAdvice.Value(
                        "\u20ac".repeat(100), "\u20ac".repeat(64), -1.0 / 3, -1e300, 1e-300, 1.0, 1.0)));
        List<Recommendation.Reason> reasons = new ArrayList<>(Collections.nCopies(
                Advising.REASONS,
                new SettingsAdvice.Because("\u20ac".repeat(400), "\u20ac".repeat(100), -1.0 / 3, About.OUTPUT)));
        return new SettingsAdvice(
                text,
                text,
                text,
                text,
                1,
                2,
                Role.SERVING,
                Kind.PROPOSED,
                text,
                settings,
                one.given(),
                one.gain(),
                1.0 / 3,
                reasons,
                1,
                2,
                one.model(),
                one.inputsSha256(),
                new Answer(one.status(), text, text, 1));
    }

    @Test
    void whatIsSentFollowsTheSchema() throws IOException {
        String text = Files.readString(DOCS.resolve("recommendation.schema.json"), StandardCharsets.UTF_8);
        SchemaCheck schema = new SchemaCheck(SchemaCheck.object(JsonReader.read(text)));
        for (SettingsAdvice advice : List.of(
                advise(Quality.GOOD),
                advise(Quality.BAD),
                advise(Quality.GOOD).withdrawn("the model was replaced"),
                largest())) {
            assertEquals(
                    List.of(),
                    schema.errors(
                            JsonReader.read(RecommendationText.annex(advice).body())));
        }
    }

    @Test
    void theBodySaysWhatTheObjectSays() {
        Map<String, Object> body = SchemaCheck.object(
                JsonReader.read(RecommendationText.annex(advise(Quality.GOOD)).body()));
        assertEquals("proposed", body.get("advice"));
        assertEquals("open", body.get("status"));
        assertEquals(7L, body.get("sequence"));
        assertEquals(2, ((List<?>) body.get("settings")).size());
        assertEquals("good", SchemaCheck.object(body.get("gain")).get("reading"));
        Map<String, Object> none = SchemaCheck.object(
                JsonReader.read(RecommendationText.annex(advise(Quality.BAD)).body()));
        assertEquals("withheld", none.get("advice"));
        assertFalse(none.containsKey("gain"));
        assertNull(none.get("confidence"));
    }

    @Test
    void theDocumentNamesEveryMetric() throws IOException {
        String document = Files.readString(DOCS.resolve("decision-message.md"), StandardCharsets.UTF_8);
        Annex annex = RecommendationText.annex(advise(Quality.GOOD));
        assertEquals("recommendation", annex.kind());
        for (String metric : annex.metrics().keySet()) {
            String documented = metric.startsWith("setting.") ? "setting.<name>" : metric;
            assertTrue(document.contains("| `" + documented + "` |"), documented);
        }
    }
}
