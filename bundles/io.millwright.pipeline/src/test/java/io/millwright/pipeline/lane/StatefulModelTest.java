package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.model.State;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.FakeModel;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a model remembers is kept per asset, from run to run and from version to version, and forgotten where the line breaks off. */
class StatefulModelTest {
    private static final Function<double[], double[]> SUM = x -> new double[] {x[0] + x[1]};

    /** Adds up what comes: the state goes in before the tag. */
    private static FakeModel adding(String version, String state, Function<double[], double[]> function) {
        FakeModel model = new FakeModel(
                version,
                List.of(
                        new FakeModel.Spec(state, ElementType.FLOAT64, new long[] {-1, 1}, List.of()),
                        FakeModel.input("x", ElementType.FLOAT64, 1, List.of(FakeModel.number("a")))),
                new long[] {-1, 1},
                function);
        model.states = List.of(new State(0, 0));
        return model;
    }

    @Test
    void eachRunBeginsWithWhatTheOneBeforeLeft() throws Exception {
        new PipelineHarness(adding("1.0.0", "h", SUM))
                .play("1.0 a=1")
                .play("2.0 a=2")
                .play("3.0 a=4")
                .expect(
                        """
                        1.0 ok ok 1.0 GOOD
                        2.0 ok ok 3.0 GOOD
                        3.0 ok ok 7.0 GOOD
                        """);
    }

    @Test
    void assetsRememberNothingOfEachOther() throws Exception {
        new PipelineHarness(adding("1.0.0", "h", SUM), "assets", "m[1..2]", "mapping", "*={asset}.*")
                .play("1.0 m1.a=1 m2.a=100")
                .play("2.0 m1.a=2 m2.a=200")
                .play("3.0 m1.a=3 m2.a=300")
                .expect(
                        """
                        1.0 ok ok 1.0 GOOD
                        1.0 alarm alarm 100.0 GOOD
                        2.0 ok ok 3.0 GOOD
                        2.0 alarm alarm 300.0 GOOD
                        3.0 ok ok 6.0 GOOD
                        3.0 alarm alarm 600.0 GOOD
                        """);
    }

    @Test
    void aGapIsForgottenAcross() throws Exception {
        new PipelineHarness(adding("1.0.0", "h", SUM), "hold.limitMs", 5_000L)
                .play("1.0 a=1")
                .play("2.0 a=2")
                .play("60.0 a=4")
                .play("61.0 a=1")
                .expect(
                        """
                        1.0 ok ok 1.0 GOOD
                        2.0 ok ok 3.0 GOOD
                        60.0 ok ok 4.0 GOOD
                        61.0 ok ok 5.0 GOOD
                        """);
    }

    @Test
    void aVersionThatRemembersTheSameGoesOnAndAnotherBeginsAnew() throws Exception {
        PipelineHarness harness =
                new PipelineHarness(adding("1.0.0", "h", SUM)).play("1.0 a=1").play("2.0 a=2");
        harness.swap(adding("2.0.0", "h", x -> new double[] {x[0] + 2 * x[1]}));
        harness.play("3.0 a=1");
        harness.swap(adding("3.0.0", "other", SUM));
        harness.play("4.0 a=1")
                .expect(
                        """
                        1.0 ok ok 1.0 GOOD
                        2.0 ok ok 3.0 GOOD
                        3.0 ok ok 5.0 GOOD
                        4.0 ok ok 1.0 GOOD
                        """);
    }

    /** The statement may be one all the same, but none of those that follow. */
    @Test
    void aStateThatIsNoNumberBeginsAnewAndIsCounted() throws Exception {
        long[] two = {-1, 2};
        FakeModel model = new FakeModel(
                "1.0.0",
                List.of(
                        new FakeModel.Spec("h", ElementType.FLOAT64, two, List.of()),
                        FakeModel.input("x", ElementType.FLOAT64, 1, List.of(FakeModel.number("a")))),
                two,
                x -> new double[] {x[1] + x[2], x[2] == 9 ? Double.POSITIVE_INFINITY : x[1] + x[2]});
        model.states = List.of(new State(0, 0));
        PipelineHarness h = new PipelineHarness(model)
                .play("1.0 a=1")
                .play("2.0 a=9")
                .play("3.0 a=2")
                .play("4.0 a=3");
        assertEquals(1, h.counters.memoryResets.get());
        h.expect(
                """
                1.0 ok ok 1.0 GOOD
                2.0 alarm alarm 10.0 GOOD
                3.0 ok ok 2.0 GOOD
                4.0 ok ok 5.0 GOOD
                """);
    }

    /** Otherwise no later run would ever say something again. */
    @Test
    void whatIsNoNumberIsNotRemembered() throws Exception {
        new PipelineHarness(adding("1.0.0", "h", x -> new double[] {x[1] == 9 ? Double.NaN : x[0] + x[1]}))
                .play("1.0 a=1")
                .play("2.0 a=9")
                .play("3.0 a=2")
                .expect(
                        """
                        1.0 ok ok 1.0 GOOD
                        2.0 unknown - - BAD the score is not a finite number
                        3.0 ok ok 3.0 GOOD
                        """);
    }
}
