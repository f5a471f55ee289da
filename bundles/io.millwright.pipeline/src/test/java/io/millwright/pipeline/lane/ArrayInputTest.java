package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.Aggregate;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Layout;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.ShapedInputs;
import io.millwright.pipeline.ShapedInputs.ArrayFeature;
import io.millwright.tag.Tag;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Arrays fill inputs of any rank; what is wrong with one is told, and decisions go on. */
class ArrayInputTest {
    private static PipelineHarness harness(TensorSpec... inputs) throws Exception {
        return new PipelineHarness(FakeModel.of(inputs));
    }

    private static double[] input(PipelineHarness h, FakeModel model) {
        return model.opened.get(0).lastInput();
    }

    private static String summary(PipelineHarness h) {
        StringBuilder text = new StringBuilder();
        h.decisions.forEach(
                d -> text.append((d.quality() + " " + d.reason()).strip()).append('\n'));
        h.decisions.clear();
        return text.toString().strip();
    }

    @Test
    void aWaveformOf65536FloatsArrivesElementByElement() throws Exception {
        float[] wave = new float[65_536];
        Random random = new Random(7);
        for (int i = 0; i < wave.length; i++) {
            wave[i] = random.nextFloat() * 20 - 10;
        }
        FakeModel model = FakeModel.of(ShapedInputs.array("vibration", wave.length));
        PipelineHarness h = new PipelineHarness(model);
        h.object("vibration", wave, "1.0").play("1.0").play("2.0");
        assertEquals("GOOD\nGOOD", summary(h));
        double[] x = input(h, model);
        assertArrayEquals(
                IntStream.range(0, wave.length).mapToDouble(i -> wave[i]).toArray(), x);
    }

    @Test
    void twoArraysStandSideBySideInEitherLayout() throws Exception {
        for (Layout layout : Layout.values()) {
            boolean first = layout == Layout.CHANNELS_FIRST;
            long[] shape = first ? new long[] {-1, 2, 3} : new long[] {-1, 3, 2};
            FakeModel model = FakeModel.of(ShapedInputs.arrays("x", ElementType.FLOAT32, layout, shape, 3, "a", "b"));
            PipelineHarness h = new PipelineHarness(model);
            h.object("a", new float[] {1, 2, 3}, "1.0")
                    .object("b", new float[] {4, 5, 6}, "1.0")
                    .play("1.0");
            assertEquals("GOOD", summary(h));
            assertArrayEquals(
                    first ? new double[] {1, 2, 3, 4, 5, 6} : new double[] {1, 4, 2, 5, 3, 6}, input(h, model));
        }
    }

    @Test
    void oneArrayFillsAnyShapeRowByRow() throws Exception {
        FakeModel model = FakeModel.of(
                ShapedInputs.arrays("x", ElementType.FLOAT64, Layout.CHANNELS_FIRST, new long[] {1, 2, 1, 3}, 6, "a"));
        PipelineHarness h = new PipelineHarness(model);
        h.object("a", new double[] {1, 2, 3, 4, 5, 1e300}, "1.0").play("1.0");
        assertEquals("GOOD", summary(h));
        assertArrayEquals(new double[] {1, 2, 3, 4, 5, 1e300}, input(h, model));
    }

    @Test
    void everyKindOfArrayFillsEveryElementType() throws Exception {
        List<Object> arrays = List.of(
                new boolean[] {false, true},
                new byte[] {0, 1},
                new short[] {0, 1},
                new int[] {0, 1},
                new long[] {0, 1},
                new float[] {0, 1},
                new double[] {0, 1});
        for (ElementType type : ElementType.values()) {
            for (Object array : arrays) {
                FakeModel model =
                        FakeModel.of(ShapedInputs.arrays("x", type, Layout.CHANNELS_FIRST, new long[] {-1, 2}, 2, "a"));
                PipelineHarness h = new PipelineHarness(model);
                h.object("a", array, "1.0").play("1.0");
                assertEquals("GOOD", summary(h), type + " of " + array.getClass());
                assertArrayEquals(new double[] {0, 1}, input(h, model), type + " of " + array.getClass());
            }
        }
    }

