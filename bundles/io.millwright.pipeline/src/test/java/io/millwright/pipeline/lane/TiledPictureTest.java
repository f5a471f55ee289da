package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.model.ImageSpec.Colour;
import io.millwright.model.ImageSpec.Fit;
import io.millwright.model.Reading;
import io.millwright.model.Reading.Task;
import io.millwright.model.TensorSpec.Layout;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.ShapedInputs;
import io.millwright.pipeline.ShapedInputs.Picture;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.shape.PictureDecoders;
import io.millwright.pipeline.shape.PictureFiles;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A picture cut into tiles fills the batch, and the worst tile speaks for the picture. */
class TiledPictureTest {
    private static final PictureDecoders DECODERS = new PictureDecoders();

    /** 3 across, 2 down; the last ones reach 5 columns and 4 rows beyond the picture. */
    private static final Picture TILES = ShapedInputs.picture("camera", 15, 12)
            .fit(Fit.TILE)
            .raw(40, 20, Colour.RGB)
            .normalised(new double[] {10, 20, 30}, new double[] {0.5, 0.25, 2});

    @AfterAll
    static void close() {
        DECODERS.close();
    }

    /** A grey picture of raw bytes, each tile of one level. */
    private static final Picture GRAY = ShapedInputs.picture("camera", 2, 2)
            .colour(Colour.GRAY)
            .fit(Fit.TILE)
            .raw(4, 4, Colour.GRAY);

