package io.millwright.pipeline.lane;

import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.FakeModel.Says;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A window is written in the type that the model takes, and what the model says is read in the type that it gives. */
class ElementTypesLaneTest {
    private static FakeModel taking(ElementType type) {
        return FakeModel.of(FakeModel.input("x", type, 1, List.of(FakeModel.number("a"), FakeModel.number("b"))));
    }

    @Test
    void aHalfFloatTakesTheNearestEvenAndNothingBeyondItsEnds() throws Exception {
        new PipelineHarness(taking(ElementType.FLOAT16).giving(ElementType.FLOAT32))
                .play("1.0 a=2049 b=0")
                .play("2.0 a=2051")
                .play("3.0 a=65504")
                .play("4.0 a=65505")
                .expect(
                        """
                        1.0 alarm alarm 2048.0 GOOD
                        2.0 alarm alarm 2052.0 GOOD
                        3.0 alarm alarm 65504.0 GOOD
                        4.0 unknown - - BAD feature 'a': value does not fit FLOAT16
                        """);
    }

    @Test
    void anUnsignedIntegerTakesNoNegativeNumber() throws Exception {
        new PipelineHarness(taking(ElementType.UINT32).giving(ElementType.UINT64))
                .play("1.0 a=4294967295 b=0.5")
                .play("2.0 a=-1")
                .expect(
                        """
                        1.0 alarm alarm 4294967295.0 GOOD
                        2.0 unknown - - BAD feature 'a': value does not fit UINT32
                        """);
    }

    /** The model says its label itself, by the index; a text that is none of the labels decides nothing and says so. */
    @Test
    void aModelThatNamesItsLabelDecides() throws Exception {
        FakeModel named = taking(ElementType.INT8).giving(ElementType.STRING);
        named.readings = List.of(Says.score("good", "worn", "broken"));
        new PipelineHarness(named)
                .play("1.0 a=1 b=0")
                .play("2.0 a=2")
                .play("3.0 a=-1")
                .play("4.0 a=0")
                .expect(
                        """
                        1.0 worn worn 1.0 GOOD
                        2.0 broken broken 2.0 GOOD
                        3.0 unknown - - BAD the model's text is none of the labels of reading 'score'
                        4.0 good good 0.0 GOOD
                        """);
    }
}
