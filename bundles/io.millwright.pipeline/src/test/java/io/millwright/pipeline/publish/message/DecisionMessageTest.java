package io.millwright.pipeline.publish.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.decide.Decision;
import io.millwright.pipeline.grid.Quality;
import io.millwright.pipeline.publish.Decisions;
import io.millwright.pipeline.state.StateMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.junit.jupiter.api.Test;

/** The message as a receiver sees it. */
public class DecisionMessageTest {
    /** What Kura can encode; anything else fails only when it is sent. */
    private static final Set<Class<?>> METRIC_TYPES =
            Set.of(Double.class, Float.class, Long.class, Integer.class, Boolean.class, String.class, byte[].class);

    private static final String NASTY = "quote \" back\\slash \n\t\u0001 \u00e4\u20ac \ud83d\ude00 \u2028 </script>";

    static Decision decision(long sequence, double score, Quality quality, String reason) {
        return new Decision(
                "Line 1/Cell 2",
                "pipeline-1",
                Decisions.MODEL,
                sequence,
                1_750_000_000_500_123L,
                quality == Quality.BAD ? "unknown" : "failure",
                quality == Quality.BAD ? "" : "failure",
                score,
                quality,
                reason,
                sequence == 7,
                1_000,
                3,
                5);
    }

    static Batch batch(Decision... decisions) {
        Group group = new Group(new Group.Key("Line 1/Cell 2", "pipeline-1", false));
        return new Batch(group, List.of(decisions), null, 4, 6);
    }

    @Test
    void theMetricsHoldTheNewestDecisionAndTheBodyAllOfThem() {
        KuraMessage message = DecisionMessage.of(batch(
                decision(7, 0.75, Quality.GOOD, ""),
                decision(8, 0.9375, Quality.UNCERTAIN, "torque: dropped samples")));
        Map<String, Object> expected = Map.ofEntries(
                Map.entry("millwright.kind", "decision"),
                Map.entry("asset", "Line 1/Cell 2"),
                Map.entry("pipeline", "pipeline-1"),
                Map.entry("decision", "failure"),
                Map.entry("label", "failure"),
                Map.entry("score", 0.9375),
                Map.entry("quality", "UNCERTAIN"),
                Map.entry("quality.reason", "torque: dropped samples"),
                Map.entry("model.name", "machine-failure"),
                Map.entry("model.version", "1.0.0"),
                Map.entry("model.sha256", "ab".repeat(32)),
                Map.entry("execution.provider", "CPU"),
                Map.entry("window.end", 1_750_000_000_500_123L),
                Map.entry("sequence", 8L),
                Map.entry("decisions", 2),
                Map.entry("sequence.first", 7L),
                Map.entry("sequence.last", 8L),
                Map.entry("dropped", 7L),
                Map.entry("late", 5L),
                Map.entry("unconfirmed", 6L));
        assertEquals(expected, message.getPayload().metrics());
        assertEquals(new Date(1_750_000_000_500L), message.getPayload().getTimestamp());
        assertEquals(Map.of("assetName", "Line 1_Cell 2"), message.getProperties());

        Map<String, Object> body = body(message);
        assertEquals(
                Map.of("dropped", 7L, "late", 5L, "unconfirmed", 6L), body.get("counters"), "metrics and body agree");
        assertEquals(
                List.of(
                        Map.of(
                                "sequence",
                                7L,
                                "windowEnd",
                                1_750_000_000_500_123L,
                                "decision",
                                "failure",
                                "label",
                                "failure",
                                "score",
                                0.75,
                                "quality",
                                "GOOD",
                                "reason",
                                "",
                                "changed",
                                true),
                        Map.of(
                                "sequence",
                                8L,
                                "windowEnd",
                                1_750_000_000_500_123L,
                                "decision",
                                "failure",
                                "label",
                                "failure",
                                "score",
                                0.9375,
                                "quality",
                                "UNCERTAIN",
                                "reason",
                                "torque: dropped samples",
                                "changed",
                                false)),
                body.get("decisions"));
    }

    @Test
    void aScoreThatIsNoNumberIsLeftOutAndNullInTheBody() {
        for (double score : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            KuraMessage message = DecisionMessage.of(batch(decision(1, score, Quality.BAD, "score is not finite")));
            assertFalse(message.getPayload().metrics().containsKey("score"));
            Map<String, Object> decision =
                    SchemaCheck.object(((List<?>) body(message).get("decisions")).get(0));
            assertTrue(decision.containsKey("score"));
            assertNull(decision.get("score"));
        }
    }

