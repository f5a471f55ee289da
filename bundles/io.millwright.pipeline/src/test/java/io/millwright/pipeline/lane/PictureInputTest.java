package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.ImageSpec.Colour;
import io.millwright.model.ImageSpec.Fit;
import io.millwright.model.TensorSpec.Layout;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.ShapedInputs;
import io.millwright.pipeline.ShapedInputs.Picture;
import io.millwright.pipeline.shape.PictureDecoders;
import io.millwright.pipeline.shape.PictureFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A picture fills an input as docs/model-format.md says, against a calculation of another kind. */
class PictureInputTest {
    private static final PictureDecoders DECODERS = new PictureDecoders();

    @AfterAll
    static void close() {
        DECODERS.close();
    }

    /** Returns what the model got. */
    private static double[] input(Picture input, ByteBuffer bytes) throws Exception {
        FakeModel model = FakeModel.of(input);
        PipelineHarness h = new PipelineHarness(DECODERS, model);
        h.object(input.name(), bytes, "1.0").play("1.0");
        assertEquals(1, h.decisions.size());
        assertEquals(
                "GOOD ", h.decisions.get(0).quality() + " " + h.decisions.get(0).reason());
        h.lane.ended();
        assertEquals(0, DECODERS.reservedBytes());
        return model.opened.get(0).lastInput();
    }

    /** Where an input holds a channel of a pixel. */
    private static int at(Picture input, int x, int y, int c) {
        int channels = input.image().colour() == Colour.GRAY ? 1 : 3;
        return input.layout() == Layout.CHANNELS_FIRST
                ? (c * input.height() + y) * input.width() + x
                : (y * input.width() + x) * channels + c;
    }

    /** Each element is the rounded mean, as mean and scale say. */
    private static void check(Picture input, double[] x, double[][][] rgb) {
        check(input, x, rgb, 0, 0, 0.5001);
    }

