package io.millwright.pipeline.publish.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Quality;
import io.millwright.decision.Severity;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.decide.ReadingValue;
import io.millwright.pipeline.publish.Decisions;
import io.millwright.pipeline.publish.OutboxLimits;
import io.millwright.pipeline.state.StateMessage;
import io.millwright.supervision.State;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.junit.jupiter.api.Test;

/** The message as a receiver sees it. */
public class DecisionMessageTest {
    /** What Kura can encode; anything else fails only when it is sent. */
    private static final Set<Class<?>> METRIC_TYPES =
            Set.of(Double.class, Float.class, Long.class, Integer.class, Boolean.class, String.class, byte[].class);

    private static final String NASTY = "quote \" back\\slash \n\t\u0001 \u00e4\u20ac \ud83d\ude00 \u2028 </script>";

    static PipelineDecision decision(long sequence, double score, Quality quality, String reason) {
        return Decisions.of(
                "Line 1/Cell 2",
                "pipeline-1",
                Decisions.MODEL,
                sequence,
                1_750_000_000_500_123L,
                "failure",
                score,
                quality,
                reason,
                sequence == 7,
                1_000,
                3,
                2);
    }

    static Batch batch(PipelineDecision... decisions) {
        Group group = new Group(new Group.Key("Line 1/Cell 2", "pipeline-1", Group.Kind.ONE_ASSET));
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
                Map.entry("late", 2L),
                Map.entry("unconfirmed", 6L),
                Map.entry("part", ""),
                Map.entry("run", 1L),
                Map.entry("severity", "ok"),
                Map.entry("window.start", 1_750_000_000_000_123L));
        assertEquals(expected, message.getPayload().metrics());
        assertEquals(new Date(1_750_000_000_500L), message.getPayload().getTimestamp());
        assertEquals(Map.of("assetName", "Line 1_Cell 2"), message.getProperties());

