package io.millwright.pipeline.shape;

import io.millwright.model.ImageSpec.Colour;
import io.millwright.model.ImageSpec.Fit;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;

/** A picture from a file, decoded and fitted by what a pipeline runs: what a model is trained on is what a gateway shows it. */
public final class StillPicture {
    private final byte[] file;

    /** @param file PNG, JPEG or BMP */
    public StillPicture(byte[] file) {
        this.file = file.clone();
    }

    /** Returns width and height, as the header says. */
    public int[] size() throws UnusablePicture {
        PictureHeader header = PictureHeader.of(ByteBuffer.wrap(file), shape(1, 1, Colour.GRAY, Fit.STRETCH));
        return new int[] {header.width(), header.height()};
    }

    /** Returns the bytes of an input of a size, 0 to 255, channels first; what the picture leaves free is 0. */
    public byte[] pixels(int width, int height, Colour colour, Fit fit) throws UnusablePicture {
        PictureShape shape = shape(width, height, colour, fit);
        PictureHeader header = PictureHeader.of(ByteBuffer.wrap(file), shape);
        Pixels decoded = new StandardDecoder().decode(file.clone(), header, shape, () -> false);
        byte[] pixels = new byte[shape.elements()];
        new PictureCanvas(shape, header.fit(), decoded, pixels).draw(() -> false);
        return pixels;
    }

    /**
     * Fills an input of a batch of one as a pipeline does.
     *
     * @param input takes whole pictures, no tiles
     * @param buffer of a runner's input, from its beginning
     */
    public void fill(TensorSpec input, ByteBuffer buffer) throws UnusablePicture {
        PictureShape shape = PictureShape.of(input);
        PictureHeader header = PictureHeader.of(ByteBuffer.wrap(file), shape);
        Pixels decoded = new StandardDecoder().decode(file.clone(), header, shape, () -> false);
        byte[] pixels = new byte[shape.elements()];
        PictureFit fit = header.fit();
        new PictureCanvas(shape, fit, decoded, pixels).draw(() -> false);
        TensorBuffer to = new TensorBuffer(shape.type(), buffer);
        int channels = shape.channels();
        for (int i = 0; i < pixels.length; i++) {
            int at = shape.channelsFirst() ? i % (shape.width() * shape.height()) : i / channels;
            int channel = shape.channelsFirst() ? i / (shape.width() * shape.height()) : i % channels;
            to.put(i, value(shape, channel, pixels[i] & 0xFF, fit.fills(at % shape.width(), at / shape.width())));
        }
    }

    /** What the picture leaves free is the mean, and the mean is 0; bytes stay as they are. */
    private static double value(PictureShape shape, int channel, int pixel, boolean filled) {
        if (shape.type() == ElementType.UINT8) {
            return pixel;
        }
        return filled ? (pixel - shape.mean().get(channel)) * shape.scale().get(channel) : 0;
    }

    private static PictureShape shape(int width, int height, Colour colour, Fit fit) {
        int channels = PictureShape.channels(colour);
        List<Double> zeros = Collections.nCopies(channels, 0.0);
        List<Double> ones = Collections.nCopies(channels, 1.0);
        return new PictureShape(width, height, colour, fit, zeros, ones, 0, 0, colour, true, false, ElementType.UINT8);
    }
}
