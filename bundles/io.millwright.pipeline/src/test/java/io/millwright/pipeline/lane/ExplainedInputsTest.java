package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Decision;
import io.millwright.decision.DecisionListener;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Picture;
import io.millwright.model.State;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.ShapedInputs;
import io.millwright.pipeline.decide.WholeInputs;
import io.millwright.pipeline.listen.BoundListeners;
import io.millwright.pipeline.listen.DecisionListeners;
import io.millwright.pipeline.shape.PictureDecoders;
import io.millwright.pipeline.shape.PictureFiles;
import io.millwright.tensor.Elements;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of decisions that are to be explained, and of no other, the lane keeps what the model saw, as it was. */
class ExplainedInputsTest {
    private final PictureDecoders decoders = new PictureDecoders();

    @AfterEach
    void close() {
        decoders.close();
    }

    private static double[] numbers(FeatureSnapshot snapshot, int input, ElementType type) {
        ByteBuffer bytes = snapshot.input(input);
        double[] numbers = new double[bytes.capacity() / Elements.bytes(type)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Elements.get(bytes, i, type);
        }
        return numbers;
    }

    @Test
    void alarmsComeWithTheirInputsAndNothingElseDoes() throws Exception {
        PipelineHarness h = new PipelineHarness(FakeModel.rows(2, "a", "b").explainable());
        h.play("1.0 a=1 b=2").play("2.0 a=3").play("3.0 a=10").play("4.0 a=11").play("5.0 a=0 b=0");
        assertEquals(4, h.decisions.size());
        assertNull(h.snapshots.get(0), "it is no alarm");
        WholeInputs alarm = assertInstanceOf(WholeInputs.class, h.snapshots.get(1));
        assertArrayEquals(new double[] {3, 2, 10, 2}, numbers(alarm, 0, ElementType.FLOAT64));
        assertEquals(250, alarm.budgetMillis());
        assertNull(h.snapshots.get(2), "it is the same alarm still");
    }

    /** The room has to hear of it, to say why there are no reasons. */
    @Test
    void ofAModelThatCannotBeExplainedNothingIsCopied() throws Exception {
        PipelineHarness h = new PipelineHarness(FakeModel.sum("a"));
        h.play("1.0 a=50");
        WholeInputs alarm = assertInstanceOf(WholeInputs.class, h.snapshots.get(0));
        assertEquals(0, alarm.bytes());
        assertNull(alarm.input(0));
    }

    /** Copies are counted: one per decision of the pipeline that somebody wants to see, none of the other's. */
    @Test
    void inputsAreCopiedOnlyWhereTheyAreWanted() throws Exception {
        DecisionListener one = new DecisionListener() {
            @Override
            public void decided(Decision decision, FeatureSnapshot inputs) {}

            @Override
            public boolean wantsInputs(String pipeline) {
                return pipeline.equals("p1");
            }
        };
        DecisionListeners listeners = BoundListeners.of(one);
        try {
            for (String pipeline : List.of("p1", "p2")) {
                PipelineHarness h = new PipelineHarness(FakeModel.sum("a"), "explain.when", "never");
                h.listeners = listeners.of(pipeline);
                h.play("1.0 a=1").play("2.0 a=2").play("3.0 a=3");
                assertEquals(3, h.snapshots.size());
                long copies = h.snapshots.stream().filter(Objects::nonNull).count();
                assertEquals(pipeline.equals("p1") ? 3 : 0, copies, pipeline);
            }
        } finally {
            listeners.close();
        }
    }

    @Test
    void neverIsNever() throws Exception {
        PipelineHarness h = new PipelineHarness(FakeModel.sum("a").explainable(), "explain.when", "never");
        h.play("1.0 a=1").play("2.0 a=100");
        assertEquals("alarm", h.decisions.get(1).decision());
        assertNull(h.snapshots.get(1));
    }

    @Test
    void everyTakesEachSoManyThBesideAlarms() throws Exception {
        PipelineHarness h = new PipelineHarness(
                FakeModel.sum("a").explainable(), "explain.when", "every", "explain.each", 3, "explain.budgetMs", 40);
        for (int second = 1; second <= 9; second++) {
            h.play(second + ".0 a=" + second);
        }
        long explained = h.snapshots.stream().filter(s -> s != null).count();
        assertEquals(3, explained);
        h.decisions.forEach(decision ->
                assertEquals(decision.sequence() % 3 == 0, h.snapshots.get(h.decisions.indexOf(decision)) != null));
    }