    @Test
    void whatIsNoArrayOfThatLengthIsBadWithItsReasonAndDecisionsGoOn() throws Exception {
        PipelineHarness h = new PipelineHarness(FakeModel.of(ShapedInputs.array("a", 3)), "quality.policy", "flag");
        h.object("a", new float[] {1, 2, 3}, "1.0").play("1.0");
        h.object("a", new float[] {1, 2}, "2.0").play("2.0");
        h.object("a", "text", "3.0").play("3.0");
        h.play("4.0 a=5");
        h.object("a", new float[] {1, Float.NaN, 3}, "5.0").play("5.0");
        h.object("a", new float[] {1, Float.NEGATIVE_INFINITY, 3}, "6.0").play("6.0");
        h.play("7.0 a=!nocomm");
        h.object("a", new float[] {1, 2, 3}, "8.0").play("8.0");
        assertEquals(
                """
                GOOD
                BAD tag 'a': Bad_OutOfRange, an array of 2 came, an array of 3 numbers is wanted
                BAD tag 'a': Bad_TypeMismatch, no array of numbers came, an array of 3 numbers is wanted
                BAD tag 'a': Bad_TypeMismatch, a number came, an array of 3 numbers is wanted
                BAD tag 'a': Bad_OutOfRange, an element is not a finite number
                BAD tag 'a': Bad_OutOfRange, an element is not a finite number
                BAD tag 'a': Bad_NoCommunication
                GOOD"""
                        .strip(),
                summary(h));
        assertEquals(5, h.counters.unusable.get());
    }

    @Test
    void theLastGoodArrayIsHeldAsTheLastGoodNumberIs() throws Exception {
        FakeModel model = FakeModel.of(ShapedInputs.array("a", 2));
        PipelineHarness h = new PipelineHarness(model);
        h.object("a", new float[] {1, 2}, "1.0").play("1.0");
        h.object("a", new float[] {9}, "2.0").play("2.0");
        assertEquals(
                "GOOD\nUNCERTAIN tag 'a': Bad_OutOfRange, an array of 1 came, an array of 2 numbers is wanted, last Good"
                        + " value held",
                summary(h));
        assertArrayEquals(new double[] {1, 2}, input(h, model));
    }

    @Test
    void anElementOutsideTheTrainingRangeIsUncertainAndOneThatDoesNotFitIsBad() throws Exception {
        TensorSpec x = ShapedInputs.of(
                "x",
                ElementType.UINT8,
                Layout.CHANNELS_FIRST,
                new long[] {-1, 3},
                List.of(new ArrayFeature("a", 3, 0, 100, false, 0)));
        PipelineHarness h = harness(x);
        h.object("a", new float[] {0, 50, 100}, "1.0").play("1.0");
        h.object("a", new float[] {0, 101, 100}, "2.0").play("2.0");
        h.object("a", new float[] {0, 256, 100}, "3.0").play("3.0");
        assertEquals(
                "GOOD\nUNCERTAIN feature 'a': outside the training range 0.0 to 100.0\n"
                        + "BAD feature 'a': value does not fit UINT8",
                summary(h));
    }

    @Test
    void anOptionalArrayThatIsMissingIsNotANumber() throws Exception {
        TensorSpec x = ShapedInputs.of(
                "x",
                ElementType.FLOAT32,
                Layout.CHANNELS_FIRST,
                new long[] {-1, 2, 2},
                List.of(new ArrayFeature("a", 2), new ArrayFeature("b", 2, Double.NaN, Double.NaN, true, 0)));
        FakeModel model = new FakeModel("1.0.0", List.of(x), new long[] {1, 1}, v -> new double[] {v[0]});
        PipelineHarness h = new PipelineHarness(model);
        h.object("a", new float[] {1, 2}, "1.0").play("1.0 b=!bad");
        assertEquals("GOOD", summary(h));
        assertArrayEquals(new double[] {1, 2, Double.NaN, Double.NaN}, input(h, model));
    }

    /** So many newer ones came before the window was made that its array is gone: never another one's data. */
    @Test
    void anOverwrittenArrayIsNoticed() throws Exception {
        int elements = 1 << 16;
        PipelineHarness h = harness(ShapedInputs.array("a", elements));
        for (int i = 0; i < 70; i++) {
            h.object("a", new float[elements], i == 0 ? "1.0" : "2." + (100 + i));
            if (i == 0) {
                h.queue("1.0");
            }
        }
        h.queue("3.0").serve();
        String lost = "BAD tag 'a': Bad_DataLost, overwritten before it was decided\n";
        assertEquals(lost + lost + "GOOD", summary(h));
        assertTrue(h.counters.overwritten.get() > 0);
    }

    /** The window's array was in force, and then the ring came round. */
    @Test
    void anArrayThatIsOverwrittenWhileItIsInForceIsNoticed() throws Exception {
        int elements = 1 << 16;
        PipelineHarness h = new PipelineHarness(
                FakeModel.of(
                        ShapedInputs.array("a", elements),
                        FakeModel.input("x", ElementType.FLOAT64, 1, List.of(FakeModel.number("n")))),
                "window.latenessMs",
                500L);
        h.object("a", new float[elements], "1.0").play("1.0 n=1@0.9");
        for (int i = 0; i < 70; i++) {
            h.object("a", new float[elements], "1." + (100 + i));
        }
        h.play("1.6");
        assertEquals(
                "BAD tag 'a': overwritten before it was decided: newer samples came faster than decisions", summary(h));
        h.play("2.6");
        assertEquals("GOOD", summary(h));
    }

