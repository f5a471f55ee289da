package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.model.Reading;
import io.millwright.model.Reading.Task;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.decide.PipelineDecision;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A model that says of itself that it should not be asked makes no GOOD decision, whatever its other readings say. */
class ModelThatDoubtsTest {
    private static final Reading PICTURE = new FakeModel.Says(
            "picture",
            Task.CLASSES,
            0,
            1,
            "",
            List.of(),
            List.of("usable", "empty", "other board"),
            false,
            -1,
            0,
            -1,
            0,
            0,
            List.of("empty", "other board"));

    private static PipelineDecision decide(String labels, double... said) throws Exception {
        FakeModel model = new FakeModel(
                "1.0.0",
                List.of(FakeModel.input("x", ElementType.FLOAT64, 1, List.of(FakeModel.number("a")))),
                new long[] {1, said.length},
                x -> said);
        model.readings = List.of(FakeModel.Says.score("ok", "defect"), PICTURE);
        PipelineHarness h = labels.isEmpty()
                ? new PipelineHarness(model)
                : new PipelineHarness(model, "rule.readings", "picture: labels=" + labels);
        h.play("1.0 a=1");
        assertEquals(1, h.decisions.size());
        return h.decisions.get(0);
    }

    @Test
    void theLabelIsTheReason() throws Exception {
        PipelineDecision decision = decide("", 99, 0.1, 0.7, 0.2);
        assertEquals("UNCERTAIN the model says of picture: empty", decision.quality() + " " + decision.reason());
        assertEquals("defect", decision.decision());
    }

    @Test
    void anyOtherLabelLeavesTheDecisionGood() throws Exception {
        PipelineDecision decision = decide("", 99, 0.9, 0.7, 0.2);
        assertEquals("GOOD ", decision.quality() + " " + decision.reason());
    }

    @Test
    void whatTheFormCallsOtherwiseIsDoubtedStill() throws Exception {
        PipelineDecision decision = decide("fine,blank,wrong", 99, 0.1, 0.2, 0.7);
        assertEquals("UNCERTAIN the model says of picture: wrong", decision.quality() + " " + decision.reason());
    }
}
