package io.millwright.pipeline.shape;

import io.millwright.decision.Picture.Format;
import java.util.Arrays;

/**
 * A picture as it came, without what makes no pixels. Never changed.
 *
 * @param width pixels
 * @param height pixels
 * @param colour order of the bytes of one without a header, "" for the others
 */
public record EncodedPicture(Format format, int width, int height, String colour, byte[] bytes) {
    private static final byte[] NONE = {};

    /**
     * Copies what a decoder has read.
     *
     * @param bytes that were decoded; a decoder may have taken needless parts out of them
     */
    static EncodedPicture of(byte[] bytes, PictureHeader header, PictureShape shape) throws UnusablePicture {
        int length = EncodedFiles.prepare(bytes, header);
        boolean raw = header.format() == Format.RAW;
        return new EncodedPicture(
                header.format(),
                header.width(),
                header.height(),
                raw ? shape.rawColour().name() : "",
                Arrays.copyOf(bytes, length));
    }

    /** Returns that it is not in memory any more. */
    static EncodedPicture gone(PictureShape shape) {
        return new EncodedPicture(
                Format.RAW, shape.width(), shape.height(), shape.colour().name(), NONE);
    }
}
