package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.model.ImageSpec.Colour;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.ShapedInputs;
import io.millwright.pipeline.ShapedInputs.Picture;
import io.millwright.pipeline.shape.PictureDecoders;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A reference is written once per product: every part is compared with it, and none with the picture of another part. */
class HeldPictureTest {
    private static final PictureDecoders DECODERS = new PictureDecoders();
    private static final Picture BOARD = picture("board");
    private static final Picture REFERENCE = picture("reference").held();

    @AfterAll
    static void close() {
        DECODERS.close();
    }

    private static Picture picture(String name) {
        return ShapedInputs.picture(name, 1, 1).colour(Colour.GRAY).raw(1, 1, Colour.GRAY);
    }

    private static ByteBuffer level(int level) {
        return ByteBuffer.wrap(new byte[] {(byte) level});
    }

    /** Returns quality and score of each part; the score is the sum of both pictures. */
    private static String decisions(PipelineHarness h) throws Exception {
        StringBuilder text = new StringBuilder();
        h.decisions.forEach(decision -> text.append(decision.quality())
                .append(' ')
                .append(decision.score())
                .append('\n'));
        h.lane.ended();
        return text.toString();
    }

    private static PipelineHarness harness() throws Exception {
        return new PipelineHarness(
                DECODERS, FakeModel.of(BOARD, REFERENCE), "window.kind", "part", "part.open", "on = true");
    }

    private static void part(PipelineHarness h, int second, int level) {
        h.play(second + ".0 on=1");
        if (level > 0) {
            h.object("board", level(level), second + ".2");
        }
        h.play(second + ".5 on=0").play(second + ".9");
    }

    @Test
    void everyPartHasTheReferenceInForce() throws Exception {
        PipelineHarness h = harness();
        h.object("reference", level(100), "0.5").play("0.6 on=0");
        part(h, 1, 1);
        part(h, 2, 2);
        h.object("reference", level(200), "3.0").play("3.1");
        part(h, 4, 3);
        assertEquals("GOOD 101.0\nGOOD 102.0\nGOOD 203.0\n", decisions(h));
    }

    @Test
    void aPartWithoutItsOwnPictureIsBad() throws Exception {
        PipelineHarness h = harness();
        h.object("reference", level(100), "0.5").play("0.6 on=0");
        part(h, 1, 1);
        part(h, 2, 0);
        assertEquals("GOOD 101.0\nBAD NaN\n", decisions(h));
    }

    @Test
    void withoutAReferenceNothingIsDecided() throws Exception {
        PipelineHarness h = harness();
        h.play("0.6 on=0");
        part(h, 1, 1);
        assertEquals("BAD NaN\n", decisions(h));
    }
}
