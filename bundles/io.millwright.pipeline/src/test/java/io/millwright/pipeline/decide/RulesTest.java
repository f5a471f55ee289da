package io.millwright.pipeline.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millwright.model.Reading;
import io.millwright.model.Reading.Task;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.Labels;
import io.millwright.pipeline.window.MappingException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person wants of a reading is held against what the reading is. */
class RulesTest {
    private static final Reading PROBABILITY = new FakeModel.Says(
            "score", Task.BINARY, 0, 0, "", List.of(0.5), List.of("ok", "alarm"), false, -1, 0, -1, 0, 1);

    private static RuleWish threshold(double value) {
        return new RuleWish("", Labels.RULE_THRESHOLD, List.of(value), List.of(), List.of(), 0, 1, 1);
    }

    @Test
    void a16AThresholdThatIsNoProbabilityIsRefusedForOne() throws Exception {
        for (double wrong : new double[] {-5, 1.5}) {
            MappingException refused = assertThrows(
                    MappingException.class, () -> Rules.of("m 1.0.0", List.of(PROBABILITY), List.of(threshold(wrong))));
            assertEquals(
                    "Threshold is " + wrong + ", but reading 'score' of model m 1.0.0 is a probability; enter a number"
                            + " from 0 to 1",
                    refused.getMessage());
        }
        assertEquals(
                List.of(0.75),
                Rules.of("m 1.0.0", List.of(PROBABILITY), List.of(threshold(0.75)))
                        .get(0)
                        .thresholds());
    }
}
