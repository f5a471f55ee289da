package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.model.Reference;
import io.millwright.pipeline.FakeModel;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Two parts that a missed signal made one, and a piece of one, make no decision GOOD. */
class GluedPartsTest {
    private final FakeModel model = FakeModel.sum("current");

    private String qualities(String table) throws Exception {
        model.reference = new Reference(1_000, 30, List.of(), List.of(), List.of(), List.of(), List.of(), 900, 1_200);
        PipelineHarness lane = new PipelineHarness(model, "window.kind", "part", "part.open", "on = true");
        lane.play(table);
        return lane.decisions.stream()
                .map(decision -> (decision.quality() + " " + decision.reason()).strip())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void twoPartsInOneAreUncertainAndSayWhy() throws Exception {
        assertEquals(
                "GOOD\nUNCERTAIN the part lasted longer than any of the training: are they two in one?",
                qualities(
                        """
                        1.0 on=0 current=1
                        2.0 on=1
                        3.0 on=0
                        4.0 on=1
                        6.1 on=0
                        8.0
                        """));
    }

    @Test
    void aPieceOfAPartIsUncertainAndSaysWhy() throws Exception {
        assertEquals(
                "UNCERTAIN the part was shorter than any of the training: is it a piece of one?",
                qualities(
                        """
                        1.0 on=0 current=1
                        2.0 on=1
                        2.5 on=0
                        4.0
                        """));
    }

    @Test
    void aQuarterMoreOrLessIsAPart() throws Exception {
        assertEquals(
                "GOOD\nGOOD",
                qualities(
                        """
                        1.0 on=0 current=1
                        2.0 on=1
                        2.7 on=0
                        4.0 on=1
                        5.5 on=0
                        7.0
                        """));
    }
}