    private static ByteBuffer levels(int... levels) {
        ByteBuffer picture = ByteBuffer.allocate(16);
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                picture.put((byte) levels[y / 2 * 2 + x / 2]);
            }
        }
        return picture.flip();
    }

    private static Reading says(Task task, boolean lowIsBad, List<Double> thresholds, String... labels) {
        return new FakeModel.Says(
                "r", task, 0, 0, "", thresholds, List.of(labels), lowIsBad, -1, 0, -1, 0, task == Task.CLASSES ? 0 : 1);
    }

    /** Decides one picture by a model that says something of each tile's level. */
    private static PipelineDecision decide(
            Reading reading, int outputs, Function<Double, double[]> ofLevel, int... levels) throws Exception {
        FakeModel model = new FakeModel("1.0.0", List.of(GRAY), new long[] {1, outputs}, x -> ofLevel.apply(x[0]));
        model.readings = List.of(reading);
        PipelineHarness h = new PipelineHarness(DECODERS, model);
        h.object("camera", levels(levels), "1.0").play("1.0");
        assertEquals(1, h.decisions.size());
        h.lane.ended();
        return h.decisions.get(0);
    }

    @Test
    void everyTileIsARowOfTheBatch() throws Exception {
        BufferedImage image = PictureFiles.noise(40, 20, BufferedImage.TYPE_3BYTE_BGR, 1);
        double[][][] rgb = PictureFiles.rgb(image);
        for (Picture input : List.of(
                TILES,
                TILES.channelsLast(),
                TILES.normalised(new double[3], new double[] {1, 1, 1}).bytes())) {
            List<double[]> rows = new ArrayList<>();
            FakeModel model = new FakeModel("1.0.0", List.of(input), new long[] {1, 1}, x -> {
                rows.add(x);
                return new double[] {0};
            });
            PipelineHarness h = new PipelineHarness(DECODERS, model);
            h.object("camera", PictureFiles.encode(image, "png"), "1.0").play("1.0");
            assertEquals("GOOD", h.decisions.get(0).quality().toString());
            h.lane.ended();
            assertEquals(6, rows.size());
            for (int tile = 0; tile < 6; tile++) {
                check(input, rows.get(tile), rgb, tile % 3 * 15, tile / 3 * 12);
            }
        }
    }

    private static void check(Picture input, double[] x, double[][][] rgb, int left, int top) {
        boolean first = input.layout() == Layout.CHANNELS_FIRST;
        for (int row = 0; row < 12; row++) {
            for (int column = 0; column < 15; column++) {
                boolean inside = top + row < rgb.length && left + column < rgb[0].length;
                for (int c = 0; c < 3; c++) {
                    double wanted = inside
                            ? (rgb[top + row][left + column][c] - input.image().mean()[c])
                                    * input.image().scale()[c]
                            : 0;
                    double value = x[first ? (c * 12 + row) * 15 + column : (row * 15 + column) * 3 + c];
                    assertEquals(wanted, value, 1e-4, "x " + (left + column) + ", y " + (top + row) + ", " + c);
                }
            }
        }
    }

    @Test
    void aPictureOfOtherTilesIsBadWithBothNumbers() throws Exception {
        PipelineHarness h = new PipelineHarness(DECODERS, FakeModel.of(TILES), "quality.policy", "flag");
        BufferedImage large = PictureFiles.noise(61, 20, BufferedImage.TYPE_3BYTE_BGR, 1);
        h.object("camera", PictureFiles.encode(large, "png"), "1.0").play("1.0");
        assertEquals(
                "BAD tag 'camera': Bad_OutOfRange, a picture of 61 x 20 makes 5 x 2 tiles, and the model takes 3 x 2",
                h.decisions.get(0).quality() + " " + h.decisions.get(0).reason());
        // Another size with as many tiles.
        BufferedImage small = PictureFiles.noise(31, 13, BufferedImage.TYPE_3BYTE_BGR, 1);
        h.object("camera", PictureFiles.encode(small, "png"), "2.0").play("2.0");
        assertEquals("GOOD", h.decisions.get(1).quality().toString());
        h.lane.ended();
        assertEquals(0, DECODERS.reservedBytes());
    }

    @Test
    void theWorstTileIsTheReading() throws Exception {
        Function<Double, double[]> same = level -> new double[] {level};
        PipelineDecision high =
                decide(says(Task.BINARY, false, List.of(100.0), "ok", "defect"), 1, same, 20, 130, 110, 99);
        assertEquals("defect 130.0", high.decision() + " " + high.score());
        assertEquals(1, high.values().get(0).tile());
        PipelineDecision low = decide(says(Task.BINARY, true, List.of(100.0), "thin", "ok"), 1, same, 120, 130, 40, 99);
        assertEquals("thin 40.0", low.decision() + " " + low.score());
        assertEquals(2, low.values().get(0).tile());
        PipelineDecision fine =
                decide(says(Task.BINARY, false, List.of(100.0), "ok", "defect"), 1, same, 20, 30, 25, 9);
        assertEquals("ok 30.0", fine.decision() + " " + fine.score());
        PipelineDecision value = decide(says(Task.VALUE, true, List.of()), 1, same, 20, 30, 25, 9);
        assertEquals(9, value.score());
    }

    /** The first class is good; a tile that is less sure of a defect is worse than one that is sure of none. */
    @Test
    void ofClassesTheGreatestSeverityAndThenTheSurest() throws Exception {
        Function<Double, double[]> classes =
                level -> level < 100 ? new double[] {0.95, 0.03, 0.02} : new double[] {0.1, level / 255, 0.05};
        PipelineDecision decision =
                decide(says(Task.CLASSES, false, List.of(), "ok", "scratch", "dent"), 3, classes, 20, 130, 204, 99);
        assertEquals("scratch", decision.decision());
        assertEquals(0.8, decision.score(), 1e-9);
    }

    @Test
    void aTileWithoutAFiniteScoreMakesThePictureBad() throws Exception {
        PipelineDecision decision = decide(
                says(Task.BINARY, false, List.of(100.0), "ok", "defect"),
                1,
                level -> new double[] {level == 99 ? Double.NaN : level},
                20,
                130,
                110,
                99);
        assertEquals("BAD the score is not a finite number", decision.quality() + " " + decision.reason());
    }

    @Test
    void picturesOfSeveralAssetsShareARun() throws Exception {
        FakeModel model = new FakeModel("1.0.0", List.of(GRAY), new long[] {1, 1}, x -> new double[] {x[0]});
        PipelineHarness h =
                new PipelineHarness(DECODERS, model, "assets", "Cam[1..3]", "mapping", "camera={asset}.picture");
        h.object("Cam1.picture", levels(1, 2, 3, 4), "1.0")
                .object("Cam2.picture", levels(50, 6, 7, 8), "1.0")
                .object("Cam3.picture", levels(9, 10, 11, 12), "1.0")
                .play("1.0");
        List<String> scores = h.decisions.stream()
                .map(decision -> decision.asset() + " " + decision.score())
                .toList();
        assertEquals(List.of("Cam1 4.0", "Cam2 50.0", "Cam3 12.0"), scores);
        assertEquals(1, model.opened.stream().mapToInt(runner -> runner.runs()).sum());
        h.lane.ended();
    }
}