        Map<String, Object> body = body(message);
        assertEquals(
                Map.of("dropped", 7L, "late", 2L, "unconfirmed", 6L), body.get("counters"), "metrics and body agree");
        List<?> decisions = (List<?>) body.get("decisions");
        assertEquals(2, decisions.size());
        assertEquals(
                Map.ofEntries(
                        Map.entry("sequence", 7L),
                        Map.entry("windowEnd", 1_750_000_000_500_123L),
                        Map.entry("decision", "failure"),
                        Map.entry("label", "failure"),
                        Map.entry("score", 0.75),
                        Map.entry("quality", "GOOD"),
                        Map.entry("reason", ""),
                        Map.entry("changed", true),
                        Map.entry("run", 1L),
                        Map.entry("windowStart", 1_750_000_000_000_123L),
                        Map.entry("part", ""),
                        Map.entry("role", "serving"),
                        Map.entry("severity", "ok"),
                        Map.entry("shelved", false),
                        Map.entry("readings", ((Map<?, ?>) decisions.get(0)).get("readings"))),
                decisions.get(0));
        Map<String, Object> second = SchemaCheck.object(decisions.get(1));
        assertEquals(8L, second.get("sequence"));
        assertEquals("torque: dropped samples", second.get("reason"));
        assertEquals(false, second.get("changed"));
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
        for (PipelineDecision second : List.of(
                decision(8, Double.NaN, Quality.BAD, NASTY),
                decision(Long.MAX_VALUE, -1.0e-300, Quality.UNCERTAIN, "\u00e4".repeat(2_000)),
                Decisions.withValues(9, Decisions.readings(40, 100)),
                Decisions.withValues(10, Decisions.readings(1, 50_000)),
                Decisions.withValues(11, Decisions.readings(2_000, 0)))) {
            int more = length(batch(second, second)) - length(batch(second));
            assertEquals(DecisionText.bytes(second, false), more);
            assertTrue(more <= OutboxLimits.MESSAGE_BODY_BYTES, "one decision alone fits: " + more);
        }
    }

    /** Whoever reads the first reading only finds it where it always was. */
    @Test
    void theFirstReadingIsTheDecisionAndAllReadingsFollow() {
        ReadingValue forecast = new ReadingValue(
                "torque", "Nm", 4.5, "high", "rising", Severity.WARNING, 4, Double.NaN, new double[] {4.5, 5});
        PipelineDecision decision = Decisions.withValues(
                3, List.of(new ReadingValue("score", 0.25, "healthy", "healthy", Severity.OK), forecast));
        KuraMessage message = DecisionMessage.of(batch(decision));
        Map<String, Object> written =
                SchemaCheck.object(((List<?>) body(message).get("decisions")).get(0));
        assertEquals("healthy", written.get("decision"));
        assertEquals(0.25, written.get("score"));
        assertEquals("warning", written.get("severity"), "the worst of the readings");
        Map<String, Object> second = SchemaCheck.object(((List<?>) written.get("readings")).get(1));
        Map<String, Object> expected = new HashMap<>(Map.of(
                "name", "torque",
                "unit", "Nm",
                "number", 4.5,
                "label", "rising",
                "rawLabel", "high",
                "severity", "warning",
                "lower", 4.0,
                "steps", List.of(4.5, 5.0)));
        expected.put("upper", null);
        assertEquals(expected, second);
        assertEquals(4.5, message.getPayload().getMetric("reading.torque"));
        assertEquals("rising", message.getPayload().getMetric("reading.torque.label"));
        assertFalse(message.getPayload().metrics().containsKey("reading.score"), "the first one has its own metrics");
    }

    @Test
    void aReadingWithoutLabelsDecidesNothing() {
        ReadingValue plain = new ReadingValue("wear", 0.4, "", "", Severity.OK);
        KuraMessage message = DecisionMessage.of(batch(Decisions.withValues(3, List.of(plain))));
        assertEquals("", message.getPayload().getMetric("decision"));
        assertEquals(0.4, message.getPayload().getMetric("score"));
    }

    @Test
    void readingsHaveMetricsUpToABoundAndWhatDoesNotFitIntoTheBodyIsSaid() {
        KuraMessage message = DecisionMessage.of(batch(Decisions.withValues(3, Decisions.readings(30, 0))));
        long metrics = message.getPayload().metrics().keySet().stream()
                .filter(name -> name.startsWith("reading.") && !name.endsWith(".label"))
                .count();
        assertEquals(DecisionMessage.METRIC_READINGS, metrics);
        Map<String, Object> large = SchemaCheck.object(
                ((List<?>) body(DecisionMessage.of(batch(Decisions.withValues(3, Decisions.readings(1, 9_000)))))
                                .get("decisions"))
                        .get(0));
        assertEquals(1L, large.get("omitted"));
        assertFalse(SchemaCheck.object(((List<?>) large.get("readings")).get(0)).containsKey("steps"));
    }

    @Test
    void decisionsOfManyAssetsShareAMessageOfTheirPipeline() {
        List<PipelineDecision> decisions = List.of(
                Decisions.ofManyAssets("p", "mill-1", 1, true, 2, 3),
                Decisions.ofManyAssets("p", "mill-2", 1, false, 0, 0),
                Decisions.ofManyAssets("p", "mill-1", 2, false, 4, 5));
        KuraMessage message = DecisionMessage.of(manyAssetsBatch(decisions));
        assertEquals(Map.of("assetName", "p"), message.getProperties());
        assertEquals("decisions", message.getPayload().getMetric("millwright.kind"));
        assertEquals(2, message.getPayload().getMetric("assets"));
        assertEquals(3, message.getPayload().getMetric("decisions"));
        Map<String, Object> body = body(message);
        assertEquals(2L, body.get("format"));
        assertEquals(
                List.of(
                        Map.of("asset", "mill-1", "dropped", 4L, "late", 5L),
                        Map.of("asset", "mill-2", "dropped", 0L, "late", 0L)),
                body.get("assets"),
                "once per asset, as of its newest decision");
        assertEquals(
                List.of("mill-1", "mill-2", "mill-1"),
                ((List<?>) body.get("decisions"))
                        .stream()
                                .map(one -> SchemaCheck.object(one).get("asset"))
                                .toList());
    }

    static Batch manyAssetsBatch(List<PipelineDecision> decisions) {
        return new Batch(new Group(Group.Key.of(decisions.get(0))), decisions, null, 4, 6);
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
                        "time", 1_750_000_000_000_000L,
                        "run", 1L,
                        "sequence", 1L),
                plain.getPayload().metrics());
        assertEquals(Map.of("assetName", "opc_1"), plain.getProperties());
        assertFalse(body(plain).containsKey("asset"));

        StateMessage ofAsset =
                new StateMessage("pipe", "mill+1", "RUNNING", "", State.Severity.INFO, 1_750_000_000_000_000L);
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
        Group group = new Group(new Group.Key(state.component(), state.component(), Group.Kind.STATE));
        return new Batch(group, List.of(), state, 0, 0);
    }

    public static Map<String, Object> body(KuraMessage message) {
        byte[] bytes = message.getPayload().getBody();
        if (bytes[0] == 0x1f) {
            try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                bytes = gzip.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return SchemaCheck.object(JsonReader.read(new String(bytes, StandardCharsets.UTF_8)));
    }

    private static int length(Batch batch) {
        return DecisionMessage.of(batch).getPayload().getBody().length;
    }
}
