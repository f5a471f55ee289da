package io.millwright.pipeline.lane;

import io.millwright.model.Reference;
import io.millwright.model.Reference.Group;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.FakeModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values that are each in range, but not in this company, make no decision GOOD: tags or units were exchanged. */
class ExchangedTagsTest {
    private static final String REASON =
            "features [inlet, outlet] do not go together as in the training data: are tags or units exchanged?";

    /** The outlet is some 20 K warmer than the inlet, both between 280 and 360 K. */
    private static FakeModel model() {
        FakeModel model = FakeModel.of(FakeModel.input(
                "x",
                ElementType.FLOAT64,
                1,
                List.of(FakeModel.range("inlet", 280, 360), FakeModel.range("outlet", 280, 360))));
        model.reference = new Reference(
                1_000,
                30,
                List.of(),
                List.of(new Group(
                        "together",
                        List.of("inlet", "outlet"),
                        List.of(310.0, 330.0),
                        List.of(100.0, 98.0, 98.0, 100.0),
                        0,
                        4)),
                List.of(),
                List.of(),
                List.of(),
                0,
                0);
        return model;
    }

    @Test
    void tagsThatWereExchangedAreFoundAtTheFirstDecision() throws Exception {
        new PipelineHarness(model())
                .play("1 inlet=312 outlet=331\n2 inlet=331 outlet=312\n3 inlet=300 outlet=321")
                .expect("1.0 alarm alarm 643.0 GOOD\n2.0 alarm alarm 643.0 UNCERTAIN " + REASON
                        + "\n3.0 alarm alarm 621.0 GOOD");
    }

    @Test
    void aUnitThatWasExchangedIsFoundThoughTheValueIsInRange() throws Exception {
        // 134 degrees Fahrenheit in place of 330 K would be out of range; 300 in place of 330 is not.
        new PipelineHarness(model()).play("1 inlet=312 outlet=300").expect("1.0 alarm alarm 612.0 UNCERTAIN " + REASON);
    }

    @Test
    void aValueOutOfRangeKeepsItsOwnReason() throws Exception {
        new PipelineHarness(model())
                .play("1 inlet=312 outlet=400")
                .expect(
                        "1.0 alarm alarm 712.0 UNCERTAIN feature 'outlet': outside the training range 280.0 to 360.0 K");
    }
}