    @Test
    void arraysAndRowsOfNumbersFillOneModelTogether() throws Exception {
        FakeModel model = FakeModel.of(
                FakeModel.input("rows", ElementType.FLOAT64, 2, List.of(FakeModel.number("n"))),
                ShapedInputs.array("a", 2));
        PipelineHarness h = new PipelineHarness(model, "quality.policy", "flag");
        h.object("a", new float[] {7, 8}, "1.0").play("1.0 n=1");
        h.play("2.0 n=2");
        assertArrayEquals(new double[] {1, 2, 7, 8}, input(h, model));
        h.object("a", new float[] {7}, "3.0").play("3.0 n=3");
        // Of an array only the newest row counts: what was Bad one row ago is over.
        h.object("a", new float[] {9, 9}, "4.0").play("4.0 n=4");
        assertEquals(
                "GOOD\nBAD tag 'a': Bad_OutOfRange, an array of 1 came, an array of 2 numbers is wanted\nGOOD",
                summary(h));
        assertArrayEquals(new double[] {3, 4, 9, 9}, input(h, model));
    }

    @Test
    void assetsShareARunAndEachHasItsOwnArray() throws Exception {
        FakeModel model = FakeModel.of(ShapedInputs.array("a", 2));
        PipelineHarness h = new PipelineHarness(model, "assets", "M[1..3]", "mapping", "*={asset}.*");
        for (int i = 1; i <= 3; i++) {
            h.object("M" + i + ".a", new float[] {i, 10 * i}, "1.0");
        }
        h.play("1.0");
        h.expect("1.0 alarm alarm 11.0 GOOD\n1.0 alarm alarm 22.0 GOOD\n1.0 alarm alarm 33.0 GOOD");
        h.object("M2.a", new float[] {5}, "2.0").play("2.0");
        assertEquals(
                "GOOD\nUNCERTAIN tag 'M2.a': Bad_OutOfRange, an array of 1 came, an array of 2 numbers is wanted, last"
                        + " Good value held\nGOOD",
                summary(h));
    }

    @Test
    void ofAPartItsLastArrayIsTakenAndNeverThatOfAnother() throws Exception {
        FakeModel model = FakeModel.of(
                FakeModel.input(
                        "x", ElementType.FLOAT64, 1, List.of(FakeModel.computed("current", Aggregate.SUM, 0, 0))),
                ShapedInputs.array("a", 2));
        PipelineHarness h = new PipelineHarness(model, "window.kind", "part", "part.open", "on = true");
        h.object("a", new float[] {100, 100}, "1.0").play("1.0 on=0 current=0");
        h.play("2.0 on=1");
        h.object("a", new float[] {1, 1}, "2.2")
                .object("a", new float[] {2, 2}, "2.4")
                .play("2.5 current=5");
        h.play("3.0 on=0").play("4.0");
        assertArrayEquals(new double[] {5, 2, 2}, input(h, model));
        assertEquals("GOOD", summary(h));
        h.play("5.0 on=1").play("5.5 current=5").play("6.0 on=0").play("7.0");
        assertEquals("BAD tag 'a': Bad_NoData", summary(h));
    }

    @Test
    void aModelOfTheSameShapesTakesOverWithTheArrayInForce() throws Exception {
        FakeModel model = FakeModel.of(ShapedInputs.array("a", 2));
        PipelineHarness h = new PipelineHarness(model);
        h.object("a", new float[] {1, 2}, "1.0").play("1.0");
        h.swap(model.next("1.1.0", x -> new double[] {100 + x[0] + x[1]}));
        h.play("2.0");
        h.expect("1.0 ok ok 3.0 GOOD\n2.0 alarm alarm 103.0 GOOD");
    }

    @Test
    void aTagOfAnotherKindOrLengthIsNamedWithBothNumbers() throws Exception {
        PipelineHarness h = harness(ShapedInputs.array("a", 6));
        h.describe(new PipelineHarness.FakeTag("a", "", Tag.Kind.ARRAY, new int[] {2, 4}));
        assertEquals(
                "Mapping of features to tags: tag 'a' delivers an array of 8 elements, but feature 'a' has 6; map it to another tag, or correct"
                        + " the length in the PLC",
                h.intake.asset(0).problem().text());
        h.describe(new PipelineHarness.FakeTag("a", "", Tag.Kind.TEXT, new int[0]));
        assertEquals(
                "Mapping of features to tags: tag 'a' delivers TEXT, but feature 'a' takes an array of 6 numbers; map it to another tag, or"
                        + " have the PLC write that type",
                h.intake.asset(0).problem().text());
        for (int[] dimensions : List.of(new int[] {2, 3}, new int[] {-1}, new int[0])) {
            h.describe(new PipelineHarness.FakeTag("a", "", Tag.Kind.ARRAY, dimensions));
            assertEquals(null, h.intake.asset(0).problem());
        }
    }
}
