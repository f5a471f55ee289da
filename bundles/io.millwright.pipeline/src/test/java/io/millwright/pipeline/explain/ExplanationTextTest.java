package io.millwright.pipeline.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Contribution;
import io.millwright.decision.Explanation.Method;
import io.millwright.decision.Explanation.Scale;
import io.millwright.decision.HeatMap;
import io.millwright.pipeline.explain.Explained.Part;
import io.millwright.pipeline.publish.message.Annex;
import io.millwright.pipeline.publish.message.JsonReader;
import io.millwright.pipeline.publish.message.SchemaCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The message follows its schema and its bounds, and the document says what is sent. */
class ExplanationTextTest {
    private static final Path DOCS = Path.of("..", "..", "docs");
    private static final int LONGEST_NAME = 100;

    private static Explained explained(List<Contribution> parts, HeatMap map) {
        RowModel model = new RowModel(List.of(), 1, x -> x);
        return new Explained(
                ExplainedDecisions.of(model, 3, "alarm"),
                "score",
                "",
                map == null ? Method.SHAPLEY_EXACT : Method.OCCLUSION,
                Scale.LOGIT,
                3.5,
                map == null ? -2 : Double.NaN,
                parts,
                map,
                map == null ? 64 : 0,
                4_098,
                1,
                12);
    }

    private static List<Contribution> parts(int count, String name) {
        List<Contribution> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(new Part(name + i, i % 2 == 0 ? name + i : name, 0, 1, i == 3 ? Double.NaN : i, count - i, 0));
        }
        return parts;
    }

    private static HeatMap map() {
        double[] values = new double[225];
        values[17] = Double.NaN;
        return new Explained.Map("camera", HeatGrid.of(64, 64, 1_000), values, 30, 2, 10, 0);
    }

    private static Map<String, Object> body(Annex annex) {
        return SchemaCheck.object(JsonReader.read(annex.body()));
    }

    @Test
    void whatIsSentFollowsTheSchema() throws Exception {
        SchemaCheck schema = new SchemaCheck(
                SchemaCheck.object(JsonReader.read(Files.readString(DOCS.resolve("decision.schema.json")))));
        for (Explained each : List.of(explained(parts(6, "f"), null), explained(List.of(), map()))) {
            assertEquals(List.of(), schema.errors(body(ExplanationText.annex(each))));
        }
    }

    @Test
    void ofManyContributionsTheGreatestAreSentAndTheOthersCounted() {
        Map<String, Object> body = body(ExplanationText.annex(explained(parts(500, "f"), null)));
        List<?> sent = (List<?>) body.get("contributions");
        assertEquals(32, sent.size());
        assertEquals("f0", SchemaCheck.object(sent.get(0)).get("feature"));
        assertEquals(468L, body.get("omitted"));
    }

    @Test
    void whatIsNoNumberIsNull() {
        Map<String, Object> body = body(ExplanationText.annex(explained(parts(6, "f"), null)));
        assertNull(
                SchemaCheck.object(((List<?>) body.get("contributions")).get(3)).get("value"));
        Map<String, Object> map = body(ExplanationText.annex(explained(List.of(), map())));
        assertNull(map.get("expected"));
        assertNull(((List<?>) SchemaCheck.object(map.get("heatMap")).get("values")).get(17));
    }

    @Test
    void theLongestNamesStayWithinAMessage() {
        String name = "\ud83d\ude00".repeat(LONGEST_NAME);
        assertTrue(
                ExplanationText.annex(explained(parts(500, name), map())).body().length() < Annex.MOST_BYTES / 2);
    }

    @Test
    void theDocumentNamesEveryMethodAndMetric() throws Exception {
        String document = Files.readString(DOCS.resolve("decision-message.md"));
        for (Method method : Method.values()) {
            assertTrue(document.contains("| `" + method.name().toLowerCase() + "` |"), method.name());
        }
        ExplanationText.annex(explained(parts(1, "f"), null)).metrics().forEach((name, value) -> {
            Matcher row = Pattern.compile("(?m)^\\| `?[^|]*`" + name + "`[^|]*\\| "
                            + value.getClass().getSimpleName() + " \\|")
                    .matcher(document.substring(document.indexOf("## Explanation messages")));
            assertTrue(row.find(), name);
        });
    }
}
