package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.ModelException;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.decide.PipelineDecision;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Many machines from one form: one lane, one model, each asset's windows, trouble and numbers its own. */
class ManyAssetsLaneTest {
    private static PipelineHarness fleet(FakeModel model, Object... settings) throws Exception {
        Object[] all = new Object[settings.length + 4];
        System.arraycopy(settings, 0, all, 4, settings.length);
        all[0] = "assets";
        all[1] = "M[1..3]";
        all[2] = "mapping";
        all[3] = "*={asset}.*" + (model.inputs().get(0).features().size() > 1 ? "\nroom=room" : "");
        return new PipelineHarness(model, all);
    }

    private static String decisions(PipelineHarness h) {
        String text = h.decisions.stream()
                .map(d -> String.format(
                        Locale.ROOT,
                        "%s#%d %.0f=%.0f %s",
                        d.asset(),
                        d.sequence(),
                        d.windowEndMicros() / 1e6,
                        d.score(),
                        d.quality()))
                .collect(Collectors.joining("\n"));
        h.decisions.clear();
        return text;
    }

    @Test
    void eachAssetDecidesFromItsOwnTagsAndTheSharedOnes() throws Exception {
        PipelineHarness h = fleet(FakeModel.sum("a", "room"));
        assertEquals(
                List.of("M1.a", "room", "M2.a", "M3.a"), h.intake.interest().tagNames());
        h.play("1.0 M1.a=1 M2.a=2 M3.a=3 room=100").play("2.0 M2.a=20");
        assertEquals(
                """
                M1#1 1=101 GOOD
                M2#1 1=102 GOOD
                M3#1 1=103 GOOD
                M1#2 2=101 GOOD
                M2#2 2=120 GOOD
                M3#2 2=103 GOOD"""
                        .strip(),
                decisions(h));
    }

    @Test
    void windowsThatAreDueTogetherShareARun() throws Exception {
        FakeModel model = FakeModel.sum("a");
        PipelineHarness h = fleet(model);
        h.play("1.0 M1.a=1 M2.a=2 M3.a=3").play("2.0").play("3.0");
        assertEquals(9, h.decisions.size());
        assertEquals(
                3, model.opened.stream().mapToInt(FakeModel.FakeRunner::runs).sum());
    }

    @Test
    void oneAssetsTroubleIsThatAssets() throws Exception {
        PipelineHarness h = fleet(FakeModel.sum("a"), "hold.limitMs", 0L);
        h.play("1.0 M1.a=1 M2.a=2 M3.a=3").play("2.0 M2.a=@1.5!bad").play("3.0 M2.a=5");
        assertEquals(
                List.of("M2 BAD"),
                h.decisions.stream()
                        .filter(d -> !d.quality().name().equals("GOOD"))
                        .map(d -> d.asset() + " " + d.quality())
                        .toList());
        assertEquals(1, h.counters.of("M2").bad.get());
        assertEquals(9L, h.counters.asMap().get("decisions"));
        assertEquals(1L, h.counters.asMap().get("decisions.bad"));
    }

    @Test
    void anAssetThatHasNoValueYetHoldsNobodyUp() throws Exception {
        PipelineHarness h = fleet(FakeModel.sum("a"));
        h.play("1.0 M1.a=1 M3.a=3").play("2.0");
        assertEquals(
                List.of("M1", "M3", "M1", "M3"),
                h.decisions.stream().map(PipelineDecision::asset).toList());
        assertEquals(0, h.lane.tagWithoutValue(1));
    }

    @Test
    void aFailedRunIsBadForThoseThatSharedIt() throws Exception {
        FakeModel model = FakeModel.sum("a");
        PipelineHarness h = fleet(model);
        model.onRun = () -> {
            throw new ModelException("no memory", true);
        };
        h.play("1.0 M1.a=1 M2.a=2 M3.a=3");
        assertEquals(
                3,
                h.decisions.stream()
                        .filter(d -> d.quality().name().equals("BAD"))
                        .count());
        assertEquals("the model's run failed: no memory", h.lane.runFailure(2));
        assertEquals(1, h.counters.of("M2").failedWindows.get());
        model.onRun = () -> {};
        h.play("2.0");
        assertEquals(
                3,
                h.decisions.stream()
                        .filter(d -> d.quality().name().equals("GOOD"))
                        .count());
    }

    /** It makes no run that could succeed, and is not to be told for as long as it rests. */
    @Test
    void anAssetThatIsIdleAfterAFailedRunIsNoTroubleAnyMore() throws Exception {
        FakeModel model = FakeModel.sum("a");
        PipelineHarness h = fleet(model, "window.onlyWhile", "{asset}.a > 0");
        model.onRun = () -> {
            throw new ModelException("no memory", true);
        };
        h.play("1.0 M1.a=1 M2.a=2 M3.a=3");
        model.onRun = () -> {};
        h.play("2.0 M1.a=1 M2.a=0 M3.a=3").play("3.0");
        assertEquals(List.of("", "", ""), List.of(h.lane.runFailure(0), h.lane.runFailure(1), h.lane.runFailure(2)));
        assertTrue(h.counters.of("M2").idle.get() > 0);
        assertEquals(
                List.of("M1", "M2", "M3", "M1", "M3", "M1", "M3"),
                h.decisions.stream().map(PipelineDecision::asset).toList());
    }

    @Test
    void whatIsWrongWithAListIsNamed() {
        Map<String, String> problems = Map.of(
                "{asset}=x", "Assets is empty; enter the names there",
                "*={asset}.*", "Assets is empty; enter the names there");
        problems.forEach((mapping, text) -> {
            PipelineConfiguration c = PipelineConfiguration.of(Map.of("kura.service.pid", "p", "mapping", mapping));
            assertTrue(c.problems().get(0).text().endsWith(text), c.problems().toString());
        });
        PipelineConfiguration same =
                PipelineConfiguration.of(Map.of("kura.service.pid", "p", "assets", "A, B", "mapping", "a=b"));
        assertTrue(
                same.problems().get(0).text().contains("all would read the same tags"),
                same.problems().toString());
        PipelineConfiguration twice =
                PipelineConfiguration.of(Map.of("kura.service.pid", "p", "assets", "A, A", "mapping", "*={asset}.*"));
        assertTrue(
                !twice.valid() && twice.problems().get(0).text().startsWith("Assets"),
                twice.problems().toString());
    }
}