    @Test
    void everyMetricHasATypeThatKuraCanEncode() {
        List<KuraMessage> messages = List.of(
                DecisionMessage.of(batch(decision(1, 1, Quality.GOOD, ""))),
                DecisionMessage.of(stateBatch(Decisions.state("pipe", "RUNNING"))));
        for (KuraMessage message : messages) {
            message.getPayload()
                    .metrics()
                    .forEach((name, value) -> assertTrue(METRIC_TYPES.contains(value.getClass()), name));
        }
    }

    @Test
    void textsComeBackAsTheyWere() {
        KuraMessage message = DecisionMessage.of(batch(decision(1, 1, Quality.UNCERTAIN, NASTY)));
        Map<String, Object> decision =
                SchemaCheck.object(((List<?>) body(message).get("decisions")).get(0));
        assertEquals(NASTY, decision.get("reason"));
        assertEquals(NASTY, message.getPayload().getMetric("quality.reason"));
    }

    @Test
    void halfASurrogatePairAndAnEndlessTextAreMadeFit() {
        KuraMessage message = DecisionMessage.of(batch(decision(1, 1, Quality.BAD, "\ud83d" + "x".repeat(5_000))));
        String reason = (String) message.getPayload().getMetric("quality.reason");
        assertEquals(Text.LONGEST, reason.length());
        assertTrue(reason.startsWith("\ufffdxxx") && reason.endsWith("x\u2026"), reason);
        Map<String, Object> decision =
                SchemaCheck.object(((List<?>) body(message).get("decisions")).get(0));
        assertEquals(reason, decision.get("reason"));
    }

    @Test
    void theSizeOfABodyIsKnownBeforeItIsWritten() {
        Decision first = decision(7, 0.1, Quality.GOOD, "");
        int one = length(batch(first));
        for (Decision second : List.of(
                decision(8, Double.NaN, Quality.BAD, NASTY),
                decision(Long.MAX_VALUE, -1.0e-300, Quality.UNCERTAIN, "\u00e4".repeat(2_000)))) {
            assertEquals(one + DecisionMessage.bodyBytes(second), length(batch(first, second)));
        }
    }

    @Test
    void aStateNamesItsComponentAndItsAssetIfItHasOne() {
        KuraMessage plain = DecisionMessage.of(stateBatch(Decisions.state("opc/1", "CONNECTED")));
        assertEquals(
                Map.of(
                        "millwright.kind", "state",
                        "component", "opc/1",
                        "state", "CONNECTED",
                        "text", "text of CONNECTED",
                        "severity", "WARNING",
                        "time", 1_750_000_000_000_000L),
                plain.getPayload().metrics());
        assertEquals(Map.of("assetName", "opc_1"), plain.getProperties());
        assertFalse(body(plain).containsKey("asset"));

        StateMessage ofAsset =
                new StateMessage("pipe", "mill+1", "RUNNING", "", StateMessage.Severity.INFO, 1_750_000_000_000_000L);
        KuraMessage message = DecisionMessage.of(stateBatch(ofAsset));
        assertEquals("mill+1", message.getPayload().getMetric("asset"));
        assertEquals("mill+1", body(message).get("asset"));
        assertEquals(Map.of("assetName", "mill_1"), message.getProperties());
    }

    @Test
    void theAssetNameNeverChangesTheShapeOfATopic() {
        Map<String, String> names = Map.ofEntries(
                Map.entry("mill", "mill"),
                Map.entry("a/b", "a_b"),
                Map.entry("+", "_"),
                Map.entry("#", "_"),
                Map.entry("$assetName", "_assetName"),
                Map.entry("back\\slash", "back_slash"),
                Map.entry(" blank ends\t", "blank ends"),
                Map.entry("blank / ends /", "blank _ ends _"),
                Map.entry("nul\u0000\u007f\u0085", "nul___"),
                Map.entry("   ", "unnamed"),
                Map.entry("\u00fcml\u00e4ut \ud83d\ude00", "\u00fcml\u00e4ut \ud83d\ude00"),
                Map.entry("x".repeat(255) + "\ud83d\ude00", "x".repeat(255)));
        names.forEach((name, topic) -> assertEquals(topic, Text.inTopic(name), name));
    }

    static Batch stateBatch(StateMessage state) {
        Group group = new Group(new Group.Key(state.component(), state.component(), true));
        return new Batch(group, List.of(), state, 0, 0);
    }

    public static Map<String, Object> body(KuraMessage message) {
        return SchemaCheck.object(
                JsonReader.read(new String(message.getPayload().getBody(), StandardCharsets.UTF_8)));
    }

    private static int length(Batch batch) {
        return DecisionMessage.of(batch).getPayload().getBody().length;
    }
}
