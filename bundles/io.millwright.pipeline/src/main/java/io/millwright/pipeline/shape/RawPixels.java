package io.millwright.pipeline.shape;

import io.millwright.model.ImageSpec.Colour;

/** The pixels of a picture without a header: bytes, row by row from the top. */
final class RawPixels implements Pixels {
    private final byte[] bytes;
    private final int fullWidth;
    private final Colour colour;
    private final PictureFit fit;

    RawPixels(byte[] bytes, PictureShape shape, PictureFit fit) {
        this.bytes = bytes;
        this.fit = fit;
        fullWidth = shape.rawWidth();
        colour = shape.rawColour();
    }

    @Override
    public int width() {
        return fit.sampledWidth();
    }

    @Override
    public int height() {
        return fit.sampledHeight();
    }

    @Override
    public void row(int y, float[] rgb) {
        int channels = PictureShape.channels(colour);
        int red = colour == Colour.BGR ? 2 : 0;
        int green = channels == 1 ? 0 : 1;
        int blue = colour == Colour.RGB ? 2 : 0;
        long line = (long) (fit.offsetY() + y * fit.stepY()) * fullWidth;
        for (int x = 0; x < width(); x++) {
            int at = (int) (line + fit.offsetX() + (long) x * fit.stepX()) * channels;
            rgb[3 * x] = bytes[at + red] & 0xFF;
            rgb[3 * x + 1] = bytes[at + green] & 0xFF;
            rgb[3 * x + 2] = bytes[at + blue] & 0xFF;
        }
    }
}
