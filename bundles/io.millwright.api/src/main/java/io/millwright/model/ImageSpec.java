package io.millwright.model;

import org.osgi.annotation.versioning.ProviderType;

/**
 * How a picture fills an input of shape [batch, channels, height, width] or [batch, height, width, channels], by
 * {@link TensorSpec#layout}. Immutable.
 */
@ProviderType
public interface ImageSpec {
    /** Returns the order of the channels. */
    Colour colour();

    /** Returns how a picture of another size is fitted. */
    Fit fit();

    /** Returns what is subtracted from each channel, in units of the picture's 0 to 255; as many as channels, a fresh array. */
    double[] mean();

    /** Returns what the difference is multiplied with, per channel; as many as channels, a fresh array. */
    double[] scale();

    /** Returns the width of a raw picture in pixels: bytes without a header, rows from the top; 0 if only PNG, JPEG and BMP come. */
    int rawWidth();

    /** Returns the height of a raw picture in pixels, 0 as {@link #rawWidth}. */
    int rawHeight();

    /** Returns the channel order of a raw picture's bytes. */
    Colour rawColour();

    /** Whether a picture counts until the next one comes, also in parts to come: a reference, say. */
    default boolean held() {
        return false;
    }

    /** Channel orders. May grow. */
    enum Colour {
        /** Red, green, blue. */
        RGB,
        /** Blue, green, red. */
        BGR,
        /** One channel of luminance (ITU-R BT.601). */
        GRAY
    }

    /** How a picture meets the input's height and width. May grow. */
    enum Fit {
        /** Resized, the ratio of its sides not kept. */
        STRETCH,
        /** Resized with its ratio kept, centred; what is left over is filled with the mean. */
        LETTERBOX,
        /** Resized with its ratio kept so that nothing is left over, cut at the centre. */
        CROP,
        /** Cut into tiles of the input's size from the upper left, without overlap; the batch holds the tiles, row by row. */
        TILE
    }
}