    @Test
    void ofManyAssetsInOneRunEachHasItsOwn() throws Exception {
        PipelineHarness h =
                new PipelineHarness(FakeModel.sum("a").explainable(), "assets", "m[1..3]", "mapping", "*={asset}.*");
        h.play("1.0 m1.a=50 m2.a=2 m3.a=70");
        assertArrayEquals(new double[] {50}, numbers(h.snapshots.get(0), 0, ElementType.FLOAT64));
        assertNull(h.snapshots.get(1));
        assertArrayEquals(new double[] {70}, numbers(h.snapshots.get(2), 0, ElementType.FLOAT64));
    }

    @Test
    void whatTheModelRememberedIsThatBeforeTheRun() throws Exception {
        Function<double[], double[]> sum = x -> new double[] {x[0] + x[1]};
        FakeModel model = new FakeModel(
                "1.0.0",
                List.of(
                        new FakeModel.Spec("h", ElementType.FLOAT64, new long[] {-1, 1}, List.of()),
                        FakeModel.input("x", ElementType.FLOAT64, 1, List.of(FakeModel.number("a")))),
                new long[] {-1, 1},
                sum);
        model.states = List.of(new State(0, 0));
        PipelineHarness h = new PipelineHarness(model.explainable());
        h.play("1.0 a=4").play("2.0 a=7");
        assertArrayEquals(new double[] {4}, numbers(h.snapshots.get(1), 0, ElementType.FLOAT64));
        assertArrayEquals(new double[] {7}, numbers(h.snapshots.get(1), 1, ElementType.FLOAT64));
    }

    /** Who keeps a picture wants the file, which is far smaller than the tensor, and nothing in it that makes no pixels. */
    @Test
    void aPictureComesAsItCameWithoutItsCommentsToWhoWantsIt() throws Exception {
        byte[] jpeg = PictureFiles.array(PictureFiles.encode(PictureFiles.smooth(64, 48), "jpeg"));
        byte[] comment = {(byte) 0xFF, (byte) 0xFE, 0, 7};
        byte[] text = "anna ".getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer with = ByteBuffer.allocate(jpeg.length + comment.length + text.length)
                .put(jpeg, 0, 2)
                .put(comment)
                .put(text)
                .put(jpeg, 2, jpeg.length - 2)
                .flip();
        for (boolean wanted : List.of(true, false)) {
            DecisionListeners listeners = BoundListeners.of(new DecisionListener() {
                @Override
                public void decided(Decision decision, FeatureSnapshot inputs) {}

                @Override
                public boolean wantsPictures(String pipeline) {
                    return wanted;
                }
            });
            try {
                PipelineHarness h = new PipelineHarness(
                        decoders, FakeModel.of(ShapedInputs.picture("camera", 8, 6)), "explain.when", "never");
                h.listeners = listeners.of("p1");
                h.object("camera", with, "1.0").play("1.0");
                if (!wanted) {
                    assertNull(h.snapshots.get(0));
                    continue;
                }
                Picture picture = h.snapshots.get(0).pictures().get(0);
                assertEquals(Picture.Format.JPEG, picture.format());
                assertEquals("camera", picture.feature());
                assertEquals(64, picture.width());
                byte[] bytes = PictureFiles.array(picture.bytes());
                assertTrue(bytes.length < with.limit(), bytes.length + " of " + with.limit() + " bytes");
                assertFalse(new String(bytes, StandardCharsets.ISO_8859_1).contains("anna"));
                assertArrayEquals(
                        PictureFiles.rgb(PictureFiles.decode(ByteBuffer.wrap(jpeg))),
                        PictureFiles.rgb(PictureFiles.decode(picture.bytes())));
            } finally {
                listeners.close();
            }
        }
    }

    @Test
    void aPictureIsKeptAsTheModelGotIt() throws Exception {
        FakeModel model = FakeModel.of(ShapedInputs.picture("camera", 4, 3));
        PipelineHarness h = new PipelineHarness(decoders, model);
        h.object("camera", PictureFiles.encode(PictureFiles.noise(4, 3, BufferedImage.TYPE_INT_RGB, 7), "png"), "1.0")
                .play("1.0");
        assertEquals("alarm", h.decisions.get(0).decision());
        assertArrayEquals(model.opened.get(0).lastInput(), numbers(h.snapshots.get(0), 0, ElementType.FLOAT32));
    }
}