    private static void check(Picture input, double[] x, double[][][] rgb, int left, int top, double tolerance) {
        int[] order = input.image().colour() == Colour.BGR ? new int[] {2, 1, 0} : new int[] {0, 1, 2};
        int channels = input.image().colour() == Colour.GRAY ? 1 : 3;
        for (int row = 0; row < input.height(); row++) {
            for (int column = 0; column < input.width(); column++) {
                int py = row - top;
                int px = column - left;
                boolean inside = py >= 0 && py < rgb.length && px >= 0 && px < rgb[0].length;
                for (int c = 0; c < channels; c++) {
                    double value = x[at(input, column, row, c)];
                    if (!inside) {
                        assertEquals(0, value, "beside the picture");
                        continue;
                    }
                    double[] p = rgb[py][px];
                    double wanted = channels == 1 ? 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2] : p[order[c]];
                    double stored =
                            value / input.image().scale()[c] + input.image().mean()[c];
                    assertEquals(wanted, stored, tolerance, "x " + column + ", y " + row + ", channel " + c);
                    assertEquals(Math.rint(stored), stored, 1e-3, "a whole number before mean and scale");
                }
            }
        }
    }

    private static double[][][] whole(BufferedImage image, int width, int height) {
        double[][][] rgb = PictureFiles.rgb(image);
        return PictureFiles.stretched(rgb, 0, 0, image.getWidth(), image.getHeight(), width, height);
    }

    @Test
    void everyColourLayoutAndTypeIsFilledFromPng() throws Exception {
        BufferedImage image = PictureFiles.noise(37, 23, BufferedImage.TYPE_3BYTE_BGR, 1);
        double[][][] expected = whole(image, 12, 10);
        for (Colour colour : Colour.values()) {
            Picture first = ShapedInputs.picture("camera", 12, 10).colour(colour);
            for (Picture input : new Picture[] {
                first, first.channelsLast(), first.bytes(), first.bytes().channelsLast()
            }) {
                check(input, input(input, PictureFiles.encode(image, "png")), expected);
            }
        }
    }

    @Test
    void meanAndScaleAreThoseOfTheChannelInItsOrder() throws Exception {
        BufferedImage image = PictureFiles.noise(16, 16, BufferedImage.TYPE_3BYTE_BGR, 2);
        for (Colour colour : new Colour[] {Colour.RGB, Colour.BGR}) {
            Picture input = ShapedInputs.picture("camera", 8, 8)
                    .colour(colour)
                    .normalised(new double[] {123.675, 116.28, 103.53}, new double[] {0.0171, 0.0175, 0.0174});
            double[][][] expected = whole(image, 8, 8);
            check(input, input(input, PictureFiles.encode(image, "png")), expected);
            check(input.channelsLast(), input(input.channelsLast(), PictureFiles.encode(image, "png")), expected);
        }
    }

    @Test
    void aPictureIsEnlargedByTheSameDefinition() throws Exception {
        BufferedImage image = PictureFiles.noise(5, 3, BufferedImage.TYPE_3BYTE_BGR, 3);
        Picture input = ShapedInputs.picture("camera", 16, 16);
        check(input, input(input, PictureFiles.encode(image, "png")), whole(image, 16, 16));
    }

    @Test
    void allKindsOfFilesAreRead() throws Exception {
        Picture input = ShapedInputs.picture("camera", 10, 10);
        for (int type : new int[] {
            BufferedImage.TYPE_3BYTE_BGR,
            BufferedImage.TYPE_4BYTE_ABGR,
            BufferedImage.TYPE_BYTE_GRAY,
            BufferedImage.TYPE_INT_RGB
        }) {
            BufferedImage image = PictureFiles.noise(21, 20, type, 4);
            check(input, input(input, PictureFiles.encode(image, "png")), whole(image, 10, 10));
        }
        for (int type :
                new int[] {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_INT_RGB}) {
            BufferedImage image = PictureFiles.noise(21, 20, type, 5);
            check(input, input(input, PictureFiles.encode(image, "bmp")), whole(image, 10, 10));
        }
        BufferedImage smooth = PictureFiles.smooth(36, 30);
        for (ByteBuffer jpeg :
                new ByteBuffer[] {PictureFiles.encode(smooth, "jpeg"), PictureFiles.progressiveJpeg(smooth)}) {
            // Exactly what the decoder says, and nearly what was encoded.
            check(input, input(input, jpeg), whole(PictureFiles.decode(jpeg), 10, 10));
            check(input, input(input, jpeg), whole(smooth, 10, 10), 0, 0, 6);
        }
    }

    /** A grey picture's values are those stored, not brightened by a colour conversion. */
    @Test
    void aGreyJpegIsTakenAsItIsStored() throws Exception {
        BufferedImage grey = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                grey.getRaster().setSample(x, y, 0, 100);
            }
        }
        Picture input = ShapedInputs.picture("camera", 4, 4).colour(Colour.GRAY);
        for (double value : input(input, PictureFiles.encode(grey, "jpeg"))) {
            assertEquals(100, value, 1);
        }
    }

    @Test
    void aPaletteAndSixteenBitsAreRead() throws Exception {
        BufferedImage indexed = new BufferedImage(20, 20, BufferedImage.TYPE_BYTE_INDEXED);
        BufferedImage colours = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 400; i++) {
            indexed.getRaster().setSample(i % 20, i / 20, 0, i % 200);
            colours.setRGB(i % 20, i / 20, indexed.getRGB(i % 20, i / 20));
        }
        Picture input = ShapedInputs.picture("camera", 10, 10);
        check(input, input(input, PictureFiles.encode(indexed, "png")), whole(colours, 10, 10));
        BufferedImage deep = new BufferedImage(20, 20, BufferedImage.TYPE_USHORT_GRAY);
        BufferedImage shallow = new BufferedImage(20, 20, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 400; i++) {
            deep.getRaster().setSample(i % 20, i / 20, 0, 257 * (i % 256));
            shallow.getRaster().setSample(i % 20, i / 20, 0, i % 256);
        }
        check(input, input(input, PictureFiles.encode(deep, "png")), whole(shallow, 10, 10));
    }

    @Test
    void letterboxKeepsTheRatioAndFillsWithTheMean() throws Exception {
        BufferedImage image = PictureFiles.noise(40, 20, BufferedImage.TYPE_3BYTE_BGR, 6);
        Picture input = ShapedInputs.picture("camera", 16, 16)
                .fit(Fit.LETTERBOX)
                .normalised(new double[] {123.675, 116.28, 103.53}, new double[] {0.0171, 0.0175, 0.0174});
        double[][][] expected = whole(image, 16, 8);
        check(input, input(input, PictureFiles.encode(image, "png")), expected, 0, 4, 0.5001);
        check(
                input.channelsLast(),
                input(input.channelsLast(), PictureFiles.encode(image, "png")),
                expected,
                0,
                4,
                0.5001);
    }

    @Test
    void aNarrowPictureAfterAWideOneLeavesNothingOfItBehind() throws Exception {
        Picture input =
                ShapedInputs.picture("camera", 64, 64).fit(Fit.LETTERBOX).bytes();
        FakeModel model = FakeModel.of(input);
        PipelineHarness h = new PipelineHarness(DECODERS, model);
        for (int i = 0; i < 200; i++) {
            BufferedImage image =
                    PictureFiles.noise(i % 2 == 0 ? 64 : 16, i % 2 == 0 ? 16 : 64, BufferedImage.TYPE_3BYTE_BGR, i);
            h.object("camera", PictureFiles.encode(image, "bmp"), String.valueOf(1 + i))
                    .play(String.valueOf(1 + i));
            if (i > 196) {
                boolean wide = i % 2 == 0;
                check(
                        input,
                        model.opened.get(0).lastInput(),
                        PictureFiles.rgb(image),
                        wide ? 0 : 24,
                        wide ? 24 : 0,
                        0.5);
            }
        }
        h.lane.ended();
    }

    @Test
    void cropCutsAtTheCentre() throws Exception {
        BufferedImage image = PictureFiles.noise(41, 20, BufferedImage.TYPE_3BYTE_BGR, 7);
        Picture input = ShapedInputs.picture("camera", 12, 12).fit(Fit.CROP);
        double[][][] expected = PictureFiles.stretched(PictureFiles.rgb(image), 10.5, 0, 30.5, 20, 12, 12);
        check(input, input(input, PictureFiles.encode(image, "png")), expected);
    }

    /** Of a picture more than four times the input's size some columns and rows are not decoded. */
    @Test
    void aLargePictureIsSubsampledAsTheFormatSays() throws Exception {
        BufferedImage image = PictureFiles.noise(130, 100, BufferedImage.TYPE_3BYTE_BGR, 8);
        Picture input = ShapedInputs.picture("camera", 8, 8);
        // 130 / 16 = 8 columns, 100 / 16 = 6 rows.
        double[][][] some = PictureFiles.every(PictureFiles.rgb(image), 8, 6);
        double[][][] expected = PictureFiles.stretched(some, 0, 0, some[0].length, some.length, 8, 8);
        check(input, input(input, PictureFiles.encode(image, "png")), expected);
        check(input, input(input, PictureFiles.encode(image, "bmp")), expected);
        Picture raw = input.raw(130, 100, Colour.BGR);
        check(raw, input(raw, raw(image, Colour.BGR)), expected);
    }

    private static ByteBuffer raw(BufferedImage image, Colour colour) throws IOException {
        double[][][] rgb = PictureFiles.rgb(image);
        int channels = colour == Colour.GRAY ? 1 : 3;
        byte[] bytes = new byte[image.getWidth() * image.getHeight() * channels];
        int at = 0;
        for (double[][] row : rgb) {
            for (double[] p : row) {
                for (int c = 0; c < channels; c++) {
                    bytes[at++] = (byte) (int) p[colour == Colour.BGR ? 2 - c : c];
                }
            }
        }
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void rawPicturesAreReadByTheirDeclaredSizeAndColour() throws Exception {
        BufferedImage image = PictureFiles.noise(14, 9, BufferedImage.TYPE_3BYTE_BGR, 9);
        BufferedImage grey = PictureFiles.noise(14, 9, BufferedImage.TYPE_BYTE_GRAY, 10);
        for (Colour colour : Colour.values()) {
            BufferedImage sent = colour == Colour.GRAY ? grey : image;
            Picture input = ShapedInputs.picture("camera", 7, 9).raw(14, 9, colour);
            check(input, input(input, raw(sent, colour)), whole(sent, 7, 9));
            check(input, input(input, PictureFiles.encode(sent, "png")), whole(sent, 7, 9));
        }
    }

    @Test
    void sixteenMegapixelsAreDecoded() throws Exception {
        BufferedImage image = new BufferedImage(4608, 3456, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < image.getHeight(); y += 7) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.getRaster().setSample(x, y, x % 3, 200);
            }
        }
        Picture input = ShapedInputs.picture("camera", 64, 64);
        for (String format : new String[] {"png", "jpeg"}) {
            assertTrue(input(input, PictureFiles.encode(image, format)).length == 3 * 64 * 64);
        }
    }
}
