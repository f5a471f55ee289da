package io.millwright.pipeline.shape;

import io.millwright.model.ImageSpec;
import io.millwright.model.ImageSpec.Colour;
import io.millwright.model.ImageSpec.Fit;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Layout;
import java.util.Arrays;
import java.util.List;

/**
 * A picture as an input takes it. Equal ones fill equal inputs.
 *
 * @param width of the input, pixels
 * @param height of the input, pixels
 * @param colour order of its channels
 * @param fit how another size is fitted
 * @param mean per channel, subtracted from 0 to 255
 * @param scale per channel, multiplied then
 * @param rawWidth of a picture without a header, 0 for none, pixels
 * @param rawHeight of a picture without a header, pixels
 * @param rawColour order of its bytes
 * @param channelsFirst whether the input holds one plane per channel
 * @param held whether it counts until the next one comes, also in parts to come
 * @param type element type of the input, FLOAT32 or UINT8
 */
public record PictureShape(
        int width,
        int height,
        Colour colour,
        Fit fit,
        List<Double> mean,
        List<Double> scale,
        int rawWidth,
        int rawHeight,
        Colour rawColour,
        boolean channelsFirst,
        boolean held,
        ElementType type)
        implements Shape {
    /** Keeps copies of what is passed. */
    public PictureShape {
        mean = List.copyOf(mean);
        scale = List.copyOf(scale);
    }

    /** Reads an input whose shape has four dimensions. */
    public static PictureShape of(TensorSpec input) {
        ImageSpec image = input.image();
        long[] shape = input.shape();
        boolean first = input.layout() == Layout.CHANNELS_FIRST;
        return new PictureShape(
                (int) shape[first ? 3 : 2],
                (int) shape[first ? 2 : 1],
                image.colour(),
                image.fit(),
                Arrays.stream(image.mean()).boxed().toList(),
                Arrays.stream(image.scale()).boxed().toList(),
                image.rawWidth(),
                image.rawHeight(),
                image.rawColour(),
                first,
                image.held(),
                input.type());
    }

    static int channels(Colour colour) {
        return colour == Colour.GRAY ? 1 : 3;
    }

    int channels() {
        return channels(colour);
    }

    /** Returns how many tiles lie beside each other; 1 unless a picture is cut into tiles. */
    int tilesAcross() {
        return fit == Fit.TILE ? tiles(rawWidth, width) : 1;
    }

    /** Returns how many rows of tiles there are; 1 unless a picture is cut into tiles. */
    int tilesDown() {
        return fit == Fit.TILE ? tiles(rawHeight, height) : 1;
    }

    /** Returns how many rows of the batch a picture fills. */
    public int tiles() {
        return tilesAcross() * tilesDown();
    }

    /** Returns how many tiles it takes to cover a picture's side; the last one may reach beyond it. */
    public static int tiles(int picture, int tile) {
        return (picture + tile - 1) / tile;
    }

    /** Returns the width of all tiles together, pixels. */
    int canvasWidth() {
        return tilesAcross() * width;
    }

    /** Returns the height of all tiles together, pixels. */
    int canvasHeight() {
        return tilesDown() * height;
    }

    /** Returns the elements of one row of the batch. */
    int tileElements() {
        return width * height * channels();
    }

    @Override
    public int elements() {
        return tiles() * tileElements();
    }

    int rawBytes() {
        return rawWidth * rawHeight * channels(rawColour);
    }

    /** Whether pictures without a header may come. */
    public boolean takesRaw() {
        return rawWidth > 0;
    }

    @Override
    public String wanted() {
        return "a picture (ByteString)";
    }
}
