package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.model.ImageSpec.Colour;
import io.millwright.model.Reference;
import io.millwright.model.Reference.PictureSpread;
import io.millwright.model.Reference.Range;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.ShapedInputs;
import io.millwright.pipeline.shape.PictureDecoders;
import io.millwright.pipeline.shape.PictureFiles;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A picture that is dark, empty, turned or of something else makes no decision GOOD, though it is a picture and decodes. */
class UnlikePictureTest {
    private static final int WIDTH = 24;
    private static final int HEIGHT = 16;

    private final PictureDecoders decoders = new PictureDecoders();

    @AfterEach
    void close() {
        decoders.close();
    }

    /** Bright bars from top to bottom, brighter to the left. */
    private static int board(int x, int y) {
        return x % 4 < 2 ? 220 - 5 * x : 40;
    }

    private static BufferedImage board() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.getRaster().setSample(x, y, 0, board(x, y));
            }
        }
        return image;
    }

    private static BufferedImage plain(int level) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            image.getRaster().setSample(i % WIDTH, i / WIDTH, 0, level);
        }
        return image;
    }

    private static BufferedImage turned(BufferedImage image, int quarters) {
        boolean swapped = quarters % 2 == 1;
        int width = swapped ? image.getHeight() : image.getWidth();
        int height = swapped ? image.getWidth() : image.getHeight();
        BufferedImage turned = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = turned.createGraphics();
        graphics.translate(width / 2.0, height / 2.0);
        graphics.rotate(quarters * Math.PI / 2);
        graphics.drawImage(image, -image.getWidth() / 2, -image.getHeight() / 2, null);
        graphics.dispose();
        return turned;
    }

    private static List<Double> thumbnail() {
        List<Double> cells = new ArrayList<>();
        for (int cell = 0; cell < 64; cell++) {
            double sum = 0;
            for (int x = cell % 8 * 3; x < cell % 8 * 3 + 3; x++) {
                sum += board(x, 0);
            }
            cells.add(sum / 3);
        }
        return cells;
    }

    private String quality(Range aspect, BufferedImage picture) throws Exception {
        FakeModel model =
                FakeModel.of(ShapedInputs.picture("camera", WIDTH, HEIGHT).colour(Colour.GRAY));
        model.reference = new Reference(
                1_000,
                30,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new PictureSpread(
                        "camera", aspect, new Range(70, 130), new Range(40, 90), new Range(0.7, 1), thumbnail(), 0.8)),
                0,
                0);
        PipelineHarness lane = new PipelineHarness(decoders, model);
        lane.object("camera", PictureFiles.encode(picture, "png"), "1.0").play("1.0");
        lane.lane.ended();
        return (lane.decisions.get(0).quality() + " " + lane.decisions.get(0).reason()).strip();
    }

    private static String uncertain(String why) {
        return "UNCERTAIN tag 'camera': the picture is not like those of the training: " + why;
    }

    @Test
    void aPictureLikeThoseOfTheTrainingIsGood() throws Exception {
        assertEquals("GOOD", quality(Range.ANY, board()));
    }

    @Test
    void aDarkOneAndAnEmptyOneAreNot() throws Exception {
        assertEquals(
                uncertain("it is too dark or too bright: is it empty, or the light off?"),
                quality(Range.ANY, plain(3)));
        assertEquals(
                uncertain("it has too little or too much contrast: is it empty, or out of focus?"),
                quality(Range.ANY, plain(100)));
    }

    @Test
    void oneTurnedByAQuarterIsNot() throws Exception {
        assertEquals(uncertain("its edges run another way: is it turned?"), quality(Range.ANY, turned(board(), 1)));
        assertEquals(
                uncertain("it has other sides: is it turned, or from another camera?"),
                quality(new Range(1.4, 1.6), turned(board(), 1)));
    }

    @Test
    void oneTurnedUpsideDownIsNot() throws Exception {
        assertEquals(
                uncertain("it is bright in other places: is it turned, or of something else?"),
                quality(Range.ANY, turned(board(), 2)));
    }
}
